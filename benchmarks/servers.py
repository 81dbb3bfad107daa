"""A published folder → four SPARQL servers over its triples: kgsm, the Oxigraph server, Virtuoso, rdflib-endpoint.

Each loads the same N-Triples before anything is asked, in its own way, and runs in a process group of its own, so that the CPU
seconds of all its processes can be told. All listen on 127.0.0.1 only.
"""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from sys import executable
from typing import Final
from urllib.parse import quote

from benchmarks.contest import Bench
from benchmarks.measure import cpu_of
from benchmarks.peers import Peer

KGSM, OXIGRAPH, VIRTUOSO, RDFLIB = "kgsm", "Oxigraph server", "Virtuoso", "rdflib-endpoint"
BASE: Final = "https://example.org/"
_PATIENCE: Final = 900  # seconds until a server has loaded what it is to answer from
# OpenLink's advice for a machine with 2 GB to spare (Virtuoso, RDF performance tuning), and files allowed where they lie.
_VIRTUOSO: Final = """\
[Database]
DatabaseFile = {folder}/v.db
ErrorLogFile = {folder}/v.log
LockFile = {folder}/v.lck
TransactionFile = {folder}/v.trx
xa_persistent_file = {folder}/v.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = {folder}/v-temp.db
TransactionFile = {folder}/v-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
ServerThreads = 100
CheckpointInterval = 0
NumberOfBuffers = 170000
MaxDirtyBuffers = 130000
DirsAllowed = {data}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 64
MaxClientConnections = 64
[SPARQL]
ResultSetMaxRows = 10000000
"""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs: where it answers, and its process group. `ready` is how many seconds it took to be there."""

    name: str
    port: int
    path: str
    group: int
    ready: float

    def cpu(self) -> float:
        """Return the CPU seconds that its processes have taken until now."""
        return cpu_of(self.group)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def kgsm(published: Path, *options: str) -> Iterator[Server]:
    """Run `kgsm serve` over a published folder."""
    port = free_port()
    command = [executable, "-m", "kgsm", "serve", str(published), "--port", str(port), "--client-queries", "64", *options]
    with _running(KGSM, command, port, "/sparql") as server:
        yield server


@contextmanager
def oxigraph(peer: Peer, triples: Path, folder: Path) -> Iterator[Server]:
    """Run the Oxigraph server, after it has loaded the triples onto the disk."""
    port, store = free_port(), str(folder)
    program = peer.program("oxigraph")
    load = [program, "load", "--location", store, "--file", str(triples)]
    subprocess.run(load, check=True, capture_output=True, timeout=_PATIENCE)
    command = [program, "serve-read-only", "--location", store, "--bind", f"127.0.0.1:{port}"]
    with _running(OXIGRAPH, command, port, "/query") as server:
        yield server


@contextmanager
def virtuoso(peer: Peer, triples: Path, folder: Path) -> Iterator[Server]:
    """Run Virtuoso, and let its bulk loader load the triples."""
    with empty_virtuoso(peer, triples.parent, folder) as (server, sql):
        load_into_virtuoso(sql, triples)
        yield server


@contextmanager
def empty_virtuoso(peer: Peer, data: Path, folder: Path) -> Iterator[tuple[Server, int]]:
    """Run Virtuoso with nothing in it, and yield the port for SQL, too; it may read files in the folder `data`."""
    http, sql = free_port(), free_port()
    folder.mkdir(exist_ok=True)
    settings = folder / "virtuoso.ini"
    settings.write_text(_VIRTUOSO.format(folder=folder, data=data, http=http, sql=sql))
    command = [str(peer.place), "+foreground", "+configfile", str(settings)]
    with _running(VIRTUOSO, command, http, "/sparql", folder) as server:
        yield server, sql


def load_into_virtuoso(port: int, triples: Path) -> None:
    """Load N-Triples into a running Virtuoso by its bulk loader, and let it write a checkpoint."""
    statements = f"ld_dir('{triples.parent}', '{triples.name}', '{BASE}'); rdf_loader_run(); checkpoint;"
    command = ["isql-vt", f"127.0.0.1:{port}", "dba", "dba", f"exec={statements}"]
    subprocess.run(command, check=True, capture_output=True, timeout=_PATIENCE)


@contextmanager
def rdflib_endpoint(peer: Peer, triples: Path) -> Iterator[Server]:
    """Run rdflib-endpoint, as its documentation does."""
    port = free_port()
    with _running(RDFLIB, peer.python("serve_rdflib", str(triples), str(port)), port, "/sparql") as server:
        yield server


@contextmanager
def _running(name: str, command: list[str], port: int, path: str, folder: Path | None = None) -> Iterator[Server]:
    """Run a server while the block runs; it answers at `path` first."""
    start = time.monotonic()
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdout=quiet, stderr=quiet, cwd=folder, start_new_session=True)
    try:
        while not _answers(port, path):
            if process.poll() is not None or time.monotonic() - start > _PATIENCE:
                raise RuntimeError(f"{name} does not answer")
            time.sleep(0.02)
        yield Server(name, port, path, process.pid, time.monotonic() - start)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _answers(port: int, path: str) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", f"{path}?query={quote('ASK {}')}")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def published(bench: Bench, rows: int) -> Path:
    """Return a published folder of so many observations, in the forms that long studies are published in, made once."""
    folder = bench.folder / f"published-{rows}"
    if not folder.exists():
        command = [executable, "-m", "benchmarks.programs.publish_streamed", str(bench.study(rows)), str(folder)]
        subprocess.run(command, check=True, capture_output=True)
    return folder


def triples(bench: Bench, rows: int) -> Path:
    """Return the N-Triples of such a folder."""
    return published(bench, rows) / "register" / "register.nt"
