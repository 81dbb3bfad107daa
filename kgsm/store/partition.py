"""Published N-Triples → N-Quads: each triple in its named graph and, once more, in the default graph.

The default graph is a true union: Oxigraph's option for one answers a triple of two graphs twice.

A triple of a study belongs to the graph of the dataset or code list whose IRI its subject begins with (structure, slices and
observations of a dataset, concepts of a list, with their fragments), else to the study's. So a published file is taken apart
line by line, and each line is in one named graph.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kgsm.namespaces import QB, RDF, SKOS

_OWNERS: Final = tuple(f"> <{RDF.type}> <{kind}> .".encode() for kind in (QB.DataSet, SKOS.ConceptScheme))
_PIECE: Final = 1_000_000


def owners(path: Path) -> frozenset[bytes]:
    """Return the IRIs of the datasets and code lists that a file of N-Triples describes."""
    with path.open("rb") as lines:
        found = (line.rstrip() for line in lines if b"> <" in line)
        return frozenset(each[1 : -len(end)] for each in found for end in _OWNERS if each.endswith(end))


class Partition:
    """The N-Quads of a file of N-Triples as a file to read from, made while it is read."""

    def __init__(self, path: Path, graph: str, known: frozenset[bytes] = frozenset()) -> None:
        self._quads = _quads(path, graph.encode(), known)
        self._rest = b""

    def read(self, count: int = -1) -> bytes:
        """Return the next bytes, `count` of them where there are so many; none at the end."""
        pieces, length = [self._rest], len(self._rest)
        while count < 0 or length < min(count, _PIECE):
            piece = next(self._quads, b"")
            if not piece:
                break
            pieces.append(piece)
            length += len(piece)
        whole = b"".join(pieces)
        if count < 0:
            count = len(whole)
        self._rest = whole[count:]
        return whole[:count]


def _quads(path: Path, graph: bytes, known: frozenset[bytes]) -> Iterator[bytes]:
    return (_twice(triple, name) for name, triple in graph_of_lines(path, graph, known))


def graph_of_lines(path: Path, graph: bytes, known: frozenset[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Yield each triple of a file of N-Triples behind the name of the graph that it belongs to, `graph` or one of `known`."""
    subject, name = b"", graph
    with path.open("rb") as lines:
        for line in lines:
            triple = line.strip()
            if not triple or triple.startswith(b"#"):
                continue
            if not triple.startswith(b"<"):  # a blank node
                yield graph, triple
                continue
            if not (subject and triple.startswith(subject)):
                subject = triple[: triple.find(b">") + 1]
                name = _owner(subject[1:-1], known) or graph
            yield name, triple


def _twice(triple: bytes, graph: bytes) -> bytes:
    terms, dot, comment = triple.rpartition(b".")
    if not dot or comment:  # the parser says what is wrong, if anything is
        return triple + b"\n"
    return b"%b\n%b<%b> .\n" % (triple, terms, graph)


def _owner(subject: bytes, known: frozenset[bytes]) -> bytes | None:
    iri = subject.partition(b"#")[0]
    while iri and known:
        if iri in known:
            return iri
        iri = iri.rpartition(b"/")[0]
    return None
