"""A program: publish again and again in processes that are killed, and look at what they leave. Prints what it saw as JSON.

Each attempt is a fork of this process, which has imported everything and opened no database, so it costs no start-up.
"""

import errno
import itertools
import json
import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

from kgsm import home
from kgsm.publish import swap
from tests import cubes

FIRST, SECOND = "Erste Fassung", "Zweite Fassung"


def forked(action: Callable[[], None]) -> int:
    """Start `action` in a process of its own and return its id."""
    process = os.fork()
    if process == 0:
        try:
            action()
        finally:
            os._exit(0)
    return process


def killed(process: int) -> bool:
    """Wait for a process and return whether it was killed."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == -signal.SIGKILL


def leftovers(out: Path) -> list[str]:
    """Return what lies beside `out`."""
    return sorted(each.name for each in out.parent.iterdir() if each != out)


def whole(out: Path, rows: str) -> dict[str, dict[str, bytes]]:
    """Return the two contents that `out` may have, by name, as they are when nothing goes wrong."""
    contents = {}
    for note in (FIRST, SECOND):
        place = out.with_name("reference")
        cubes.main(str(place), rows, note)
        contents[note] = cubes.snapshot(place)
        shutil.rmtree(place)
    return contents


def watch(folder: Path, touched: Callable[[], object]) -> None:
    """Call `touched` each time that this process is about to do something with `folder` or with what is in it."""

    def look(_event: str, values: tuple[object, ...]) -> None:
        if any(str(folder) in str(value) for value in values):
            touched()

    sys.addaudithook(look)


def count(out: Path) -> int:
    """Return how often a publication into `out`, which holds another content, touches files."""
    report = out.parent.with_name("count")

    def measure() -> None:
        numbers = itertools.count()
        watch(out.parent, lambda: next(numbers))
        cubes.main(str(out), "6", SECOND)
        report.write_text(str(next(numbers)))

    killed(forked(measure))
    return int(report.read_text())


def kill_at(number: int, folder: Path) -> None:
    """Kill this process when it touches `folder` for the `number`-th time."""
    numbers = itertools.count(1)
    watch(folder, lambda: os.kill(os.getpid(), signal.SIGKILL) if next(numbers) == number else None)


def cannot_exchange(one: Path, other: Path) -> None:
    """Stand for a file system that cannot exchange two folders."""
    raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(one), None, str(other))


def sweep(out: Path, *, exchanging: bool) -> Counter[str]:
    """Kill a publication at one access to files after the other, and name what `out` then holds.

    Each access around the moment that it is put in place; before that, with an exchange, every sixth one.
    """
    if not exchanging:
        swap.exchange = cannot_exchange
    contents = forked_contents(out, "6")
    renew(out, contents[FIRST])
    total = count(out)
    late = total - 30
    saw: Counter[str] = Counter()
    early = range(1, late, 6) if exchanging else ()
    for number in (*early, *range(late, total + 2)):
        renew(out, contents[FIRST])

        def attempt(number: int = number) -> None:
            kill_at(number, out.parent)
            cubes.main(str(out), "6", SECOND)

        saw["killed" if killed(forked(attempt)) else "ended"] += 1
        saw[name(cubes.snapshot(out), contents) if out.exists() else "nothing"] += 1
        # Whatever was left: the next publication works, and cleans up.
        if number % 2:
            killed(forked(lambda: cubes.main(str(out), "6", SECOND)))
            saw["next fails"] += cubes.snapshot(out) != contents[SECOND] or bool(leftovers(out))
    return saw


def renew(out: Path, content: dict[str, bytes]) -> None:
    """Make `out` hold `content` and nothing lie beside it."""
    shutil.rmtree(out.parent)
    write(out, content)


def write(folder: Path, content: dict[str, bytes]) -> None:
    """Write `content` below `folder`."""
    for path, data in content.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def delays(out: Path, times: int) -> Counter[str]:
    """Kill publications after any time, the next one starting from what is there, and name what `out` then holds."""
    rows = "3000"
    contents = forked_contents(out, rows)
    killed(forked(lambda: cubes.main(str(out), rows, FIRST)))
    start = time.perf_counter()
    killed(forked(lambda: cubes.main(str(out), rows, FIRST)))
    duration = time.perf_counter() - start
    choose = random.Random(1)  # noqa: S311 - any time will do
    saw: Counter[str] = Counter()
    for number in range(times):
        process = forked(partial(cubes.main, str(out), rows, (FIRST, SECOND)[number % 2]))
        time.sleep(choose.uniform(0, duration * 1.4))
        os.kill(process, signal.SIGKILL)
        saw["killed" if killed(process) else "ended"] += 1
        saw[name(cubes.snapshot(out), contents)] += 1
    killed(forked(lambda: cubes.main(str(out), rows, SECOND)))
    saw["next fails"] += cubes.snapshot(out) != contents[SECOND] or bool(leftovers(out))
    return saw


def forked_contents(out: Path, rows: str) -> dict[str, dict[str, bytes]]:
    """Return `whole`, found out in a process of its own: this one opens no database."""
    kept = out.parent.with_name("contents")

    def make() -> None:
        for note, content in whole(out, rows).items():
            write(kept / note, content)

    killed(forked(make))
    return {note: cubes.snapshot(kept / note) for note in (FIRST, SECOND)}


def name(content: dict[str, bytes], contents: dict[str, dict[str, bytes]]) -> str:
    """Return which of `contents` this is, `mixed` where it is none of them."""
    return next((note for note, each in contents.items() if each == content), "mixed")


def ship_little(folder: Path) -> None:
    """Have kgsm ship one term, one code and one shape: what is killed here is the writing, and not the reading of its own."""
    folder.mkdir()
    for name in ("kgsm", "codes-colour", "shapes"):
        (folder / f"{name}.ttl").write_text(
            f'<https://example.org/{name}> <https://example.org/p> "{name}" .\n', encoding="utf-8"
        )
    home.ontology = home.shapes = lambda: folder


def main(how: str, folder: str) -> None:
    """Run the experiment `how` with a published folder below `folder`."""
    out = Path(folder) / "parent" / "published"
    out.parent.mkdir(parents=True)
    ship_little(Path(folder) / "shipped")
    match how:
        case "exchange":
            saw = sweep(out, exchanging=True)
        case "two-steps":
            saw = sweep(out, exchanging=False)
        case _:
            saw = delays(out, 44)
    sys.stdout.write(json.dumps(saw))


if __name__ == "__main__":
    main(*sys.argv[1:])
