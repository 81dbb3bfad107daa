"""A store → its counts, made when they are first asked for, unless they came with it."""

import threading
import time
from typing import Final

from kgsm.counts import GRAPHS, Counts, counted
from kgsm.sparql import Query, Store

# Seconds for which what was found out is believed where a store cannot say whether it has changed.
GOOD_FOR: Final = 300.0


class Statistics:
    """The counts of a store. What takes the store too long is not asked again; where they are `known` it is asked nothing."""

    def __init__(self, store: Store, known: Counts | None = None) -> None:
        self._store = store
        self._known = known
        self._lock = threading.Lock()
        self._counts: Counts | None = None
        self._version: str | None = None
        self._until = 0.0

    def counts(self) -> Counts:
        """Return what could be counted."""
        if self._known is not None:
            return self._known
        with self._lock:
            version = self._store.version(Query(GRAPHS))
            old = version is None and time.monotonic() > self._until
            if self._counts is None or old or version != self._version:  # what is stored was written to, or may have been
                self._version = version
                self._counts = counted(self._store)
                self._until = time.monotonic() + GOOD_FOR
            return self._counts
