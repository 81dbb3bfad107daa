"""What hostile queries and clients do, against the server as it runs: a probe is answered throughout, and nobody is lost.

Everything happens on the loopback interface. Nothing here measures speed; deadlines are those of a machine under load.
"""

import json
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, unquote_to_bytes, urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.test_serve_server import PATIENCE, get, served

pytestmark = pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="counts processes and memory in /proc")

PROBE: Final = "/sparql?query=" + quote("SELECT ?n { VALUES ?n { 'probe' } }")
EVERYTHING: Final = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"
DOUBLED: Final = "".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1}) " for n in range(40))
REPLACED: Final = "".join(f"BIND(REPLACE(?x{n}, 'a', 'aaaaaaaaaaaaaaaa') AS ?x{n + 1}) " for n in range(12))
QUERIES: Final[dict[str, str]] = {
    "cross join": f"SELECT (COUNT(*) AS ?n) {{ {EVERYTHING} FILTER(?a != ?d && ?g != ?j) }}",
    "cross join, streamed": f"SELECT * {{ {EVERYTHING} }}",
    "unbounded paths": "SELECT (COUNT(*) AS ?n) { ?a (!<x:a>|^!<x:b>)* ?b . ?b (!<x:a>|^!<x:b>)* ?c . ?c (!<x:c>)+ ?d }",
    "GROUP_CONCAT": f"SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?d), STR(?g)); separator=', ') AS ?all) {{ {EVERYTHING} }}",
    "REGEX": f"SELECT * {{ {EVERYTHING} FILTER(REGEX(CONCAT(STR(?a), STR(?d), STR(?g)), '^(([a-z/:.])+)+[0-9]{{999}}$')) }}",
    "REGEX, counted": "ASK { FILTER(REGEX('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', '((((a{0,100}){0,100}){0,100}){0,100}){0,100}b')) }",
    "doubling by CONCAT": f"SELECT (STRLEN(?x40) AS ?n) {{ BIND('aaaaaaaaaaaaaaaa' AS ?x0) {DOUBLED} }}",
    "doubling by REPLACE": f"SELECT (STRLEN(?x12) AS ?n) {{ BIND('aaaaaaaaaaaaaaaa' AS ?x0) {REPLACED} }}",
    "ORDER BY everything": f"SELECT * {{ {EVERYTHING} }} ORDER BY DESC(?l) ?a ?d ?g",
    "DISTINCT": f"SELECT DISTINCT * {{ {EVERYTHING} }}",
    "CONSTRUCT": f"CONSTRUCT {{ ?a ?e ?i . ?d ?h ?l }} {{ {EVERYTHING} }}",
    "VALUES": "SELECT (COUNT(*) AS ?n) { " + " ".join(f"VALUES ?v{n} {{ {'1 ' * 3000} }}" for n in range(6)) + " }",
    "10,000 braces": "SELECT * " + "{" * 10_000 + "}" * 10_000,
    "10,000 blank nodes": "ASK { " + "[ <x:p> " * 10_000 + "1" + "]" * 10_000 + " }",
    "10,000 clauses": "ASK { " + "OPTIONAL { ?s ?p ?o } " * 10_000 + "}",
    "50,000 patterns": "ASK { " + "?s ?p ?o . " * 50_000 + "}",
    "long path": "ASK { ?s " + "<x:a>?/" * 1_400 + "<x:a> ?o }",
    "sub-queries": "SELECT * { " + "{ SELECT * { " * 140 + "?s ?p ?o" + " } }" * 140 + " }",
    "SERVICE": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SERVICE SILENT": "SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "FROM": "SELECT * FROM <http://127.0.0.1:9/> FROM <file:///etc/passwd> { ?s ?p ?o }",
    "LOAD": "LOAD <file:///etc/passwd>",
    "unfinished": "SELECT * { ?s ?p '''" + "\\" * 100_000,
    "only signs": "<" * 300_000,
}  # fmt: skip
OPTIONS: Final = ("--time-limit", "2", "--memory-limit", "300", "--answer-limit", "20", "--queries", "2")
GIGABYTE: Final = 1_000_000_000


