"""kgsm query, against endpoints that speak HTTP on this machine."""

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

import pyoxigraph
import pytest
from rdflib import XSD, Literal, URIRef

from kgsm.cli.answers import as_csv, as_json_lines, as_table
from kgsm.namespaces import PREFIXES
from kgsm.problems import QueryError
from kgsm.query import Result, prefixes_of, query

DATA = """
PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
INSERT DATA {
  <https://example.org/s/use> a qb:DataSet ; rdfs:label "Nutzung"@de, "use"@en ;
    <https://example.org/value> 54, 3.25, true, "a,b" .
}"""
TRUE, FALSE = (Literal(text, datatype=XSD.boolean) for text in ("true", "false"))
SELECT = "SELECT ?value WHERE { ?dataset a qb:DataSet ; <https://example.org/value> ?value } ORDER BY STR(?value)"


class Endpoint(BaseHTTPRequestHandler):
    """A SPARQL endpoint of somebody else: content negotiation alone, and answers of its own for a few paths."""

    store: ClassVar = pyoxigraph.Store()
    asked: ClassVar[list[tuple[str, str]]] = []
    answers: ClassVar[dict[str, tuple[int, str, bytes]]] = {
        "/html": (200, "text/html", b"<!doctype html><title>Welcome</title>"),
        "/notjson": (200, "application/json", b'{"head": {}}'),
        "/problem": (400, "application/problem+json", b'{"title": "Bad Request", "detail": "Line 1: a brace is missing."}'),
        "/busy": (503, "text/plain", b"Too many queries.\nCome back later."),
        "/broken": (500, "text/html", b"<html>stack trace</html>"),
        "/redirect": (404, "text/plain", b""),
    }

    def do_GET(self) -> None:
        self.answer(urlsplit(self.path).query)

    def do_POST(self) -> None:
        self.answer(self.rfile.read(int(self.headers["Content-Length"])).decode("utf-8"))

    def answer(self, parameters: str) -> None:
        path = urlsplit(self.path).path
        asked = parse_qs(parameters)
        self.asked.append((self.command, ",".join(asked)))
        self.send(*self.answers.get(path) or self.evaluate(asked["query"][0]))

    def evaluate(self, text: str) -> tuple[int, str, bytes]:
        try:
            results = self.store.query(text)
        except SyntaxError as error:
            return 400, "text/plain", str(error).encode("utf-8")
        if isinstance(results, pyoxigraph.QueryTriples):
            return 200, "text/turtle; charset=utf-8", results.serialize(format=pyoxigraph.RdfFormat.TURTLE) or b""
        body = results.serialize(format=pyoxigraph.QueryResultsFormat.JSON) or b""
        return 200, "application/sparql-results+json", body

    def send(self, status: int, media_type: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    Endpoint.store.update(DATA)
    with ThreadingHTTPServer(("127.0.0.1", 0), Endpoint) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def endpoint(host: str) -> str:
    return f"{host}/sparql"


def run(*words: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kgsm", "query", *words]
    variables = {**os.environ, **environment}
    return subprocess.run(command, input=stdin, capture_output=True, encoding="utf-8", env=variables, check=False, timeout=60)


def test_a_select_gives_columns_and_rows_of_terms(endpoint: str) -> None:
    answer = query(endpoint, "SELECT ?d ?label ?none WHERE { ?d a qb:DataSet ; rdfs:label ?label } ORDER BY ?label")
    dataset = URIRef("https://example.org/s/use")
    assert answer == Result(
        ("d", "label", "none"), ((dataset, Literal("Nutzung", lang="de"), None), (dataset, Literal("use", lang="en"), None))
    )


def test_an_ask_gives_one_truth_value(endpoint: str) -> None:
    assert query(endpoint, "ASK { ?s a qb:DataSet }") == Result(("answer",), ((TRUE,),))


@pytest.mark.parametrize(
    "text", ["DESCRIBE ?d WHERE { ?d a qb:DataSet }", "CONSTRUCT { ?d a qb:Slice } WHERE { ?d a qb:DataSet }"]
)
def test_a_graph_comes_as_turtle(endpoint: str, text: str) -> None:
    answer = query(endpoint, text)
    assert isinstance(answer, str)
    assert "<https://example.org/s/use>" in answer


def test_values_stay_as_the_endpoint_wrote_them(endpoint: str) -> None:
    answer = query(endpoint, 'SELECT ("054.10"^^<http://www.w3.org/2001/XMLSchema#decimal> AS ?v) WHERE {}')
    assert isinstance(answer, Result)
    assert str(answer.rows[0][0]) in {"054.10", "54.1"}  # the engine may rewrite; we do not
    assert as_csv(Result(("v",), ((Literal("054.10", datatype=XSD.decimal, normalize=False),),))) == "v\n054.10\n"


def test_known_prefixes_are_declared_where_they_are_missing(endpoint: str) -> None:
    mine = "PREFIX qb: <https://example.org/mine#> ASK { ?s a qb:DataSet }"
    assert query(endpoint, mine) == Result(("answer",), ((FALSE,),))
    with pytest.raises(QueryError):
        query(endpoint, "ASK { ?s a nobodyknows:DataSet }")


def test_the_form_of_a_query_is_found_behind_its_prologue(endpoint: str) -> None:
    prologue = "# SELECT nothing\nBASE <https://example.org/#ask> PREFIX select: <https://example.org/> "
    assert isinstance(query(endpoint, prologue + "CONSTRUCT { ?s a select:Ask } WHERE { ?s a qb:DataSet }"), str)
    many = "".join(f"PREFIX p{number}: <https://example.org/{number}#> " for number in range(40))
    assert isinstance(query(endpoint, many + "ASK {}"), Result)


def test_a_long_query_is_posted_and_a_short_one_is_not(endpoint: str) -> None:
    Endpoint.asked.clear()
    query(endpoint, "ASK {}")
    query(endpoint, "ASK {} #" + "x" * 7000)
    assert Endpoint.asked == [("GET", "query"), ("POST", "query")]  # and no parameter that only some endpoints know


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/problem", 400, "answers 400: Line 1: a brace is missing."),
        ("/busy", 503, "answers 503: Too many queries."),
        ("/broken", 500, "answers 500."),
        ("/redirect", 404, "answers 404."),
        ("/html", None, "answers with text/html, which is no SPARQL result."),
        ("/notjson", None, "answers with JSON that is no SPARQL result"),
    ],
)
def test_an_endpoint_that_does_not_answer_is_named_with_its_reason(
    host: str, path: str, status: int | None, sentence: str
) -> None:
    with pytest.raises(QueryError, match=r"127\.0\.0\.1") as raised:
        query(host + path, "ASK {}")
    assert sentence in str(raised.value)
    assert raised.value.status == status


