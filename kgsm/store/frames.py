"""What a pool and its query workers say to each other over a socket: lengths and bytes."""

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
    connection.sendall(_LENGTH.pack(len(payload)) + payload)


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


def send_body(connection: socket.socket, body: bytes) -> None:
    """Send a whole body in frames, and the frame that ends it."""
    for start in range(0, len(body), _PIECE):
        send(connection, body[start : start + _PIECE])
    send(connection, b"")


def request(query: Query, rows: str | None, graph: str | None) -> bytes:
    """Return the frame that asks a worker a query."""
    content = {
        "text": query.text,
        "default_graphs": query.default_graphs,
        "named_graphs": query.named_graphs,
        "rows": rows,
        "graph": graph,
    }
    return json.dumps(content).encode()


def asked(frame: bytes) -> tuple[Query, str | None, str | None]:
    """Return what `request` was made of."""
    content = json.loads(frame)
    query = Query(content["text"], tuple(content["default_graphs"]), tuple(content["named_graphs"]))
    return query, content["rows"], content["graph"]


def refusal(error: QueryError) -> bytes:
    """Return the frame that says why there is no answer."""
    return json.dumps({"error": str(error), "status": error.status, "line": error.line, "column": error.column}).encode()


def media_type(frame: bytes) -> str:
    """Return the media type of the body that follows. Raises the QueryError of a refusal."""
    content: Mapping[str, Any] = json.loads(frame)
    if "error" in content:
        raise QueryError(content["error"], content["status"], content["line"], content["column"])
    return str(content["media_type"])


def head(found: str) -> bytes:
    """Return the frame that announces a body of a media type."""
    return json.dumps({"media_type": found}).encode()
