"""What stands before Flask: a request arrives whole or not at all, and what was answered before is answered from memory.

Flask takes a fifth of a millisecond or more for a request; a copy of the response, or the word that the client's copy is good
still, needs none of it. What is published does not change while a server runs, so copies hold until it ends. And a WSGI server
gives a thread to each request: those who send, or take, a byte a minute must not get them all.
"""

import io
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import IO, Any, Final

from kgsm.limits import Limits
from kgsm.problems import KgsmError
from kgsm.serve import encodings
from kgsm.serve.answers import Headers
from kgsm.serve.copies import LARGEST, Copies, Copy, copy_of
from kgsm.serve.express import Environ, Express
from kgsm.serve.packed import Packed
from kgsm.serve.severed import is_needed, severed
from kgsm.serve.turnstile import Gate

App = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

REFUSED: Final = "kgsm.refused"  # in the environ: the status that a request has before anyone looked at it
_KEY: Final = (
    "wsgi.url_scheme", "HTTP_HOST", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "HTTP_ACCEPT", "HTTP_ACCEPT_LANGUAGE"
)  # fmt: skip
_NOT_COPIED: Final = frozenset({"HTTP_RANGE", "HTTP_IF_MATCH"})  # a copy has no answer to these
_CODED: Final = re.compile(rf'-(?:{"|".join(encodings.CODINGS)})"')
_STATUS: Final = {200: "200 OK", 304: "304 NOT MODIFIED"}


class Front:
    """A WSGI application over another one. `express` answers what it can before that is asked."""

    def __init__(self, app: App, express: Express, limits: Limits, packed: Packed) -> None:
        self._app = app
        self._express = express
        self._limits = limits
        self._packed = packed
        self._copies = Copies()
        self._arrivals, self._departures = (Gate(limits.transfers, limits.client) for _ in range(2))

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        if environ.get("CONTENT_LENGTH") not in {None, "", "0"} or "HTTP_TRANSFER_ENCODING" in environ:
            self._arrive(environ)
        elif environ["REQUEST_METHOD"] in {"GET", "HEAD"} and _has_copies(environ):
            key = tuple([environ.get(name, "") for name in _KEY])
            copy = self._copies.get(key)
            return _given(copy, environ, start_response) if copy else self._pass_on(environ, start_response, key)
        else:
            environ["wsgi.input"] = io.BytesIO()  # nothing comes, and it can be read again as what has come can
        return self._pass_on(environ, start_response)

    def _pass_on(
        self, environ: Environ, start_response: Callable[..., Any], key: tuple[str, ...] | None = None
    ) -> Iterable[bytes]:
        """Let others answer, and keep a copy under `key` where the response may be given again."""
        status, headers, body = self._answered(environ)
        length = _length(status, headers)
        method = environ["REQUEST_METHOD"]
        head, coded = method == "HEAD", bool(key) or method == "POST"
        if length is not None and length <= LARGEST:
            content = b"" if head else _whole(body)
            copy = copy_of(status, headers, content) if coded and not head else None
            if copy:
                if key:
                    self._copies.keep(key, copy)
                return _given(copy, environ, start_response)
            if head:
                _close(body)
            start_response(status, headers)
            return [content]
        if coded:
            headers, body = self._coded(headers, body, environ.get("HTTP_ACCEPT_ENCODING", ""))
        if head:
            _close(body)
            start_response(status, headers)
            return []
        address = environ.get("REMOTE_ADDR", "")
        if refused := self._departures.enter(address):
            _close(body)
            return self._pass_on(environ | {REFUSED: refused}, start_response)
        start_response(status, headers)
        return _Departure(body, partial(self._departures.leave, address), environ)

    def _coded(self, headers: Headers, body: Iterable[bytes], accepted: str) -> tuple[Headers, Iterable[bytes]]:
        """Return a long response in a coding that the client takes: an answer as it comes, a file from where it is kept."""
        fields = {name.lower(): value for name, value in headers}
        coding = encodings.chosen(accepted) if encodings.is_worth_it(fields.get("content-type", "")) else None
        if coding is None or "content-encoding" in fields:
            return headers, body
        etag = fields.get("etag", "")
        changed = {"etag": f'{etag[:-1]}-{coding}"'} if etag.startswith('"') else {}
        headers = [
            (name, changed.get(name.lower(), value))
            for name, value in headers
            if name.lower() not in {"content-length", "accept-ranges"}
        ]
        headers.append(("Content-Encoding", coding))
        if not changed:
            return headers, _Through(encodings.encoding(body, coding), body)
        kept = self._packed.kept(etag, coding)
        if kept is None:
            return headers, _Through(self._packed.coded(body, etag, coding), body)
        _close(body)
        return [*headers, ("Content-Length", str(kept[0]))], kept[1]

    def _answered(self, environ: Environ) -> tuple[str, Headers, Iterable[bytes]]:
        if REFUSED not in environ and (reply := self._express(environ)):
            return _STATUS[reply.status], reply.headers, reply.body
        head: list[Any] = []

        def note(status: str, headers: Headers, _: object = None) -> Callable[[bytes], object]:
            head[:] = [status, headers]
            return io.BytesIO().write  # the write() of PEP 3333, which Flask does not use

        body = self._app(_asked_for_coded(environ), note)
        return head[0], head[1], body

    def _arrive(self, environ: Environ) -> None:
        """Put the whole body into the request, or a status that refuses it."""
        declared = environ.get("CONTENT_LENGTH") or ""
        if environ.get("HTTP_CONTENT_ENCODING", "identity").strip().lower() not in {"", "identity"}:
            environ[REFUSED] = 415  # RFC 9110, 8.4.1: what is coded would be read as if it were not
        elif declared.isdigit() and int(declared) > self._limits.request:
            environ[REFUSED] = 413
        elif refused := self._arrivals.enter(address := environ.get("REMOTE_ADDR", "")):
            environ[REFUSED] = refused
        else:
            try:
                # Not a byte more than declared: some servers' input goes on into the next request.
                most = int(declared) if declared.isdigit() else self._limits.request + 1
                body = _read_within(environ["wsgi.input"], most, self._limits.arrival)
            finally:
                self._arrivals.leave(address)
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


