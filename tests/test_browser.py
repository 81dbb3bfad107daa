"""The pages in a browser: no barrier that axe finds, no sideways scrolling, all by keyboard, nothing from elsewhere.

Run by `make test-browser`; needs the extra `browser` and Chromium. What was found is kept in build/browser.json.
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import openpyxl
import pandas as pd
import pytest

from kgsm import conductor
from tests.serving import served
from tests.test_hostile_study import HOSTILE, hostile

playwright = pytest.importorskip("playwright.sync_api", reason="the extra 'browser' is not installed")
axe = pytest.importorskip("axe_playwright_python", reason="the extra 'browser' is not installed")

pytestmark = pytest.mark.browser

ROOT: Final = Path(__file__).parent.parent
STUDY: Final = "/kommunen-social-media"
FINDING: Final = f"{STUDY}/use/observation/2013/yes/internal-or-external/share"
QUERY: Final = "SELECT%20%3Fs%20%3Fo%20WHERE%20%7B%3Fs%20a%20%3Fo%7D%20LIMIT%2020"
PAGES: Final = {
    "home": "/",
    "study": STUDY,
    "dataset": f"{STUDY}/instruments-external",
    "framed": f"{STUDY}/use?embed=1",
    "framed-finding": f"{FINDING}?embed=1",
    "filtered": f"{STUDY}/use?quantity=share",
    "observation": FINDING,
    "computed": f"{STUDY}/strategy/observation/2013/remainder/share",
    "code-lists": "/code",
    "code-list": f"{STUDY}/code/base",
    "concept": f"{STUDY}/code/base/respondents-2013",
    "source": f"{STUDY}/source/S02",
    "vocabulary": "/ns",
    "sparql": "/sparql",
    "result": f"/sparql?query={QUERY}&format=html",
    "query-error": "/sparql?query=SELECT%20%2A%20WHERE%20%7B%20oops%20%7D&format=html",
    "download": "/download",
    "catalog": "/catalog",
    "about": "/about",
    "method": "/about/method",
    "imprint": "/about/imprint",
    "accessibility": "/about/accessibility",
    "search": "/search?q=kommunen",
    "results": "/search",
    "no-hit": "/search?q=xyzzyq",
    "not-found": f"{STUDY}/usee",
}
MODES: Final[dict[str, dict[str, Any]]] = {
    "default": {"viewport": {"width": 1280, "height": 900}},
    "narrow": {"viewport": {"width": 320, "height": 640}},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "forced": {"viewport": {"width": 1280, "height": 900}, "forced_colors": "active"},
}
TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
HOSTILE_FINDING: Final = "/minimal/lending/observation/2020/yes/count"
LONG: Final = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft " + "\N{ARABIC LETTER BEH}" * 90
SPACING: Final = (
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }"
    " p { margin-bottom: 2em !important }"
)  # WCAG 2.2, 1.4.12
LAUNCH: Final = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


@dataclass
class Seen:
    """What pages did besides showing themselves."""

    foreign: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


def chromium() -> str | None:
    named = os.environ.get("CHROMIUM", "")
    return named or next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    with served(ROOT / "published") as address:
        yield address


@contextmanager
def launched() -> Iterator[Any]:
    """Yield Chromium, driven by playwright; skip the test where there is none."""
    path = chromium()
    if path is None:
        pytest.skip("Chromium is not installed (apt install chromium, or CHROMIUM=/path)")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=path, args=LAUNCH)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as started:
        yield started


def opened(context: Any, host: str, seen: Seen) -> Any:
    page = context.new_page()
    page.on("request", lambda request: None if request.url.startswith(host) else seen.foreign.append(request.url))
    page.on("console", lambda message: seen.told.append(message.text))
    page.on("pageerror", lambda error: seen.told.append(str(error)))
    return page


def address(host: str, path: str, language: str) -> str:
    return f"{host}{path}{'&' if '?' in path else '?'}lang={language}"


def keep(name: str, found: list[Any]) -> None:
    """Keep what was found for those who read it later."""
    file = ROOT / "build" / "browser.json"
    file.parent.mkdir(exist_ok=True)
    known = json.loads(file.read_text("utf-8")) if file.exists() else {}
    file.write_text(json.dumps(known | {name: found}, ensure_ascii=False, indent=1), "utf-8")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("language", ["de", "en"])
def test_axe_finds_no_barrier_and_nothing_scrolls_sideways(browser: Any, host: str, language: str, mode: str) -> None:
    source = (Path(axe.__file__).parent / "axe.min.js").read_text("utf-8")
    seen, found = Seen(), []
    context = browser.new_context(**MODES[mode])
    page = opened(context, host, seen)
    for name, path in PAGES.items():
        page.goto(address(host, path, language))
        page.evaluate(source)  # a script tag would be stopped by our own policy
        outcome = page.evaluate("(tags) => axe.run(document, {runOnly: tags})", TAGS)
        for each in outcome["violations"]:
            found += [[name, language, mode, each["id"], node["target"]] for node in each["nodes"]]
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            found.append([name, language, mode, "scrolls sideways", wide])
    context.close()
    keep(f"axe {language} {mode}", found)
    assert found == []
    assert seen.foreign == []
    assert [each for each in seen.told if "404" not in each and "400" not in each] == []


def test_text_spacing_breaks_nothing_at_320_pixels(browser: Any, host: str) -> None:
    context = browser.new_context(**MODES["narrow"], bypass_csp=True)
    page = context.new_page()
    found = []
    for name, path in PAGES.items():
        page.goto(address(host, path, "de"))
        page.add_style_tag(content=SPACING)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            found.append([name, wide])
    context.close()
    keep("text spacing", found)
    assert found == []


def test_everything_works_without_javascript(browser: Any, host: str) -> None:
    with_script = browser.new_context()
    without = browser.new_context(java_script_enabled=False)
    one, other = with_script.new_page(), without.new_page()
    for path in (f"{STUDY}/use", FINDING, PAGES["result"], "/search?q=kommunen"):
        for page in (one, other):
            page.goto(address(host, path, "de"))
        assert one.locator("h1").inner_text() == other.locator("h1").inner_text()
        assert one.locator("tbody tr").count() == other.locator("tbody tr").count()
    other.goto(address(host, f"{STUDY}/use", "de"))
    other.locator("form.filter select").first.select_option("2016")
    other.locator("form.filter button").click()
    assert other.locator("table.findings").count() == 1
    with_script.close()
    without.close()


@pytest.mark.parametrize("path", [f"{STUDY}/use", FINDING, "/sparql"])
def test_the_keyboard_reaches_everything_once_and_is_never_held(browser: Any, host: str, path: str) -> None:
    context = browser.new_context(**MODES["default"])
    page = context.new_page()
    page.goto(address(host, path, "de"))
    wanted = page.evaluate(
        "[...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, .editor, [tabindex=\"0\"]')]"
        ".filter((each) => each.checkVisibility()).map((each, place) => { each.dataset.place = place; return place; })"
    )
    reached = []
    for _ in range(len(wanted) + 3):
        page.keyboard.press("Tab")
        place = page.evaluate("document.activeElement.dataset.place")
        if place is None:
            break
        reached.append(int(place))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", page.evaluate("document.activeElement.outerHTML")
    context.close()
    assert reached == wanted


@pytest.mark.parametrize("mode", ["default", "narrow"])
def test_hostile_and_endless_words_stay_in_the_page_and_are_no_barrier(
    browser: Any, tmp_path_factory: pytest.TempPathFactory, mode: str
) -> None:
    place = tmp_path_factory.mktemp("hostile")
    conductor.publish(hostile(place / "minimal", text=f"{HOSTILE} {LONG}"), place / "published")
    source = (Path(axe.__file__).parent / "axe.min.js").read_text("utf-8")
    context = browser.new_context(**MODES[mode])
    with served(place / "published") as address:
        seen = Seen()
        page = opened(context, address, seen)
        for path in (
            "/",
            "/search",
            "/code",
            "/minimal",
            "/minimal/lending",
            f"{HOSTILE_FINDING}?lang=de",
            "/minimal/code/lends",
        ):
            page.goto(f"{address}{path}")
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0, path
            page.evaluate(source)
            outcome = page.evaluate("(tags) => axe.run(document, {runOnly: tags})", TAGS)
            assert [each["id"] for each in outcome["violations"]] == [], path
    context.close()
    assert seen == Seen()


def test_a_copy_button_copies_and_says_so(browser: Any, host: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(address(host, FINDING, "de"))
    link = page.locator(".copy", has=page.get_by_text(f"https://w3id.org/kgsm{FINDING}", exact=True))
    button = link.locator("button")
    button.click()
    page.locator(".copy button", has_text="Kopiert").wait_for()  # the clipboard answers when it likes
    assert button.inner_text() == "Kopiert"
    assert page.evaluate("navigator.clipboard.readText()") == f"https://w3id.org/kgsm{FINDING}"
    context.close()


def test_from_a_word_to_a_figure_its_sentence_and_a_spreadsheet(browser: Any, host: str, tmp_path: Path) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"], locale="de-DE")
    page = context.new_page()
    page.goto(f"{host}/")
    page.get_by_label("Was möchten Sie nachschlagen?").fill("wie viele komunen nutzen social media")
    page.locator("form.large button").click()
    page.locator(f'ol.results a[href="{FINDING}"]').first.click()
    assert page.locator("h1").inner_text().startswith("2013 nutzten 54")
    page.locator("section[aria-labelledby=cite] .copy button").first.click()
    page.locator(".copy button", has_text="Kopiert").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("2013 nutzten 54")
    assert f"https://w3id.org/kgsm{FINDING}" in copied
    page.locator("nav.trail a").click()
    found = {}
    for suffix in ("csv", "xlsx"):
        with page.expect_download() as download:
            page.locator(f'#files ~ * a[href$="/use.{suffix}"]').click()
        found[suffix] = tmp_path / f"use.{suffix}"
        download.value.save_as(found[suffix])
    context.close()
    table = pd.read_csv(found["csv"])
    row = table[table.observation == f"https://w3id.org/kgsm{FINDING}"].iloc[0]
    assert row.value == 54
    sheet = openpyxl.load_workbook(found["xlsx"]).worksheets[0]
    head, *rows = sheet.iter_rows(values_only=True)
    values = {each[head.index("observation")]: each[head.index("value")] for each in rows}
    assert values[f"https://w3id.org/kgsm{FINDING}"] == 54
    assert len(rows) == len(table)
