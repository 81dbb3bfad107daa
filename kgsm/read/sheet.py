"""A small CSV file (code list, sources, evidence) → its rows.

Tables of figures may be of any length and go another way (kgsm/read/table_file.py).
"""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from kgsm.problems import Problem
from kgsm.read.columns import Columns, checked_header
from kgsm.read.csv_file import CONTROL, LONGEST_CELL
from kgsm.read.csv_records import checked_records, open_csv
from kgsm.read.row import Row

# Spreadsheets run what begins so; a number with a sign (-3 %) is only a number to them.
FORMULA: Final = r"(?s)^([=@]|[+-].*[^0-9.,%\s])"

_FORMULA: Final = re.compile(FORMULA)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a small CSV file; `whole` says whether the file was read to its end."""

    rows: tuple[Row, ...]
    whole: bool


UNREAD: Final = Sheet((), whole=False)


def read_sheet(path: Path, file: str, columns: Columns, problems: list[Problem]) -> Sheet:
    """Return the rows of a CSV file; what can be made of a row that is no sound CSV is there too, and its fault told."""
    csv_file = open_csv(path, file)
    if isinstance(csv_file, Problem):
        problems.append(csv_file)
        return UNREAD
    csv_file = replace(csv_file, header=checked_header(file, csv_file.header, columns, problems))
    rows = []
    whole = True
    for record in checked_records(csv_file, problems):
        cells = {name: cell for name, cell in reversed(list(zip(csv_file.header, record.cells, strict=False))) if cell}
        row = Row(file, record.row, csv_file.header, cells, problems if record.fault is None else [])
        _check_cells(row, columns)
        rows.append(row)
        whole = whole and not record.is_last
    return Sheet(tuple(rows), whole)


def _check_cells(row: Row, columns: Columns) -> None:
    for column, cell in row.cells.items():
        control = CONTROL.search(cell)
        if len(cell) > LONGEST_CELL:
            row.tell(column, "cell-too-long", found=len(cell), right=LONGEST_CELL)
        elif control is not None:
            row.tell(column, "control-character", found=f"U+{ord(control.group()):04X}")
        elif column not in columns.plain and column in columns.names() and _FORMULA.match(cell):
            row.tell(column, "formula-cell", found=cell)
