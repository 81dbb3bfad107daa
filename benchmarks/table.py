"""What the steps measured → benchmarks/RESULTS.md. Each step is kept in a file of its own, so that a step can be run again."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

_HEAD: Final = """\
# Results

Written by `make bench` and `make bench-full`; not to be edited. What is measured and how: the first lines of the modules of
[benchmarks/](.).

CPU seconds are those of all cores and all children, and what to read: other work on a machine makes the clock run on, and leaves
them nearly as they are. All contestants of a table ran in the same run on the same data, in turn (A B A B); figures are medians.
*An observation* is the work without start-up (until the libraries are imported), by the number of observations, so that those who
cannot do a large size in sensible time can be compared at a smaller one, as if their cost were linear. *Times kgsm* is the same
figure by kgsm's. A process begins with the memory of the one that starts it: the first 30 to 50 MB are the benchmark's.
"""
_MARKS: Final = {True: "reached", False: "**missed**", None: "open"}


@dataclass(frozen=True, slots=True)
class Section:
    """A table with what must be known to read it, or what a program printed, `block`."""

    title: str
    text: str
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    block: str = ""


@dataclass(frozen=True, slots=True)
class Goal:
    """What was to be reached, and what was; `met` is None where not all of it was measured."""

    claim: str
    reached: str
    met: bool | None


@dataclass(frozen=True, slots=True)
class Result:
    """What a step found: `versions` are those of the peers, `machine` and `command` where and how it was measured."""

    sections: tuple[Section, ...]
    goals: tuple[Goal, ...] = ()
    versions: tuple[str, ...] = ()
    machine: str = ""
    command: str = ""


def keep(result: Result, step: str, folder: Path) -> None:
    """Keep what a step found."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{step}.json").write_text(json.dumps(asdict(result), ensure_ascii=False, indent=1), encoding="utf-8")


def kept(steps: Sequence[str], folder: Path) -> dict[str, Result]:
    """Return what was kept of these steps, in their order."""
    paths = {step: folder / f"{step}.json" for step in steps}
    return {step: _loaded(json.loads(path.read_text(encoding="utf-8"))) for step, path in paths.items() if path.exists()}


def _loaded(content: Mapping[str, Any]) -> Result:
    sections = tuple(
        Section(each["title"], each["text"], tuple(each["header"]), tuple(tuple(row) for row in each["rows"]), each["block"])
        for each in content["sections"]
    )
    goals = tuple(Goal(**each) for each in content["goals"])
    return Result(sections, goals, tuple(content["versions"]), content["machine"], content["command"])


def page(results: Mapping[str, Result]) -> str:
    """Return the text of RESULTS.md: the goals first, then each step."""
    goals = [(goal.claim, goal.reached, _MARKS[goal.met]) for result in results.values() for goal in result.goals]
    machines = list(dict.fromkeys(result.machine for result in results.values()))
    # One machine for all is told once, at the top.
    parts = [_HEAD, *(f"{each}\n" for each in machines[: len(machines) == 1])]
    parts += ["## Goals\n", _table(("goal", "reached", ""), goals)]
    for result in results.values():
        for place, section in enumerate(result.sections):
            parts.append(f"## {section.title}\n")
            if place == 0:
                parts += [f"{each}\n" for each in (_origin(result, len(machines) > 1),) if each]
            parts += _body(section)
    return "\n".join(parts)


def _origin(result: Result, with_machine: bool) -> str:  # noqa: FBT001 - what is told
    """Return how a step was run, where, and beside whom."""
    beside = [f"Beside: {', '.join(result.versions)}."] if result.versions else []
    return " ".join((result.command, *([result.machine] if with_machine else []), *beside)).strip()


def _body(section: Section) -> list[str]:
    parts = [f"{section.text}\n"] if section.text else []
    if section.rows:
        parts.append(_table(section.header, section.rows))
    if section.block:
        parts.append(f"```text\n{section.block.rstrip()}\n```\n")
    return parts


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---" if number == 0 else "---:" for number in range(len(header))], *rows]
    escaped = ([cell.replace("|", "\\|") for cell in line] for line in lines)
    return "".join(f"| {' | '.join(line)} |\n" for line in escaped)


def number(value: float) -> str:
    """Return a figure with two or three digits that matter."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"