def _given(copy: Copy, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
    status, headers, body = copy.given(environ.get("HTTP_ACCEPT_ENCODING", ""), environ.get("HTTP_IF_NONE_MATCH", ""))
    start_response(status, headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _length(status: str, headers: Headers) -> int | None:
    length = next((int(value) for name, value in headers if name.lower() == "content-length"), None)
    return 0 if length is None and not status.startswith("200") else length


def _asked_for_coded(environ: Environ) -> Environ:
    """Return a request whose If-None-Match names responses as those who make them do: before they were coded."""
    condition = environ.get("HTTP_IF_NONE_MATCH", "")
    plain = _CODED.sub('"', condition)
    return environ if plain == condition else environ | {"HTTP_IF_NONE_MATCH": plain}


class _Through:
    """A body made of another one, which is closed with it."""

    def __init__(self, body: Iterator[bytes], other: Iterable[bytes]) -> None:
        self._body = body
        self._other = other

    def __iter__(self) -> Iterator[bytes]:
        return self._body

    def close(self) -> None:
        """Close both."""
        _close(self._body)
        _close(self._other)


class _Departure:
    """A long body on its way. It gives its place free when it is gone or broken off."""

    def __init__(self, body: Iterable[bytes], left: Callable[[], None], environ: Environ) -> None:
        self._body = body
        self._left: Callable[[], None] | None = left
        self._environ = environ

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._body
        except KgsmError:
            # It can no longer be said in the response; nothing may look as if this were the whole.
            self.close()
            if not is_needed(self._environ):
                raise
            yield from severed()

    def close(self) -> None:
        """Close the body, once."""
        left, self._left = self._left, None
        if left:
            left()
            _close(self._body)

    def __del__(self) -> None:
        self.close()
