"""The bytes of an answer as they pass → how many rows or triples they hold, so that no answer has more than it may.

The engine writes answers by itself and says nothing of rows. Each format marks them so that they can be told from what the
values contain, and looking for the marks takes a small part of the time that writing does.
"""

import io
import re
from collections.abc import Iterable, Iterator
from typing import IO, Any, Final

from pyoxigraph import Triple

from kgsm.problems import QueryError
from kgsm.sparql import CSV, JSON, N_QUADS, N_TRIPLES, TSV, XML

# A row begins behind another one, and with a variable's name (SPARQL 1.1 Query Results JSON, 3.2). Where a value ends with
# `},{` one of these signs follows its quotation mark; a quotation mark within a value has a backslash before it.
_JSON_ROW: Final = re.compile(rb'\}\s*,\s*\{\s*"(?!\s*[,:}\]])')
_JSON_EMPTY: Final = re.compile(rb"\}\s*,(?=\s*\{\s*\})")  # a row without bindings; or part of a value
_JSON_ESCAPE: Final = re.compile(rb"\\.", re.DOTALL)
_XML_ROW: Final = re.compile(rb"<(?:\w+:)?result[\s/>]")  # `<` stands in no value (XML 1.0, 2.4)
_LONGEST: Final = 64  # bytes of a mark
_LINES: Final = frozenset({CSV, TSV, N_TRIPLES, N_QUADS})


class Rows:
    """Counts the rows (of N-Triples and N-Quads, the triples) in the pieces of an answer; other formats have none to see."""

    def __init__(self, media_type: str, most: int) -> None:
        self._media_type, self._most = media_type, most
        # A table has a line of names; of rows in JSON those behind the first are marked.
        self._found = {CSV: -1, TSV: -1, JSON: 1}.get(media_type, 0)
        self._quoted = False
        self._tail = b""

    def add(self, piece: bytes, *, last: bool = False) -> None:
        """Count what is in a piece, the `last` one or not. Raises QueryError, 503, where that makes too many."""
        if self._media_type in _LINES:
            self._found += self._lines(piece)
        elif self._media_type in {JSON, XML}:
            self._found += self._marks(piece, last=last)
        if self._found > self._most:
            raise too_many(self._most)

    def _lines(self, piece: bytes) -> int:
        """Count line ends: in CSV (RFC 4180, 2) those outside of quotation marks, which are doubled within; else all."""
        if self._media_type != CSV or (b'"' not in piece and not self._quoted):
            return piece.count(b"\n")
        parts = piece.split(b'"')
        found = sum(part.count(b"\n") for part in parts[self._quoted :: 2])
        self._quoted ^= len(parts) % 2 == 0
        return found

    def _marks(self, piece: bytes, *, last: bool) -> int:
        """Count marks. What may be the beginning of one waits for the next piece."""
        whole = self._tail + piece
        cut = len(whole)
        if not last:
            cut = max(0, cut - _LONGEST)
            while cut and whole[cut - 1] == ord("\\"):
                cut -= 1
        mark = _XML_ROW if self._media_type == XML else _JSON_ROW
        found = sum(match.start() < cut for match in mark.finditer(whole))
        if self._media_type == JSON:
            found += self._empty(whole, cut)
        self._tail = whole[cut:]
        return found

    def _empty(self, whole: bytes, cut: int) -> int:
        """Count rows without bindings before `cut`: those marks that are in no value."""
        found = place = 0
        for match in _JSON_EMPTY.finditer(whole):
            if match.start() >= cut:
                break
            self._quoted ^= _changes(whole[place : match.start()])
            place = match.start()
            found += not self._quoted
        self._quoted ^= _changes(whole[place:cut])
        return found


def _changes(text: bytes) -> bool:
    """Return whether what stands behind a part of JSON is in a string if what stands before it is not, and the reverse."""
    return (_JSON_ESCAPE.sub(b"", text) if b"\\" in text else text).count(b'"') % 2 == 1


def too_many(most: int) -> QueryError:
    """Return the error of an answer with too many rows."""
    return QueryError(f"The answer has more than {most} rows or triples. Please ask for less, by LIMIT and OFFSET.", 503)


def counted(triples: Iterable[Triple], most: int) -> Iterator[Triple]:
    """Yield triples, at most so many. Raises QueryError, 503, where there are more."""
    for number, each in enumerate(triples, 1):
        if number > most:
            raise too_many(most)
        yield each


class Counter(io.RawIOBase):
    """A file whose rows are counted on their way into another one."""

    def __init__(self, sink: IO[bytes], media_type: str, most: int) -> None:
        self._sink = sink
        self._rows = Rows(media_type, most)

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, piece: Any, /) -> int:
        """Pass a piece on. Raises QueryError, 503, where there are too many rows."""
        self._rows.add(bytes(piece))
        return self._sink.write(piece)

    def end(self) -> None:
        """Count what was left. Raises QueryError, 503, where there are too many rows."""
        self._rows.add(b"", last=True)