def test_what_is_no_http_address_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("{}", encoding="utf-8")
    with pytest.raises(QueryError, match="not the address"):
        query((tmp_path / "secret").as_uri(), "ASK {}")


def test_an_update_is_refused_before_anything_is_sent(endpoint: str) -> None:
    Endpoint.asked.clear()
    for text in ("DELETE WHERE { ?s ?p ?o }", "prefix a: <b:c> insert data { <a:a> <a:a> <a:a> }", "DROP ALL"):
        with pytest.raises(QueryError, match="update"):
            query(endpoint, text)
    assert Endpoint.asked == []


def test_silence_ends_with_the_timeout() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(QueryError, match="has not answered within 1 seconds"):
            query(f"http://127.0.0.1:{port}/sparql", "ASK {}", timeout=1)


def test_a_table_is_aligned_with_numbers_to_the_right_and_iris_shortened() -> None:
    rows = (
        (URIRef(PREFIXES["qb"] + "DataSet"), Literal(54)),
        (URIRef("https://example.org/x/y"), Literal("3.25", datatype=XSD.decimal)),
        (URIRef("https://example.org/code"), None),
    )
    text = "PREFIX ex: <https://example.org/> SELECT * {}"
    assert as_table(Result(("thing", "share"), rows), prefixes_of(text), None) == (
        "thing                    share\n"
        "-----------------------  -----\n"
        "qb:DataSet                  54\n"
        "https://example.org/x/y   3.25\n"
        "ex:code\n"
    )


