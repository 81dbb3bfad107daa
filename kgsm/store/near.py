"""A release → what answers the light ones among queries at once, in this process and without anyone to wait for.

A query that anyone may have written is evaluated in a process that can be killed, and the way there and back takes longer than
a look at one resource. Where the numbers of the data say that a query cannot take much (kgsm/store/bounds.py), whatever it is,
it is evaluated where it arrived, on a copy of the default graph.
"""

import hashlib
import io
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any, Final, cast

from pyoxigraph import DefaultGraph, Literal, NamedNode, QueryTriples, Store, Triple

from kgsm.graphs import serialised
from kgsm.limits import NEARBY, Limits
from kgsm.manifest import read_manifest
from kgsm.problems import QueryError
from kgsm.sparql import JSON, N_QUADS, N_TRIPLES, TURTLE, Answer, Query
from kgsm.store.bounds import Bounds, bounds_of
from kgsm.store.embedded import Embedded, open_store, serialise
from kgsm.store.plain import Plain, plain

STEPS: Final = 10_000  # rows made and triples visited: some milliseconds
_MADE: Final = 1_000  # triples of an answer, which Python may have to write
_ROOM: Final = 1_000_000  # bytes of an answer
_AT_ONCE: Final = 8_000_000  # characters of the triples that one solution makes: the engine has all before it gives the first


class Near:
    """A copy of a default graph, and the bounds of what queries cost on it."""

    def __init__(self, copy: Embedded, bounds: Bounds, limits: Limits | None = None) -> None:
        self.release = copy.release
        self._copy: Embedded | None = copy
        self._bounds = bounds
        self._longest = max((len(str(each)) for each in copy.store), default=0)
        self._limits = limits or Limits()

    def answer(self, query: Query, rows: str | None = JSON, graph: str | None = TURTLE) -> Answer | None:
        """Return the answer to a light query, see kgsm.sparql.Store.answer.

        None where it is another one, or where there is something to say about it: then a store is asked.
        """
        copy = self._copy
        found = None if query.default_graphs or query.named_graphs else plain(query.text)
        if copy is None or found is None or not self._is_light(found):
            return None
        sink = _Sink(min(_ROOM, self._limits.size))
        try:
            if found.form == "DESCRIBE" and _goes_on(copy.store, found):
                return None
            result = copy.store.query(found.text, base_iri=copy.base or None)
            media_type = graph if isinstance(result, QueryTriples) else rows
            if media_type is None:
                return None
            if isinstance(result, QueryTriples) and media_type not in {N_TRIPLES, N_QUADS}:
                sink.write(serialised(_few(result, sink.room), media_type))
            else:
                serialise(result, media_type, cast("IO[bytes]", sink), None)
        except (SyntaxError, RuntimeError, OSError, ValueError, QueryError):
            return None  # the store finds the same fault, and says it
        body = bytes(sink.content)
        return Answer(media_type, (body,), len(body), hashlib.sha256(body).hexdigest())

    def _is_light(self, query: Plain) -> bool:
        cost = self._bounds.cost(query)
        if cost is None or cost.steps > STEPS:
            return False
        if query.made * self._longest > _AT_ONCE:
            return False
        return cost.rows <= self._limits.rows and cost.rows * query.made <= _MADE

    def close(self) -> None:
        """Let go of the copy: from now on nothing is light."""
        self._copy = None


def _goes_on(store: Store, query: Plain) -> bool:
    """Return whether a description goes on with what the resource names: blank nodes, and triples that may hold some."""
    triples = store.quads_for_pattern(NamedNode(query.patterns[0][0]), None, None, DefaultGraph())
    return not all(isinstance(each.object, NamedNode | Literal) for each in triples)


def _few(triples: Iterable[Triple], room: int) -> list[Triple]:
    """Return triples that are written when all are there. Raises OSError where they take more than the room without that."""
    found: list[Triple] = []
    for each in triples:
        room -= len(str(each))
        if room < 0:
            raise OSError
        found.append(each)
    return found


class _Sink(io.RawIOBase):
    """So many bytes, and no more: terms may be long."""

    def __init__(self, room: int) -> None:
        self.content = bytearray()
        self.room = room

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, piece: Any, /) -> int:
        """Keep a piece. Raises OSError where there is no room."""
        view = memoryview(piece)
        if len(self.content) + view.nbytes > self.room:
            raise OSError
        self.content += view
        return view.nbytes


def open_near(published: Path, limits: Limits | None = None) -> Near | None:
    """Return what answers light queries on a published folder, None where that is too large to be held once more.

    Raises PublishedError where the folder cannot be read.
    """
    if sum(file.size for file in read_manifest(published).graphs()) > NEARBY:
        return None
    copy = open_store(published, named=False)
    return Near(copy, bounds_of(copy), limits)
