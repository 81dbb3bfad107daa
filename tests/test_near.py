"""Light queries: what is answered at once costs no more than was said, and is what the store would have answered."""

import json
import tracemalloc
from itertools import combinations
from pathlib import Path
from typing import Final

import pyoxigraph
import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kgsm import app
from kgsm.limits import Limits
from kgsm.serve.app import create_app
from kgsm.sparql import CSV, JSON, JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Query, Store
from kgsm.store import lay_out, near, open_near, open_store
from kgsm.store.bounds import Bounds, bounds_of
from kgsm.store.embedded import Embedded
from kgsm.store.near import Near
from kgsm.store.plain import Pattern, Plain, plain
from tests.test_attacks import EVERYTHING, QUERIES

QB: Final = "http://purl.org/linked-data/cube#"


@pytest.fixture(scope="module")
def light(published: Path) -> Near:
    found = open_near(published)
    assert found
    return found


def rows(body: bytes) -> list[str]:
    return sorted(json.dumps(each, sort_keys=True) for each in json.loads(body)["results"]["bindings"])


# What is read


TERMS: Final = [
    "?a",
    "?b",
    "$c",
    "<x:p>",
    "<x:a>",
    "e:p",
    ":q",
    "a",
    "'x'",
    '"y"@en',
    '"5"^^<x:t>',
    "7",
    "e:a.b",
    "<a>",
    "_:b",
    "[]",
    "<x:/../p>",
]
PIECES: Final = [
    *TERMS, ".", ";", ",", "{", "}", "*", "(", ")", "|", "/", "+", "^", "!", "5.3", "1e3", "SELECT", "select", "ASK", "CONSTRUCT", "DESCRIBE", "WHERE",
    "DISTINCT", "LIMIT", "OFFSET", "3", "FILTER", "OPTIONAL", "UNION", "SERVICE", "GRAPH", "VALUES", "BIND", "# x\n", "\n", "'''", "\\u0041", "é", "<x:s>", "@en",
]  # fmt: skip
PROLOGUE: Final = "PREFIX e: <x:> PREFIX : <x:> "
GRAPH: Final = [
    (f"x:{s}", f"x:{p}", o)
    for s in "abpq"
    for p in "pq"
    for o in (NamedNode("x:a"), NamedNode("x:p"), Literal("x"), Literal("y", language="en"), Literal("7", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")))
]  # fmt: skip
TRIPLES: Final = st.tuples(st.sampled_from(TERMS), st.sampled_from(TERMS), st.sampled_from(TERMS)).map(" ".join)
USUAL: Final = st.tuples(st.sampled_from(TERMS[:7]), st.sampled_from(TERMS[:8]), st.sampled_from(TERMS[:12])).map(" ".join)
GROUPS: Final = st.lists(st.one_of(USUAL, USUAL, TRIPLES), max_size=4).map(lambda each: "{ " + " . ".join(each) + " }")
TEXTS: Final = st.one_of(
    st.builds("{} {} {}".format, st.sampled_from(["SELECT *", "SELECT ?a $c", "SELECT DISTINCT ?b WHERE", "ASK", "CONSTRUCT WHERE", "CONSTRUCT {?a ?b ?c}"]), GROUPS, st.sampled_from(["", "LIMIT 2", "OFFSET 1 LIMIT 3", "LIMIT 2 LIMIT 3"])),
    st.builds("SELECT * {{ {} {} }}".format, TRIPLES, st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join)),
    st.builds("SELECT * {{ {}{} }}".format, TRIPLES, st.lists(st.sampled_from(PIECES), max_size=6).map("".join)),
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
)  # fmt: skip


def result(store: pyoxigraph.Store, text: str) -> object:
    try:
        found = store.query(text, base_iri="http://base.example/")
    except (SyntaxError, ValueError):
        return "wrong"
    if isinstance(found, pyoxigraph.QueryBoolean):
        return bool(found)
    if isinstance(found, pyoxigraph.QueryTriples):
        return sorted(map(str, found))
    return [str(each) for each in found.variables], sorted(str([str(value) for value in each]) for each in found)


def filled(triples: object) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    for s, p, o in triples:  # type: ignore[attr-defined]
        store.add(Quad(NamedNode(s), NamedNode(p), o))
    return store


THINGS: Final = filled(GRAPH)


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.booleans())
def test_what_is_evaluated_is_what_was_asked(text: str, with_prologue: bool) -> None:  # noqa: FBT001 - drawn
    query = PROLOGUE * with_prologue + text
    found = plain(query)
    if found:
        assert result(THINGS, found.text) == result(THINGS, query)
        assert (result(THINGS, found.text) == "wrong") == (result(THINGS, query) == "wrong")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?p ?o { <x:a> ?p ?o } # 3", "PREFIX e: <x:> SELECT * WHERE { ?s a e:T ; e:p ?x, 'y'@en . ?x e:q 5. }", "ASK {}", "DESCRIBE <x:a>",
        "CONSTRUCT { ?a <x:p> ?b } WHERE { ?b <x:q> ?a }", "construct where { ?s ?p ?o } limit 5",
    ],
)  # fmt: skip
def test_a_basic_graph_pattern_is_plain(text: str) -> None:
    assert plain(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "SELECT", "DROP ALL", "SELECT * { ?s <x:p>/<x:q> ?o }", "SELECT * { ?s <x:p>* ?o }", "SELECT (1 AS ?x) {}", "SELECT * { ?s ?p ?o FILTER(?o > 1) }",
        "SELECT * FROM <x:g> { ?s ?p ?o }", "SELECT * { GRAPH ?g { ?s ?p ?o } }", "SELECT * { SERVICE <x:s> { ?s ?p ?o } }", "SELECT * { { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o } ORDER BY ?s", "SELECT * { ?s ?p ?o } GROUP BY ?s", "SELECT * { ?s ?p ?o } VALUES ?s { <x:a> }", "BASE <x:> SELECT * { <a> ?p ?o }",
        "SELECT * { <a> ?p ?o }", "SELECT * { <x:/a/../b> ?p ?o }", "SELECT * { _:b ?p ?o }", "SELECT * { ?s ?p [] }", "SELECT * { ?s ?p (1) }", "SELECT * { 'x' ?p ?o }",
        "SELECT * { ?s ?p 5.3 }", "SELECT * { ?s ?p '\\u0041' }", "SELECT * { ?s ?p '''x''' }", "PREFIX e: <x:> SELECT * { ?s e:a.e:b ?o }", "SELECT * { ?s e:p ?o }",
        "ASK { << ?s ?p ?o >> ?q ?r }", "DESCRIBE ?s { ?s ?p ?o }", "DESCRIBE <x:a> <x:b>", "CONSTRUCT {} { ?s ?p ?o }", "SELECT * { ?s ?p ?o } # " + "x" * 5_000,
    ],
)  # fmt: skip
def test_whatever_is_more_is_not_plain(text: str) -> None:
    assert plain(text) is None


