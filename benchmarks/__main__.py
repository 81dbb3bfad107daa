"""`python -m benchmarks` → benchmarks/RESULTS.md: every step, or some, in minutes or (`--full`) in hours."""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from benchmarks import build, check, load, query, scale, serve
from benchmarks.contest import Bench
from benchmarks.machine import load as load_of_machine
from benchmarks.machine import machine, own_versions
from benchmarks.peers import Peers
from benchmarks.table import Result, keep, kept, page

STEPS: Final[dict[str, Callable[[Bench], Result]]] = {
    "build": build.measure,
    "check": check.measure,
    "scale": scale.measure,
    "load": load.measure,
    "query": query.measure,
    "serve": serve.measure,
}
_RESULTS: Final = Path(__file__).parent / "RESULTS.md"


def main(arguments: Sequence[str]) -> None:
    """Measure, keep what was found, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measures kgsm beside others.")
    parser.add_argument("steps", nargs="*", metavar="STEP", help=f"some of: {', '.join(STEPS)}; all by default")
    parser.add_argument("--full", action="store_true", help="up to 100 million observations: hours, and 20 GB of disk")
    parser.add_argument("--alone", action="store_true", help="without peers, which must be installed")
    parser.add_argument("--shrink", type=int, default=1, metavar="N", help="all sizes by N, to try it")
    parser.add_argument("--most", type=int, default=100_000_000, metavar="N", help="the largest size there is room for")
    parser.add_argument("--cache", type=Path, default=Path("build/bench"), help="where peers are installed")
    parser.add_argument("--out", type=Path, default=_RESULTS, help="the page to write")
    options = parser.parse_args(arguments)
    unknown = [each for each in options.steps if each not in STEPS]
    if unknown:
        parser.error(f"there is no step {unknown[0]}: {', '.join(STEPS)}")
    cache = options.cache.resolve()
    results = cache / ("results" if options.shrink == 1 else "tried")
    print(machine(), own_versions(), sep="\n", flush=True)
    for step in options.steps or STEPS:
        start = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="kgsm-bench-") as folder:
            bench = Bench(Path(folder), cache, Peers(cache), options.full, options.shrink, options.alone, options.most)
            command = _command(full=options.full)
            result = STEPS[step](bench)
            keep(replace(result, command=command, machine=f"{machine()} {own_versions()}."), step, results)
        print(f"{step}: {time.monotonic() - start:.0f} s", flush=True)
        options.out.write_text(page(kept(list(STEPS), results)), encoding="utf-8")
    print(page(kept(list(STEPS), results)))


def _command(*, full: bool) -> str:
    command = "make bench-full" if full else "make bench"
    day = time.strftime("%Y-%m-%d", time.gmtime())
    return f"`{command}`, {day}; {load_of_machine():.1f} processes wanted a core when it began."


if __name__ == "__main__":
    main(sys.argv[1:])
