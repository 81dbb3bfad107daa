"""A small CSV file (code list, sources, evidence) -> its rows; columns and cells that are wrong become problems.

Tables of figures may be of any length and go another way (kgsm/read/table_file.py).
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rdflib import URIRef

from kgsm.problems import Place, Problem, Severity, did_you_mean, problem
from kgsm.read.csv_file import CONTROL, LONGEST_CELL, Record, encoding_fault, read_header, records
from kgsm.read.values import LANGUAGE_NAMES, NOTHING, date_of, iri_of, listed
from kgsm.text import Text

# How many faults of one kind are told of one file.
MOST: Final = 100
# Spreadsheets run what begins so; a number with a sign (-3 %) is only a number to them.
FORMULA: Final = r"(?s)^([=@]|[+-].*[^0-9.,%\s])"

_FORMULA: Final = re.compile(FORMULA)
_REQUIRED: Final = Text(de="Sie ist nötig.", en="It is required.")
_UNLISTED: Final = Text(
    de=" Es gibt sie, aber der Datensatz nennt sie nicht unter dimensions, measures oder attributes.",
    en=" It is described, but the dataset does not list it under dimensions, measures or attributes.",
)
NEEDED: Final = Text(de="Er ist nötig.", en="It is required.")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a CSV file. Names in `plain` hold codes, numbers or IRIs; every other cell is a text for people.

    `constants` and `unlisted` are names of components that a table has no column for: they are constants of the dataset, or
    the dataset does not list them.
    """

    required: tuple[str, ...]
    optional: tuple[str, ...]
    plain: frozenset[str] = frozenset()
    constants: frozenset[str] = frozenset()
    unlisted: frozenset[str] = frozenset()

    def names(self) -> tuple[str, ...]:
        """Return all column names."""
        return self.required + self.optional


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a small CSV file: `number` counts records, the header being 1; `cells` leaves empty ones out."""

    file: str
    number: int
    cells: Mapping[str, str]
    problems: list[Problem]

    def place(self, column: str | None = None) -> Place:
        """Return the place of the row or of one of its cells."""
        return Place(self.file, self.number, column)

    def tell(self, column: str, code: str, **values: object) -> None:
        """Add a problem at a cell."""
        self.problems.append(problem(self.place(column), code, Severity.VIOLATION, **values))

    def get(self, column: str) -> str:
        """Return a cell, an empty string where there is nothing in it."""
        return self.cells.get(column, "")

    def need(self, column: str, why: Text = NEEDED) -> str:
        """Return a cell that must not be empty."""
        if column not in self.cells:
            self.tell(column, "missing-value", why=why)
        return self.get(column)

    def text(self, name: str, *, required: bool = False) -> Text:
        """Return the text of the pair of columns `name`_de and `name`_en: both or neither."""
        text = Text(de=self.get(f"{name}_de"), en=self.get(f"{name}_en"))
        if text or required:
            for language, language_name in LANGUAGE_NAMES.items():
                if f"{name}_{language}" not in self.cells:
                    self.tell(f"{name}_{language}", "missing-language", right=language_name)
        return text

    def iri(self, column: str) -> URIRef | None:
        """Return the IRI in a cell, None where it is empty or none."""
        return iri_of(self.cells[column], self.place(column), self.problems) if column in self.cells else None

    def date(self, column: str) -> dt.date | None:
        """Return the date in a cell, None where it is empty or none."""
        return date_of(self.cells[column], self.place(column), self.problems) if column in self.cells else None

    def count(self, column: str) -> int | None:
        """Return the whole number from 0 in a cell, None where it is empty or none."""
        written = self.get(column)
        if not written:
            return None
        if re.fullmatch("[0-9]{1,15}", written):
            return int(written)
        right = Text(de="keine ganze Zahl ab 0", en="not a whole number from 0")
        self.tell(column, "wrong-datatype", found=written, right=right, hint=NOTHING)
        return None

    def choice(self, column: str, choices: Iterable[str]) -> str:
        """Return one of `choices`, or an empty string."""
        written, known = self.get(column), tuple(choices)
        if not written or written in known:
            return written
        self.tell(column, "wrong-choice", found=written, right=listed(known), hint=did_you_mean(written, known))
        return ""


def read_sheet(path: Path, file: str, columns: Columns, problems: list[Problem]) -> tuple[Row, ...]:
    """Return the rows of a CSV file, without those that cannot be read."""
    fault = encoding_fault(path)
    if fault is not None:
        problems.append(problem(Place(file, fault.row), "wrong-encoding", found=fault.found))
        return ()
    delimiter, header = read_header(path)
    if header is None:
        problems.append(problem(Place(file), "empty-table"))
        return ()
    if header.fault is not None:
        problems.append(record_problem(file, header, ()))
        return ()
    check_header(file, header.cells, columns, problems)
    rows = []
    for record in sound_records(path, file, delimiter, header.cells, problems):
        cells = {name: cell for name, cell in zip(header.cells, record.cells, strict=False) if cell and name in columns.names()}
        row = Row(file, record.row, cells, problems)
        _check_cells(row, columns)
        rows.append(row)
    return tuple(rows)


def check_header(file: str, header: tuple[str, ...], columns: Columns, problems: list[Problem]) -> None:
    """Add a problem for each column that is unknown, missing, or there twice."""
    known = columns.names()
    for index, name in enumerate(header):
        place = Place(file, 1, name or f"#{index + 1}")
        if name in header[:index]:
            problems.append(problem(place, "duplicate-column", found=name))
        elif name in columns.constants:
            problems.append(problem(place, "column-and-constant", found=name))
        elif name not in known:
            hint = _UNLISTED if name in columns.unlisted else did_you_mean(name, [each for each in known if each not in header])
            problems.append(problem(place, "unknown-column", found=name, hint=hint))
    problems.extend(
        problem(Place(file, 1, name), "missing-column", found=name, why=_REQUIRED)
        for name in columns.required
        if name not in header
    )


def sound_records(path: Path, file: str, delimiter: str, header: tuple[str, ...], problems: list[Problem]) -> Iterable[Record]:
    """Yield the records below the header that have a cell for each column; add the problem of each other one."""
    told: dict[str, int] = {}
    for record in records(path, delimiter):
        if record.row == 1:
            continue
        fault = _shape(record, len(header))
        if fault is None:
            yield record
            continue
        told[str(fault.fault)] = told.get(str(fault.fault), 0) + 1
        if told[str(fault.fault)] <= MOST:
            problems.append(record_problem(file, fault, header))
    for code, number in told.items():
        if number > MOST:
            problems.append(problem(Place(file), "more-of-the-same", Severity.INFO, found=number - MOST, right=code))


def _shape(record: Record, width: int) -> Record | None:
    """Return the record with its fault where it has one; empty cells beyond the header's last are none."""
    if record.fault is not None:
        return record
    length = len(record.cells)
    if length > width and any(record.cells[width:]):
        return Record(record.row, (), "too-many-columns", length)
    if length < width:
        return Record(record.row, (), "too-few-columns", length)
    return None


def record_problem(file: str, record: Record, header: tuple[str, ...]) -> Problem:
    """Return the problem of a record that has a fault."""
    column = None
    if record.column is not None:
        column = header[record.column] if record.column < len(header) else f"#{record.column + 1}"
    right = LONGEST_CELL if record.fault == "cell-too-long" else len(header)
    return problem(Place(file, record.row, column), str(record.fault), found=record.found, right=right)


def _check_cells(row: Row, columns: Columns) -> None:
    for column, cell in row.cells.items():
        control = CONTROL.search(cell)
        if len(cell) > LONGEST_CELL:
            row.tell(column, "cell-too-long", found=len(cell), right=LONGEST_CELL)
        elif control is not None:
            row.tell(column, "control-character", found=f"U+{ord(control.group()):04X}")
        elif column not in columns.plain and _FORMULA.match(cell):
            row.tell(column, "formula-cell", found=cell)
