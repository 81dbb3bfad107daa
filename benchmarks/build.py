"""The table of `benchmarks.generate` → N-Triples: kgsm against a hand-written C program, rdflib, morph-kgc, maplib and csvcubed.

All write the same eleven triples an observation, but csvcubed: it writes CSV on the Web, which another program would have to
turn into triples. Whether they are the same is looked at first, with a few observations. kgsm also reads, trims and checks every
cell; the others take the table as it is.
"""

import hashlib
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from sys import executable
from typing import Final

from benchmarks.contest import HEADER, Bench, Contestant, found, lines, missing, race, times, told
from benchmarks.measure import Failed, Outcome, run
from benchmarks.peers import compiled_floor
from benchmarks.table import Goal, Result, Section, number

_FLOOR: Final = "C, by hand"
# Who, by which program, with how many observations in `make bench` and in `make bench-full`.
_OTHERS: Final = (
    ("morph-kgc", "build_morph", 100_000, 1_000_000),
    ("maplib", "build_maplib", 100_000, 1_000_000),
    ("rdflib", "build_rdflib", 50_000, 1_000_000),
    ("csvcubed", "build_csvcubed", 50_000, 1_000_000),
)
_ALIKE: Final = 400
_LIMIT: Final = 3600
_RDFLIB, _MORPH, _C = 50, 10, 2.5


def measure(bench: Bench) -> Result:
    """Build, and return the table."""
    size = bench.size(1_000_000)
    own = Contestant("kgsm", size, partial(_kgsm, bench, size), "reads, checks cells, describes, writes")
    contestants = [own, _floor(bench, size)]
    if not bench.alone:
        contestants += [_other(bench, *each) for each in _OTHERS]
    raced = race(contestants, bench.rounds(2 if bench.full else 3))
    costs = found(raced, "kgsm")
    if bench.full and not bench.alone:
        raced += race([Contestant("kgsm publish", size, partial(_publish, bench, size), "all files, checked and read back")], 1)
    text = (
        f"{size:,} observations of eleven triples, 2 kB of N-Triples each. Those who need too long get fewer. "
        "csvcubed makes CSV on the Web, no triples. N-Triples are written to a file."
    )
    sizes = {each.name: each.rows for each, _ in raced}
    goals = tuple(
        _at_least(wanted, name, times(found(raced, name), costs), sizes)
        for name, wanted in (("rdflib", _RDFLIB), ("morph-kgc", _MORPH))
    )
    return Result(
        (Section("Build N-Triples", text, HEADER, lines(raced, costs)), _parts(raced[0])),
        (*goals, _at_most(raced, size)),
        tuple(bench.peers.versions()),
    )


def _at_least(wanted: float, name: str, ratio: float | None, sizes: dict[str, int]) -> Goal:
    facts = {"kgsm": sizes["kgsm"], name: sizes.get(name, 0)}
    claim = f"N-Triples at least {wanted:g} times as fast as {name}"
    return Goal(claim, told(ratio, facts), ratio >= wanted if ratio is not None else None)


def _at_most(raced: Sequence[tuple[Contestant, Outcome]], size: int) -> Goal:
    claim = f"N-Triples at most {_C:g} times the CPU of a C program made by hand for this one table"
    floor, own = found(raced, _FLOOR), raced[0][1]
    ratio = times(found(raced, "kgsm"), floor)
    if ratio is None or floor is None or isinstance(own, Failed):
        return Goal(claim, "no figure", None)
    alone = number(float(own.said["write"]) / size / floor)
    return Goal(claim, f"{told(ratio, {'both': size})}; {alone} times without reading and checking", ratio <= _C)


def _parts(own: tuple[Contestant, Outcome]) -> Section:
    """Return what each part of kgsm's work takes."""
    contestant, outcome = own
    title = "Where kgsm's time goes"
    if isinstance(outcome, Failed):
        return Section(title, outcome.reason)
    names = {"read": "read the folder, check every cell", "describe": "describe", "write": "write the lines"}
    rows = [("start, imports", number(float(outcome.said["startup"])), "")]
    for key, name in names.items():
        spent = float(outcome.said[key])
        rows.append((name, number(spent), number(spent / contestant.rows * 1e6)))
    return Section(title, f"{contestant.rows:,} observations.", ("", "CPU s", "µs an observation"), tuple(rows))


def _kgsm(bench: Bench, size: int) -> Outcome:
    out = bench.folder / "kgsm.nt"
    try:
        return run([executable, "-m", "benchmarks.programs.build_kgsm", str(bench.study(size)), str(out)], _LIMIT)
    finally:
        out.unlink(missing_ok=True)


def _publish(bench: Bench, size: int) -> Outcome:
    return run([executable, "-m", "kgsm", "publish", str(bench.study(size)), "--out", str(bench.folder / "published")], _LIMIT)


def _floor(bench: Bench, size: int) -> Contestant:
    program = compiled_floor(Path(__file__).parent / "floor.c", bench.cache)
    if program.missing:
        return missing(_FLOOR, size, program.missing)
    return Contestant(_FLOOR, size, partial(_written, bench, [str(program.place)], bench.table(size)), "no check, no escape")


def _other(bench: Bench, name: str, program: str, short: int, full: int) -> Contestant:
    size = bench.size(short, full)
    peer = bench.peers[name]
    if peer.missing:
        return missing(name, size, peer.missing)
    remark = "CSV on the Web, no triples" if name == "csvcubed" else _compared(bench, peer.python(program))
    return Contestant(name, size, partial(_written, bench, peer.python(program), bench.table(size)), remark)


def _written(bench: Bench, command: list[str], table: Path) -> Outcome:
    out = bench.folder / "other.nt"
    try:
        return run([*command, str(table), str(out)], _LIMIT, bench.folder)
    finally:
        out.unlink(missing_ok=True)


def _compared(bench: Bench, command: list[str]) -> str:
    """Return whether a peer writes the same triples, tried with a few observations."""
    theirs, ours = bench.folder / "theirs.nt", bench.folder / "ours.nt"
    study = bench.study(_ALIKE)
    outcome = run([*command, str(bench.table(_ALIKE)), str(theirs)], _LIMIT, bench.folder)
    own = run([executable, "-m", "benchmarks.programs.build_kgsm", str(study), str(ours)], _LIMIT)
    if isinstance(outcome, Failed) or isinstance(own, Failed):
        return ""
    return "the same triples" if digest(theirs) == digest(ours) else "other triples"


def digest(path: Path) -> str:
    """Return a digest of the lines of N-Triples as a set."""
    found_lines = sorted({line.strip() for line in path.read_bytes().splitlines() if line.strip()})
    return hashlib.sha256(b"\n".join(found_lines)).hexdigest()
