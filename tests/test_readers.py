"""What readers came for: the headline journey, a figure checked with one's own copy, citations, filters, code that runs."""

import hashlib
import io
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from kgsm.problems import PublishedError
from kgsm.serve import create_app
from kgsm.serve.operator import Operator, read_operator, unfilled
from kgsm.serve.pages.code import query_snippets, snippets
from kgsm.serve.pages.evidence import script
from kgsm.sparql import Store
from kgsm.store import open_store
from tests.html_check import Element, Page
from tests.serving import client_of

PUBLISHED = Path(__file__).parent.parent / "published"
STUDY = "/kommunen-social-media"
FINDING = f"{STUDY}/use/observation/2013/yes/internal-or-external/share"
NB = "\N{NO-BREAK SPACE}"


@pytest.fixture(scope="module")
def first_store() -> Iterator[Store]:
    store = open_store(PUBLISHED)
    yield store
    store.close()


@pytest.fixture(scope="module")
def first(first_store: Store) -> FlaskClient:
    return client_of(PUBLISHED, first_store)


@pytest.fixture(scope="module")
def host(first_store: Store) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, create_app(PUBLISHED, first_store), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def page(client: FlaskClient, path: str, language: str = "de") -> Page:
    response = client.get(path, headers={"Accept": "text/html", "Accept-Language": language})
    assert response.status_code == 200, path
    return Page(response.text)


def codes(found: Page) -> list[str]:
    return [each.text for each in found.all("code")]


def tables(found: Page) -> list[Element]:
    return [each for each in found.all("table") if "findings" in each.attributes.get("class", "")]


# The headline journey


def test_from_the_search_to_the_sentence_its_source_and_a_spreadsheet(first: FlaskClient) -> None:
    results = page(first, "/search?q=54+%25+social+media")
    (link,) = [each for each in results.links() if each == FINDING]
    found = page(first, link)
    sentence = f"2013 nutzten 54{NB}% der antwortenden Kommunen Social Media (intern und/oder extern)."
    assert found.one("h1").text == sentence
    assert any(each.startswith(sentence) and "CC BY 4.0" in each and "https://w3id.org/kgsm" in each for each in codes(found))
    dataset = next(each for each in found.links() if each == f"{STUDY}/use")
    files = page(first, dataset).links()
    table = pd.read_csv(io.BytesIO(first.get(next(each for each in files if each.endswith("/use.csv"))).data))
    assert table.loc[table["figure"] == "F13-07", "value"].tolist() == [54]
    assert table.loc[table["figure"] == "F13-07", "finding_de"].tolist() == [sentence]
    book = openpyxl.load_workbook(io.BytesIO(first.get(next(each for each in files if each.endswith(".xlsx"))).data))
    assert any(54 in row for row in book.worksheets[0].iter_rows(values_only=True))


def test_a_table_has_the_columns_that_tell_its_rows_apart_and_says_the_rest_above_them(first: FlaskClient) -> None:
    shares, *_, change = tables(page(first, f"{STUDY}/use"))
    for table, caption in (
        (
            shares,
            f"2013 · Anteil · Richtung des Einsatzes: intern und/oder extern · Basis: antwortende Kommunen 2013 (n{NB}={NB}318)",
        ),
        (change, "2013 bis 2016 · Veränderung · Richtung des Einsatzes: nicht angegeben"),
    ):
        assert table.children[0].text.strip() == caption
        heads = [each.text.strip() for each in table.children[1].children[0].children]
        assert heads[:2] == ["Nutzung", "Wert"]


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_observation_page_has_its_sentence_as_title(first: FlaskClient, language: str) -> None:
    seen = 0
    for dataset in ("use", "strategy", "fieldwork"):
        for link in page(first, f"{STUDY}/{dataset}", language).links():
            if "/observation/" in link:
                found = page(first, link, language)
                assert found.one("h1").text.endswith("."), link
                assert found.one("title").text.startswith(found.one("h1").text)
                seen += 1
    assert seen > 15


def test_the_example_of_rows_by_address_finds_some(first: FlaskClient) -> None:
    (example,) = [each for each in page(first, "/about/api").links() if ".csv?" in each]
    assert len(first.get(example).text.splitlines()) > 1


def test_a_code_that_is_a_term_of_a_vocabulary_leads_to_it(first: FlaskClient) -> None:
    assert "/ns#PercentagePoint" in page(first, "/code/unit").links()


def test_the_language_of_a_source_is_named_in_the_reader_s(first: FlaskClient) -> None:
    assert "German" in page(first, f"{STUDY}/source/S02", "en").one("main").text
    assert "Deutsch" in page(first, f"{STUDY}/source/S02").one("main").text.split("Gelesen")[0]


def test_a_statement_that_differs_says_who_makes_it(first: FlaskClient) -> None:
    text = page(first, f"{STUDY}/use/observation/2013/no/internal-or-external/share", "en").one("main").text
    assert "Stated value: 50% (number word) (Cassini" in " ".join(text.split())


