"""A CSV table of any length -> a table of columns in DuckDB, its rows numbered as records of the file.

The fast way is DuckDB's reader, which refuses what is not clean CSV. A file that it refuses, or whose blank lines would shift
the numbers, goes record by record into a clean copy: every fault is named, every sound row is kept.
"""

import csv
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from kgsm.problems import Place, Problem, Severity, problem
from kgsm.read.csv_file import LONGEST_CELL, SPACE, encoding_fault, read_header, scan
from kgsm.read.sheet import FORMULA, MOST, Columns, check_header, record_problem, sound_records
from kgsm.tables import ROW, Tables, identifier, literal

# RE2's spelling of kgsm.read.csv_file.CONTROL.
_CONTROL: Final = r"[\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x{9F}\x{FFFE}\x{FFFF}]"


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table's CSV file, known to be UTF-8 and to have a header."""

    path: Path
    file: str
    delimiter: str
    header: tuple[str, ...]


def open_table(path: Path, file: str, problems: list[Problem]) -> TableFile | None:
    """Return the table file at `path`; where it is not UTF-8 or has no header add the problem and return None."""
    fault = encoding_fault(path)
    if fault is not None:
        problems.append(problem(Place(file, fault.row), "wrong-encoding", found=fault.found))
        return None
    delimiter, header = read_header(path)
    if header is None:
        problems.append(problem(Place(file), "empty-table"))
        return None
    if header.fault is not None:
        problems.append(record_problem(file, header, ()))
        return None
    return TableFile(path, file, delimiter, header.cells)


def load_table(tables: Tables, dataset_id: str, table: TableFile | None, columns: Columns, problems: list[Problem]) -> None:
    """Fill the table of a dataset with the columns that it may have, and add a problem for what is wrong with the file.

    A required column that is missing is there, empty, so that every query about the dataset can be asked; it is not among
    `Tables.columns`. Without a file the table is empty.
    """
    names = columns.names()
    header = table.header if table else ()
    present = tuple(dict.fromkeys(each for each in header if each in names))
    absent = [each for each in columns.required if each not in present]
    described = ", ".join(f"{identifier(each)} VARCHAR" for each in (*present, *absent))
    tables.connection.execute(f"CREATE TABLE {identifier(dataset_id)} ({ROW} BIGINT, {described})")
    tables.register(dataset_id, present)
    if table is None:
        return
    check_header(table.file, table.header, columns, problems)
    told = len(problems)
    controls = _fill(tables, dataset_id, table, present, problems)
    count = tables.connection.execute(f"SELECT count(*) FROM {identifier(dataset_id)}").fetchone()
    if count == (0,) and len(problems) == told:
        problems.append(problem(Place(table.file), "empty-table"))
    _check_cells(tables, dataset_id, table.file, columns, problems, controls=controls)


def _fill(tables: Tables, dataset_id: str, table: TableFile, present: Sequence[str], problems: list[Problem]) -> bool:
    """Insert the rows; return whether there are control characters in the file."""
    seen = scan(table.path)
    if not seen.uneven:
        try:
            numbered = (
                f"SELECT row_number() OVER () + 1 AS {ROW}, * FROM {_reader(table.path, table.delimiter, len(table.header))}"
            )
            _insert(tables, dataset_id, numbered, [f"c{table.header.index(each)}" for each in present])
        except duckdb.Error:
            pass  # not clean CSV: the careful way says where, and why
        else:
            return seen.controls
    with tempfile.TemporaryDirectory(prefix="kgsm-") as folder:
        copy = Path(folder) / "table.csv"
        _copy_sound_rows(table, copy, present, problems)
        numbered = f"SELECT CAST(c0 AS BIGINT) AS {ROW}, * FROM {_reader(copy, ',', len(present) + 1)}"
        _insert(tables, dataset_id, numbered, [f"c{index}" for index in range(1, len(present) + 1)])
    return seen.controls


