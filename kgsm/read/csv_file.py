"""A CSV file -> its header and its records, and what is wrong with its bytes, whatever it holds.

Two ways through a file: chunks of bytes, as fast as the disk, for what can be asked of a file of any length (`encoding_fault`,
`scan`); and record by record, exact, for small files and for those that the fast way found fault with (`records`).
"""

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self, TextIO

# Longer than any text of a publication; a cell beyond it is a file that was pasted into a cell, or a missing quotation mark.
LONGEST_CELL: Final = 10_000
# What stands before and after a cell and does not count; spreadsheets and web pages leave no-break spaces behind.
SPACE: Final = " \t\r\n\u00a0\ufeff"
# Characters that no text needs and some format cannot carry (XML 1.0, 2.2): all controls but tab and line ends.
CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")

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
    found: str = ""
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


def delimiter_of(header: str) -> str:
    """Return the separator that the header line uses: a semicolon (German Excel) where it has more of them than commas."""
    bare = re.sub(r'"[^"]*"', "", header)
    return ";" if bare.count(";") > bare.count(",") else ","


def read_header(path: Path) -> tuple[str, Record | None]:
    """Return the separator and the header's record, with empty cells at its end left out; None for an empty file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        first = file.readline(_LONGEST_LINE)
    delimiter = delimiter_of(first)
    record = next(records(path, delimiter), None)
    if record is None or record.fault is not None:
        return delimiter, record
    cells = list(record.cells)
    while cells and not cells[-1]:
        cells.pop()
    return delimiter, Record(record.row, tuple(cells))


def records(path: Path, delimiter: str) -> Iterator[Record]:
    """Yield every record of a UTF-8 file, cells without the space around them; blank lines count but are not yielded.

    A record that cannot be read is yielded with its fault. After a quotation mark that is never closed nothing more comes:
    what follows would be guesswork.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = _Lines(file)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        row = 0
        while True:
            row += 1
            lines.taken.clear()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                fault = _fault(row, str(error), lines, delimiter)
                yield fault
                if fault.fault == "broken-csv" and len(lines.taken) != 1:
                    return
                continue
            trimmed = tuple(cell.strip(SPACE) for cell in cells)
            if any(trimmed) or row == 1:
                yield Record(row, trimmed)


class _Lines:
    """The lines of a file, each at most `_LONGEST_LINE` characters; `taken` are those of the record that is being read."""

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


def _fault(row: int, message: str, lines: _Lines, delimiter: str) -> Record:
    """Return the record for what the csv module could not read; its limit for a cell is 131,072 characters."""
    raw = "".join(lines.taken)
    if "field larger" in message and len(lines.taken) == 1:
        for column, cell in enumerate(split(raw, delimiter)):
            if len(cell) > LONGEST_CELL:
                return Record(row, (), "cell-too-long", str(len(cell)), column)
    if "field larger" in message or "unexpected end" in message:
        return Record(row, (), "broken-csv", "a quotation mark that is never closed")
    return Record(row, (), "broken-csv", message)


def split(record: str, delimiter: str) -> list[str]:
    """Return the raw cells of one record, quotation marks and all, however long they are."""
    cells: list[str] = [""]
    for part in re.split(rf'("(?:[^"]|"")*"|{re.escape(delimiter)})', record):
        if part == delimiter:
            cells.append("")
        else:
            cells[-1] += part
    return cells