def test_a_formula_leads_to_its_inputs(first: FlaskClient) -> None:
    found = page(first, f"{STUDY}/use/observation/2013/yes/internal-or-external/share-from-counts")
    (formula,) = [each for each in found.all("code") if each.text == "100 * [F13-06] / [F13-02]"]
    assert [each.attributes["href"] for each in formula.children if each.name == "a"] == [
        f"{STUDY}/use/observation/2013/yes/internal-or-external/count",
        f"{STUDY}/fieldwork/observation/2013/responded/count",
    ]


# Bars


def test_a_bar_is_as_long_as_its_number_and_marked_by_what_is_known(first: FlaskClient) -> None:
    shares = page(first, f"{STUDY}/instruments-external")
    outlined = [each.attributes["width"] for each in shares.all("rect") if each.attributes.get("class") == "outlined"]
    assert outlined[:3] == ["48%", "38%", "27%"]
    assert "Basis nicht angegeben" in tables(shares)[0].text
    counts = page(first, f"{STUDY}/use?quantity=count")
    assert [each.attributes["width"] for each in counts.all("rect") if each.attributes.get("class") == "plain"][1:] == [
        "54.09%",
        "45.91%",
    ]
    word = page(first, f"{STUDY}/plans-of-non-users")
    hatched = [each.attributes for each in word.all("rect") if each.attributes.get("fill") == "url(#hatch)"]
    assert (hatched[0]["x"], hatched[0]["width"]) == ("2%", "8%")


def test_what_is_no_share_of_a_whole_has_no_bar(first: FlaskClient) -> None:
    for path in ("fieldwork", "use?quantity=change", "duration?duration=duration-stated"):
        found = page(first, f"{STUDY}/{path}")
        assert tables(found)
        assert [each for each in found.all("svg") if each.attributes.get("class") == "bar"] == [], path


# Filters


def test_a_filter_shows_what_it_says_in_the_order_of_the_table(first: FlaskClient) -> None:
    found = page(first, f"{STUDY}/use?wave=2016&quantity=share")
    (table,) = tables(found)
    assert [each.attributes["value"] for each in found.all("data")] == ["64", "36"]
    assert "2016" in table.children[0].text
    chosen = [each.attributes["value"] for each in found.all("option") if "selected" in each.attributes]
    assert chosen == ["2016", "share"]
    assert f"{STUDY}/use.csv?wave=2016&quantity=share" in found.links()
    both = page(first, f"{STUDY}/use?wave=2013&wave=2016&quantity=share")
    assert [each.attributes["value"] for each in both.all("data")] == ["54", "46", "64", "36"]


def test_the_query_behind_a_table_finds_what_it_shows(first: FlaskClient) -> None:
    found = page(first, f"{STUDY}/use?wave=2016&quantity=share")
    (query,) = [each for each in found.links() if each.startswith("/sparql?")]
    answered = page(first, query)
    assert f"{STUDY}/use/observation/2016/yes/external/share" in answered.links()
    assert f"{STUDY}/use/observation/2013/yes/internal-or-external/share" not in answered.links()


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("wave=1999", 400, "'1999'"),
        ("wave=%3Cscript%3E", 400, "&lt;script&gt;"),
        ("page=-1", 404, "'-1'"),
        ("page=1000000000", 404, "'1000000000'"),
        ("colour=red", 200, "'colour'"),
        ("wave=2016&use=no&quantity=count", 200, "No finding matches"),
    ],
)
def test_a_wrong_filter_is_told(first: FlaskClient, query: str, status: int, said: str) -> None:
    response = first.get(f"{STUDY}/use?{query}&lang=en", headers={"Accept": "text/html"})
    assert response.status_code == status
    assert said in response.text.replace("&#39;", "'")


# Citations


def test_a_citation_is_bibtex_and_csl_that_readers_take(first: FlaskClient) -> None:
    texts = codes(page(first, FINDING, "en"))
    (bibtex,) = [each for each in texts if each.startswith("@misc{")]
    assert bibtex.count("{") == bibtex.count("}")
    assert r"54\% of the responding" in bibtex
    (csl,) = json.loads(next(each for each in texts if each.startswith("[")))
    assert csl["type"] == "dataset"
    assert csl["issued"]["date-parts"] == [[2026, 11, 24]]
    assert csl["URL"] == f"https://w3id.org/kgsm{FINDING}"
    assert csl["title"].endswith("– Use of social media")


# Checking with one's own copy


