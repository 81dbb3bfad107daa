"""The tests of the W3C for SPARQL 1.1 Protocol, Service Description and Graph Store Protocol, played by their names.

The requests follow the Recommendations' text and the names of the W3C's list (rdf-tests, sparql11: protocol 34,
service-description 3, http-rdf-update 14); data and words are ours. This server reads and takes no update: where the list
writes, the refusal that the protocols ask for is what is tested.
"""

import csv
import io
import json
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient
from rdflib import RDF, Dataset, Graph, Literal, URIRef
from werkzeug.test import TestResponse

from kgsm.namespaces import FORMATS, KGSM, SCHEMA, SD, SH, VOID
from kgsm.serve.answers import LIMIT_HEADERS
from kgsm.serve.examples import EXAMPLES
from kgsm.serve.federated import FEDERATED
from kgsm.serve.negotiate import ANSWERED_GRAPHS, ROWS
from kgsm.sparql import Store
from tests.published_fixture import BASE, HOME, STUDY
from tests.serving import client_of, on_disk

# rdflib 7.6 warns of its own code when it reads JSON-LD.
pytestmark = pytest.mark.filterwarnings(
    "ignore:ConjunctiveGraph is deprecated:DeprecationWarning", "ignore:Dataset:DeprecationWarning"
)

FORM: Final = "application/x-www-form-urlencoded"
DIRECT: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
ONE, TWO, THREE = f"{STUDY}/use", f"{STUDY}/code/use", f"{HOME}ns"  # three graphs, and what is described in each
ABOUT = {ONE: ONE, TWO: TWO, THREE: THREE}
IN_DEFAULT = f"ASK {{ <{ONE}> a ?a . <{TWO}> a ?b }}"
IN_NAMED = f"ASK {{ GRAPH ?g1 {{ <{ONE}> a ?a }} GRAPH ?g2 {{ <{TWO}> a ?b }} }}"
FULL = (
    f"ASK {{ <{THREE}> a ?t GRAPH ?g1 {{ <{ONE}> a ?a }} GRAPH ?g2 {{ <{TWO}> a ?b }} FILTER NOT EXISTS {{ <{ONE}> a ?c }} }}"
)
DEFAULTS = (("default-graph-uri", ONE), ("default-graph-uri", TWO))
NAMED = (("named-graph-uri", ONE), ("named-graph-uri", TWO))
ROW_TYPES = {each.media_type for each in ROWS}
GRAPH_TYPES = {each.media_type for each in ANSWERED_GRAPHS}


@pytest.fixture(scope="module", params=["memory", "disk"])
def client(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, published: Path, store: Store
) -> FlaskClient:
    """Return a client of a server over each kind of store of our own."""
    return client_of(published, store if request.param == "memory" else on_disk(published, tmp_path_factory.mktemp("stores")))


def url(*parameters: tuple[str, str]) -> str:
    return "/sparql/?" + urlencode(parameters)


def yes(response: TestResponse) -> bool:
    assert response.status_code == 200, response.text
    assert response.mimetype in ROW_TYPES
    return bool(json.loads(response.data)["boolean"])


# Protocol: queries


def test_query_get_and_query_post_form_and_query_post_direct(client: FlaskClient) -> None:
    assert yes(client.get(url(("query", "ASK {}"))))
    assert yes(client.post("/sparql/", data="query=ASK%20%7B%7D", content_type=FORM))
    assert yes(client.post(url(("default-graph-uri", ONE)), data="query=ASK%20%7B%7D", content_type=FORM))
    assert yes(client.post("/sparql/", data="ASK {}", content_type=DIRECT))


def test_query_dataset_default_graphs_get_and_post(client: FlaskClient) -> None:
    for only in DEFAULTS:
        assert not yes(client.get(url(("query", IN_DEFAULT), only)))
    assert yes(client.get(url(("query", IN_DEFAULT), *DEFAULTS)))
    assert yes(client.post(url(*DEFAULTS), data=IN_DEFAULT, content_type=DIRECT))
    assert yes(client.post("/sparql/", data=urlencode((("query", IN_DEFAULT), *DEFAULTS)), content_type=FORM))


def test_query_dataset_named_graphs_get_and_post(client: FlaskClient) -> None:
    for only in NAMED:
        assert not yes(client.get(url(("query", IN_NAMED), only)))
    assert yes(client.get(url(("query", IN_NAMED), *NAMED)))
    assert yes(client.post(url(*NAMED), data=IN_NAMED, content_type=DIRECT))


