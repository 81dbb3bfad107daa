"""The graphs of a published folder → an Oxigraph store: each triple in its named graph and, once more, in the default graph."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from kgsm.manifest import Manifest
from kgsm.problems import PublishedError
from kgsm.sparql import is_iri
from kgsm.store.partition import Partition, has_blank_nodes, owners


def fill(
    store: Store, published: Path, manifest: Manifest, tell: Callable[[int], None] | None = None, most: int | None = None, *,
    named: bool = True,
) -> None:  # fmt: skip
    """Load the graphs of a published folder into a store, `most` triples at a time where that is bounded.

    Without `named` they go into the default graph alone. `tell` hears of bytes that have been read. Raises PublishedError where
    a file is not what the manifest says, or no RDF.
    """
    studies = {manifest.base + each for each in manifest.studies}
    for file in manifest.graphs():
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
                lines = Partition(path, graph, owners(path) if graph in studies else frozenset(), tell)
                _load(store, lines, None if most and has_blank_nodes(path) else most)
            else:
                quads = parse(path=str(path), format=rdf_format)
                store.bulk_extend(_twice(quads, NamedNode(graph)) if named else (Quad(*each.triple) for each in quads))
        except (OSError, SyntaxError, ValueError) as error:
            raise PublishedError(f"{path} cannot be loaded: {error}.") from error


def _load(store: Store, quads: Partition, most: int | None) -> None:
    if most is None:  # blank nodes get new names with each call
        store.bulk_load(input=quads, format=RdfFormat.N_QUADS)  # type: ignore[arg-type]
        return
    while quads.limit(most):
        store.bulk_load(input=quads, format=RdfFormat.N_QUADS)  # type: ignore[arg-type]


def _twice(quads: Iterable[Quad], graph: NamedNode) -> Iterator[Quad]:
    for each in quads:
        yield Quad(each.subject, each.predicate, each.object, graph)
        yield Quad(each.subject, each.predicate, each.object)
