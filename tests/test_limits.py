"""Limits of requests, clients and memory, where they are kept in the process that speaks HTTP."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import cast

import pytest
from flask import Flask
from werkzeug.serving import make_server

from kgsm import app
from kgsm.limits import Limits
from kgsm.problems import QueryError
from kgsm.serve import create_app
from kgsm.serve.front import Front
from kgsm.serve.server import workers_for
from kgsm.serve.turnstile import Gate, Turnstile, client_at
from kgsm.sparql import CSV, JSON, Answer, Query, Store
from kgsm.store import Cached, open_pool
from kgsm.store.pool import Pool
from tests.serving import Client, client_of
from tests.test_pool import ENDLESS
from tests.test_serve_server import PATIENCE

ONE = Query("SELECT (1 AS ?x) {}")


class Counted:
    """A store that counts what reaches it."""

    def __init__(self, store: Store) -> None:
        self.store, self.asked = store, 0

    def answer(self, query: Query, rows: str | None = JSON, graph: str | None = None) -> Answer:
        self.asked += 1
        return self.store.answer(query, rows, graph)

    def version(self, query: Query) -> str | None:
        return self.store.version(query)

    def close(self) -> None:
        pass


def test_what_was_asked_before_is_answered_from_memory_in_each_format(store: Store) -> None:
    counted = Counted(store)
    cached = Cached(counted)
    for _ in range(3):
        assert cached.answer(ONE).read() == store.answer(ONE).read()
        assert cached.answer(ONE, rows=CSV).read() == b"x\r\n1\r\n"
        assert cached.answer(ONE).digest == store.answer(ONE).digest
    assert counted.asked == 2
    volatile = Query("SELECT (STRUUID() AS ?x) {}")
    assert cached.answer(volatile).read() != cached.answer(volatile).read()
    with pytest.raises(QueryError):
        cached.answer(Query("SELECT"))
    with pytest.raises(QueryError):
        cached.answer(Query("SELECT"))
    assert counted.asked == 6


def test_the_memory_of_answers_is_bounded_and_forgets_the_oldest(store: Store) -> None:
    counted = Counted(store)
    cached = Cached(counted, room=3000, largest=1000)
    queries = [Query(f"SELECT ('{number:0500}' AS ?x) {{}}") for number in range(6)]
    for each in queries:
        cached.answer(each)
    assert cached._size <= 3000
    asked = counted.asked
    cached.answer(queries[-1])
    assert counted.asked == asked
    cached.answer(queries[0])
    assert counted.asked == asked + 1
    large = Query(f"SELECT ('{'x' * 2000}' AS ?x) {{}}")
    for _ in range(2):
        assert len(cached.answer(large).read()) > 2000
    assert counted.asked == asked + 3
    cached.close()


def test_a_client_passes_so_often_at_a_time_and_others_are_not_counted_with_it() -> None:
    turnstile = Turnstile(2)
    for client in ("a", "a", "b"):
        turnstile.enter(client)
    with pytest.raises(QueryError, match="2 queries under way") as caught:
        turnstile.enter("a")
    assert caught.value.status == 429
    turnstile.leave("b")
    turnstile.leave("a")
    turnstile.enter("a")
    assert set(turnstile._under_way) == {"a"}
    turnstile.leave("a")
    turnstile.leave("a")
    assert not turnstile._under_way


COUNTING = """
import sys
from pathlib import Path
from kgsm.problems import QueryError
from kgsm.serve.turnstile import Gate, Turnstile, client_at
turnstile, entered = Turnstile(3, Path(sys.argv[1])), 0
try:
    while True:
        turnstile.enter("a")
        entered += 1
except QueryError:
    print(entered, flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="locks of this kind are Linux's")
def test_processes_count_a_client_together_and_one_that_is_killed_counts_no_more(tmp_path: Path) -> None:
    shared = tmp_path / "count"
    here, there = Turnstile(3, shared), Turnstile(3, shared)  # two releases in one process
    assert here.is_shared
    assert not Turnstile(3, tmp_path / "none" / "count").is_shared
    here.enter("a")
    command = [sys.executable, "-c", COUNTING, str(shared)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "2\n"
        there.enter("b")
        for each in (here, there):
            with pytest.raises(QueryError, match="3 queries under way"):
                each.enter("a")
        process.kill()
    here.enter("a")
    there.enter("a")
    here.close()
    for _ in range(2):
        there.enter("a")
    assert shared.stat().st_size == 0


def test_one_who_has_many_addresses_is_one_client() -> None:
    assert client_at("2001:db8:1:2:a::1") == client_at("2001:db8:1:2::f") != client_at("2001:db8:1:3::f")
    assert client_at("::ffff:192.0.2.1") == client_at("192.0.2.1") != client_at("192.0.2.2")
    assert client_at("fe80::1%eth0") == client_at("fe80::2")
    assert client_at("a:b") == "a:b"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="workers are forked")