def test_query_dataset_full(client: FlaskClient) -> None:
    assert yes(client.post(url(("default-graph-uri", THREE), *NAMED), data=FULL, content_type=DIRECT))
    assert not yes(client.post(url(*DEFAULTS, *NAMED), data=FULL, content_type=DIRECT))


def test_query_multiple_dataset_the_request_wins_over_the_query(client: FlaskClient) -> None:
    within = IN_DEFAULT.replace("ASK", f"ASK FROM <{THREE}>")
    assert not yes(client.post("/sparql/", data=within, content_type=DIRECT))
    assert yes(client.post(url(*DEFAULTS), data=within, content_type=DIRECT))


@pytest.mark.parametrize(
    ("query", "types"),
    [
        ("SELECT (1 AS ?value) {}", ROW_TYPES),
        ("ASK {}", ROW_TYPES),
        (f"DESCRIBE <{ONE}>", GRAPH_TYPES),
        ("CONSTRUCT { <x:s> <x:p> 1 } WHERE {}", GRAPH_TYPES),
    ],
    ids=["query_content_type_select", "query_content_type_ask", "query_content_type_describe", "query_content_type_construct"],
)
def test_query_content_type(client: FlaskClient, query: str, types: set[str]) -> None:
    for headers in ({}, {"Accept": "*/*"}, *({"Accept": each} for each in types)):
        response = client.post("/sparql/", data=query, content_type=DIRECT, headers=headers)
        assert response.status_code == 200
        assert response.mimetype in types
        assert response.mimetype == headers.get("Accept", response.mimetype) or headers["Accept"] == "*/*"


@pytest.mark.parametrize(
    ("name", "request_"),
    [
        ("bad_query_method", {"method": "PUT", "path": url(("query", "ASK {}"))}),
        ("bad_multiple_queries", {"path": url(("query", "ASK {}"), ("query", "SELECT * {}"))}),
        ("bad_query_wrong_media_type", {"method": "POST", "data": "ASK {}", "content_type": "text/plain"}),
        ("bad_query_missing_form_type", {"method": "POST", "data": "query=ASK%20%7B%7D"}),
        ("bad_query_missing_direct_type", {"method": "POST", "data": "ASK {}"}),
        ("bad_query_non_utf8", {"method": "POST", "data": "ASK {}".encode("utf-16"), "content_type": DIRECT}),
        ("bad_query_non_utf8", {"method": "POST", "data": "ASK {}".encode("utf-16"), "content_type": f"{DIRECT}; charset=UTF-16"}),
        ("bad_query_syntax", {"path": url(("query", "ASK {"))}),
        ("bad_update_get", {"path": url(("update", "CLEAR ALL"))}),
        ("bad_multiple_updates", {"method": "POST", "data": "update=CLEAR%20NAMED&update=CLEAR%20DEFAULT", "content_type": FORM}),
        ("bad_update_wrong_media_type", {"method": "POST", "data": "CLEAR NAMED", "content_type": "text/plain"}),
        ("bad_update_missing_form_type", {"method": "POST", "data": "update=CLEAR%20NAMED"}),
        ("bad_update_non_utf8", {"method": "POST", "data": "CLEAR NAMED".encode("utf-16"), "content_type": f"{UPDATE}; charset=UTF-16"}),
        ("bad_update_syntax", {"method": "POST", "data": "update=CLEAR%20XYZ", "content_type": FORM}),
        (
            "bad_update_dataset_conflict",
            {
                "method": "POST",
                "path": url(("using-named-graph-uri", ONE)),
                "data": f"INSERT DATA {{ GRAPH <{ONE}> {{ <x:s> <x:p> <x:o> }} }}",
                "content_type": UPDATE,
            },
        ),
        # The list's updates that are right: refused, and told why.
        ("update_dataset_default_graph", {"method": "POST", "path": url(("using-graph-uri", ONE)), "data": "CLEAR ALL", "content_type": UPDATE}),
        ("update_dataset_default_graphs", {"method": "POST", "path": url(("using-graph-uri", ONE), ("using-graph-uri", TWO)), "data": "CLEAR ALL", "content_type": UPDATE}),
        ("update_dataset_named_graphs", {"method": "POST", "path": url(("using-named-graph-uri", ONE)), "data": "CLEAR ALL", "content_type": UPDATE}),
        ("update_dataset_full", {"method": "POST", "path": url(("using-named-graph-uri", ONE), ("using-graph-uri", TWO)), "data": "CLEAR ALL", "content_type": UPDATE}),
        ("update_post_form", {"method": "POST", "data": "update=CLEAR%20ALL", "content_type": FORM}),
        ("update_post_direct", {"method": "POST", "data": "CLEAR ALL", "content_type": UPDATE}),
        ("update_base_uri", {"method": "POST", "data": "update=" + "BASE%20%3Cx%3Ay%3E%20CLEAR%20ALL", "content_type": FORM}),
    ],
)  # fmt: skip
def test_bad_requests_and_updates(client: FlaskClient, name: str, request_: dict[str, Any]) -> None:
    before = client.get(url(("query", "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"))).data
    response = client.open(**{"path": "/sparql/", **request_})
    assert 400 <= response.status_code < 500, name
    assert response.mimetype == "application/problem+json"
    assert json.loads(response.data)["detail"]
    assert client.get(url(("query", "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"))).data == before


