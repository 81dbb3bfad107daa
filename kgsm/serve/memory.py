"""A store → what has been found out about its studies and datasets: kept until what is stored changes."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from typing import Final, TypeVar, cast

from kgsm.serve.statistics import GOOD_FOR
from kgsm.sparql import Query, Store, Term

Kept = TypeVar("Kept")
Names = dict[tuple[str, str], list[Term]]

_ANY: Final = Query("ASK { }")
_MOST: Final = 2_000  # things kept, each about a study, a dataset or a few of them
_MOST_NAMED: Final = 50_000  # resources whose names are kept


class Memory:
    """The findings of each dataset in the order of its table (None where they are too many), and how many they are.

    Beside them what pages of the same study or dataset all need, the least recently used going first; nothing of that where the
    store may change at any time.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._version: str | None = None
        self._until = 0.0
        self._orders: dict[str, tuple[str, ...] | None] = {}
        self._counts: dict[str, int] = {}
        self._kept: OrderedDict[Hashable, object] = OrderedDict()
        self._names: dict[str, Names] = {}

    def orders(self) -> dict[str, tuple[str, ...] | None]:
        """Return the orders that are known; new ones are put in."""
        self._forget()
        return self._orders

    def counts(self) -> dict[str, int]:
        """Return the counts that are known; new ones are put in."""
        self._forget()
        return self._counts

    def kept(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        """Return what is kept under `key`, made by `make` where nothing is."""
        if self._forget() is None:
            return make()
        kept = self._kept
        with self._lock:
            if key in kept:
                kept.move_to_end(key)
                return cast("Kept", kept[key])
        made = make()
        with self._lock:
            kept[key] = made  # into what was kept when it was asked for: a newer state begins with another one
            while len(kept) > _MOST:
                kept.popitem(last=False)
        return made

    def names(self, things: Iterable[str], ask: Callable[[list[str]], Names]) -> Names:
        """Return the names of resources by resource and property; those that are not kept are asked for."""
        version = self._forget()
        known = self._names if version is not None else {}
        with self._lock:
            found = {each: known.get(each) for each in things}
        missing = sorted(each for each, names in found.items() if names is None)
        if missing:
            new: dict[str, Names] = {each: {} for each in missing}
            for (thing, prop), terms in ask(missing).items():
                new[thing][thing, prop] = terms
            found.update(new)
            with self._lock:
                if len(known) > _MOST_NAMED:
                    known.clear()
                known.update(new)
        return {key: terms for names in found.values() for key, terms in (names or {}).items()}

    def _forget(self) -> str | None:
        with self._lock:
            version = self._store.version(_ANY)
            old = version is None and time.monotonic() > self._until
            if old or version != self._version:  # what is stored was written to, or may have been
                self._until = time.monotonic() + GOOD_FOR
                self._version, self._orders, self._counts = version, {}, {}
                self._kept, self._names = OrderedDict(), {}
            return version
