"""A query for another endpoint → its answer: only from listed endpoints, at addresses that may be reached, within limits.

What is resolved is checked, and what was checked is connected to: a name that leads elsewhere a second later (DNS rebinding)
changes nothing. Addresses of this machine and of private networks are reached only where the listed IRI says them.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlencode, urljoin, urlsplit

from kgsm.problems import QueryError
from kgsm.sparql import JSON, XML, is_iri
from kgsm.store.engines import mended
from kgsm.store.wire import AGENT

_ACCEPT: Final = f"{JSON}, {XML};q=0.9"
_PIECE: Final = 65536
_REDIRECTS: Final = 3
_MOVED: Final = frozenset({301, 302, 307, 308})  # 303 leads to something else by GET (RFC 9110, 15.4.4)
_SHOWN: Final = 300
# RFC 6052: the addresses of IPv4 hosts as IPv6 hosts see them.
_NAT64: Final = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class OutboundError(QueryError):
    """Another endpoint did not answer, or answered what it should not: what SILENT is for (SPARQL 1.1 Federated Query, 2.3)."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of another endpoint, whole: JSON or XML."""

    media_type: str
    body: bytes


def endpoints(iris: Iterable[str]) -> frozenset[str]:
    """Return the endpoints that SERVICE may call. Raises QueryError where an IRI cannot be one."""
    listed = frozenset(iris)
    for iri in listed:
        try:
            parts = urlsplit(iri)
            usable = is_iri(iri) and parts.scheme in {"http", "https"} and parts.hostname and (parts.port or 1)
        except ValueError:
            usable = False
        if not usable:
            raise QueryError(f"'{iri}' cannot be called by SERVICE: an http or https IRI is needed.", 400)
        if parts.username is not None or parts.password is not None or parts.fragment:
            raise QueryError(f"{parts.hostname} cannot be called by SERVICE with a name, a password or a fragment.", 400)
    return listed


def ask(listed: frozenset[str], endpoint: str, text: str, deadline: float, room: int) -> Reply:
    """Return the answer of `endpoint` to the query `text`, of at most `room` bytes, before `deadline` (of time.monotonic).

    Raises OutboundError where the endpoint does not answer as it should in time, QueryError where it may not be called.
    """
    if endpoint not in listed:
        raise QueryError(f"SERVICE <{endpoint[:_SHOWN]}> may not be called here: it is not listed (--allow-service).", 400)
    for _ in range(_REDIRECTS + 1):
        found = _once(endpoint, text, deadline, room)
        if isinstance(found, Reply):
            return found
        if found not in listed:
            raise OutboundError(f"<{endpoint[:_SHOWN]}> redirects to what is not listed (--allow-service).", 502)
        endpoint = found
    raise OutboundError(f"<{endpoint[:_SHOWN]}> redirects again and again.", 502)


def _once(endpoint: str, text: str, deadline: float, room: int) -> Reply | str:
    """Return the answer, or where the endpoint says that it is."""
    parts = urlsplit(endpoint)
    body = urlencode({"query": text}).encode()
    headers = {
        "Host": parts.netloc,
        "Accept": _ACCEPT,
        "User-Agent": AGENT,
        "Content-Type": "application/x-www-form-urlencoded",
        "Connection": "close",
    }
    try:
        with _connected(parts, deadline) as connection:
            connection.request("POST", f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}", body, headers)
            with connection.getresponse() as response:
                if response.status in _MOVED:
                    return urljoin(endpoint, response.headers.get("Location", ""))
                return _read(endpoint, response, deadline, room)
    except (OSError, http.client.HTTPException, ValueError) as error:
        if time.monotonic() >= deadline:
            raise OutboundError(f"<{endpoint[:_SHOWN]}> did not answer in time.", 504) from error
        raise OutboundError(f"<{endpoint[:_SHOWN]}> does not answer: {error}.", 502) from error


def _read(endpoint: str, response: http.client.HTTPResponse, deadline: float, room: int) -> Reply:
    media_type = response.headers.get_content_type()
    if response.status != http.HTTPStatus.OK:
        said = response.read(_SHOWN).decode("utf-8", "replace").strip()
        raise OutboundError(f"<{endpoint[:_SHOWN]}> answered {response.status}: {said}", 502)
    if media_type not in {JSON, XML, "application/json"} or response.headers.get("Content-Encoding", "identity") != "identity":
        raise OutboundError(f"<{endpoint[:_SHOWN]}> answered {media_type[:80]}, which is no result of a SELECT.", 502)
    pieces, size, whole = [], 0, response.length
    while piece := response.read1(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > room:
            raise QueryError(f"The answers of other endpoints are larger than SERVICE may fetch: <{endpoint[:_SHOWN]}>.", 503)
        if time.monotonic() > deadline:
            raise TimeoutError
    if whole is not None and size < whole:  # read1 does not say that the end is missing
        raise http.client.IncompleteRead(b"", whole - size)
    body = b"".join(pieces)
    return Reply(XML, mended(body)) if media_type == XML else Reply(JSON, body)


@contextmanager
def _connected(parts: SplitResult, deadline: float) -> Iterator[http.client.HTTPConnection]:
    """Connect to an address that may be reached. At the deadline the connection ends, whatever waits for it."""
    host, tls = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if tls else 80)
    connection = http.client.HTTPConnection(host, port)
    plain = _socket(host, port, deadline)
    handle = plain.dup()  # TLS takes the descriptor away from `plain`
    clock = threading.Timer(max(0.0, deadline - time.monotonic()), _cut, [handle])
    clock.daemon = True
    clock.start()
    try:
        connection.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=host) if tls else plain
        yield connection
    finally:
        clock.cancel()
        for each in (connection, plain, handle):
            each.close()


def _cut(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)  # wakes whoever reads or writes


def _socket(host: str, port: int, deadline: float) -> socket.socket:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    allowed = [each for each in found if _may_be_reached(host, ipaddress.ip_address(str(each[4][0]).partition("%")[0]))]
    if not allowed:
        raise QueryError(
            f"{host} is an address of this machine or of a private network. "
            "SERVICE goes there only where --allow-service names the address itself.", 400,
        )  # fmt: skip
    failure: OSError = OSError("no address")
    for family, kind, protocol, _, address in allowed:
        connection = socket.socket(family, kind, protocol)
        try:
            connection.settimeout(max(0.01, deadline - time.monotonic()))
            connection.connect(address)
        except OSError as error:
            connection.close()
            failure = error
            continue
        # The machine's own public address is an address of the machine, too.
        if connection.getpeername()[0] == connection.getsockname()[0] and not _is_named(host):
            connection.close()
            raise QueryError(
                f"{host} is this machine. SERVICE goes there only where --allow-service names the address itself.", 400
            )
        return connection
    raise failure


def _may_be_reached(host: str, address: _Address) -> bool:
    """Return whether SERVICE may connect to `address`, which `host` of a listed endpoint leads to."""
    if host == "localhost":
        return address.is_loopback
    return _is_named(host) or is_public(address)


def _is_named(host: str) -> bool:
    """Return whether `host` says an address: an IPv4 or IPv6 address as such, or localhost (RFC 6761, 6.3)."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    return True


def is_public(address: _Address) -> bool:
    """Return whether an address is one of the open internet, the IPv4 address inside an IPv6 one, too."""
    if isinstance(address, ipaddress.IPv6Address):
        if any(address in network for network in _NAT64):
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if not all(is_public(each) for each in (address.sixtofour, *(address.teredo or ())) if each is not None):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved
