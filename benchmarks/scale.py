"""10,000 to 100,000,000 observations → what N-Triples and the check cost at each size, and how the cost grows.

The bytes of N-Triples are counted and thrown away: 200 GB of them do not fit on most disks. The table (3 GB for 100 million) and
DuckDB's columns do lie on the disk, in the folder for temporary files.
"""

import math
import shutil
from collections.abc import Callable, Sequence
from sys import executable
from typing import Final

from benchmarks.contest import Bench
from benchmarks.measure import Failed, Outcome, Spent, run
from benchmarks.table import Goal, Result, Section, number

SHORT: Final = (10_000, 100_000, 1_000_000)
FULL: Final = (*SHORT, 10_000_000, 100_000_000)
FIXED: Final = 100  # what these cost is what a study costs whatever its length
_LONG: Final = 1_000_000  # up to here each size is measured several times
_TIMES: Final = 9  # as often as up to the first size: there the work is little more than what a study costs whatever its length
_LEAST: Final = 0.1  # of that cost: a size that takes less above it tells nothing of growth
_BYTES: Final = 100  # of disk for an observation: its line of CSV, and its row in DuckDB with room to work
_LIMIT: Final = 3 * 3600
_LOW, _HIGH = 0.9, 1.1
_MEGABYTES: Final = 1000
_HEADER: Final = ("observations", "CPU s", "of it work", "wall s", "peak MB", "GB written", "µs an observation", "")


def measure(bench: Bench) -> Result:
    """Build and check at each size, and return the tables."""
    asked = [each for each in (FULL if bench.full else SHORT) if each <= bench.most]
    sizes = list(dict.fromkeys([FIXED, *(bench.size(each) for each in asked)]))
    built = [(rows, _measured(bench, "N-Triples", rows, _build)) for rows in sizes]
    checked = [(rows, _measured(bench, "the check", rows, _check)) for rows in sizes]
    text = (
        "The program of the table above, but its lines are counted, not written: 100 million observations are 200 GB. Growth is "
        "the slope of a straight line through the logarithms of size and work, least squares; what a study costs whatever its "
        f"length, that is the work of {FIXED} observations, is taken off first; a size that takes less than {_LEAST:.0%} of it more "
        f"tells nothing of growth. Median of {_TIMES} runs up to {SHORT[0]:,} observations, of 3 up to {_LONG:,}; longer ones ran once."
    )
    again = "The compiled check of [Check](#check), rows with 0.1 % faults."
    return Result(
        (
            Section("N-Triples from ten thousand to as many as were asked for", text, _HEADER, _lines(built)),
            Section("The check from ten thousand to as many as were asked for", again, _HEADER, _lines(checked)),
        ),
        (growth_goal("N-Triples", built), growth_goal("The check", checked), memory_goal(built)),
    )


def _measured(bench: Bench, what: str, rows: int, work: Callable[[Bench, int], Outcome]) -> Outcome:
    """Return the run with the median of work, of several where that is no matter of hours, and print it: others may take long."""
    times = bench.rounds(_TIMES if rows <= SHORT[0] else 3) if rows <= _LONG else 1
    outcomes = [work(bench, rows) for _ in range(times)]
    spent = [each for each in outcomes if isinstance(each, Spent)]
    if len(spent) < len(outcomes):
        return next(each for each in outcomes if isinstance(each, Failed))
    chosen = sorted(spent, key=lambda each: each.work)[len(spent) // 2]
    print(f"  {what}, {rows:,} observations: {chosen.cpu:.1f} CPU s, {chosen.wall:.1f} s, {chosen.peak:.0f} MB", flush=True)
    return chosen


def _build(bench: Bench, rows: int) -> Outcome:
    if rows > _LONG and shutil.disk_usage(bench.folder).free < rows * _BYTES:
        return Failed(f"needs {rows * _BYTES / 1e9:.0f} GB of disk")
    study = bench.study(rows)
    outcome = run([executable, "-m", "benchmarks.programs.build_kgsm", str(study), "-"], _LIMIT)
    if rows > _LONG:
        shutil.rmtree(study)
    return outcome


def _check(_: Bench, rows: int) -> Outcome:
    return run([executable, "-m", "benchmarks.programs.check_kgsm", str(rows)], _LIMIT)


def _lines(measured: Sequence[tuple[int, Outcome]]) -> tuple[tuple[str, ...], ...]:
    return tuple(_line(rows, outcome) for rows, outcome in measured)


def _line(rows: int, outcome: Outcome) -> tuple[str, ...]:
    if isinstance(outcome, Failed):
        return (f"{rows:,}", *[""] * (len(_HEADER) - 2), outcome.reason)
    size = float(outcome.said.get("bytes", 0)) / 1e9
    work = outcome.work
    return (
        f"{rows:,}", number(outcome.cpu), number(work), number(outcome.wall), f"{outcome.peak:,.0f}",
        number(size) if size else "", number(work / rows * 1e6), "",
    )  # fmt: skip


def growth(measured: Sequence[tuple[int, float]]) -> float | None:
    """Return the exponent with which the cost grows: the slope through the logarithms, least squares. None for one size."""
    points = [(math.log(rows), math.log(cost)) for rows, cost in measured]
    if len({x for x, _ in points}) < 2:
        return None
    middle_x, middle_y = (sum(each) / len(points) for each in zip(*points, strict=True))
    above = sum((x - middle_x) * (y - middle_y) for x, y in points)
    return float(above / sum((x - middle_x) ** 2 for x, _ in points))


def memory_goal(measured: Sequence[tuple[int, Outcome]]) -> Goal:
    """Return how much memory the long studies took."""
    claim = f"N-Triples in less than {_MEGABYTES:,} MB of memory at 10 million and at 100 million observations"
    peaks = {rows: outcome.peak for rows, outcome in measured if rows > _LONG and isinstance(outcome, Spent)}
    if not peaks:
        return Goal(claim, "no figure", None)
    reached = ", ".join(f"{peak:,.0f} MB at {rows:,}" for rows, peak in peaks.items())
    is_less = all(peak < _MEGABYTES for peak in peaks.values())
    return Goal(claim, reached, is_less if FULL[-1] in peaks or not is_less else None)


def growth_goal(what: str, measured: Sequence[tuple[int, Outcome]]) -> Goal:
    """Return how the cost grows beyond what a study costs whatever its length, the work of the first that was measured."""
    spent = [(rows, outcome.work) for rows, outcome in measured if isinstance(outcome, Spent)]
    fixed = spent[0][1] if spent else 0
    known = [(rows, work - fixed) for rows, work in spent[1:] if work - fixed >= _LEAST * fixed]
    exponent = growth(known)
    claim = f"{what}: cost linear (exponent between {_LOW:g} and {_HIGH:g}) from 10 thousand to 100 million observations"
    if exponent is None:
        return Goal(claim, "no figure", None)
    steps = [growth(known[place : place + 2]) or 0 for place in range(len(known) - 1)]
    between = ", ".join(f"{each:.2f}" for each in steps)
    raw = growth(spent[1:]) or 0
    reached = (
        f"{exponent:.2f} from {known[0][0]:,} to {known[-1][0]:,} (from size to size {between}; fixed cost left in: {raw:.2f})"
    )
    whole = known[0][0] == FULL[0] and known[-1][0] == FULL[-1]
    is_linear = _LOW <= exponent <= _HIGH
    return Goal(claim, reached, is_linear if whole or not is_linear else None)
