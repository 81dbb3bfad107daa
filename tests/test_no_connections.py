"""What a query, an update or a file says never makes the server connect to anyone: someone listens, and nobody comes.

Two things are watched: sockets that listen, by TCP and UDP, on this machine, which every request names; and each connection
that a process of the server begins, by the tables of the kernel (/proc/net).
"""

import json
import os
import re
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlencode

import pytest

from kgsm.problems import PublishedError
from kgsm.store import lay_out
from tests.test_attacks import Server
from tests.test_serve_server import PATIENCE, served
from tests.written import TOKEN, publish_things

pytestmark = pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="connections are read from /proc")

QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
TABLES: Final = ("tcp", "tcp6", "udp", "udp6")


class Listener:
    """Sockets on this machine that note whoever comes."""

    def __init__(self) -> None:
        self.stream = socket.create_server(("127.0.0.1", 0))
        self.port = self.stream.getsockname()[1]
        self.datagram = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.datagram.bind(("127.0.0.1", self.port))
        self.stream.setblocking(False)  # noqa: FBT003
        self.datagram.setblocking(False)  # noqa: FBT003

    def visited(self) -> bool:
        """Return whether anybody has connected, or sent anything. A connection waits here to be accepted."""
        with suppress(BlockingIOError):
            self.stream.accept()[0].close()
            return True
        with suppress(BlockingIOError):
            return bool(self.datagram.recvfrom(1))
        return False

    def close(self) -> None:
        self.stream.close()
        self.datagram.close()


class Watch(threading.Thread):
    """Looks, again and again, which connections the processes of a server have that do not end at the server's own port."""

    def __init__(self, server: Server) -> None:
        super().__init__(daemon=True)
        self.server, self.found, self.over, self.looks = server, set[str](), threading.Event(), 0

    def run(self) -> None:
        while not self.over.wait(0.02):
            self.found |= connections(self.server)
            self.looks += 1


def connections(server: Server) -> set[str]:
    """Return the lines of the kernel's tables that are connections of the server's, but for those of its clients."""
    mine = set()
    for process in server.family():
        with suppress(OSError):
            for each in Path(f"/proc/{process}/fd").iterdir():
                with suppress(OSError):
                    if match := re.fullmatch(r"socket:\[(\d+)\]", str(each.readlink())):
                        mine.add(match[1])
    found = set()
    for table in TABLES:
        with suppress(OSError):
            for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
                fields = line.split()
                if fields[9] in mine and int(fields[1].rpartition(":")[2], 16) != server.port:
                    found.add(f"{table} {fields[1]} {fields[2]}")
    return found


@pytest.fixture
def listener() -> Iterator[Listener]:
    found = Listener()
    yield found
    assert not found.visited()
    found.close()


@contextmanager
def watched(server: Server) -> Iterator[None]:
    watch = Watch(server)
    watch.start()
    yield
    while watch.looks < 5:
        watch.over.wait(0.02)
    watch.over.set()
    watch.join()
    assert not watch.found


