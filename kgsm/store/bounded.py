"""A store that knows no limits → one that keeps those that are announced: seconds, bytes and rows of an answer.

Someone else's store may have limits of its own, or none. Its queries cannot be ended from here; what they send can be.
"""

import hashlib
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from kgsm.limits import Limits
from kgsm.problems import QueryError
from kgsm.sparql import JSON, TURTLE, Answer, Query, Store
from kgsm.store.rows import Rows

_IN_MEMORY: Final = 2_000_000  # bytes of an answer that leaves when it is whole, with its length


class Bounded:
    """A store whose answers keep within limits. A short one is whole before it leaves; a long one breaks off."""

    def __init__(self, store: Store, limits: Limits | None = None) -> None:
        self._store = store
        self._limits = limits or Limits()

    def answer(self, query: Query, rows: str | None = JSON, graph: str | None = TURTLE) -> Answer:
        """Answer `query`, see kgsm.sparql.Store.answer. Raises QueryError, 503, where the answer is too long, or too late."""
        if query.own:
            return self._store.answer(query, rows, graph)
        start = time.monotonic()
        answer = self._store.answer(replace(query, most=self._limits.rows), rows, graph)
        pieces = _within(answer, self._limits, self._limits.seconds - (time.monotonic() - start))
        if answer.size is not None and answer.size > _IN_MEMORY:
            return replace(answer, body=pieces)
        first = bytearray()
        for piece in pieces:
            first += piece
            if len(first) > _IN_MEMORY:
                return Answer(answer.media_type, _Going(bytes(first), pieces))
        body = bytes(first)
        return Answer(answer.media_type, (body,), len(body), hashlib.sha256(body).hexdigest())

    def version(self, query: Query) -> str | None:
        """Return what the store says."""
        return self._store.version(query)

    def close(self) -> None:
        """Close the store."""
        self._store.close()


def _within(answer: Answer, limits: Limits, left: float) -> Iterator[bytes]:
    """Yield the pieces of an answer while it keeps within the limits. The clock runs while we wait for the store."""
    seen, size, pieces = Rows(answer.media_type, limits.rows), 0, iter(answer.body)
    try:
        while True:
            start = time.monotonic()
            piece = next(pieces, b"")
            left -= time.monotonic() - start
            size += len(piece)
            if left < 0:
                raise QueryError(f"The query took longer than {limits.seconds:g} seconds and was stopped.", 503)
            if size > limits.size:
                raise QueryError(
                    f"The answer has more than {limits.size} bytes. Please ask for less, by LIMIT and OFFSET.", 503
                )
            seen.add(piece, last=not piece)
            if not piece:
                return
            yield piece
    finally:
        close = getattr(answer.body, "close", None)
        if close:
            close()


class _Going:
    """A long body on its way: what came first, and the rest. Closing it lets go of the store's answer."""

    def __init__(self, first: bytes, rest: Iterator[bytes]) -> None:
        self._first, self._rest = first, rest

    def __iter__(self) -> Iterator[bytes]:
        first, self._first = self._first, b""
        yield first
        yield from self._rest

    def close(self) -> None:
        """Close the body."""
        close = getattr(self._rest, "close", None)
        if close:
            close()
