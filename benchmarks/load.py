"""The N-Triples of a published study → something that can be asked: kgsm's store, the Oxigraph server, Virtuoso, rdflib; and `cat`.

kgsm keeps each triple in the graph of its study and in the default graph, the others once. Dataset pages, files and the cube
API need no loading: they answer from Parquet.
"""

import shutil
import time
from functools import partial
from pathlib import Path
from sys import executable
from typing import Final

from benchmarks.contest import HEADER, Bench, Contestant, found, lines, missing, race
from benchmarks.measure import Failed, Outcome, Spent, run
from benchmarks.peers import Peer
from benchmarks.servers import OXIGRAPH, VIRTUOSO, empty_virtuoso, load_into_virtuoso, published, triples
from benchmarks.table import Result, Section

_LIMIT: Final = 3600
_MEMORY, _DISK = "kgsm, in memory", "kgsm, on disk"


def measure(bench: Bench) -> Result:
    """Load, and return the tables."""
    sections: list[Section] = []
    for rows in [bench.size(20_000), *([bench.size(1_000_000)] if bench.full else [])]:
        contestants = [
            Contestant(_MEMORY, rows, partial(_program, bench, "load_kgsm", rows), "two graphs"),
            Contestant(_DISK, rows, partial(_on_disk, bench, rows), "two graphs, put in order"),
            Contestant("cat, to nowhere", rows, partial(run, ["cat", str(triples(bench, rows))], _LIMIT), "the floor"),
        ]
        if not bench.alone:
            contestants += [_oxigraph(bench, rows), _virtuoso(bench, rows), _rdflib(bench, rows)]
        raced = race(contestants, bench.rounds(3 if rows < 100_000 else 1))
        title = "Load" if not sections else f"Load {rows:,} observations"
        sections.append(Section(title, _text(bench, rows), HEADER, lines(raced, found(raced, _MEMORY))))
    return Result(tuple(sections), (), tuple(bench.peers.versions()))


def _text(bench: Bench, rows: int) -> str:
    size = triples(bench, rows).stat().st_size / 1e6
    return (
        f"{rows:,} observations and what describes them, {size:,.0f} MB of N-Triples. *Times kgsm* is by kgsm's store in memory, "
        "which has every triple twice."
    )


def _program(bench: Bench, program: str, rows: int) -> Outcome:
    return run([executable, "-m", f"benchmarks.programs.{program}", str(published(bench, rows))], _LIMIT)


def _on_disk(bench: Bench, rows: int) -> Outcome:
    depot = bench.folder / "depot"
    command = [executable, "-m", "benchmarks.programs.load_kgsm_disk", str(published(bench, rows)), str(depot)]
    try:
        return run(command, _LIMIT)
    finally:
        shutil.rmtree(depot, ignore_errors=True)


def _oxigraph(bench: Bench, rows: int) -> Contestant:
    peer = bench.peers[OXIGRAPH]
    return missing(peer.name, rows, peer.missing) if peer.missing else Contestant(
        peer.name, rows, partial(_into_oxigraph, peer, triples(bench, rows), bench.folder / "oxigraph-load"), "on disk"
    )  # fmt: skip


def _into_oxigraph(peer: Peer, data: Path, store: Path) -> Outcome:
    try:
        return run([peer.program("oxigraph"), "load", "--location", str(store), "--file", str(data)], _LIMIT)
    finally:
        shutil.rmtree(store, ignore_errors=True)


def _virtuoso(bench: Bench, rows: int) -> Contestant:
    peer = bench.peers[VIRTUOSO]
    if peer.missing:
        return missing(peer.name, rows, peer.missing)
    return Contestant(peer.name, rows, partial(_into_virtuoso, peer, triples(bench, rows), bench.folder / "v-load"), "on disk")


def _into_virtuoso(peer: Peer, data: Path, folder: Path) -> Outcome:
    try:
        with empty_virtuoso(peer, data.parent, folder) as (server, sql):
            before, start = server.cpu(), time.perf_counter()
            load_into_virtuoso(sql, data)
            spent = server.cpu() - before
            return Spent(spent, time.perf_counter() - start, _peak(server.group))
    except RuntimeError as error:
        return Failed(str(error))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _peak(process: int) -> float:
    """Return the most memory that a living process has had, in MB (proc_pid_status(5), VmHWM); 0 without /proc."""
    try:
        lines_ = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(each.split()[1]) for each in lines_ if each.startswith("VmHWM:")) / 1024


def _rdflib(bench: Bench, rows: int) -> Contestant:
    peer = bench.peers["rdflib"]
    if peer.missing:
        return missing(peer.name, rows, peer.missing)
    few = min(rows, bench.size(20_000, 100_000))
    return Contestant(peer.name, few, partial(run, peer.python("load_rdflib", str(triples(bench, few))), _LIMIT), "in memory")
