"""`Selection` → the observations on one page of its table, in its order: how many rows are selected, and what they say."""

from collections.abc import Sequence
from typing import Final

import duckdb

from kgsm.problems import PublishedError
from kgsm.serve.cube.cubes import Cube, Cubes
from kgsm.serve.cube.selection import Selection
from kgsm.sql import identifier

_COUNT: Final = "SELECT count(*) FROM read_parquet(?)"
# One scan of the codes. Rows come in the order of the file: one thread reads it, and DuckDB preserves insertion order.
_NUMBERS: Final = """
SELECT count(*), list(file_row_number)[?:?] FROM read_parquet(?, file_row_number = true) WHERE {condition}
"""
_ROWS: Final = """
SELECT {column} FROM read_parquet(?, file_row_number = true)
WHERE file_row_number BETWEEN ? AND ? AND list_contains(?::BIGINT[], file_row_number)
ORDER BY file_row_number
"""
# JSON-stat has each number as it is printed.
_PRINTED: Final = """
SELECT observation, {number} FROM read_parquet(?, file_row_number = true) AS typed
JOIN (SELECT file_row_number, {number} FROM read_parquet(?, file_row_number = true) WHERE {number} LIKE '%.%0') AS texts
USING (file_row_number)
"""
# The form of the rows file whose lines stand alone.
_TRIPLES: Final = "nt"


def listed(cubes: Cubes, selection: Selection, limit: int, offset: int) -> tuple[tuple[str, ...], int]:
    """Return the IRIs of at most `limit` observations behind the first `offset`, and how many rows are selected.

    The work is that of a scan of the codes, whichever page it is. Raises PublishedError where the dataset has no Parquet.
    """
    cube = selection.cube
    if cube.typed is None:
        raise PublishedError(f"{cube.path} has no Parquet.")
    with cubes.cursor() as cursor, cubes.work(cursor):
        total, numbers = _numbered(cursor, selection, limit, offset)
        found = _of_rows(cursor, cube.typed, "observation", numbers)
    return tuple(found), total


def printed(cubes: Cubes, cube: Cube) -> dict[str, str]:
    """Return, by observation, the values that are printed with zeros at their end: `55.0`, which a store gives back as `55`.

    They are asked for once: a release does not change. Raises PublishedError where the dataset has no Parquet.
    """
    if cube.typed is None:
        raise PublishedError(f"{cube.path} has no Parquet.")
    if cube.path not in cubes.printed:
        (_, number), *_ = cube.assembly.jsonstat.pieces
        with cubes.cursor() as cursor, cubes.work(cursor):
            found = cursor.execute(_PRINTED.format(number=identifier(number)), [cube.typed, cube.rows]).fetchall()
        cubes.printed[cube.path] = dict(found)
    return cubes.printed[cube.path]


def stated(cubes: Cubes, selection: Selection, limit: int, offset: int) -> str:
    """Return what the same observations say, as N-Triples; empty where the rows file has none."""
    form = selection.cube.assembly.forms.get(_TRIPLES)
    if form is None:
        return ""
    with cubes.cursor() as cursor, cubes.work(cursor):
        _, numbers = _numbered(cursor, selection, limit, offset)
        texts = _of_rows(cursor, selection.cube.rows, identifier(form.column), numbers)
    return "\n".join(texts)


def _numbered(cursor: duckdb.DuckDBPyConnection, selection: Selection, limit: int, offset: int) -> tuple[int, Sequence[int]]:
    """Return how many rows are selected, and the numbers of those of the page."""
    condition, values = selection.condition()
    if selection.codes:
        query = _NUMBERS.format(condition=condition)
        total, numbers = cursor.execute(query, [offset + 1, offset + limit, selection.cube.rows, *values]).fetchone() or (
            0,
            None,
        )
        return int(total), list(numbers or ())
    (total,) = cursor.execute(_COUNT, [selection.cube.rows]).fetchone() or (0,)
    return int(total), range(offset, min(int(total), offset + limit))


def _of_rows(cursor: duckdb.DuckDBPyConnection, file: str, column: str, numbers: Sequence[int]) -> list[str]:
    if not numbers:
        return []
    values = [file, numbers[0], numbers[-1], list(numbers)]
    return [text for (text,) in cursor.execute(_ROWS.format(column=column), values).fetchall()]