def test_a_table_fits_the_terminal_and_obeys_nothing_in_it() -> None:
    rows = (
        (URIRef("https://example.org/a/very/long/address/2013"), Literal("red \x1b[31m\nalert " + "x" * 90), Literal("日本語")),
    )
    table = as_table(Result(("iri", "text", "wide"), rows), PREFIXES, 60)
    lines = table.splitlines()
    assert "\x1b" not in table
    assert len(lines) == 3
    assert "…" in lines[2]
    assert lines[2].split("  ")[0].endswith("/address/2013")  # an IRI is told apart by its end
    assert max(map(len, lines)) <= 60


def test_an_empty_result_has_its_header() -> None:
    assert as_table(Result(("a", "b"), ()), PREFIXES, None) == "a  b\n-  -\n"
    assert as_table(Result((), ()), PREFIXES, 80) == "\n\n"


def test_json_lines_have_numbers_as_numbers() -> None:
    row = (
        Literal(54),
        Literal("3.25", datatype=XSD.decimal),
        TRUE,
        Literal("NaN", datatype=XSD.double, normalize=False),
        None,
    )
    line = as_json_lines(Result(("a", "b", "c", "d", "e"), (row,)))
    assert json.loads(line) == {"a": 54, "b": 3.25, "c": True, "d": "NaN", "e": None}


def test_the_command_prints_a_table_csv_or_json_lines(endpoint: str) -> None:
    table = run(endpoint, SELECT)
    assert (table.stdout.split(), table.stderr, table.returncode) == (
        ["value", "-----", "3.25", "54", "a,b", "true"],
        "4 rows\n",
        0,
    )
    assert run(endpoint, SELECT, "--csv").stdout == 'value\n3.25\n54\n"a,b"\ntrue\n'
    assert [json.loads(line)["value"] for line in run(endpoint, "--json", SELECT).stdout.splitlines()] == [
        3.25,
        54,
        "a,b",
        True,
    ]


def test_a_query_comes_from_a_file_from_stdin_or_as_text(endpoint: str, tmp_path: Path) -> None:
    file = tmp_path / "ask.rq"
    file.write_text("\ufeffASK {}", encoding="utf-8")
    outputs = {
        run(endpoint, str(file)).stdout,
        run(endpoint, "-", stdin="ASK {}").stdout,
        run(endpoint, stdin="ASK {}").stdout,
        run("ASK {}", KGSM_ENDPOINT=endpoint).stdout,
    }
    assert outputs == {"answer\n------\ntrue\n"}


def test_exit_codes_tell_a_wrong_query_from_a_missing_network(endpoint: str) -> None:
    assert run(endpoint, "SELECT WHERE").returncode == 2
    assert run(endpoint, "no-such-file.rq").returncode == 2
    assert run(endpoint, "ASK {}", "SELECT {}").returncode == 2
    gone = run("http://127.0.0.1:1/sparql", "ASK {}")
    assert gone.returncode == 3
    assert "cannot be reached" in gone.stderr
    assert "Traceback" not in gone.stderr


def test_a_reader_that_leaves_early_is_no_fault(endpoint: str) -> None:
    many = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    command = [sys.executable, "-m", "kgsm", "query", endpoint, many, "--csv"]
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}  # it swallows short writes
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=buffered) as asking:
        assert asking.stdout is not None
        assert asking.stderr is not None
        assert asking.stdout.readline().strip() == b"a,b,c,d,e,f,g,h,i,j,k,l"
        asking.stdout.close()
        assert asking.stderr.read() == b""
        assert asking.wait() == 3
