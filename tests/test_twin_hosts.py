"""The copy of the first study on servers of others: Apache with its rules, w3id.org's redirects, a second export over the first."""

import shutil
from pathlib import Path

import pytest

from kgsm.export import export_site
from tests.static_copy import answering, dead_links, pages
from tests.test_twin import BROWSER
from tests.web_hosts import APACHE, apache, ask

pytestmark = pytest.mark.slow

PUBLISHED = Path(__file__).parent.parent / "published"
URL = "http://localhost/repo/"
FINDING = "kommunen-social-media/use/observation/2013/yes/internal-or-external/share"
needs_apache = pytest.mark.skipif(APACHE is None, reason="Apache is not installed (apt install apache2)")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("web")
    export_site(PUBLISHED, root / "repo", URL)
    return root


def test_the_copy_of_the_first_study_is_whole(root: Path) -> None:
    copy = root / "repo"
    assert dead_links(copy, URL) == []
    assert len(pages(copy)) > 800
    assert answering(copy, "/repo", f"/repo/{FINDING}")
    for language, sentence in (("", "nutzten 54\N{NO-BREAK SPACE}%"), (".en", "54% of the responding local authorities")):
        assert sentence in pages(copy)[copy / FINDING / f"index{language}.html"].one("h1").text


@needs_apache
def test_apache_answers_the_same_iris_by_format_and_language(root: Path, tmp_path: Path) -> None:
    copy = root / "repo"
    with apache(root, tmp_path) as host:
        finding = f"{host}/repo/{FINDING}"
        for accept, suffix in {
            "text/turtle": "ttl",
            "application/rdf+xml;q=0.9, text/turtle;q=0.8, */*;q=0.1": "rdf",
            "text/html;q=0, text/turtle": "ttl",
            "text/html;q=0.2, application/n-triples": "nt",
            'application/ld+json;profile="https://www.w3.org/ns/json-ld#compacted"': "jsonld",
            "application/json": "jsonld",
        }.items():
            answer = ask(finding, {"Accept": accept})
            assert (answer.status, answer.body) == (200, (copy / f"{FINDING}.{suffix}").read_bytes()), accept
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            assert {"accept", "accept-language"} <= {each.strip().lower() for each in answer.headers["Vary"].split(",")}
        for accepted, language in (("de-DE,de;q=0.9,en;q=0.5", "de"), ("en-GB,en;q=0.9,de;q=0.5", "en"), ("fr", "de")):
            shown = ask(finding, {"Accept": BROWSER, "Accept-Language": accepted})
            assert (shown.status, shown.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
            assert shown.headers["Content-Language"] == language
            assert f'<html lang="{language}">'.encode() in shown.body
        dataset = f"{host}/repo/kommunen-social-media/use"
        assert ask(dataset, {"Accept": "text/csv"}).body == (copy / "kommunen-social-media/use.csv").read_bytes()
        assert ask(dataset, {"Accept": "application/json"}).body == (copy / "kommunen-social-media/use.json").read_bytes()
        assert ask(f"{dataset}.parquet").headers["Content-Type"] == "application/vnd.apache.parquet"
        assert ask(finding, {"Accept": "image/png"}).status == 406
        missing = ask(f"{host}/repo/nothing", {"Accept": BROWSER})
        assert (missing.status, missing.body) == (404, (copy / "404.html").read_bytes())
        assert ask(f"{host}/repo/", {"Accept": BROWSER, "Accept-Language": "en"}).headers["Content-Language"] == "en"
        moved = ask(f"{host}/repo")
        assert (moved.status, moved.headers["Location"]) == (301, f"{host}/repo/")


@needs_apache
def test_w3id_sends_each_iri_to_its_file_by_format_and_language(root: Path, tmp_path: Path) -> None:
    names = tmp_path / "w3id" / "name"
    names.mkdir(parents=True)
    shutil.copy(root / "repo" / "rules" / "w3id.htaccess", names / ".htaccess")
    with apache(tmp_path / "w3id", tmp_path) as host:

        def leads(path: str, **headers: str) -> str:
            answer = ask(f"{host}/name/{path}", {name.replace("_", "-"): value for name, value in headers.items()})
            assert answer.status == 302
            target = answer.headers["Location"]
            assert answering(root / "repo", "/repo", target), target
            return target.removeprefix(URL)

        assert leads(FINDING, Accept="text/turtle") == f"{FINDING}.ttl"
        assert leads(FINDING, Accept="application/ld+json") == f"{FINDING}.jsonld"
        assert leads(FINDING, Accept=BROWSER, Accept_Language="en-GB,en;q=0.9") == f"{FINDING}/index.en.html"
        assert leads(FINDING, Accept=BROWSER, Accept_Language="de,en;q=0.5") == f"{FINDING}/"
        assert leads(FINDING) == f"{FINDING}/"
        assert leads("kommunen-social-media/use.csv", Accept="text/turtle") == "kommunen-social-media/use.csv"
        assert leads("kommunen-social-media.html", Accept=BROWSER) == "kommunen-social-media.html"
        assert leads("", Accept=BROWSER) == ""


def test_a_second_export_writes_the_same_bytes_and_keeps_what_is_not_ours(root: Path) -> None:
    copy = root / "repo"
    (copy / "CNAME").write_text("data.example\n", "utf-8")
    (copy / ".git").mkdir()
    (copy / ".git" / "HEAD").write_text("ref: refs/heads/pages\n", "utf-8")
    (copy / "search" / "index.html").write_text("changed by hand", "utf-8")
    before = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    export_site(PUBLISHED, copy, URL)
    after = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    assert [str(path) for path in sorted(before.keys() | after.keys()) if before.get(path) != after.get(path)] == [
        str(copy / "search" / "index.html")
    ]