# Protocol: what the list does not say


def test_an_update_is_told_that_nothing_is_written_here(client: FlaskClient) -> None:
    for request_ in ({"data": "CLEAR ALL", "content_type": UPDATE}, {"data": "update=CLEAR%20ALL", "content_type": FORM}):
        assert "no updates" in client.post("/sparql", **request_).text


def test_head_answers_like_get_without_a_body(client: FlaskClient) -> None:
    for path in ("/sparql", url(("query", "ASK {}")), f"/sparql/graphs?graph={ONE}", "/.well-known/void"):
        head, get = client.head(path), client.get(path)
        assert (head.status_code, head.data) == (200, b"")
        for name in ("Content-Type", "Content-Length", "ETag", "Vary"):
            assert head.headers.get(name) == get.headers.get(name), (path, name)


def test_options_tells_the_methods_and_what_other_sites_may_send(client: FlaskClient) -> None:
    response = client.options("/sparql", headers={"Origin": "https://yasgui.example", "Access-Control-Request-Method": "POST"})
    assert response.status_code == 200
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}
    assert "POST" in response.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in response.headers["Access-Control-Allow-Headers"]
    for response in (client.get("/sparql"), client.get(url(("query", "ASK {"))), client.put("/sparql")):
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        shown = set(response.headers["Access-Control-Expose-Headers"].split(", "))
        # What fetch() may read: limits, and what partial reading and conditional requests need.
        assert shown >= {*LIMIT_HEADERS, "ETag", "Accept-Ranges", "Content-Range", "Retry-After", "WWW-Authenticate"}
    sent = set(client.options("/sparql/graphs").headers["Access-Control-Allow-Headers"].split(", "))
    assert sent >= {"If-None-Match", "If-Range", "Range"}


def test_programs_are_told_in_one_language(client: FlaskClient) -> None:
    """A problem's title and detail are in the language asked for, in English where none is."""
    for headers, title, detail in (
        ({}, "There is nothing here", "There is no graph 'http://none.example/'."),
        ({"Accept-Language": "fr"}, "There is nothing here", "There is no graph 'http://none.example/'."),
        ({"Accept-Language": "de-DE,de;q=0.9"}, "Hier ist nichts", "Den Graphen 'http://none.example/' gibt es nicht."),
    ):
        problem = json.loads(client.get("/sparql/graphs?graph=http://none.example/", headers=headers).data)
        assert (problem["title"], problem["detail"]) == (title, detail)


def test_unknown_parameters_are_ignored(client: FlaskClient) -> None:
    more = (("output", "json"), ("timeout", "1"), ("debug", "on"), ("", ""), ("should-sponge", "x"))
    assert yes(client.get(url(("query", "ASK {}"), *more)))
    assert yes(client.post("/sparql", data=urlencode((("query", "ASK {}"), *more)), content_type=FORM))


def test_a_wrong_query_is_told_with_line_and_column_in_problem_json_and_on_the_page(client: FlaskClient) -> None:
    query = "SELECT *\nWHERE {\n  ?s ?p\n}"
    problem = json.loads(client.get(url(("query", query))).data)
    assert (problem["status"], problem["line"], problem["column"]) == (400, 4, 2)
    page = client.get(url(("query", query), ("lang", "en")), headers={"Accept": "text/html"})
    assert page.status_code == 400
    assert "Line 4, column 2" in page.text


# Every format, by another implementation


