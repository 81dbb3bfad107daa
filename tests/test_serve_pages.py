"""The pages: every link works, every page is valid and says where it is, in both languages, whatever the data hold."""

import csv
import io
import re
from itertools import pairwise
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from jinja2 import nodes
from pyoxigraph import NamedNode, Quad, RdfFormat, parse
from pyoxigraph import Store as Oxigraph

from kgsm.namespaces import PREFIXES
from kgsm.serve.pages.render import _TEMPLATES
from kgsm.serve.strings import STRINGS
from kgsm.serve.wording import day, number, size
from kgsm.sparql import JSON, Query, Store
from kgsm.store import open_remote
from kgsm.store.embedded import Embedded
from tests.html_check import Page
from tests.published_fixture import QUOTES, RTL, SCRIPT, USE_CSV
from tests.serving import client_of

OBSERVATION = "/muster/use/observation/2013/yes/share"
COMPUTED = "/muster/use/observation/2013/no/share"
MISSING = "/muster/use/observation/2016/no/share"
PAGES = [
    "/", "/about", "/download", "/sparql", "/catalog", "/code", "/ns", "/shapes", "/muster", "/muster/use", "/muster/empty",
    OBSERVATION, COMPUTED, MISSING, "/muster/code/use", "/muster/code/use/yes", "/muster/code/wave/2013", "/code/exactness",
    "/muster/source/S00", "/muster/source/S01", "/muster/publisher", "/muster/property/wave", "/muster/use/structure",
    "/muster/use/slice/2013", "/nothing", "/search", "/search?q=municipalities", "/search?q=%3Cscript%3Ealert(1)%3C/script%3E",
    "/muster/use?wave=2013", "/about/api", "/about/method", "/about/changes", "/about/imprint", "/about/privacy", "/about/accessibility",
]  # fmt: skip
LANGUAGES = ["de", "en"]
NB = "\N{NO-BREAK SPACE}"