class Server:
    """The server under attack, and what a bystander sees of it."""

    def __init__(self, process: "subprocess.Popen[str]", port: int) -> None:
        self.process, self.port = process, port

    def probe(self) -> None:
        """Ask a question and get its answer, a page and a file; 503 may come first where the places are taken."""
        deadline = time.monotonic() + PATIENCE
        self.probe_pages()
        while (found := get(self.port, PROBE))[0] in {429, 503} and time.monotonic() < deadline:
            assert found[1]["retry-after"]
            time.sleep(0.2)
        assert found[0] == 200
        assert json.loads(found[2])["results"]["bindings"][0]["n"]["value"] == "probe"

    def probe_pages(self) -> None:
        """See a page, and hear that the server is well."""
        assert get(self.port, "/muster/use", Accept="text/html")[0] == 200
        assert get(self.port, "/health")[0] == 200

    def family(self) -> set[int]:
        """Return the processes of the server."""
        found, left = set(), [self.process.pid]
        while left:
            process = left.pop()
            found.add(process)
            try:  # it may be over by now, and so may each of its threads
                for task in Path(f"/proc/{process}/task").glob("*/children"):
                    left += map(int, task.read_text().split())
            except OSError:
                continue
        return found

    def children(self) -> set[int]:
        """Return the processes that the server started itself."""
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return {int(child) for each in tasks for child in each.read_text().split()}

    def killed(self, victim: int) -> None:
        """Kill a process, and see that the server answers again."""
        try:
            os.kill(victim, signal.SIGKILL)
        except ProcessLookupError:
            return
        self.recovers()

    def recovers(self) -> None:
        """See that the server answers again."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                self.probe()
            except OSError:  # a connection that went to the one who was killed, or to nobody yet
                assert self.process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.1)
            else:
                return

    def memory(self) -> int:
        """Return the bytes that the server's processes hold for themselves alone, in all."""
        total = 0
        for process in self.family():
            try:
                fields = Path(f"/proc/{process}/statm").read_text().split()
            except OSError:
                continue
            total += (int(fields[1]) - int(fields[2])) * os.sysconf("SC_PAGE_SIZE")
        return total

    def send(self, data: bytes) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        connection.sendall(data)
        return connection

    def say(self, data: bytes) -> bytes:
        """Send bytes and return all that comes back until the server closes or has nothing more to say."""
        with self.send(data) as connection:
            connection.settimeout(5)
            answer = b""
            try:
                while piece := connection.recv(65536):
                    answer += piece
            except OSError:
                pass
            return answer


@pytest.fixture(scope="module")
def server(published: Path) -> Iterator[Server]:
    with served(published, *OPTIONS) as (process, port):
        server = Server(process, port)
        server.probe()
        yield server
        server.probe()


@pytest.mark.parametrize("name", QUERIES)
def test_a_hostile_query_ends_alone_and_the_next_is_answered(server: Server, name: str) -> None:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    connection.request("POST", "/sparql", QUERIES[name].encode(), {"Content-Type": "application/sparql-query"})
    response = connection.getresponse()
    try:
        body = response.read()
    except (HTTPException, OSError):  # it had begun when it was stopped
        assert response.status == 200
        server.probe()
        return
    finally:
        connection.close()
    assert response.status in {200, 400, 503}, body[:300]
    if response.status != 200:
        problem = json.loads(body)
        assert problem["status"] == response.status
        assert problem["detail"]
    if response.status == 503:
        assert response.getheader("Retry-After")
    assert b"root:" not in body
    server.probe()


def test_many_hostile_queries_at_once_leave_the_probe_answered_and_the_memory_bounded(server: Server) -> None:
    hostile = [QUERIES[name] for name in ("cross join", "GROUP_CONCAT", "ORDER BY everything", "unbounded paths", "DISTINCT")]
    statuses: list[int] = []
    largest = 0

    def attack(query: str) -> None:
        for _ in range(2):
            try:
                statuses.append(get(server.port, "/sparql?query=" + quote(query))[0])
            except (HTTPException, OSError):
                statuses.append(0)  # broken off

    threads = [threading.Thread(target=attack, args=(each,)) for each in hostile * 3]
    for each in threads:
        each.start()
    while any(each.is_alive() for each in threads):
        server.probe_pages()
        largest = max(largest, server.memory())
    for each in threads:
        each.join()
    assert set(statuses) <= {0, 429, 503}
    # Two workers of 300 MB beside what the front, the data and the libraries take.
    assert largest < 2 * GIGABYTE
    server.probe()