# What it costs


NODES: Final = st.integers(0, 5)
GRAPHS: Final = st.lists(
    st.tuples(
        NODES.map("x:n{}".format),
        st.integers(0, 2).map("x:p{}".format),
        st.one_of(NODES.map(lambda n: NamedNode(f"x:n{n}")), NODES.map(lambda n: Literal(str(n)))),
    ),
    max_size=60,
)
PATTERNS: Final = st.lists(
    st.tuples(
        st.sampled_from(["?a", "?b", "?c", "<x:n0>", "<x:n1>", "<x:none>"]),
        st.sampled_from(["?a", "?p", "<x:p0>", "<x:p1>", "<x:n0>"]),
        st.sampled_from(["?a", "?b", "?c", "<x:n0>", "<x:n2>", "'0'", "<x:none>"]),
    ),
    min_size=1,
    max_size=4,
)


def of(patterns: list[Pattern]) -> tuple[Pattern, ...]:
    found = plain(f"SELECT * {{ {' . '.join(map(' '.join, patterns))} }}")
    assert found
    return found.patterns


def solutions(store: pyoxigraph.Store, patterns: list[Pattern]) -> list[dict[str, object]]:
    """Return the solutions as SPARQL defines them (18.3), found by trying."""
    found: list[dict[str, object]] = [{}]
    for pattern in patterns:
        longer = []
        for solution in found:
            for quad in store:
                made: dict[str, object] | None = dict(solution)
                for node, term in zip(pattern, (quad.subject, quad.predicate, quad.object), strict=True):
                    if node.startswith("?"):
                        made = made if made is not None and made.setdefault(node, term) == term else None
                    elif str(term) != node.replace("'", '"'):
                        made = None
                if made is not None:
                    longer.append(made)
        found = longer
    return found