def _insert(tables: Tables, dataset_id: str, numbered: str, cells: Sequence[str]) -> None:
    trimmed = [f"nullif(trim({cell}, {literal(SPACE)}), '')" for cell in cells]
    names = ", ".join((ROW, *(f"column_{index}" for index in range(len(cells)))))
    rows = f"SELECT {', '.join((ROW, *trimmed))} FROM ({numbered})"
    columns = tables.columns(dataset_id)
    target = ", ".join((ROW, *(identifier(each) for each in columns)))
    something = ", ".join(f"column_{index}" for index in range(len(cells))) or "NULL"
    tables.connection.execute(
        f"INSERT INTO {identifier(dataset_id)} ({target}) SELECT * FROM ({rows}) AS t({names}) WHERE coalesce({something}, NULL) IS NOT NULL"
    )


def _reader(path: Path, delimiter: str, width: int) -> str:
    """Return the FROM clause that reads the columns c0, c1 … of a CSV file with a header, refusing what is not clean."""
    # A path is a pattern to DuckDB: a folder may be called [2013].
    plain = "".join(f"[{character}]" if character in "*?[" else character for character in str(path.resolve()))
    columns = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(width))
    options = (
        f"header = true, auto_detect = false, delim = {literal(delimiter)}, quote = '\"', escape = '\"', strict_mode = true"
    )
    return f"read_csv({literal(plain)}, columns = {{{columns}}}, {options})"


def _copy_sound_rows(table: TableFile, copy: Path, present: Sequence[str], problems: list[Problem]) -> None:
    indexes = [table.header.index(each) for each in present]
    told = 0
    with copy.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow([ROW, *present])
        for record in sound_records(table.path, table.file, table.delimiter, table.header, problems):
            cells = [record.cells[index] for index in indexes]
            for index, cell in enumerate(cells):
                if len(cell) > LONGEST_CELL:
                    cells[index] = ""
                    told += 1
                    if told <= MOST:
                        place = Place(table.file, record.row, present[index])
                        problems.append(problem(place, "cell-too-long", found=len(cell), right=LONGEST_CELL))
            writer.writerow([record.row, *cells])


def _check_cells(
    tables: Tables, dataset_id: str, file: str, columns: Columns, problems: list[Problem], *, controls: bool
) -> None:
    for name in tables.columns(dataset_id):
        column = identifier(name)
        checks = [("cell-too-long", f"length({column}) > {LONGEST_CELL}")]
        if controls:
            checks.append(("control-character", f"regexp_matches({column}, {literal(_CONTROL)})"))
        if name not in columns.plain:
            checks.append(("formula-cell", f"regexp_matches({column}, {literal(FORMULA)})"))
        for code, condition in checks:
            _tell(tables, dataset_id, Place(file, column=name), code, condition, problems)


def _tell(tables: Tables, dataset_id: str, column: Place, code: str, condition: str, problems: list[Problem]) -> None:
    found = {
        "cell-too-long": f"length({identifier(str(column.column))})",
        "control-character": f"'U+' || lpad(hex(unicode(regexp_extract({identifier(str(column.column))}, {literal(_CONTROL)}))), 4, '0')",
        "formula-cell": f"substr({identifier(str(column.column))}, 1, 100)",
    }[code]
    from_table = f"FROM {identifier(dataset_id)} WHERE {condition}"
    rows = tables.connection.execute(f"SELECT {ROW}, {found} {from_table} ORDER BY {ROW} LIMIT {MOST}").fetchall()
    for row, what in rows:
        problems.append(problem(Place(column.file, row, column.column), code, found=what, right=LONGEST_CELL))
    if len(rows) == MOST:
        total = tables.connection.execute(f"SELECT count(*) {from_table}").fetchone()
        more = (total[0] if total else 0) - MOST
        if more:
            problems.append(
                problem(Place(column.file, None, column.column), "more-of-the-same", Severity.INFO, found=more, right=code)
            )