def page(client: FlaskClient, path: str, language: str = "de") -> Page:
    return Page(client.get(path, headers={"Accept": "text/html", "Accept-Language": language}).text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_valid_and_says_what_and_where_it_is(client: FlaskClient, path: str, language: str) -> None:
    found = page(client, path, language)
    assert found.one("html").attributes["lang"] == language
    assert found.one("title").text.strip().endswith("– kgsm")
    assert found.one("h1").text.strip()
    assert len(found.ids()) == len(set(found.ids()))
    levels = [int(each.name[1]) for each in found.elements if each.name in {"h1", "h2", "h3", "h4"}]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels
    assert found.all("main")
    assert found.links()[0] == "#main"
    for table in found.all("table"):
        assert table.children[0].name == "caption"
        assert table.children[0].text.strip()
    assert all(each.attributes.get("scope") in {"col", "row"} for each in found.all("th"))
    labels = {each.attributes.get("for") for each in found.all("label")}
    assert all(each.attributes["id"] in labels for each in (*found.all("textarea"), *found.all("select")))
    named = [each.attributes for each in found.elements if "aria-labelledby" in each.attributes]
    assert all(each["aria-labelledby"] in found.ids() for each in named)


def test_search_engines_are_told_what_the_title_leaves_out(client: FlaskClient) -> None:
    described = [
        each.attributes["content"]
        for path in ("/", "/muster", "/muster/use", OBSERVATION, MISSING)
        for each in page(client, path, "en").all("meta")
        if each.attributes.get("name") == "description"
    ]
    assert len(described) == 5
    assert described[3] == (
        f"54% (rounded to whole numbers). Base: responding municipalities 2013 (n{NB}={NB}1,318). "
        "Question: Does your municipality use samples?"
    )
    assert described[4].startswith("no value")


def test_pages_have_titles_of_their_own(client: FlaskClient) -> None:
    titles = [page(client, path).one("title").text for path in PAGES if path != "/nothing"]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_of_every_page_leads_somewhere(client: FlaskClient, language: str) -> None:
    seen: set[str] = set()
    waiting = ["/"]
    anchors: dict[str, set[str]] = {}
    pointed: set[tuple[str, str]] = set()
    while waiting:
        path = waiting.pop()
        response = client.get(path, headers={"Accept": "text/html,*/*;q=0.1", "Accept-Language": language})
        assert response.status_code == 200, path
        if response.mimetype != "text/html":
            continue
        found = Page(response.text)
        anchors[path] = set(found.ids())
        for link in (
            *found.links(),
            *(each.attributes["href"] for each in found.all("link") if each.attributes["rel"] != "canonical"),
        ):
            target, _, fragment = link.partition("#")
            if not target.startswith("/"):
                assert target.startswith(("http://", "https://", "?", "")), link
                assert not link.startswith("javascript:")
                continue
            if fragment:
                pointed.add((target, fragment))
            if target not in seen and "format=" not in target and "lang=" not in target:
                seen.add(target)
                waiting.append(target)
    assert len(seen) > 60
    assert all(fragment in anchors[target] for target, fragment in pointed if target in anchors)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_what_the_data_say_is_text_and_nothing_else(client: FlaskClient, path: str, language: str) -> None:
    text = client.get(path, headers={"Accept": "text/html", "Accept-Language": language}).text
    assert SCRIPT not in text
    assert "<img" not in text
    assert "</style>" not in text
    assert 'href="javascript:' not in text
    assert "onerror=alert" not in re.sub(r"&(amp;)?lt;img.*?&(amp;)?gt;", "", text)


def test_foreign_texts_say_their_language_and_do_not_turn_their_surroundings(client: FlaskClient) -> None:
    found = page(client, "/muster/source/S01", "en")
    (title,) = [each for each in found.one("h1").children if each.name == "bdi"]
    assert title.attributes["lang"] == "ar"
    assert title.text == RTL
    german = [each for each in page(client, OBSERVATION, "en").all("bdi") if each.attributes.get("lang") == "de"]
    assert any("Muster & Co." in each.text for each in german)
    assert QUOTES in page(client, "/muster/code/use/yes", "en").one("h1").text


def test_the_observation_page_shows_everything_about_the_number(client: FlaskClient) -> None:
    text = page(client, OBSERVATION, "en").one("main").text
    for each in (
        "54%", "Does your municipality use samples?", "summer 2013", "responding municipalities 2013", f"n{NB}={NB}1,318",
        "stated", "rounded to whole numbers", "reported", "Not comparable with 2016.", "Two prints of one text.",
        "Inside or outside.", "M13-01", "Muster & Co.", "Muster Verlag", "Köln 2014", "January 2014", "muster.example/artikel",
        "second paragraph", "54 %", "332 to 336", "309 to 426", "SHA-256 of the sentence", "SHA-256 of the text",
        "die Hälfte", "50% (number word)", "Print of", "Other statement",
    ):  # fmt: skip
        assert each in text, each
    german = page(client, OBSERVATION, "de").one("main").text
    assert "54\N{NO-BREAK SPACE}%" in german
    assert "50\N{NO-BREAK SPACE}% (Zahlwort)" in german
    assert "Andere Angaben" not in german  # there is one
    assert "1.318" in german
    found = page(client, OBSERVATION)
    assert found.all("data")[0].attributes["value"] == "54"
    assert {"evidence-S00", "statement-S01"} <= set(found.ids())
    assert COMPUTED in found.links()  # computed from it


def test_a_computed_figure_shows_formula_and_inputs(client: FlaskClient) -> None:
    found = page(client, COMPUTED, "en")
    assert "100 - [M13-01]" in found.one("main").text
    assert "M13-01" in [each.text.strip() for each in found.all("td")]  # which input is which
    assert "45.5%" in found.one("main").text
    assert "This figure stands in no source" in found.one("main").text
    assert OBSERVATION in found.links()


def test_a_missing_value_says_so(client: FlaskClient) -> None:
    found = page(client, MISSING, "en")
    assert "no value" in found.one("main").text
    assert "Not found." in found.one("main").text
    assert not found.one("h1").text.startswith("54")


def test_the_neighbours_of_an_observation_lead_through_its_dataset(client: FlaskClient) -> None:
    path = COMPUTED
    seen = [path]
    while following := [each for each in page(client, path).all("a") if each.attributes.get("rel") == "next"]:
        path = following[0].attributes["href"]
        seen.append(path)
    assert seen == sorted(seen)
    assert len(seen) == 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_numbers_of_the_table_are_those_of_the_csv_and_each_is_a_link(client: FlaskClient, language: str) -> None:
    found = page(client, "/muster/use", language)
    tables = [each for each in found.all("table") if "findings" in each.attributes.get("class", "")]
    links = [link for link in found.all("a") for each in link.children if each.name == "data"]
    values = [each.attributes["value"] for link in links for each in link.children if each.name == "data"]
    expected = [row["value"] for row in csv.DictReader(io.StringIO(USE_CSV)) if row["value"]]
    assert sorted(values) == sorted(expected)
    assert all(link.attributes["href"].startswith("/muster/use/observation/") for link in links)
    text = "".join(each.text for each in tables)
    assert "1.712" in text if language == "de" else "1,712" in text
    heads = [[each.text.strip() for each in table.children[1].children[0].children] for table in tables]
    assert heads[0][:2] == (["Nutzung", "Wert"] if language == "de" else ["use", "Value"])


def test_each_table_has_numbers_of_one_base_and_says_which(client: FlaskClient) -> None:
    found = page(client, "/muster/use", "en")
    captions = [each.children[0].text.strip() for each in found.all("table") if "findings" in each.attributes.get("class", "")]
    assert captions == [
        "summer 2013 · share · base: responding municipalities 2013",
        "summer 2013 · count",
        f"summer 2013 · share · base: responding municipalities 2013 (n{NB}={NB}1,318)",
        "spring 2016 · share",
    ]


def test_rows_without_a_value_are_not_counted_as_findings(client: FlaskClient) -> None:
    assert "3 findings, and 1 without a value" in page(client, "/muster/use", "en").one("main").text
    assert "2 findings" in page(client, "/muster/use?wave=2013&quantity=share", "en").one("main").text


def test_a_large_table_comes_in_pages(published: Path) -> None:
    base = "https://data.example/stat/muster/use"
    store = Oxigraph()
    qb = "http://purl.org/linked-data/cube#"
    store.add(Quad(NamedNode(base), NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), NamedNode(qb + "DataSet")))
    store.extend(
        Quad(NamedNode(f"{base}/observation/{row:05}"), NamedNode(qb + "dataSet"), NamedNode(base)) for row in range(1201)
    )
    client = client_of(published, Embedded(store, "test"))
    first = page(client, "/muster/use", "en")
    assert "Page 1 of 13" in first.one("main").text
    assert {"?page=2&lang=en", "?page=13&lang=en"} <= set(first.links())
    last = page(client, "/muster/use?page=13", "en")
    assert "/muster/use/observation/01200" in last.links()
    assert "/muster/use/observation/01199" not in last.links()
    for wrong in ("0", "14", "-1", "1000000000", "x", "", "²"):
        assert client.get(f"/muster/use?page={wrong}", headers={"Accept": "text/html"}).status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/muster/use", "/muster/use?wave=2013", OBSERVATION, MISSING])
