"""`Selection` → a file that must be whole before it leaves: Parquet, or a workbook, made in the scratch folder."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, Final

import duckdb

from kgsm.problems import PublishedError
from kgsm.serve.cube.cubes import Cubes
from kgsm.serve.cube.selection import Selection
from kgsm.sql import identifier, literal
from kgsm.workbook import write_workbook

# XlsxWriter takes about 2 CPU seconds for these, and Excel is no pleasure with more.
WORKBOOK_ROWS: Final = 20_000
_ROWS: Final = 2000
_COUNT: Final = "SELECT count(*) FROM read_parquet(?) WHERE {condition}"
_TYPED: Final = """
SELECT * EXCLUDE (file_row_number) FROM read_parquet(?, file_row_number = true) WHERE file_row_number IN (
  SELECT file_row_number FROM read_parquet(?, file_row_number = true) WHERE {condition}
)
"""
_METADATA: Final = "SELECT decode(key), decode(value) FROM parquet_kv_metadata(?) ORDER BY ALL"
_COPY: Final = "COPY ({rows}) TO {path} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880, KV_METADATA {{{metadata}}})"


def parquet(cubes: Cubes, cursor: duckdb.DuckDBPyConnection, selection: Selection) -> IO[bytes]:
    """Return the typed rows as Parquet, with the metadata of the whole file and the selection."""
    query, values = _typed(selection)
    told = dict(cursor.execute(_METADATA, [selection.cube.typed]).fetchall()) | {"selection": selection.query}
    metadata = ", ".join(f"{identifier(key)}: {literal(value)}" for key, value in told.items() if key != "ARROW:schema")
    handle, name = tempfile.mkstemp(suffix=".parquet", dir=cubes.scratch())
    os.close(handle)
    path = Path(name)
    try:
        cursor.execute(_COPY.format(rows=query, path=literal(name), metadata=metadata), values)
        return path.open("rb")
    finally:
        path.unlink()


def workbook(cubes: Cubes, cursor: duckdb.DuckDBPyConnection, selection: Selection) -> IO[bytes] | int:
    """Return the typed rows as a workbook, or how many they are where they are more than WORKBOOK_ROWS."""
    condition, values = selection.condition()
    query = _COUNT.format(condition=condition)
    (number,) = cursor.execute(query, [selection.cube.rows, *values]).fetchone() or (0,)
    if number > WORKBOOK_ROWS:
        return int(number)
    book = selection.cube.assembly.workbook
    words = [*book.words, ("Auswahl", selection.query, "Selection", selection.query)]
    file = tempfile.TemporaryFile(dir=cubes.scratch())  # noqa: SIM115 - who sends it closes it
    write_workbook(file, replace(book, words=words), _rows(cursor, selection), cubes.scratch())
    return file


def _rows(cursor: duckdb.DuckDBPyConnection, selection: Selection) -> Iterator[Sequence[object]]:
    query, values = _typed(selection)
    found = cursor.execute(query, values)
    while rows := found.fetchmany(_ROWS):
        yield from rows


def _typed(selection: Selection) -> tuple[str, list[str]]:
    if selection.cube.typed is None:
        raise PublishedError(f"{selection.cube.path} has no Parquet.")
    condition, values = selection.condition()
    return _TYPED.format(condition=condition), [selection.cube.typed, selection.cube.rows, *values]
