"""A store → how much is in each of its graphs, and of each class and property: the counts of VoID (4.5, 4.6), by SPARQL."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Final

from kgsm.problems import QueryError
from kgsm.sparql import Store, select

GRAPHS: Final = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"
WHOLE: Final[dict[str, str]] = {
    "triples": "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }",
    "distinctSubjects": "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s ?p ?o }",
    "properties": "SELECT (COUNT(DISTINCT ?p) AS ?n) WHERE { ?s ?p ?o }",
    "classes": "SELECT (COUNT(DISTINCT ?c) AS ?n) WHERE { ?s a ?c }",
}
CLASSES: Final = "SELECT ?k (COUNT(?s) AS ?n) WHERE { ?s a ?k } GROUP BY ?k"
PROPERTIES: Final = "SELECT ?k (COUNT(*) AS ?n) WHERE { ?s ?k ?o } GROUP BY ?k"
# Subjects are told apart in memory.
_MANY: Final = 30_000_000
_OF_ALL: Final = frozenset({"distinctSubjects"})


@dataclass(frozen=True, slots=True)
class Counts:
    """Triples by graph, counts of the default graph by their VoID names, entities by class and triples by property.

    What the store could not count is not there.
    """

    graphs: Mapping[str, int] = field(default_factory=dict)
    whole: Mapping[str, int] = field(default_factory=dict)
    classes: Mapping[str, int] = field(default_factory=dict)
    properties: Mapping[str, int] = field(default_factory=dict)


def counted(store: Store) -> Counts:
    """Count what is in a store. Of more than 30 million triples the subjects are not counted, which would take memory."""
    return Counts(_of_graphs(store), _of_whole(store), _by(store, CLASSES), _by(store, PROPERTIES))


def dumped(counts: Counts) -> str:
    """Return counts as JSON."""
    return json.dumps(asdict(counts), indent=1)


def loaded(text: str) -> Counts:
    """Return the counts in a JSON text. Raises ValueError where there are none."""
    try:
        content = json.loads(text)
        parts = {name: {str(key): int(number) for key, number in content[name].items()} for name in Counts.__slots__}
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no counts: {error}") from error
    return Counts(**parts)


def _of_graphs(store: Store) -> dict[str, int]:
    try:
        return {row["g"].value: int(row["n"].value) for row in select(store, GRAPHS) if "g" in row}
    except (QueryError, KeyError, ValueError):
        return {}


def _by(store: Store, query: str) -> dict[str, int]:
    try:
        rows = (row for row in select(store, query) if "k" in row and row["k"].is_iri)
        return {row["k"].value: int(row["n"].value) for row in rows}
    except (QueryError, KeyError, ValueError):
        return {}


def _of_whole(store: Store) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, query in WHOLE.items():
        if name in _OF_ALL and found["triples"] > _MANY:
            continue
        try:
            found[name] = int(select(store, query)[0]["n"].value)
        except (QueryError, LookupError, ValueError):
            break  # the others take longer still
    return found