def test_only_what_is_made_for_frames_may_be_framed(client: FlaskClient, path: str, language: str) -> None:
    headers = {"Accept": "text/html", "Accept-Language": language}
    whole = client.get(path, headers=headers)
    assert "frame-ancestors 'none'" in whole.headers["Content-Security-Policy"]
    framed = client.get(f"{path}{'&' if '?' in path else '?'}embed=1", headers=headers)
    assert "frame-ancestors *" in framed.headers["Content-Security-Policy"]
    assert "frame-ancestors *" not in client.get("/about?embed=1", headers=headers).headers["Content-Security-Policy"]
    shown = Page(framed.text)
    assert not shown.all("nav")
    assert not shown.all("form")
    assert _numbers(shown) == ([] if "observation" in path else _numbers(Page(whole.text)))
    assert "observation" in path or _numbers(shown)
    back = shown.links()[-1]
    assert client.get(back, headers=headers).status_code == 200
    snippet = next(each.text for each in Page(whole.text).all("code") if "<iframe" in each.text)
    address = re.search(r'src="http://localhost([^"]+)"', snippet)
    assert address is not None
    assert "frame-ancestors *" in client.get(address[1].replace("&amp;", "&")).headers["Content-Security-Policy"]


def _numbers(found: Page) -> list[str]:
    tables = (each for each in found.all("table") if "findings" in each.attributes.get("class", ""))
    return [table.text for table in tables]


def test_the_language_link_keeps_path_and_query(client: FlaskClient) -> None:
    found = Page(client.get("/sparql?query=ASK%20%7B%7D&format=html&lang=en").text)
    (link,) = [each.attributes["href"] for each in found.all("a") if each.attributes.get("hreflang") == "de"]
    assert link == "/sparql?query=ASK%20%7B%7D&format=html&lang=de"
    assert Page(client.get(link).text).one("html").attributes["lang"] == "de"


def test_pages_over_a_remote_store_are_the_same(client: FlaskClient, published: Path, address: str) -> None:
    remote = client_of(published, open_remote(f"{address}/sparql"))
    for path in PAGES:
        if path == "/nothing":
            continue
        headers = {"Accept": "text/html"}
        assert remote.get(path, headers=headers).text == client.get(path, headers=headers).text, path
    assert remote.get(OBSERVATION + ".ttl").data == client.get(OBSERVATION + ".ttl").data


def test_a_remote_store_that_is_gone_is_told(published: Path) -> None:
    gone = client_of(published, open_remote("http://127.0.0.1:9/sparql"))
    response = gone.get("/muster/use", headers={"Accept": "text/html", "Accept-Language": "en"})
    assert response.status_code == 502
    assert "does not answer" in response.text
    assert gone.get("/muster/use.csv").status_code == 200


# Sentences


