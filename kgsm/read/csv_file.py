"""A CSV file -> its header and its records, and what is wrong with its bytes, whatever it holds.

Two ways through a file: chunks of bytes, as fast as the disk, for what can be asked of a file of any length (`encoding_fault`,
`scan`); and record by record, exact, for small files and for those that the fast way found fault with (`records`).
"""

import codecs
import csv
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self, TextIO

from kgsm.text import Text

# Longer than any text of a publication; a cell beyond it is a file that was pasted into a cell, or a missing quotation mark.
LONGEST_CELL: Final = 10_000
# What stands before and after a cell and does not count; spreadsheets and web pages leave no-break spaces behind.
SPACE: Final = " \t\r\n\u00a0\ufeff"
# Characters that no text needs and some format cannot carry (XML 1.0, 2.2): all controls but tab and line ends.
CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")

_AFTER_QUOTE: Final = Text(
    de="nach einem schließenden Anführungszeichen steht noch Text; ein Anführungszeichen im Text wird verdoppelt",
    en="text stands after a closing quotation mark; a quotation mark inside a text is doubled",
)
_OPEN_QUOTE: Final = Text(
    de="ein Anführungszeichen öffnet einen Text, der nicht endet", en="a quotation mark opens a text that does not end"
)
_TABS: Final = Text(
    de="die Spalten sind durch Tabulatoren getrennt; richtig ist Komma oder Semikolon",
    en="the columns are separated by tabs; right is a comma or a semicolon",
)
_CHUNK: Final = 1 << 20
_LONGEST_LINE: Final = 1 << 24
_CONTROL_BYTES: Final = bytes(set(range(0x20)) - {0x09, 0x0A, 0x0D}) + b"\x7f"
# U+0080 to U+009F and U+FFFE, U+FFFF in UTF-8.
_CONTROL_SEQUENCES: Final = re.compile(rb"\xc2[\x80-\x9f]|\xef\xbf[\xbe\xbf]")
_MARKS: Final = (
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
    (b"PK\x03\x04", "Excel, .xlsx"),
    (b"\xd0\xcf\x11\xe0", "Excel, .xls"),
)


@dataclass(frozen=True, slots=True)
class ByteFault:
    """A byte that no UTF-8 text has: the record it stands in, counted from 1, and what it looks like."""

    row: int
    found: str


@dataclass(frozen=True, slots=True)
class Scan:
    """What the bytes of a file tell: whether control characters and lines that need a careful reader occur."""

    controls: bool
    uneven: bool


@dataclass(frozen=True, slots=True)
class Record:
    """A record of a CSV file: its number (the header is 1) and its cells, or what is wrong with it (`fault`, a problem code).

    `column` is the index of the cell that the fault concerns, where there is one.
    """

    row: int
    cells: tuple[str, ...]
    fault: str | None = None
    found: str | int | Text = ""
    column: int | None = None


def encoding_fault(path: Path) -> ByteFault | None:
    """Return the first byte of the file that is not UTF-8, None where there is none; a byte order mark is none."""
    with path.open("rb") as file:
        start = file.read(4)
        for mark, name in _MARKS:
            if start.startswith(mark):
                return ByteFault(1, name)
        if start[1:2] == b"\0" or (start[:1] == b"\0" and start[1:2]):
            return ByteFault(1, "UTF-16")
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        offset = 0
        while chunk := file.read(_CHUNK):
            pending = len(decoder.getstate()[0])
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                return _byte_fault(path, offset - pending + error.start, error.object[error.start])
            offset += len(chunk)
        rest = decoder.getstate()[0]
        return _byte_fault(path, offset - len(rest), rest[0]) if rest else None


def _byte_fault(path: Path, offset: int, byte: int) -> ByteFault:
    guess = bytes([byte]).decode("cp1252", errors="replace")
    looks = f" = '{guess}', Windows-1252?" if guess.isalpha() else ""
    return ByteFault(_record_at(path, offset), f"byte 0x{byte:02X}{looks}")


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


