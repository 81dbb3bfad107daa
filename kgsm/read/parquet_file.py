"""A Parquet file → its columns, and each cell as the text that CSV would have; what has no such text is a problem.

Apache Parquet, Logical Types: numbers, decimals, texts, dates, booleans and UUIDs are cells; lists, structs, maps, bytes and
times are not. DuckDB reads the file, in its own row groups.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from kgsm.problems import Place, Problem, problem
from kgsm.tables import ROW, identifier, literal
from kgsm.text import Text

_WHOLE: Final = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
_AS_THEY_ARE: Final = frozenset({*_WHOLE, "VARCHAR", "BOOLEAN", "DATE", "UUID", "JSON", '"NULL"'})
_FLOATING: Final = frozenset({"FLOAT", "DOUBLE"})
# 2.5e-05 -> 0.000025, 1.2e+20 -> 120000000000000000000: who has a column of numbers wrote no exponent that could be mended.
# DuckDB writes one where the point would stand outside of the digits, so none is lost by filling up.
_DIGITS: Final = "replace(ltrim(split_part({text}, 'e', 1), '-'), '.', '')"
_EXPONENT: Final = "split_part({text}, 'e', 2)::INTEGER"
_SPELT_OUT: Final = (
    "if({text} LIKE '-%', '-', '') || "
    f"if({_EXPONENT} < 0, '0.' || repeat('0', -({_EXPONENT}) - 1) || {_DIGITS}, rpad({_DIGITS}, {_EXPONENT} + 1, '0'))"
)
_SUPPORTED: Final = Text(
    de="Zahlen, DECIMAL, Texte, Tage (DATE) und Wahrheitswerte",
    en="numbers, DECIMAL, texts, days (DATE) and booleans",
)


@dataclass(frozen=True, slots=True)
class ParquetFile:
    """A Parquet file that has a schema: `header` are the names of its columns, `types` what DuckDB calls their types."""

    path: Path
    name: str
    header: tuple[str, ...]
    types: tuple[str, ...]


def open_parquet(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> ParquetFile | Problem:
    """Return the Parquet file at `path`, the table `name` of the study, or the problem that keeps it from being read."""
    try:
        found = connection.execute(f"DESCRIBE SELECT * FROM {_reader(path, '')}").fetchall()
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        return unreadable(name, path, error)
    return ParquetFile(path, name, tuple(each[0].strip() for each in found), tuple(each[1] for each in found))


def unsupported_columns(file: ParquetFile) -> list[Problem]:
    """Return a problem for each column whose cells have no text, in the row of the names."""
    return [
        problem(Place(file.name, 1, column), "unsupported-type", found=column, type=kind, right=_SUPPORTED)
        for column, kind in zip(file.header, file.types, strict=True)
        if not _has_text(kind)
    ]


def numbered_rows(file: ParquetFile) -> str:
    """Return the SELECT of the rows, numbered as records of CSV are, the cells as text in the columns c0, c1 …."""
    cells = [
        f"{_text(identifier(f'x{index}'), kind)} AS c{index}" if _has_text(kind) else f"NULL::VARCHAR AS c{index}"
        for index, kind in enumerate(file.types)
    ]
    names = ", ".join(f"x{index}" for index, _ in enumerate(file.types))
    if any(each.casefold() == "file_row_number" for each in file.header):  # DuckDB does not add what is there
        rows = f"(SELECT *, row_number() OVER () - 1 FROM {_reader(file.path, '')}) AS file({names}, number)"
    else:
        rows = f"{_reader(file.path, ', file_row_number = true')} AS file({names}, number)"
    return f"SELECT number + 2 AS {ROW}, {', '.join(cells)} FROM {rows}"


def unreadable(name: str, path: Path, error: duckdb.Error) -> Problem:
    """Return the problem of a Parquet file that DuckDB refuses, in its words without our path."""
    reason = str(error).splitlines()[0].replace(str(path.resolve()), name).removeprefix("Invalid Input Error: ")
    why = Text(de=f"kein Parquet, oder beschädigt ({reason})", en=f"no Parquet, or damaged ({reason})")
    return problem(Place(name), "unreadable-table", found=why)


def pattern(path: Path) -> str:
    """Return a path as DuckDB's readers take it, which is a pattern to them: a folder may be called [2013]."""
    return "".join(f"[{character}]" if character in "*?[" else character for character in str(path.resolve()))


def _reader(path: Path, options: str) -> str:
    # A folder called year=2013 is no column.
    return f"read_parquet({literal(pattern(path))}, hive_partitioning = false{options})"


def _has_text(kind: str) -> bool:
    return kind in _AS_THEY_ARE or kind in _FLOATING or (kind.startswith("DECIMAL(") and not kind.endswith("]"))


def _text(column: str, kind: str) -> str:
    text = f"{column}::VARCHAR"
    if kind not in _FLOATING:
        return text
    # A floating point number has lost how it was printed: the shortest way that means the same, without a point of no use.
    return f"if({text} LIKE '%e%', {_SPELT_OUT.format(text=text)}, regexp_replace({text}, '[.]0$', ''))"