def list_lengths(store: pyoxigraph.Store, pattern: Pattern, solution: dict[str, object]) -> int:
    """Return how many triples Oxigraph's memory looks at: the shortest of the lists of the terms that are known."""
    found = [len(store)]
    for place, node in enumerate(pattern):
        term = solution.get(node) if node.startswith("?") else node.replace("'", '"')
        if term is not None:
            found.append(sum(str((q.subject, q.predicate, q.object)[place]) == str(term) for q in store))
    return min(found)


@pytest.mark.parametrize("few", [0, 64])
def test_no_set_of_patterns_has_more_rows_or_visits_more_triples_than_its_bound(
    few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kgsm.store.bounds._FEW", few)

    @settings(max_examples=60, deadline=None)
    @given(GRAPHS, PATTERNS)
    def holds(triples: list[tuple[str, str, NamedNode | Literal]], patterns: list[Pattern]) -> None:
        store = filled(triples)
        bounds = bounds_of(Embedded(store, ""))
        taken = 0
        for count in range(len(patterns) + 1):
            for chosen in combinations(range(len(patterns)), count):
                some = [patterns[each] for each in chosen]
                found = solutions(store, some)
                assert len(found) <= cost_of(bounds, some)[1]
                taken += len(found)
                for t in set(range(len(patterns))) - set(chosen):
                    taken += sum(list_lengths(store, patterns[t], each) for each in found)
        assert taken <= cost_of(bounds, patterns)[0]

    holds()


def cost_of(bounds: Bounds, patterns: list[Pattern]) -> tuple[int, int]:
    cost = bounds.cost(Plain("SELECT", "", of(patterns)))
    assert cost
    return cost.steps, cost.rows


def test_bounds_are_close_where_the_data_say_so() -> None:
    store = filled((f"x:o{n}", f"x:{p}", NamedNode(f"x:{p}{n % 7}")) for n in range(500) for p in "abc")
    bounds = bounds_of(Embedded(store, ""))
    assert cost_of(bounds, [("<x:o3>", "?p", "?o")])[1] <= 64
    assert cost_of(bounds, [("<x:o3>", "<x:a>", "?o"), ("<x:o3>", "<x:b>", "?p")])[1] == 1
    assert cost_of(bounds, [("?s", "<x:a>", "<x:a1>"), ("?s", "<x:b>", "?p")])[1] == 72
    assert cost_of(bounds, [("?s", "<x:a>", "?o"), ("?t", "<x:a>", "?p")])[1] == 250_000


# What is answered


def test_light_queries_are_answered_as_the_store_answers_them(light: Near, store: Store) -> None:
    resource = "https://data.example/stat/muster/use"
    for text in (
        f"SELECT * {{ <{resource}> ?p ?o }}",
        f"SELECT DISTINCT ?p {{ <{resource}> ?p ?o }}",
        f"PREFIX qb: <{QB}> SELECT ?s ?l {{ ?s a qb:DataSet ; qb:structure ?x . ?x qb:component ?l }}",
    ):
        found = light.answer(Query(text))
        assert found
        assert rows(found.read()) == rows(store.answer(Query(text)).read())
        csv = light.answer(Query(text), CSV)
        assert csv
        assert sorted(csv.read().splitlines()) == sorted(store.answer(Query(text), CSV).read().splitlines())
    for text in (f"DESCRIBE <{resource}>", f"CONSTRUCT WHERE {{ <{resource}> ?p ?o }}"):
        found = light.answer(Query(text), graph=N_TRIPLES)
        assert found
        assert sorted(found.read().splitlines()) == sorted(store.answer(Query(text), graph=N_TRIPLES).read().splitlines())
        turtle = light.answer(Query(text))
        assert turtle
        assert turtle.media_type == TURTLE
        assert turtle.read() == store.answer(Query(text)).read()
    yes = light.answer(Query(f"ASK {{ <{resource}> a ?t }}"))
    assert yes
    assert json.loads(yes.read())["boolean"]


@pytest.mark.parametrize("name", QUERIES)
def test_no_hostile_query_is_light(light: Near, name: str) -> None:
    assert light.answer(Query(QUERIES[name])) is None


@pytest.mark.parametrize(
    "text",
    [
        f"SELECT * {{ {EVERYTHING} }} LIMIT 1", f"ASK {{ {EVERYTHING} }}", "SELECT DISTINCT ?a { ?a ?b ?c . ?d ?e ?f }", "SELECT * { ?a ?b ?c . ?c ?d ?e . ?e ?f ?g }",
        "SELECT * { ?a a ?t . ?b a ?t . ?c a ?t . ?d a ?t }", "CONSTRUCT { ?a ?p ?b } { ?a a ?t . ?b ?p ?t }", "SELECT * { ?s ?p ?o . ?t ?p ?o }",
        "ASK { " + "<x:a> <x:b> <x:c> . " * 6 + "}", "DESCRIBE <\x00>", "DESCRIBE <x://[>", "SELECT ?x ?x { ?x a ?t } LIMIT 1 LIMIT 2",
    ],
)  # fmt: skip
def test_limits_and_distinctions_make_nothing_light(light: Near, text: str) -> None:
    assert light.answer(Query(text)) is None


def test_what_the_request_names_or_the_format_forbids_is_the_stores_affair(light: Near) -> None:
    text = "SELECT ?p { <x:a> ?p ?o }"
    assert light.answer(Query(text))
    assert light.answer(Query(text, ("https://w3id.org/kgsm/ns",))) is None
    assert light.answer(Query(text, (), ("https://w3id.org/kgsm/ns",))) is None
    assert light.answer(Query(text), None) is None
    assert light.answer(Query("DESCRIBE <x:a>"), graph=None) is None


def test_a_light_query_with_long_terms_has_no_long_answer_at_once(tmp_path: Path) -> None:
    (tmp_path / "x.nt").write_text(
        "".join(f'<x:a> <x:p> "{n}{"x" * 100_000}" .\n' for n in range(20)) + "<x:a> <x:q> _:b .\n<x:c> <x:q> <x:d> .\n"
    )
    (tmp_path / "data").mkdir()
    lay_out((tmp_path / "x.nt",), "https://data.example/", tmp_path / "data")
    light = open_near(tmp_path / "data", Limits(rows=1))
    assert light
    many = open_near(tmp_path / "data")
    assert many
    assert many.answer(Query("SELECT * { <x:a> <x:p> ?o }")) is None
    # What a blank node says belongs to the description of what names it (SPARQL 1.1, 16.4, Concise Bounded Descriptions).
    assert many.answer(Query("DESCRIBE <x:a>")) is None
    assert many.answer(Query("DESCRIBE <x:c>"))
    assert light.answer(Query("SELECT * { <x:c> <x:q> ?o }"))
    assert light.answer(Query("SELECT * { ?s <x:q> ?o }")) is None  # it may have more rows than an answer may
    many.close()
    assert many.answer(Query("DESCRIBE <x:c>")) is None


@pytest.mark.parametrize("media_type", [TURTLE, JSON_LD, RDF_XML, N_TRIPLES])
def test_a_template_that_repeats_a_long_term_is_not_written_here(tmp_path: Path, media_type: str) -> None:
    """One solution makes all of a template's triples at once, and Python formats hold all of an answer: both are memory of this process."""
    lines = [f'<x:a> <x:p> "{"x" * 300_000}" .\n', *(f'<x:b> <x:q> "{n}{"x" * 9_000}" .\n' for n in range(60))]
    (tmp_path / "x.nt").write_text("".join(lines))
    (tmp_path / "data").mkdir()
    lay_out((tmp_path / "x.nt",), "https://data.example/", tmp_path / "data")
    light = open_near(tmp_path / "data")
    assert light
    tracemalloc.start()
    try:
        repeated = ";".join(f"<x:{each}> ?o" for each in range(200))
        assert light.answer(Query(f"CONSTRUCT {{ <x:a> {repeated} }} {{ <x:a> <x:p> ?o }}"), graph=media_type) is None
        whole = plain(f"CONSTRUCT {{ <x:a> {repeated} }} {{ <x:a> <x:p> ?o }}")
        assert whole
        assert not light._is_light(whole)  # the engine holds them before it gives the first
        several = ";".join(f"<x:{each}> ?o" for each in range(16))
        assert light.answer(Query(f"CONSTRUCT {{ ?s {several} }} {{ ?s <x:q> ?o }}"), graph=media_type) is None
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()
    assert light.answer(Query("CONSTRUCT WHERE { <x:b> <x:q> ?o }"), graph=media_type)


def test_a_row_that_is_wider_than_the_patterns_is_not_light(light: Near) -> None:
    names = [f"?v{each}" for each in range(15)]
    assert light.answer(Query(f"SELECT {' '.join(names)} {{ ?v0 a ?v1 }}"))
    assert light.answer(Query(f"SELECT {' '.join(names)} ?more {{ ?v0 a ?v1 }}")) is None


def test_what_is_large_is_not_held_once_more(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(near, "NEARBY", 10)
    assert open_near(published) is None


class Silent:
    """A store that nobody may ask."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def answer(self, query: Query, rows: str | None = JSON, graph: str | None = TURTLE) -> object:
        raise AssertionError(query, rows, graph)

    def version(self, query: Query) -> str | None:
        return self._store.version(query)

    def close(self) -> None: ...


@pytest.fixture(scope="module")
def client(published: Path, store: Store, light: Near) -> FlaskClient:
    return create_app(published, Silent(store), Limits(client=0), near=light).test_client()  # type: ignore[arg-type]


def test_the_endpoint_asks_no_store_for_what_is_light(client: FlaskClient) -> None:
    query = {"query": "SELECT ?p { <https://data.example/stat/muster/use> ?p ?o }"}
    response = client.get("/sparql", query_string=query)
    assert response.status_code == 200
    assert rows(response.data)
    tag = response.headers["ETag"]
    assert not tag.startswith("W/")
    again = client.get("/sparql", query_string=query, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    heavy = client.get("/sparql", query_string={"query": "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 1"})
    assert heavy.status_code == 429


def test_default_graph_of_the_copy_is_that_of_the_store(light: Near, published: Path) -> None:
    copy = light._copy
    assert copy
    assert not list(copy.store.named_graphs())
    query = Query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert copy.answer(query).read() == open_store(published).answer(query).read()
    assert len(copy.store) == sum(1 for _ in copy.store.quads_for_pattern(None, None, None, DefaultGraph()))


def test_a_site_over_a_folder_has_a_copy_beside_its_store_and_one_over_a_store_of_others_has_none(
    published: Path, store: Store
) -> None:
    site = app.create_app(published).extensions["kgsm"]
    query = Query("ASK { <x:a> <x:b> <x:c> }")
    assert site.near.answer(query)
    site.close()
    assert site.near.answer(query) is None
    assert app.create_app(published, store).extensions["kgsm"].near is None
