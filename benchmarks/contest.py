"""What every step needs to know: which sizes, where to work, which peers there are; and the lines of a table of contestants."""

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Failed, Outcome, Spent, in_turn
from benchmarks.peers import Peers
from benchmarks.table import number

HEADER = ("", "observations", "CPU s", "wall s", "peak MB", "µs CPU an observation", "times kgsm", "")


@dataclass(frozen=True, slots=True)
class Bench:
    """`folder` is where data lies as long as a step runs, `full` whether hours are allowed, `peers` who is compared.

    `shrink` divides all sizes: the tests run the same steps with almost no data. `most` is the largest size that there is room
    for. `alone` leaves all peers out.
    """

    folder: Path
    cache: Path
    peers: Peers
    full: bool = False
    shrink: int = 1
    alone: bool = False
    most: int = 100_000_000

    def size(self, short: int, full: int | None = None) -> int:
        """Return how many observations there are to be."""
        return max(100, (full if self.full and full else short) // self.shrink)

    def rounds(self, number: int) -> int:
        """Return how often everyone has a turn: once where it is only tried."""
        return number if self.shrink == 1 else 1

    def study(self, rows: int) -> Path:
        """Return a study folder of so many observations, made once."""
        folder = self.folder / f"study-{rows}"
        if not folder.exists():
            # In a process of its own: the memory of this one is where that of its children begins (getrusage).
            subprocess.run(
                [sys.executable, "-m", "benchmarks.generate", str(rows), str(folder)], check=True, capture_output=True
            )
        return folder

    def table(self, rows: int) -> Path:
        """Return the CSV of such a study folder."""
        return self.study(rows) / "tables" / "people.csv"


@dataclass(frozen=True, slots=True)
class Contestant:
    """Someone who does the work: `rows` is how many observations, `work` does it once, `remark` is what must be known."""

    name: str
    rows: int
    work: Callable[[], Outcome]
    remark: str = ""


def race(contestants: Sequence[Contestant], rounds: int) -> list[tuple[Contestant, Outcome]]:
    """Let all work in turn, and return the medians."""
    outcomes = in_turn({str(place): each.work for place, each in enumerate(contestants)}, rounds)
    return [(each, outcomes[str(place)]) for place, each in enumerate(contestants)]


def missing(name: str, rows: int, reason: str) -> Contestant:
    """Return a contestant who is not there, for a reason."""
    return Contestant(name, rows, lambda: Failed(reason))


def each_costs(contestant: Contestant, outcome: Outcome) -> float | None:
    """Return the CPU seconds an observation without start-up."""
    return outcome.work / contestant.rows if isinstance(outcome, Spent) else None


def lines(raced: Sequence[tuple[Contestant, Outcome]], own: float | None) -> tuple[tuple[str, ...], ...]:
    """Return the lines of a table; `own` is what an observation costs kgsm."""
    return tuple(_line(contestant, outcome, own) for contestant, outcome in raced)


def _line(contestant: Contestant, outcome: Outcome, own: float | None) -> tuple[str, ...]:
    name, rows = contestant.name, f"{contestant.rows:,}"
    if isinstance(outcome, Failed):
        return (name, rows, "", "", "", "", "", outcome.reason)
    each = outcome.work / contestant.rows
    ratio = number(each / own) if own else ""
    return (
        name, rows, number(outcome.cpu), number(outcome.wall), f"{outcome.peak:,.0f}", number(each * 1e6), ratio,
        contestant.remark,
    )  # fmt: skip


def found(raced: Sequence[tuple[Contestant, Outcome]], name: str, rows: int | None = None) -> float | None:
    """Return what an observation costs a contestant, at a size where there are several."""
    for contestant, outcome in raced:
        if contestant.name == name and rows in {None, contestant.rows}:
            return each_costs(contestant, outcome)
    return None


def times(one: float | None, other: float | None) -> float | None:
    """Return how many times the other the one is, where both are known."""
    return one / other if one is not None and other else None


def told(ratio: float | None, facts: Mapping[str, int]) -> str:
    """Return a ratio with the sizes that it comes from."""
    if ratio is None:
        return "no figure"
    sizes = ", ".join(f"{name} at {rows:,}" for name, rows in facts.items())
    return f"{number(ratio)} times ({sizes} observations)"
