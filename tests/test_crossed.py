"""Two dimensions, one down and one across: the same numbers, no bars, and no script."""

import pytest
from flask.testing import FlaskClient

from kgsm import home
from kgsm.store import open_store
from tests.html_check import Page
from tests.serving import client_of

USE = "/kommunen-social-media/use"
HTML = {"Accept": "text/html", "Accept-Language": "en"}


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return client_of(home.published(), open_store(home.published()))


def figures(page: Page) -> list[str]:
    return sorted(each for each in page.links() if "/observation/" in each)


@pytest.mark.parametrize("asked", ["rows=use&cols=purpose", "rows=purpose&cols=use", "rows=purpose", "cols=purpose"])
def test_a_crossed_table_has_the_figures_of_the_plain_one(client: FlaskClient, asked: str) -> None:
    plain = Page(client.get(USE, headers=HTML).text)
    crossed = Page(client.get(f"{USE}?{asked}", headers=HTML).text)
    assert figures(crossed) == figures(plain)
    assert [each.text for each in crossed.all("caption")] == [each.text for each in plain.all("caption")]
    heads = [each.text for each in crossed.all("th") if " / " in each.text]
    assert set(heads) == {
        "Purpose of use / Use" if asked in {"rows=purpose&cols=use", "rows=purpose"} else "Use / Purpose of use"
    }


def test_a_page_offers_both_ways_and_the_way_back(client: FlaskClient) -> None:
    both = [each for each in Page(client.get(f"{USE}?quantity=share", headers=HTML).text).links() if "rows=" in each]
    ways = (("use", "purpose"), ("purpose", "use"))
    assert both == [f"{USE}?quantity=share&rows={down}&cols={across}" for down, across in ways]
    crossed = Page(client.get(f"{USE}?rows=use&cols=purpose", headers=HTML).text).links()
    assert f"{USE}?rows=purpose&cols=use" in crossed
    assert USE in crossed


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        (USE, "rows=nothing"),
        (USE, "rows=use&cols=use"),
        (USE, "rows=use&cols=wave"),
    ],
)
def test_dimensions_that_do_not_tell_the_rows_apart_are_refused(client: FlaskClient, path: str, asked: str) -> None:
    answer = client.get(f"{path}?{asked}", headers=HTML)
    assert (answer.status_code, "rows and cols name" in answer.text) == (400, True)


def test_rows_that_do_not_differ_in_two_dimensions_are_told_so(client: FlaskClient) -> None:
    answer = client.get("/kommunen-social-media/driver?rows=wave&lang=en", headers=HTML)
    assert (answer.status_code, "A narrower selection helps" in answer.text) == (400, True)
