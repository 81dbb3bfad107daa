"""SERVICE means what it means in Oxigraph, which asks the other endpoint itself; only that we ask for less."""

import ipaddress
import json
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from kgsm.app import create_app
from kgsm.limits import Limits
from kgsm.problems import QueryError
from kgsm.sparql import Query, Store
from kgsm.store import lay_out, open_store
from kgsm.store.embedded import Embedded
from kgsm.store.federated import MOST_BINDINGS, Federated
from kgsm.store.outbound import is_public
from tests.endpoints import Relay, oxigraph, put, relay
from tests.serving import Client
from tests.written import publish_things

E = "http://e.example/"
OURS = f"""@prefix e: <{E}> .
e:berlin e:code "11" ; e:name "Berlin"@de ; e:size 3 ; e:in e:de . e:hamburg e:code "02" ; e:size 2 ; e:in e:de .
e:bremen e:code "04" ; e:size 1 . e:wien e:code "9" ; e:in e:at . _:x e:code "77" . e:berlin e:near e:bremen .
"""
THEIRS = f"""@prefix e: <{E}> .
e:berlin e:people 3700000 ; e:mayor "M \\"1\\" \\\\u0041 \\n x"@de ; e:twin e:wien , e:paris .
e:hamburg e:people 1900000 ; e:twin e:marseille . e:wien e:people 2000000 ; e:in e:at . e:paris e:people 2100000 .
e:bremen e:people 560000 . e:berlin e:part [ e:people 380000 ] . e:at e:people 9000000 . [] e:code "77" .
""" + "".join(f"e:town{number} e:people {number} ." for number in range(500))
# $S is the endpoint. Each stands where SERVICE may stand, and means something else there.
QUERIES = (
    "SELECT * { ?a e:code ?c SERVICE $S { ?a e:people ?p } }",
    "SELECT * { SERVICE $S { ?a e:people ?p } ?a e:code ?c }",
    "SELECT ?a ?p { ?a e:size ?n OPTIONAL { SERVICE $S { ?a e:twin ?t . ?t e:people ?p } } }",
    "SELECT ?a ?c { ?a e:code ?c MINUS { SERVICE $S { ?a e:twin ?t } } }",
    "SELECT ?a ?c { ?a e:code ?c FILTER EXISTS { SERVICE $S { ?a e:twin ?t } } }",
    "SELECT ?a ?c { FILTER NOT EXISTS { SERVICE $S { ?a e:twin ?t } } ?a e:code ?c }",
    "SELECT ?a ?p { { ?a e:size 3 SERVICE $S { ?a e:people ?p } } UNION { ?a e:size 1 } }",
    "SELECT ?a ?p { ?a e:in e:de { SERVICE $S { ?a e:people ?p } FILTER(?p > 2000000) } }",
    "SELECT ?a ?t { ?a e:in e:de { ?a e:size ?n OPTIONAL { SERVICE $S { ?a e:twin ?t } } } }",
    "SELECT ?a ?t { VALUES ?t { e:marseille } { ?a e:size ?n OPTIONAL { SERVICE $S { ?a e:twin ?t } } } }",
    "SELECT ?a ?t { { ?a e:size ?n OPTIONAL { SERVICE $S { ?a e:twin ?t } } } ?t e:in ?u }",
    "SELECT ?a (COUNT(*) AS ?n) { ?a e:code ?c SERVICE $S { ?a e:twin ?t } } GROUP BY ?a HAVING(COUNT(*) > 1)",
    "SELECT ?a ?n { ?a e:code ?c { SELECT ?a (COUNT(*) AS ?n) { SERVICE $S { ?a e:twin ?t } } GROUP BY ?a } }",
    "SELECT ?a ?t { ?a e:code ?c SERVICE $S { SELECT ?a ?t { ?a e:twin ?t } ORDER BY ?t LIMIT 2 } }",
    "SELECT ?a ?n { ?a e:code ?c SERVICE $S { SELECT ?a (COUNT(?t) AS ?n) { ?a e:twin ?t } GROUP BY ?a } }",
    "SELECT ?a ?t { ?a e:code ?c SERVICE $S { ?a e:people ?p OPTIONAL { ?a e:twin ?t } } }",
    "SELECT ?a ?t { ?a e:in ?t SERVICE $S { ?a e:people ?p OPTIONAL { ?a e:twin ?t } } }",
    "SELECT ?a ?b { ?a e:near ?b SERVICE $S { ?a e:people ?p } SERVICE $S { ?b e:people ?q FILTER(?q < 1000000) } }",
    "SELECT ?a ?q { SERVICE $S { ?a e:twin ?t } SERVICE $S { ?t e:people ?q } ?a e:size ?n }",
    "SELECT ?a ?m { ?a e:name ?l SERVICE $S { ?a e:mayor ?m } }",
    "SELECT * { BIND(e:berlin AS ?a) SERVICE $S { ?a e:twin ?t } }",
    "SELECT ?a ?c { ?a e:code ?c SERVICE $S { ?n e:people ?p FILTER(?p > 8000000) } }",
    "SELECT ?c { ?a e:code ?c OPTIONAL { ?a e:name ?l } SERVICE $S { ?a e:people ?p } FILTER(!BOUND(?l)) }",
    "SELECT ?a ?l ?p { ?a e:code ?c OPTIONAL { ?a e:in ?l } SERVICE $S { ?l e:twin ?p } }",
    "SELECT ?a ?p { ?a e:size ?n BIND(IF(?n > 1, e:wien, e:paris) AS ?b) SERVICE $S { ?b e:people ?p } }",
    "SELECT ?a ?p { ?a e:size ?n . FILTER(?n >= 2) SERVICE $S { ?a e:people ?p } FILTER(?p > 2 && ?n < 3) }",
    "SELECT ?a { ?a e:code ?c OPTIONAL { ?a e:size ?n } FILTER(BOUND(?n) || EXISTS { SERVICE $S { ?a e:in ?z } }) }",
    "SELECT * { ?a e:size ?n SERVICE $S { VALUES ?a { e:berlin e:bremen } ?a e:people ?p } }",
    "SELECT * { ?a e:size ?n SERVICE $S { { ?a e:twin ?t } UNION { ?a e:people ?p } } }",
    "SELECT ?e ?a ?p { VALUES ?e { $S } ?a e:size ?n SERVICE ?e { ?a e:people ?p } }",
    "SELECT ?a (1 AS ?k) { ?a e:size ?n SERVICE $S { ?x e:twin ?y } }",
    "ASK { ?a e:size ?n SERVICE $S { ?a e:people 560000 } }",
    "CONSTRUCT { ?a e:both ?p } WHERE { ?a e:size ?n SERVICE $S { ?a e:people ?p } }",
    "DESCRIBE ?a { ?a e:size 1 SERVICE $S { ?a e:people ?p } }",
    "SELECT * { ?a e:size ?n SERVICE SILENT <http://127.0.0.1:9/> { ?a e:people ?p OPTIONAL { ?a e:twin ?t } } }",
    "SELECT ?a ?p { ?a e:size ?n OPTIONAL { SERVICE SILENT <http://127.0.0.1:9/> { ?a e:people ?p } } }",
)  # fmt: skip


