"""The bytes of an answer in XML as they pass → the same, or an error where they hold what XML cannot say."""

import io
import re
from typing import IO, Any, Final

from kgsm.problems import QueryError

# XML 1.0, 2.2 (Char): of characters below U+0020 there are tab and line ends, and no U+FFFE and U+FFFF, not even as references.
_FORBIDDEN: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_KEPT: Final = 2  # bytes of a character that may go on in the next piece


class WellFormed(io.RawIOBase):
    """A file that takes well-formed XML on its way into another one: engines write control characters as they are."""

    def __init__(self, sink: IO[bytes]) -> None:
        self._sink = sink
        self._tail = b""

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, piece: Any, /) -> int:
        """Pass a piece on. Raises QueryError, 400, where it has a character that XML has not."""
        content = bytes(piece)
        seen = self._tail + content
        if found := _FORBIDDEN.search(seen):
            character = ord(found[0].decode())
            raise QueryError(f"A value has the character U+{character:04X}, which XML cannot say. JSON, CSV and TSV can.", 400)
        self._tail = seen[-_KEPT:]
        return self._sink.write(piece)
