"""published/ → Oxigraph, in memory or as it was built on disk: a named graph for each dataset, code list and document.

The default graph is their union.

Oxigraph rewrites literals when they enter: "1.50"^^xsd:decimal comes back as 1.5. Files of published/ keep what was written.
"""

import hashlib
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import IO, Final, cast

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    serialize,
)

from kgsm.graphs import sayable, serialised
from kgsm.manifest import MANIFEST, read_manifest
from kgsm.problems import PublishedError, QueryError
from kgsm.sparql import JSON, N_QUADS, N_TRIPLES, TURTLE, XML, Answer, Query, is_iri
from kgsm.store.depot import STORE, OnDisk
from kgsm.store.filling import fill
from kgsm.store.outline import Outline, volatile
from kgsm.store.refusal import checked
from kgsm.store.rows import Counter, counted
from kgsm.store.wellformed import WellFormed

DAMAGED: Final = "The store on disk is damaged. It is built anew."
_CORRUPTION: Final = "Corruption: "  # what RocksDB says first where a file, or the checksum of a block, is not what it was
_TIDY: Final = 20_000  # triples that are written when all are there, with our prefixes; more are written as they come
_PLACE: Final = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


def open_store(published: Path, *, named: bool = True) -> "Embedded":
    """Return a store that holds the graphs of a published folder; without the `named` ones, only the default graph.

    Raises PublishedError where the folder cannot be read or a graph is not what its manifest says.
    """
    manifest = read_manifest(published)
    release = hashlib.sha256((published / MANIFEST).read_bytes()).hexdigest()
    store = Store()
    fill(store, published, manifest, named=named)
    # What is published while we load is another release, and some of it may be loaded.
    if manifest != read_manifest(published) or release != hashlib.sha256((published / MANIFEST).read_bytes()).hexdigest():
        raise PublishedError(f"{published} was published anew meanwhile.")
    return Embedded(store, release, manifest.base)


def open_on_disk(stored: OnDisk) -> "Embedded":
    """Return a store that was built on disk, to read from. Each process that forks opens its own: the engine has threads.

    Raises QueryError, 500, where it is damaged.
    """
    try:
        return Embedded(Store.read_only(str(stored.folder / STORE)), stored.release, stored.base)
    except (OSError, RuntimeError) as error:
        raise QueryError(DAMAGED, 500) from error


@dataclass(frozen=True, slots=True)
class Embedded:
    """Oxigraph in this process. `release` is the digest of what it was filled from, `base` what its IRIs begin with.

    Oxigraph's evaluation cannot be interrupted. It leaves the other threads of the process running.
    """

    store: Store
    release: str
    base: str = ""

    def answer(self, query: Query, rows: str | None = JSON, graph: str | None = TURTLE) -> Answer:
        """Answer `query`, see kgsm.sparql.Store.answer."""
        sink = io.BytesIO()
        media_type = self.write(query, rows, graph, lambda _: sink)
        body = sink.getvalue()
        return Answer(media_type, (body,), len(body), hashlib.sha256(body).hexdigest())

    def write(self, query: Query, rows: str | None, graph: str | None, begin: Callable[[str], IO[bytes]]) -> str:
        """Write the answer to `query` as it comes, and return its media type.

        `begin` is called with the media type before the first byte, and returns what is written to. Raises QueryError as
        `answer` does; where one comes after `begin`, what was written is not the whole.
        """
        result = _evaluate(self.store, query, checked(query), self.base)
        media_type = graph if isinstance(result, QueryTriples) else rows
        if media_type is None:
            raise QueryError("This form of query has no answer in the media type that was asked for.", 406)
        try:
            serialise(result, media_type, begin(media_type), query.most)
        except (RuntimeError, ValueError) as error:
            raise _failed(error) from error
        return media_type

    def version(self, query: Query) -> str | None:
        """Return the digest of the release and the query; None where the query calls a function like NOW()."""
        return version(self.release, query)

    def close(self) -> None:
        """Do nothing: memory is freed with the object."""


def version(release: str, query: Query) -> str | None:
    """Return a digest of the release and the query; None where the query calls a function like NOW()."""
    if volatile(query.text):
        return None
    # The graphs of a request are sets; the text is left as it is: two queries that differ never share an answer.
    graphs = (*sorted(set(query.default_graphs)), "", *sorted(set(query.named_graphs)))
    parts = repr((release, query.text, graphs))  # quoted, so that no part runs into the next
    return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()


def _evaluate(store: Store, query: Query, found: Outline, base: str) -> QuerySolutions | QueryBoolean | QueryTriples:
    named = [*query.default_graphs, *query.named_graphs]
    if not all(is_iri(iri) for iri in named):
        raise QueryError("A graph of the request is not an IRI.", 400)
    try:
        if named:  # SPARQL 1.1 Protocol, 2.1.4: these replace the query's own FROM clauses
            return store.query(
                query.text,
                base_iri=base or None,
                default_graph=[NamedNode(iri) for iri in query.default_graphs],
                named_graphs=[NamedNode(iri) for iri in query.named_graphs],
            )
        # SPARQL 1.1 Query, 4.1.1.2: without BASE it is the service that says what relative IRIs are relative to.
        return store.query(query.text, base_iri=base or None)
    except SyntaxError as error:
        raise _syntax_error(str(error), found) from error
    except (RuntimeError, OSError, ValueError) as error:
        raise _failed(error) from error


def _failed(error: Exception) -> QueryError:
    if _CORRUPTION in str(error):
        return QueryError(DAMAGED, 500)
    return QueryError(f"The query cannot be evaluated: {error}.", 400)


def _syntax_error(message: str, found: Outline) -> QueryError:
    place = _PLACE.fullmatch(message)
    if found.form is None:
        sentence = "This is not a query: it has none of the words SELECT, ASK, CONSTRUCT, DESCRIBE. Updates are not accepted."
    else:
        sentence = place[3] if place else message
    return QueryError(sentence, 400, int(place[1]) if place else None, int(place[2]) if place else None)


def serialise(result: QuerySolutions | QueryBoolean | QueryTriples, media_type: str, sink: IO[bytes], most: int | None) -> None:
    """Write the result of a query as it comes. Raises QueryError, 503, where it has more than `most` rows or triples."""
    counter = None if most is None else Counter(sink, media_type, most)
    seen = cast("IO[bytes]", counter) if counter else sink
    if not isinstance(result, QueryTriples):
        seen = cast("IO[bytes]", WellFormed(seen)) if media_type == XML else seen
        result.serialize(seen, format=QueryResultsFormat.from_media_type(media_type))
    elif media_type in {N_TRIPLES, N_QUADS}:
        result.serialize(seen, format=RdfFormat.from_media_type(media_type))
    else:
        triples = iter(result if most is None else counted(result, most))
        first = list(islice(triples, _TIDY))
        if len(first) < _TIDY:
            sink.write(serialised(first, media_type))
        else:
            serialize(sayable(chain(first, triples), media_type), sink, format=RdfFormat.from_media_type(media_type))
    if counter:
        counter.end()
