"""published/ and a state folder → a store that takes changes: readers see the state before a change or after it, never between.

A state is a folder in the layout of a published one, beside published/ and never in it: `state-7/` with a file a graph, and
`current`, a symbolic link to it. A change is made on a copy by a process of its own, checked, flushed to the disk, and the link
is replaced by renaming. So whatever is killed at whatever moment, `current` leads to a whole state.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import IO, Final

from kgsm.manifest import MANIFEST
from kgsm.problems import PublishedError, QueryError
from kgsm.sparql import JSON, TURTLE, Answer, Change, InvalidError, Query, Store

CURRENT: Final = "current"
_NEXT: Final = ".next-"
_STATE: Final = "state-"
_ORIGIN: Final = "origin"
_BEAT: Final = 0.02
_PATIENCE: Final = 10.0
SECONDS: Final = 300.0


@dataclass(frozen=True, slots=True)
class _Open:
    name: str
    store: Store


class Written:
    """A store over the newest state. `make` opens a folder as a store, `scribe` is the command that makes a change."""

    def __init__(self, published: Path, state: Path, make: Callable[[Path], Store], scribe: Sequence[str]) -> None:
        if state.resolve().is_relative_to(published.resolve()):
            raise PublishedError(
                f"{state} is in the published folder, which publishing replaces. A state needs a place beside it."
            )
        self._published, self._state = published, state
        self._make, self._scribe = make, tuple(scribe)
        self._lock = threading.Lock()
        state.mkdir(parents=True, exist_ok=True)
        self._open = self._opened(self._name())

    def answer(self, query: Query, rows: str | None = JSON, graph: str | None = TURTLE) -> Answer:
        """Answer `query` from the newest state, see kgsm.sparql.Store.answer."""
        return self._now().answer(query, rows, graph)

    def version(self, query: Query) -> str | None:
        """Return what the newest state's store says."""
        return self._now().version(query)

    def write(self, change: Change, condition: Callable[[], None] | None = None) -> bool:
        """Make a change, see kgsm.sparql.Writer.write."""
        with self._alone():
            if condition:
                condition()
            source = self._name()
            for left in self._state.glob(f"{_NEXT}*"):
                left.unlink() if left.is_symlink() else shutil.rmtree(left)
            if not source:
                (self._state / _ORIGIN).write_text(release(self._published), encoding="ascii")
            made = Path(mkdtemp(prefix=_NEXT, dir=self._state))
            try:
                created = self._told(self._folder(source), made, change)
                self._replace(made, source)
            finally:
                shutil.rmtree(made, ignore_errors=True)
        return created

    def close(self) -> None:
        """Close the store of the newest state."""
        self._open.store.close()

    def _now(self) -> Store:
        opened, name = self._open, self._name()
        if opened.name != name and self._lock.acquire(blocking=False):
            # Another process of this server has written. Whoever comes in the meantime reads what was there before.
            try:
                opened = self._open = self._opened(name)
            finally:
                self._lock.release()
        return opened.store

    def _opened(self, name: str) -> _Open:
        return _Open(name, self._make(self._folder(name)))

    def _name(self) -> str:
        try:
            return str((self._state / CURRENT).readlink())
        except FileNotFoundError:
            return ""

    def _folder(self, name: str) -> Path:
        return self._state / name if name else self._published

    def _told(self, source: Path, made: Path, change: Change) -> bool:
        """Let the scribe make a change. Raises QueryError where there is none."""
        command = [*self._scribe, str(self._published), str(source), str(made)]
        try:
            done = subprocess.run(command, input=_request(change), capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 - our own module
        except subprocess.TimeoutExpired:
            raise QueryError(f"The change took longer than {SECONDS:g} seconds and was not made.", 503) from None
        try:
            told = json.loads(done.stdout)
        except ValueError:
            raise QueryError("The change needed more memory than a change may have, and was not made.", 503) from None
        if "report" in told:
            raise InvalidError(told["problems"], told["report"])
        if "error" in told:
            raise QueryError(told["error"], told["status"])
        return bool(told["created"])

    def _replace(self, made: Path, source: str) -> None:
        name = f"{_STATE}{int(source.removeprefix(_STATE) or 0) + 1}"
        folder, link = self._state / name, self._state / f"{_NEXT}link"
        if folder.exists():  # from a change that was killed before `current` led to it
            shutil.rmtree(folder)
        made.rename(folder)
        opened = self._opened(name)  # before anyone is led to it
        with suppress(FileNotFoundError):
            link.unlink()
        link.symlink_to(name)
        link.replace(self._state / CURRENT)
        flush(self._state)
        with self._lock:
            self._open = opened
        for each in self._state.glob(f"{_STATE}*"):
            if each.name not in {name, source}:  # another process may be reading the one before
                shutil.rmtree(each, ignore_errors=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Wait until no other change is made, by whatever process. Raises QueryError, 503, where that takes long."""
        with (self._state / "lock").open("ab") as file:
            _lock(file)
            yield  # closing the file lets go


def release(published: Path) -> str:
    """Return the digest of a published folder's manifest."""
    return hashlib.sha256((published / MANIFEST).read_bytes()).hexdigest()


def origin(state: Path) -> str:
    """Return the digest of the release that a state was made from, empty where nothing says so."""
    path = state / _ORIGIN
    return path.read_text(encoding="ascii") if path.is_file() else ""


def _lock(file: IO[bytes]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise QueryError("Another change is being made. Please try again in a moment.", 503) from None
            time.sleep(_BEAT)
        else:
            return


def flush(path: Path) -> None:
    """Wait until a file, or the entries of a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _request(change: Change) -> bytes:
    head = {
        "deed": change.deed,
        "graph": change.graph,
        "using": change.using,
        "using_named": change.using_named,
        "content": [(media_type, len(body)) for media_type, body in change.content],
    }
    return json.dumps(head).encode() + b"\n" + b"".join(body for _, body in change.content)