# Clients


def test_slow_and_half_open_clients_leave_the_probe_answered(server: Server) -> None:
    half = (
        b"GET /sparql HTTP/1.1\r\nHost: x\r\nX-A: b",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 1000\r\n\r\nASK",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nASK",
        b"",
    )
    with ExitStack() as stack:
        for each in half * 30:
            stack.enter_context(server.send(each))
        server.probe()
        # Those who ask for much and take nothing.
        much = quote("SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 20000")
        for _ in range(20):
            stack.enter_context(server.send(f"GET /sparql?query={much} HTTP/1.1\r\nHost: x\r\n\r\n".encode()))
        server.probe()
    server.probe()


@pytest.mark.parametrize(
    "data",
    [
        b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n" * 50 + b"\x00\xff\x16\x03 garbage \r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200),
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\nx",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\nContent-Length: 7\r\n\r\nASK {}",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nASK {}\r\n0\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-%d: y\r\n" % each for each in range(20_000)) + b"\r\n",
        b"GET /health HTTP/1.1\r\nHost: x\r\nX-Long: " + b"y" * 2_000_000 + b"\r\n\r\n",
        b"GET /" + b"a" * 2_000_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /sparql HTTP/1.1\r\n\r\n",
        b"GET http://other.example/sparql HTTP/1.1\r\nHost: x\r\n\r\n",
        b"FROBNICATE /sparql HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /sparql HTTP/9.9\r\nHost: x\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        b"POST /sparql?query=ASK%20%7B%7D HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nConnection: close\r\n\r\n",
        b"GET /sparql?query=ASK%20%7B%7D\r\nX: y HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
    ids=[
        "pipelined garbage", "TLS", "negative length", "huge length", "two lengths", "length and chunks", "wrong chunk",
        "header flood", "long header", "long address", "no host", "another host", "unknown method", "unknown version",
        "POST of nothing", "POST without a length",
        "line in the address",
    ],
)  # fmt: skip
def test_garbage_is_refused_or_answered_and_the_next_is_served(server: Server, data: bytes) -> None:
    answer = server.say(data)
    assert b" 500 " not in answer.split(b"\r\n", 1)[0]
    server.probe()


def test_a_large_request_is_refused_without_being_read(server: Server) -> None:
    query = b"ASK {} #" + b"x" * 5_000_000
    head = f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: {len(query)}\r\n\r\n"
    with server.send(head.encode()) as connection:
        assert connection.recv(65536).startswith(b"HTTP/1.1 413 ")
    server.probe()


@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd", "/muster/../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc%2fpasswd",
        "/muster/%2e%2e%2f%2e%2e%2fetc/passwd", "/%252e%252e%252fetc/passwd", "//etc/passwd", "/muster/use.csv%00.ttl",
        "/muster%00/use", "/static/..%2f..%2fapp.py", "/static/../app.py", "/static/%2e%2e/app.py", "/manifest.json%20",
        "/muster\\..\\..\\etc\\passwd", "/muster/%c0%ae%c0%ae/passwd", "/muster/use%0d%0aSet-Cookie:%20a=b", "/sparql/graphs?graph=file:///etc/passwd",
    ],
)  # fmt: skip
def test_no_path_leads_out_of_the_folder(server: Server, path: str) -> None:
    answer = server.say(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    status = int(answer.split(b" ", 2)[1])
    assert status in {301, 308, 400, 404, 406}, answer[:200]
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"root:" not in body
    assert b"import" not in body
    assert b"set-cookie" not in head.lower()


def test_nothing_that_a_client_says_makes_a_line_of_the_log(published: Path) -> None:
    with served(published, *OPTIONS) as (process, port):
        forged = "a%0d%0a2026-01-01 ERROR forged%1b[31m"
        for path in (f"/{forged}", f"/sparql?query={forged}", f"/sparql/graphs?graph={forged}", f"/muster/use?lang={forged}"):
            get(port, path.replace(" ", "%20"), User_Agent="x forged")
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=PATIENCE)
    assert "forged" not in said
    assert "\x1b" not in said


