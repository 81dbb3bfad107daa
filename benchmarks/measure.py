"""A command → the CPU seconds, wall seconds and memory that it takes, children included; several commands in turn.

CPU seconds are what to read: other work on a machine makes the clock run on, and leaves them nearly as they are. A program that
prints a JSON object in its last line may tell `startup`, the CPU seconds until its libraries were there, which are not counted
as work, and whatever else the step wants to know.
"""

import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final, TypeAlias

# Linux counts in kB, macOS in bytes (getrusage).
_MEGABYTE: Final = 1024**2 if sys.platform == "darwin" else 1024
_PER_SECOND: Final = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Spent:
    """What a program took: CPU and wall seconds, memory at its peak in MB; `said` is what it printed last."""

    cpu: float
    wall: float
    peak: float
    said: Mapping[str, Any] = field(default_factory=dict)

    @property
    def work(self) -> float:
        """The CPU seconds without those until the libraries were there."""
        return max(self.cpu - float(self.said.get("startup", 0)), 1e-6)


@dataclass(frozen=True, slots=True)
class Failed:
    """Why there is no figure, in words."""

    reason: str


Outcome: TypeAlias = Spent | Failed


def run(command: Sequence[str], limit: float, folder: Path | None = None) -> Outcome:
    """Run a command, for at most `limit` wall seconds, and return what it took, its children included."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdout=out, stderr=errors, cwd=folder, start_new_session=True)
        stopped = threading.Event()

        def stop() -> None:
            stopped.set()
            os.killpg(process.pid, signal.SIGKILL)

        timer = threading.Timer(limit, stop)
        timer.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        finally:
            timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - start
        if stopped.is_set():
            return Failed(f"stopped after {limit:.0f} s")
        if process.returncode:
            return Failed(_last_line(_content(errors)) or f"exit code {process.returncode}")
        said = _said(_content(out))
    return Spent(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / _MEGABYTE, said)


def _content(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()


def _last_line(text: bytes) -> str:
    lines = text.decode(errors="replace").strip().splitlines()
    return lines[-1].strip()[:200] if lines else ""


def _said(text: bytes) -> Mapping[str, Any]:
    try:
        said = json.loads(_last_line(text[-4000:]) or "{}")
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def in_turn(contestants: Mapping[str, Callable[[], Outcome]], rounds: int) -> dict[str, Outcome]:
    """Run each once, then each again (A B A B), and return medians; what fails once is not tried again."""
    taken: dict[str, list[Spent]] = {name: [] for name in contestants}
    failed: dict[str, Outcome] = {}
    for _ in range(rounds):
        for name, work in contestants.items():
            if name in failed:
                continue
            outcome = work()
            if isinstance(outcome, Failed):
                failed[name] = outcome
            else:
                taken[name].append(outcome)
    return {name: failed.get(name) or median(taken[name]) for name in contestants}


def median(taken: Sequence[Spent]) -> Spent:
    """Return the medians; what was said is that of the last one, but for numbers, which are medians as well."""
    said = dict(taken[-1].said)
    for key, value in said.items():
        if isinstance(value, float):
            said[key] = statistics.median(each.said[key] for each in taken)
    return Spent(
        statistics.median(each.cpu for each in taken),
        statistics.median(each.wall for each in taken),
        statistics.median(each.peak for each in taken),
        said,
    )


def printed(command: Sequence[str]) -> str:
    """Return what a benchmark with tables of its own prints, or its last words."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else f"failed: {_last_line(done.stderr.encode())}"


def cpu_of(group: int) -> float:
    """Return the CPU seconds that the living processes of a process group have taken; 0 where there is no /proc."""
    ticks = 0
    for each in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = each.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group:  # proc_pid_stat(5): pgrp is the fifth field, the first after the name the third
            ticks += int(fields[11]) + int(fields[12])
    return ticks / _PER_SECOND
