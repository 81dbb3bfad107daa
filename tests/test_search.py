"""Search in plain words: misspellings, umlauts, both languages, the same order each time, and what is typed stays text."""

import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from kgsm.namespaces import HOME
from kgsm.serve.folding import folded, likeness, pieces
from kgsm.serve.search import Found, Index, Search, Sort
from kgsm.store import open_store
from tests.html_check import Page

PUBLISHED = Path(__file__).parent.parent / "published"
HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def index() -> Index:
    store = open_store(PUBLISHED)
    try:
        return Search(store).index()
    finally:
        store.close()


def best(found: Found, language: str = "de") -> str:
    return found.hits[0].entry.titles[language]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (
            "facebook kommunen",
            "2013 planten 42\N{NO-BREAK SPACE}% der Kommunen, bestehende Social-Media-Aktivitäten auszubauen",
        ),
        ("startegie", "2013 hatten 20\N{NO-BREAK SPACE}% der Kommunen eine schriftliche Social-Media-Strategie"),
        ("54", "2013 nutzten 54\N{NO-BREAK SPACE}% der antwortenden Kommunen Social Media (intern und/oder extern)."),
        ("Buergerbeteiligung", "2013 planten 23\N{NO-BREAK SPACE}% der Kommunen, Instrumente für mehr Bürgerbeteiligung"),
        ("bürgerbeteiligung", "2013 planten 23\N{NO-BREAK SPACE}% der Kommunen, Instrumente für mehr Bürgerbeteiligung"),
        ("PRESSESTELLE", "2013 nannten 66\N{NO-BREAK SPACE}% der Kommunen die Pressestelle"),
        ("press office", "2013 nannten 66\N{NO-BREAK SPACE}% der Kommunen die Pressestelle"),
        ("social media 2016 intern", "2016 nutzten 9\N{NO-BREAK SPACE}% der antwortenden Kommunen Social Media intern."),
        ("wie viele kommunen wurden angeschrieben", "2013 wurden rund 1.600 Kommunen zur Umfrage angeschrieben."),
    ],
)
def test_a_question_in_plain_words_finds_its_figure(index: Index, question: str, answer: str) -> None:
    assert best(index.find(question)).startswith(answer)


def test_how_many_finds_counts_first(index: Index) -> None:
    for question in ("wie viele gemeinden", "how many municipalities"):
        hits = index.find(question).hits
        assert hits[0].entry.sort is Sort.FINDING
        assert "%" not in hits[0].entry.titles["de"]


def test_a_misspelt_word_gets_a_proposal_and_an_unknown_one_nothing(index: Index) -> None:
    assert index.find("startegie").proposal == "strategie"
    assert index.find("strategie").proposal == ""
    assert index.find("xyzzyq") == Found((), 0)
    assert index.find("") == index.find("  ?!") == Found((), 0)


@given(st.text(max_size=300))
def test_any_question_gets_the_same_answer_twice(index: Index, question: str) -> None:
    found = index.find(question)
    assert found == index.find(question)
    assert [hit.score for hit in found.hits] == sorted((hit.score for hit in found.hits), reverse=True)


@given(st.text(max_size=60))
def test_pieces_of_a_text_are_the_text(text: str) -> None:
    assert "".join(piece for piece, _ in pieces(text)) == text


def test_spellings_of_one_word_are_one() -> None:
    assert folded("Größe") == folded("GROESSE") == folded("groesse") == "grosse"
    assert likeness("strategie", "strategie") == 1
    assert likeness("startegie", "strategie") > 0
    assert likeness("abc", "xyz") == 0


def test_the_page_shows_marked_words_and_keeps_what_was_typed_a_text(client: FlaskClient) -> None:
    found = Page(client.get("/search?q=gemeinden+muster&lang=de", headers=HTML).text)
    assert {each.text.casefold() for each in found.all("mark")} >= {"gemeinden", "muster"}
    typed = '"><script>alert(1)</script>'
    page = client.get("/search", query_string={"q": typed, "lang": "en"}, headers=HTML)
    assert "<script>alert" not in page.text
    box = next(each for each in Page(page.text).all("input") if each.attributes.get("id") == "q")
    assert box.attributes["value"] == typed
    assert client.get("/search", query_string={"q": "a" * 5000}, headers=HTML).status_code == 200


def test_without_a_question_all_findings_stand_by_theme(client: FlaskClient) -> None:
    found = Page(client.get("/search?lang=de", headers=HTML).text)
    assert "/muster/use/observation/2013/yes/count" in found.links()
    assert [each.text.strip() for each in found.all("h2")] == ["Nutzung von Mustern"]


def test_programs_get_json(client: FlaskClient) -> None:
    response = client.get("/search?q=muster", headers={"Accept": "application/json"})
    assert response.mimetype == "application/json"
    found = json.loads(response.data)
    assert found["total"] == len(found["results"]) > 2
    assert all(each["iri"].startswith(("https://data.example/stat/", HOME)) for each in found["results"])
    assert client.get("/search?q=muster&format=json").data == response.data
