"""What a study has withdrawn, in a copy on servers of others: 410 and the page that says what is in its place; what leads nowhere."""

from pathlib import Path

import pytest

import kgsm
from kgsm.export import export_site
from kgsm.serve.twin import DEAD
from tests.html_check import Page
from tests.static_copy import pages
from tests.study_folder import StudyFolder
from tests.test_changes import CHANGES, KEPT
from tests.test_twin import BROWSER
from tests.web_hosts import APACHE, NGINX, apache, ask, nginx

pytestmark = pytest.mark.slow

URL = "http://localhost/repo/"
GONE = "minimal/lending/observation/2020/ja/count"
FOREVER = "minimal/lending/observation/2019/yes/count"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    parent = tmp_path_factory.mktemp("gone")
    kgsm.publish(StudyFolder.copied_to(parent).put("changes.csv", CHANGES).path, parent / "published")
    export_site(parent / "published", parent / "web" / "repo", URL)
    return parent / "web"


def test_what_is_withdrawn_has_a_page_in_both_languages_that_leads_on(root: Path) -> None:
    for language, title in (("", "Das gibt es nicht mehr"), (".en", "This is gone")):
        shown = pages(root / "repo")[root / "repo" / GONE / f"index{language}.html"]
        assert shown.one("h1").text == title
        assert f"/repo{KEPT}/index{language}.html" in shown.links() or f"/repo{KEPT}/" in shown.links()
    assert GONE not in (root / "repo" / "sitemap.xml").read_text("utf-8")


@pytest.mark.skipif(APACHE is None, reason="Apache is not installed (apt install apache2)")
def test_apache_answers_410_for_it_in_every_format(root: Path, tmp_path: Path) -> None:
    with apache(root, tmp_path) as host:
        _says_what_is_gone(host)
        assert ask(f"{host}/repo{KEPT}", {"Accept": BROWSER}).status == 200
        assert ask(f"{host}/repo{KEPT}.ttl").status == 200


@pytest.mark.skipif(NGINX is None, reason="nginx is not installed (apt install nginx)")
def test_nginx_answers_410_for_it_in_every_format(root: Path, tmp_path: Path) -> None:
    with nginx(root / "repo", root, tmp_path) as host:
        _says_what_is_gone(host)
        english = ask(f"{host}/repo/{GONE}", {"Accept": BROWSER, "Accept-Language": "en"})
        assert Page(english.body.decode()).one("h1").text == "This is gone"
        assert ask(f"{host}/repo{KEPT}", {"Accept": BROWSER}).status == 200


def _says_what_is_gone(host: str) -> None:
    for path in (GONE, f"{GONE}/", f"{GONE}.ttl", f"{GONE}.html", FOREVER, "minimal/visits"):
        answer = ask(f"{host}/repo/{path}", {"Accept": BROWSER})
        assert answer.status == 410, path
        assert Page(answer.body.decode()).one("h1").text == "Das gibt es nicht mehr", path
    assert ask(f"{host}/repo/{GONE}", {"Accept": "text/turtle"}).status == 410


def test_addresses_that_lead_nowhere_are_listed_each_once(root: Path) -> None:
    listed = (root / "repo" / DEAD).read_text("utf-8").splitlines()
    assert listed == sorted(set(listed))
    assert all(each.startswith("/") for each in listed)
    assert not {f"/{GONE}", KEPT} & set(listed)
