"""The editor of the page /sparql in a browser: no barrier, all by keyboard, in step with the field, nothing from elsewhere.

Run by `make test-browser`, which builds the editor; skipped where that is not possible.
"""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, quote, urlsplit
from urllib.request import urlopen

import pytest

from kgsm.serve import bundle
from tests.serving import served
from tests.test_browser import MODES, ROOT, TAGS, Seen, address, axe, keep, launched, opened

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        bundle.bundle() is None, reason="the editor is not built (make assets: Node 20 or later, or the network)"
    ),
]
WRONG: Final = "/sparql?format=html&query=" + quote("SELECT ?s WHERE {\n  ?s a qb:Observation\n}")
CONTENT: Final = ".editor .cm-content"
POPUP: Final = ".editor .cm-tooltip-autocomplete"
HEADING: Final = {"de": "SPARQL-Abfrage", "en": "SPARQL query"}


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    with served(ROOT / "published") as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as started:
        yield started


@pytest.fixture
def page(browser: Any, host: str) -> Iterator[Any]:
    """Yield a page that may tell of nothing and ask nobody else, but for the status of a wrong query."""
    seen = Seen()
    context = browser.new_context(**MODES["default"])
    yield opened(context, host, seen)
    context.close()
    assert seen.foreign == []
    assert [each for each in seen.told if "400" not in each] == []


def field(page: Any) -> str:
    return str(page.evaluate("document.querySelector('#query').value"))


def write(page: Any, text: str) -> None:
    """Write a query in the place of what stands in the editor."""
    page.locator(CONTENT).click()
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("language", ["de", "en"])
def test_axe_finds_no_barrier_in_the_editor_at_an_error_and_among_suggestions(
    browser: Any, host: str, language: str, mode: str
) -> None:
    source = (Path(axe.__file__).parent / "axe.min.js").read_text("utf-8")
    seen, found = Seen(), list[list[Any]]()
    context = browser.new_context(**MODES[mode])
    page = opened(context, host, seen)

    def examine(name: str) -> None:
        page.evaluate(source)
        outcome = page.evaluate("(tags) => axe.run(document, {runOnly: tags})", TAGS)
        for each in outcome["violations"]:
            found.extend([name, language, mode, each["id"], node["target"]] for node in each["nodes"])
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            found.append([name, language, mode, "scrolls sideways", wide])

    page.goto(address(host, "/sparql", language))
    assert page.locator("h1").inner_text() == HEADING[language]
    page.locator(CONTENT).wait_for()
    examine("editor")
    page.goto(address(host, WRONG, language))
    assert page.locator(".editor .cm-error").is_visible()
    examine("error")
    write(page, "?s obsv")
    page.locator(POPUP).wait_for()
    examine("suggestions")
    context.close()
    keep(f"editor {language} {mode}", found)
    assert found == []
    assert seen.foreign == []
    assert [each for each in seen.told if "400" not in each] == []


def test_what_is_written_stands_in_the_field_and_is_asked(page: Any, host: str) -> None:
    page.goto(address(host, "/sparql", "en"))
    assert not page.locator("#query").is_visible()
    write(page, "ASK { ?s ?p ?o }")
    assert field(page) == "ASK { ?s ?p ?o }"
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**query=ASK**")
    assert parse_qs(urlsplit(page.url).query)["query"] == ["ASK { ?s ?p ?o }"]
    assert page.locator("p.status").inner_text() == "Yes"
    assert page.locator(CONTENT).inner_text() == "ASK { ?s ?p ?o }"


def test_going_back_shows_the_query_before(page: Any, host: str) -> None:
    for form in ("ASK", "DESCRIBE"):
        page.goto(
            address(
                host, f"/sparql?format=html&query={form}{'' if form == 'ASK' else ' ?s WHERE'}%20%7B%20?s%20a%20?o%20%7D", "en"
            )
        )
    page.go_back()
    page.wait_for_function("document.querySelector('.editor')")
    assert field(page) == page.locator(CONTENT).inner_text() == "ASK { ?s a ?o }"


def test_an_empty_query_is_not_sent(page: Any, host: str) -> None:
    page.goto(address(host, "/sparql", "de"))
    write(page, " ")
    page.locator("form.query button").click()
    assert urlsplit(page.url).query == "lang=de"
    assert page.evaluate("document.activeElement.className") == "editor"


def test_the_keyboard_enters_the_editor_once_and_leaves_it_by_tab_both_ways(page: Any, host: str) -> None:
    page.goto(address(host, "/sparql", "de"))
    page.locator(CONTENT).focus()
    before = field(page)
    outline = page.evaluate("getComputedStyle(document.querySelector('.editor')).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('form') !== null && !document.activeElement.matches('.editor')")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.className") == "editor"
    page.keyboard.press("Shift+Tab")
    assert not page.evaluate("document.activeElement.matches('.editor')")
    assert field(page) == before
    page.locator("label[for=query]").click()
    assert page.evaluate("document.activeElement.className") == "editor"


