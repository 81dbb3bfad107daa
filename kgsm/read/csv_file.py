"""The bytes of a file → whether they are UTF-8, and what a reader of CSV has to know before it begins.

Everything here reads chunks of bytes, as fast as the disk, whatever the length of the file.
"""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kgsm.problems import Place, Problem, problem
from kgsm.text import Text

# Longer than any text of a publication; a cell beyond it is a file that was pasted into a cell, or a missing quotation mark.
LONGEST_CELL: Final = 10_000
# What stands before and after a cell and does not count; spreadsheets and web pages leave no-break spaces behind.
SPACE: Final = " \t\r\n\u00a0\ufeff"
# Characters that no text needs and some format cannot carry (XML 1.0, 2.2): all controls but tab and line ends.
CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
IN_EXCEL: Final = Text(de="In Excel: Speichern unter, „CSV UTF-8“.", en="In Excel: Save as, 'CSV UTF-8'.")

_CHUNK: Final = 1 << 20
_CONTROL_BYTES: Final = bytes(set(range(0x20)) - {0x09, 0x0A, 0x0D}) + b"\x7f"
# U+0080 to U+009F and U+FFFE, U+FFFF in UTF-8.
_CONTROL_SEQUENCES: Final = re.compile(rb"\xc2[\x80-\x9f]|\xef\xbf[\xbe\xbf]")
_MARKS: Final = (
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
    (b"PK\x03\x04", "Excel, .xlsx"),
    (b"\xd0\xcf\x11\xe0", "Excel, .xls"),
)
# What is no text, and yet a table that kgsm reads where its name says so.
_NAMED_ELSE: Final = (
    (b"\x1f\x8b", "gzip", ".csv.gz"),
    (b"\x28\xb5\x2f\xfd", "zstd", ".csv.zst"),
    (b"PAR1", "Parquet", ".parquet"),
)


def encoding_problem(path: Path, file: str, how: Text) -> Problem | None:
    """Return the problem of the first byte that is not UTF-8, with `how` to write it; None where all are.

    A byte order mark is none. The row is that of a CSV file: line ends inside quotation marks do not count.
    """
    with path.open("rb") as opened:
        start = opened.read(4)
    for mark, name in _MARKS:
        if start.startswith(mark):
            return problem(Place(file, 1), "wrong-encoding", found=name, how=how)
    for mark, name, ending in _NAMED_ELSE:
        if start.startswith(mark) and _wrong_byte(path) is not None:
            how = Text(
                de=f"Der Name einer solchen Tabelle endet auf {ending}.", en=f"The name of such a table ends in {ending}."
            )
            return problem(Place(file, 1), "wrong-encoding", found=name, how=how)
    if start[1:2] == b"\0" or (start[:1] == b"\0" and start[1:2]):
        return problem(Place(file, 1), "wrong-encoding", found="UTF-16", how=how)
    offset = _wrong_byte(path)
    if offset is None:
        return None
    return problem(Place(file, _record_at(path, offset)), "wrong-encoding", found=_guess(path, offset), how=how)


def _wrong_byte(path: Path) -> int | None:
    """Return the offset of the first byte that is not UTF-8, None where all are."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    offset = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            pending = len(decoder.getstate()[0])
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                return offset - pending + error.start
            offset += len(chunk)
    pending = len(decoder.getstate()[0])
    return offset - pending if pending else None


def _guess(path: Path, offset: int) -> Text:
    with path.open("rb") as file:
        file.seek(offset)
        byte = file.read(1)
    character = byte.decode("cp1252", errors="replace")
    if not character.isalpha():
        return Text(de=f"Byte 0x{byte.hex().upper()}", en=f"byte 0x{byte.hex().upper()}")
    return Text(
        de=f"Byte 0x{byte.hex().upper()}; in Windows-1252 wäre es '{character}'",
        en=f"byte 0x{byte.hex().upper()}; in Windows-1252 it would be '{character}'",
    )


def _record_at(path: Path, offset: int) -> int:
    """Return the number of the record that the byte at `offset` belongs to: one more than the line ends outside quotes."""
    row, quoted = 1, False
    with path.open("rb") as file:
        while offset > 0 and (chunk := file.read(min(_CHUNK, offset))):
            offset -= len(chunk)
            for number, part in enumerate(chunk.split(b'"')):
                quoted ^= number > 0
                row += 0 if quoted else part.count(b"\n")
    return row


def has_controls(path: Path) -> bool:
    """Return whether control characters occur in a UTF-8 file."""
    last = b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if len(chunk.translate(None, _CONTROL_BYTES)) < len(chunk):
                return True
            edge = last + chunk
            if (b"\xc2" in edge or b"\xef" in edge) and _CONTROL_SEQUENCES.search(edge):
                return True
            last = edge[-2:]
    return False


def is_clean(path: Path, delimiter: str, width: int) -> bool:
    """Return whether a UTF-8 file may be CSV by the letter (RFC 4180), `width` cells in each record on average.

    Readers differ in what else they forgive: blank lines, carriage returns alone, text or spaces between a quotation mark and
    a separator, an empty cell too many.
    """
    separator = delimiter.encode()
    odd_quotation = re.compile(rb'"(?:(?<=[^"%b\n]")|[^"%b\r\n])' % (separator, separator))
    separators = line_ends = 0
    last = pending = b""
    for part in _without_quotations(path):
        body = pending + part
        lines = body.rstrip(b"\r\n")
        pending = body[len(lines) :][:4]  # line ends that may be the blank end of the file
        edge = last + lines
        if _has_odd_lines(edge) or odd_quotation.search(edge):
            return False
        separators += lines.count(separator)
        line_ends += lines.count(b"\n")
        last = lines[-1:] or last
    return separators == (width - 1) * (line_ends + 1)


def _has_odd_lines(text: bytes) -> bool:
    return b"\n\n" in text or b"\n\r\n" in text or text.count(b"\r") != text.count(b"\r\n")


def _without_quotations(path: Path) -> Iterator[bytes]:
    """Yield a file in parts, with one quotation mark for each text in quotation marks."""
    quoted = False
    with path.open("rb") as file:
        if file.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
            file.seek(0)
        while chunk := file.read(_CHUNK):
            pieces = chunk.split(b'"')
            outside = b'"'.join(pieces[int(quoted) :: 2])
            quoted ^= len(pieces) % 2 == 0
            # The text that is open at the end of the chunk began in it, if there is a quotation mark at all.
            yield outside + b'"' if quoted and len(pieces) > 1 else outside
    if quoted:
        yield b'" '  # never closed, which is no CSV either
