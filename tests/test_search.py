"""Search in plain words: misspellings, umlauts, both languages, the same order each time, and what is typed stays text."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from kgsm.namespaces import HOME
from kgsm.serve.folding import folded, likeness, pieces
from kgsm.serve.search import Found, Index, Search, Sort
from kgsm.serve.twin.findings import findings
from kgsm.store import open_store
from tests.html_check import Page

PUBLISHED = Path(__file__).parent.parent / "published"
STATIC = Path(__file__).parent.parent / "kgsm" / "serve" / "static"
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
        ("1600", "2013 wurden rund 1.600 Kommunen zur Umfrage angeschrieben."),
        ("1,600", "2013 wurden rund 1.600 Kommunen zur Umfrage angeschrieben."),
        ("Hälfte", "2013 nutzten 46\N{NO-BREAK SPACE}% der antwortenden Kommunen kein Social Media"),
        ("half", "2013 nutzten 46\N{NO-BREAK SPACE}% der antwortenden Kommunen kein Social Media"),
        ("zwei Drittel", "2016 nutzten 64\N{NO-BREAK SPACE}% der antwortenden Kommunen Social Media (extern)."),
        ("two thirds", "2016 nutzten 64\N{NO-BREAK SPACE}% der antwortenden Kommunen Social Media (extern)."),
        ("jede zehnte Kommune intern", "2016 nutzten 9\N{NO-BREAK SPACE}% der antwortenden Kommunen Social Media intern."),
        ("a quarter", "2016 nutzten rund 25\N{NO-BREAK SPACE}% der nutzenden Kommunen Social Media seit mehr als vier Jahren."),
        ("impressum", "Impressum"),
        ("Privacy", "Datenschutz"),
        ("methode", "Methode"),
    ],
)
def test_a_question_in_plain_words_finds_its_figure(index: Index, question: str, answer: str) -> None:
    assert best(index.find(question)).startswith(answer)


def test_a_word_of_a_definition_finds_the_figures_and_not_its_concept_alone(index: Index) -> None:
    sorts = [each.entry.sort for each in index.find("facebook").hits]
    assert sorts[0] is Sort.CONCEPT
    assert sorts.count(Sort.FINDING) > 1


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


def test_a_page_is_found_and_has_no_iri(client: FlaskClient) -> None:
    shown = Page(client.get("/search?q=legal+notice&lang=en", headers=HTML).text)
    assert shown.links().count("/about/imprint") == 2  # the footer has it, too
    found = json.loads(client.get("/search?q=legal+notice&format=json&lang=en").data)["results"][0]
    assert (found["type"], found["address"], "iri" in found) == ("page", "/about/imprint", False)


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


SCRIPT = """
import { readFileSync } from "node:fs";
const { find, folded, likeness } = await import(process.argv[1]);
const [index, asked] = [2, 3].map((place) => JSON.parse(readFileSync(process.argv[place], "utf8")));
const found = asked.questions.map((each) => find(each, index));
console.log(JSON.stringify({
  answers: found.map(({ hits, total, proposal }) =>
    ({ hits: hits.map(({ entry, score, marked }) => [entry.href, score, [...marked].sort()]), total, proposal })),
  folded: asked.words.map((each) => folded(each, index)),
  likeness: asked.pairs.map(([one, two]) => likeness(one, two, index)),
}));
"""
QUESTIONS = [
    "facebook kommunen", "startegie", "wie viele gemeinden", "how many municipalities", "Buergerbeteiligung", "GRÖẞE", "54",
    "press office", "xyzzyq", "", "facebook", "1600", "rund 1.600 %", "54,09", "methode", "  ?!", "der die das", "social media 2016 intern", "pressestele", "wie viel", "naïve ﬁnding",
]  # fmt: skip
WORDS = [
    "Größe",
    "1.600",
    "1,600,000",
    "GROSSE",
    "Groesse",
    "Straße",
    "ŒUVRE",
    "Ångström",
    "ﬁnden",
    "ΟΔΟΣ",
    "ß",
    "ạ̈b",
    "تقرير",
    "Ⅷ",
    "x²",
]


@pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is not installed")
def test_the_script_of_a_copy_without_a_server_finds_the_same_in_the_same_order(index: Index, tmp_path: Path) -> None:
    pairs = [(folded(one), folded(two)) for one in WORDS + QUESTIONS for two in (*WORDS, "strategie", "gemeinde", "kommunen")]
    asked = {"questions": QUESTIONS, "words": WORDS, "pairs": pairs}
    (tmp_path / "asked.json").write_text(json.dumps(asked), "utf-8")
    (tmp_path / "index.json").write_bytes(findings(index, "de", str))
    script = ["node", "--input-type=module", "--eval", SCRIPT, str(STATIC / "findings.js")]
    done = subprocess.run(
        [*script, str(tmp_path / "index.json"), str(tmp_path / "asked.json")], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    told = json.loads(done.stdout)
    for question, answer in zip(QUESTIONS, told["answers"], strict=True):
        found = index.find(question)
        assert (answer["total"], answer["proposal"]) == (found.total, found.proposal), question
        assert [each[0] for each in answer["hits"]] == [each.entry.iri for each in found.hits], question
        assert [each[1] for each in answer["hits"]] == pytest.approx([each.score for each in found.hits])
        assert [each[2] for each in answer["hits"]] == [sorted(each.marked) for each in found.hits]
    assert told["folded"] == [folded(each) for each in WORDS]
    assert told["likeness"] == [likeness(*each) for each in pairs]
