"""A CSV or Parquet table of any length → a table of columns in DuckDB, its rows numbered as records of the file.

For CSV the fast way is DuckDB's reader, which refuses what is not clean CSV. A file that it refuses, or whose blank lines
would shift the numbers, goes record by record into a clean copy: every fault is named, every sound row is kept.
"""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

import duckdb

from kgsm.problems import Place, Problem, problem
from kgsm.read.columns import Columns, checked_header
from kgsm.read.csv_file import LONGEST_CELL, SPACE, has_controls, is_clean
from kgsm.read.csv_records import MOST, CsvFile, Record, checked_records, open_csv
from kgsm.read.inflated import CODINGS, inflate
from kgsm.read.parquet_file import ParquetFile, numbered_rows, open_parquet, pattern, unreadable, unsupported_columns
from kgsm.read.setting import Setting
from kgsm.read.table_cells import check_cells
from kgsm.study import Dataset
from kgsm.tables import LACKS, ROW, Tables, identifier, literal

_PARQUET: Final = ".parquet"


@contextmanager
def opened_table(path: Path, name: str, tables: Tables) -> Iterator[CsvFile | ParquetFile | Problem]:
    """Open the table `name` of the study, whatever form it has, or yield the problem that keeps it from being read.

    What is compressed lies beside `tables` as long as the context lasts.
    """
    if path.suffix == _PARQUET:
        yield open_parquet(tables.connection, path, name)
    elif path.suffix in CODINGS:
        plain = tables.folder / "inflated.csv"
        try:
            yield inflate(path, name, plain, tables.meter) or open_csv(plain, name)
        finally:
            plain.unlink(missing_ok=True)
    else:
        yield open_csv(path, name)


def load_table(
    setting: Setting, tables: Tables, dataset: Dataset, table: CsvFile | ParquetFile | None, columns: Columns
) -> None:
    """Fill the table of a dataset with the columns that it may have, and add a problem for what is wrong with the file.

    A required column that is missing is there, empty, so that every query about the dataset can be asked; it is not among
    `Tables.columns`. Without a file the table is empty.
    """
    if table is not None:
        table = replace(table, header=checked_header(table.name, table.header, columns, setting.problems))
    header = table.header if table else ()
    present = tuple(dict.fromkeys(each for each in header if each in columns.names()))
    absent = [each for each in columns.required if each not in present]
    described = [f"{ROW} BIGINT", *(f"{identifier(each)} VARCHAR" for each in (*present, *absent))]
    tables.connection.execute(f"CREATE TABLE {identifier(dataset.id)} ({', '.join(described)})")
    tables.register(dataset.id, present)
    if table is None or "figure" in absent:
        setting.lost.files.add(dataset.table)
    if table is None or not present:
        return
    told = len(setting.problems)
    if isinstance(table, ParquetFile):
        _fill_from_parquet(setting, tables, dataset.id, table)
    else:
        _fill(setting, tables, dataset.id, table)
    rows = tables.connection.execute(f"SELECT count(*) FROM {identifier(dataset.id)}").fetchone()
    if rows == (0,) and len(setting.problems) == told:
        setting.problems.append(problem(Place(table.name), "empty-table"))
        setting.lost.files.add(table.name)
    controls = isinstance(table, ParquetFile) or has_controls(table.path)
    setting.problems.extend(check_cells(tables, dataset, columns, controls=controls))


def _fill_from_parquet(setting: Setting, tables: Tables, dataset_id: str, table: ParquetFile) -> None:
    unsupported = [each for each in unsupported_columns(table) if each.place.column in tables.columns(dataset_id)]
    setting.problems.extend(unsupported)
    if unsupported:  # the other columns alone would be rows without their keys
        setting.lost.files.add(table.name)
        return
    cells = [f"c{table.header.index(each)}" for each in tables.columns(dataset_id)]
    try:
        _insert(tables, dataset_id, numbered_rows(table), cells)
    except LACKS:
        raise  # no room, which is no fault of the file
    except duckdb.Error as error:
        setting.problems.append(unreadable(table.name, table.path, error))
        setting.lost.files.add(table.name)