def sent(port: int, method: str, path: str, body: bytes, **headers: str) -> tuple[int, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def queries(there: str) -> list[str]:
    return [
        f"SELECT * {{ SERVICE <{there}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ SERVICE SILENT <{there}> {{ ?s ?p ?o }} }}",
        f"BASE <{there}> SELECT * {{ SERVICE <> {{ ?s ?p ?o }} }}",
        f"PREFIX x: <{there}> SELECT * {{ SERVICE SILENT x: {{ ?s ?p ?o }} }}",
        f"SELECT * {{ VALUES ?e {{ <{there}> }} SERVICE ?e {{ ?s ?p ?o }} }}",
        f"SELECT * {{ BIND(IRI('{there}') AS ?e) SERVICE SILENT ?e {{ ?s ?p ?o }} }}",
        f"ASK {{ FILTER EXISTS {{ SERVICE <{there}> {{ ?s ?p ?o }} }} }}",
        f"ASK {{ ?s ?p ?o MINUS {{ SERVICE <{there}> {{ ?s ?p ?o }} }} }}",
        f"SELECT * {{ {{ SELECT * {{ OPTIONAL {{ SERVICE SILENT <{there}> {{ ?s ?p ?o }} }} }} }} }}",
        f"SELECT * {{ GRAPH ?g {{ SERVICE <{there}> {{ SERVICE <{there}> {{ ?s ?p ?o }} }} }} }}",
        f"SELECT (EXISTS {{ SERVICE <{there}> {{ ?s ?p ?o }} }} AS ?x) {{}}",
        f"SELECT ?x {{ BIND(EXISTS {{ SERVICE SILENT <{there}> {{ ?s ?p ?o }} }} AS ?x) }}",
        f"ASK {{ ?s ?p ?o }} HAVING (EXISTS {{ SERVICE <{there}> {{ ?s ?p ?o }} }})",
        f"SELECT * {{ ?s ?p ?o }} ORDER BY (EXISTS {{ SERVICE SILENT <{there}> {{ ?s ?p ?o }} }})",
        f"SELECT * {{ \\u0053ERVICE <{there}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ SERVICE#\n#{{\nSILENT<{there}>{{ ?s ?p ?o }} }}",
        f"CONSTRUCT {{ ?s ?p ?o }} {{ SERVICE <{there}> {{ ?s ?p ?o }} }}",
        f"DESCRIBE ?s {{ SERVICE <{there}> {{ ?s ?p ?o }} }}",
        f"DESCRIBE <{there}>",
        f"SELECT * FROM <{there}> FROM NAMED <{there}> {{ ?s ?p ?o GRAPH ?g {{ ?a ?b ?c }} }}",
        f"SELECT * {{ GRAPH <{there}> {{ ?s ?p ?o }} }}",
        f"LOAD <{there}>",
    ]  # fmt: skip


def updates(there: str) -> list[str]:
    return [
        f"LOAD <{there}>",
        f"LOAD SILENT <{there}> INTO GRAPH <x:g>",
        f"PREFIX x: <{there}> CLEAR SILENT GRAPH <x:g> ; lOaD x:",
        f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE SILENT <{there}> {{ ?s ?p ?o }} }}",
        f"DELETE {{ ?s ?p ?o }} USING <{there}> WHERE {{ SERVICE <{there}> {{ ?s ?p ?o }} }}",
        f"INSERT {{ <x:s> <x:p> ?x }} WHERE {{ BIND(EXISTS {{ SERVICE SILENT <{there}> {{ ?s ?p ?o }} }} AS ?x) }}",
        f"INSERT {{ GRAPH <x:g> {{ ?s ?p ?o }} }} USING NAMED <{there}> WHERE {{ GRAPH <{there}> {{ ?s ?p ?o }} }}",
        f"INSERT DATA {{ <x:s> <http://www.w3.org/2002/07/owl#imports> <{there}> ; <http://www.w3.org/ns/shacl#shapesGraph> <{there}> }}",
    ]  # fmt: skip


def bodies(there: str) -> list[tuple[str, bytes]]:
    context = {"@context": there, "@id": "x:s", "x:p": 1}
    return [
        ("application/ld+json", json.dumps(context).encode()),
        ("application/ld+json", json.dumps({**context, "@context": [{}, there]}).encode()),
        ("application/ld+json", json.dumps({**context, "@context": {"@import": there}}).encode()),
        ("application/ld+json", json.dumps({**context, "@context": {"t": {"@id": "x:t", "@context": there}}, "t": {"x:q": 1}}).encode()),
        ("application/rdf+xml", f'<!DOCTYPE r SYSTEM "{there}"><r/>'.encode()),
        ("application/rdf+xml", f'<!DOCTYPE r [<!ENTITY e SYSTEM "{there}">]><r>&e;</r>'.encode()),
        ("application/rdf+xml", f'<!DOCTYPE r [<!ENTITY % e SYSTEM "{there}"> %e;]><r/>'.encode()),
        ("text/turtle", f"@base <{there}> . <> <http://www.w3.org/2002/07/owl#imports> <> .".encode()),
    ]  # fmt: skip


