"""Places for queries that run at once → who gets one, so that no client keeps all others waiting."""

import queue
import threading
from collections import Counter
from contextlib import suppress
from typing import Generic, TypeVar

from kgsm.problems import QueryError

BUSY = "Too many queries are running. Please try again in a moment."

_Worker = TypeVar("_Worker")


class Places(Generic[_Worker]):
    """So many places, each with a worker, or None where one has to be made first.

    Whoever finds none waits `patience` seconds at most; `waiting` may do so at a time, None being any number, since each holds
    a thread. A client that has no query running does not wait behind those who have: for such there are as many places again.
    """

    def __init__(self, count: int, patience: float, waiting: int | None = None) -> None:
        self._free: queue.LifoQueue[_Worker | None] = queue.LifoQueue()
        for _ in range(count):
            self._free.put(None)
        self._patience = patience
        self._queue = None if waiting is None else threading.Semaphore(waiting)
        self._lock = threading.Lock()
        self._running: Counter[str] = Counter()
        self._more, self._count = 0, count

    def take(self, client: str) -> _Worker | None:
        """Return a free place's worker. Raises QueryError, 503, where none is free for long."""
        with self._lock:
            with suppress(queue.Empty):
                worker = self._free.get_nowait()
                self._running[client] += 1
                return worker
            if client and not self._running[client] and self._more < self._count:
                self._more += 1
                self._running[client] += 1
                return None
        worker = self._waited()
        with self._lock:
            self._running[client] += 1
        return worker

    def _waited(self) -> _Worker | None:
        if self._queue and not self._queue.acquire(blocking=False):
            raise QueryError(BUSY, 503)
        try:
            return self._free.get(timeout=self._patience)
        except queue.Empty:
            raise QueryError(BUSY, 503) from None
        finally:
            if self._queue:
                self._queue.release()

    def give(self, client: str, worker: _Worker | None) -> _Worker | None:
        """Take a place back from a client, with its worker. Return the worker where it has no place any more."""
        with self._lock:
            self._running[client] -= 1
            if self._running[client] <= 0:
                del self._running[client]
            if self._more:
                self._more -= 1
                return worker
        self._free.put(worker)
        return None

    def keep(self, worker: _Worker) -> bool:
        """Put a worker into a free place that has none, and return whether there is one."""
        with suppress(queue.Empty):
            other = self._free.get_nowait()
            self._free.put(other or worker)
            return other is None
        return False

    def idle(self) -> list[_Worker]:
        """Take the workers out of all free places."""
        found = [self._free.get_nowait() for _ in range(self._free.qsize())]
        for _ in found:
            self._free.put(None)
        return [each for each in found if each is not None]
