"""A release in a store that is not ours: Oxigraph's server, and Virtuoso where it is installed."""

import http.client
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import Graph

from kgsm.app import create_app
from kgsm.manifest import read_manifest
from kgsm.problems import QueryError
from kgsm.sparql import CSV, JSON, N_QUADS, N_TRIPLES, TRIG, TSV, XML, Query, Store, select
from kgsm.store import graphs_of, open_remote, open_store, push
from kgsm.store.engines import Kind, engine_at
from kgsm.store.push import Pushed
from kgsm.store.wire import Wire
from tests.endpoints import NO_VIRTUOSO, VIRTUOSO, oxigraph, virtuoso
from tests.published_fixture import BASE, STUDY
from tests.serving import Client
from tests.written import publish_things

COUNTS = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"


@dataclass
class Far:
    """A store at another address, and how it is spoken to."""

    kind: Kind
    address: str
    wire: Wire

    def push(self, folder: Path, wire: Wire | None = None, address: str = "") -> Pushed:
        wire = wire or self.wire
        return push(folder, engine_at(address or self.address, wire), wire, lambda _: None)

    def store(self, folder: Path | None = None) -> Store:
        return open_remote(self.address, graphs_of(folder) if folder else (), self.wire)


@pytest.fixture(
    scope="module", params=["Oxigraph", pytest.param("Virtuoso", marks=pytest.mark.skipif(not VIRTUOSO, reason=NO_VIRTUOSO))]
)
def far(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Far]:
    if request.param == "Oxigraph":
        with oxigraph() as address:
            yield Far(Kind.OXIGRAPH, f"{address}/query", Wire())
    else:
        with virtuoso(tmp_path_factory.mktemp("virtuoso")) as address:
            yield Far(Kind.VIRTUOSO, f"{address}/sparql", Wire("dba:dba"))


def graphs(store: Store, *bases: str) -> dict[str, int]:
    found = {row["g"].value: int(row["n"].value) for row in select(store, COUNTS)}
    starts = bases or (BASE, "https://w3id.org/kgsm/")
    return {name: number for name, number in found.items() if name.startswith(starts) and not name.endswith("sparql#pushed")}


def test_a_release_arrives_graph_by_graph_and_is_not_sent_twice(far: Far, published: Path, store: Store) -> None:
    first = far.push(published)
    assert first.sent == len(graphs_of(published))
    assert graphs(far.store()) == graphs(store)
    assert far.push(published) == Pushed(0, 0, first.sent, 0, 0)
    assert engine_at(far.address, far.wire).kind is far.kind


def test_the_site_over_it_is_the_site_over_our_own_store(far: Far, published: Path, store: Store) -> None:
    far.push(published)
    own, other = (create_app(published, each, wire=far.wire) for each in (store, far.address))
    for app in (own, other):
        app.test_client_class = Client
    for path in ("/", "/muster", "/muster/use", "/catalog", "/sparql?query=ASK%20%7B%7D"):
        ours, theirs = (app.test_client().get(path, headers={"Accept": "text/html"}) for app in (own, other))
        assert theirs.status_code == ours.status_code == 200
        assert theirs.data == ours.data or far.kind is Kind.VIRTUOSO, path
    turtle = [
        Graph().parse(data=app.test_client().get("/muster", headers={"Accept": "text/turtle"}).data, format="turtle")
        for app in (own, other)
    ]
    assert set(turtle[0]) == set(turtle[1]) or far.kind is Kind.VIRTUOSO
    assert len(turtle[0]) == len(turtle[1])