def test_every_sentence_stands_in_both_languages() -> None:
    for key, text in STRINGS.items():
        assert text.de.strip(), key
        assert text.en.strip(), key
        assert re.findall(r"{\w+}", text.de) == re.findall(r"{\w+}", text.en) or sorted(
            re.findall(r"{\w+}", text.de)
        ) == sorted(re.findall(r"{\w+}", text.en))


def test_no_sentence_stands_under_two_topics() -> None:
    words = Path(__file__).parent.parent / "kgsm" / "serve" / "words"
    keys = [key for each in sorted(words.glob("*.py")) for key in re.findall(r'(?m)^    "([^"]+)": ', each.read_text("utf-8"))]
    assert sorted(keys) == sorted(STRINGS)


def test_every_sentence_is_used_and_every_used_one_exists() -> None:
    package = Path(__file__).parent.parent / "kgsm" / "serve"
    source = "".join(path.read_text("utf-8") for path in package.rglob("*.py") if path.parent.name != "words")
    spoken = set()
    for name in _TEMPLATES.list_templates():
        assert _TEMPLATES.loader is not None
        tree = _TEMPLATES.parse(_TEMPLATES.loader.get_source(_TEMPLATES, name)[0])
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "say" and isinstance(call.args[0], nodes.Const):
                spoken.add(call.args[0].value)
    assert spoken <= STRINGS.keys()
    families = (
        "error.",
        "sample.",
        "answers.",
        "match.",
        "remark.",
        "role.",
        "vocabulary.",
        "sort.",
        "accessibility.",
    )  # their keys are put together
    unused = [key for key in STRINGS if key not in spoken and f'"{key}"' not in source and not key.startswith(families)]
    assert unused == []


def test_numbers_dates_and_sizes_are_written_as_readers_do() -> None:
    assert [number(each, "de") for each in ("54", "1712", "45.5", "83.80", "-3", "1E400", "abc", "NaN")] == [
        "54", "1.712", "45,5", "83,80", "\N{MINUS SIGN}3", "1E400", "abc", "NaN",
    ]  # fmt: skip
    assert number("1712.25", "en") == "1,712.25"
    assert [day(each, "de") for each in ("2014-01-27", "2014-01", "2014", "2014-13-01", "x")] == [
        "27. Januar 2014", "Januar 2014", "2014", "2014-13-01", "x",
    ]  # fmt: skip
    assert day("2014-01-27", "en") == "27 January 2014"
    assert size(2369, "de") == "2,4\N{NO-BREAK SPACE}kB"
    assert size(999, "en") == "999\N{NO-BREAK SPACE}B"


def test_text_and_marks_have_enough_contrast_in_light_and_dark() -> None:
    css = (Path(__file__).parent.parent / "kgsm/serve/static/kgsm.css").read_text("utf-8")
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in re.findall(r":root {(.*?)}", css, re.DOTALL)
    )
    for theme in (light, dark):
        assert theme.keys() == light.keys()
        for token in ("text", "muted", "link", "accent", "error"):
            assert contrast(theme[token], theme["bg"]) >= 4.5, token
        for token in ("text", "muted", "link"):
            assert contrast(theme[token], theme["surface"]) >= 4.5, token
        assert contrast(theme["text"], theme["hit"]) >= 4.5
        assert contrast(theme["line"], theme["bg"]) >= 3


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (WCAG 2.2, contrast ratio)."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_weighs_little(client: FlaskClient, path: str) -> None:
    css = client.get("/static/kgsm.css").data
    html = client.get(path, headers={"Accept": "text/html"}).data
    assert len(css) + len(html) < 60_000


def test_the_examples_of_the_vocabulary_are_triples_of_the_data(client: FlaskClient, store: Store) -> None:
    prefixes = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
    examples = [
        each.text for each in page(client, "/ns").all("code") if each.text.endswith(" .") and "@prefix" not in each.text
    ]
    assert len(examples) >= 3
    for example in examples:
        (triple,) = parse(prefixes + example, RdfFormat.TURTLE)
        query = f"ASK {{ {triple.subject} {triple.predicate} {triple.object} }}"
        assert b"true" in store.answer(Query(query), JSON, None).read()


def test_a_code_list_counts_findings_and_a_concept_leads_to_them(client: FlaskClient) -> None:
    (row,) = [each for each in page(client, "/muster/code/use", "en").all("tr") if each.children[0].text.strip() == "yes"]
    counts = [cell.children[0] for cell in row.children if cell.attributes.get("class") == "number"]
    assert counts[0].attributes["href"] == "/muster/code/use/yes#findings"
    found = page(client, "/muster/code/use/yes", "en")
    (used,) = [link for link in found.links() if "?use=yes" in link]
    shown = [link for link in page(client, used, "en").links() if "/observation/" in link and "/yes/" in link]
    values = [link for link in set(found.links()) if "/observation/" in link]
    assert int(counts[0].text) == len(values) == len(set(shown))
