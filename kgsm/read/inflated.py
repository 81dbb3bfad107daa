"""A table in gzip or zstd → the CSV in it, as a temporary file; what cannot be unpacked is a problem with the study's file.

All that is asked of a CSV file is asked of bytes, several times over, so they are unpacked once. How many there may be is
bounded: a file of 1 MB can hold a GB of nothing, and zstd's 100 GB.
"""

import gzip
import sys
import zlib
from pathlib import Path
from typing import IO, Final

from kgsm.meter import Meter, Unit
from kgsm.problems import Place, Problem, problem
from kgsm.text import Text

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

# By suffix: RFC 1952 and RFC 8878.
CODINGS: Final = {".gz": "gzip", ".zst": "zstd"}
_PIECE: Final = 1 << 20
# A table of figures becomes 5 to 50 times as long; one that says the same in each row, 200 times.
_MOST_TIMES: Final = 500
_ALWAYS: Final = 1 << 28
# Bytes without a line end, or of blank lines. No line that is read has the thirtieth part of them.
_MOST_OF_NOTHING: Final = 1 << 26
_BLANK: Final = b"\r\n\t ,;"


def inflate(packed: Path, name: str, target: Path, meter: Meter) -> Problem | None:
    """Write what is in the file `packed`, the table `name` of the study, to `target`; return what keeps it from being read.

    Raises OSError where there is no room for it.
    """
    most = max(_ALWAYS, _MOST_TIMES * packed.stat().st_size)
    meter.expect(packed.stat().st_size, Unit.BYTES)
    written = read = blank = 0
    line = 1
    with packed.open("rb") as raw, target.open("wb") as plain:
        stream = _opened(raw, packed.suffix)
        while piece := _piece(stream, packed.suffix):
            if isinstance(piece, Text):
                return problem(Place(name), "unreadable-table", found=piece)
            written += len(piece)
            if written > most:
                return problem(Place(name), "unreadable-table", found=_bomb(most))
            plain.write(piece)
            blank = blank + len(piece) if _is_blank(piece) else 0
            line += 0 if blank else piece.count(b"\n")
            if blank > _MOST_OF_NOTHING:
                return problem(Place(name), "unreadable-table", found=_nothing(line))
            meter.add(raw.tell() - read)
            read = raw.tell()
    return None


def _opened(raw: IO[bytes], suffix: str) -> gzip.GzipFile | zstd.ZstdFile:
    return gzip.GzipFile(fileobj=raw, mode="rb") if suffix == ".gz" else zstd.ZstdFile(raw, "rb")


def _piece(stream: gzip.GzipFile | zstd.ZstdFile, suffix: str) -> bytes | Text:
    """Return what comes next, empty at the end; why nothing more can come where the file is broken."""
    try:
        return stream.read(_PIECE)
    except EOFError:
        return Text(
            de="ihr Ende fehlt; oft ist dann eine Übertragung abgebrochen",
            en="its end is missing; often a transfer was cut off",
        )
    except (gzip.BadGzipFile, zlib.error, zstd.ZstdError) as error:
        coding = CODINGS[suffix]
        return Text(de=f"kein {coding}, oder beschädigt ({error})", en=f"no {coding}, or damaged ({error})")


def _is_blank(piece: bytes) -> bool:
    """Return whether no line ends in a piece, or none that has something in it."""
    return not (b"\n" in piece or b"\r" in piece) or not piece.strip(_BLANK)


def _nothing(line: int) -> Text:
    megabytes = _MOST_OF_NOTHING // 1_000_000
    return Text(
        de=f"ausgepackt endet ab Zeile {line} auf mehr als {megabytes} MB keine Zeile, in der etwas steht",
        en=f"unpacked no line with something in it ends in more than {megabytes} MB from line {line} on",
    )


def _bomb(most: int) -> Text:
    megabytes = most // 1_000_000
    return Text(
        de=f"ausgepackt hat sie mehr als {megabytes} MB, und so viel steckt in keiner Tabelle dieser Größe. "
        "Ist es doch eine, wird sie als CSV gelesen, wie sie ist",
        en=f"unpacked it has more than {megabytes} MB, and no table of this size holds so much. "
        "If it is one all the same, it is read as the CSV that it is",
    )
