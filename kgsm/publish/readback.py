"""A written file → how many triples it holds and their digest: what is published has been read by another reader first.

pyoxigraph parses (its parser keeps lexical forms; its store does not). The digest is a sum over the triples, so it does not
depend on their order, and a file of any length is read in constant memory.
"""

import itertools
import operator
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph
from rdflib import Graph

from kgsm.problems import KgsmError
from kgsm.publish.outline import ntriples

FORMAT: Final = {
    "ttl": pyoxigraph.RdfFormat.TURTLE,
    "jsonld": pyoxigraph.RdfFormat.STREAMING_JSON_LD,
    "nt": pyoxigraph.RdfFormat.N_TRIPLES,
    "nq": pyoxigraph.RdfFormat.N_QUADS,
    "trig": pyoxigraph.RdfFormat.TRIG,
    "rdf": pyoxigraph.RdfFormat.RDF_XML,
}
_TRIPLE: Final = operator.attrgetter("triple")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the number of triples, and the sum of their hashes, which only means something in this process."""

    triples: int
    digest: int


def read_file(path: Path, form: str) -> Reading:
    """Read a file without blank nodes, triple by triple. Raises KgsmError where it cannot be read."""
    try:
        return _streamed(path, FORMAT[form])
    except SyntaxError as error:
        if form != "jsonld":
            raise _unreadable(path.name, error) from error
    try:
        # Keys in an order that only a reader of whole documents understands.
        return _streamed(path, pyoxigraph.RdfFormat.JSON_LD)
    except SyntaxError as error:
        raise _unreadable(path.name, error) from error


def read_text(text: bytes, form: str, name: str) -> Reading:
    """Read a text without blank nodes; `name` is what an error calls it. Raises KgsmError where it cannot be read."""
    try:
        return _summed(pyoxigraph.parse(text, FORMAT[form]))
    except SyntaxError as error:
        raise _unreadable(name, error) from error


def read_small_file(path: Path, form: str) -> Reading:
    """Read a file that may have blank nodes, whole. Raises KgsmError where it cannot be read."""
    try:
        return _canonical(pyoxigraph.parse(path=path, format=FORMAT[form]))
    except SyntaxError as error:
        raise _unreadable(path.name, error) from error


def reading_of(graph: Graph) -> Reading:
    """Return what reading a small file that holds `graph` must give."""
    lines = b"".join(line + b"\n" for line in ntriples(graph))
    return _canonical(pyoxigraph.parse(lines, pyoxigraph.RdfFormat.N_TRIPLES))


def require_same(readings: Sequence[tuple[str, Reading]]) -> None:
    """Raise KgsmError where two of the named readings differ: kgsm wrote another graph than it was given."""
    (first, expected), *others = readings
    for name, found in others:
        if found != expected:
            raise KgsmError(
                f"{name} ({found.triples} triples) does not hold the same graph as {first} ({expected.triples} triples). "
                "Nothing was published. This is a fault of kgsm: please report it."
            )


def _streamed(path: Path, form: pyoxigraph.RdfFormat) -> Reading:
    return _summed(pyoxigraph.parse(path=path, format=form))


def _summed(quads: Iterator[pyoxigraph.Quad]) -> Reading:
    # No Python code runs for a triple: map, zip and sum are one loop in C. `counter` tells how many there were.
    counter = itertools.count()
    # The triples alone: of N-Quads and TriG a graph's name is no part of what is compared.
    digest = sum(map(hash, map(_TRIPLE, map(operator.itemgetter(0), zip(quads, counter, strict=False)))))
    return Reading(next(counter), digest)


def _canonical(quads: Iterator[pyoxigraph.Quad]) -> Reading:
    dataset = pyoxigraph.Dataset(quads)
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return Reading(len(dataset), sum(map(hash, dataset)))


def _unreadable(name: str, error: SyntaxError) -> KgsmError:
    return KgsmError(
        f"What was written for {name} cannot be read back: {error}. Nothing was published. "
        "This is a fault of kgsm: please report it."
    )