def test_the_cache_never_gives_one_question_the_answer_of_another(client: FlaskClient) -> None:
    """Requests that differ only where a careless key would not look."""
    asked = [
        ("/sparql", {"query": "SELECT ('a' AS ?x) {}"}, {}),
        ("/sparql", {"query": "SELECT ('a ' AS ?x) {}"}, {}),
        ("/sparql", {"query": "SELECT ('A' AS ?x) {}"}, {}),
        ("/sparql", {"query": "SELECT ('a#' AS ?x) {}"}, {}),
        ("/sparql", {"query": "SELECT ('a' AS ?x) {} # '"}, {}),
        ("/sparql", {"query": "SELECT ('a' AS ?x)\n{} # {\n"}, {}),
        ("/sparql", {"query": "SELECT ('a' AS ?x) {}", "format": "csv"}, {}),
        ("/sparql", {"query": "SELECT ('a' AS ?x) {}"}, {"Accept": "text/csv"}),
        ("/sparql", {"query": "SELECT ('a' AS ?x) {}"}, {"Accept": "application/sparql-results+xml"}),
        ("/sparql", {"query": "SELECT (COUNT(*) AS ?x) { ?s ?p ?o }"}, {}),
        ("/sparql", {"query": "SELECT (COUNT(*) AS ?x) { ?s ?p ?o }", "default-graph-uri": "https://w3id.org/kgsm/ns"}, {}),
        ("/sparql", {"query": "SELECT (COUNT(*) AS ?x) { ?s ?p ?o }", "named-graph-uri": "https://w3id.org/kgsm/ns"}, {}),
        ("/sparql", {"query": "SELECT (COUNT(*) AS ?x) { ?s ?p ?o }", "default-graph-uri": "https://w3id.org/kgsm/code"}, {}),
        ("/muster/use", {"lang": "de"}, {"Accept": "text/html"}),
        ("/muster/use", {"lang": "en"}, {"Accept": "text/html"}),
        ("/muster/use", {}, {"Accept": "text/html", "Accept-Language": "en"}),
        ("/muster/use", {}, {"Accept": "text/turtle"}),
    ]  # fmt: skip
    fresh = [
        client.post(path, data=data, headers=headers)
        if path == "/sparql"
        else client.get(path, query_string=data, headers=headers)
        for path, data, headers in asked
    ]
    for _ in range(2):
        for (path, data, headers), first in zip(asked, fresh, strict=True):
            found = client.get(path, query_string=data, headers=headers)
            assert (found.status_code, found.mimetype) == (first.status_code, first.mimetype)
            assert found.data == first.data, (path, data, headers)
    for host in ("one.example", "two.example", "one.example"):
        assert host in client.get("/sparql", headers={"Accept": "text/html", "Host": host}).text
    assert (
        client.get("/sparql", query_string={"query": "SELECT (STRUUID() AS ?x) {}"}).data
        != client.get("/sparql", query_string={"query": "SELECT (STRUUID() AS ?x) {}"}).data
    )


