"""What a query worker writes → an answer: a short one whole, a long one piece by piece, and neither ever cut without a word."""

import hashlib
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from kgsm.limits import Limits
from kgsm.problems import QueryError
from kgsm.sparql import Answer
from kgsm.store import frames

_IN_MEMORY: Final = 2_000_000  # bytes of an answer that leaves when it is whole, with its length
_TOO_MUCH: Final = "The query needed more memory than a query may have, and was stopped."


class Evaluation:
    """A query that a worker evaluates. The clock runs while we wait for the worker, not while a client takes what came."""

    def __init__(self, connection: socket.socket, limits: Limits) -> None:
        self.whole = False  # whether the worker has said its last word: only then can it be asked again
        self._reader = frames.Reader(connection)
        self._limits = limits
        self._left = limits.seconds
        self._size = 0
        self._seconds = 0.0

    def begun(self) -> Answer:
        """Return a short answer, or the first piece of a long one. Raises QueryError."""
        media_type = self._media_type(self._frame())
        pieces: list[bytes] = []
        while piece := self._piece():
            pieces.append(piece)
            if self._size > _IN_MEMORY:
                return Answer(media_type, pieces)
        body = b"".join(pieces)
        return Answer(media_type, (body,), len(body), hashlib.sha256(body).hexdigest(), self._seconds)

    def rest(self) -> Iterator[bytes]:
        """Yield what comes after the first piece. Raises QueryError where the answer does not come to its end."""
        while piece := self._piece():
            yield piece

    def _piece(self) -> bytes:
        piece = self._frame()
        self._size += len(piece)
        if self._size > self._limits.size:
            raise QueryError(
                f"The answer has more than {self._limits.size} bytes. Please ask for less, by LIMIT and OFFSET.", 503
            )
        if not piece:
            verdict = self._frame()
            self.whole = True
            self._seconds = frames.check(verdict)
        return piece

    def _media_type(self, frame: bytes) -> str:
        try:
            return frames.media_type(frame)
        except QueryError:
            self.whole = True
            raise

    def _frame(self) -> bytes:
        start = time.monotonic()
        try:
            frame = self._reader.receive(start + self._left)
        except TimeoutError:
            raise QueryError(f"The query took longer than {self._limits.seconds:g} seconds and was stopped.", 503) from None
        except (EOFError, ConnectionError) as error:
            raise QueryError(_TOO_MUCH, 503) from error
        self._left -= time.monotonic() - start
        return frame


class Long:
    """The body of a long answer, in bounded memory: the worker goes on when a piece was taken. It can be read once."""

    def __init__(self, found: Evaluation, first: Iterable[bytes], end: Callable[[], None]) -> None:
        self._found = found
        self._first = first
        self._end: Callable[[], None] | None = end

    def __iter__(self) -> Iterator[bytes]:
        first, self._first = self._first, ()
        try:
            yield from first
            yield from self._found.rest()
        finally:
            self.close()

    def close(self) -> None:
        """Let go of the worker."""
        end, self._end = self._end, None
        if end:
            end()

    def __del__(self) -> None:
        self.close()
