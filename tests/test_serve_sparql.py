"""The endpoint: the SPARQL 1.1 Protocol as clients speak it, SPARQLWrapper among them, and the page for people."""

import csv
import html
import io
import json
from typing import Any
from urllib.parse import quote, urlencode
from xml.dom.minidom import Document
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient
from rdflib import RDF, Graph, URIRef
from SPARQLWrapper import CSV, GET, JSON, JSONLD, N3, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, URLENCODED, XML, SPARQLWrapper

from kgsm.namespaces import PREFIXES, SD
from kgsm.serve.examples import EXAMPLES
from kgsm.sparql import Store, select
from tests.published_fixture import BASE, HOME, SCRIPT, STUDY

# rdflib 7.6 warns of its own code when it reads JSON-LD.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

SELECT = f"SELECT ?p ?o WHERE {{ <{STUDY}/code/use/no> ?p ?o }} ORDER BY ?p ?o"
ASK = "ASK { ?s a <http://purl.org/linked-data/cube#Observation> }"
CONSTRUCT = f"CONSTRUCT WHERE {{ <{STUDY}/code/use/no> ?p ?o }}"
DESCRIBE = f"DESCRIBE <{STUDY}/code/use/no>"
HTML = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"


def test_a_query_comes_by_get_by_form_and_direct(client: FlaskClient) -> None:
    by_get = client.get("/sparql", query_string={"query": SELECT})
    by_form = client.post("/sparql", data={"query": SELECT})
    by_form_with_charset = client.post("/sparql", data=urlencode({"query": SELECT}), content_type=f"{FORM}; charset=UTF-8")
    direct = client.post("/sparql", data=SELECT, content_type=DIRECT)
    direct_with_charset = client.post("/sparql", data=SELECT.encode(), content_type=f"{DIRECT}; charset=utf-8")
    for each in (by_get, by_form, by_form_with_charset, direct, direct_with_charset):
        assert each.status_code == 200
        assert each.mimetype == "application/sparql-results+json"
        assert each.data == by_get.data


def test_each_form_answers_in_its_default_format(client: FlaskClient) -> None:
    for query, media_type in (
        (SELECT, "application/sparql-results+json"),
        (ASK, "application/sparql-results+json"),
        (CONSTRUCT, "text/turtle"),
        (DESCRIBE, "text/turtle"),
    ):
        for headers in ({}, {"Accept": "*/*"}):
            assert client.get("/sparql", query_string={"query": query}, headers=headers).mimetype == media_type


def test_rows_are_the_same_in_every_format(client: FlaskClient) -> None:
    def ask(media_type: str) -> str:
        response = client.get("/sparql", query_string={"query": SELECT}, headers={"Accept": media_type})
        assert response.mimetype == media_type
        return response.text

    rows = json.loads(ask("application/sparql-results+json"))["results"]["bindings"]
    expected = [[row["p"]["value"], row["o"]["value"]] for row in rows]
    assert len(expected) > 4
    namespace = "{http://www.w3.org/2005/sparql-results#}"
    document = ET.fromstring(ask("application/sparql-results+xml"))  # noqa: S314 - our own
    results = document.iter(f"{namespace}result")
    assert [[binding[0].text for binding in result] for result in results] == expected
    assert list(csv.reader(io.StringIO(ask("text/csv"))))[1:] == expected
    assert len(ask("text/tab-separated-values").splitlines()) == len(expected) + 1


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/json", "application/sparql-results+json"),
        ("application/xml", "application/sparql-results+xml"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        ("application/sparql-results+json, application/sparql-results+xml", "application/sparql-results+json"),
        ("text/turtle, text/csv;q=0.1", "text/csv"),
    ],
)
def test_accept_chooses_among_the_formats_of_the_form(client: FlaskClient, accept: str, media_type: str) -> None:
    assert client.get("/sparql", query_string={"query": SELECT}, headers={"Accept": accept}).mimetype == media_type