@pytest.mark.parametrize("form", ANSWERED_GRAPHS, ids=lambda each: each.name)
def test_every_format_of_graphs_is_read_by_rdflib_and_says_the_same(client: FlaskClient, form: Any) -> None:
    query = f"CONSTRUCT WHERE {{ <{STUDY}/code/use/no> ?p ?o }}"
    expected = Graph().parse(data=client.get(url(("query", query), ("format", "nt"))).data, format="nt")
    assert len(expected) > 4
    response = client.get(url(("query", query)), headers={"Accept": form.media_type})
    assert response.mimetype == form.media_type
    parser = {"ttl": "turtle", "jsonld": "json-ld", "nt": "nt", "rdf": "xml", "trig": "trig", "nq": "nquads"}[form.name]
    found = Dataset().parse(data=response.data, format=parser)
    assert {quad[:3] for quad in found.quads()} == set(expected)
    assert client.get(url(("query", query), ("format", form.name))).data == response.data


@pytest.mark.parametrize("form", ROWS, ids=lambda each: each.name)
def test_every_format_of_rows_says_the_same(client: FlaskClient, form: Any) -> None:
    values = ["plain", 'quo"te', "back\\slash", "tab\tline\nend", "Größe ☃ 𝄞", "", "a,b;c", "<tag>&amp;"]
    query = (
        "SELECT ?x { VALUES (?i ?x) { "
        + " ".join(f"({i} {json.dumps(x, ensure_ascii=False)})" for i, x in enumerate(values))
        + " } } ORDER BY ?i"
    )
    response = client.get(url(("query", query)), headers={"Accept": form.media_type})
    assert response.mimetype == form.media_type
    if form.name == "json":
        found = [row["x"]["value"] for row in json.loads(response.data)["results"]["bindings"]]
    elif form.name == "xml":
        literals = ET.fromstring(response.data).iter("{http://www.w3.org/2005/sparql-results#}literal")  # noqa: S314 - our own
        found = [each.text or "" for each in literals]
    elif form.name == "csv":
        found = [row[0] if row else "" for row in list(csv.reader(io.StringIO(response.data.decode(), newline="")))[1:]]
    else:
        lines = response.data.decode().splitlines()[1:]
        found = [str(next(iter(Graph().parse(data=f"<x:s> <x:p> {line} .", format="turtle")))[2]) for line in lines]
    assert found == values


# Service Description


def test_the_description_returns_rdf_has_an_endpoint_triple_and_conforms(client: FlaskClient) -> None:
    for form in ANSWERED_GRAPHS:
        assert client.get("/sparql", headers={"Accept": form.media_type}).mimetype == form.media_type
    graph = Graph().parse(data=client.get("/sparql").data, format="turtle")
    service = graph.value(None, RDF.type, SD.Service)
    assert (service, SD.endpoint, URIRef("http://localhost/sparql")) in graph
    assert (service, SD.endpoint, URIRef(f"{BASE}sparql")) in graph
    for dataset in graph.objects(service, SD.defaultDataset):
        assert (dataset, RDF.type, SD.Dataset) in graph
        assert graph.value(dataset, SD.defaultGraph)
        for named in graph.objects(dataset, SD.namedGraph):
            assert (named, RDF.type, SD.NamedGraph) in graph
            assert len(list(graph.objects(named, SD.name))) == 1
            assert (graph.value(named, SD.graph), RDF.type, SD.Graph) in graph
    assert set(graph.objects(service, SD.resultFormat)) >= {FORMATS["TriG"], FORMATS["N-Quads"], FORMATS["SPARQL_Results_CSV"]}
    assert SD.BasicFederatedQuery not in set(graph.objects(service, SD.feature))


