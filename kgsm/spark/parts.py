"""A study's tables → parts of so many rows, as Parquet files, and the small tables beside them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import duckdb

from kgsm.spark.worker import Beside
from kgsm.tables import ROW, Tables, identifier, literal

# The rows are in their order already; were they not, parts would have other sizes, and each row would be in one all the same.
_FIRST: Final = f"""
SELECT min({ROW}) AS first FROM (SELECT {ROW}, (row_number() OVER () - 1) // ? AS part FROM {{table}})
GROUP BY part ORDER BY first
"""
_PART: Final = "COPY (SELECT * FROM {table} WHERE {where} ORDER BY {row}) TO {path} (FORMAT parquet, COMPRESSION zstd)"
_TABLE: Final = "COPY {table} TO {path} (FORMAT parquet)"
_BESIDE: Final = "SELECT table_name FROM duckdb_tables() WHERE NOT temporary AND NOT internal ORDER BY table_name"


class Parts:
    """The parts of each table, written into `folder` when they are first asked for."""

    def __init__(self, tables: Tables, folder: Path, rows: int) -> None:
        self._tables = tables
        self._folder = folder
        self._rows = rows
        self._files: dict[str, tuple[Path, ...]] = {}

    def of(self, dataset: str) -> Sequence[Path]:
        """Return the files with the rows of a dataset, in their order; none where there are no rows."""
        if dataset not in self._files:
            self._files[dataset] = tuple(self._write(dataset))
        return self._files[dataset]

    def beside(self) -> Beside:
        """Return the tables that are no dataset's, whole: labels, evidence, formulas, positions."""
        found = self._tables.connection.execute(_BESIDE).fetchall()
        names = [name for (name,) in found if name not in self._tables]
        written = {name: self._folder / f"{name}.parquet" for name in names}
        for name, path in written.items():
            self._tables.connection.execute(_TABLE.format(table=identifier(name), path=literal(str(path))))
        return {"tables": {name: path.read_bytes() for name, path in written.items()}, "version": duckdb.__version__}

    def _write(self, dataset: str) -> list[Path]:
        connection, table = self._tables.connection, identifier(dataset)
        starts = [row for (row,) in connection.execute(_FIRST.format(table=table), [self._rows]).fetchall()]
        files = []
        for number, (start, end) in enumerate(zip(starts, [*starts[1:], None], strict=True)):
            where = f"{ROW} >= {start}" + (f" AND {ROW} < {end}" if end is not None else "")
            files.append(self._folder / f"{dataset}.{number}.parquet")
            query = _PART.format(table=table, where=where, row=ROW, path=literal(str(files[-1])))
            connection.execute(query)
        return files