@pytest.fixture(scope="module")
def theirs() -> Iterator[str]:
    with oxigraph() as address:
        put(address, THEIRS)
        yield f"{address}/query"


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Embedded:
    folder = tmp_path_factory.mktemp("ours")
    (folder / "ours.ttl").write_text(OURS)
    lay_out([folder / "ours.ttl"], "http://base.example/", folder)
    return open_store(folder)


@pytest.fixture
def noted(theirs: str) -> Iterator[Relay]:
    with relay(theirs) as found:
        yield found


def texts(body: bytes) -> Counter[str]:
    content = json.loads(body)
    if "boolean" in content:
        return Counter([str(content["boolean"])])
    for row in content["results"]["bindings"]:
        for term in row.values():
            term["value"] = "" if term["type"] == "bnode" else term["value"]  # a label is as good as any other
    return Counter(json.dumps(each, sort_keys=True) for each in content["results"]["bindings"])


def by_oxigraph(store: pyoxigraph.Store, query: str) -> Counter[str]:
    result = store.query(query)
    if isinstance(result, pyoxigraph.QueryTriples):
        return Counter(str(each) for each in result)
    body = result.serialize(format=pyoxigraph.QueryResultsFormat.JSON)
    return texts(body or b"")


def by_us(store: Store, query: str) -> Counter[str]:
    answer = store.answer(Query(query), graph="application/n-triples")
    body = answer.read()
    if answer.media_type == "application/n-triples":
        return Counter(str(each.triple) for each in pyoxigraph.parse(body, pyoxigraph.RdfFormat.N_TRIPLES))
    return texts(body)


