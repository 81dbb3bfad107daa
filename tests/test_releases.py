"""A release follows another under load: nobody fails, nobody sees a part of either, whoever is killed meanwhile."""

import hashlib
import json
import os
import shutil
import signal
import threading
import time
from pathlib import Path
from urllib.parse import quote

import pytest

from kgsm.serve import create_app
from kgsm.serve.releases import Releases
from kgsm.store import open_store
from tests.published_fixture import write_published
from tests.test_attacks import Server
from tests.test_serve_server import PATIENCE, get, served

MARK = "https://data.example/stat/release"
RELEASE = f"SELECT ?n {{ <{MARK}> <{MARK}#number> ?n }}"


def release(folder: Path, number: int, rows: int = 0) -> Path:
    """Write a release whose number stands in its graph and, after so many rows, in a file; return its folder."""
    folder.mkdir()
    write_published(folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    for name, more in (
        ("ns.nt", f'<{MARK}> <{MARK}#number> "{number}" .\n'),
        ("muster/use.csv", "row,0\n" * rows + f"release,{number}\n"),
    ):
        path = folder / name
        path.write_bytes(path.read_bytes() + more.encode())
        entry = next(each for each in manifest["files"] if each["path"] == name)
        entry["bytes"], entry["sha256"] = path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def swap(published: Path, other: Path) -> None:
    """Put a release in the place of the one that is served, as publishing does."""
    published.rename(published.with_name("former"))
    other.rename(published)
    shutil.rmtree(published.with_name("former"))


def number_of(port: int, path: str) -> int:
    status, _, body = get(port, path)
    assert status == 200, (path, status, body[:300])
    if path.startswith("/sparql"):
        return int(json.loads(body)["results"]["bindings"][0]["n"]["value"])
    return int(body.decode().rsplit(",", 1)[1])


class Readers:
    """Clients that read without a pause and note the releases that they saw, and what went wrong."""

    def __init__(self, port: int) -> None:
        self.seen: list[int] = []
        self.wrong: list[str] = []
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._read, args=(port, each)) for each in ("/sparql", "/muster/use.csv")]
        for each in self._threads:
            each.start()

    def _read(self, port: int, path: str) -> None:
        turn = 0
        while not self._over.is_set():
            turn += 1
            try:
                self.seen.append(number_of(port, path if path != "/sparql" else f"/sparql?query={quote(f'{RELEASE} #{turn}')}"))
            except (AssertionError, OSError, IndexError) as error:
                self.wrong.append(f"{path}: {error!r}")

    def wait_for(self, number: int) -> None:
        deadline = time.monotonic() + PATIENCE
        while number not in self.seen[-4:]:
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def stop(self) -> None:
        self._over.set()
        for each in self._threads:
            each.join()


def read_while_releases_change(port: int, published: Path, place: Path) -> None:
    """Publish the second and the third release while others read, and see that every request is answered by one of them."""
    readers = Readers(port)
    try:
        for number in (2, 3):
            readers.wait_for(number - 1)
            swap(published, release(place / f"new-{number}", number))
            readers.wait_for(number)
    finally:
        readers.stop()
    assert not readers.wrong
    assert set(readers.seen) == {1, 2, 3}


def test_a_new_release_is_served_without_a_failed_request(tmp_path: Path) -> None:
    published = release(tmp_path / "published", 1)
    with served(published, "--workers", "2") as (_, port):
        read_while_releases_change(port, published, tmp_path)


@pytest.mark.slow
def test_whoever_is_killed_while_releases_change_the_next_answer_is_of_one_release(tmp_path: Path) -> None:
    published = release(tmp_path / "published", 1)
    with served(published, "--workers", "1") as (process, port):
        server = Server(process, port)
        for number in range(2, 6):
            swap(published, release(tmp_path / f"new-{number}", number))
            others = sorted(server.family() - {process.pid})
            victim = others[number % len(others)]
            os.kill(victim, signal.SIGKILL)
            deadline = time.monotonic() + PATIENCE
            while True:
                try:
                    found = {number_of(port, f"/sparql?query={quote(RELEASE)}"), number_of(port, "/muster/use.csv")}
                    assert found <= set(range(1, number + 1))
                    if found == {number}:
                        break
                except (AssertionError, OSError, IndexError):
                    pass  # who was asked is gone, or is not there yet
                assert time.monotonic() < deadline
                time.sleep(0.1)


def test_a_response_that_is_under_way_ends_with_its_release(tmp_path: Path) -> None:
    published = release(tmp_path / "published", 1, rows=400_000)
    releases = Releases(lambda: create_app(published, open_store(published)), published / "manifest.json")
    try:
        former = releases._current
        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/muster/use.csv", "SERVER_NAME": "x", "SERVER_PORT": "80",
                   "wsgi.url_scheme": "http", "QUERY_STRING": ""}  # fmt: skip
        body = releases(environ, lambda *_: None)
        swap(published, release(tmp_path / "new", 2))
        deadline = time.monotonic() + PATIENCE
        while releases._current is former:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert b"".join(body).endswith(b"release,1\n")
        body.close()  # type: ignore[attr-defined]
        assert former.users == 0
        assert not former.site.shelf._held
    finally:
        releases.close()


def test_what_cannot_be_served_leaves_the_former_release(tmp_path: Path) -> None:
    published = release(tmp_path / "published", 1)
    with served(published, "--workers", "1") as (_, port):
        other = release(tmp_path / "new", 2)
        whole = (other / "ns.nt").read_bytes()
        (other / "ns.nt").write_bytes(whole[:-5])
        swap(published, other)
        time.sleep(1.5)
        assert number_of(port, f"/sparql?query={quote(RELEASE)}") == 1
        (published / "ns.nt").write_bytes(whole)
        deadline = time.monotonic() + PATIENCE
        while number_of(port, f"/sparql?query={quote(RELEASE)}") == 1:
            assert time.monotonic() < deadline
            time.sleep(0.1)
