"""The others that kgsm is held against: each is put into an environment of its own below the cache folder, once.

What cannot be installed is a `Peer` with the reason in its `missing`, and stands in every table with it.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from benchmarks.machine import first_line

_PIP_SECONDS: Final = 900
_PROGRAMS: Final = Path(__file__).parent / "programs"


@dataclass(frozen=True, slots=True)
class Peer:
    """A program of others: `place` is its environment, or the program itself; `missing` says why there is none."""

    name: str
    version: str
    place: Path
    missing: str = ""

    def python(self, program: str, *arguments: str) -> list[str]:
        """Return the command that runs one of our programs in the peer's environment."""
        return [str(self.place / "bin" / "python"), str(_PROGRAMS / f"{program}.py"), *arguments]

    def program(self, name: str) -> str:
        """Return the path of a program in the peer's environment."""
        return str(self.place / "bin" / name)


class Peers:
    """The peers that have been asked for; each is installed when it first is."""

    # Exact versions: the same command measures the same programs next year.
    REQUIREMENTS: ClassVar[dict[str, tuple[str, ...]]] = {
        "rdflib": ("rdflib==7.6.0",),
        "csvcubed": ("csvcubed==0.5.1",),
        "morph-kgc": ("morph-kgc==2.10.0",),
        "maplib": ("maplib==0.20.26",),
        "pySHACL": ("pyshacl==0.40.1",),
        "Oxigraph server": ("oxigraph==0.5.13",),
        "rdflib-endpoint": ("rdflib-endpoint==0.6.3", "uvicorn==0.38.0"),
    }

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._found: dict[str, Peer] = {}

    def __getitem__(self, name: str) -> Peer:
        if name not in self._found:
            self._found[name] = _virtuoso() if name == "Virtuoso" else self._from_pypi(name)
        return self._found[name]

    def versions(self) -> list[str]:
        """Return what the peers are, or why they are not there, in the order they were asked for."""
        return [
            f"{each.name}: {each.missing}" if each.missing else f"{each.name} {each.version}" for each in self._found.values()
        ]

    def _from_pypi(self, name: str) -> Peer:
        requirements = self.REQUIREMENTS[name]
        version = requirements[0].partition("==")[2]
        place = self._cache / re.sub(r"\W+", "-", name.lower())
        installed = place / "installed.txt"
        wanted = "\n".join(requirements)
        if not installed.exists() or installed.read_text() != wanted:
            reason = _install(place, requirements)
            if reason:
                return Peer(name, version, place, f"cannot be installed: {reason}")
            installed.write_text(wanted)
        return Peer(name, version, place)


def _install(place: Path, requirements: Sequence[str]) -> str:
    """Make an environment with these packages in it, and return why that could not be done, empty where it was."""
    shutil.rmtree(place, ignore_errors=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    # Our own pip: a Debian without python3-venv cannot give the new environment one.
    pip = [sys.executable, "-m", "pip", "--python", str(place / "bin" / "python"), "install", "--quiet"]
    making = [sys.executable, "-m", "venv", "--without-pip", str(place)]
    for command in (making, [*pip, "--disable-pip-version-check", *requirements]):
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=_PIP_SECONDS, check=False)
        except subprocess.TimeoutExpired:
            return f"not done after {_PIP_SECONDS} s"
        if done.returncode:
            errors = [line for line in (done.stderr + done.stdout).splitlines() if line.startswith("ERROR")]
            return _without_paths(errors[0] if errors else f"exit code {done.returncode}")
    return ""


def _without_paths(text: str) -> str:
    return re.sub(r"(?<!\w)/[\w./-]+/", "…/", text)[:300]


def _virtuoso() -> Peer:
    program = shutil.which("virtuoso-t")
    if program is None or shutil.which("isql-vt") is None:
        return Peer("Virtuoso", "", Path(), "not on this machine (Debian: apt-get install virtuoso-opensource)")
    about = subprocess.run([program, "-?"], capture_output=True, text=True, check=False)
    found = re.search(r"Version (\S+)", about.stdout + about.stderr)
    return Peer("Virtuoso", found[1] if found else "", Path(program))


def compiled_floor(source: Path, cache: Path) -> Peer:
    """Return the program of a C source, compiled."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        return Peer("C", "", Path(), "there is no C compiler")
    cache.mkdir(parents=True, exist_ok=True)
    program = cache / source.stem
    done = subprocess.run([compiler, "-O2", "-o", str(program), str(source)], capture_output=True, text=True, check=False)
    if done.returncode:
        return Peer("C", "", program, f"cannot be compiled: {_without_paths(done.stderr.splitlines()[0])}")
    return Peer("C", first_line([compiler, "--version"]), program)
