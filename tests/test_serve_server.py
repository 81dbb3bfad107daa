"""The server as it runs: a process of its own, spoken to over real HTTP."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

import pytest

from kgsm import home
from kgsm.cli.scratch import scratch

PATIENCE = 60


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def served(folder: Path | None, *options: str, port: int | None = None) -> Iterator[tuple["subprocess.Popen[str]", int]]:
    """Yield the running `kgsm serve` and its port; when the block ends, it has ended too."""
    port = port or free_port()
    command = [sys.executable, "-m", "kgsm", "serve", *([str(folder)] if folder else []), "--port", str(port), *options]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        cwd=Path(__file__).parent.parent, start_new_session=True,
    )  # fmt: skip
    try:
        wait_for(port, process)
        yield process, port
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(PATIENCE)
        for stream in (process.stdout, process.stderr):
            if stream:
                stream.close()


def wait_for(port: int, process: "subprocess.Popen[str] | None" = None) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process is None or process.poll() is None, process.communicate()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as response:
                assert response.read().startswith(b"ok\n")  # more where SPARQL is not there yet
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the server did not come up")


def get(port: int, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
    finally:
        connection.close()


def test_the_server_answers_pages_data_files_and_queries(published: Path) -> None:
    with served(published) as (process, port):
        status, headers, body = get(port, "/muster/use", Accept="text/html", Accept_Language="en")
        assert (status, headers["content-type"], headers["content-language"]) == (200, "text/html; charset=utf-8", "en")
        assert b"Use of samples" in body
        assert "content-security-policy" in headers
        status, headers, body = get(port, "/muster/use", Accept="text/turtle")
        assert (status, headers["content-type"]) == (200, "text/turtle; charset=utf-8")
        status, headers, body = get(port, "/sparql?query=" + quote("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"))
        assert int(json.loads(body)["results"]["bindings"][0]["n"]["value"]) > 100
        status, headers, body = get(port, "/muster/use.csv", Range="bytes=0-3")
        assert (status, headers["content-range"][:9], body) == (206, "bytes 0-3", b"wave")
        assert headers["content-length"] == "4"
        assert get(port, "/muster/use.csv", If_None_Match=headers["etag"])[0] == 304
        assert get(port, "/muster/%2e%2e/%2e%2e/etc/passwd")[0] == 404
        assert get(port, "/nothing")[0] == 404
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        connection.request("HEAD", "/muster/use.csv")
        response = connection.getresponse()
        assert (response.status, response.getheader("Content-Length")) == (
            200,
            str((published / "muster/use.csv").stat().st_size),
        )
        assert response.read() == b""
        connection.close()
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) in {0, 130}
        assert process.stdout is not None
        assert process.stdout.read() == ""


def test_a_query_that_takes_long_leaves_others_answered(published: Path) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?d && ?i != ?c) }"
    with served(published) as (process, port):
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as waiting:
            waiting.sendall(f"GET /sparql?query={quote(slow)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            time.sleep(0.2)
            for _ in range(5):
                assert get(port, "/muster/use", Accept="text/html")[0] == 200
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(PATIENCE)


def test_what_a_killed_server_has_left_is_cleared_away_by_the_next_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    hold = "import sys; from kgsm.cli.scratch import scratch\nwith scratch() as room: print(room, flush=True); sys.stdin.read()"
    command, env = [sys.executable, "-c", hold], {**os.environ, "TMPDIR": str(tmp_path)}
    with (
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env) as living,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env) as killed,
    ):
        assert living.stdout is not None
        assert killed.stdout is not None
        lives, left = Path(living.stdout.readline().strip()), Path(killed.stdout.readline().strip())
        killed.kill()
        killed.wait()
        (tmp_path / "kgsm-serve-not-yet").mkdir()  # one that is being made
        (tmp_path / "kgsm-else").mkdir()
        with scratch() as mine:
            assert mine is not None
            assert {lives, mine} == {each.parent for each in tmp_path.glob("*/alive")}
            assert not left.exists()
        assert {each.name for each in tmp_path.iterdir()} == {lives.name, "kgsm-serve-not-yet", "kgsm-else"}
        living.kill()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    with scratch() as none:
        assert none is None


def test_a_server_leaves_nothing_behind_and_one_that_is_killed_nothing_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with served(home.published(), "--workers", "1") as (process, port):
        assert get(port, "/kommunen-social-media/use.csv?wave=2013")[0] == 200
        assert [*tmp_path.rglob("kgsm-serve-cube-*/alive")]
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(PATIENCE)
    [left] = tmp_path.iterdir()
    with served(home.published(), "--workers", "1") as (_, port):
        assert get(port, "/kommunen-social-media/use.csv?wave=2013")[0] == 200
        assert not left.exists()
        assert len([*tmp_path.iterdir()]) == 1
    assert [*tmp_path.iterdir()] == []


def test_a_worker_that_dies_is_replaced(published: Path) -> None:
    with served(published, "--workers", "1") as (process, port):
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        for child in children:
            os.kill(int(child), signal.SIGKILL)
        wait_for(port, process)
        assert get(port, "/muster", Accept="text/html")[0] == 200