def _fill(setting: Setting, tables: Tables, dataset_id: str, table: CsvFile) -> None:
    """Insert the rows, by the fast way where the file allows it."""
    present = tables.columns(dataset_id)
    width = len(table.header)
    if table.width == width > 1 and is_clean(table.path, table.delimiter, width):
        # A window without an order numbers the rows as they come, and keeps the reader to one thread.
        numbered = f"SELECT row_number() OVER () + 1 AS {ROW}, * FROM {_reader(table.path, table.delimiter, width)}"
        try:
            _insert(tables, dataset_id, numbered, [f"c{table.header.index(each)}" for each in present])
        except LACKS:
            raise  # no room, which is no fault of the file
        except duckdb.Error:
            pass  # not clean CSV after all: the careful way says where, and why
        else:
            return
    copy = tables.folder / "sound.csv"
    try:
        _copy_sound_rows(setting, table, copy, present)
        numbered = f"SELECT CAST(c0 AS BIGINT) AS {ROW}, * FROM {_reader(copy, ',', len(present) + 1)}"
        _insert(tables, dataset_id, numbered, [f"c{index}" for index in range(1, len(present) + 1)])
    finally:
        copy.unlink(missing_ok=True)


def _insert(tables: Tables, dataset_id: str, numbered: str, cells: Sequence[str]) -> None:
    """Insert the rows of the query `numbered`, cells trimmed, without rows that have nothing in any of them."""
    trimmed = ", ".join(f"{_trimmed(cell)} AS {cell}" for cell in cells)
    something = " OR ".join(f"{cell} IS NOT NULL" for cell in cells)
    target = ", ".join((ROW, *(identifier(each) for each in tables.columns(dataset_id))))
    tables.asked(
        f"INSERT INTO {identifier(dataset_id)} ({target})"
        f" SELECT * FROM (SELECT {ROW}, {trimmed} FROM ({numbered})) WHERE {something}"
    )


def _trimmed(cell: str) -> str:
    """Return the SQL expression of a cell without space around it, NULL where nothing is left."""
    # DuckDB takes the characters to trim apart for each cell, which is half of what reading a table costs. A cell between
    # characters of ASCII that are seen needs none of it.
    is_plain = f"{cell} BETWEEN '!' AND '~' AND {cell}[-1] BETWEEN '!' AND '~'"
    return f"CASE WHEN {is_plain} THEN {cell} ELSE nullif(trim({cell}, {literal(SPACE)}), '') END"


def _reader(path: Path, delimiter: str, width: int) -> str:
    """Return the FROM clause that reads the columns c0, c1 … of a CSV file with a header, refusing what is not clean."""
    columns = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(width))
    options = "header = true, auto_detect = false, quote = '\"', escape = '\"', strict_mode = true"
    return f"read_csv({literal(pattern(path))}, columns = {{{columns}}}, delim = {literal(delimiter)}, {options})"


def _copy_sound_rows(setting: Setting, table: CsvFile, copy: Path, present: Sequence[str]) -> None:
    """Write the sound rows to `copy`, their numbers first; note which figures are lost with the others."""
    with copy.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow([ROW, *present])
        indexes = [table.header.index(each) for each in present]
        long_cells = 0
        for record in checked_records(table, setting.problems):
            if record.fault is not None:
                _note_lost(setting, table, record)
                continue
            cells = [record.cells[index] for index in indexes]
            for name, cell in zip(present, cells, strict=True):
                long_cells += len(cell) > LONGEST_CELL
                if len(cell) > LONGEST_CELL and long_cells <= MOST:
                    place = Place(table.name, record.row, name)
                    setting.problems.append(problem(place, "cell-too-long", found=len(cell), right=LONGEST_CELL))
            writer.writerow([record.row, *(cell if len(cell) <= LONGEST_CELL else "" for cell in cells)])


def _note_lost(setting: Setting, table: CsvFile, record: Record) -> None:
    index = table.header.index("figure") if "figure" in table.header else len(record.cells)
    if record.is_last or index >= len(record.cells):
        setting.lost.files.add(table.name)
    else:
        setting.lost.figures.add(record.cells[index])
