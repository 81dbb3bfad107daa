"""What a query worker cannot do, asked of the kernel: reach other hosts, start programs, use memory without end."""

import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from kgsm.limits import Limits
from kgsm.problems import QueryError
from kgsm.sparql import Query, select
from kgsm.store import open_pool
from kgsm.store.confine import can_cut_off

pytestmark = pytest.mark.skipif(not can_cut_off(), reason="no filter of system calls on this machine")

TRY = """
import os, socket, subprocess, sys
from kgsm.store.confine import cut_off
assert cut_off()
for attempt in (
    lambda: socket.socket(),
    lambda: socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=5),
    lambda: socket.socket(socket.AF_UNIX),
    lambda: os.execv("/bin/true", ["true"]),
):
    try:
        attempt()
    except PermissionError:
        continue
    sys.exit("this was possible")
left, right = socket.socketpair()
left.sendall(b"what is open stays usable")
print(right.recv(100).decode(), open(__file__ if "__file__" in globals() else "/dev/null").readable())
"""


def test_a_process_that_is_cut_off_opens_no_socket_and_starts_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        done = subprocess.run([sys.executable, "-c", TRY, str(port)], capture_output=True, text=True, check=False, timeout=60)
        server.settimeout(0)
        with pytest.raises(BlockingIOError):
            server.accept()
    assert (done.returncode, done.stderr) == (0, "")
    assert "stays usable" in done.stdout


def test_the_workers_of_a_pool_are_cut_off(published: Path) -> None:
    with open_pool(published) as pool:
        assert pool.answer(Query("ASK {}")).read()
        worker = pool._places[False]._free.get()
        assert worker is not None
        status = Path(f"/proc/{worker.id}/status").read_text()
        pool._places[False]._free.put(worker)
    fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert fields["Seccomp"] == "2"
    assert fields["NoNewPrivs"] == "1"


def test_even_a_service_that_nobody_refuses_reaches_no_server(published: Path) -> None:
    """The refusal is switched off in the worker's process: what is left is the kernel."""
    calls: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                calls.append(connection.recv(1000))

        thread = threading.Thread(target=listen)
        thread.start()
        program = (
            "import sys\nfrom kgsm.store import nursery, embedded\nfrom kgsm.store.outline import outline\n"
            "embedded.checked = lambda query: outline(query.text)\nfrom kgsm.store.confine import cut_off\n"
            "store = embedded.open_store(__import__('pathlib').Path(sys.argv[1]))\nassert cut_off()\n"
            "from kgsm.sparql import Query\n"
            "print(store.answer(Query(sys.argv[2])).read().decode())"
        )
        query = f"ASK {{ SERVICE <http://127.0.0.1:{server.getsockname()[1]}/> {{ ?s ?p ?o }} }}"
        done = subprocess.run(
            [sys.executable, "-c", program, str(published), query], capture_output=True, text=True, check=False, timeout=60
        )
        server.shutdown(socket.SHUT_RDWR)
    thread.join()
    assert calls == []
    assert done.returncode == 1
    assert "QueryError" in done.stderr


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { " + "{" * 10_000 + "}" * 10_000 + " }",
        "ASK { FILTER(" + "(" * 10_000 + "1" + ")" * 10_000 + ") }",
        "ASK { FILTER(" + "!" * 10_000 + "true) }",
        "ASK { FILTER(" + "1+" * 10_000 + "1) }",
        "ASK { ?s " + "<x:a>/" * 10_000 + "<x:a> ?o }",
        "ASK { " + "{?s ?p ?o} UNION " * 10_000 + "{?s ?p ?o} }",
    ],
    ids=["braces", "parentheses", "not", "plus", "path", "union"],
)
def test_what_nests_too_deeply_is_refused_before_the_parser_dies_of_it(published: Path, query: str) -> None:
    with open_pool(published, Limits(seconds=60)) as pool:
        with pytest.raises(QueryError, match="more often than a query may") as caught:
            pool.answer(Query(query))
        assert caught.value.status == 400
        assert select(pool, "SELECT * { VALUES ?x { " + "-1 " * 5000 + "} }")
