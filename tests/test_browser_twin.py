"""The copy in a browser, without a server: search, SPARQL in the page, no barrier, nothing from elsewhere."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from kgsm.export import export_site
from kgsm.serve import bundle
from tests.test_browser import MODES, TAGS, Seen, axe, browser, opened
from tests.web_hosts import files

pytestmark = pytest.mark.browser
__all__ = ["browser"]

PUBLISHED: Final = Path(__file__).parent.parent / "published"
STUDY: Final = "kommunen-social-media"
PAGES: Final = (
    "index.html", "search/index.html", "search/index.en.html?q=how+many+municipalities", "sparql/index.html",
    f"{STUDY}/use/index.html", f"{STUDY}/use/observation/2013/yes/internal-or-external/share/index.en.html", "404.html",
)  # fmt: skip


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    room = tmp_path_factory.mktemp("room")
    export_site(PUBLISHED, room / "web" / "repo", "https://kgsm.example/repo/")
    with files(room / "web", room) as address:
        yield f"{address}/repo"


@pytest.mark.parametrize("mode", ["default", "narrow", "dark"])
def test_axe_finds_no_barrier_in_the_copy_and_nothing_is_asked_of_others(browser: Any, host: str, mode: str) -> None:
    source = (Path(axe.__file__).parent / "axe.min.js").read_text("utf-8")
    seen, found = Seen(), []
    context = browser.new_context(**MODES[mode])
    page = opened(context, host, seen)
    for name in PAGES:
        page.goto(f"{host}/{name}")
        if "?q=" in name:
            page.wait_for_selector(".results")
        page.evaluate(source)
        for each in page.evaluate("(tags) => axe.run(document, {runOnly: tags})", TAGS)["violations"]:
            found += [[name, each["id"], node["target"]] for node in each["nodes"]]
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += [[name, "scrolls sideways", wide]] if wide > 0 else []
    context.close()
    assert found == []
    assert (seen.foreign, seen.told) == ([], [])


def test_search_answers_without_a_server_and_keeps_the_question_in_the_other_language(browser: Any, host: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{host}/index.html")
    page.fill("#question", "startegie")
    page.press("#question", "Enter")
    page.wait_for_selector(".results")
    assert page.locator(".results a").first.inner_text().startswith("2013 hatten 20\N{NO-BREAK SPACE}% der Kommunen")
    assert page.locator(".results mark").first.inner_text() == "Strategie"
    assert page.inner_text("main").splitlines()[0] == "Suche: startegie"
    page.click(".languages a")
    page.wait_for_selector(".results")
    assert page.url.endswith("/search/index.en.html?q=startegie")
    page.locator(".results a").first.click()
    assert page.locator("html").get_attribute("lang") == "en"
    page.goto(f"{host}/search/index.html?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    page.wait_for_selector("[role=status]")
    assert page.locator("main img").count() == 0
    context.close()


def test_without_javascript_the_search_page_shows_all_findings_by_theme(browser: Any, host: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{host}/search/index.html?q=startegie")
    assert page.locator("main section li a").count() > 40
    assert "kann diese Kopie nicht suchen" in page.inner_text("main")
    context.close()


@pytest.mark.skipif(bundle.bundle() is None, reason="SPARQL in the page is not built (make assets)")
def test_the_browser_answers_queries_by_itself(browser: Any, host: str) -> None:
    seen = Seen()
    context = browser.new_context()
    page = opened(context, host, seen)
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    page.goto(f"{host}/sparql/index.html")
    assert not [each for each in loaded if "oxigraph" in each]  # nothing of it before someone asks
    page.click("#in-page button")
    page.wait_for_selector("#in-page table a")
    assert "vollständig" in page.inner_text("#in-page .status")
    assert page.locator("#in-page table a").first.inner_text().startswith("20")  # a sentence, no IRI
    page.locator("#in-page table a").first.click()
    assert page.locator(".figure").count() == 1
    page.go_back()
    answers = {
        "SELECT (COUNT(*) AS ?n) { ?s a <http://purl.org/linked-data/cube#DataSet> }": ".scroll td",
        "ASK { ?s ?p ?o }": ".status",
        "SELECT * WHERE { oops }": ".status",
    }
    told = {}
    for query, place in answers.items():
        page.evaluate("(text) => { document.getElementById('query').value = text }", query)
        page.click("#in-page button")
        page.locator("#in-page button:enabled").wait_for()
        told[query] = page.inner_text(f"#in-page {place}")
    datasets = len(json.loads((PUBLISHED / STUDY / "datapackage.json").read_bytes())["resources"])
    assert [*told.values()][:2] == [str(datasets), "Ja"]
    assert "Zeile 1, Spalte" in [*told.values()][2]
    assert (seen.foreign, seen.told) == ([], [])
    context.close()
