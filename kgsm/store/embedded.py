"""published/ → Oxigraph in memory: named graphs for datasets, code lists and documents, the default graph their union.

Oxigraph rewrites literals when they enter: "1.50"^^xsd:decimal comes back as 1.5. Files of published/ keep what was written.
"""

import hashlib
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import IO, Final, cast

from pyoxigraph import (
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    parse,
    serialize,
)

from kgsm.graphs import serialised
from kgsm.manifest import MANIFEST, PublishedFile, read_manifest
from kgsm.problems import PublishedError, QueryError
from kgsm.sparql import JSON, N_QUADS, N_TRIPLES, TURTLE, Answer, Query, is_iri
from kgsm.store.outline import Outline, volatile
from kgsm.store.partition import Partition, owners
from kgsm.store.refusal import checked
from kgsm.store.rows import Counter, counted

_TIDY: Final = 20_000  # triples that are written when all are there, with our prefixes; more are written as they come
_PLACE: Final = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


def open_store(published: Path, *, named: bool = True) -> "Embedded":
    """Return a store that holds the graphs of a published folder; without the `named` ones, only the default graph.

    Raises PublishedError where the folder cannot be read or a graph is not what its manifest says.
    """
    manifest = read_manifest(published)
    release = hashlib.sha256((published / MANIFEST).read_bytes()).hexdigest()
    store = Store()
    studies = {manifest.base + each for each in manifest.studies}
    for file in manifest.graphs():
        _load(store, published, file, apart=file.graph in studies, named=named)
    # What is published while we load is another release, and some of it may be loaded.
    if manifest != read_manifest(published) or release != hashlib.sha256((published / MANIFEST).read_bytes()).hexdigest():
        raise PublishedError(f"{published} was published anew meanwhile.")
    return Embedded(store, release, manifest.base)


def _load(store: Store, published: Path, file: PublishedFile, *, apart: bool, named: bool) -> None:
    path, graph = published / file.path, file.graph or ""
    rdf_format = RdfFormat.from_media_type(file.media_type)
    if rdf_format is None or not is_iri(graph):
        raise PublishedError(f"{path} cannot be loaded: '{file.media_type}' into the graph '{graph}'.")
    try:
        if path.stat().st_size != file.size:
            raise PublishedError(f"{path} is not the file that the manifest describes. Publish again.")
        if rdf_format == RdfFormat.N_TRIPLES and not named:
            store.bulk_load(path=str(path), format=rdf_format)
        elif rdf_format == RdfFormat.N_TRIPLES:
            known = owners(path) if apart else frozenset()
            store.bulk_load(input=Partition(path, graph, known), format=RdfFormat.N_QUADS)  # type: ignore[arg-type]
        else:
            quads = parse(path=str(path), format=rdf_format)
            store.bulk_extend(_twice(quads, NamedNode(graph)) if named else (Quad(*each.triple) for each in quads))
    except (OSError, SyntaxError, ValueError) as error:
        raise PublishedError(f"{path} cannot be loaded: {error}.") from error


def _twice(quads: Iterable[Quad], graph: NamedNode) -> Iterator[Quad]:
    for each in quads:
        yield Quad(each.subject, each.predicate, each.object, graph)
        yield Quad(each.subject, each.predicate, each.object)


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
            raise QueryError(f"The query cannot be evaluated: {error}.", 400) from error
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
        raise QueryError(f"The query cannot be evaluated: {error}.", 400) from error


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
        result.serialize(seen, format=QueryResultsFormat.from_media_type(media_type))
    elif media_type in {N_TRIPLES, N_QUADS}:
        result.serialize(seen, format=RdfFormat.from_media_type(media_type))
    else:
        triples = iter(result if most is None else counted(result, most))
        first = list(islice(triples, _TIDY))
        if len(first) < _TIDY:
            sink.write(serialised(first, media_type))
        else:
            serialize(chain(first, triples), sink, format=RdfFormat.from_media_type(media_type))
    if counter:
        counter.end()