def test_its_answers_come_in_every_format_as_the_standard_has_them(far: Far, published: Path) -> None:
    far.push(published)
    remote = far.store(published)
    rows = Query(f"SELECT ?s ?l {{ GRAPH <{STUDY}> {{ ?s <http://purl.org/dc/terms/title> ?l }} }} ORDER BY ?s ?l")
    expected = [str(each) for each in open_store(published).store.query(rows.text)]  # type: ignore[union-attr]
    for form in (JSON, XML, TSV):
        answer = remote.answer(rows, rows=form)
        parsed = pyoxigraph.parse_query_results(answer.read(), pyoxigraph.QueryResultsFormat.from_media_type(form))
        assert [str(each) for each in parsed] == expected  # type: ignore[union-attr]
    assert remote.answer(rows, rows=CSV).read().count(b"\r\n") == len(expected) + 1
    for text, yes in (("ASK { ?s ?p ?o }", True), ("ASK { ?s <http://x.example/none> ?o }", False)):
        assert json.loads(remote.answer(Query(text), rows=JSON).read())["boolean"] is yes
        assert (b"true" in remote.answer(Query(text), rows=XML).read()) is yes
    graph = Query(f"CONSTRUCT {{ <{STUDY}> ?p ?o }} {{ <{STUDY}> ?p ?o }}")
    triples = [
        {
            str(each.triple)
            for each in pyoxigraph.parse(remote.answer(graph, graph=form).read(), pyoxigraph.RdfFormat.from_media_type(form))
        }
        for form in (N_TRIPLES, N_QUADS, TRIG)
    ]
    assert triples[0]
    assert triples[0] == triples[1] == triples[2]


def test_blank_nodes_come_through(far: Far, tmp_path: Path) -> None:
    folder = publish_things(tmp_path / "p")
    lines = '_:a <http://base.example/p> _:b .\n_:b <http://base.example/q> "x" .\n'
    replace(folder, "things.nt", lines)
    far.push(folder)
    (row,) = select(far.store(folder), "SELECT ?a ?b { ?a <http://base.example/p> ?b . ?b <http://base.example/q> ?x }")
    assert row["a"].kind == row["b"].kind == "bnode"
    assert row["a"].value != row["b"].value


def replace(folder: Path, name: str, content: str) -> None:
    """Publish other content under the same graph."""
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / name).write_text(content)
    for each in manifest["files"]:
        if each["path"] == name:
            each["bytes"], each["triples"] = len(content.encode()), content.count("\n")
    (folder / "manifest.json").write_text(json.dumps(manifest))


def test_a_new_release_replaces_what_changed_and_takes_away_what_is_gone(far: Far, tmp_path: Path) -> None:
    folder = publish_things(tmp_path / "p")
    far.push(folder)
    replace(folder, "things.nt", '<http://base.example/z> <http://base.example/name> "Z" .\n')
    assert far.push(folder) == Pushed(1, 0, 1, 0, 0)
    assert graphs(far.store(), "http://base.example/") == {"http://base.example/things": 1, "http://base.example/shapes": 5}
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"] = [each for each in manifest["files"] if each["path"] != "things.nt"]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    assert far.push(folder) == Pushed(0, 0, 1, 1, 0)
    assert graphs(far.store(), "http://base.example/") == {"http://base.example/shapes": 5}


@pytest.fixture
def gate(far: Far) -> Iterator[tuple[str, list[int]]]:
    """Yield the address of a gate before the store, and how many writing requests it lets through before it cuts the line."""
    left, target = [0], far.address.rsplit("/", 1)[0]

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            writes = self.command == "PUT" or b"INSERT" in body or (self.command == "POST" and "graph" in self.path)
            if writes and left[0] <= 0:
                self.close_connection = True
                return
            # The name of the store and its credentials stay as they are.
            headers = {
                key: value for key, value in self.headers.items() if key.lower() not in {"host", "connection", "content-length"}
            }
            headers["Host"] = target.removeprefix("http://")
            connection = http.client.HTTPConnection(target.removeprefix("http://"))
            connection.request(self.command, self.path, body, headers)
            with connection.getresponse() as response:
                content = response.read()
                self.send_response_only(response.status)
                for key, value in response.getheaders():
                    if key.lower() not in {"connection", "content-length", "transfer-encoding"}:
                        self.send_header(key, value)
            left[0] -= writes and response.status < 400  # a question for credentials is no writing
            connection.close()
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_DELETE = handle_any  # noqa: N815 - http.server's names

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/{far.address.rsplit('/', 1)[1]}", left
    server.shutdown()
    thread.join()
    server.server_close()


