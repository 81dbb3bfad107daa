"""The static copy: every page and file of the running site under the same IRIs, no link to a server, none that is dead."""

import hashlib
import json
import resource
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, RdfFormat, parse

from kgsm.cli.export_site import command
from kgsm.export import export_site
from kgsm.manifest import read_manifest
from kgsm.problems import PublishedError
from kgsm.serve import bundle
from kgsm.serve.twin import Address, AddressError, Twin, parse_address
from kgsm.serve.twin.address import Link, link_of
from kgsm.serve.twin.links import rewritten
from kgsm.serve.twin.names import name_of
from kgsm.text import Text
from tests.html_check import Page
from tests.published_fixture import BASE, HOME, QUOTES, RTL, SCRIPT
from tests.static_copy import answering, dead_links, links_elsewhere, pages
from tests.web_hosts import NGINX, ask, files, nginx

URL = "https://amt.example/daten/muster/"
ROOT = "/daten/muster"
FINDING = "muster/use/observation/2013/yes/share"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the root of a web server, below which the copy stands at its path."""
    return tmp_path_factory.mktemp("web")


@pytest.fixture(scope="module")
def twin(published: Path, room: Path) -> Twin:
    return export_site(published, room / "daten" / "muster", URL)


@pytest.fixture(scope="module")
def copy(room: Path, twin: Twin) -> Path:  # noqa: ARG001 - makes the folder
    return room / "daten" / "muster"


def iris(published: Path) -> set[str]:
    """Return every IRI in the dumps that begins with the base or with our home, without fragments."""
    found = set()
    for file in read_manifest(published).graphs():
        for triple in parse(path=str(published / file.path), format=RdfFormat.N_TRIPLES):
            for term in (triple.subject, triple.predicate, triple.object):
                if isinstance(term, NamedNode) and term.value.startswith((BASE, HOME)):
                    found.add(term.value.partition("#")[0])
    return found


def page(copy: Path, name: str) -> Page:
    return pages(copy)[copy / name]


# What is in it


def test_no_link_of_the_copy_is_dead_and_none_leads_to_the_running_site(copy: Path) -> None:
    assert dead_links(copy, URL) == []
    elsewhere = links_elsewhere(copy)
    assert "https://amt.example" in elsewhere  # canonical and hreflang
    assert not {each for each in elsewhere if "data.example" in each or "localhost" in each or "127.0.0.1" in each}


def test_every_iri_of_the_dumps_has_its_file_unless_the_site_knows_nothing_of_it(
    published: Path, copy: Path, client: FlaskClient
) -> None:
    all_of_them = iris(published)
    without = {
        each for each in all_of_them if answering(copy, ROOT, ROOT + "/" + each.removeprefix(BASE).removeprefix(HOME)) is None
    }
    assert len(all_of_them - without) > 50
    for iri in without:
        path = "/" + iri.removeprefix(BASE).removeprefix(HOME)
        assert client.get(path, headers={"Accept": "text/html,*/*;q=0.1"}).status_code == 404, iri


def test_every_published_file_is_there_byte_for_byte(published: Path, copy: Path) -> None:
    for file in read_manifest(published).files:
        assert (copy / file.path).read_bytes() == (published / file.path).read_bytes()


def test_each_page_is_there_in_both_languages_that_name_each_other(copy: Path) -> None:
    for path, shown in pages(copy).items():
        name = path.relative_to(copy).as_posix()
        english = name.endswith(".en.html")
        assert shown.one("html").attributes["lang"] == ("en" if english else "de"), name
        german = name.replace(".en.html", ".html") if english else name
        named = {
            each.attributes["hreflang"]: each.attributes["href"] for each in shown.all("link") if "hreflang" in each.attributes
        }
        there = {language: unquote(href).removeprefix(URL) for language, href in named.items()}
        assert there == {"de": german, "en": german.replace(".html", ".en.html"), "x-default": german}
        canonical = [each.attributes["href"] for each in shown.all("link") if each.attributes.get("rel") == "canonical"]
        assert [unquote(each) for each in canonical] in ([], [URL + name])


def test_each_page_carries_the_policy_and_only_sparql_runs_webassembly(copy: Path) -> None:
    for path, shown in pages(copy).items():
        (policy,) = [each for each in shown.all("meta") if each.attributes.get("http-equiv") == "Content-Security-Policy"]
        asks = path.parent.name == "sparql" and bundle.bundle() is not None
        assert policy.attributes["content"] == POLICY + ("; script-src 'self' 'wasm-unsafe-eval'" if asks else "")
        assert shown.one("head").children.index(policy) == 1  # it holds for what comes after it


def test_no_form_needs_a_server(copy: Path) -> None:
    for path, shown in pages(copy).items():
        english = path.name.endswith(".en.html")
        for form in shown.all("form"):
            if "action" in form.attributes:
                assert form.attributes["action"] == f"{ROOT}/search/index{'.en' if english else ''}.html"
            else:
                assert form.attributes["id"] == "in-page"
                assert "hidden" in form.attributes
    assert "sparql?" not in (copy / "index.html").read_text("utf-8")
    assert not [path for path in pages(copy) if "embed=1" in path.read_text("utf-8")]  # frames are pages with a query


def test_hostile_labels_stay_text(copy: Path) -> None:
    text = (copy / "muster/code/use/yes/index.html").read_text("utf-8")
    assert SCRIPT not in text
    assert SCRIPT in Page(text).one("h1").text
    found = json.loads((copy / "search/findings.en.json").read_bytes())
    assert any(QUOTES in each["title"] for each in found["entries"])
    assert any(RTL in each["title"] for each in found["entries"])


def test_queries_of_the_gallery_are_answered_by_files(copy: Path) -> None:
    shown = page(copy, "sparql/index.html")
    gallery = [each for each in shown.links() if each.startswith(f"{ROOT}/sparql/~")]
    assert len(gallery) >= 8
    answer = page(copy, unquote(gallery[0]).removeprefix(f"{ROOT}/"))
    assert answer.all("table") or answer.all("pre")
    assert [each for each in answer.links() if each.endswith(".csv")]


def test_the_page_answers_queries_or_names_the_downloads(copy: Path, twin: Twin) -> None:
    shown = page(copy, "sparql/index.html")
    assert f"{ROOT}/download/index.html" in shown.links()
    if twin.queries:
        (form,) = [each for each in shown.all("form") if each.attributes.get("id") == "in-page"]
        for each in (form.attributes["data-module"], *(each["url"] for each in json.loads(form.attributes["data-sources"]))):
            assert answering(copy, ROOT, each)
        assert (copy / "static/dist/THIRD_PARTY_LICENSES.txt").is_file()
    else:
        assert not [each for each in shown.all("form") if "action" not in each.attributes]
        assert "Kopie ohne Server" in shown.one("main").text


def test_export_json_lists_every_file_and_nothing_lies_beside_the_copy(copy: Path, twin: Twin) -> None:
    told = json.loads((copy / "export.json").read_bytes())
    there = {each.relative_to(copy).as_posix() for each in copy.rglob("*") if each.is_file()}
    assert {each["path"] for each in told["files"]} == there - {"export.json"}
    assert len(there) == twin.files
    for each in told["files"]:
        assert hashlib.sha256((copy / each["path"]).read_bytes()).hexdigest() == each["sha256"]
    assert [each.name for each in copy.parent.iterdir()] == [copy.name]


def test_the_sitemap_has_every_page_where_the_copy_stands(copy: Path) -> None:
    text = (copy / "sitemap.xml").read_text("utf-8")
    addresses = [each.partition("</loc>")[0] for each in text.split("<loc>")[1:]]
    assert f"{URL}{FINDING}/index.en.html" in addresses
    assert all(each.startswith(URL) and answering(copy, ROOT, each) for each in addresses)
    assert f"Sitemap: {URL}sitemap.xml" in (copy / "robots.txt").read_text("utf-8")


# On servers


@pytest.mark.skipif(NGINX is None, reason="nginx is not installed (apt install nginx)")
def test_nginx_answers_the_same_iris_by_format_and_language(copy: Path, room: Path, tmp_path: Path) -> None:
    with nginx(copy, room, tmp_path) as host:
        finding = f"{host}{ROOT}/{FINDING}"
        turtle = ask(finding, {"Accept": "text/turtle"})
        assert (turtle.status, turtle.headers["Content-Type"]) == (200, "text/turtle; charset=utf-8")
        assert turtle.body == (copy / f"{FINDING}.ttl").read_bytes()
        assert turtle.headers["Access-Control-Allow-Origin"] == "*"
        assert turtle.headers["Vary"] == "Accept, Accept-Language"
        assert turtle.headers["Content-Location"] == f"{ROOT}/{FINDING}.ttl"
        for accepted, language in (
            ("de-DE,de;q=0.9,en;q=0.5", "de"),
            ("en-GB,en;q=0.9,de;q=0.5", "en"),
            ("fr", "de"),
            ("", "de"),
        ):
            shown = ask(finding, {"Accept": BROWSER, "Accept-Language": accepted})
            assert (shown.status, shown.headers["Content-Language"]) == (200, language)
            assert f'<html lang="{language}">'.encode() in shown.body
        for accepted, suffix in {
            "text/html;q=0, text/turtle": "ttl",
            'application/ld+json;profile="https://www.w3.org/ns/json-ld#compacted"': "jsonld",
            "application/rdf+xml, */*;q=0.1": "rdf",
            "application/n-triples;q=0.9": "nt",
            "application/json": "jsonld",
        }.items():
            assert ask(finding, {"Accept": accepted}).headers["Content-Location"] == f"{ROOT}/{FINDING}.{suffix}", accepted
        assert ask(finding).headers["Content-Location"] == f"{ROOT}/{FINDING}/index.html"
        assert ask(finding, {"Accept": "image/png"}).status == 406
        assert ask(f"{host}{ROOT}/muster/use", {"Accept": "text/csv"}).body == (copy / "muster/use.csv").read_bytes()
        assert ask(f"{host}{ROOT}/muster/use.csv", {"Accept": "image/png"}).status == 200
        # A folder that no page stands for, such as what all codes of a study have in common, is nothing.
        for nothing in ("muster/nothing", "muster/code", "muster/code/", "static/"):
            missing = ask(f"{host}{ROOT}/{nothing}", {"Accept": BROWSER})
            assert (missing.status, missing.body) == (404, (copy / "404.html").read_bytes()), nothing
        assert ask(f"{host}{ROOT}/", {"Accept": BROWSER, "Accept-Language": "en"}).headers["Content-Language"] == "en"


def test_without_any_rule_pages_can_be_read_and_languages_changed(copy: Path, room: Path, tmp_path: Path) -> None:
    with files(room, tmp_path) as host:
        home = Page(ask(f"{host}{ROOT}/").body.decode())
        (english,) = [each.attributes["href"] for each in home.all("a") if each.attributes.get("hreflang") == "en"]
        shown = Page(ask(host + english).body.decode())
        assert shown.one("html").attributes["lang"] == "en"
        moved = ask(f"{host}{ROOT}/{FINDING}")  # the IRI itself
        assert (moved.status, moved.headers["Location"]) == (301, f"{ROOT}/{FINDING}/")
        assert ask(host + moved.headers["Location"]).body == (copy / FINDING / "index.html").read_bytes()


# What may go wrong


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("amt.example/daten", "does not begin with https://"),
        ("//amt.example/", "does not begin with https://"),
        ("file:///srv/www", "does not begin with https://"),
        ("https://amt.example/?a=b", "query or a fragment"),
        ("https://amt.example/#x", "query or a fragment"),
        ("https://amt.example/daten?", "query or a fragment"),
        ("https://", "names no host"),
        ("https://user:word@amt.example/", "names no host"),
        ("https://gemeinde-köln.example/", "names no host"),
        ("https://amt.example:99999/", "is not an address"),
        ("https://[::1/", "is not an address"),
        ("https://amt.example/a b/", "other characters"),
        ("https://amt.example/a//b", "other characters"),
        ("https://amt.example/../x", "other characters"),
        ("https://amt.example/$1;}", "other characters"),
    ],
)
def test_an_address_that_a_copy_cannot_have_is_refused_with_what_is_right(text: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(AddressError, match=why):
        parse_address(text)
    done = CliRunner().invoke(command, [str(tmp_path / "out"), "--base-url", text])
    assert done.exit_code == 2
    assert "https://example.org/data/" in done.output.replace("\n", "")
    assert list(tmp_path.iterdir()) == []


def test_an_address_may_have_a_port_and_a_path() -> None:
    assert parse_address("http://127.0.0.1:8080") == Address("http://127.0.0.1:8080", "")
    assert parse_address("https://X.github.io/repo").url == "https://x.github.io/repo/"


def test_a_folder_that_no_export_made_is_left_alone(published: Path, tmp_path: Path) -> None:
    out = tmp_path / "theirs"
    out.mkdir()
    (out / "index.html").write_text("theirs", "utf-8")
    with pytest.raises(PublishedError, match="did not make it"):
        export_site(published, out, URL)
    (out / "export.json").write_text("[]", "utf-8")
    with pytest.raises(PublishedError, match="did not make it"):
        export_site(published, out, URL)
    assert sorted(each.name for each in out.iterdir()) == ["export.json", "index.html"]
    assert list(tmp_path.iterdir()) == [out]


def test_out_is_a_folder_and_not_the_published_one(published: Path, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("mine", "utf-8")
    with pytest.raises(PublishedError, match="is a file"):
        export_site(published, file, URL)
    for out in (published, published / "web", published.parent):
        with pytest.raises(PublishedError, match="lie in each other"):
            export_site(published, out, URL)
    with pytest.raises(PublishedError, match="is not a published folder"):
        export_site(tmp_path / "none", tmp_path / "new" / "out", URL)
    assert list(tmp_path.iterdir()) == [file]


def stopped_after(count: int) -> Iterator[None]:
    yield from (None for _ in range(count))
    raise KeyboardInterrupt


def test_an_export_that_is_interrupted_leaves_what_was_there(published: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    steps = stopped_after(20)

    def step(_: Text) -> None:
        next(steps)

    with pytest.raises(KeyboardInterrupt):
        export_site(published, out, URL, on_stage=step)
    assert list(tmp_path.iterdir()) == [out]
    assert list(out.iterdir()) == []


def test_a_full_disk_leaves_what_was_there(published: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    # A process whose files may not grow beyond a size is told EFBIG where a full disk says ENOSPC.
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(PublishedError, match=r"too large.* What was there is as it was\."):
            export_site(published, out, URL)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []


def test_two_addresses_with_one_name_are_told(published: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(published, tmp_path / "published")
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    (folder / "index.html").write_text("a file of the release", "utf-8")
    size, digest = len("a file of the release"), hashlib.sha256(b"a file of the release").hexdigest()
    manifest["files"].insert(0, {"path": "index.html", "bytes": size, "sha256": digest, "mediaType": "text/html"})
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(PublishedError, match=r"would both become the file 'index\.html'"):
        export_site(folder, tmp_path / "out", URL)
    assert not (tmp_path / "out").exists()


# Names and links


@pytest.mark.parametrize(
    ("link", "media_type", "name"),
    [
        (Link("/", language="de"), "text/html", "index.html"),
        (Link("/", language="en"), "text/html", "index.en.html"),
        (Link("/a/b", language="en"), "text/html", "a/b/index.en.html"),
        (Link("/a.html", language="en"), "text/html", "a.en.html"),
        (Link("/a/1.5", language="de"), "text/html", "a/1.5/index.html"),
        (Link("/a/b.ttl"), "text/turtle", "a/b.ttl"),
        (Link("/feed.atom", language="en"), "application/atom+xml", "feed.en.atom"),
        (Link("/a/b", (("page", "2"),), "en"), "text/html", "a/b/~page-2.en.html"),
        (Link("/a/b.csv", (("wave", "2013"), ("use", "yes"))), "text/csv", "a/b~wave-2013_use-yes.csv"),
        (Link("/sparql", (("query", "ASK {}"), ("format", "csv"))), "text/csv", "sparql/~32f601b3a619.csv"),
        (Link("/%C3%BC"), "text/plain", "ü"),
    ],
)
def test_an_address_has_a_name(link: Link, media_type: str, name: str) -> None:
    assert name_of(link, media_type) == name


@pytest.mark.parametrize("path", ["/../x", "/a/%2e%2e/x", "/a//b", "/a/./b", "/a/%00", "/a\\b"])
def test_no_address_leads_out_of_the_folder(path: str) -> None:
    with pytest.raises(PublishedError, match="No file can have the name"):
        name_of(Link(path), "text/plain")


def test_links_into_the_site_are_told_from_others() -> None:
    address, here = Address("https://amt.example", "/daten"), Link("/a/b", (), "en")
    assert link_of(address, here, "/daten/c?lang=de#x") == (Link("/c", (), "de"), "#x")
    assert link_of(address, here, "?page=2") == (Link("/a/b", (("page", "2"),), "en"), "")
    assert link_of(address, here, "/daten/sparql?query=x&format=html") == (Link("/sparql", (("query", "x"),), "en"), "")
    for other in (
        "/datenschutz",
        "https://other.example/daten/c",
        "http://amt.example/daten/c",
        "mailto:a@b",
        "http://[",
        "//x/daten/",
    ):
        assert link_of(address, here, other) is None


@given(st.text(), st.text(max_size=20))
def test_only_links_of_a_page_change(text: str, label: str) -> None:
    escaped = label.replace("&", "&amp;").replace('"', "&#34;").replace("<", "&lt;")
    before = f'<!doctype html>\n<p title="{escaped}">{escaped} <a class="x" href="/a">'
    after = f"</a>{text}"
    assert rewritten(f"{before}{after}", lambda tag: tag.href) == before + after
    new = rewritten(f'<p title="{escaped}"><a class="x" href="/a">{escaped}</a>', lambda _: '/b"&')
    assert new == f'<p title="{escaped}"><a class="x" href="/b&quot;&amp;">{escaped}</a>'
    gone = rewritten('<link rel="alternate" href="/a"><a href="/a" class="x">y</a>', lambda _: None)
    assert gone == '<a class="x">y</a>'
