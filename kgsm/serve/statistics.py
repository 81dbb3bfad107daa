"""A store → how much is in each of its graphs, and of each class and property, counted once (VoID, 4.5 and 4.6)."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from kgsm.problems import QueryError
from kgsm.sparql import Query, Store, select

GRAPHS: Final = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"
WHOLE: Final[dict[str, str]] = {
    "triples": "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }",
    "distinctSubjects": "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s ?p ?o }",
    "properties": "SELECT (COUNT(DISTINCT ?p) AS ?n) WHERE { ?s ?p ?o }",
    "classes": "SELECT (COUNT(DISTINCT ?c) AS ?n) WHERE { ?s a ?c }",
}

CLASSES: Final = "SELECT ?k (COUNT(?s) AS ?n) WHERE { ?s a ?k } GROUP BY ?k"
PROPERTIES: Final = "SELECT ?k (COUNT(*) AS ?n) WHERE { ?s ?k ?o } GROUP BY ?k"

# Seconds for which what was found out is believed where a store cannot say whether it has changed.
GOOD_FOR: Final = 300.0


@dataclass(frozen=True, slots=True)
class Counts:
    """Triples by graph, counts of the default graph by their VoID names, entities by class and triples by property.

    What the store could not count is not there.
    """

    graphs: Mapping[str, int] = field(default_factory=dict)
    whole: Mapping[str, int] = field(default_factory=dict)
    classes: Mapping[str, int] = field(default_factory=dict)
    properties: Mapping[str, int] = field(default_factory=dict)


class Statistics:
    """The counts of a store, made when they are first asked for. What takes the store too long is not asked again."""

    def __init__(self, store: Store, *, whole: bool = True) -> None:
        self._store = store
        self._whole = whole
        self._lock = threading.Lock()
        self._counts: Counts | None = None
        self._version: str | None = None
        self._until = 0.0

    def counts(self) -> Counts:
        """Return what could be counted; nothing where the store is not whole."""
        if not self._whole:
            return Counts()
        with self._lock:
            version = self._store.version(Query(GRAPHS))
            old = version is None and time.monotonic() > self._until
            if self._counts is None or old or version != self._version:  # what is stored was written to, or may have been
                self._version = version
                self._counts = Counts(self._of_graphs(), self._of_whole(), self._by(CLASSES), self._by(PROPERTIES))
                self._until = time.monotonic() + GOOD_FOR
            return self._counts

    def _of_graphs(self) -> dict[str, int]:
        try:
            return {row["g"].value: int(row["n"].value) for row in select(self._store, GRAPHS) if "g" in row}
        except (QueryError, KeyError, ValueError):
            return {}

    def _by(self, query: str) -> dict[str, int]:
        try:
            rows = (row for row in select(self._store, query) if "k" in row and row["k"].is_iri)
            return {row["k"].value: int(row["n"].value) for row in rows}
        except (QueryError, KeyError, ValueError):
            return {}

    def _of_whole(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for name, query in WHOLE.items():
            try:
                found[name] = int(select(self._store, query)[0]["n"].value)
            except (QueryError, LookupError, ValueError):
                break  # the others take longer still
        return found
