"""Responses that may be given again, from memory: whole, in each coding, or as the word that the client's is good still."""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from werkzeug.http import parse_etags

from kgsm.serve.answers import Headers
from kgsm.serve.encodings import CODINGS, WORTH_IT, chosen, encoded, is_worth_it

Key = tuple[str, ...]
Given = tuple[str, Headers, bytes]

LARGEST: Final = 1_000_000  # bytes of a response that is copied
_ROOM: Final = 64_000_000
_OVERHEAD: Final = 2000  # bytes that a copy takes beside its content, about
_OF_CONTENT: Final = frozenset(
    {"content-type", "content-length", "content-encoding", "content-language", "content-disposition"}
)


@dataclass(slots=True)
class _Coded:
    """A copy in one coding, with the headers of the response and, once asked for, of the word that nothing has changed."""

    body: bytes
    headers: Headers
    etag: str
    unchanged: Headers = field(default_factory=list)


@dataclass(slots=True)
class Copy:
    """A response that may be given again. What is coded is made when someone first takes it."""

    headers: Headers
    etag: str
    body: bytes
    compressible: bool
    coded: dict[str | None, _Coded] = field(default_factory=dict)

    def given(self, accepted: str, condition: str) -> Given:
        """Return status, headers and body for a client that takes the codings `accepted` and has what `condition` names."""
        coding = chosen(accepted) if self.compressible and accepted else None
        found = self.coded.get(coding) or self._code(coding)
        if condition and (condition == found.etag or _matches(condition, self.etag[1:-1])):
            if not found.unchanged:
                found.unchanged = [(name, value) for name, value in found.headers if name.lower() not in _OF_CONTENT]
            return "304 NOT MODIFIED", found.unchanged, b""
        return "200 OK", found.headers, found.body

    def _code(self, coding: str | None) -> _Coded:
        body, etag, headers = self.body, self.etag, self.headers
        if coding:  # a strong validator is that of one coding (RFC 9110, 8.8.3.3)
            body, etag = encoded(self.body, coding), f'{etag[:-1]}-{coding}"'
            changed = {"etag": etag, "content-length": str(len(body))}
            headers = [(name, changed.get(name.lower(), value)) for name, value in headers]
            headers.append(("Content-Encoding", coding))
        made = self.coded[coding] = _Coded(body, headers, etag)
        return made


def copy_of(status: str, headers: Headers, body: bytes) -> Copy | None:
    """Return a copy of a response with a strong validator; None where a copy would not do."""
    fields = {name.lower(): value for name, value in headers}
    etag = fields.get("etag", "")
    if not status.startswith("200") or not etag.startswith('"') or "no-store" in fields.get("cache-control", ""):
        return None
    return Copy(headers, etag, body, len(body) >= WORTH_IT and is_worth_it(fields.get("content-type", "")))


def _matches(condition: str, etag: str) -> bool:
    if condition.strip() == "*":
        return True
    tags = parse_etags(condition).as_set(include_weak=True)
    return etag in tags or any(f"{etag}-{coding}" in tags for coding in CODINGS)


class Copies:
    """Copies by what was asked, the least recently asked first out."""

    def __init__(self, room: int = _ROOM) -> None:
        self._room = room
        self._held: OrderedDict[Key, Copy] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, key: Key) -> Copy | None:
        """Return the copy of what was asked."""
        found = self._held.get(key)
        if found:
            with self._lock:
                if key in self._held:
                    self._held.move_to_end(key)
        return found

    def keep(self, key: Key, copy: Copy) -> None:
        """Keep a copy, and let go of others where there is no room."""
        with self._lock:
            if key in self._held:
                return
            self._held[key] = copy
            self._size += _size(key, copy)
            while self._size > self._room:
                oldest, gone = self._held.popitem(last=False)
                self._size -= _size(oldest, gone)


def _size(key: Key, copy: Copy) -> int:
    return sum(map(len, key)) + 2 * len(copy.body) + _OVERHEAD  # twice: it may be coded one day
