"""A study folder full of hostile texts → every page and every format: a text stays a text, whatever stands in it."""

import csv
import io
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kgsm import conductor
from tests.html_check import Page
from tests.serving import client_of
from tests.study_folder import MINIMAL

# A formula behind a separator (at the beginning of a cell it is a problem: formula-cell), ends of strings, elements, comments and
# CDATA, a template, an escape, a right-to-left override that nobody ends, a header.
HOSTILE: Final = (
    ";=1+1;\"'`</script></title></style><img src=x onerror=alert(1)>&lt;b&gt;{{ 7*7 }}{% x %}]]>--><!-- \N{RIGHT-TO-LEFT OVERRIDE}"
    "abc \N{HEBREW LETTER SHIN}\N{HEBREW LETTER LAMED} \\u003cb\nSet-Cookie: evil=1"
)
TEXT: Final = re.compile(r'\b(de|en) = "[^"]*"')
FREE: Final = re.compile(r"(label|definition|note|remark|locator|read|rights)_(de|en)|title|author|publisher|citation|stated")


def hostile(folder: Path, text: str = HOSTILE) -> Path:
    """Write the minimal study with `text` wherever a text is free, and return its folder."""
    shutil.copytree(MINIMAL, folder)
    toml = folder / "study.toml"
    said = json.dumps(text, ensure_ascii=False)
    kept = ("keywords", 'description = { de = "Eine')  # in which no markup may stand
    lines = toml.read_text("utf-8").splitlines(keepends=True)
    lines = [each if each.startswith(kept) else TEXT.sub(lambda found: f"{found[1]} = {said}", each) for each in lines]
    place = "tables/=1+1 'ä' <img>.csv"
    (folder / "tables" / "lending.csv").rename(folder / place)
    whole = "".join(lines).replace("tables/lending.csv", place)
    constants = 'unit = "http://qudt.org/vocab/unit/HR", exactness = "exact", status = "P"'
    toml.write_text(whole.replace('unit = "count", exactness = "exact"', constants), "utf-8")
    table = folder / "tables" / "use.csv"
    table.write_text(table.read_text("utf-8").replace("hours;12", "hours;12.50"), "utf-8")
    for path in folder.rglob("*.csv"):
        _fill(path, text)
    return folder


def _fill(path: Path, text: str) -> None:
    separator = ";" if path.name == "use.csv" else ","
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8"), newline=""), delimiter=separator))
    free = [FREE.fullmatch(name) is not None for name in rows[0]]
    # No two labels are the same.
    kept = [
        [f"{text} {number}" if cell and free[place] else cell for place, cell in enumerate(row)]
        for number, row in enumerate(rows[1:])
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=separator).writerows([rows[0], *kept])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FlaskClient, Path]]:
    place = tmp_path_factory.mktemp("hostile")
    conductor.publish(hostile(place / "minimal"), place / "published")
    client = client_of(place / "published")
    yield client, place / "published"
    client.application.extensions["kgsm"].close()


def crawled(client: FlaskClient) -> Iterator[tuple[str, TestResponse]]:
    """Yield every address that a link leads to from the home page on, with its response."""
    seen, waiting = {"/"}, ["/", "/feed.atom", "/sitemap.xml", "/robots.txt", "/openapi.json", "/search?q=%3D1%2B1", "/nothing"]
    while waiting:
        path = waiting.pop()
        response = client.get(path, headers={"Accept": "text/html,*/*;q=0.1", "Accept-Language": "en"})
        yield path, response
        if response.mimetype == "text/html":
            for link in Page(response.text).links():
                target = link.partition("#")[0]
                if target.startswith("/") and target not in seen and "lang=" not in target:
                    seen.add(target)
                    waiting.append(target)


def test_no_text_of_a_study_becomes_anything_else(site: tuple[FlaskClient, Path]) -> None:
    client, _ = site
    kinds = set()
    for path, response in crawled(client):
        kinds.add(response.mimetype)
        assert "Set-Cookie" not in response.headers, path
        assert all(value.isprintable() for _, value in response.headers), path
        assert re.fullmatch(r'(attachment; filename="?[\w.-]+"?)?', response.headers.get("Content-Disposition", "")), path
        if response.mimetype == "text/html":
            _require_plain(path, response.text)
        elif (response.mimetype or "").endswith(("xml", "svg")):
            ET.fromstring(response.text)  # noqa: S314 - our own
        elif (response.mimetype or "").endswith("json"):
            json.loads(response.text)
    assert {"text/html", "text/csv", "text/turtle", "application/atom+xml", "application/ld+json", "application/xml"} <= kinds


