"""Published N-Triples → N-Quads: each triple in its named graph and, once more, in the default graph.

The default graph is a true union: Oxigraph's option for one answers a triple of two graphs twice.

A triple of a study belongs to the graph of the dataset or code list whose IRI its subject begins with (structure, slices and
observations of a dataset, concepts of a list, with their fragments), else to the study's. So a published file is taken apart
line by line, and each line is in one named graph.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from kgsm.namespaces import QB, RDF, SKOS

_OWNERS: Final = tuple(f"> <{RDF.type}> <{kind}> .".encode() for kind in (QB.DataSet, SKOS.ConceptScheme))
_OBSERVATION: Final = b"/observation/"
_PIECE: Final = 1_000_000
_LOOK: Final = 16_000_000
_BLANK: Final = re.compile(rb"[\n>][ \t]*_:")


def owners(path: Path) -> frozenset[bytes]:
    """Return the IRIs of the datasets and code lists that a file of N-Triples describes."""
    with path.open("rb") as lines:
        return _owned(lines)


def _owned(lines: Iterable[bytes]) -> frozenset[bytes]:
    found = (line.rstrip() for line in lines if b"> <" in line)
    return frozenset(each[1 : -len(end)] for each in found for end in _OWNERS if each.endswith(end))


class Partition:
    """The N-Quads of a file of N-Triples as a file to read from, made while it is read.

    With a limit it seems to end after so many triples, and goes on with the next ones when the limit is set again. `tell` hears
    of the bytes of the file that have been read.
    """

    def __init__(
        self, path: Path, graph: str, known: frozenset[bytes] = frozenset(), tell: Callable[[int], None] | None = None
    ) -> None:
        self._quads = _quads(path, graph.encode(), known)
        self._tell = tell
        self._rest = b""
        self._left: int | None = None
        self._over = False

    def limit(self, triples: int) -> bool:
        """Seem to end after so many more triples. Return whether there are any."""
        self._left = triples
        if not self._rest and not self._over:
            self._rest = self._next()
        return bool(self._rest)

    def _next(self) -> bytes:
        if self._left is not None:
            if not self._left:
                return b""
            self._left -= 1
        size, quads = next(self._quads, (0, b""))
        self._over = not quads
        if self._tell:
            self._tell(size)
        return quads

    def read(self, count: int = -1) -> bytes:
        """Return the next bytes, `count` of them where there are so many; none at the end."""
        pieces, length = [self._rest], len(self._rest)
        while count < 0 or length < min(count, _PIECE):
            piece = self._next()
            if not piece:
                break
            pieces.append(piece)
            length += len(piece)
        whole = b"".join(pieces)
        if count < 0:
            count = len(whole)
        self._rest = whole[count:]
        return whole[:count]


def _quads(path: Path, graph: bytes, known: frozenset[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield how many bytes of the file a triple takes, and its quads."""
    return ((len(triple) + 1, _twice(triple, name)) for name, triple in graph_of_lines(path, graph, known))


def graph_of_lines(path: Path, graph: bytes, known: frozenset[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Yield each triple of a file of N-Triples behind the name of the graph that it belongs to, `graph` or one of `known`."""
    with path.open("rb") as lines:
        yield from _divided(lines, graph, known)


def _divided(lines: Iterable[bytes], graph: bytes, known: frozenset[bytes]) -> Iterator[tuple[bytes, bytes]]:
    subject, name = b"", graph
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


def described(path: Path, graph: str, most: int) -> bytes | None:
    """Return the N-Quads of what a study's file of N-Triples says before its first observation: what describes comes first.

    None where that is more than `most` bytes.
    """
    head: list[bytes] = []
    datasets: set[bytes] = set()
    with path.open("rb") as lines:
        for line in lines:
            dataset, _, observation = line[1 : line.find(b">")].partition(_OBSERVATION)
            if observation and dataset in datasets:
                break
            most -= len(line)
            if most < 0:
                return None
            head.append(line)
            datasets |= _owned([line])
    return b"".join(_twice(triple, name) for name, triple in _divided(head, graph.encode(), _owned(head)))


def has_blank_nodes(path: Path) -> bool:
    """Return whether a file of N-Triples has blank nodes, or a text that looks like one."""
    with path.open("rb") as file:
        before = b"\n"
        while piece := file.read(_LOOK):
            if _BLANK.search(before[-8:] + piece):
                return True
            before = piece
    return False


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
