"""published/ → a store of what describes, and of no observation: for the pages, until the whole store is there.

Studies of any length have a description that is read in a moment. What strangers ask is refused: half an answer is a wrong one.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from pyoxigraph import RdfFormat, Store

from kgsm.manifest import PublishedFile, read_manifest
from kgsm.problems import LoadingError, PublishedError
from kgsm.sparql import JSON, N_TRIPLES, TURTLE, Answer, Query
from kgsm.store.depot import release_of
from kgsm.store.embedded import Embedded, version
from kgsm.store.partition import described

_MOST: Final = 100_000_000  # bytes of a description; what is longer is no description, and waits for the store


class Describing:
    """A store over the descriptions of a release. `refusal` says what those are told who ask for more."""

    def __init__(self, published: Path, refusal: Callable[[], LoadingError]) -> None:
        self.refusal = refusal
        try:
            self.release = release_of(published)
            self._store = _filled(published)
        except (OSError, SyntaxError, ValueError) as error:
            raise PublishedError(f"{published} cannot be read: {error}.") from error

    def answer(self, query: Query, rows: str | None = JSON, graph: str | None = TURTLE) -> Answer:
        """Answer a query of ours, see kgsm.sparql.Store.answer. Raises LoadingError, 503, for those of others."""
        if not query.own:
            raise self.refusal()
        return self._store.answer(query, rows, graph)

    def version(self, query: Query) -> str | None:
        """Return a digest that no answer of the whole store has."""
        return version(f"describing {self.release}", query)

    def close(self) -> None:
        """Do nothing: memory is freed with the object."""


def _filled(published: Path) -> Embedded:
    manifest, store = read_manifest(published), Store()
    for file in manifest.graphs():
        if file.media_type == N_TRIPLES:
            _read(store, published / file.path, file)
    return Embedded(store, "", manifest.base)


def _read(store: Store, path: Path, file: PublishedFile) -> None:
    quads = described(path, file.graph or "", _MOST)
    if quads:
        store.bulk_load(input=quads, format=RdfFormat.N_QUADS)