@pytest.mark.parametrize("query", QUERIES)
def test_service_means_what_it_means_to_an_engine_that_asks_for_everything(query: str, ours: Embedded, theirs: str) -> None:
    text = f"PREFIX e: <{E}>\n" + query.replace("$S", f"<{theirs}>")
    expected = by_oxigraph(ours.store, text.replace("SERVICE ?e", f"SERVICE <{theirs}>"))
    assert by_us(Federated(ours, [theirs, "http://127.0.0.1:9/"]), text) == expected
    assert expected, "a query without an answer proves nothing"


@pytest.mark.parametrize(
    "inside", ["?x e:size ?n SERVICE $S { ?x e:people ?p }", "OPTIONAL { ?x e:size ?n SERVICE $S { ?x e:people ?p } }"]
)
def test_graph_around_service_is_about_our_graphs_only(inside: str, ours: Embedded, theirs: str) -> None:
    """Federated Query, 4: the endpoint's default graph answers (Oxigraph 0.5.13 finds nothing here)."""
    text = f"PREFIX e: <{E}> SELECT ?x ?p {{ $G }}".replace("$G", inside).replace("$S", f"<{theirs}>")
    within = text.replace(inside.replace("$S", f"<{theirs}>"), f"GRAPH ?g {{ {inside} }}".replace("$S", f"<{theirs}>"))
    assert by_us(Federated(ours, [theirs]), within) == by_oxigraph(ours.store, text)
    assert len(by_oxigraph(ours.store, text)) == 3


VARIABLES = st.sampled_from(["?a", "?b", "?c"])


def triple(predicates: str) -> st.SearchStrategy[str]:
    return st.builds("{} e:{} {} .".format, VARIABLES, st.sampled_from(predicates.split()), VARIABLES)


def among(*parts: st.SearchStrategy[str], most: int = 3) -> st.SearchStrategy[str]:
    return st.lists(st.one_of(*parts), min_size=1, max_size=most).map(" ".join)


FILTERS = st.builds("FILTER({})".format, st.one_of(VARIABLES.map("BOUND({})".format), VARIABLES.map("{} != e:bremen".format)))
REMOTE = among(
    triple("people twin in"), triple("people twin in"), FILTERS,
    triple("twin in").map("OPTIONAL {{ {} }}".format),
    st.just("VALUES ?a { e:berlin e:wien }"),
    st.builds("{{ {} }} UNION {{ {} }}".format, triple("twin in"), triple("people in")),
    triple("twin in").map("{{ SELECT ?a {{ {} }} }}".format),
)  # fmt: skip
SERVICES = REMOTE.map("SERVICE $S {{ {} }}".format)
LOCAL = st.one_of(triple("code size in near"), SERVICES, FILTERS)
GROUPS = st.recursive(
    among(LOCAL),
    lambda inner: among(
        LOCAL, SERVICES,
        st.builds("{} {{ {} }}".format, st.sampled_from(["OPTIONAL", "MINUS", "FILTER EXISTS", "FILTER NOT EXISTS", ""]), inner),
        st.builds("{{ {} }} UNION {{ {} }}".format, inner, inner),
        inner.map("{{ SELECT DISTINCT ?a {{ {} }} }}".format),
    ),
    max_leaves=4,
)  # fmt: skip


@pytest.fixture(scope="module")
def both() -> Iterator[tuple[str, pyoxigraph.Store]]:
    """Yield an endpoint with few triples, and one store with ours and, in a graph of its own, those."""
    few = "".join(line + "\n" for line in THEIRS.split("\n") if "[" not in line and "town" not in line)
    merged = pyoxigraph.Store()
    merged.load(OURS, pyoxigraph.RdfFormat.TURTLE)
    merged.load(few, pyoxigraph.RdfFormat.TURTLE, to_graph=pyoxigraph.NamedNode(f"{E}theirs"))
    with oxigraph() as address:
        put(address, few)
        yield f"{address}/query", merged


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(group=GROUPS)
def test_wherever_service_stands_it_answers_like_a_graph_beside_ours(
    group: str, ours: Embedded, both: tuple[str, pyoxigraph.Store]
) -> None:
    address, merged = both
    text = f"PREFIX e: <{E}>\nSELECT ?a ?b ?c {{ {group} }}"
    expected = by_oxigraph(merged, text.replace("SERVICE $S", "GRAPH e:theirs"))
    try:
        found = by_us(Federated(ours, [address]), text.replace("$S", f"<{address}>"))
    except QueryError as error:
        if "inside EXISTS" not in str(error):
            raise
        reject()
    assert found == expected


