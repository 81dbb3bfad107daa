"""A store → what has been found out about its datasets: kept until what is stored changes."""

import threading

from kgsm.sparql import Query, Store

_ANY = Query("ASK { }")


class Memory:
    """The findings of each dataset in the order of its table (None where they are too many), and how many they are."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._version: str | None = None
        self._orders: dict[str, tuple[str, ...] | None] = {}
        self._counts: dict[str, int] = {}

    def orders(self) -> dict[str, tuple[str, ...] | None]:
        """Return the orders that are known; new ones are put in."""
        self._forget()
        return self._orders

    def counts(self) -> dict[str, int]:
        """Return the counts that are known; new ones are put in."""
        self._forget()
        return self._counts

    def _forget(self) -> None:
        with self._lock:
            version = self._store.version(_ANY)
            if version != self._version:  # what is stored was written to
                self._version, self._orders, self._counts = version, {}, {}
