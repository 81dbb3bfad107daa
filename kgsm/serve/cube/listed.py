"""`Selection` → the observations on one page of its table, in the order of the table, and how many rows are selected."""

from typing import Final

from kgsm.problems import PublishedError
from kgsm.serve.cube.cubes import Cube, Cubes
from kgsm.serve.cube.selection import Selection
from kgsm.sql import identifier

_COUNT: Final = "SELECT count(*) FROM read_parquet(?)"
# One scan of the codes. Rows come in the order of the file: one thread reads it, and DuckDB preserves insertion order.
_NUMBERS: Final = """
SELECT count(*), list(file_row_number)[?:?] FROM read_parquet(?, file_row_number = true) WHERE {condition}
"""
_OBSERVATIONS: Final = """
SELECT observation FROM read_parquet(?, file_row_number = true)
WHERE file_row_number BETWEEN ? AND ? AND list_contains(?::BIGINT[], file_row_number)
ORDER BY file_row_number
"""
# JSON-stat has each number as it is printed.
_PRINTED: Final = """
SELECT observation, {number} FROM read_parquet(?, file_row_number = true) AS typed
JOIN (SELECT file_row_number, {number} FROM read_parquet(?, file_row_number = true) WHERE {number} LIKE '%.%0') AS texts
USING (file_row_number)
"""


def listed(cubes: Cubes, selection: Selection, limit: int, offset: int) -> tuple[tuple[str, ...], int]:
    """Return the IRIs of at most `limit` observations behind the first `offset`, and how many rows are selected.

    The work is that of a scan of the codes, whichever page it is. Raises PublishedError where the dataset has no Parquet.
    """
    cube = selection.cube
    if cube.typed is None:
        raise PublishedError(f"{cube.path} has no Parquet.")
    condition, values = selection.condition()
    with cubes.cursor() as cursor, cubes.work(cursor):
        if selection.codes:
            query = _NUMBERS.format(condition=condition)
            total, numbers = cursor.execute(query, [offset + 1, offset + limit, cube.rows, *values]).fetchone() or (0, None)
        else:
            (total,) = cursor.execute(_COUNT, [cube.rows]).fetchone() or (0,)
            numbers = range(offset, min(total, offset + limit))
        if not numbers:
            return (), int(total)
        numbers = list(numbers)
        found = cursor.execute(_OBSERVATIONS, [cube.typed, numbers[0], numbers[-1], numbers]).fetchall()
    return tuple(iri for (iri,) in found), int(total)


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