def test_no_query_makes_the_server_connect_to_anyone(published: Path, listener: Listener) -> None:
    with served(published, "--time-limit", "5", "--workers", "1") as (process, port):
        server = Server(process, port)
        server.probe()
        with watched(server):
            for there in (f"http://127.0.0.1:{listener.port}/x", f"http://localhost:{listener.port}/x"):
                for query in queries(there):
                    status, body = sent(port, "POST", "/sparql", query.encode(), Content_Type=QUERY)
                    assert status in {200, 400}, (query, body)
                    assert status == 400 or "SERVICE" not in query, query
                for name in ("default-graph-uri", "named-graph-uri"):
                    asked = urlencode({"query": "SELECT * { ?s ?p ?o }", name: there})
                    assert sent(port, "GET", f"/sparql?{asked}", b"")[0] == 200
                assert sent(port, "GET", f"/sparql/graphs?graph={quote(there, safe='')}", b"")[0] == 404
                # The description says where it was asked; nobody looks there.
                assert sent(port, "GET", "/sparql", b"", Host=f"127.0.0.1:{listener.port}")[0] == 200
        server.probe()


@pytest.mark.slow
def test_no_update_and_no_graph_makes_the_server_connect_to_anyone(tmp_path: Path, listener: Listener) -> None:
    things = publish_things(tmp_path / "published")
    os.environ["KGSM_TOKEN"] = TOKEN
    try:
        with served(things, "--writable", "--state", str(tmp_path / "state")) as (process, port):
            server = Server(process, port)
            key = {"Authorization": f"Bearer {TOKEN}"}
            there = f"http://127.0.0.1:{listener.port}/x"
            with watched(server):
                for text in updates(there):
                    status, body = sent(port, "POST", "/sparql", text.encode(), Content_Type=UPDATE, **key)
                    assert status in {204, 400}, (text, body)
                for media_type, content in bodies(there):
                    status, body = sent(port, "PUT", "/sparql/graphs?graph=x:put", content, Content_Type=media_type, **key)
                    assert status in {201, 204, 400}, (content, body)
            process.send_signal(signal.SIGINT)
            assert process.stderr is not None
            assert TOKEN not in process.communicate(timeout=PATIENCE)[1]
    finally:
        del os.environ["KGSM_TOKEN"]


def test_no_file_makes_kgsm_connect_to_anyone(tmp_path: Path, listener: Listener) -> None:
    for number, (media_type, content) in enumerate(bodies(f"http://127.0.0.1:{listener.port}/x")):
        suffix = {"application/ld+json": "jsonld", "application/rdf+xml": "rdf", "text/turtle": "ttl"}[media_type]
        path = tmp_path / f"file-{number}.{suffix}"
        path.write_bytes(content)
        with suppress(PublishedError):
            lay_out([path], "http://b.example/", tmp_path)


def test_the_watch_sees_a_connection(published: Path, listener: Listener) -> None:
    """That it sees nothing says something only because it would."""
    with served(published, "--workers", "1", "--allow-service", f"http://127.0.0.1:{listener.port}/x", "--time-limit", "3") as (
        process,
        port,
    ):
        server = Server(process, port)
        watch = Watch(server)
        watch.start()
        status, _ = sent(
            port, "POST", "/sparql", queries(f"http://127.0.0.1:{listener.port}/x")[0].encode(), Content_Type=QUERY
        )
        assert status in {502, 503, 504}
        watch.over.set()
        watch.join()
        assert any(f":{listener.port:04X}" in each for each in watch.found)
        assert listener.visited()