def test_the_description_counts_what_is_there(client: FlaskClient) -> None:
    graph = Graph().parse(data=client.get("/.well-known/void", headers={"Accept": "application/rdf+xml"}).data, format="xml")
    dataset = graph.value(None, RDF.type, VOID.Dataset)
    everything = json.loads(client.get(url(("query", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"))).data)
    assert int(str(graph.value(dataset, VOID.triples))) == int(everything["results"]["bindings"][0]["n"]["value"])
    for name in (VOID.distinctSubjects, VOID.properties, VOID.classes):
        assert int(str(graph.value(dataset, name))) > 1
    sizes = {}
    for named in graph.objects(dataset, SD.namedGraph):
        content = graph.value(named, SD.graph)
        sizes[str(graph.value(named, SD.name))] = int(str(graph.value(content, VOID.triples)))
        dump = str(graph.value(content, VOID.dataDump)).removeprefix("http://localhost")
        found = Graph().parse(data=client.get(dump).data, format="turtle")
        assert len(found) == sizes[str(graph.value(named, SD.name))]
    assert set(sizes) >= {ONE, TWO, THREE, f"{BASE}catalog", STUDY, f"{HOME}code", f"{HOME}shapes"}


def test_the_limits_stand_in_the_description_and_in_headers(client: FlaskClient) -> None:
    response = client.get("/sparql")
    graph = Graph().parse(data=response.data, format="turtle")
    service = graph.value(None, RDF.type, SD.Service)
    assert str(graph.value(service, KGSM.timeLimit)) == "PT30S"
    assert graph.value(service, KGSM.answerLimit) == Literal(1_000_000_000)
    for name in (KGSM.memoryLimit, KGSM.rowLimit, KGSM.requestLimit, KGSM.queryLimit, KGSM.clientLimit):
        assert graph.value(service, name)
    for each in (response, client.get(url(("query", "ASK {}"))), client.get(url(("query", "nonsense")))):
        assert each.headers["SPARQL-Time-Limit"] == "30"
        assert each.headers["SPARQL-Answer-Limit"] == "1000000000"
        assert each.headers["SPARQL-Request-Limit"] == "1000000"
        assert each.headers["SPARQL-Row-Limit"] == "10000000"


def test_the_examples_are_resources_that_run(client: FlaskClient) -> None:
    graph = Graph().parse(data=client.get("/sparql").data, format="turtle")
    executables = set(graph.subjects(RDF.type, SH.SPARQLExecutable))
    assert {str(graph.value(each, SH.select)) for each in executables} == {*EXAMPLES.values(), *FEDERATED.values()}
    examples = set(graph.subjects(SCHEMA.target, URIRef(f"{BASE}sparql")))
    assert len(examples) == len(EXAMPLES) > 3
    for example in examples:
        found = client.get(url(("query", str(graph.value(example, SH.select)))))
        assert json.loads(found.data)["results"]["bindings"]


# Graph Store Protocol


def at(graph: str) -> str:
    return "/sparql/graphs?" + urlencode({"graph": graph})


def test_get_and_head_of_graphs_that_are_there_and_not(client: FlaskClient) -> None:
    for graph in (ONE, TWO, THREE):
        response = client.get(at(graph), headers={"Accept": "text/turtle"})
        assert (response.status_code, response.mimetype) == (200, "text/turtle")
        found = Graph().parse(data=response.data, format="turtle")
        assert (URIRef(ABOUT[graph]), RDF.type, None) in found
        assert client.head(at(graph)).status_code == 200
    for method in ("GET", "HEAD"):
        assert client.open(at("http://nowhere.example/graph"), method=method).status_code == 404


def test_get_of_the_default_graph_is_the_union(client: FlaskClient) -> None:
    whole = Graph().parse(
        data=client.get("/sparql/graphs?default", headers={"Accept": "application/n-triples"}).data, format="nt"
    )
    for graph in (ONE, TWO, THREE):
        part = Graph().parse(data=client.get(at(graph), headers={"Accept": "application/n-triples"}).data, format="nt")
        assert 0 < len(part) < len(whole)
        assert set(part) < set(whole)


@pytest.mark.parametrize(
    "name",
    ["put__initial_state", "put__graph_already_in_store", "put__default_graph", "put__mismatched_payload", "delete__existing_graph",
     "delete__nonexistent_graph", "post__existing_graph", "post__multipart_formdata", "post__create__new_graph", "get_of_post__after_noop"],
)  # fmt: skip
def test_whatever_would_write_is_405_and_changes_nothing(client: FlaskClient, name: str) -> None:
    path = {"put__default_graph": "/sparql/graphs?default", "post__create__new_graph": "/sparql/graphs"}.get(name, at(ONE))
    before = client.get(at(ONE), headers={"Accept": "application/n-triples"}).data
    method = name.partition("__")[0].removeprefix("get_of_").upper()
    response = client.open(path, method=method, data=b"<x:s> <x:p> <x:o> .", content_type="text/turtle")
    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    after = client.get(at(ONE), headers={"Accept": "application/n-triples"})
    assert sorted(after.data.splitlines()) == sorted(before.splitlines())


def test_a_graph_is_named_once_and_absolutely(client: FlaskClient) -> None:
    for query in ("", "?graph=", "?graph=relative", "?graph=<x:y>", f"?default&graph={ONE}", f"?graph={ONE}&graph={TWO}"):
        response = client.get(f"/sparql/graphs{query}")
        assert response.status_code == 400, query
        assert json.loads(response.data)["detail"]
    assert client.get(at(ONE), headers={"Accept": "image/png"}).status_code == 406
    assert client.get(at(ONE) + "&format=docx").status_code == 406
    again = client.get(at(ONE))
    assert client.get(at(ONE), headers={"If-None-Match": again.headers["ETag"]}).status_code == 304