def test_the_editor_says_its_name_and_how_to_leave_it(page: Any, host: str) -> None:
    for language, label in (
        ("de", "Abfrage. Die Tabulatortaste verlässt das Feld."),
        ("en", "Query. The Tab key leaves the field."),
    ):
        page.goto(address(host, "/sparql", language))
        assert page.locator(CONTENT).get_attribute("aria-label") == label
        assert page.locator("[data-editor]").is_visible()


@pytest.mark.parametrize(
    ("query", "line", "marked"),
    [
        ("SELECT ?s WHERE {\n  ?s a qb:Observation\n}", 2, "qb:Observation"),
        ("# 😀\nSELECT ?s WHERE { ?s a '😀' . ?s", 2, None),
        ("SELECT ?s WHERE { ?s a ; ?p }", 1, None),
    ],
)
def test_an_error_is_marked_at_its_line_and_column_until_the_text_is_changed(
    page: Any, host: str, query: str, line: int, marked: str | None
) -> None:
    page.goto(address(host, f"/sparql?format=html&query={quote(query)}", "en"))
    assert page.locator(".cm-error-number").inner_text() == str(line)
    place = re.search(r"Line (\d+), column (\d+)", page.locator("#failure").inner_text())
    assert place is not None
    assert int(place[1]) == line
    if marked:
        assert page.locator(".cm-error").inner_text() == marked
    assert page.locator(CONTENT).get_attribute("aria-invalid") == "true"
    assert page.evaluate("document.activeElement.id") == "failure"
    page.locator(CONTENT).click()
    page.keyboard.type(" ")
    assert page.locator(".cm-error-line").count() == page.locator(".cm-error-number").count() == 0


def test_a_suggestion_is_found_by_label_and_brings_its_prefix(page: Any, host: str) -> None:
    page.goto(address(host, "/sparql", "de"))
    assert page.locator(".cm-error-line").count() == 0
    write(page, "SELECT * WHERE { ?s genauig")
    page.locator(POPUP).get_by_role("option", name="kgsm:exactness").wait_for()
    assert page.locator(POPUP).locator("[aria-label=Vorschläge]").count() == 1
    page.wait_for_timeout(100)  # CodeMirror takes no key in the first 75 ms of a list, lest it be meant for the text
    page.keyboard.press("Enter")
    assert field(page) == "PREFIX kgsm: <https://w3id.org/kgsm/ns#>\nSELECT * WHERE { ?s kgsm:exactness"
    page.keyboard.type(" kgsm:basesi")
    page.locator(POPUP).wait_for()
    page.wait_for_timeout(100)
    page.keyboard.press("Enter")
    assert field(page).endswith("{ ?s kgsm:exactness kgsm:baseSize")
    assert field(page).count("PREFIX") == 1


def test_codes_variables_and_prefixes_are_suggested_and_nothing_in_texts(page: Any, host: str) -> None:
    page.goto(address(host, "/sparql", "en"))

    def options(text: str) -> list[str]:
        write(page, text)
        page.keyboard.press("Control+Space")
        page.wait_for_timeout(300)
        return list(page.locator(f"{POPUP} li").all_inner_texts())

    assert any(
        "answering authorities 2013" in each or "respondents-2013" in each for each in options("{ ?s ?p respondents-2013")
    )
    assert options("SELECT ?finding { ?value ?p ?f") == ["?finding"]
    assert "sdmx-measure: <http://purl.org/linked-data/sdmx/2009/measure#>" in options("PREFIX sdmx-m")
    assert options('{ ?s ?p "respond') == []
    assert options("# respond") == []


def test_without_javascript_the_field_is_there(browser: Any, host: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address(host, "/sparql", "de"))
    assert page.locator("#query").is_visible()
    assert not page.locator("[data-editor]").is_visible()
    page.locator("#query").fill("ASK { ?s ?p ?o }")
    page.locator("form.query button").click()
    assert page.locator("p.status").inner_text() == "Ja"
    context.close()


def test_with_the_editor_the_page_weighs_less_than_200_kilobytes(browser: Any, host: str) -> None:
    weights: dict[str, int] = {}
    context = browser.new_context()
    page = context.new_page()
    page.on("response", lambda response: weights.update({response.url: len(gzip.compress(response.body()))}))
    page.goto(address(host, "/sparql", "de"))
    page.locator(CONTENT).wait_for()
    context.close()
    assert any("/static/dist/editor-" in each for each in weights)
    assert sum(weights.values()) < 200_000, weights


def test_a_file_named_by_its_digest_is_kept_for_good(host: str) -> None:
    editor = bundle.asset(bundle.EDITOR)
    assert editor is not None
    with urlopen(host + editor.path) as response:
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response.headers["Content-Type"].startswith("text/javascript")