def test_a_copy_is_given_to_each_as_they_take_it(client: FlaskClient) -> None:
    address = "/muster/muster.ttl"
    plain = client.get(address)
    zipped = client.get(address, headers={"Accept-Encoding": "br;q=0.5, gzip;q=0.8"})
    assert (plain.headers.get("Content-Encoding"), zipped.headers["Content-Encoding"]) == (None, "gzip")
    assert len(zipped.data) < len(plain.data)
    assert plain.headers["ETag"] != zipped.headers["ETag"]
    assert not plain.headers["ETag"].startswith("W/")
    for each in (plain, zipped):
        assert "Accept-Encoding" in each.headers["Vary"]
        again = client.get(address, headers={"If-None-Match": each.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert "Content-Length" not in again.headers
    assert client.get(address, headers={"Accept-Encoding": "gzip;q=0"}).data == plain.data
    assert client.get(address, headers={"Range": "bytes=0-9", "Accept-Encoding": "gzip"}).data == plain.data[:10]
    head = client.head(address)
    assert (head.data, head.headers["Content-Length"]) == (b"", str(len(plain.data)))


# Deaths


def test_whoever_is_killed_the_server_recovers(published: Path) -> None:
    with served(published, *OPTIONS) as (process, port):
        server = Server(process, port)
        server.probe()
        # The youngest first: query workers, the process that holds the data, the front; then the new front, at once.
        for victim in sorted(server.family() - {process.pid}, reverse=True):
            server.killed(victim)
        server.killed(max(server.children()))
        family = server.family()
        os.kill(process.pid, signal.SIGKILL)
        process.wait(PATIENCE)
    deadline = time.monotonic() + PATIENCE
    while any(Path(f"/proc/{each}").exists() for each in family) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not [each for each in family if Path(f"/proc/{each}").exists()]
    # The port is free again: whoever restarts it succeeds.
    with served(published, *OPTIONS, port=port) as (process, again):
        assert again == port
        Server(process, port).probe()


# Fuzz


SOME = st.sampled_from(
    ["ASK {}", "SELECT * { ?s ?p ?o } LIMIT 3", "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1", "DESCRIBE <x:a>", "SELECT", "", "DROP ALL", "\0", "ASK { SERVICE <x:a> {} }"]
)  # fmt: skip
TEXT = st.text(max_size=30)
TOKENS = st.sampled_from(
    ["*/*", "text/html", "text/turtle", "text/csv;q=0.3", "application/json", ";", ",", "q=", '"', "*", "a/b;c=d;q=9", "é", "application/sparql-results+xml;q=1.0"]
)  # fmt: skip
HEADER = st.one_of(
    st.lists(TOKENS, max_size=4).map(",".join), st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=30)
)
NAMES = st.one_of(
    st.sampled_from(
        ["query", "format", "lang", "update", "default-graph-uri", "named-graph-uri", "graph", "default", "page", "output"]
    ),
    TEXT,
)
PARAMETERS = st.lists(
    st.tuples(NAMES, st.one_of(SOME, TEXT, st.sampled_from(["csv", "ttl", "en", "https://w3id.org/kgsm/ns"]))), max_size=4
)
PATHS = st.one_of(
    st.sampled_from(["/sparql", "/sparql/", "/sparql/graphs", "/.well-known/void", "/", "/muster/use", "/muster/use.csv", "/catalog", "/about", "/download", "/code", "/health"]),
    TEXT.map(lambda text: "/" + quote(text)),
)  # fmt: skip
HEADERS = st.dictionaries(
    st.sampled_from(["Accept", "Accept-Language", "Accept-Encoding", "If-None-Match", "If-Match", "If-Range", "Range", "Content-Type", "Host", "Origin"]),
    HEADER,
    max_size=4,
)  # fmt: skip
METHODS = st.sampled_from(["GET", "GET", "GET", "POST", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"])
BODIES = st.one_of(
    st.binary(max_size=60), SOME.map(str.encode), PARAMETERS.map(lambda pairs: urlencode(pairs, errors="replace").encode())
)
TYPES = st.one_of(
    st.sampled_from(["application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-query; charset=utf-16", "multipart/form-data", "text/plain"]),
    HEADER,
)  # fmt: skip


REQUESTS = {
    "method": METHODS,
    "path": PATHS,
    "parameters": PARAMETERS,
    "headers": HEADERS,
    "body": BODIES,
    "content_type": TYPES,
}


def answered_well(
    client: FlaskClient, method: str, path: str, parameters: list[tuple[str, str]], headers: dict[str, str], body: bytes, content_type: str
) -> None:  # fmt: skip
    more: dict[str, object] = {"data": body, "content_type": content_type} if method in {"POST", "PUT", "PATCH"} else {}
    address = f"{path}?{urlencode(parameters, errors='replace')}"
    # The test client takes what follows `//` for a host; a server takes it for a path.
    more["environ_overrides"] = {"PATH_INFO": unquote_to_bytes(path).decode("latin-1")}
    query = urlencode(parameters, errors="replace")
    response = client.open("/", query_string=query, method=method, headers=headers, **more)  # type: ignore[arg-type]
    assert response.status_code < 500, (method, address, headers, response.text)
    if response.status_code >= 400 and method != "HEAD":
        assert response.mimetype in {"application/problem+json", "text/html"}


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(**REQUESTS)
def test_no_request_is_500(client: FlaskClient, **request: Any) -> None:
    answered_well(client, **request)


@pytest.mark.slow
@settings(max_examples=20_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(**REQUESTS)
def test_none_of_20_000_requests_is_500(client: FlaskClient, **request: Any) -> None:
    answered_well(client, **request)
