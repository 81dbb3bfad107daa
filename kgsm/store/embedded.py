"""published/ → Oxigraph in memory: every graph of the manifest under its own name, the default graph their union.

Oxigraph rewrites literals when they enter: "1.50"^^xsd:decimal comes back as 1.5. Files of published/ keep what was written.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
)

from kgsm.graphs import serialised
from kgsm.manifest import MANIFEST, PublishedFile, read_manifest
from kgsm.problems import PublishedError, QueryError
from kgsm.sparql import JSON, TURTLE, Answer, Query, is_iri
from kgsm.store.outline import Outline, outline
from kgsm.store.refusal import checked

_PLACE: Final = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


def open_store(published: Path) -> "Embedded":
    """Return a store that holds the graphs of a published folder.

    Raises PublishedError where the folder cannot be read or a graph is not what its manifest says.
    """
    manifest = read_manifest(published)
    store = Store()
    for file in manifest.graphs():
        _load(store, published, file)
    return Embedded(store, hashlib.sha256((published / MANIFEST).read_bytes()).hexdigest())


def _load(store: Store, published: Path, file: PublishedFile) -> None:
    path = published / file.path
    rdf_format = RdfFormat.from_media_type(file.media_type)
    if rdf_format is None or not is_iri(file.graph or ""):
        raise PublishedError(f"{path} cannot be loaded: '{file.media_type}' into the graph '{file.graph}'.")
    try:
        if path.stat().st_size != file.size:
            raise PublishedError(f"{path} is not the file that the manifest describes. Publish again.")
        store.bulk_load(path=str(path), format=rdf_format, to_graph=NamedNode(file.graph or ""))
    except (OSError, SyntaxError, ValueError) as error:
        raise PublishedError(f"{path} cannot be loaded: {error}.") from error


@dataclass(frozen=True, slots=True)
class Embedded:
    """Oxigraph in this process. `release` is the digest of what it was filled from.

    Oxigraph's evaluation cannot be interrupted. It leaves the other threads of the process running.
    """

    store: Store
    release: str

    def answer(self, query: Query, rows: str | None = JSON, graph: str | None = TURTLE) -> Answer:
        """Answer `query`, see kgsm.sparql.Store.answer."""
        result = _evaluate(self.store, query, checked(query))
        media_type = graph if isinstance(result, QueryTriples) else rows
        if media_type is None:
            raise QueryError("This form of query has no answer in the media type that was asked for.", 406)
        body = _serialised(result, media_type)
        return Answer(media_type, (body,), len(body))

    def version(self, query: Query) -> str | None:
        """Return the digest of the release and the query; None where the query calls a function like NOW()."""
        return version(self.release, query)

    def close(self) -> None:
        """Do nothing: memory is freed with the object."""


def version(release: str, query: Query) -> str | None:
    """Return a digest of the release and the query; None where the query calls a function like NOW()."""
    if outline(query.text).volatile:
        return None
    parts = "\0".join((release, query.text, *query.default_graphs, "", *query.named_graphs))
    return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()


def _evaluate(store: Store, query: Query, found: Outline) -> QuerySolutions | QueryBoolean | QueryTriples:
    named = [*query.default_graphs, *query.named_graphs]
    if not all(is_iri(iri) for iri in named):
        raise QueryError("A graph of the request is not an IRI.", 400)
    try:
        if named:  # SPARQL 1.1 Protocol, 2.1.4: these replace the query's own FROM clauses
            return store.query(
                query.text,
                default_graph=[NamedNode(iri) for iri in query.default_graphs],
                named_graphs=[NamedNode(iri) for iri in query.named_graphs],
            )
        # With this option Oxigraph overlooks FROM.
        return store.query(query.text, use_default_graph_as_union=not found.dataset)
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


def _serialised(result: QuerySolutions | QueryBoolean | QueryTriples, media_type: str) -> bytes:
    try:
        if isinstance(result, QueryTriples):
            return serialised(result, media_type)
        return result.serialize(format=QueryResultsFormat.from_media_type(media_type)) or b""
    except (RuntimeError, OSError, ValueError) as error:
        raise QueryError(f"The query cannot be evaluated: {error}.", 400) from error
