"""changes.csv: what was corrected and what is gone stands in the data, on pages and in the feed; addresses are not lost."""

from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from flask.testing import FlaskClient

import kgsm
from tests.html_check import Page
from tests.serving import client_of
from tests.study_folder import StudyFolder

HEAD = "date,figure,dataset,withdrawn,old,new,reason_de,reason_en\n"
CHANGES = f"""{HEAD}2024-06-02,A1,,,18,80,Zwei Ziffern waren <vertauscht>.,Two digits had been <swapped>.
2024-06-03,A1,,lending/observation/2020/ja/count,,,Der Code heißt nun yes.,The code is yes now.
2024-06-04,,use,visits,,,Besuche stehen nun bei der Nutzung.,Visits now stand with use.
2024-06-05,,,lending/observation/2019/yes/count,7,,Diese Erhebung gab es nicht.,There was no such survey.
"""
KEPT = "/minimal/lending/observation/2020/yes/count"
HTML = {"Accept": "text/html", "Accept-Language": "en"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    parent = tmp_path_factory.mktemp("changes")
    kgsm.publish(StudyFolder.copied_to(parent).put("changes.csv", CHANGES).path, parent / "published")
    return client_of(parent / "published")


@pytest.mark.parametrize(
    ("path", "successor"),
    [
        ("/minimal/lending/observation/2020/ja/count", KEPT),
        ("/minimal/visits", "/minimal/use"),
        ("/minimal/lending/observation/2019/yes/count", None),
    ],
)
def test_what_is_withdrawn_answers_410_with_what_replaces_it(client: FlaskClient, path: str, successor: str | None) -> None:
    shown = client.get(path, headers=HTML)
    page = Page(shown.text)
    assert (shown.status_code, page.one("h1").text) == (410, "This is gone")
    assert successor is None or successor in page.links()
    assert [each.text for each in page.all("h2")] == (["In its place"] if successor else [])
    for suffix in ("", ".ttl"):
        told = client.get(path + suffix, headers={"Accept": "text/turtle"})
        assert (told.status_code, told.mimetype) == (410, "application/problem+json")
        assert told.get_json().get("suggestions") == ([successor] if successor else None)
    assert client.get(KEPT, headers=HTML).status_code == 200


def test_a_figure_shows_its_own_history_and_what_it_replaced(client: FlaskClient) -> None:
    (history,) = (
        each for each in Page(client.get(KEPT, headers=HTML).text).all("section") if "history" in str(each.attributes)
    )
    assert "2 June 2024" in history.text
    assert "before 18, now 80" in history.text
    assert "Two digits had been <swapped>." in history.text
    assert "The code is yes now." in history.text
    other = client.get("/minimal/lending/observation/2020/no/count", headers=HTML).text
    assert 'id="history"' not in other


def test_all_changes_stand_on_one_page_the_latest_first(client: FlaskClient) -> None:
    page = Page(client.get("/about/changes", headers=HTML).text)
    assert [each.attributes["datetime"] for each in page.all("time")] == [f"2024-06-0{day}" for day in (5, 4, 3, 2)]
    assert KEPT in page.links()
    assert not [each for each in page.links() if "/2019/" in each or "/ja/" in each]


def test_the_feed_has_an_entry_for_each_change(client: FlaskClient) -> None:
    feed = fromstring(client.get("/feed.atom?lang=en").data)  # noqa: S314 - our own
    atom = {"a": "http://www.w3.org/2005/Atom"}
    ids = [each.findtext("a:id", namespaces=atom) for each in feed.findall("a:entry", atom)]
    assert ids[1:] == [f"https://example.org/data/minimal#change-{number}" for number in (4, 3, 2, 1)]
    assert feed.findtext("a:updated", namespaces=atom) == "2024-06-05T00:00:00Z"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("2024-06-02,A11,,,,,x,x", "figure [unknown-figure]"),
        ("2024-06-02,,usage,,,,x,x", "dataset [unknown-dataset]"),
        ("2024-06-02,,,use,,,x,x", "withdrawn [not-withdrawn]"),
        ("2024-06-02,,,lending/observation/2020/yes/count,,,x,x", "withdrawn [not-withdrawn]"),
        ("2024-06-02,,,lending/yes,,,x,x", "withdrawn [wrong-datatype]"),
        ("2024-06-02,,,,,,x,x", "figure [missing-value]"),
        ("2.6.2024,A1,,,,,x,x", "date [wrong-datatype]"),
        (",A1,,,,,x,x", "date [missing-value]"),
        ("2024-06-02,A1,,,,,x,", "reason_en [missing-language]"),
    ],
)
def test_what_a_row_gets_wrong_is_told_at_its_cell(tmp_path: Path, row: str, told: str) -> None:
    assert StudyFolder.copied_to(tmp_path).put("changes.csv", f"{HEAD}{row}\n").told() == [f"changes.csv:2:{told}"]
