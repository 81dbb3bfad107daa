"""published/ → the named graphs of a release, each in a file of N-Triples of its own, as the embedded store has them."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pyoxigraph import RdfFormat, parse

from kgsm.manifest import PublishedFile, read_manifest
from kgsm.problems import PublishedError
from kgsm.sparql import N_TRIPLES, is_iri
from kgsm.store.partition import graph_of_lines, owners


@dataclass(frozen=True, slots=True)
class Part:
    """A named graph: its file, how many triples that has, and the SHA-256 of its lines."""

    graph: str
    path: Path
    triples: int
    digest: str
    blank: bool


def parts_of(published: Path, folder: Path) -> tuple[Part, ...]:
    """Write the graphs of a release into `folder`, and return them by name.

    Raises PublishedError where the release cannot be read. A graph of several files is one part.
    """
    manifest = read_manifest(published)
    studies = {manifest.base + each for each in manifest.studies}
    places: dict[str, Path] = {}
    for file in manifest.graphs():
        _divide(published / file.path, file, places, folder, apart=file.graph in studies)
    return tuple(_part(graph, path) for graph, path in sorted(places.items()))


def graphs_of(published: Path) -> tuple[str, ...]:
    """Return the names of the graphs of a release. Raises PublishedError where it cannot be read."""
    manifest = read_manifest(published)
    studies = {manifest.base + each for each in manifest.studies}
    names = {each.graph for each in manifest.graphs() if each.graph}
    for each in manifest.graphs():
        if each.graph in studies and each.media_type == N_TRIPLES:
            try:
                names |= {owner.decode() for owner in owners(published / each.path)}
            except OSError as error:
                raise PublishedError(f"{published / each.path} cannot be read: {error.strerror}.") from error
    return tuple(sorted(names))


def _divide(path: Path, file: PublishedFile, places: dict[str, Path], folder: Path, *, apart: bool) -> None:
    graph = file.graph or ""
    if not is_iri(graph):
        raise PublishedError(f"{path} cannot be pushed: '{graph}' names no graph.")
    files: dict[str, IO[bytes]] = {}
    try:
        for name, line in _lines(path, file, apart=apart):
            if name not in files:
                places.setdefault(name, folder / f"graph-{len(places) + 1}.nt")
                files[name] = places[name].open("ab")
            files[name].write(line)
    except (OSError, SyntaxError, ValueError) as error:
        raise PublishedError(f"{path} cannot be read: {error}.") from error
    finally:
        for each in files.values():
            each.close()


def _lines(path: Path, file: PublishedFile, *, apart: bool) -> Iterator[tuple[str, bytes]]:
    if file.media_type == N_TRIPLES:
        known = owners(path) if apart else frozenset[bytes]()
        for name, triple in graph_of_lines(path, (file.graph or "").encode(), known):
            yield name.decode(), triple + b"\n"
    else:
        for quad in parse(path=str(path), format=RdfFormat.from_media_type(file.media_type)):
            yield file.graph or "", f"{quad.triple} .\n".encode()


def _part(graph: str, path: Path) -> Part:
    digest, lines, blank = hashlib.sha256(), 0, False
    with path.open("rb") as file:
        for line in file:
            digest.update(line)
            lines += 1
            blank = blank or b"_:" in line
    return Part(graph, path, lines, digest.hexdigest(), blank)