def test_a_parameter_wins_over_accept(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": SELECT, "format": "csv"}, headers=HTML)
    assert response.mimetype == "text/csv"
    response = client.post("/sparql?format=xml", data=SELECT, content_type=DIRECT)
    assert response.mimetype == "application/sparql-results+xml"


def test_what_the_client_cannot_read_is_406_with_the_formats(client: FlaskClient) -> None:
    requests = (
        client.get("/sparql", query_string={"query": SELECT}, headers={"Accept": "image/png"}),
        client.get("/sparql", query_string={"query": SELECT}, headers={"Accept": "text/turtle"}),
        client.get("/sparql", query_string={"query": CONSTRUCT}, headers={"Accept": "text/csv"}),
        client.get("/sparql", query_string={"query": SELECT, "format": "docx"}),
        client.get("/sparql", headers={"Accept": "image/png"}),
    )
    for response in requests:
        assert response.status_code == 406
        assert json.loads(response.data)["suggestions"]


def test_the_request_names_the_graphs(client: FlaskClient) -> None:
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"

    def ask(**parameters: str) -> int:
        response = client.post("/sparql", data={"query": count, **parameters})
        return int(json.loads(response.data)["results"]["bindings"][0]["n"]["value"])

    vocabulary = ask(**{"default-graph-uri": f"{HOME}ns"})
    assert 0 < vocabulary < ask()
    both = client.get(
        "/sparql?" + urlencode([("query", count), ("default-graph-uri", f"{HOME}ns"), ("default-graph-uri", STUDY)])
    )
    assert int(json.loads(both.data)["results"]["bindings"][0]["n"]["value"]) > vocabulary
    assert ask(timeout="1000", output="json", unknown="x") == ask()
    wrong = client.get("/sparql", query_string={"query": count, "default-graph-uri": "not an iri"})
    assert wrong.status_code == 400


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ({"query_string": "query=ASK%20%7B%7D&query=ASK%20%7B%7D"}, 400),
        ({"query_string": "query=" + quote(SELECT[:-20])}, 400),
        ({"query_string": "query="}, 400),
        ({"query_string": "query=%ff%fe"}, 400),
        ({"query_string": "update=" + quote("DROP ALL")}, 400),
        ({"query_string": "query=" + quote("DROP ALL")}, 400),
        ({"method": "POST", "data": "", "content_type": FORM}, 400),
        ({"method": "POST", "data": "update=DROP%20ALL", "content_type": FORM}, 400),
        ({"method": "POST", "data": b"ASK {} # \xff", "content_type": DIRECT}, 400),
        ({"method": "POST", "data": "query=%ff", "content_type": FORM}, 400),
        ({"method": "POST", "data": "&".join(["a=b"] * 2000), "content_type": FORM}, 400),
        ({"method": "POST", "data": "ASK {}", "content_type": "text/plain"}, 415),
        ({"method": "POST", "data": "ASK {}"}, 415),
        ({"method": "POST", "data": "DROP ALL", "content_type": "application/sparql-update"}, 415),
        ({"method": "POST", "data": "ASK {}".encode("utf-16"), "content_type": f"{DIRECT}; charset=utf-16"}, 415),
        ({"method": "POST", "data": {"query": (io.BytesIO(b"ASK {}"), "q.rq")}, "content_type": "multipart/form-data"}, 415),
        ({"method": "POST", "data": "ASK {} #" + "x" * 2_000_001, "content_type": DIRECT}, 413),
        ({"query_string": "query=" + "x" * 70_000}, 414),
        ({"method": "DELETE"}, 405),
        ({"method": "PUT", "data": "ASK {}", "content_type": DIRECT}, 405),
        ({"query_string": "query=" + quote("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }")}, 400),
    ],
)
def test_what_the_protocol_does_not_know_is_told(client: FlaskClient, request_: dict[str, Any], status: int) -> None:
    response = client.open("/sparql", **request_)
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    problem = json.loads(response.data)
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]


def test_a_wrong_query_is_told_with_line_and_column(client: FlaskClient) -> None:
    problem = json.loads(client.get("/sparql", query_string={"query": "SELECT *\nWHERE { ?s ?p }"}).data)
    assert (problem["line"], problem["column"]) == (2, 16)  # as far as the parser came


