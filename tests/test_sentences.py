"""Sentences of findings: chosen by row, in two languages, with singular and plural, and numbers as people write them."""

import csv
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDFS, Graph, Literal

import kgsm
from kgsm.columns import rows_with_iri
from kgsm.describe.links import write_links
from kgsm.describe.sentences import finding, written
from kgsm.read import read_study
from kgsm.sentence import Chosen, Filled, SentenceError, parts
from kgsm.serve.wording import number
from kgsm.study import Dataset, Study
from tests.html_check import Page
from tests.serving import client_of
from tests.study_folder import StudyFolder

STUDY = Path(__file__).parent.parent / "studies" / "kommunen-social-media"
NB = "\N{NO-BREAK SPACE}"
END = 'slice = ["wave"]\n\n[[dataset.lending.partition]]'
SENTENCES = """slice = ["wave"]

[[dataset.lending.sentence]]
where = { quantity = "share-from-counts", lending = "yes" }
text.de = "{wave} {value|lieh|liehen} {value} {lending} aus."
text.en = "In {wave}, {value} {lending} lent books."

[[dataset.lending.sentence]]
where = { quantity = "count" }
text = { de = "{value} von {base_size} {base_size|Bibliothek|Bibliotheken}: {note}", en = "{value} {value|library|libraries}" }

[[dataset.lending.sentence]]
text = { de = "{value} {lending}.", en = "{value}." }

[dataset.lending.phrase.lending]
yes = { de = "der Bibliotheken", en = 'of the "libraries"' }

[[dataset.lending.partition]]"""


def said(study: Study, dataset: Dataset) -> dict[str, tuple[str | None, ...]]:
    """Return what each figure of a dataset says, in German and English."""
    if dataset.sentences:
        write_links(study)
    cells = ", ".join(finding(dataset, each) or "NULL" for each in ("de", "en"))
    found = study.tables.connection.execute(
        f"SELECT t.figure, {cells} FROM {rows_with_iri(dataset)} ORDER BY t._row"
    ).fetchall()
    return {figure: tuple(texts) for figure, *texts in found}


@pytest.fixture
def folder(tmp_path: Path) -> StudyFolder:
    copied = StudyFolder.copied_to(tmp_path).edit("study.toml", END, SENTENCES.replace(": {note}", ""))
    return copied.edit("tables/lending.csv", "A1,2020,yes,count,80,libraries,120", "A1,2020,yes,count,1,libraries,1200")


def test_the_first_sentence_that_fits_a_row_says_it(folder: StudyFolder) -> None:
    study = read_study(folder.path)
    with study.tables:
        assert said(study, study.datasets[0]) == {
            "A1": ("1 von 1.200 Bibliotheken", "1 library"),
            "A2": ("40 von 120 Bibliotheken", "40 libraries"),
            "A3": (f"2020 liehen 66,7{NB}% der Bibliotheken aus.", 'In 2020, 66.7% of the "libraries" lent books.'),
            "A4": ("Rund −5 Prozentpunkte der Bibliotheken.", "About −5 percentage points."),
        }


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("{value}.", "{value.", "study.toml:100:text.en [wrong-sentence]"),
        ("{value}.", "value}.", "study.toml:100:text.en [wrong-sentence]"),
        ("{value}.", "{value|a}.", "study.toml:100:text.en [wrong-sentence]"),
        ("{value}.", "{valeu}.", "study.toml:100:text.en [unknown-component]"),
        ("{value}.", "{note}.", "study.toml:100:text.en [unknown-component]"),
        ('quantity = "count"', 'quantiti = "count"', "study.toml:96:where.quantiti [unknown-component]"),
        ('quantity = "count"', 'quantity = "cuont"', "study.toml:96:where.quantity [unknown-code]"),
        ("phrase.lending", "phrase.lendin", "study.toml:102:lendin [unknown-component]"),
        ("yes = {", "jes = {", "study.toml:103:jes [unknown-code]"),
        ('en = "{value}."', 'en = "=1+{value}."', "study.toml:100:text.en [formula-cell]"),
        (', en = "{value}."', "", "study.toml:100:text.en [missing-language]"),
        ("where = { quantity", "when = { quantity", "study.toml:91:when [unknown-key]"),
    ],
)
def test_what_a_sentence_gets_wrong_is_told_at_its_line(folder: StudyFolder, old: str, new: str, told: str) -> None:
    folder.edit("study.toml", old, new)
    assert folder.told() == [told]


HOSTILE = """<script>alert("x")</script> \\\\ "q" שלום {value} $0 %s </h1>"""


def test_hostile_words_come_through_as_they_are(folder: StudyFolder, tmp_path: Path) -> None:
    folder.edit(
        "study.toml", 'text = { de = "{value} {lending}.", en = "{value}." }', f"text = {{ de = '{HOSTILE}', en = 'x' }}"
    )
    folder.edit("tables/lending.csv", "count,1,libraries,1200", "count,80,libraries,120")
    kgsm.publish(folder.path, tmp_path / "published")
    expected = HOSTILE.replace("{value}", "rund −5 Prozentpunkte")
    graph = Graph().parse(tmp_path / "published" / "minimal" / "minimal.nt")
    (iri,) = graph.subjects(RDFS.label, Literal(expected, lang="de"))
    with (tmp_path / "published" / "minimal" / "lending.csv").open(encoding="utf-8", newline="") as table:
        assert [row["finding_de"] for row in csv.DictReader(table)][3] == expected
    client = client_of(tmp_path / "published")
    path = "/" + str(iri).removeprefix("https://example.org/data/")
    for where in (path, "/search?q=prozentpunkte", "/minimal/lending"):
        text = client.get(where, headers={"Accept": "text/html", "Accept-Language": "de"}).text
        Page(text)
        assert "<script>alert" not in text
        assert where.startswith("/minimal/lending") or "rund −5" in text.replace("<mark>", "")
    assert Page(client.get(path, headers={"Accept": "text/html", "Accept-Language": "de"}).text).one("h1").text == expected


def test_every_finding_of_the_first_study_is_a_sentence_in_both_languages() -> None:
    study = read_study(STUDY)
    with study.tables:
        for dataset in study.datasets:
            for figure, texts in said(study, dataset).items():
                for text in texts:
                    assert text, figure
                    assert text.endswith("."), text
                    assert "{" not in text
                    assert text[0].isdigit() or text[0].isupper()


def test_parts_of_a_sentence_are_texts_names_and_choices() -> None:
    assert parts("a {x} b{y|c|d}") == ("a ", Filled("x"), " b", Chosen("y", "c", "d"))
    assert parts("{value||n}") == (Chosen("value", "", "n"),)
    assert parts("") == ()
    with pytest.raises(SentenceError, match=r"\{y"):
        parts("a {x} {y")


@given(st.from_regex(r"[+-]?(0|[1-9][0-9]{0,14})(\.[0-9]{1,4})?", fullmatch=True), st.sampled_from(["de", "en"]))
def test_numbers_in_sentences_are_written_as_pages_write_them(cell: str, language: str) -> None:
    row = duckdb.execute(f"SELECT {written('c', language)} FROM (SELECT ? AS c)", [cell]).fetchone()
    assert row == (number(cell, language),)
