"""Clients → those whose queries are under way, so that no one takes all places, whichever process takes the query.

Processes that share a file count together: each query under way is a lock on one byte of it, whose place follows from the
client's address. The kernel lets go of a lock when the process that holds it dies, so no count is ever wrong. Nothing is
written into the file.
"""

import fcntl
import hashlib
import os
import struct
import threading
from collections import defaultdict
from contextlib import suppress
from ipaddress import IPv6Address, IPv6Network
from pathlib import Path
from typing import Final

from kgsm.problems import QueryError

# fcntl(2), "Open file description locks" (Linux, POSIX 2024): those of one process exclude each other, too, where each has
# opened the file itself, and closing one lets the others be.
_SET: Final = getattr(fcntl, "F_OFD_SETLK", None)
_FLOCK: Final = struct.Struct("@hhqqi4x")
_DIGEST: Final = 5  # bytes; times the queries of a client this is a place in a file (off_t)


def client_at(address: str) -> str:
    """Return who is at an address. One client has a network of IPv6 addresses, 2^64 of them (RFC 6177, 2; RFC 4291, 2.5.4)."""
    if ":" not in address:
        return address
    try:
        found = IPv6Address(address.partition("%")[0])
    except ValueError:
        return address
    return str(found.ipv4_mapped or IPv6Network((found, 64), strict=False).network_address)


class Turnstile:
    """Counts the queries that each client has under way, and lets `most` in. Addresses are kept no longer than that.

    With a `shared` file the queries are counted together with those of other processes, where the system can do that.
    """

    def __init__(self, most: int, shared: Path | None = None) -> None:
        self._most = most
        self._under_way: defaultdict[str, set[int]] = defaultdict(set)
        self._lock = threading.Lock()
        self._file: int | None = None
        if shared and _SET is not None:
            with suppress(OSError):
                self._file = os.open(shared, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    @property
    def is_shared(self) -> bool:
        """Whether queries are counted together with those of other processes."""
        return self._file is not None

    def enter(self, client: str) -> None:
        """Count a query until `leave`. Raises QueryError, 429, where the client has too many under way."""
        with self._lock:
            taken = self._under_way.get(client, set())
            for place in range(self._most):
                if place not in taken and self._locked(client, place):
                    self._under_way[client].add(place)
                    return
        raise QueryError(f"You have {self._most} queries under way, and more are not taken at once.", 429)

    def leave(self, client: str) -> None:
        """Count a query no longer."""
        with self._lock:
            places = self._under_way[client]
            self._set(client, places.pop(), fcntl.F_UNLCK)
            if not places:
                del self._under_way[client]

    def _locked(self, client: str, place: int) -> bool:
        try:
            self._set(client, place, fcntl.F_WRLCK)
        except (BlockingIOError, PermissionError):  # another process has it (fcntl(2): EAGAIN or EACCES)
            return False
        return True

    def _set(self, client: str, place: int, kind: int) -> None:
        if self._file is not None and _SET is not None:
            address = int.from_bytes(hashlib.sha256(client.encode()).digest()[:_DIGEST], "big")
            fcntl.fcntl(self._file, _SET, _FLOCK.pack(kind, os.SEEK_SET, address * self._most + place, 1, 0))

    def close(self) -> None:
        """Let go of the file."""
        file, self._file = self._file, None
        if file is not None:
            os.close(file)

    def __del__(self) -> None:
        self.close()


class Gate:
    """So many places for what is under way, of which one client gets a part."""

    def __init__(self, places: int, client: int) -> None:
        self._places = threading.Semaphore(places)
        self._clients = Turnstile(client)

    def enter(self, address: str) -> int:
        """Take a place until `leave`. Return 0, 429 where the client has too many, or 503 where all are taken."""
        client = client_at(address)
        try:
            self._clients.enter(client)
        except QueryError:
            return 429
        if self._places.acquire(blocking=False):
            return 0
        self._clients.leave(client)
        return 503

    def leave(self, address: str) -> None:
        """Give the place free."""
        self._places.release()
        self._clients.leave(client_at(address))
