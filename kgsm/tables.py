"""A study's tables as columns: a DuckDB database on disk that lives as long as the study is worked on."""

import itertools
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Final, Protocol, Self

import duckdb

from kgsm.problems import KgsmError
from kgsm.scans import Asked, Scans
from kgsm.sql import identifier as identifier  # the layers above have them from here
from kgsm.sql import literal as literal

ROW: Final = "_row"

_ROWS: Final = 1024


class Tables:
    """The tables of a study, one a dataset, named by the dataset's id.

    Each has the column `_row` (BIGINT: the record's number in its CSV file, the header being 1) and one VARCHAR column per
    CSV column, NULL where the cell is empty. The database lies in a temporary folder that `close` removes. `scans` is what
    answers where all rows are asked: this database, unless an engine takes its place.
    """

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="kgsm-")
        self.connection = duckdb.connect(str(Path(self._folder.name) / "tables.duckdb"))
        # The order of the file is the order of what is published: the same study gives the same bytes.
        self.connection.execute("SET preserve_insertion_order = true")
        # No extension is ever fetched, and a query reaches no file that we did not name.
        self.connection.execute("SET autoinstall_known_extensions = false")
        self._columns: dict[str, tuple[str, ...]] = {}
        self._filled: dict[str, frozenset[str]] = {}
        self.scans: Scans = _Here(self.connection)

    def register(self, dataset_id: str, columns: tuple[str, ...]) -> None:
        """Note that the table of a dataset has been filled, and with which CSV columns."""
        self._columns[dataset_id] = columns
        self._filled.pop(dataset_id, None)

    def __contains__(self, dataset_id: str) -> bool:
        return dataset_id in self._columns

    def datasets(self) -> tuple[str, ...]:
        """Return the ids of the datasets whose tables have been filled."""
        return tuple(self._columns)

    def columns(self, dataset_id: str) -> tuple[str, ...]:
        """Return the CSV columns of a dataset's table, in the order of the file."""
        return self._columns[dataset_id]

    def filled(self, dataset_id: str) -> frozenset[str]:
        """Return the CSV columns of a dataset's table that have a cell in every row."""
        if dataset_id not in self._filled:
            columns = self._columns[dataset_id]
            counts = ", ".join(f"count({identifier(each)})" for each in columns)
            found = self.connection.execute(f"SELECT count(*), {counts} FROM {identifier(dataset_id)}").fetchone() or (0,)
            whole = (column for column, count in zip(columns, found[1:], strict=True) if count == found[0])
            self._filled[dataset_id] = frozenset(whole)
        return self._filled[dataset_id]

    def close(self) -> None:
        """Close the database and remove its folder."""
        self.connection.close()
        self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Engine(Protocol):
    """What can answer in place of the database that has the tables, which do not change any more, until the context ends."""

    def scans(self, tables: Tables, /) -> AbstractContextManager[Scans]:
        """Return what answers for the tables."""


@contextmanager
def answering(tables: Tables, engine: Engine | None) -> Iterator[None]:
    """Let an engine, where there is one, answer for the tables until the context ends."""
    if engine is None:
        yield
        return
    here = tables.scans
    with engine.scans(tables) as tables.scans:
        try:
            yield
        finally:
            tables.scans = here


class _Here:
    """`Scans` by the database that has the tables: whole queries, as they are."""

    is_here = True

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def lines(self, _: str, query: str) -> Iterator[bytes]:
        return lines_of(self._connection, query)

    def counts(self, _: str, query: str, __: str | None = None) -> tuple[int, ...]:
        return self._connection.execute(query).fetchone() or ()

    def first(self, _: Asked, query: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(query).fetchall()


def lines_of(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[bytes]:
    """Yield the rows of a SELECT of one VARCHAR column, `line`, a thousand in a piece: UTF-8, a line end after each.

    The rows come as they are computed. DuckDB's own COPY makes a system call for each row (blob) or weighs each character
    (csv): for lines of 2 kB this is three times as fast, and nothing is written twice.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT encode(line) FROM ({query})")
        while rows := cursor.fetchmany(_ROWS):
            # An empty line at last gives the line before it its end.
            yield b"\n".join(itertools.chain(itertools.chain.from_iterable(rows), (b"",)))


@contextmanager
def room() -> Iterator[None]:
    """Tell a lack of disk or memory for the tables as a KgsmError that says what to do."""
    try:
        yield
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        what = str(error).splitlines()[0]
        sentence = f"There is no room for the tables in {tempfile.gettempdir()} ({what}). TMPDIR names another folder."
        raise KgsmError(sentence) from error
