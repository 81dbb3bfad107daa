"""A response that cannot come to its end → a connection that breaks off, so that what came never looks complete.

A WSGI application says that a body has failed by raising. Granian ends the body cleanly even then (wsgi/io.rs of 2.7), and does
not tell which connection a request came by. So we look for the one that takes exactly the bytes we write, and reset it.
"""

import ctypes
import os
import secrets
import socket
import stat
import struct
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from fcntl import ioctl
from pathlib import Path
from typing import Any, Final

_SIOCOUTQ: Final = 0x5411  # linux/sockios.h: bytes that were written, and not acknowledged yet
_INFO: Final = 256
_BYTES_ACKED: Final = struct.Struct("=120xQ")  # tcpi_bytes_acked (linux/tcp.h, since 4.1)
_FILLING: Final = 4096
_BEAT: Final = 0.02
_BEATS: Final = 50
_SURE: Final = 2  # rounds that must point to the same connection


def is_needed(environ: dict[str, Any]) -> bool:
    """Return whether the server of a request would end a failed body as if it were whole."""
    return environ.get("SERVER_SOFTWARE") == "Granian" and can_sever()


def can_sever() -> bool:
    """Return whether the system tells how much each connection was given."""
    return sys.platform == "linux" and Path("/proc/self/fd").is_dir()


def severed() -> Iterator[bytes]:
    """Yield spaces to whoever takes this body until it is clear which connection that is, and reset it.

    It never comes to its end before. The kernel cuts off a client who takes nothing (TCP_USER_TIMEOUT, kgsm/serve/server.py).
    """
    agreed: dict[int, int] = {}
    while True:
        before = _given()
        count = 1 + secrets.randbelow(_FILLING)
        yield b" " * count
        takers = _takers(before, count)
        agreed = {taker: agreed.get(taker, 0) + 1 for taker in takers}
        sure = [taker for taker, times in agreed.items() if times >= _SURE]
        if len(sure) == 1:
            _reset(sure[0])
            return


def _takers(before: dict[int, int], count: int) -> set[int]:
    """Return the connections that were given exactly `count` bytes since `before`, once one was.

    A chunk has its length in hexadecimal before it and two line ends (RFC 9112, 7.1); HTTP/1.0 knows no chunks.
    """
    wire = {count, count + len(f"{count:x}") + 4}
    for _ in range(_BEATS):
        now = _given()
        found = {each for each, earlier in before.items() if now.get(each, 0) - earlier in wire}
        if found:
            return found
        time.sleep(_BEAT)
    return set()


def _given() -> dict[int, int]:
    """Return how many bytes each TCP connection of this process was given so far, by descriptor."""
    found: dict[int, int] = {}
    for each in os.listdir("/proc/self/fd"):  # noqa: PTH208 - names, not paths
        with suppress(OSError):
            found[int(each)] = _written(int(each))
    return found


def _written(descriptor: int) -> int:
    """Return how many bytes a TCP connection was given. Raises OSError where the descriptor is none."""
    if not stat.S_ISSOCK(os.fstat(descriptor).st_mode):
        raise OSError
    with socket.socket(fileno=os.dup(descriptor)) as connection:
        if connection.family not in {socket.AF_INET, socket.AF_INET6}:
            raise OSError
        (acknowledged,) = _BYTES_ACKED.unpack_from(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _INFO))
        waiting = int.from_bytes(ioctl(connection.fileno(), _SIOCOUTQ, bytes(4)), sys.byteorder)
        return int(acknowledged) + waiting


def _reset(descriptor: int) -> None:
    """Reset a connection: connect(2) to no address ends it with RST, which no client takes for an end."""
    connect = ctypes.CDLL(None, use_errno=True).connect
    connect(descriptor, struct.pack("=H14x", socket.AF_UNSPEC), 16)
