"""How responses travel: in the coding a client takes, in bounded memory, and broken off where they cannot come to their end."""

import gzip
import json
import os
import signal
import socket
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

import brotli
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from kgsm.app import create_app
from kgsm.serve.encodings import CODINGS, chosen, encoded, encoding
from kgsm.sparql import JSON, TURTLE
from kgsm.store import Shelved, lay_out
from tests.serving import Client
from tests.test_attacks import Server
from tests.test_serve_server import PATIENCE, get, served

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

DECODED = {"gzip": gzip.decompress, "br": brotli.decompress, "zstd": zstd.decompress}
EVERYTHING = "/sparql?query=" + quote("SELECT * { ?a ?b ?c . ?d ?e ?f }")


@pytest.fixture(scope="module")
def long_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a folder with a file of several megabytes."""
    folder = tmp_path_factory.mktemp("long")
    source = folder / "long.nt"
    source.write_text("".join(f'<http://x.example/{n}> <http://x.example/p> "value {n}" .\n' for n in range(40_000)))
    published = folder / "published"
    published.mkdir()
    lay_out([source], "http://x.example/", published)
    return published


@pytest.fixture(scope="module")
def client_of_long(long_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    app = create_app(long_file, shared=tmp_path_factory.mktemp("shared"))
    app.test_client_class = Client
    yield app.test_client()
    app.extensions["kgsm"].close()


@pytest.fixture(scope="module")
def server(published: Path) -> Iterator[Server]:
    with served(published, "--answer-limit", "8", "--workers", "1", "--access-log", "--metrics") as (process, port):
        yield Server(process, port)


class Readable(Protocol):
    def read(self, count: int, /) -> bytes: ...


def drain(body: Readable) -> None:
    while body.read(65536):
        pass


# Codings


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("", None), ("identity", None), ("gzip", "gzip"), ("br", "br"), ("zstd", "zstd"), ("gzip, deflate, br, zstd", "zstd"),
        ("gzip;q=1.0, br;q=0.5", "gzip"), ("gzip;q=0", None), ("*", "zstd"), ("*;q=0", None), ("gzip;q=0.5, identity", None),
        ("br;q=0, gzip", "gzip"), ("GZIP", "gzip"), ("nonsense", None), ("zstd;q=0.1, *;q=0.9", "br"),
    ],
)  # fmt: skip
def test_the_coding_is_the_one_that_the_client_likes_best(header: str, coding: str | None) -> None:
    assert chosen(header) == coding


@given(st.lists(st.binary(max_size=2000), max_size=5), st.sampled_from(CODINGS))
def test_what_is_coded_comes_back(pieces: list[bytes], coding: str) -> None:
    body = b"".join(pieces)
    assert DECODED[coding](encoded(body, coding)) == body
    if coding == "gzip":
        assert zlib.decompress(b"".join(encoding(pieces, coding)), 31) == body
    else:
        assert DECODED[coding](b"".join(encoding(pieces, coding))) == body


@pytest.mark.parametrize("coding", CODINGS)
def test_short_and_long_answers_come_in_every_coding(client_of_long: FlaskClient, coding: str) -> None:
    for limit in (50, 20_000):
        query = {"query": f"SELECT * {{ ?s ?p ?o }} LIMIT {limit}"}
        plain = client_of_long.get("/sparql", query_string=query)
        found = client_of_long.get("/sparql", query_string=query, headers={"Accept-Encoding": coding})
        assert found.headers["Content-Encoding"] == coding
        assert "Accept-Encoding" in found.headers["Vary"]
        assert json.loads(DECODED[coding](found.data)) == json.loads(plain.data)
        again = client_of_long.get(
            "/sparql", query_string=query, headers={"Accept-Encoding": coding, "If-None-Match": found.headers["ETag"]}
        )
        assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("coding", CODINGS)
def test_a_long_file_is_coded_once_and_then_has_a_length(client_of_long: FlaskClient, coding: str) -> None:
    path = "/sparql/graphs?default" if coding == "none" else "/graph-1.nt"
    plain = client_of_long.get(path)
    assert plain.status_code == 200
    assert len(plain.data) > 1_000_000
    first = client_of_long.get(path, headers={"Accept-Encoding": coding})
    second = client_of_long.get(path, headers={"Accept-Encoding": coding})
    for each in (first, second):
        assert DECODED[coding](each.data) == plain.data
        assert each.headers["ETag"] == f'{plain.headers["ETag"][:-1]}-{coding}"'
    assert int(second.headers["Content-Length"]) == len(second.data) < len(plain.data) / 3
    again = client_of_long.get(path, headers={"Accept-Encoding": coding, "If-None-Match": second.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    head = client_of_long.head(path, headers={"Accept-Encoding": coding})
    assert (head.headers["ETag"], head.headers["Content-Encoding"]) == (second.headers["ETag"], coding)


def test_ranges_are_of_the_file_itself(client_of_long: FlaskClient) -> None:
    plain = client_of_long.get("/graph-1.nt")
    etag = plain.headers["ETag"]
    asked = {"Accept-Encoding": "zstd", "Range": "bytes=1000-1999"}
    found = client_of_long.get("/graph-1.nt", headers=asked)
    assert (found.status_code, found.data) == (206, plain.data[1000:2000])
    assert "Content-Encoding" not in found.headers
    assert found.headers["Content-Range"] == f"bytes 1000-1999/{len(plain.data)}"
    assert client_of_long.get("/graph-1.nt", headers={**asked, "If-Range": etag}).status_code == 206
    other = client_of_long.get("/graph-1.nt", headers={**asked, "If-Range": f'{etag[:-1]}-zstd"'})
    assert (other.status_code, other.data) == (200, plain.data)
    assert client_of_long.get("/graph-1.nt", headers={"Range": "bytes=999999999-"}).status_code == 416
    tail = client_of_long.get("/graph-1.nt", headers={"Range": "bytes=-10"})
    assert (tail.status_code, tail.data) == (206, plain.data[-10:])
    whole = client_of_long.get("/graph-1.nt", headers={"Range": "bytes=-999999999"})
    assert (whole.status_code, whole.data) == (206, plain.data)
    assert client_of_long.get("/graph-1.nt", headers={"Range": f"bytes=-{'9' * 5000}"}).status_code == 416
    assert client_of_long.get("/graph-1.nt", headers={"Range": "bytes=-0"}).status_code == 416


# Shared answers


def test_processes_share_answers_and_no_slot_is_mistaken_for_another(tmp_path: Path) -> None:
    here, there = Shelved(tmp_path), Shelved(tmp_path)
    for number in range(400):  # more than there are slots
        here.keep((f"version {number}", JSON, TURTLE), (JSON, str(number).encode(), "digest"))
    found = {number: there.get((f"version {number}", JSON, TURTLE)) for number in range(400)}
    assert all(held is None or held[1] == str(number).encode() for number, held in found.items())
    assert 0 < sum(held is not None for held in found.values()) <= 128
    assert there.get(("version 399", JSON, None)) is None
    for path in tmp_path.iterdir():
        path.write_bytes(path.read_bytes()[:-1])
    assert not any(there.get((f"version {number}", JSON, TURTLE)) for number in range(400))
    assert Shelved(Path("/proc/nowhere")).get(("x",)) is None


# What breaks off


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Accept": "text/csv"},
        {"Accept": "text/tab-separated-values"},
        {"Accept-Encoding": "gzip"},
        {"Accept-Encoding": "zstd"},
    ],
)
def test_a_long_answer_that_is_stopped_never_looks_complete(server: Server, headers: dict[str, str]) -> None:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    connection.request("GET", EVERYTHING, headers=headers)
    response = connection.getresponse()
    assert response.status == 200
    assert response.getheader("Content-Length") is None
    with response, pytest.raises((HTTPException, OSError)):
        drain(response)
    connection.close()
    server.probe()


def test_nor_does_it_where_the_end_of_the_connection_is_all_that_marks_it(server: Server) -> None:
    with (
        server.send(f"GET {EVERYTHING} HTTP/1.0\r\nHost: x\r\n\r\n".encode()) as connection,
        pytest.raises(ConnectionResetError),
    ):
        drain(connection.makefile("rb"))
    server.probe()


@pytest.mark.slow
def test_whatever_stops_a_long_answer_it_never_looks_complete(published: Path) -> None:
    """Time and memory that run out behind the first megabytes, and processes that are killed: the reader sees a broken transfer."""
    much, more = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i", "?u ?v ?w . ?x ?y ?z . ?q ?r ?s . ?k ?l ?m"
    begun = f"{{ SELECT * {{ {much} }} LIMIT 30000 }}"
    queries = {
        "time": f"SELECT * {{ {begun} UNION {{ SELECT (COUNT(*) AS ?n) {{ {more} FILTER(?u != ?x) }} }} }}",
        "memory": f"SELECT * {{ {begun} UNION {{ SELECT DISTINCT * {{ {more} }} OFFSET 1000000000 }} }}",
        "worker": f"SELECT * {{ {much} }}",
        "server": f"SELECT * {{ {much} }}",
    }
    stopped = set[str]()
    with served(published, "--workers", "1", "--time-limit", "6", "--memory-limit", "200") as (process, port):
        server = Server(process, port)
        server.probe()
        for name, query in queries.items():
            for headers in ({}, {"Accept-Encoding": "br"}) if name != "memory" else ({},):
                connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
                connection.request("GET", f"/sparql?query={quote(query)}", headers=headers)
                response = connection.getresponse()
                if response.status == 503:  # stopped before its first byte, on a busy machine: an error, not a part
                    response.close()
                    connection.close()
                    continue
                assert response.status == 200
                assert response.read(100_000)
                stopped.add(name)
                near = server.children()  # the process that speaks HTTP; those that evaluate are further down
                for each in {"worker": server.family() - near - {process.pid}, "server": near}.get(name, ()):
                    with suppress(ProcessLookupError):
                        os.kill(each, signal.SIGKILL)
                with response, pytest.raises((HTTPException, OSError)):
                    drain(response)
                connection.close()
                server.recovers()
    assert stopped >= {"worker", "server"}


def test_who_breaks_off_or_takes_nothing_holds_no_query(server: Server) -> None:
    for _ in range(4):
        with server.send(f"GET {EVERYTHING} HTTP/1.1\r\nHost: x\r\n\r\n".encode()) as connection:
            assert connection.recv(100).startswith(b"HTTP/1.1 200")
    waiting = [server.send(f"GET {EVERYTHING} HTTP/1.1\r\nHost: x\r\n\r\n".encode()) for _ in range(6)]
    server.probe()
    for each in waiting:
        each.close()
    server.probe()


# Counts and lines


def test_counts_are_for_this_machine_and_lines_name_neither_query_nor_client(server: Server) -> None:
    assert get(server.port, "/sparql?query=" + quote("ASK { <http://secret.example/> ?p ?o }"))[0] == 200
    status, headers, body = get(server.port, "/metrics")
    assert (status, headers["content-type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")
    counted = {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in body.decode().splitlines() if line[0] != "#"}
    assert counted['kgsm_requests_total{part="sparql",status="2xx"}'] > 0
    assert (
        counted['kgsm_request_seconds_count{part="sparql"}'] == counted['kgsm_request_seconds_bucket{part="sparql",le="+Inf"}']
    )
    assert get(server.port, "/metrics", X_Forwarded_For="192.0.2.1")[0] == 404
    assert server.process.stderr is not None
    while True:
        line = server.process.stderr.readline()
        if '"/metrics"' in line:
            break
        assert "secret" not in line
        assert "127.0.0.1" not in line or line.startswith("kgsm: ")
        if line.startswith("{"):
            assert set(json.loads(line)) == {"time", "method", "path", "status", "bytes", "seconds"}


# Much


@pytest.mark.slow
def test_500_megabytes_leave_in_constant_memory(published: Path) -> None:
    with served(published, "--workers", "1") as (process, port):
        server = Server(process, port)
        server.probe()
        before = server.memory()
        largest = taken = 0
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        connection.request("GET", "/sparql?query=" + quote("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } LIMIT 1200000"))
        response = connection.getresponse()
        while piece := response.read(1_000_000):
            taken += len(piece)
            largest = max(largest, server.memory())
        connection.close()
    assert taken > 500_000_000
    assert largest - before < 100_000_000


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the kernel does it, Linux's")
def test_who_takes_nothing_is_cut_off(published: Path) -> None:
    with served(published, "--workers", "1") as (_, port):
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE * 2) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.sendall(f"GET {EVERYTHING} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            deadline = time.monotonic() + 3 * PATIENCE
            while True:
                state = subprocess.run(
                    ["ss", "-tnH", "state", "established", "sport", "=", f":{port}"],
                    capture_output=True,
                    text=True,
                    check=False,
                )
                if not state.stdout.strip():
                    break
                assert time.monotonic() < deadline
                time.sleep(1)
        assert get(port, "/health")[0] == 200