def test_the_same_query_is_not_answered_twice_to_the_same_client(client: FlaskClient) -> None:
    first = client.get("/sparql", query_string={"query": SELECT})
    again = client.get("/sparql", query_string={"query": SELECT}, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get(
        "/sparql", query_string={"query": SELECT, "format": "csv"}, headers={"If-None-Match": first.headers["ETag"]}
    )
    assert other.status_code == 200
    assert "ETag" not in client.get("/sparql", query_string={"query": "SELECT (RAND() AS ?x) {}"}).headers
    star = client.get("/sparql", query_string={"query": "SELECT nonsense"}, headers={"If-None-Match": "*"})
    assert star.status_code == 400


def test_without_a_query_the_endpoint_describes_itself(client: FlaskClient) -> None:
    for accept, parser in (
        ("*/*", "turtle"),
        ("text/turtle", "turtle"),
        ("application/rdf+xml", "xml"),
        ("application/ld+json", "json-ld"),
    ):
        response = client.get("/sparql", headers={"Accept": accept})
        graph = Graph().parse(data=response.data, format=parser)
        endpoint = URIRef(f"{BASE}sparql")
        assert (endpoint, RDF.type, SD.Service) in graph
        assert (endpoint, SD.feature, SD.UnionDefaultGraph) in graph
        assert (endpoint, SD.feature, SD.BasicFederatedQuery) not in graph
        assert {str(each) for each in graph.objects(None, SD.name)} >= {
            f"{BASE}catalog", STUDY, f"{STUDY}/use", f"{STUDY}/code/use", f"{HOME}code", f"{HOME}ns", f"{HOME}shapes",
        }  # fmt: skip
    assert client.head("/sparql").status_code == 200


# SPARQLWrapper


@pytest.mark.parametrize("method", [GET, POST])
@pytest.mark.parametrize("way", [URLENCODED, POSTDIRECTLY])
def test_sparqlwrapper_reads_every_format_of_rows(address: str, method: str, way: str) -> None:
    for form in (JSON, XML, CSV, TSV):
        client = SPARQLWrapper(f"{address}/sparql")
        client.setMethod(method)
        client.setRequestMethod(way)
        client.setReturnFormat(form)
        client.setQuery(SELECT)
        found = client.query()
        with found.response:
            converted = found.convert()
        if form == JSON:
            assert isinstance(converted, dict)
            assert converted["head"]["vars"] == ["p", "o"]
        elif form == XML:
            assert isinstance(converted, Document)
            assert len(converted.getElementsByTagName("result")) > 4
        else:
            assert isinstance(converted, bytes)
            assert len(converted.splitlines()) > 5


@pytest.mark.parametrize("query", [CONSTRUCT, DESCRIBE])
def test_sparqlwrapper_reads_every_format_of_graphs(address: str, query: str) -> None:
    for form in (TURTLE, N3, RDFXML, XML, JSONLD):
        client = SPARQLWrapper(f"{address}/sparql", returnFormat=form)
        client.setQuery(query)
        found = client.query()
        with found.response:
            converted = found.convert()
        assert isinstance(converted, Graph | bytes)
        graph = converted if isinstance(converted, Graph) else Graph().parse(data=converted, format="turtle")
        assert len(graph) > 4


def test_sparqlwrapper_asks_a_yes_or_no_question(address: str) -> None:
    client = SPARQLWrapper(f"{address}/sparql", returnFormat=JSON)
    client.setQuery(ASK)
    with client.query().response as response:
        assert json.load(response)["boolean"] is True


# The page


def test_a_browser_gets_the_page_with_the_answer(client: FlaskClient) -> None:
    page = client.get("/sparql", query_string={"query": SELECT}, headers=HTML)
    assert page.mimetype == "text/html"
    assert "8 Zeilen" in page.text or "Zeilen, vollständig" in page.text
    assert "nein" in page.text
    assert 'href="/muster/code/use"' in page.text
    assert "Ja" in client.get("/sparql", query_string={"query": ASK}, headers=HTML).text
    assert "skos:notation" in client.get("/sparql", query_string={"query": CONSTRUCT}, headers=HTML).text
    assert client.post("/sparql", data={"query": SELECT}, headers=HTML).mimetype == "text/html"


def test_numbers_and_names_are_for_the_reader(client: FlaskClient) -> None:
    query = "SELECT ?s ?v { ?s <http://purl.org/linked-data/sdmx/2009/measure#obsValue> ?v } ORDER BY ?v"
    german = client.get("/sparql", query_string={"query": query, "format": "html"}).text
    english = client.get("/sparql", query_string={"query": query, "format": "html", "lang": "en"}).text
    assert "1.712" in german
    assert "45,5" in german
    assert "1,712" in english
    assert "45.5" in english


def test_an_error_stays_on_the_page_with_the_query(client: FlaskClient) -> None:
    query = "SELECT *\nWHERE { ?s <script> }"
    page = client.get("/sparql", query_string={"query": query}, headers=HTML)
    assert page.status_code == 400
    assert 'role="alert"' in page.text
    assert "Zeile 2" in page.text
    assert "&lt;script&gt;" in page.text
    assert "<script>" not in page.text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("SELECT * { ?s kgsm:base ?o }", f"There it needs: PREFIX kgsm: <{PREFIXES['kgsm']}>"),
        ("SELECT * { ?s none:base ?o }", "The prefix none: is not declared"),
        ("SELECT * {\n  ?s ?p ?o\n", "} is missing here."),
        ("SELECT * { ?s <script> }", "Here the query is not SPARQL."),
    ],
)
def test_the_commonest_slips_are_told_by_name(client: FlaskClient, query: str, sentence: str) -> None:
    page = client.get("/sparql", query_string={"query": query, "lang": "en"}, headers=HTML)
    assert page.status_code == 400
    assert sentence in html.unescape(page.text)


def test_a_long_result_says_that_it_is_cut(client: FlaskClient) -> None:
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 1500"
    page = client.get("/sparql", query_string={"query": query, "lang": "en"}, headers=HTML).text
    assert "1,500 rows; the first 1,000 are shown here" in page
    assert page.count("<tr>") == 1001
    rows = client.get("/sparql", query_string={"query": query, "format": "csv"}).text.splitlines()
    assert len(rows) == 1501


@pytest.mark.parametrize("key", EXAMPLES)
def test_every_example_runs_and_finds_something(client: FlaskClient, store: Store, key: str) -> None:
    assert select(store, EXAMPLES[key])
    page = client.get("/sparql", query_string={"query": EXAMPLES[key]}, headers=HTML)
    assert page.status_code == 200
    assert SCRIPT not in page.text


def test_the_links_of_a_result_work(client: FlaskClient) -> None:
    page = client.get("/sparql", query_string={"query": SELECT + " # ä & <b>"}, headers=HTML).text
    links = [part.partition('"')[0].replace("&amp;", "&") for part in page.split('href="')[1:]]
    found = {client.get(link).mimetype for link in links if link.startswith("/sparql?") and "format=html" not in link}
    assert {"application/sparql-results+json", "text/csv"} <= found
