"""What stands before Flask: a request arrives whole or not at all, and what was answered before is answered from memory.

Flask takes a fifth of a millisecond or more for a request; a copy of the response, or the word that the client's copy is good
still, needs none of it. What is published does not change while a server runs, so copies hold until it ends. And a WSGI server
gives a thread to each request: those who send, or take, a byte a minute must not get them all.
"""

import gzip
import io
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import IO, Any, Final

from werkzeug.http import parse_accept_header, parse_etags

from kgsm.limits import Limits

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
App = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

REFUSED: Final = "kgsm.refused"  # in the environ: the status that a request has before anyone looked at it
_KEY: Final = (
    "wsgi.url_scheme", "HTTP_HOST", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "HTTP_ACCEPT", "HTTP_ACCEPT_LANGUAGE"
)  # fmt: skip
_NOT_COPIED: Final = frozenset({"HTTP_RANGE", "HTTP_IF_MATCH"})  # a copy has no answer to these
_ROOM: Final = 64_000_000
_LARGEST: Final = 1_000_000
_OVERHEAD: Final = 2000  # bytes that a copy takes beside its content, about
_WORTH_IT: Final = 1000  # bytes; below, a gzip header eats what it saves
_OF_CONTENT: Final = frozenset(
    {"content-type", "content-length", "content-encoding", "content-language", "content-disposition"}
)


@dataclass(slots=True)
class _Copy:
    """A response that may be given again. `zipped` is made when someone first takes it."""

    headers: Headers
    etag: str
    body: bytes
    compressible: bool
    zipped: bytes | None = None


