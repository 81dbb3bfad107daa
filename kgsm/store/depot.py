"""A published folder → where its stores on disk are: one for each release, whole or not there.

A store is built beside its place and renamed into it. So what is there by its name is whole, but for what happens to disks and
folders later: a mark in it says what it is made of, and a store whose files are not those of its mark counts as not there.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

import pyoxigraph

from kgsm.counts import Counts, loaded
from kgsm.manifest import MANIFEST
from kgsm.problems import PublishedError

STORE: Final = "store"
COUNTS: Final = "counts.json"
_MARK: Final = "store.json"
FORM: Final = f"1 {pyoxigraph.__version__}"  # another engine may read its files in another way
_BUILDING: Final = ".building-"
_GONE: Final = ".gone-"
_LOCK: Final = ".lock-"
_FAILED: Final = ".failed-"
_LENGTH: Final = 32  # digits of a release's digest that name its store
# What RocksDB writes for people, and anew with each process that opens a store.
_NOT_DATA: Final = ("LOG", "LOCK")


@dataclass(frozen=True, slots=True)
class OnDisk:
    """A whole store: the folder of its files, and what they were made of."""

    folder: Path
    release: str
    base: str
    size: int


@dataclass(frozen=True, slots=True)
class Depot:
    """The folder in which the stores of a published folder are kept.

    `given_up` names the marks of damaged stores that are not ours to remove.
    """

    folder: Path
    published: Path
    given_up: set[tuple[int, int]] = field(default_factory=set, compare=False, repr=False)

    def find(self, release: str) -> OnDisk | None:
        """Return the store of a release, None where there is none that is whole."""
        place = self.place(release)
        try:
            if self.given_up and _identity(place / _MARK) in self.given_up:
                return None
            mark = json.loads((place / _MARK).read_text(encoding="utf-8"))
            files, base = dict(mark["files"]), str(mark["base"])
            if mark["form"] != FORM or mark["release"] != release or files != _files(place / STORE):
                return None
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return OnDisk(place, release, base, sum(files.values()))

    def place(self, release: str) -> Path:
        """Return where the store of a release is kept."""
        return self.folder / release[:_LENGTH]

    def building(self, release: str) -> Path:
        """Return where the store of a release is built."""
        return self.folder / f"{_BUILDING}{release[:_LENGTH]}"

    def failed(self, release: str) -> Path:
        """Return the file that says why building the store of a release failed."""
        return self.folder / f"{_FAILED}{release[:_LENGTH]}"

    @contextmanager
    def alone(self, release: str) -> Iterator[IO[bytes] | None]:
        """Yield an open file whose lock only one process has, and those that inherit it; None where another one has it.

        Raises OSError where the folder cannot be written to.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / f"{_LOCK}{release[:_LENGTH]}").open("ab") as file:
            yield file if _locked(file, fcntl.LOCK_EX) else None

    def put(self, release: str, base: str) -> None:
        """Put the store that was built in its place, when all of it is on the disk. Only who is `alone` may."""
        made, place = self.building(release), self.place(release)
        for each in sorted((made / STORE).iterdir()):
            _flush(each)
        mark = {"form": FORM, "release": release, "base": base, "published": str(self.published.absolute()),
                "files": sorted(_files(made / STORE).items())}  # fmt: skip
        (made / _MARK).write_text(json.dumps(mark, indent=1), encoding="utf-8")
        for path in (*((made / COUNTS,) if (made / COUNTS).exists() else ()), made / _MARK, made / STORE, made):
            _flush(path)
        if place.exists():  # one that is not whole
            _remove(place)
        made.rename(place)
        _flush(self.folder)

    def discard(self, release: str) -> None:
        """Let the store of a release count as not there, since it turned out to be damaged, or cannot be read."""
        mark = self.place(release) / _MARK
        try:
            mark.unlink()
        except OSError:  # on a file system that is read-only, or someone else's: then for this process alone
            with suppress(OSError):
                self.given_up.add(_identity(mark))

    def clear(self) -> None:
        """Remove the stores of former releases that no process reads, and what was left by processes that were killed."""
        with suppress(OSError):
            keep = release_of(self.published)[:_LENGTH]
            for each in sorted(self.folder.iterdir()):
                if each.name.startswith(_GONE):
                    _delete(each)
                elif each.is_dir() and not each.is_symlink() and keep not in each.name and self._is_ours(each):
                    _remove_unread(each)
                elif each.name.startswith(_FAILED) and keep not in each.name:
                    each.unlink()

    def _is_ours(self, place: Path) -> bool:
        """Return whether a folder was made from this published folder, or from one that is no longer there."""
        if place.name.startswith(_BUILDING):
            with self.alone(place.name.removeprefix(_BUILDING)) as file:
                return file is not None
        try:
            published = Path(json.loads((place / _MARK).read_text(encoding="utf-8"))["published"])
        except FileNotFoundError:
            return (place / STORE).is_dir() and len(place.name) == _LENGTH  # discarded
        except (OSError, ValueError, KeyError, TypeError):
            return False
        return published == self.published.absolute() or not (published / MANIFEST).exists()


def open_depot(folder: Path, published: Path) -> Depot:
    """Return the depot in a folder. Raises PublishedError where that lies in the published folder."""
    if folder.resolve().is_relative_to(published.resolve()):
        raise PublishedError(
            f"{folder} is in the published folder, which publishing replaces. A store needs a place beside it."
        )
    return Depot(folder, published)


def counts_of(depot: Depot, release: str) -> Counts | None:
    """Return how much is in the store of a release, as it was counted when it was built; None where that is not there."""
    try:
        return loaded((depot.place(release) / COUNTS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def release_of(published: Path) -> str:
    """Return the digest of the release that a published folder holds now. Raises OSError where it holds none."""
    return hashlib.sha256((published / MANIFEST).read_bytes()).hexdigest()


@contextmanager
def in_use(store: OnDisk) -> Iterator[None]:
    """Keep a store from being removed while the block, or a process forked in it, lasts.

    Raises PublishedError where it has been removed already.
    """
    gone = PublishedError(f"{store.folder} is no longer there.")
    try:
        file = (store.folder / _MARK).open("rb")
    except OSError as error:
        raise gone from error
    with file:
        fcntl.flock(file, fcntl.LOCK_SH)
        if not (store.folder / _MARK).exists():
            raise gone
        yield


def _identity(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_ino, found.st_mtime_ns


def _files(folder: Path) -> dict[str, int]:
    with os.scandir(folder) as entries:
        return {each.name: each.stat().st_size for each in entries if not each.name.startswith(_NOT_DATA)}


def _remove_unread(place: Path) -> None:
    """Remove a store that no process has in use."""
    try:
        with (place / _MARK).open("rb") as file:
            if _locked(file, fcntl.LOCK_EX):
                _remove(place)
    except FileNotFoundError:  # half built, or discarded: who reads a discarded one has its files open
        _remove(place)


def _remove(place: Path) -> None:
    gone = place.with_name(f"{_GONE}{os.getpid()}-{place.name.removeprefix(_BUILDING)}")
    place.rename(gone)  # whatever is killed now, nobody takes the rest for a store
    _delete(gone)


def _delete(gone: Path) -> None:
    if gone.is_dir() and not gone.is_symlink():
        shutil.rmtree(gone, ignore_errors=True)
    else:  # what someone put where a store belongs
        gone.unlink(missing_ok=True)


def _locked(file: IO[bytes], kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