def test_interrupted_at_whatever_graph_readers_see_the_former_release_and_the_next_push_goes_on(
    far: Far, tmp_path: Path, gate: tuple[str, list[int]]
) -> None:
    address, left = gate
    folder = publish_things(tmp_path / "p")
    far.push(folder)
    before = graphs(far.store(), "http://base.example/")
    for each in read_manifest(folder).graphs():
        replace(folder, each.path, f'<{each.graph}> <http://base.example/name> "new" .\n')
    # What writes is a graph, its note, another, its note, and the swap. Each attempt goes on behind the last note.
    for allowed in (0, 1, 2, 1, 2):
        left[0] = allowed
        with pytest.raises(QueryError):
            far.push(folder, address=address)
        seen = graphs(far.store(), "http://base.example/")
        assert {name: number for name, number in seen.items() if "?staged=" not in name} == before
    left[0] = 1  # the swap alone
    done = far.push(folder, address=address)
    assert (done.sent, done.resumed) == (0, 2)
    assert set(graphs(far.store(), "http://base.example/").values()) == {1}


def test_readers_see_the_old_release_or_the_new_one(far: Far, tmp_path: Path) -> None:
    """Two graphs are swapped again and again; no reader ever finds one of each.

    Virtuoso has no isolation for that: what is read while it commits may be of both. Nothing is missing there, either.
    """
    folder = publish_things(tmp_path / "p")
    query = "SELECT ?a ?b { GRAPH <http://base.example/things> { ?s <http://base.example/v> ?a } GRAPH <http://base.example/shapes> { ?s <http://base.example/v> ?b } }"
    seen: set[tuple[str, str]] = set()
    empty, done = [], threading.Event()

    def read() -> None:
        remote = far.store()
        while not done.is_set():
            rows = select(remote, query)
            seen.update((row["a"].value, row["b"].value) for row in rows)
            if not rows:
                empty.append(1)

    def release(number: int) -> None:
        for each in read_manifest(folder).graphs():
            replace(folder, each.path, f'<http://base.example/s> <http://base.example/v> "{number}" .\n')
        far.push(folder)

    release(0)
    thread = threading.Thread(target=read)
    thread.start()
    for number in range(1, 12):
        release(number)
    done.set()
    thread.join()
    assert far.kind is Kind.VIRTUOSO or all(one == other for one, other in seen)
    assert not empty
    assert len(seen) > 1, "there was something to see"


def test_credentials_are_in_no_message_and_wrong_ones_are_told(far: Far, tmp_path: Path) -> None:
    if far.kind is not Kind.VIRTUOSO:
        pytest.skip("Oxigraph's server asks for no credentials")
    folder = publish_things(tmp_path / "p")
    replace(folder, "things.nt", '<http://base.example/q> <http://base.example/name> "Q" .\n')
    for wire in (Wire("dba:secret-word"), Wire("secret-word"), Wire()):
        with pytest.raises(QueryError, match=r"credentials|answered") as caught:
            far.push(folder, wire)
        assert "secret-word" not in f"{caught.value!r} {caught.value.__cause__!r} {wire!r}"


def test_the_verb_takes_credentials_from_the_environment_and_says_what_it_did(far: Far, tmp_path: Path) -> None:
    folder = publish_things(tmp_path / "p")
    for each in read_manifest(folder).graphs():  # as a publication has them
        content = (folder / each.path).read_bytes()
        assert len(content) == each.size
    environment = {**os.environ, "KGSM_STORE_CREDENTIALS": far.wire.credentials}
    command = [sys.executable, "-m", "kgsm", "push", far.address, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    assert "graphs sent" in done.stderr
    assert done.stdout == ""


def test_a_store_that_does_not_say_its_name_has_to_be_described(address: str, published: Path) -> None:
    with pytest.raises(QueryError, match="--graph-store and --update"):
        engine_at(f"{address}/sparql", Wire())
    engine = engine_at(f"{address}/sparql", Wire(), f"{address}/sparql/graphs", f"{address}/sparql")
    assert engine.graph("http://x.example/a b") == f"{address}/sparql/graphs?graph=http%3A%2F%2Fx.example%2Fa%20b"
    with pytest.raises(QueryError, match="405"):
        push(published, engine, Wire(), lambda _: None)