class Front:
    """A WSGI application over another one."""

    def __init__(self, app: App, limits: Limits) -> None:
        self._app = app
        self._limits = limits
        self._copies: OrderedDict[tuple[str, ...], _Copy] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()
        self._arrivals = threading.Semaphore(limits.transfers)
        self._departures = threading.Semaphore(limits.transfers)

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        if environ.get("CONTENT_LENGTH") not in {None, "", "0"} or "HTTP_TRANSFER_ENCODING" in environ:
            self._arrive(environ)
        elif environ["REQUEST_METHOD"] in {"GET", "HEAD"} and _has_copies(environ):
            return self._read(environ, start_response)
        return self._pass_on(environ, start_response)

    def _read(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        key = tuple(str(environ.get(name, "")) for name in _KEY)
        with self._lock:
            copy = self._copies.get(key)
            if copy:
                self._copies.move_to_end(key)
        if copy is None:
            return self._pass_on(environ, start_response, key)
        return _given(copy, environ, start_response)

    def _pass_on(
        self, environ: Environ, start_response: Callable[..., Any], key: tuple[str, ...] | None = None
    ) -> Iterable[bytes]:
        """Let the application answer, and keep a copy under `key` where the response may be given again."""
        head: list[Any] = []

        def note(status: str, headers: Headers, exc_info: object = None) -> Callable[[bytes], object]:
            head[:] = [status, headers, exc_info]
            return io.BytesIO().write  # the write() of PEP 3333, which Flask does not use

        body = self._app(environ, note)
        status, headers, exc_info = head
        fields = {name.lower(): value for name, value in headers}
        length = int(fields.get("content-length", _LARGEST + 1))
        if environ["REQUEST_METHOD"] == "HEAD" or length <= _LARGEST:
            content = _whole(body)
            copy = _copy(status, headers, fields, content) if key and environ["REQUEST_METHOD"] == "GET" else None
            if copy and key:
                self._keep(key, copy)
                return _given(copy, environ, start_response)
            start_response(status, headers, exc_info)
            return [content]
        if REFUSED not in environ and not self._departures.acquire(blocking=False):
            _close(body)
            return self._pass_on(environ | {REFUSED: 503}, start_response)
        start_response(status, headers, exc_info)
        return _Departure(body, self._departures)

    def _keep(self, key: tuple[str, ...], copy: _Copy) -> None:
        with self._lock:
            if key in self._copies:
                return
            self._copies[key] = copy
            self._size += _size(key, copy)
            while self._size > _ROOM:
                oldest, gone = self._copies.popitem(last=False)
                self._size -= _size(oldest, gone)

    def _arrive(self, environ: Environ) -> None:
        """Put the whole body into the request, or a status that refuses it."""
        declared = environ.get("CONTENT_LENGTH") or ""
        if declared.isdigit() and int(declared) > self._limits.request:
            environ[REFUSED] = 413
        elif not self._arrivals.acquire(blocking=False):
            environ[REFUSED] = 503
        else:
            try:
                # Not a byte more than declared: some servers' input goes on into the next request.
                most = int(declared) if declared.isdigit() else self._limits.request + 1
                body = _read_within(environ["wsgi.input"], most, self._limits.arrival)
            finally:
                self._arrivals.release()
            if body is None:
                environ[REFUSED] = 408
            elif len(body) > self._limits.request:
                environ[REFUSED] = 413
            elif declared.isdigit() and len(body) < int(declared):
                environ[REFUSED] = 400
            environ["wsgi.input"] = io.BytesIO(body or b"")
            environ["CONTENT_LENGTH"] = str(len(body or b""))
        environ.pop("HTTP_TRANSFER_ENCODING", None)


def _has_copies(environ: Environ) -> bool:
    """Return whether a copy can answer a request: it knows its ETag, but not when it was made (RFC 9110, 13.2.2)."""
    only_since = "HTTP_IF_MODIFIED_SINCE" in environ and "HTTP_IF_NONE_MATCH" not in environ
    return _NOT_COPIED.isdisjoint(environ) and not only_since


def _read_within(source: IO[bytes], most: int, seconds: float) -> bytes | None:
    """Return at most so many bytes of `source`, None where they did not come within `seconds`.

    Reading blocks, and a thread cannot be interrupted. So another thread reads; it ends when the connection does.
    """
    pieces: list[bytes] = []
    done = threading.Event()

    def read() -> None:
        left = most
        try:
            while left > 0 and (piece := source.read(left)):
                pieces.append(piece)
                left -= len(piece)
        except (OSError, ValueError):  # the connection broke off, or the server has closed what we read from
            pieces.clear()
        finally:
            done.set()

    threading.Thread(target=read, daemon=True).start()
    return b"".join(pieces) if done.wait(seconds) else None


def _whole(body: Iterable[bytes]) -> bytes:
    try:
        return b"".join(body)
    finally:
        _close(body)


def _close(body: Iterable[bytes]) -> None:
    close = getattr(body, "close", None)
    if close:
        close()


def _copy(status: str, headers: Headers, fields: dict[str, str], body: bytes) -> _Copy | None:
    """Return a copy of a response with a strong validator; None where a copy would not do."""
    etag = fields.get("etag", "")
    if not status.startswith("200") or not etag.startswith('"') or "no-store" in fields.get("cache-control", ""):
        return None
    media_type = fields.get("content-type", "")
    compressible = media_type.startswith("text/") or any(each in media_type for each in ("json", "xml", "n-", "trig"))
    return _Copy(headers, etag, body, compressible and len(body) >= _WORTH_IT)


def _size(key: tuple[str, ...], copy: _Copy) -> int:
    return sum(map(len, key)) + 2 * len(copy.body) + _OVERHEAD  # twice: it may be compressed one day


def _given(copy: _Copy, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
    zipped = copy.compressible and _takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
    # A strong validator is that of one encoding (RFC 9110, 8.8.3.3).
    etag = f'{copy.etag[:-1]}-gzip"' if zipped else copy.etag
    condition = environ.get("HTTP_IF_NONE_MATCH")
    if condition and _matches(condition, copy.etag[1:-1]):
        kept = [(name, value) for name, value in copy.headers if name.lower() not in _OF_CONTENT]
        start_response("304 NOT MODIFIED", [(name, etag if name == "ETag" else value) for name, value in kept])
        return []
    if zipped:
        copy.zipped = copy.zipped or gzip.compress(copy.body, 6, mtime=0)
        changed = {"etag": etag, "content-length": str(len(copy.zipped))}
        headers = [(name, changed.get(name.lower(), value)) for name, value in copy.headers]
        start_response("200 OK", [*headers, ("Content-Encoding", "gzip")])
    else:
        start_response("200 OK", list(copy.headers))
    if environ["REQUEST_METHOD"] == "HEAD":
        return []
    return [copy.zipped if zipped and copy.zipped else copy.body]


@lru_cache(maxsize=256)
def _takes_gzip(header: str) -> bool:
    return bool(parse_accept_header(header)["gzip"] > 0) if header else False


def _matches(condition: str, etag: str) -> bool:
    if condition.strip() == "*":
        return True
    tags = parse_etags(condition).as_set(include_weak=True)
    return etag in tags or f"{etag}-gzip" in tags


class _Departure:
    """A long body on its way. It gives its place free when it is gone or broken off."""

    def __init__(self, body: Iterable[bytes], places: threading.Semaphore) -> None:
        self._body = body
        self._places: threading.Semaphore | None = places

    def __iter__(self) -> Iterator[bytes]:
        yield from self._body

    def close(self) -> None:
        """Close the body, once."""
        places, self._places = self._places, None
        if places:
            places.release()
            _close(self._body)

    def __del__(self) -> None:
        self.close()