def test_who_has_no_query_running_does_not_wait_for_the_queries_of_one_who_has(published: Path) -> None:
    def endless(pool: Pool, number: int) -> None:
        with suppress(QueryError):  # it ends with the pool
            pool.answer(Query(f"{ENDLESS} # {number}", client="greedy"))

    with open_pool(published, Limits(seconds=PATIENCE, public=2, patience=0)) as pool:
        threads = [threading.Thread(target=endless, args=(pool, number)) for number in range(2)]
        for each in threads:
            each.start()
        while pool._places[False]._running["greedy"] < 2:
            time.sleep(0.01)
        with pytest.raises(QueryError, match="Too many"):
            pool.answer(Query(ENDLESS, client="greedy"))
        for number in range(10):
            assert pool.answer(Query(ONE.text, client=f"192.0.2.{number}")).size
        assert pool._places[False]._running == {"greedy": 2}
    for each in threads:
        each.join()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="workers are forked")
def test_too_many_queries_of_one_client_are_429_and_of_all_503_at_once(published: Path) -> None:
    limits = Limits(seconds=3, public=1, waiting=1, patience=60, client=3)
    with open_pool(published, limits) as pool:
        application = create_app(published, pool, limits)
        application.test_client_class = Client
        found: list[tuple[int, str | None, str]] = []

        def ask(address: str) -> None:
            query = {"query": f"{ENDLESS} # {threading.get_ident()}"}
            response = application.test_client().get(
                "/sparql", query_string=query, headers={"Accept": "application/json"}, environ_base={"REMOTE_ADDR": address}
            )
            found.append((response.status_code, response.headers.get("Retry-After"), json.loads(response.data)["detail"]))

        threads = [threading.Thread(target=ask, args=(address,)) for address in ["192.0.2.1"] * 6 + ["192.0.2.2"] * 2]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    assert {status for status, _, _ in found} <= {429, 503}
    assert all(again for _, again, _ in found)
    assert sum("longer than" in detail for _, _, detail in found) >= 2  # the one that ran, and the one that waited
    assert sum("Too many" in detail for _, _, detail in found) >= 1


@contextmanager
def listening(application: Flask) -> Iterator[int]:
    server = make_server("127.0.0.1", 0, application, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_request_that_does_not_arrive_is_408_and_one_too_many_503(published: Path, store: Store) -> None:
    half = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 99\r\n\r\nASK"
    application = create_app(published, store, Limits(arrival=5, transfers=1))
    front = cast("Front", application.wsgi_app)
    with listening(application) as port:

        def send(data: bytes) -> socket.socket:
            connection = socket.create_connection(("127.0.0.1", port), timeout=60)
            connection.sendall(data)
            return connection

        with send(half) as first:
            while front._arrivals._places._value:
                time.sleep(0.01)
            with send(half) as second:
                answer = second.recv(65536)
                assert b" 503 " in answer[:20]
                assert b"Retry-After" in answer
            assert b" 408 " in first.recv(65536)[:20]
        with send(half.replace(b": 99", b": 6") + b" {}") as third:
            assert b" 200 " in third.recv(65536)[:20]


def test_one_client_does_not_take_all_places_of_requests_that_arrive(published: Path, store: Store) -> None:
    gate = Gate(3, 2)
    assert [gate.enter(each) for each in ("a", "a", "a", "b", "c")] == [0, 0, 429, 0, 503]
    gate.leave("a")
    assert [gate.enter(each) for each in ("c", "b", "a")] == [0, 503, 503]
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 6\r\n\r\n"
    application = create_app(published, store, Limits(arrival=PATIENCE, transfers=16, client=2))
    with listening(application) as port, ExitStack() as stack:
        for _ in range(2):
            half = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=60))
            half.sendall(head)
        while cast("Front", application.wsgi_app)._arrivals._places._value > 14:
            time.sleep(0.01)
        third = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=60))
        third.sendall(head)
        answer = third.recv(65536)
        assert b" 429 " in answer[:20]
        assert b"Retry-After" in answer
        client = application.test_client()
        other = {"REMOTE_ADDR": "192.0.2.9"}
        assert (
            client.post("/sparql", data="ASK {}", content_type="application/sparql-query", environ_base=other).status_code
            == 200
        )


def test_a_proxy_in_front_says_who_asks_and_under_which_name(published: Path, store: Store) -> None:
    headers = {"X-Forwarded-Host": "data.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
    for behind, expected in ((True, "https://data.example/sparql"), (False, "http://localhost/sparql")):
        application = app.create_app(published, store, behind_proxy=behind)
        assert expected in application.test_client().get("/sparql", headers=headers).text


def test_a_request_is_as_large_as_the_limit_allows(published: Path, store: Store) -> None:
    application = create_app(published, store, Limits(request=100))
    client = application.test_client()
    for length, status in ((100, 200), (101, 413)):
        body = "ASK {} #".ljust(length, "x")
        assert client.post("/sparql", data=body, content_type="application/sparql-query").status_code == status
    assert (
        client_of(published, store)
        .post("/sparql", data="ASK {} #" + "x" * 900_000, content_type="application/sparql-query")
        .status_code
        == 200
    )


def test_there_are_as_many_processes_as_cores_and_memory_allow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(16)))
    monkeypatch.setattr(os, "sysconf", {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": 6_000_000}.__getitem__)  # 24 GB
    assert workers_for(0) == 8
    assert workers_for(400_000_000) == 3
    assert workers_for(10**12) == 1
