"""What a pool and its query workers say to each other over a socket: lengths and bytes."""

import io
import json
import socket
import struct
import time
from collections.abc import Mapping
from typing import Any, Final

from kgsm.problems import QueryError
from kgsm.sparql import Query

_LENGTH: Final = struct.Struct(">I")
_PIECE: Final = 262_144
# Between pool and nursery: a letter and a process id, see kgsm/store/nursery.py.
MESSAGE: Final = struct.Struct(">cQ")


def send(connection: socket.socket, payload: bytes) -> None:
    """Send one frame. An empty one ends a body."""
    connection.sendall(_framed(payload))


def _framed(payload: bytes) -> bytes:
    return _LENGTH.pack(len(payload)) + payload


def receive(connection: socket.socket, deadline: float | None = None) -> bytes:
    """Return the next frame.

    Raises TimeoutError at the `deadline` (of time.monotonic), EOFError where the other side is gone.
    """
    (length,) = _LENGTH.unpack(_exactly(connection, _LENGTH.size, deadline))
    return _exactly(connection, length, deadline)


def _exactly(connection: socket.socket, count: int, deadline: float | None) -> bytes:
    received = bytearray()
    while len(received) < count:
        if deadline is not None:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            connection.settimeout(left)
        piece = connection.recv(min(count - len(received), _PIECE))
        if not piece:
            raise EOFError
        received += piece
    return bytes(received)


class Reader:
    """Frames of one connection. What came with the last one is kept for the next: a small answer is read at one go."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._read = bytearray()

    def receive(self, deadline: float) -> bytes:
        """Return the next frame, see the function of that name."""
        while len(self._read) < _LENGTH.size or len(self._read) < _LENGTH.size + self._next():
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self._connection.settimeout(left)
            piece = self._connection.recv(_PIECE)
            if not piece:
                raise EOFError
            self._read += piece
        end = _LENGTH.size + self._next()
        frame = bytes(memoryview(self._read)[_LENGTH.size : end])
        del self._read[:end]
        return frame

    def _next(self) -> int:
        return int.from_bytes(self._read[: _LENGTH.size], "big")


class Body(io.RawIOBase):
    """An answer as a file to write to: its head, then its body in frames of some size, then whether it is whole.

    A small answer leaves at once, for each departure wakes the one who waits for it.
    """

    def __init__(self, connection: socket.socket, found: str) -> None:
        self._connection = connection
        self._leaving = bytearray(_framed(head(found)))
        self._waiting = bytearray()
        self.begun = False

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, piece: Any, /) -> int:
        """Send a piece, now or with the next ones."""
        view = memoryview(piece)
        self._waiting += view
        if len(self._waiting) >= _PIECE:
            self._pack()
            self._leave()
        return view.nbytes

    def end(self, error: QueryError | None = None, seconds: float = 0) -> None:
        """Send what is left, and whether that was all; the `seconds` of the processor that it took."""
        self._pack()
        self._leaving += _framed(b"") + _framed(refusal(error) if error else json.dumps({"seconds": seconds}).encode())
        self._leave()

    def _pack(self) -> None:
        for start in range(0, len(self._waiting), _PIECE):
            self._leaving += _framed(bytes(self._waiting[start : start + _PIECE]))
        self._waiting.clear()

    def _leave(self) -> None:
        self.begun = True
        self._connection.sendall(self._leaving)
        self._leaving.clear()


def check(frame: bytes) -> float:
    """Return what the frame that follows a body tells: its seconds. Raises the QueryError where the body is not whole."""
    content = _content(frame)
    return float(content["seconds"])


def request(query: Query, rows: str | None, graph: str | None) -> bytes:
    """Return the frame that asks a worker a query."""
    content = {
        "text": query.text,
        "default_graphs": query.default_graphs,
        "named_graphs": query.named_graphs,
        "rows": rows,
        "graph": graph,
        "most": query.most,
    }
    return json.dumps(content).encode()


def asked(frame: bytes) -> tuple[Query, str | None, str | None]:
    """Return what `request` was made of."""
    content = json.loads(frame)
    query = Query(content["text"], tuple(content["default_graphs"]), tuple(content["named_graphs"]), most=content["most"])
    return query, content["rows"], content["graph"]


def refusal(error: QueryError) -> bytes:
    """Return the frame that says why there is no answer."""
    return json.dumps({"error": str(error), "status": error.status, "line": error.line, "column": error.column}).encode()


def media_type(frame: bytes) -> str:
    """Return the media type of the body that follows. Raises the QueryError of a refusal."""
    return str(_content(frame)["media_type"])


def _content(frame: bytes) -> Mapping[str, Any]:
    content: Mapping[str, Any] = json.loads(frame)
    if "error" in content:
        raise QueryError(content["error"], content["status"], content["line"], content["column"])
    return content


def head(found: str) -> bytes:
    """Return the frame that announces a body of a media type."""
    return json.dumps({"media_type": found}).encode()