def _require_plain(path: str, text: str) -> None:
    """Raise AssertionError where the hostile text has become markup; the parser refuses what no page of ours has."""
    page = Page(text)
    assert not page.all("img"), path
    assert not page.all("b"), path
    assert "7*7" not in text or "{{ 7*7 }}" in text, path
    isolated = sum(
        each.text.count("\N{RIGHT-TO-LEFT OVERRIDE}")
        for each in page.elements
        if each.name in {"bdi", "caption", "code", "option"}
    )
    body = page.one("main").text.count("\N{RIGHT-TO-LEFT OVERRIDE}")
    assert isolated >= body, path  # an override ends with its element
    for script in page.all("script"):
        if script.attributes.get("type") == "application/ld+json":
            assert json.loads(script.text)["name"] == HOSTILE, path


def test_tables_hold_the_text_and_workbooks_no_formula(site: tuple[FlaskClient, Path]) -> None:
    client, folder = site
    rows = list(csv.DictReader(io.StringIO(client.get("/minimal/lending.csv").text, newline="")))
    assert rows[0]["lending_label_de"].replace("\r\n", "\n") == f"{HOSTILE} 0"
    selected = client.get("/minimal/lending.csv?lending=yes")
    assert next(csv.DictReader(io.StringIO(selected.text, newline="")))["lending_label_de"] == rows[0]["lending_label_de"]
    book = openpyxl.load_workbook(folder / "minimal" / "lending.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(cell.value == f"{HOSTILE} 0" for cell in cells)
    assert not any(cell.data_type == "f" or (cell.hyperlink and "script" in cell.hyperlink.target) for cell in cells)
    excel = csv.reader(
        io.StringIO(client.get("/minimal/lending.excel.csv").text.removeprefix("\ufeff"), newline=""), delimiter=";"
    )
    assert not any(cell.startswith(("=", "+", "@")) for row in excel for cell in row)


# Beside the texts, what the first study has nothing of.


def shown(client: FlaskClient, path: str) -> Page:
    return Page(client.get(path, headers={"Accept": "text/html", "Accept-Language": "en"}).text)


@pytest.mark.parametrize("path", ["/minimal/use", "/minimal/use/observation/2020/hours", "/minimal/use?year=2020"])
def test_a_value_is_shown_with_all_digits_that_were_printed(site: tuple[FlaskClient, Path], path: str) -> None:
    numbers = [(each.attributes["value"], each.text) for each in shown(site[0], path).all("data")]
    assert any(value == "12.50" and text.startswith("12.50") for value, text in numbers), numbers


def test_a_provisional_value_says_so_in_its_table(site: tuple[FlaskClient, Path]) -> None:
    rows = [each for each in shown(site[0], "/minimal/use").all("tr") if "12.50" in each.text]
    assert ["provisional" in each.text for each in rows] == [True]


def test_the_page_of_a_figure_names_the_measure_and_the_source_of_its_table(site: tuple[FlaskClient, Path]) -> None:
    client, _ = site
    pages = [shown(client, f"/minimal/use/observation/2020/{measure}") for measure in ("hours", "visits")]
    for page in pages:
        assert page.one("h1").text.count(HOSTILE) == 2  # of what dataset, and how much of what
        (source,) = [each for each in page.one("main").children if each.attributes.get("aria-labelledby") == "evidence"]
        assert "Source of the whole table" in source.text
        assert "/minimal/source/S1" in page.links()


def test_the_page_of_a_figure_has_the_attributes_that_the_study_describes(site: tuple[FlaskClient, Path]) -> None:
    form, remarked = (
        [each.text for each in shown(site[0], f"/minimal/lending/observation/2020/yes/{quantity}").all("dd")]
        for quantity in ("count", "share-from-counts")
    )
    assert ("long" in form, "short" in form) == (True, False)
    assert ("long" in remarked, "short" in remarked) == (False, True)
    assert remarked.count(f"{HOSTILE} 2") == 1  # the remark: of its two languages the reader's


def test_a_base_that_turns_the_direction_does_not_turn_the_number_behind_it(site: tuple[FlaskClient, Path]) -> None:
    page = shown(site[0], "/minimal/lending")
    sized = [each.text for each in page.all("caption") if "120)" in each.text]
    assert sized
    for each in sized:
        before, _, after = each.rpartition("\N{POP DIRECTIONAL ISOLATE}")
        assert before.count("\N{FIRST STRONG ISOLATE}") == 1
        assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in after
        assert "120)" in after
