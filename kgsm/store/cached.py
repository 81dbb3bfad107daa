"""A store → the same store, which answers what was asked before from memory. What is published never changes in a release."""

import threading
import time
from collections import OrderedDict
from typing import Final

from kgsm.sparql import JSON, TURTLE, Answer, Query, Store
from kgsm.store.shelved import Shelved

_ROOM: Final = 64_000_000
_LARGEST: Final = 1_000_000
_WORTH_SHARING: Final = 0.002  # seconds; what takes less is sooner evaluated than read from a file


class Cached:
    """A store with a bounded memory of answers: `room` bytes in all, `largest` for one. The least recently asked go first.

    `shared` is what other processes have answered.
    """

    def __init__(self, store: Store, room: int = _ROOM, largest: int = _LARGEST, shared: Shelved | None = None) -> None:
        self._store = store
        self._shared = shared
        self._room = room
        self._largest = min(room, largest)
        self._held: OrderedDict[tuple[str, str | None, str | None], tuple[str, bytes, str]] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def answer(self, query: Query, rows: str | None = JSON, graph: str | None = TURTLE) -> Answer:
        """Answer `query`, see kgsm.sparql.Store.answer."""
        version = self._store.version(query)
        if version is None:
            return self._store.answer(query, rows, graph)
        key = (version, rows, graph)
        with self._lock:
            held = self._held.get(key)
            if held:
                self._held.move_to_end(key)
        if held is None and self._shared:
            held = self._shared.get(key)
            if held:
                self._keep(key, held)
        if held is None:
            start = time.monotonic()
            answer = self._store.answer(query, rows, graph)
            if answer.size is None or answer.size > self._largest:
                return answer
            held = (answer.media_type, answer.read(), answer.digest)
            self._keep(key, held)
            taken = time.monotonic() - start if answer.seconds is None else answer.seconds
            if self._shared and taken > _WORTH_SHARING:
                self._shared.keep(key, held)
        media_type, body, digest = held
        return Answer(media_type, (body,), len(body), digest)

    def _keep(self, key: tuple[str, str | None, str | None], held: tuple[str, bytes, str]) -> None:
        with self._lock:
            if key in self._held:
                return
            self._held[key] = held
            self._size += len(held[1]) + len(key[0])
            while self._size > self._room:
                (version, *_), (_, body, _) = self._held.popitem(last=False)
                self._size -= len(body) + len(version)

    def version(self, query: Query) -> str | None:
        """Return what the store says."""
        return self._store.version(query)

    def close(self) -> None:
        """Forget the answers, and close the store."""
        with self._lock:
            self._held.clear()
            self._size = 0
        self._store.close()