def ask(store: Store, address: str, query: str, seconds: float = 10) -> Counter[str]:
    federated = Federated(store, [address], Limits(seconds=seconds))
    return by_us(federated, f"PREFIX e: <{E}>\n" + query.replace("$S", f"<{address}>"))


def test_a_join_sends_what_is_bound_here_and_fetches_what_joins(ours: Embedded, noted: Relay) -> None:
    found = ask(ours, noted.address, "SELECT ?a ?p { ?a e:size ?n SERVICE $S { ?a e:people ?p } }")
    assert len(found) == 3
    (asked,) = noted.queries
    assert sorted(each for each in ("berlin", "hamburg", "bremen", "wien") if each in asked) == ["berlin", "bremen", "hamburg"]


def test_many_bindings_are_sent_in_blocks(ours: Embedded, noted: Relay) -> None:
    towns = " ".join(f"e:town{number}" for number in range(250))
    found = ask(ours, noted.address, f"SELECT ?a ?p {{ VALUES ?a {{ {towns} }} SERVICE $S {{ ?a e:people ?p }} }}")
    assert len(found) == 250
    assert [each.count("/town") for each in noted.queries] == [100, 100, 50]


def test_nothing_is_asked_where_nothing_can_join(ours: Embedded, noted: Relay) -> None:
    assert not ask(ours, noted.address, "SELECT * { ?a e:code 'none' SERVICE $S { ?a e:people ?p } }")
    assert noted.queries == []


def test_more_bindings_than_may_be_sent_are_an_error(noted: Relay, tmp_path: Path) -> None:
    lines = "".join(f"<{E}{number}> <{E}size> {number} .\n" for number in range(MOST_BINDINGS + 1))
    (tmp_path / "many.ttl").write_text(lines)
    lay_out([tmp_path / "many.ttl"], "http://base.example/", tmp_path)
    with pytest.raises(QueryError, match="different bindings") as caught:
        ask(open_store(tmp_path), noted.address, "SELECT * { ?a e:size ?n SERVICE $S { ?a e:people ?p } }")
    assert caught.value.status == 503
    assert noted.queries == []


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE $X { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT $X { ?s ?p ?o } }",
        "SELECT * { SERVICE $S { ?s ?p ?o SERVICE SILENT $X { ?o ?q ?r } } }",
        "SELECT * { SERVICE $S { ?s ?p ?o OPTIONAL { SERVICE ?x { ?o ?q ?r } } } }",
        "SELECT * { OPTIONAL { { SELECT * { { ?a ?b ?c } UNION { SERVICE $X { ?s ?p ?o } } } } } }",
        "SELECT * { FILTER(1 = 1 || EXISTS { SERVICE $X { ?s ?p ?o } }) }",
        "SELECT * { BIND(EXISTS { SERVICE $X { ?s ?p ?o } } AS ?b) }",
        "SELECT (EXISTS { SERVICE $X { ?s ?p ?o } } AS ?b) {}",
        "SELECT * { ?s ?p ?o } ORDER BY (EXISTS { SERVICE $X { ?s ?p ?o } })",
        "SELECT * { VALUES ?x { $X } SERVICE ?x { ?s ?p ?o } }",
        "SELECT * { VALUES ?x { $X } SERVICE SILENT ?x { ?s ?p ?o } }",
        "SELECT * { BIND($X AS ?x) SERVICE SILENT ?x { ?s ?p ?o } }",
        "SELECT * { BIND(IRI(CONCAT(STR($S), '?x')) AS ?x) SERVICE ?x { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT ?x { ?s ?p ?o } }",
        "SELECT * { ?s e:code ?c OPTIONAL { ?s e:name ?x } SERVICE ?x { ?s ?p ?o } }",
        "PREFIX x: <http://127.0.0.1:9/> SELECT * { SERVICE x: { ?s ?p ?o } }",
        "PREFIX SERVICE: <http://127.0.0.1:9/> SELECT * { SERVICE:x { ?s ?p ?o } }",
        "BASE <http://127.0.0.1:9/> SELECT * { SERVICE <x> { ?s ?p ?o } }",
        "SELECT * { S\\u0045RVICE $X { ?s ?p ?o } }",
        "SELECT * { SERVICE <file:///etc/passwd> { ?s ?p ?o } }",
        "SELECT * { SERVICE $S? { ?s ?p ?o } }",
        "DESCRIBE ?s { SERVICE $X { ?s ?p ?o } }",
        "CONSTRUCT WHERE { SERVICE $X { ?s ?p ?o } }",
        "SELECT * { SERVICE $X { ?s ?p ?o }",
        "SELECT * { # }\n SERVICE $X { ?s ?p '}' } }",
        "SELECT * {" + "{" * 120 + "SERVICE $S { ?s ?p ?o }" + "}" * 121,
    ],
)
def test_what_is_not_listed_is_never_called(query: str, ours: Embedded, noted: Relay) -> None:
    with relay() as other, pytest.raises(QueryError) as caught:
        ask(ours, noted.address, query.replace("$X", f"<{other.address}>"))
    assert caught.value.status == 400
    assert other.bodies == noted.bodies == []


