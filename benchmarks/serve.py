"""Servers over one published study → how soon they are there, and how many requests a second they answer.

The load comes from wrk, which must be there (Debian: wrk): a client in Python takes more of a processor than the servers do.
benchmarks/endpoint.py asks more kinds of query on data of its own, benchmarks/pages.py measures the pages; both are run here, and
what they print is shown.
"""

import re
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from sys import executable
from typing import Final
from urllib.parse import quote

from benchmarks.contest import Bench
from benchmarks.measure import printed
from benchmarks.peers import Peer
from benchmarks.query import running
from benchmarks.servers import OXIGRAPH, RDFLIB, Server, kgsm, published
from benchmarks.table import Result, Section, number

_STAR: Final = "SELECT ?p ?o { <https://example.org/register/people/observation/d0/2000/female/y7> ?p ?o }"
_ASKED: Final = (
    ("the same small answer again", "", 1),
    ("the same small answer again", "", 16),
    ("one observation, a new text each time", "new", 1),
    ("one observation, a new text each time", "new", 16),
)
_NEW: Final = """
local place = 0
function request()
  place = place + 1
  return wrk.format("GET", "{address}%20%23{round}-" .. tostring(place))
end
"""


def measure(bench: Bench) -> Result:
    """Start and ask all servers, and return the tables."""
    size = bench.size(20_000)
    seconds = 5 if bench.full else 1
    with ExitStack() as stack:
        servers, reasons = running(bench, size, stack)
        header = ("", "clients", *(each.name for each in servers))
        ready = ("seconds until it answers", "", *(number(each.ready) for each in servers))
        rows = [ready, *_rows(bench, servers, seconds)]
    again = number(_second_start(bench, size))
    rows.insert(1, ("the same, its store on disk built before", "", again, *[""] * (len(servers) - 1)))
    text = (
        f"{size:,} observations; requests a second, and CPU milliseconds of the server for each. kgsm and rdflib-endpoint load "
        f"while they start, Oxigraph and Virtuoso before. {' '.join(reasons)}"
    )
    sections = [Section("Serve", text.strip(), header, tuple(rows))]
    if bench.shrink == 1:
        sections.append(Section("The endpoint, more closely", _ENDPOINT, block=printed(_endpoint(bench, seconds))))
        sections.append(Section("Pages", "", block=printed([executable, "-m", "benchmarks.pages"])))
    return Result(tuple(sections), (), tuple(bench.peers.versions()))


_ENDPOINT: Final = (
    "What `python -m benchmarks.endpoint` prints: answers a second, the slowest hundredth, and kgsm's rate by theirs."
)


def _second_start(bench: Bench, size: int) -> float:
    """Return after how many seconds kgsm answers queries where it finds its store built on disk."""
    options = ("--store-in", "disk", "--store-dir", str(bench.folder / "stores"))
    with kgsm(published(bench, size), *options):
        pass  # it answers once the store is built
    with kgsm(published(bench, size), *options) as server:
        return server.ready


def _rows(bench: Bench, servers: list[Server], seconds: int) -> list[tuple[str, ...]]:
    if shutil.which("wrk") is None:
        return [("wrk is not here (Debian: apt-get install wrk)", *[""] * (len(servers) + 1))]
    rows = []
    for what, kind, clients in _ASKED if bench.shrink == 1 else _ASKED[-1:]:
        turns = range(bench.rounds(2))
        halves = [[_load(each, kind == "new", clients, seconds, bench.folder) for each in servers] for _ in turns]
        pairs = list(zip(*halves, strict=True))
        cells = [_cell(pair) for pair in pairs]
        rows.append((what, str(clients), *cells))
    return rows


def _cell(measured: Sequence[tuple[float, float]]) -> str:
    """Return the medians of rates and of CPU milliseconds."""
    rate, spent = (statistics.median(each) for each in zip(*measured, strict=True))
    return f"{number(rate)} ({number(spent)} ms)"


def _load(server: Server, is_new: bool, clients: int, seconds: int, folder: Path) -> tuple[float, float]:  # noqa: FBT001
    """Return requests a second that were answered well, and the server's CPU milliseconds for each."""
    address = f"{server.path}?query={quote(_STAR)}"
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "-H", "Accept: application/sparql-results+json"]
    with tempfile.NamedTemporaryFile("w", suffix=".lua", dir=folder) as script:
        if is_new:
            script.write(_NEW.format(address=address, round=f"{server.name[0]}{clients}-{server.cpu():.2f}"))
            script.flush()
            command += ["-s", script.name]
        before = server.cpu()
        said = subprocess.run(
            [*command, f"http://127.0.0.1:{server.port}{'' if is_new else address}"], capture_output=True, text=True, check=True
        ).stdout
    spent = server.cpu() - before
    count = int(re.findall(r"(\d+) requests in", said)[0])
    refused = sum(int(each) for each in re.findall(r"Non-2xx or 3xx responses: (\d+)", said))
    rate = float(re.findall(r"Requests/sec: +([\d.]+)", said)[0])
    return rate * (1 - refused / max(1, count)), spent * 1000 / max(1, count)


def _endpoint(bench: Bench, seconds: int) -> list[str]:
    command = [executable, "-m", "benchmarks.endpoint", "--seconds", str(seconds)]
    if bench.alone:
        return command
    ox, other = bench.peers[OXIGRAPH], bench.peers[RDFLIB]
    command += [] if ox.missing else ["--oxigraph", ox.program("oxigraph")]
    return command + ([] if other.missing else ["--rdflib-endpoint", _interpreter(other)])


def _interpreter(peer: Peer) -> str:
    return peer.program("python")
