"""Rows with 0.1 % faults → what it costs to find them: kgsm's check compiled to SQL, pySHACL, and Jena where it is.

All are given the same rows and the same claims, see benchmarks/validate.py, which has the rows. Loading is in nobody's figure:
the compiled check finds the columns there, pySHACL the graph. pySHACL is helped: each query of a shape is parsed once, not for
each observation. What `kgsm check` takes as a whole, and on RDF files of anyone, stands in tables of their own.
"""

import subprocess
from functools import partial
from sys import executable
from typing import Final

from benchmarks.contest import HEADER, Bench, Contestant, found, lines, missing, race, times, told
from benchmarks.measure import Outcome, printed, run
from benchmarks.table import Goal, Result, Section

_LIMIT: Final = 3600
_WANTED: Final = 200


def measure(bench: Bench) -> Result:
    """Check, and return the tables."""
    size = bench.size(1_000_000)
    own = Contestant("kgsm", size, partial(_compiled, size), "compiled to SQL over columns")
    contestants = [own] if bench.alone else [own, _pyshacl(bench)]
    raced = race(contestants, bench.rounds(2 if bench.full else 3))
    cost, theirs = found(raced, "kgsm"), found(raced, "pySHACL")
    small = bench.size(10_000)
    whole = race([Contestant("kgsm check STUDY", each, partial(_whole, bench, each), "reads, describes, checks all")
                  for each in dict.fromkeys((small, size))], 1)  # fmt: skip
    ratio = times(theirs, cost)
    sizes = {each.name: each.rows for each, _ in raced}
    goal = Goal(
        f"Check at least {_WANTED} times as fast as pySHACL",
        told(ratio, sizes),
        ratio >= _WANTED if ratio is not None else None,
    )
    text = (
        "The shapes derived from the structure and kgsm's own about figures, with 0.1 % faults in eight kinds. A fixed part, "
        "compiling the shapes, is in kgsm's figure. Loading is in nobody's."
    )
    return Result(
        (
            Section("Check", text, HEADER, lines(raced, cost)),
            Section("`kgsm check` as a whole", "From the command line to the last line.", HEADER, lines(whole, None)),
            Section("RDF files of anyone against the integrity constraints", "", block=_integrity(bench)),
        ),
        (goal,),
        tuple(bench.peers.versions()),
    )


def _compiled(rows: int) -> Outcome:
    return run([executable, "-m", "benchmarks.programs.check_kgsm", str(rows)], _LIMIT)


def _whole(bench: Bench, rows: int) -> Outcome:
    return run([executable, "-m", "kgsm", "check", str(bench.study(rows))], _LIMIT)


def _pyshacl(bench: Bench) -> Contestant:
    size = bench.size(3_000, 100_000)
    peer = bench.peers["pySHACL"]
    if peer.missing:
        return missing(peer.name, size, peer.missing)
    data, shapes = bench.folder / "rows.nt", bench.folder / "shapes.ttl"
    subprocess.run([executable, "-m", "benchmarks.programs.check_files", str(size), str(data), str(shapes)], check=True)
    command = peer.python("check_pyshacl", str(data), str(shapes))
    return Contestant(peer.name, size, partial(run, command, _LIMIT), "each query parsed once")


def _integrity(bench: Bench) -> str:
    sizes = [str(bench.size(each)) for each in ((10_000, 100_000, 1_000_000) if bench.full else (10_000, 100_000))]
    return printed([executable, "-m", "benchmarks.integrity", *dict.fromkeys(sizes)])
