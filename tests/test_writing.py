"""What may be written, by whom, and what readers see: SPARQL Update and the Graph Store Protocol."""

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import pyoxigraph
import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph
from rdflib.compare import isomorphic
from werkzeug.test import TestResponse

from kgsm.manifest import read_manifest
from kgsm.namespaces import SH
from kgsm.problems import PublishedError, QueryError
from kgsm.sparql import Change, Deed, InvalidError, Query, solutions
from kgsm.store import Written, open_store
from kgsm.store.changes import change
from kgsm.store.groups import structure
from tests.serving import client_of
from tests.written import BASE, THINGS, TOKEN, publish_things, writable

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a state needs file locks and symbolic links")

KEY = {"Authorization": f"Bearer {TOKEN}"}
SCRIBE = (sys.executable, "-m", "kgsm.scribe", "1000000000")
PERSON = """@prefix foaf: <http://xmlns.com/foaf/0.1/> .
<http://e.example/1> a foaf:Person ; foaf:name "{}" ; foaf:knows [ foaf:name "X" ] ."""


@pytest.fixture(scope="module")
def things(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish_things(tmp_path_factory.mktemp("things") / "published")


@pytest.fixture
def client(things: Path, tmp_path: Path) -> FlaskClient:
    return writable(things, tmp_path / "state")


@pytest.fixture
def written(things: Path, tmp_path: Path) -> Iterator[Written]:
    store = Written(things, tmp_path / "state", open_store, SCRIBE)
    yield store
    store.close()


def graphs(name: str) -> str:
    return f"/sparql/graphs?graph={quote(name, safe='')}"


def update(client: FlaskClient, text: str, **parameters: str | list[str]) -> TestResponse:
    return client.post("/sparql", data={"update": text, **parameters}, headers=KEY)


def ask(client: FlaskClient, query: str) -> bool:
    return bool(client.get("/sparql", query_string={"query": query, "format": "json"}).get_json(force=True)["boolean"])


def body(response: TestResponse) -> Graph:
    return Graph().parse(data=response.data, format=response.mimetype)


def test_the_graph_store_protocol_as_its_tests_tell_it(client: FlaskClient) -> None:
    """The W3C's tests of the SPARQL 1.1 Graph Store HTTP Protocol, in their order (14, and the GET after each)."""
    one, two = graphs("http://e.example/person/1.ttl"), graphs("http://e.example/person/2.ttl")
    first, second = PERSON.format("John"), PERSON.format("Jane")

    def put(where: str, data: str, media_type: str = "text/turtle; charset=utf-8") -> int:
        return client.put(where, data=data, content_type=media_type, headers=KEY).status_code

    def same(where: str, *texts: str) -> bool:
        response = client.get(where, headers={"Accept": "text/turtle"})
        assert response.status_code == 200, response.data
        expected = Graph()
        for text in texts:
            expected.parse(data=text, format="turtle")
        return isomorphic(body(response), expected)

    assert put(one, first) == 201  # PUT: initial state
    assert same(one, first)
    assert put(one, second) == 204  # PUT: graph already in store
    assert same(one, second)
    assert put("/sparql/graphs?default", first) == 201  # PUT: default graph, which here holds the others as well
    assert {"John", "A"} <= {str(each) for each in body(client.get("/sparql/graphs?default")).objects()}
    assert put(one, "<?xml version='1.0'?>", "text/turtle") == 400  # PUT: mismatched payload
    assert client.delete(one, headers=KEY).status_code == 204  # DELETE: existing graph
    assert client.get(one).status_code == 404
    assert client.delete(one, headers=KEY).status_code == 404  # DELETE: non-existent graph
    assert put(two, first) == 201
    assert client.post(two, data=second, content_type="text/turtle", headers=KEY).status_code == 204  # POST: existing graph
    assert same(two, first, second)
    xml = Graph().parse(data=second, format="turtle").serialize(format="xml")
    multipart = {
        "a.ttl": (io.BytesIO(first.encode()), "a.ttl", "text/turtle"),
        "b.rdf": (io.BytesIO(xml.encode()), "b.rdf", "application/rdf+xml"),
    }
    assert client.delete(two, headers=KEY).status_code == 204
    assert client.post(two, data=multipart, headers=KEY).status_code == 201  # POST: multipart/form-data
    assert same(two, first, second)
    created = client.post("/sparql/graphs", data=first, content_type="text/turtle", headers=KEY)  # POST: create new graph
    assert created.status_code == 201
    assert same(created.headers["Location"], first)
    assert (
        client.post(created.headers["Location"], data="", content_type="text/turtle", headers=KEY).status_code == 204
    )  # empty
    assert same(created.headers["Location"], first)
    assert client.head(two).status_code == 200  # HEAD on an existing graph
    assert client.head(one).status_code == 404  # HEAD on a non-existing graph
    assert client.patch(two, headers=KEY).status_code == 405


def test_the_update_operation_of_the_protocol_as_its_tests_tell_it(client: FlaskClient) -> None:
    """The W3C's tests of the SPARQL 1.1 Protocol, update operation."""
    one, two = "http://e.example/g1", "http://e.example/g2"
    assert (
        client.post(
            "/sparql",
            data=f"INSERT DATA {{ GRAPH <{one}> {{ <x> <p> 1 }} GRAPH <{two}> {{ <http://e.example/y> <http://e.example/p> 2 }} }}".replace(
                "<x>", "<http://e.example/x>"
            ).replace("<p>", "<http://e.example/p>"),
            content_type="application/sparql-update; charset=utf-8",
            headers=KEY,
        ).status_code
        == 204
    )  # fmt: skip - update_post_direct
    copy = "INSERT { GRAPH <http://e.example/g3> { ?s ?p ?o } } WHERE { ?s ?p ?o }"
    assert update(client, copy, **{"using-graph-uri": [one, two]}).status_code == 204  # update_dataset_default_graphs
    assert ask(client, "ASK { GRAPH <http://e.example/g3> { <http://e.example/x> ?p 1 . <http://e.example/y> ?q 2 } }")
    single = copy.replace("/g3", "/g4")
    assert (
        update(client, single, **{"using-graph-uri": one}).status_code == 204
    )  # update_dataset_default_graph, update_post_form
    assert ask(
        client, "ASK { GRAPH <http://e.example/g4> { ?s ?p 1 } FILTER NOT EXISTS { GRAPH <http://e.example/g4> { ?s ?p 2 } } }"
    )
    full = "INSERT { GRAPH <http://e.example/g5> { ?s <http://e.example/q> ?g } } WHERE { ?s ?p 1 . GRAPH ?g { ?t ?u 2 } }"
    both = {"using-graph-uri": one, "using-named-graph-uri": two}
    assert update(client, full, **both).status_code == 204  # update_dataset_full
    assert ask(client, f"ASK {{ GRAPH <http://e.example/g5> {{ <http://e.example/x> ?p <{two}> }} }}")
    named = "DELETE WHERE { GRAPH ?g { ?s ?p 2 } }"
    assert update(client, named, **{"using-named-graph-uri": one}).status_code == 204  # update_dataset_named_graphs
    assert ask(client, f"ASK {{ GRAPH <{two}> {{ ?s ?p 2 }} }}"), "g2 was not among the graphs of the request"
    for status, options in {
        400: {"data": {"update": ["CLEAR ALL", "CLEAR ALL"]}},  # bad_multiple_updates
        415: {"data": "update=CLEAR%20ALL", "content_type": "text/plain"},  # bad_update_wrong_media_type, _missing_form_type
    }.items():
        assert client.post("/sparql", headers=KEY, **options).status_code == status  # type: ignore[arg-type]
    conflict = f"INSERT {{ GRAPH <{one}> {{ ?s ?p 3 }} }} USING <{one}> WHERE {{ ?s ?p 1 }}"
    assert update(client, conflict, **{"using-named-graph-uri": two}).status_code == 400  # bad_update_dataset_conflict
    assert client.get("/sparql", query_string={"update": "CLEAR ALL"}, headers=KEY).status_code == 400  # bad_update_get
    direct = {"content_type": "application/sparql-update", "headers": KEY}
    assert client.post("/sparql", data="INSERT DATA { <a> <b> 'ä' }".encode("utf-16"), **direct).status_code == 400  # _non_utf8
    assert client.post("/sparql", data="CLEAR NOTHING", **direct).status_code == 400  # bad_update_syntax


@pytest.mark.parametrize(
    "headers",
    [
        {}, {"Authorization": ""}, {"Authorization": "Bearer "}, {"Authorization": f"Bearer {TOKEN[:-1]}"},
        {"Authorization": f"Bearer {TOKEN}x"}, {"Authorization": f"Basic {TOKEN}"}, {"Authorization": TOKEN},
        {"X-Token": TOKEN}, {"Authorization": "Bearer \xff"}, {"Cookie": f"token={TOKEN}"},
    ],
)  # fmt: skip
def test_nothing_is_written_without_the_token(headers: dict[str, str], client: FlaskClient, tmp_path: Path) -> None:
    address = f"?token={TOKEN}&access_token={TOKEN}"
    for response in (
        client.post(f"/sparql{address}", data={"update": "CLEAR ALL", "access_token": TOKEN}, headers=headers),
        client.post(f"/sparql{address}", data="CLEAR ALL", content_type="application/sparql-update", headers=headers),
        client.put(f"/sparql/graphs{address}&default", data="", content_type="text/turtle", headers=headers),
        client.delete(f"{graphs(BASE + 'things')}&{address[1:]}", headers=headers),
    ):
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"].startswith("Bearer")
        assert TOKEN not in response.text
    assert ask(client, f"ASK {{ <{BASE}a> ?p ?o }}")
    assert not any((tmp_path / "state").iterdir())


def test_without_writable_nothing_can_be_written(things: Path) -> None:
    client = client_of(things)
    assert client.post("/sparql", data={"update": "CLEAR ALL"}, headers=KEY).status_code == 400
    assert "SPARQL11Update" not in client.get("/.well-known/void").text
    for method in (client.put, client.post, client.delete):
        response = method(graphs(BASE + "things"), data="", content_type="text/turtle", headers=KEY)
        assert response.status_code == 405
        assert "PUT" not in response.headers["Allow"]


def test_what_does_not_conform_is_not_stored_and_the_report_says_why(client: FlaskClient) -> None:
    bad = update(client, f"INSERT DATA {{ GRAPH <{BASE}more> {{ <{BASE}b> <{BASE}size> 4 }} }}")
    assert bad.status_code == 422
    assert bad.mimetype == "application/problem+json"
    report = pyoxigraph.parse(json.dumps(bad.get_json(force=True)["report"]), pyoxigraph.RdfFormat.JSON_LD)
    focus = {each.object.value for each in report if each.predicate.value == str(SH.focusNode)}
    assert focus == {f"{BASE}b"}
    assert not ask(client, f"ASK {{ <{BASE}b> ?p ?o }}")
    taken = update(client, f"DELETE WHERE {{ GRAPH <{BASE}things> {{ <{BASE}a> <{BASE}name> ?n }} }}")
    assert taken.status_code == 422, "what is left without it does not conform"
    shapes = update(client, f"DROP GRAPH <{BASE}shapes> ; INSERT DATA {{ GRAPH <{BASE}more> {{ <{BASE}b> <{BASE}size> 4 }} }}")
    assert shapes.status_code == 422, "the shapes are those of the release, whatever is written over them"


def test_readers_see_each_change_at_once_and_its_counts_and_validators(
    client: FlaskClient, things: Path, tmp_path: Path
) -> None:
    query = {"query_string": {"query": f"SELECT * {{ <{BASE}a> ?p ?o }}", "format": "csv"}}
    before = client.get("/sparql", **query)
    assert update(client, f"INSERT DATA {{ <{BASE}a> <{BASE}note> 'new' }}").status_code == 204
    after = client.get("/sparql", headers={"If-None-Match": before.headers["ETag"]}, **query)
    assert after.status_code == 200
    assert "new" in after.text
    assert "new" not in before.text
    description = client.get("/.well-known/void").text
    assert f"{BASE}sparql#written" in description
    assert "sd:SPARQL11Update" in description
    assert "sd:BasicFederatedQuery" not in description
    again = writable(things, tmp_path / "state")
    assert again.get("/sparql", **query).data == after.data, "a state outlives the server"
    assert sorted(each.name for each in things.iterdir()) == ["manifest.json", "shapes.nt", "things.nt"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("LOAD <http://127.0.0.1:9/x>", "LOAD"),
        ("LOAD SILENT <file:///etc/passwd> INTO GRAPH <http://x.example/>", "LOAD"),
        ("PREFIX x: <http://x.example/> CLEAR GRAPH x:none ; # ;\n load <http://127.0.0.1:9/x>", "LOAD"),
        ("INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE"),
        ("INSERT { ?s ?p ?o } WHERE { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE"),
        ("DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "stands in the graph"),
        ("MOVE DEFAULT TO GRAPH <http://x.example/>", "union"),
        ("INSERT DATA { <a> <b> " + "(" * 400 + ")" * 400 + " }", "brackets"),
    ],
)
def test_an_update_reaches_nothing_outside_and_says_what_it_does_not_do(text: str, said: str, written: Written) -> None:
    with pytest.raises(QueryError, match=said) as caught:
        written.write(Change(Deed.UPDATE, (("", text.encode()),)))
    assert caught.value.status == 400


@pytest.mark.slow
def test_the_default_graph_is_the_union_and_has_a_graph_of_its_own_to_write_to(written: Written) -> None:
    def made(text: str) -> set[tuple[str, str]]:
        written.write(Change(Deed.UPDATE, (("", f"PREFIX : <{BASE}> {text}".encode()),)))
        rows = solutions(written.answer(Query(f"SELECT ?g ?o {{ GRAPH ?g {{ ?s <{BASE}p> ?o }} }}")).read())
        return {(row["g"].value.removeprefix(BASE), row["o"].value) for row in rows}

    assert made("INSERT DATA { :x :p 1 } ; INSERT { GRAPH :g { ?s :p 2 } } WHERE { ?s :p 1 }") == {
        ("sparql#written", "1"),
        ("g", "2"),
    }
    assert made("WITH :g DELETE { ?s :p ?o } INSERT { ?s :p 3 } WHERE { ?s :p ?o }") == {("sparql#written", "1"), ("g", "3")}
    assert made("DELETE { ?s :p ?o } WHERE { ?s :p ?o FILTER(?o = 1) }") == {("g", "3")}
    assert made("COPY GRAPH :g TO DEFAULT ; CLEAR GRAPH :g") == {("sparql#written", "3")}
    assert made("CLEAR DEFAULT") == set()
    assert made("INSERT DATA { GRAPH :h { :y :p ';' } } ; PREFIX q: <http://q.example/> INSERT DATA { GRAPH q:g { q:s :p 'PREFIX ; #' } } ;") == {
        ("h", ";"), ("http://q.example/g", "PREFIX ; #"),
    }  # fmt: skip


@pytest.mark.slow
def test_changes_that_come_at_once_are_made_one_after_the_other(written: Written) -> None:
    def add(number: int) -> None:
        written.write(Change(Deed.UPDATE, (("", f"INSERT DATA {{ <{BASE}x> <{BASE}p> {number} }}".encode()),)))

    threads = [threading.Thread(target=add, args=(number,)) for number in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    found = written.answer(Query(f"SELECT ?o {{ <{BASE}x> <{BASE}p> ?o }}"), rows="text/csv").read()
    assert sorted(found.decode().split()[1:]) == ["0", "1", "2"]


def test_another_process_sees_what_this_one_wrote(written: Written, things: Path, tmp_path: Path) -> None:
    other = Written(things, tmp_path / "state", open_store, SCRIBE)
    written.write(Change(Deed.PUT, (("text/turtle", b"<> a <http://x.example/T> ."),), f"{BASE}g"))
    assert b"true" in other.answer(Query("ASK { ?s a <http://x.example/T> }")).read()
    other.close()


def test_what_a_killed_change_has_left_is_cleared_away(written: Written, tmp_path: Path) -> None:
    state = tmp_path / "state"
    (state / ".next-link").symlink_to("state-9")
    for each in (".next-abc", "state-1"):
        (state / each).mkdir()
        (state / each / "graph-1.nt").write_text("half a")
    assert written.write(Change(Deed.POST, (("text/turtle", b"<> a <http://x.example/T> ."),), f"{BASE}g")) is True
    assert b"true" in written.answer(Query("ASK { ?s a <http://x.example/T> }")).read()
    assert sorted(each.name for each in state.iterdir()) == ["current", "lock", "origin", "state-1"]


SAID = """PREFIX BASE x: <http://x.example/> SELECT ASK CONSTRUCT * ?x $y { } { } ( ) [ ] . ; , WHERE FROM NAMED SERVICE SILENT GRAPH
    OPTIONAL UNION MINUS FILTER BIND VALUES EXISTS NOT AS UNDEF GROUP BY 'text' 1 1.5 ^^ _:b x:y a INSERT DELETE DATA USING WITH
    CLEAR DEFAULT COPY TO #"""
WORDS = st.lists(st.sampled_from([*SAID.split(), "\n"]), max_size=40).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(WORDS)
def test_whatever_is_said_is_read_or_refused(text: str) -> None:
    for prefix in ("", "SELECT * {", "INSERT { "):
        with suppress(QueryError):
            structure(prefix + text)
        with suppress(QueryError):
            change(
                pyoxigraph.Store(),
                Change(Deed.UPDATE, (("", (prefix + text).encode()),), using=("http://x.example/g",)),
                f"{BASE}own",
            )


def test_a_state_is_never_in_the_published_folder(things: Path) -> None:
    with pytest.raises(PublishedError, match="beside"):
        Written(things, things / "state", open_store, SCRIBE)
    assert not (things / "state").exists()


def test_a_graph_that_arrives_in_part_is_not_stored(client: FlaskClient) -> None:
    response = client.put(
        graphs(f"{BASE}g"), data=THINGS, content_type="text/turtle", headers=KEY,
        environ_overrides={"CONTENT_LENGTH": str(len(THINGS) + 1)},
    )  # fmt: skip
    assert response.status_code == 400
    assert client.get(graphs(f"{BASE}g")).status_code == 404


WRITER = """
import sys
from pathlib import Path
from kgsm.sparql import Change, Deed
from kgsm.store import Written, open_store
from kgsm.store.changes import change
from kgsm.store.groups import structure
store = Written(Path(sys.argv[1]), Path(sys.argv[2]), open_store, (sys.executable, "-m", "kgsm.scribe", "1000000000"))
for number in range(1000):
    store.write(Change(Deed.UPDATE, (("", f"DELETE WHERE {{ GRAPH <{BASE}n> {{ ?s ?p ?o }} }} ; "
        f"INSERT DATA {{ GRAPH <{BASE}n> {{ <{BASE}x> <{BASE}p> {number} . <{BASE}y> <{BASE}p> {number} }} }}".encode()),)))
    print(number, flush=True)
""".replace("{BASE}", BASE)


@pytest.mark.slow
def test_killed_at_any_moment_the_state_is_the_one_before_or_the_one_after(things: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    for moment in range(12):
        command = [sys.executable, "-c", WRITER, str(things), str(state)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
            assert process.stdout is not None
            told = [int(process.stdout.readline()) for _ in range(2)][-1]
            time.sleep(0.1 * moment)  # somewhere in the next change
            os.killpg(process.pid, signal.SIGKILL)
            told = max([told, *(int(each) for each in process.stdout.read().split())])
        store = Written(things, state, open_store, SCRIBE)
        rows = list(solutions(store.answer(Query(f"SELECT ?s ?o {{ GRAPH <{BASE}n> {{ ?s ?p ?o }} }}")).read()))
        values = {int(row["o"].value) for row in rows}
        assert len(rows) == 2
        assert values in ({told}, {told + 1})
        assert store.write(Change(Deed.DELETE, graph=f"{BASE}n")) is False, "and it can be written again"
        store.close()
        shutil.rmtree(state)


def lines_of(state: Path) -> set[str]:
    folder = state / "current"
    return {line for path in folder.glob("*.nt") for line in path.read_text().splitlines()}


def test_a_state_keeps_the_forms_that_were_written(written: Written, tmp_path: Path) -> None:
    """The engine makes 1.5 of "1.50" and an integer of a nonNegativeInteger; shapes, and readers of the state, would notice."""
    xsd = "http://www.w3.org/2001/XMLSchema#"
    text = f"""PREFIX xsd: <{xsd}> PREFIX : <{BASE}>
        INSERT DATA {{ GRAPH :g {{ :s :p "05"^^xsd:nonNegativeInteger , -1.50 , "2.0"^^<{xsd}decimal> , "x" , "y"@de ; :q 007 , "1"^^xsd:boolean }} }}"""
    written.write(Change(Deed.UPDATE, (("", text.encode()),)))
    inserted = {
        f'<{BASE}s> <{BASE}p> "05"^^<{xsd}nonNegativeInteger> .', f'<{BASE}s> <{BASE}p> "-1.50"^^<{xsd}decimal> .',
        f'<{BASE}s> <{BASE}p> "2.0"^^<{xsd}decimal> .', f'<{BASE}s> <{BASE}p> "x" .', f'<{BASE}s> <{BASE}p> "y"@de .',
        f'<{BASE}s> <{BASE}q> "007"^^<{xsd}integer> .', f'<{BASE}s> <{BASE}q> "1"^^<{xsd}boolean> .',
    }  # fmt: skip
    assert inserted <= lines_of(tmp_path / "state")
    assert set(THINGS.splitlines()) <= lines_of(tmp_path / "state")
    written.write(Change(Deed.UPDATE, (("", f"MOVE GRAPH <{BASE}g> TO GRAPH <{BASE}h>".encode()),)))
    assert inserted <= lines_of(tmp_path / "state"), "what is copied is copied as it was written"
    put = f'<{BASE}s> <{BASE}p> "5.0"^^<{xsd}decimal> .'
    written.write(Change(Deed.PUT, (("text/turtle", put.encode()),), f"{BASE}h"))
    assert put in lines_of(tmp_path / "state")
    assert not inserted & lines_of(tmp_path / "state")


@pytest.mark.slow
def test_a_published_study_conforms_when_it_is_written_to(tmp_path: Path) -> None:
    """The first study, whole: what is not touched stays as it was published, line for line; blank nodes have other labels."""
    published = Path(__file__).parent.parent / "published"
    store = Written(published, tmp_path / "state", open_store, SCRIBE)
    note = b'<https://w3id.org/kgsm/note> <http://www.w3.org/2000/01/rdf-schema#comment> "hello"@en .'
    assert store.write(Change(Deed.POST, (("text/turtle", note),), "https://w3id.org/kgsm/notes")) is True
    files = [published / each.path for each in read_manifest(published).graphs()]
    before = {line for path in files for line in path.read_text("utf-8").splitlines()}
    after = lines_of(tmp_path / "state")
    assert len(after) == len(before) + 1
    assert {each for each in after if "_:" not in each} == {note.decode(), *(each for each in before if "_:" not in each)}
    value = "?o <http://purl.org/linked-data/sdmx/2009/measure#obsValue> ?v"
    gone = f"WITH <https://w3id.org/kgsm/kommunen-social-media/use> DELETE {{ {value} }} WHERE {{ {value} }}"
    with pytest.raises(InvalidError) as caught:
        store.write(Change(Deed.UPDATE, (("", gone.encode()),)))
    assert any("ic-14" in each for each in caught.value.problems)
    assert str(tmp_path) not in caught.value.report + "".join(caught.value.problems)
    store.close()


def test_a_graph_is_written_only_as_what_the_request_takes_it_for(client: FlaskClient) -> None:
    """RFC 9110, 13.1: nothing is done where If-Match or If-None-Match does not hold; two who write see each other."""
    where = graphs(f"{BASE}things")

    def put(address: str, text: str, **conditions: str) -> int:
        headers = {**KEY, **{name.replace("_", "-"): value for name, value in conditions.items()}}
        return client.put(address, data=text, content_type="text/turtle", headers=headers).status_code

    mine = client.get(where).headers["ETag"]
    assert put(where, THINGS, If_None_Match="*") == 412
    assert put(where, THINGS, If_Match='"nonsense"') == 412
    assert put(graphs(f"{BASE}new"), "<> <p:p> 1 .", If_Match="*") == 412
    assert client.get(graphs(f"{BASE}new")).status_code == 404
    assert client.delete(where, headers={**KEY, "If-Match": '"nonsense"'}).status_code == 412
    assert put(where, f"{THINGS}<{BASE}a> <{BASE}note> 1 .", If_Match=f'"x", {mine}') == 204
    assert put(where, THINGS, If_Match=mine) == 412, "someone else has written meanwhile"
    assert ask(client, f"ASK {{ <{BASE}a> <{BASE}note> 1 }}")
    now = client.get(where, headers={"Accept": "application/n-triples"}).headers["ETag"]
    assert put(where, THINGS, If_None_Match=now) == 412
    assert put(graphs(f"{BASE}new"), "<> <p:p> 1 .", If_None_Match="*") == 201


def test_what_would_be_lost_or_misread_is_refused(client: FlaskClient) -> None:
    where = graphs(f"{BASE}g")
    for status, body_, options in (
        (400, {"a": "<x:s> <x:p> 1 ."}, {}),  # a part without a filename
        (415, "<x:s> <x:p> 'ä' .".encode("latin-1"), {"content_type": "text/turtle; charset=iso-8859-1"}),
        (415, "<x:s> <x:p> 1 .", {"content_type": "application/trig"}),
    ):
        if isinstance(body_, dict):
            options = {"content_type": "multipart/form-data"}
        assert client.post(where, data=body_, headers=KEY, **options).status_code == status
    coded = {**KEY, "Content-Encoding": "gzip"}
    assert client.put(where, data=b"<x:s> <x:p> 1 .", content_type="text/turtle", headers=coded).status_code == 415
    assert client.post("/sparql", data="ASK {}", content_type="application/sparql-query", headers=coded).status_code == 415
    assert client.get(where).status_code == 404
    made = client.put(where, data=b"<x:s> <x:p> 1 .", content_type="text/turtle; charset=UTF-8", headers=KEY)
    assert (made.status_code, made.data, "Content-Type" in made.headers) == (201, b"", False)


def test_relative_iris_are_relative_to_the_endpoint_where_the_text_says_nothing_else(client: FlaskClient) -> None:
    """The W3C's update_base_uri."""
    text = f"CLEAR SILENT GRAPH <{BASE}g> ; INSERT DATA {{ GRAPH <{BASE}g> {{ <x:s> <x:p> <test> }} }}"
    assert update(client, text).status_code == 204
    assert ask(client, f"ASK {{ GRAPH <{BASE}g> {{ ?s ?p <{BASE}test> }} }}")
    assert ask(client, "ASK { GRAPH <g> { ?s ?p <test> } }")
    assert not ask(client, "BASE <http://other.example/> ASK { GRAPH <g> { ?s ?p <test> } }")


@pytest.mark.slow
def test_a_change_that_takes_too_much_memory_is_not_made(things: Path, tmp_path: Path) -> None:
    store = Written(things, tmp_path / "state", open_store, (*SCRIBE[:-1], "200000000"))
    doubled = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(30))
    text = f"INSERT {{ GRAPH <{BASE}g> {{ <x:s> <x:p> ?x30 }} }} WHERE {{ BIND('aaaaaaaa' AS ?x0) {doubled} }}"
    with pytest.raises(QueryError, match="more memory") as caught:
        store.write(Change(Deed.UPDATE, (("", text.encode()),)))
    assert caught.value.status == 503
    assert b"true" in store.answer(Query(f"ASK {{ <{BASE}a> ?p ?o FILTER NOT EXISTS {{ <x:s> ?q ?r }} }}")).read()
    store.close()
