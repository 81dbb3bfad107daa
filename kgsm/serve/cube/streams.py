"""Long answers that are under way: so many at a time, and one whose client takes nothing gives its place to the next.

A stream that waits for its client holds a scan, some tens of megabytes. Nobody is cut off as long as there is room.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

from kgsm.problems import QueryError


class Stream:
    """Pieces of an answer, made one at a time; closed at its end, when its client is gone, or when it is cut off."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces: Iterator[bytes] | None = pieces
        self._held = ExitStack()
        self._lock = threading.Lock()
        self._since = time.monotonic()

    def when_done(self, release: Callable[[], None]) -> None:
        """Have `release` called once, when the stream is closed."""
        self._held.callback(release)

    def __iter__(self) -> Iterator[bytes]:
        # Where it was cut off it ends early. The response has a length, so the client can tell.
        while (piece := self._next()) is not None:
            yield piece

    def _next(self) -> bytes | None:
        with self._lock:
            piece = next(self._pieces, None) if self._pieces else None
            self._since = time.monotonic()
            return piece

    def close(self) -> None:
        """Give free what the stream holds. It waits for the piece that is being made."""
        with self._lock:
            self._close()

    def give_way(self, seconds: float) -> bool:
        """Return whether the stream could be cut off, since no piece was taken for so many seconds."""
        if not self._lock.acquire(blocking=False):
            return False
        try:
            stalled = self._pieces is not None and time.monotonic() - self._since >= seconds
            if stalled:
                self._close()
            return stalled
        finally:
            self._lock.release()

    def _close(self) -> None:
        self._pieces = None
        self._held.close()


class Streams:
    """At most `most` streams; one of which nothing was taken for `patience` seconds gives way."""

    def __init__(self, most: int, patience: float) -> None:
        self._most = most
        self._patience = patience
        self._open: list[Stream] = []
        self._lock = threading.RLock()  # who makes room closes a stream while it holds the lock

    def begin(self, pieces: Iterator[bytes]) -> Stream:
        """Return a stream of `pieces`. Raises QueryError, 503, where no place is free."""
        with self._lock:
            if len(self._open) >= self._most and not any(each.give_way(self._patience) for each in list(self._open)):
                raise QueryError("Too many long answers are under way. Try again in a moment.", 503)
            stream = Stream(pieces)
            stream.when_done(lambda: self._end(stream))
            self._open.append(stream)
            return stream

    def _end(self, stream: Stream) -> None:
        with self._lock:
            self._open.remove(stream)
