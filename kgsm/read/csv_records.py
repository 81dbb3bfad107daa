"""A CSV file → its header and its records, one after the other, exact; what is no sound CSV becomes a problem."""

import csv
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Self, TextIO

from kgsm.problems import Place, Problem, Severity, problem
from kgsm.read.csv_file import IN_EXCEL, LONGEST_CELL, SPACE, encoding_problem
from kgsm.text import Text

# How many faults of one kind are told of one file.
MOST: Final = 100

# Characters of a line, and of the lines of one record; DuckDB reads no longer line either.
_LONGEST_LINE: Final = 1 << 21
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


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A CSV file that is known to be UTF-8 and to have a header; `name` is its path relative to the study folder.

    `width` counts the cells of the header with the empty ones at its end, which Excel leaves there; `header` is without them.
    """

    path: Path
    name: str
    delimiter: str
    header: tuple[str, ...]
    width: int


@dataclass(frozen=True, slots=True)
class Record:
    """A record: its number (the header is 1), its cells, and the code of the problem that it has as CSV, if any.

    `column` is the index of the cell that the fault concerns, where there is one. A record with a fault holds what can be
    made of it. After one that `is_last` the file could not be read any further.
    """

    row: int
    cells: tuple[str, ...]
    fault: str | None = None
    found: int | Text | None = None
    column: int | None = None
    is_last: bool = False


def open_csv(path: Path, name: str) -> CsvFile | Problem:
    """Return the CSV file at `path`, or the problem that keeps it from being read at all.

    The separator is a semicolon (German Excel) where the header has more of them than commas.
    """
    fault = encoding_problem(path, name, IN_EXCEL)
    if fault is not None:
        return fault
    with path.open(encoding="utf-8-sig", newline="") as file:
        first = re.sub(r'"[^"]*"', "", file.readline(_LONGEST_LINE))
    delimiter = ";" if first.count(";") > first.count(",") else ","
    record = next(_records(path, delimiter), None)
    if record is None:
        return problem(Place(name), "empty-table")
    if record.fault is None and "\t" in first and delimiter not in first:
        record = Record(1, (), "broken-csv", _TABS)
    cells = list(record.cells)
    while cells and not cells[-1]:
        cells.pop()
    csv_file = CsvFile(path, name, delimiter, tuple(cells), len(record.cells))
    return csv_file if record.fault is None else _problem(record, csv_file)


def checked_records(file: CsvFile, problems: list[Problem]) -> Iterator[Record]:
    """Yield the records below the header, without blank ones; add the problem of each that is no sound CSV."""
    told: Counter[str] = Counter()
    for record in _records(file.path, file.delimiter):
        if record.row == 1:
            continue
        checked = _shaped(record, file)
        if checked.fault is not None:
            told[checked.fault] += 1
            if told[checked.fault] <= MOST:
                problems.append(_problem(checked, file))
        yield checked
    for code, number in told.items():
        if number > MOST:
            problems.append(problem(Place(file.name), "more-of-the-same", Severity.INFO, found=number - MOST, right=code))


def _shaped(record: Record, file: CsvFile) -> Record:
    """Return the record, with its fault where it has not one cell a column.

    An empty cell too many is one: it may stand at the end because a comma inside the row has moved all the others.
    """
    length = len(record.cells)
    if record.fault is None and (length > file.width or any(record.cells[len(file.header) :])):
        return replace(record, fault="too-many-columns", found=length)
    if record.fault is None and length < len(file.header):
        return replace(record, fault="too-few-columns", found=length)
    return record


def _problem(record: Record, file: CsvFile) -> Problem:
    column = None
    if record.column is not None:
        column = file.header[record.column] if record.column < len(file.header) else f"#{record.column + 1}"
    right = LONGEST_CELL if record.fault == "cell-too-long" else len(file.header)
    place = Place(file.name, record.row, column)
    return problem(place, str(record.fault), Severity.VIOLATION, found=record.found, right=right)


def _records(path: Path, delimiter: str) -> Iterator[Record]:
    """Yield every record of a UTF-8 file, cells without the space around them; blank ones count but are not yielded.

    After a quotation mark that is never closed nothing more comes: what follows would be guesswork.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = _Lines(file)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        for row in itertools.count(1):
            lines.begin()
            try:
                cells = tuple(cell.strip(SPACE) for cell in next(reader))
                lines.require_whole()
            except StopIteration:
                return
            except csv.Error as error:
                record = _refused(row, str(error), lines, delimiter)
                yield record
                if record.is_last:
                    return
                continue
            if any(cells) or row == 1:
                yield Record(row, cells)


class _Lines:
    """The lines of a file, each cut at `_LONGEST_LINE` characters; `taken` are those of the record that is being read.

    `is_cut` says whether one of these was longer.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._length = 0
        self.is_cut = False
        self.taken: list[str] = []

    def begin(self) -> None:
        """Forget the lines of the record before."""
        self.taken.clear()
        self.is_cut = False
        self._length = 0

    def require_whole(self) -> None:
        """Raise csv.Error where a line was cut, as the csv module does unless a library has raised csv.field_size_limit()."""
        if self.is_cut:
            raise csv.Error("field larger than field limit")

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = rest = self._file.readline(_LONGEST_LINE)
        while len(rest) == _LONGEST_LINE and not rest.endswith(("\n", "\r")):
            rest = self._file.readline(_LONGEST_LINE)
            self.is_cut = True
        if not line:
            raise StopIteration
        self.taken.append(line)
        self._length += len(line)
        if self._length > 2 * _LONGEST_LINE:
            raise csv.Error("record of too many lines")  # a quotation mark that is not closed, most often
        return line


def _refused(row: int, message: str, lines: _Lines, delimiter: str) -> Record:
    """Return the record for what the csv module refused; it refuses cells of more than 131,072 characters too."""
    taken = lines.taken
    is_last = len(taken) != 1
    pieces = [piece.strip(SPACE + '"') for piece in taken[0].split(delimiter)]
    cells = tuple(piece if len(piece) <= LONGEST_CELL else "" for piece in pieces)
    if "expected after" in message:
        return Record(row, cells, "broken-csv", _AFTER_QUOTE, None, is_last)
    long = next(_long_cells(taken[0], delimiter), None) if not is_last and "larger than" in message else None
    if long is not None:
        more = Text(de=f"mehr als {long[1]}", en=f"more than {long[1]}")
        return Record(row, cells, "cell-too-long", more if lines.is_cut else long[1], long[0])
    if lines.is_cut and not is_last:  # no cell is too long, so there are a great many
        return Record(row, cells, "too-many-columns", Text(de=f"mehr als {len(cells)}", en=f"more than {len(cells)}"))
    return Record(row, cells, "broken-csv", _OPEN_QUOTE, None, is_last)


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
