"""The stores: what they answer, what they refuse, and that no query of a stranger reaches another server."""

import io
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse
from pyoxigraph import Store as Oxigraph
from rdflib import Graph

from kgsm.problems import PublishedError, QueryError
from kgsm.sparql import CSV, JSON, JSON_LD, N_QUADS, N_TRIPLES, RDF_XML, TRIG, TSV, TURTLE, XML, Query, Store, bind, select
from kgsm.store import open_remote, open_store
from kgsm.store.embedded import Embedded
from kgsm.store.outline import outline, tokens, volatile
from kgsm.store.wellformed import WellFormed
from tests.published_fixture import BASE, HOME, STUDY, write_published

# rdflib 7.6 warns of its own code when it reads JSON-LD.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

CODE_LISTS = ("base", "use", "wave")
DATASETS = ("empty", "use")
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


@pytest.fixture(scope="module")
def listener() -> Iterator[tuple[str, list[bytes]]]:
    """Yield an address on this machine, and what reaches it."""
    calls: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    calls.append(connection.recv(1000))
                    connection.sendall(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

        thread = threading.Thread(target=listen)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/", calls
        server.shutdown(socket.SHUT_RDWR)
    thread.join()


def test_every_graph_of_the_manifest_is_loaded_under_its_name(store: Store) -> None:
    found = select(store, "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g")
    lists = [f"{STUDY}/code/{each}" for each in CODE_LISTS]
    names = [
        f"{BASE}catalog",
        STUDY,
        *lists,
        *(f"{STUDY}/{each}" for each in DATASETS),
        f"{HOME}code",
        f"{HOME}ns",
        f"{HOME}shapes",
    ]
    assert [row["g"].value for row in found] == sorted(names)


def test_a_dataset_and_a_code_list_are_graphs_of_their_own(store: Store) -> None:
    owner = "SELECT DISTINCT ?g WHERE { GRAPH ?g { $this ?p ?o } }"
    for iri, graph in (
        (f"{STUDY}/use", f"{STUDY}/use"),
        (f"{STUDY}/use/structure", f"{STUDY}/use"),
        (f"{STUDY}/use/observation/2013/yes/share", f"{STUDY}/use"),
        (f"{STUDY}/code/use", f"{STUDY}/code/use"),
        (f"{STUDY}/code/use/no", f"{STUDY}/code/use"),
        (f"{STUDY}/property/use", STUDY),
        (f"{STUDY}/source/S00", STUDY),
    ):
        found = [row["g"].value for row in select(store, owner, this=iri)]
        assert found == [graph], iri


def test_a_triple_of_two_graphs_stands_in_the_union_once(tmp_path: Path) -> None:
    folder = write_published(tmp_path)
    shared = b'<http://x.example/a> <http://x.example/b> "1.50"^^<http://www.w3.org/2001/XMLSchema#decimal> .\n'
    manifest = json.loads((folder / "manifest.json").read_text())
    for entry in manifest["files"]:
        if "graph" in entry:
            path = folder / entry["path"]
            path.write_bytes(path.read_bytes() + shared)
            entry["bytes"] += len(shared)
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with closing(open_store(folder)) as twice:
        assert len(select(twice, "SELECT ?o WHERE { <http://x.example/a> ?p ?o }")) == 1
        found = select(twice, "SELECT ?g ?o WHERE { GRAPH ?g { <http://x.example/a> ?p ?o } }")
        assert len(found) == 5
        assert {row["o"].value for row in found} == {"1.5"}  # Oxigraph keeps values, not lexical forms: docs/serving.md


def test_the_default_graph_is_the_union_of_all(store: Store) -> None:
    everything = select(store, COUNT)[0]["n"].value
    by_graph = select(store, "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }")[0]["n"].value
    assert everything == by_graph != "0"


def test_from_restricts_a_query_to_its_graphs(store: Store) -> None:
    def count(text: str, query: Query | None = None) -> int:
        return int(json.loads(store.answer(query or Query(text)).read())["results"]["bindings"][0]["n"]["value"])

    everything = count(COUNT)
    vocabulary = count(COUNT.replace("WHERE", f"FROM <{HOME}ns> WHERE"))
    assert 0 < vocabulary < everything
    assert count(COUNT.replace("WHERE", "FROM <http://nowhere.example/> WHERE")) == 0
    assert count("", Query(COUNT, default_graphs=(f"{HOME}ns",))) == vocabulary
    in_named = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
    assert count("", Query(in_named, named_graphs=(f"{HOME}ns",))) == vocabulary
    assert count("", Query(COUNT, named_graphs=(f"{HOME}ns",))) == 0  # SPARQL 1.1, 13.2: the default graph is empty then


@pytest.mark.parametrize(("media_type", "begin"), [(JSON, b"{"), (XML, b"<?xml"), (CSV, b"n\r\n"), (TSV, b"?n\n")])
def test_rows_come_in_four_formats(store: Store, media_type: str, begin: bytes) -> None:
    answer = store.answer(Query(COUNT), rows=media_type)
    assert answer.media_type == media_type
    assert answer.read().startswith(begin)


@pytest.mark.parametrize("media_type", [TURTLE, N_TRIPLES, JSON_LD, RDF_XML])
def test_graphs_come_in_four_formats_that_another_library_reads(store: Store, media_type: str) -> None:
    query = Query("CONSTRUCT WHERE { ?s a <http://www.w3.org/2004/02/skos/core#Concept> ; ?p ?o }")
    expected = Graph().parse(data=store.answer(query, graph=N_TRIPLES).read(), format="nt")
    assert len(expected) > 20
    parser = {TURTLE: "turtle", N_TRIPLES: "nt", JSON_LD: "json-ld", RDF_XML: "xml"}[media_type]
    found = Graph().parse(data=store.answer(query, graph=media_type).read(), format=parser)
    assert set(found) == set(expected)


RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


@pytest.mark.parametrize("prefix", ["sh", "rdf", "xsd"])
def test_an_iri_whose_scheme_is_a_prefix_of_ours_stays_itself_in_json_ld(prefix: str) -> None:
    namespaces = {"sh": "http://www.w3.org/ns/shacl#", "rdf": RDF, "xsd": "http://www.w3.org/2001/XMLSchema#"}
    name = namespaces[prefix]
    triples = f"<{prefix}:s> <{name}p> <{name}o> ; <{prefix}:p> '1'^^<{name}t> , '1'^^<{prefix}:t> . <{name}s> a <{prefix}:o>"
    query = Query(f"CONSTRUCT {{ {triples} }} {{}}")
    store = Embedded(Oxigraph(), "")
    expected = set(Graph().parse(data=store.answer(query, graph=N_TRIPLES).read(), format="nt"))
    assert set(Graph().parse(data=store.answer(query, graph=JSON_LD).read(), format="json-ld")) == expected
    assert len(expected) == 4


def test_turtle_declares_the_prefixes_in_use_and_no_others(store: Store) -> None:
    text = store.answer(Query("CONSTRUCT { <x:a> <http://purl.org/dc/terms/title> 'dcat: here' } {}")).read().decode()
    assert text.splitlines()[0] == "@prefix dcat: <http://www.w3.org/ns/dcat#> ."  # in a literal: harmless
    assert [line.split()[1] for line in text.splitlines() if line.startswith("@prefix")] == ["dcat:", "dcterms:"]


def test_an_answer_that_the_client_cannot_read_is_not_given(store: Store) -> None:
    for query, formats in ((COUNT, {"rows": None}), ("CONSTRUCT WHERE { ?s ?p ?o }", {"graph": None})):
        with pytest.raises(QueryError) as caught:
            store.answer(Query(query), **formats)
        assert caught.value.status == 406


def test_a_wrong_query_is_told_with_line_and_column(store: Store) -> None:
    with pytest.raises(QueryError) as caught:
        store.answer(Query("SELECT * WHERE {\n  ?ä ?p\n}"))
    assert (caught.value.status, caught.value.line, caught.value.column) == (400, 3, 2)


@pytest.mark.parametrize(
    "text", ["", "hello", "INSERT DATA { <x:a> <x:b> 1 }", "PREFIX select: <x:> DELETE WHERE { ?s ?p ?o }"]
)
def test_what_is_no_query_is_told_so(store: Store, text: str) -> None:
    with pytest.raises(QueryError, match="not a query") as caught:
        store.answer(Query(text))
    assert caught.value.status == 400


def test_an_unknown_function_is_the_fault_of_the_query(store: Store) -> None:
    with pytest.raises(QueryError) as caught:
        store.answer(Query("SELECT (<x:f>(1) AS ?x) {}"))
    assert caught.value.status == 400


def test_oxigraph_rewrites_literals_and_we_know_it() -> None:
    # Documented in kgsm/store/embedded.py. Where this changes, descriptions become what was published, to the letter.
    found = Oxigraph()
    found.load(b'<x:a> <x:b> "1.50"^^<http://www.w3.org/2001/XMLSchema#decimal> .', format=RdfFormat.N_TRIPLES)
    assert [str(quad.object) for quad in found] == ['"1.5"^^<http://www.w3.org/2001/XMLSchema#decimal>']


def test_the_version_of_an_answer_depends_on_query_graphs_and_data(published: Path, store: Store, tmp_path: Path) -> None:
    query = Query(COUNT)
    assert store.version(query) == store.version(Query(COUNT)) is not None
    assert store.version(query) != store.version(Query(COUNT + " "))
    assert store.version(query) != store.version(Query(COUNT, default_graphs=(STUDY,)))
    assert store.version(Query(COUNT, (STUDY,))) != store.version(Query(COUNT, (), (STUDY,)))
    assert store.version(Query("SELECT (NOW() AS ?now) {}")) is None
    folder = write_published(tmp_path)
    assert open_store(folder).version(query) == store.version(query)
    (folder / "manifest.json").write_text((published / "manifest.json").read_text() + "\n")
    assert open_store(folder).version(query) != store.version(query)


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    with pytest.raises(PublishedError, match="not a published folder"):
        open_store(tmp_path)
    folder = write_published(tmp_path)
    (folder / "ns.nt").write_bytes((folder / "ns.nt").read_bytes()[:-20])
    with pytest.raises(PublishedError, match="not the file that the manifest describes"):
        open_store(folder)
    (folder / "ns.nt").write_bytes(b"x" * (write_published(tmp_path) / "ns.nt").stat().st_size)
    with pytest.raises(PublishedError, match="cannot be loaded"):
        open_store(folder)
    (folder / "ns.nt").unlink()
    with pytest.raises(PublishedError, match="cannot be loaded"):
        open_store(folder)


# SERVICE

# The engine reads these as SERVICE, or might: glued words, escapes, comments that end early, strings that end late.
CALLS = [
    "ASK { SERVICE <E> { ?s ?p ?o } }",
    "ASK { service silent <E> { ?s ?p ?o } }",
    "ASK { SERVICE<E>{ ?s ?p ?o } }",
    "ASK { SERVICESILENT<E>{ ?s ?p ?o } }",
    "PREFIX : <E> ASK { SERVICE:x { ?s ?p ?o } }",
    "PREFIX : <E> ASK { servicesilent:x { ?s ?p ?o } }",
    "PREFIX : <E> PREFIX service: <x:> ASK { service:x # why not\n { ?s ?p ?o } }",
    "ASK { ?s ?p trueSERVICE<E>{ ?s ?p ?o } }",
    "ASK { ?s ?p 1SERVICE<E>{ ?s ?p ?o } }",
    "ASK { ?s ?p 1.5e3SERVICE<E>{ ?s ?p ?o } }",
    'ASK { ?s ?p "x"@en.SERVICE<E>{ ?s ?p ?o } }',
    "ASK { FILTER(1<2)SERVICE<E>{ ?s ?p ?o } FILTER(2>1) }",
    "ASK { BIND(<E> AS ?e) FILTER(1<2)SERVICE?e{ ?s ?p ?o } FILTER(2>1) }",
    "ASK { OPTIONAL { SERVICE <E> { ?s ?p ?o } } }",
    "ASK { FILTER NOT EXISTS { { SELECT * { SERVICE <E> { ?s ?p ?o } } } } }",
    "ASK { # a comment ends here\rSERVICE <E> { ?s ?p ?o } }",
    "ASK { BIND(1 AS ?a) FILTER(?a<2#>\n)SERVICE<E>{ ?s ?p ?o } }",
    r'ASK { BIND("a\u005C" AS ?z) SERVICE <E> { ?s ?p ?o } BIND("" AS ?y) }',
    "ASK { BIND('''a''' AS ?x) SERVICE<E>{ ?s ?p ?o } BIND('''b''' AS ?y) }",
    "ASK { BIND(''AS ?x)SERVICE<E>{ ?s ?p ?o } BIND('' AS ?y) }",
    "PREFIX e: <x:> ASK { ?s ?p e:a\\' . SERVICE<E>{ ?s ?p ?o } . ?s ?p e:a\\' }",
    "PREFIX e: <x:> ASK { ?s ?p e:a\\# . SERVICE<E>{ ?s ?p ?o } \n }",
    "DESCRIBE ?s { SERVICE <E> { ?s ?p ?o } }",
    "CONSTRUCT { ?s ?p ?o } { SERVICE <E> { ?s ?p ?o } }",
    r"ASK { \u0053ERVICE <E> { ?s ?p ?o } }",
]
MENTIONS = [
    'SELECT ("SERVICE <E> { }" AS ?x) {}',
    "SELECT ?service { ?service ?p ?o } # SERVICE <E> {}",
    "SELECT * { ?s a <http://example.org/SERVICE> }",
    "PREFIX e: <x:service#> SELECT * { ?s e:SERVICE ?o }",
    "PREFIX service: <x:> SELECT * { service:x service:y ?o }",
    "PREFIX service: <x:> SELECT * { GRAPH service:x { ?s ?p ?o } }",
    "SELECT * { ?s ?p '''it's \\''' SERVICE \" ''' }",
    'SELECT * { ?s ?p "en"@service }',
    "SELECT * { _:service ?p ?o }",
]


@pytest.mark.parametrize("text", CALLS)
def test_service_is_refused_however_it_is_written(
    store: Store, text: str, listener: tuple[str, list[bytes]], address: str
) -> None:
    there, calls = listener
    query = Query(text.replace("<E>", f"<{there}>"))
    for each in (store, open_remote(f"{address}/sparql")):
        with pytest.raises(QueryError, match="SERVICE is switched off") as caught:
            each.answer(query)
        assert caught.value.status == 400
        assert each.version(query) is None or each is store
    assert calls == []


@pytest.mark.parametrize("text", MENTIONS)
def test_the_word_service_may_be_mentioned(store: Store, text: str) -> None:
    assert store.answer(Query(text)).read()


@given(
    st.lists(
        st.sampled_from(
            [
                "SERVICE",
                "service",
                "<http://127.0.0.1:9/>",
                ":x",
                "{",
                "}",
                "'",
                '"',
                "'''",
                "#",
                "\n",
                "\\",
                " ",
                "1",
                "true",
                "?s",
                "?s ?p ?o",
                "<",
                ">",
                "FILTER(",
                ")",
                "ex:a",
                ".",
                "\\u0053",
                "@en",
                "_:b",
            ]
        )
    )
)
def test_what_the_outline_lets_through_never_calls(parts: list[str]) -> None:
    text = "PREFIX : <http://127.0.0.1:9/> PREFIX ex: <x:> ASK { " + "".join(parts) + " }"
    if outline(text).service:
        return
    try:
        Oxigraph().query(text)
    except SyntaxError:
        return
    except OSError as error:
        raise AssertionError(text) from error


def test_the_form_is_the_first_word_that_is_one() -> None:
    assert outline("PREFIX ask: <x:select> # DESCRIBE\n construct { ?select ?p 'ASK' } { }").form == "CONSTRUCT"
    assert outline("BASE <http://x/select> SELECT * {}").form == "SELECT"
    assert outline("# nothing").form is None


def test_tokens_take_time_in_proportion_to_the_text() -> None:
    for text in (
        "<" * 200_000,
        "'" * 200_001,
        '"""' + "\\" * 200_000,
        "<\\u0041" * 40_000,
        "'\\" * 100_001,
        "a:" + "\\" * 100_001,
    ):
        assert outline(text).form is None


# Parameters


def test_only_iris_become_part_of_our_queries() -> None:
    assert (
        bind("SELECT * { $this ?p $other } LIMIT $limit", this="x:a", other="x:b", limit=3)
        == "SELECT * { <x:a> ?p <x:b> } LIMIT 3"
    )
    assert bind("VALUES ?s { $all }", all=["x:a", "x:b"]) == "VALUES ?s { <x:a> <x:b> }"
    for wrong in ("x:a> ?p ?o . <x:b", "no iri", "", "x:a b", 'x:"', "x:\n", "x:{}"):
        with pytest.raises(QueryError, match="not an IRI"):
            bind("$this", this=wrong)


# A remote store


def test_a_remote_store_answers_like_the_embedded_one(store: Store, address: str) -> None:
    with closing(open_remote(f"{address}/sparql")) as remote:
        for query in (COUNT, "ASK { ?s a <http://purl.org/linked-data/cube#Observation> }"):
            assert remote.answer(Query(query)).read() == store.answer(Query(query)).read()
        graph = Query(f"CONSTRUCT {{ <{STUDY}> ?p ?o }} {{ <{STUDY}> ?p ?o }}")
        found = [Graph().parse(data=each.answer(graph).read(), format="turtle") for each in (remote, store)]
        assert set(found[0]) == set(found[1])
        assert remote.answer(Query(COUNT), rows=CSV).media_type == CSV
        assert remote.version(Query(COUNT)) is None


def test_a_remote_store_can_be_narrowed_to_graphs(address: str) -> None:
    remote = open_remote(f"{address}/sparql", [f"{HOME}ns"])
    whole = open_remote(f"{address}/sparql")
    assert 0 < int(select(remote, COUNT)[0]["n"].value) < int(select(whole, COUNT)[0]["n"].value)


def test_what_a_remote_store_refuses_comes_through(address: str) -> None:
    remote = open_remote(f"{address}/sparql")
    with pytest.raises(QueryError, match="expected") as caught:
        remote.answer(Query("SELECT * { ?s ?p }"))
    assert caught.value.status == 400
    with pytest.raises(QueryError) as caught:
        open_remote(f"{address}/nothing").answer(Query(COUNT))
    assert caught.value.status == 502


def test_a_remote_store_that_is_not_there_is_told(listener: tuple[str, list[bytes]]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        gone = f"http://127.0.0.1:{server.getsockname()[1]}/sparql"
    with pytest.raises(QueryError, match="does not answer") as caught:
        open_remote(gone).answer(Query(COUNT))
    assert caught.value.status == 502
    with pytest.raises(QueryError) as caught:
        open_remote(listener[0]).answer(Query(COUNT))
    assert caught.value.status == 502
    listener[1].clear()
    for wrong in ("ftp://x/", "file:///etc/passwd", "localhost:3030"):
        with pytest.raises(QueryError, match="http:// or https://"):
            open_remote(wrong)


class Pieces(io.BytesIO):
    """A file that knows in how many pieces it was written."""

    pieces = 0

    def write(self, piece: Any, /) -> int:
        self.pieces += 1
        return super().write(piece)


@pytest.mark.parametrize("media_type", [TURTLE, TRIG, N_TRIPLES, N_QUADS, RDF_XML, JSON_LD])
def test_a_long_graph_is_written_as_it_comes_in_every_format(media_type: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kgsm.store.embedded._TIDY", 100)
    triples = {
        Triple(NamedNode(f"x:s{n // 3}"), NamedNode(f"http://x.example/p{n % 3}"), Literal(str(n))) for n in range(2_400)
    }
    long = Embedded(Oxigraph(), "")
    long.store.bulk_extend(Quad(*each) for each in triples)
    sink = Pieces()
    long.write(Query("CONSTRUCT WHERE { ?s ?p ?o }"), None, media_type, lambda _: sink)
    assert sink.pieces > 1
    found = parse(sink.getvalue(), format=RdfFormat.from_media_type(media_type))
    assert {each.triple for each in found} == triples
    with pytest.raises(QueryError, match="more than 2200"):
        long.write(Query("CONSTRUCT WHERE { ?s ?p ?o }", most=2_200), None, media_type, lambda _: Pieces())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.b:c", ["name a.b:c"]), ("a.b-c 1x", ["word a", "other .", "word b", "other -", "word c", "number 1", "word x"]),
        ("1a.b:c", ["number 1", "name a.b:c"]), ("?o.a:b", ["variable ?o", "other .", "name a:b"]),
        ("a.5.x_", ["word a", "other .", "number 5", "other .", "word x_"]), ("_a.b-_:c", ["word _a", "other .", "name b-_:c"]),
        ("é-ü.now", ["word é", "other -", "word ü", "other .", "word now"]),
    ],
)  # fmt: skip
def test_names_are_told_from_words(text: str, expected: list[str]) -> None:
    assert [f"{each.lastgroup} {each[0]}" for each in tokens(text)] == expected


@pytest.mark.parametrize("sign", ".-")
def test_a_long_text_without_a_colon_is_read_once_and_not_from_each_of_its_words(sign: str) -> None:
    # It would take half an hour if the colon were looked for at each word.
    text = f"ASK {{}} # now\n{f'a{sign}' * 150_000}"
    assert outline(text).form == "ASK"
    assert volatile(text)
    assert not volatile(f"ASK {{}} # now\n{'a.' * 3_000}")


@pytest.mark.parametrize("character", ["\\u0001", "\\u000B", "\\uFFFE"])
def test_what_xml_cannot_say_is_refused_in_xml_and_said_in_json(store: Store, character: str) -> None:
    query = Query(f'SELECT ("a{character}b" AS ?text) {{ }}')
    with pytest.raises(QueryError, match=r"U\+(0001|000B|FFFE), which XML cannot say") as refused:
        b"".join(store.answer(query, XML).body)
    assert refused.value.status == 400
    found = json.loads(b"".join(store.answer(query, JSON).body))
    assert len(found["results"]["bindings"][0]["text"]["value"]) == 3
    assert b"\xef\xbf\xbd" in b"".join(store.answer(Query('SELECT ("\\t\\r\\n\\uFFFD" AS ?text) { }'), XML).body)


@pytest.mark.parametrize("pieces", [[b"a\xef\xbf"], [b"a", b"\xef", b"\xbf"]])
def test_a_character_that_xml_has_not_is_found_in_several_pieces(pieces: list[bytes]) -> None:
    file = WellFormed(io.BytesIO())
    for piece in pieces:
        assert file.write(piece) == len(piece)
    with pytest.raises(QueryError, match=r"U\+FFFF"):
        file.write(b"\xbf")