def test_service_is_off_unless_it_is_listed(ours: Embedded, theirs: str) -> None:
    with pytest.raises(QueryError, match="--allow-service") as caught:
        ours.answer(Query(f"SELECT * {{ SERVICE <{theirs}> {{ ?s ?p ?o }} }}"))
    assert caught.value.status == 400


EMPTY = b'{"head": {"vars": ["p"]}, "results": {"bindings": []}}'
CALL = "SELECT * { SERVICE $S { ?a e:people ?p } }"


def giving(
    body: bytes, media_type: str = "application/sparql-results+json", status: int = 200, **headers: str
) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        own = {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in {"Content-Type": media_type, "Content-Length": str(len(body)), **own}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def row(term: str) -> bytes:
    return f'{{"head": {{"vars": ["a", "p"]}}, "results": {{"bindings": [{{"p": {term}}}]}}}}'.encode()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_leads_to_no_one_who_is_not_listed(status: int, ours: Embedded) -> None:
    with relay() as first, relay() as other:
        first.answer = giving(b"", status=status, Location=other.address)
        with pytest.raises(QueryError) as caught:
            ask(ours, first.address, CALL)
        assert caught.value.status == 502
        assert other.bodies == []


def test_a_redirect_among_the_listed_is_followed_but_not_for_ever(ours: Embedded) -> None:
    with relay() as first, relay() as other:
        first.answer = giving(b"", status=308, Location=other.address)
        other.answer = giving(row('{"type": "literal", "value": "1"}'))
        federated = Federated(ours, [first.address, other.address])
        query = f"PREFIX e: <{E}> {CALL.replace('$S', f'<{first.address}>')}"
        assert len(by_us(federated, query)) == 1
        other.answer = giving(b"", status=307, Location=first.address)
        with pytest.raises(QueryError, match="again and again"):
            by_us(federated, query)


def slowly(handler: BaseHTTPRequestHandler) -> None:
    with suppress(OSError):
        for byte in b"HTTP/1.1 200 OK\r\nX: " + b"x" * 2000:
            handler.wfile.write(bytes([byte]))
            time.sleep(0.05)


LIES = {
    "an error": giving(b"no", status=500),
    "no JSON": giving(b"{"),
    "a page": giving(b"<html>", "text/html"),
    "a boolean": giving(b'{"head": {}, "boolean": true}'),
    "an IRI that ends early": giving(row('{"type": "uri", "value": "http://x/> } } DROP ALL #"}')),
    "a language that ends early": giving(row('{"type": "literal", "value": "x", "xml:lang": "en) } #"}')),
    "half a character": giving(row('{"type": "literal", "value": "\\ud800"}')),
    "less than it says": giving(EMPTY, Content_Length="100"),
    "compressed": giving(EMPTY, Content_Encoding="gzip"),
    "a byte now and then": slowly,
}


@pytest.mark.parametrize("lie", LIES)
def test_an_endpoint_that_lies_is_an_error_and_silent_says_nothing(lie: str, ours: Embedded) -> None:
    with relay() as other:
        other.answer = LIES[lie]
        with pytest.raises(QueryError) as caught:
            ask(ours, other.address, CALL, seconds=1)
        assert caught.value.status in {502, 504}
        assert ask(ours, other.address, CALL.replace("SERVICE", "SERVICE SILENT"), seconds=1) == Counter(["{}"])


def test_an_endpoint_that_does_not_end_is_cut_even_if_silent(ours: Embedded) -> None:
    with relay() as other:
        other.answer = giving(b'{"head": {"vars": ["p"]}, "results": {"bindings": [' + b" " * 11_000_000)
        with pytest.raises(QueryError, match="larger") as caught:
            ask(ours, other.address, CALL.replace("SERVICE", "SERVICE SILENT"))
        assert caught.value.status == 503


def test_a_blank_node_of_another_endpoint_is_refused_where_it_is_seen(ours: Embedded) -> None:
    with relay() as other:
        other.answer = giving(row('{"type": "bnode", "value": "x"}'))
        with pytest.raises(QueryError, match="blank node"):
            ask(ours, other.address, CALL)


@pytest.mark.parametrize(
    "text", ['"', "\\", "\\u0022 } DROP ALL #", "\\\\\\U00000022", "'''", '"""', "\n\r\t\0\x7f", "SERVICE <x> {", "?a $b @c"]
)
def test_texts_travel_as_they_are_and_break_nothing(text: str, ours: Embedded, noted: Relay) -> None:
    literal = str(pyoxigraph.Literal(text, language="en"))
    service = "SERVICE $S { VALUES ?t { $T } ?s e:in ?o }".replace("$T", literal)
    for group in (service, f"VALUES ?t {{ {literal} }} {service}"):
        (found,) = ask(ours, noted.address, f"SELECT ?t {{ {group} }}")
        assert json.loads(found)["t"]["value"] == text


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("127.0.0.1", False), ("10.1.2.3", False), ("169.254.169.254", False), ("192.168.0.1", False), ("172.16.0.1", False),
        ("100.64.0.1", False), ("0.0.0.1", False), ("224.0.0.1", False), ("255.255.255.255", False), ("::1", False), ("::", False),
        ("fe80::1", False), ("fc00::1", False), ("ff02::1", False), ("::ffff:127.0.0.1", False), ("::ffff:10.0.0.1", False),
        ("::127.0.0.1", False), ("2002:7f00:1::", False), ("64:ff9b::7f00:1", False), ("2001:0:7f00:1::", False),
        ("8.8.8.8", True), ("2a00:1450:4001:800::200e", True), ("::ffff:8.8.8.8", True), ("64:ff9b::808:808", True),
    ],
)  # fmt: skip
def test_addresses_of_the_open_internet_are_told_from_others(address: str, *, public: bool) -> None:
    assert is_public(ipaddress.ip_address(address)) is public


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "017700000001", "rebound.example", "ip6.example"])
def test_a_listed_name_reaches_no_address_of_this_machine(
    host: str, ours: Embedded, noted: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name is resolved by whoever owns it; only an address that is listed itself is meant."""
    real, port = socket.getaddrinfo, noted.address.split(":")[2].split("/")[0]
    known = {"rebound.example": "127.0.0.1", "ip6.example": "::ffff:127.0.0.1"}
    monkeypatch.setattr(socket, "getaddrinfo", lambda name, *args, **more: real(known.get(name, name), *args, **more))
    with pytest.raises(QueryError, match="this machine or of a private network"):
        ask(ours, f"http://{host}:{port}/query", CALL)
    assert noted.bodies == []


@pytest.mark.parametrize(
    "iri",
    [
        "ftp://x.example/",
        "file:///etc/passwd",
        "x",
        "http://user:secret@x.example/",
        "http://x.example/#y",
        "http://[::1",
        "http:///x",
    ],
)
def test_what_is_no_endpoint_cannot_be_listed(iri: str, ours: Embedded) -> None:
    with pytest.raises(QueryError) as caught:
        Federated(ours, [iri])
    assert "secret" not in str(caught.value)


def test_an_answer_that_others_take_part_in_is_not_kept(ours: Embedded, theirs: str) -> None:
    federated = Federated(ours, [theirs])
    assert federated.version(Query(f"SELECT * {{ SERVICE <{theirs}> {{ ?s ?p ?o }} }}")) is None
    assert federated.version(Query("SELECT * { ?service ?p ?o }")) is not None


def test_the_endpoint_says_over_http_that_it_calls_others_and_calls_them(tmp_path: Path, theirs: str) -> None:
    app = create_app(publish_things(tmp_path / "published"), limits=Limits(public=1, own=1), services=[theirs])
    app.test_client_class = Client
    client = app.test_client()
    assert "sd:BasicFederatedQuery" in client.get("/.well-known/void").text
    query = f"PREFIX e: <{E}> SELECT ?p {{ VALUES ?a {{ e:wien }} SERVICE <{theirs}> {{ ?a e:people ?p }} }}"
    answer = client.get("/sparql", query_string={"query": query, "format": "csv"})
    assert answer.text == "p\r\n2000000\r\n"
    assert answer.headers["Cache-Control"] == "no-store"
    refused = client.get("/sparql", query_string={"query": query.replace(theirs, f"{theirs}x"), "format": "csv"})
    assert refused.status_code == 400
    assert "--allow-service" in refused.get_json(force=True)["detail"]
