"""The machine that is measured on, in words: cores, memory, processor, system, versions. No name of it, and no path."""

import os
import platform
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Final

_OWN: Final = ("duckdb", "pyoxigraph", "rdflib", "pyshacl", "granian")


def machine() -> str:
    """Return a sentence about this machine."""
    return f"{cores()} cores ({_processor()}), {_memory()}, {platform.system()} {platform.release().split('-')[0]}."


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def own_versions() -> str:
    """Return the versions of what kgsm stands on, in this environment."""
    libraries = ", ".join(f"{each} {version(each)}" for each in _OWN)
    return f"kgsm {version('kgsm')} with {libraries}, Python {'.'.join(map(str, sys.version_info[:3]))}"


def load() -> float:
    """Return how many processes wanted a core in the last minute: what was measured beside others is noisy."""
    return os.getloadavg()[0]


def _processor() -> str:
    try:
        found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    except OSError:
        found = None
    return found[1] if found else platform.processor() or platform.machine()


def _memory() -> str:
    size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{size / 2**30:.0f} GB of memory"


def first_line(command: list[str]) -> str:
    """Return the first line that a program prints about itself, empty where it cannot be started."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    lines = (done.stdout + done.stderr).strip().splitlines()
    return lines[0].strip() if lines else ""