def test_the_script_on_the_page_checks_a_copy(tmp_path: Path) -> None:
    text = "Vorab. Genau 54 % der Gemeinden nutzen „Größe“. Ende.\n"
    sentence = "Genau 54 % der Gemeinden nutzen „Größe“."
    start = text.index(sentence)
    number = text.index("54 %")
    made = script(
        hashlib.sha256(text.encode()).hexdigest(),
        (str(number), str(number + 4), "54 %"),
        (str(start), str(start + len(sentence)), hashlib.sha256(sentence.encode()).hexdigest()),
    )
    (tmp_path / "check.py").write_text(made, "utf-8")
    for content, expected in ((text, "True True True"), ("X" + text, "False False False")):
        (tmp_path / "copy.txt").write_text(content, "utf-8")
        run = subprocess.run(
            [sys.executable, "-X", "utf8", str(tmp_path / "check.py"), str(tmp_path / "copy.txt")],
            capture_output=True, check=True, encoding="utf-8",
        )  # fmt: skip
        assert " ".join(line.split(": ")[1].split()[0] for line in run.stdout.splitlines()) == expected


def test_a_figure_with_a_span_has_the_script_and_one_without_says_so(first: FlaskClient) -> None:
    found = page(first, FINDING)
    assert any("text[332:336] == '54 %'" in each for each in codes(found))
    assert "nur die Fundstelle, keine Zeichenposition" in found.one("main").text


# Code


@pytest.mark.parametrize("language", ["Python", "R", "JavaScript", "curl"])
@pytest.mark.parametrize("kind", ["table", "query"])
def test_the_code_on_the_pages_runs(host: str, tmp_path: Path, language: str, kind: str) -> None:
    query = 'SELECT ?label WHERE {\n  ?s <http://www.w3.org/2000/01/rdf-schema#label> ?label\n  FILTER(CONTAINS(?label, "54 %") || ?label = "it\'s")\n}\nLIMIT 5'
    made = (
        snippets(f"{host}{STUDY}/use.csv")
        if kind == "table"
        else query_snippets(f"{host}/sparql", query.replace("54 %", "318"))
    )
    text = next(each.text for each in made if each.language == language)
    program, suffix = {
        "Python": (sys.executable, "py"),
        "R": ("Rscript", "R"),
        "JavaScript": ("node", "mjs"),
        "curl": ("sh", "sh"),
    }[language]
    needed = "curl" if language == "curl" else program
    if shutil.which(needed) is None:
        pytest.skip(f"{needed} is not installed")
    file = tmp_path / f"code.{suffix}"
    file.write_text(text, "utf-8")
    run = subprocess.run([program, str(file)], capture_output=True, check=False, encoding="utf-8", timeout=60)
    assert run.returncode == 0, run.stderr
    assert ("observation" if kind == "table" else "318") in run.stdout


# Who runs the site


def test_legal_pages_say_what_nobody_filled_in_and_make_nothing_up(first: FlaskClient) -> None:
    assert "nicht vollständig eingetragen" in page(first, "/about/imprint").one("main").text
    text = page(first, "/about/accessibility", "en").one("main").text
    assert "no valid statement yet" in text
    assert text.count("Not filled in by the operator.") == 4


def test_a_site_file_fills_the_legal_pages(first_store: Store, tmp_path: Path) -> None:
    file = tmp_path / "site.toml"
    file.write_text(
        'name = "Amt <b>Nord</b>"\naddress = "Weg 1, 12345 Ort"\nemail = "amt@ort.example"\nlog_days = 7\nstatus = "partial"\n'
        'tested = 2026-11-01\nmethod = { de = "Selbst geprüft.", en = "Checked by ourselves." }\n',
        "utf-8",
    )
    assert unfilled(read_operator(file)) == ("enforcement", "exceptions")
    app = create_app(PUBLISHED, first_store, operator=read_operator(file))
    client = app.test_client()
    imprint = page(client, "/about/imprint")
    assert "Amt <b>Nord</b>" in imprint.one("main").text
    assert "mailto:amt@ort.example" in imprint.links()
    assert "nicht vollständig" not in imprint.one("main").text
    assert "nach 7 Tagen" in page(client, "/about/privacy").one("main").text
    statement = page(client, "/about/accessibility").one("main").text
    assert "teilweise vereinbar" in statement
    assert "1. November 2026" in statement
    assert "Selbst geprüft." in statement


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nmae = 'x'", "no key 'nmae'.* Did you mean 'name'"),
        ("name = 1", "'name' must be a text in quotation marks"),
        ("imprint = 'x'", "'imprint' must be a text in both languages"),
        ("log_days = 'x'", "'log_days' must be a number of days"),
        ("tested = '2026'", "'tested' must be a date"),
        ("status = 'fully'", "'status' must be one of full, partial, none"),
        ("name = ", "cannot be read"),
    ],
)
def test_what_a_site_file_gets_wrong_is_told(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "site.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(PublishedError, match=said):
        read_operator(file)
    file.write_text("", "utf-8")
    assert read_operator(file) == Operator()
    assert unfilled(Operator()) == ("name", "address", "email", "log_days", "status", "tested", "method", "enforcement")
