"""Text → a file of the folder that is being made, read back and ready for the manifest."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import RdfFormat, Triple, parse
from rdflib import Graph

from kgsm.graphs import serialised
from kgsm.manifest import PublishedFile
from kgsm.publish.jsonld import jsonld
from kgsm.publish.outline import named, ntriples
from kgsm.publish.readback import read_small_file, reading_of, require_same
from kgsm.publish.turtle import turtle

MEDIA_TYPE: Final = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}


@dataclass(frozen=True, slots=True)
class Document:
    """A graph that is published as a document: `stem` is its path without suffix, `iri` its graph, `base` shortens Turtle."""

    stem: str
    graph: Graph
    iri: str | None = None
    base: str | None = None


def write_document(document: Document, folder: Path, forms: tuple[str, ...]) -> tuple[PublishedFile, ...]:
    """Write a document in each of `forms` (`ttl`, `jsonld`, `nt`, `rdf`) below `folder` and return the files.

    Raises KgsmError where one of them, read back, is another graph.
    """
    graph = named(document.graph)
    expected = ("the graph that was to be written", reading_of(graph))
    files = []
    for form in forms:
        path = f"{document.stem}.{form}"
        write(folder / path, _text(graph, form, document.base))
        reading = read_small_file(folder / path, form)
        require_same([expected, (path, reading)])
        graph_iri = document.iri if form == "nt" else None
        files.append(published(folder, path, MEDIA_TYPE[form], reading.triples, graph_iri))
    return tuple(files)


def _text(graph: Graph, form: str, base: str | None) -> bytes:
    if form in {"jsonld", "ttl"}:
        return (jsonld(graph) if form == "jsonld" else turtle(graph, base)).encode()
    lines = b"".join(line + b"\n" for line in ntriples(graph))
    if form == "nt":
        return lines
    quads = parse(lines, RdfFormat.N_TRIPLES)
    return serialised((Triple(each.subject, each.predicate, each.object) for each in quads), MEDIA_TYPE[form])


def write(path: Path, content: bytes) -> None:
    """Write a new file, with the folders that it needs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def published(folder: Path, path: str, media_type: str, triples: int | None = None, graph: str | None = None) -> PublishedFile:
    """Return the manifest's entry for the file at `path` below `folder`."""
    file = folder / path
    return PublishedFile(path, file.stat().st_size, sha256(file), media_type, triples, graph)


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
