"""A published folder → the store of its release on disk: whether it is there, who builds it, how far that is, and why not.

Several processes, of one server or of more, may wait for the same store: one of them starts the loader, which has a lock.
"""

import json
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from kgsm.problems import LoadingError
from kgsm.store.depot import Depot, release_of
from kgsm.store.told import LOADING, PROGRESS, sentence

_AGAIN: Final = 300.0  # seconds after which a build that failed is tried again
_LOADING_SHARE: Final = 0.8  # of the time that a build takes; the rest is putting the files in order
_ASK_AGAIN: Final = (5, 600)  # seconds, at least and at most, after which a client should ask again
_MOST_SAID: Final = 300  # characters of a reason
_ELSE: Final = "Pages, downloads and the rows of each dataset by address (/about/api) are there."


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is: bytes of triples in all, the part of the work that is done, seconds taken and, if known, left."""

    size: int
    part: float
    taken: float
    left: float | None


class Builder:
    """What makes sure that a release has its store in the depot. `fits` is whether memory is an alternative to it."""

    def __init__(self, depot: Depot, *, fits: bool) -> None:
        self.depot = depot
        self._fits = fits
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._release = ""
        self._had = ""
        self._failure = ""
        self._failed_at = -_AGAIN

    @property
    def is_ours(self) -> bool:
        """Whether the loader was started here."""
        return self._process is not None

    def ready(self) -> bool:
        """Return whether the release that is published now can be queried whole; see that its store is built where not.

        Raises OSError where nothing is published.
        """
        with self._lock:
            release = release_of(self.depot.published)
            self._watch(release)
            had, self._had = self._had, release if self.depot.find(release) else ""
            if self._had:
                return True
            if self._fits and self._failure:
                return True  # from memory, until there is another release
            if self._process is None and time.monotonic() - self._failed_at > _AGAIN:
                self._begin(release)
            # A store that was there is gone: that has to be seen once, or who serves from it would go on.
            return had != release and self._fits and bool(self._failure)

    def where(self) -> Depot | None:
        """Return the depot, None where the release's store is not there: then memory has to do, see `ready`."""
        return self.depot if self.depot.find(release_of(self.depot.published)) else None

    def progress(self) -> Progress | None:
        """Return how far the build is, None where that is not known."""
        try:
            told = json.loads((self.depot.building(release_of(self.depot.published)) / PROGRESS).read_text("ascii"))
            size, started = int(told["total"]), float(told["started"])
            part = int(told["done"]) / max(1, size)
        except (OSError, ValueError, KeyError, TypeError):
            return None
        done = min(part, 1) * _LOADING_SHARE if told.get("stage") == LOADING else _LOADING_SHARE
        taken = max(0.0, time.time() - started)
        return Progress(size, done, taken, taken / done * (1 - done) if done > 0.02 else None)

    def failure(self) -> str:
        """Return why the store cannot be built, empty where nothing is known to be wrong."""
        return self._failure

    def refusal(self) -> LoadingError:
        """Return what a query is told meanwhile."""
        if self._failure:
            return LoadingError(f"SPARQL is not available: the store could not be built. {self._failure} {_ELSE}", int(_AGAIN))
        found = self.progress()
        if found is None:
            return LoadingError(f"The store that answers SPARQL is about to be built. {_ELSE}", _ASK_AGAIN[0])
        left = f", about {duration(found.left)} left" if found.left is not None else ""
        after = min(max(int(found.left or 0) + 1, _ASK_AGAIN[0]), _ASK_AGAIN[1])
        so_far = f"{found.part:.0%} of {found.size / 1e6:,.0f} MB of triples are loaded{left}"
        return LoadingError(f"The store that answers SPARQL is being built: {so_far}. {_ELSE}", after)

    def close(self) -> None:
        """End the loader, if it was started here."""
        with self._lock:
            self._end()

    def _watch(self, release: str) -> None:
        """Take note of what became of the loader that was started here, and of what others say."""
        if self._release != release:
            self._end()  # nobody waits for that store any more
            self._release, self._failure, self._failed_at = release, "", -_AGAIN
        if self._process and self._process.poll() is not None:
            if status := self._process.returncode:
                self._fail(self._reason() or f"The loader ended with status {status}: memory may be short.")
            else:
                self._failure = ""
            self._process = None
        elif not self._process and not self._failure and (reason := self._reason()):
            self._fail(reason)

    def _reason(self) -> str:
        with suppress(OSError, UnicodeDecodeError):
            path = self.depot.failed(self._release)
            if time.time() - path.stat().st_mtime < _AGAIN:
                return path.read_text("utf-8")
        return ""

    def _fail(self, reason: str) -> None:
        self._failure = reason[:_MOST_SAID]
        self._failed_at = time.monotonic()

    def _begin(self, release: str) -> None:
        """Start a loader, if no other process has one."""
        command = [sys.executable, "-m", "kgsm.store.loader", str(self.depot.published), str(self.depot.folder), release]
        try:
            with self.depot.alone(release) as lock:
                if lock is None or self.depot.find(release):
                    return
                self.depot.clear()
                # The loader inherits the lock, and the kernel lets go of it whatever ends the loader.
                self._process = subprocess.Popen(command, pass_fds=[lock.fileno()], stdin=subprocess.DEVNULL)  # noqa: S603 - our own module
                self._failure = ""
        except OSError as error:
            self._fail(sentence(error))

    def _end(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None


def duration(seconds: float) -> str:
    """Return a time in words, to the second below two minutes, else to the minute."""
    return f"{seconds:.0f} seconds" if seconds < 120 else f"{seconds / 60:.0f} minutes"
