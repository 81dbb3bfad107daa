"""RDF files of anyone → a folder in the layout of a published one, so that they can be served like it.

Graphs keep their names. What a file says in no graph stands in a graph named after the file, below the base.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final
from urllib.parse import quote

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, parse

from kgsm.manifest import MANIFEST, Manifest, PublishedFile, dump
from kgsm.problems import PublishedError
from kgsm.sparql import N_TRIPLES, is_iri

_AT_A_TIME: Final = 100_000


def lay_out(files: Iterable[Path], base: str, folder: Path) -> None:
    """Write the graphs of RDF `files` (Turtle, TriG, N-Triples, N-Quads, JSON-LD, RDF/XML, by suffix) into `folder`.

    Nothing is fetched: a JSON-LD context elsewhere is an error. Raises PublishedError where a file cannot be read, and where
    `base` is no IRI.
    """
    if not is_iri(base) or not base.endswith("/"):
        raise PublishedError(f"'{base}' cannot be the base of IRIs: it must be an IRI that ends with /.")
    paths: dict[str, Path] = {}
    counts: defaultdict[str, int] = defaultdict(int)
    for graph, lines in _batches(files, base):
        path = paths.setdefault(graph, folder / f"graph-{len(paths) + 1}.nt")
        counts[graph] += len(lines)
        with path.open("a", encoding="utf-8", newline="") as file:
            file.writelines(lines)
    entries = (_entry(path, graph, counts[graph]) for graph, path in paths.items())
    text = dump(Manifest(base, (), tuple(entries)))
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def _batches(files: Iterable[Path], base: str) -> Iterator[tuple[str, list[str]]]:
    waiting: defaultdict[str, list[str]] = defaultdict(list)
    for number, (graph, quad) in enumerate(_quads(files, base), 1):
        waiting[graph].append(f"{quad.triple} .\n")
        if number % _AT_A_TIME == 0:
            yield from waiting.items()
            waiting.clear()
    yield from waiting.items()


def _quads(files: Iterable[Path], base: str) -> Iterator[tuple[str, Quad]]:
    for path in files:
        own = base + quote(path.name)
        form = RdfFormat.from_extension(path.suffix.removeprefix("."))
        if form is None:
            raise PublishedError(f"{path}: '{path.suffix}' is the suffix of no RDF format that is read here.")
        try:
            for quad in parse(path=str(path), format=form, base_iri=own, rename_blank_nodes=True):
                yield _name(quad, own), quad
        except (OSError, SyntaxError, ValueError) as error:
            raise PublishedError(f"{path} cannot be read: {error}.") from error


def _name(quad: Quad, own: str) -> str:
    if isinstance(quad.graph_name, NamedNode):
        return quad.graph_name.value
    # RDF 1.1 Concepts, 3.5: a blank node that names a graph may be replaced by an IRI.
    return own if isinstance(quad.graph_name, DefaultGraph) else f"{own}#{quad.graph_name.value}"


def _entry(path: Path, graph: str, triples: int) -> PublishedFile:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return PublishedFile(path.name, path.stat().st_size, digest, N_TRIPLES, triples, graph)
