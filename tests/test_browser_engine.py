"""SPARQL in a page: a folder of files, as any web server gives them, answers queries in the browser.

Run by `make test-browser`, which builds what is tested; skipped where that is not possible.
"""

import gzip
import json
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

import pytest

from kgsm.serve import bundle
from tests.test_browser import Seen, launched, opened

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        bundle.bundle() is None, reason="the bundle is not built (make assets: Node 20 or later, or the network)"
    ),
]
POLICY: Final = "default-src 'self'; base-uri 'none'; form-action 'self'"  # that of our pages, as a meta element can carry it
QUADS: Final = "".join(
    f'<https://data.example/s{number}> <https://data.example/p> "{number}"^^<http://www.w3.org/2001/XMLSchema#decimal> {graph}.\n'
    for number in range(300)
    for graph in ("<https://data.example/one> ", "<https://data.example/two> ")
)
ENDLESS: Final = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


class Files(SimpleHTTPRequestHandler):
    """Gives files, scripts with the policy that the engine's worker needs, and says nothing."""

    def end_headers(self) -> None:
        """Add the policy."""
        if self.path.endswith(".js"):
            self.send_header("Content-Security-Policy", "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("static")
    found, module = bundle.bundle(), bundle.asset(bundle.IN_PAGE)
    assert found is not None
    assert module is not None
    shutil.copytree(found.folder, folder / "static" / "dist")
    (folder / "all.nq.gz").write_bytes(gzip.compress(QUADS.encode()))
    (folder / "more.ttl").write_text('@prefix : <#> .\n:a :b "ü"@de , 1.50 .\n', "utf-8")
    (folder / "broken.nt").write_text("<https://data.example/a> oops .\n", "utf-8")
    (folder / "index.html").write_text(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<title>SPARQL in a page</title><script type="module" src="page.js"></script></head></html>',
        "utf-8",
    )
    (folder / "page.js").write_text(f'import * as engine from ".{module.path}";\nwindow.engine = engine;\n', "utf-8")
    (folder / "favicon.ico").write_bytes(b"")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def page(host: str) -> Iterator[Any]:
    seen = Seen()
    with launched() as browser:
        shown = opened(browser.new_context(), host, seen)
        shown.goto(f"{host}/index.html")
        shown.wait_for_function("window.engine")
        shown.evaluate(
            "async () => { window.progress = []; window.store = await engine.open("
            "['all.nq.gz', {url: 'more.ttl', graph: 'https://data.example/three'}], {progress: (each) => progress.push(each)}); }"
        )
        yield shown
    assert seen.foreign == []
    assert [each for each in seen.told if "404" not in each] == []


def ask(page: Any, query: str, options: str = "{}") -> Any:
    return page.evaluate(f"(query) => store.query(query, {options})", query)


def refused(page: Any, script: str) -> tuple[str, str, int | None, int | None]:
    """Return code, message, line and column of the error that a script ends with."""
    found = page.evaluate(
        f"async () => {{ try {{ await ({script}); }} catch (error) {{"
        " return [error instanceof engine.InPageError ? error.code : '', error.message, error.line, error.column]; } return null; }"
    )
    assert found is not None
    return tuple(found)


def test_several_files_are_one_store_whose_default_graph_is_their_union(page: Any) -> None:
    assert page.evaluate("store.size") == 302
    found = ask(page, "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g")
    assert found["kind"] == "rows"
    assert found["mediaType"] == "application/sparql-results+json"
    assert found["variables"] == ["g", "n"]
    assert [each["n"]["value"] for each in found["rows"]] == ["300", "2", "300"]
    assert json.loads(found["text"])["results"]["bindings"] == found["rows"]
    loaded = page.evaluate("progress")
    assert {Path(each["url"]).name for each in loaded} == {"all.nq.gz", "more.ttl"}
    assert max(each["loaded"] for each in loaded if each["url"].endswith(".ttl")) == len(
        '@prefix : <#> .\n:a :b "ü"@de , 1.50 .\n'.encode()
    )


def test_a_question_is_answered_by_yes_or_no_and_a_graph_as_n_triples(page: Any, host: str) -> None:
    answer = ask(page, "ASK { ?s ?p 'ü'@de }")
    assert (answer["kind"], answer["boolean"]) == ("boolean", True)
    assert json.loads(answer["text"])["boolean"] is True
    graph = ask(page, "CONSTRUCT WHERE { ?s ?p 'ü'@de }")
    assert (graph["kind"], graph["mediaType"]) == ("graph", "application/n-triples")
    assert graph["text"] == f'<{host}/more.ttl#a> <{host}/more.ttl#b> "ü"@de .\n'
    assert ask(page, "DESCRIBE <https://data.example/s7>")["text"].count("\n") == 1
    assert ask(page, "SELECT * { ?s ?p '-' }")["rows"] == []


def test_a_wrong_query_is_told_with_line_and_column(page: Any) -> None:
    code, message, line, column = refused(page, "store.query('SELECT * {\\n  oops }')")
    assert (code, line) == ("query", 2)
    assert column is not None
    assert "expected" in message
    assert refused(page, "store.query('SELECT * { SERVICE <https://elsewhere.example/> { ?s ?p ?o } }')")[0] == "query"
    assert refused(page, "store.query('DELETE WHERE { ?s ?p ?o }')")[0] == "query"
    assert page.evaluate("store.size") == 302


def test_more_rows_than_asked_for_are_an_error_and_never_cut(page: Any) -> None:
    assert len(ask(page, "SELECT * { ?s ?p ?o }", "{rows: 302}")["rows"]) == 302
    assert refused(page, "store.query('SELECT * { ?s ?p ?o }', {rows: 301})")[0] == "rows"


def test_a_query_that_takes_too_long_is_stopped_and_the_next_one_is_answered(page: Any) -> None:
    assert refused(page, f"store.query('{ENDLESS}', {{seconds: 0.5}})")[0] == "time"
    assert ask(page, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")["rows"][0]["n"]["value"] == "302"
    assert refused(page, f"store.query('{ENDLESS}', {{signal: AbortSignal.timeout(300)}})")[0] == "aborted"
    assert ask(page, "ASK { ?s ?p 1.5 }")["boolean"] is True


def test_queries_wait_for_each_other_and_a_closed_store_answers_none(page: Any) -> None:
    found = page.evaluate(
        "Promise.all([1, 2, 3].map((n) => store.query(`SELECT (${n} AS ?n) {}`).then((each) => each.rows[0].n.value)))"
    )
    assert found == ["1", "2", "3"]
    other = "engine.open('more.ttl').then((other) => { setTimeout(() => other.close(), 300); return other.query('QUERY'); })"
    endless = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(40)) + " }"
    assert refused(page, other.replace("QUERY", endless))[0] == "closed"
    assert (
        refused(page, "engine.open('more.ttl').then((other) => { other.close(); return other.query('ASK {}'); })")[0]
        == "closed"
    )


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("'nothing.nt'", "404"),
        ("'broken.nt'", "broken.nt"),
        ("'more.xyz'", "more.xyz"),
        ("{url: 'all.nq.gz', format: 'ttl'}", "all.nq.gz"),
    ],
)
def test_what_is_not_there_or_no_rdf_is_told(page: Any, source: str, told: str) -> None:
    code, message, *_ = refused(page, f"engine.open({source})")
    assert code == "load"
    assert told in message