def scan(path: Path) -> Scan:
    """Read the bytes of a UTF-8 file once, in chunks."""
    controls = uneven = False
    ending = last = b""  # line ends at the end of a chunk, which may be the blank end of the file; the last bytes of all
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            controls = controls or len(chunk.translate(None, _CONTROL_BYTES)) < len(chunk)
            controls = controls or _CONTROL_SEQUENCES.search(last + chunk) is not None
            last = chunk[-2:]
            body = ending + chunk
            lines = body.rstrip(b"\r\n")
            uneven = uneven or _is_uneven(lines) or (len(chunk) == _CHUNK and b"\n" not in chunk)
            ending = body[len(lines) :][-4:]
    return Scan(controls, uneven)


def _is_uneven(lines: bytes) -> bool:
    return b"\n\n" in lines or b"\n\r\n" in lines or lines.count(b"\r") != lines.count(b"\r\n")


def read_header(path: Path) -> tuple[str, Record | None]:
    """Return the separator and the header's record, with empty cells at its end left out; None for an empty file.

    The separator is a semicolon (German Excel) where the header has more of them than commas.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        first = re.sub(r'"[^"]*"', "", file.readline(_LONGEST_LINE))
    delimiter = ";" if first.count(";") > first.count(",") else ","
    record = next(records(path, delimiter), None)
    if record is None or record.fault is not None:
        return delimiter, record
    if "\t" in first and delimiter not in first:
        return delimiter, Record(1, (), "broken-csv", _TABS)
    cells = list(record.cells)
    while cells and not cells[-1]:
        cells.pop()
    return delimiter, Record(record.row, tuple(cells))


def records(path: Path, delimiter: str) -> Iterator[Record]:
    """Yield every record of a UTF-8 file, cells without the space around them; blank ones count but are not yielded.

    A record that cannot be read is yielded with its fault. After a quotation mark that is never closed nothing more comes:
    what follows would be guesswork.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = _Lines(file)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        for row in itertools.count(1):
            lines.taken.clear()
            try:
                cells = tuple(cell.strip(SPACE) for cell in next(reader))
            except StopIteration:
                return
            except csv.Error as error:
                yield _fault(row, str(error), lines.taken, delimiter)
                if len(lines.taken) != 1:
                    return
                continue
            if any(cells) or row == 1:
                yield Record(row, cells)


class _Lines:
    """The lines of a file, each cut at `_LONGEST_LINE` characters; `taken` are those of the record that is being read."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.taken: list[str] = []

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = rest = self._file.readline(_LONGEST_LINE)
        while len(rest) == _LONGEST_LINE and not rest.endswith(("\n", "\r")):
            rest = self._file.readline(_LONGEST_LINE)
        if not line:
            raise StopIteration
        self.taken.append(line)
        return line


def _fault(row: int, message: str, taken: Sequence[str], delimiter: str) -> Record:
    """Return the record for what the csv module refused; it refuses cells of more than 131,072 characters too."""
    if "expected after" in message:
        return Record(row, (), "broken-csv", _AFTER_QUOTE)
    long = next(_long_cells(taken[0], delimiter), None) if len(taken) == 1 and "larger than" in message else None
    if long is not None:
        return Record(row, (), "cell-too-long", long[1], long[0])
    return Record(row, (), "broken-csv", _OPEN_QUOTE)


def _long_cells(line: str, delimiter: str) -> Iterator[tuple[int, int]]:
    """Yield the index and the length of each cell of a line that is too long, quotation marks counted."""
    index, length = 0, 0
    for part in re.split(rf'("(?:[^"]|"")*"|{re.escape(delimiter)})', line):
        if part == delimiter:
            index, length = index + 1, 0
        else:
            length += len(part)
            if length > LONGEST_CELL:
                yield index, length
