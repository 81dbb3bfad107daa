"""A study's tables as columns: a DuckDB database on disk that lives as long as the study is worked on."""

import errno
import itertools
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any, Final, Protocol, Self

import duckdb

from kgsm.meter import Meter
from kgsm.problems import KgsmError
from kgsm.scans import Asked, Scans
from kgsm.scratch import scratch
from kgsm.sql import identifier as identifier  # the layers above have them from here
from kgsm.sql import literal as literal

ROW: Final = "_row"

_ROWS: Final = 256
_PREFIX: Final = "kgsm-tables-"
# What DuckDB may hold of a table of any length; what is more lies in the temporary folder. A thread takes its part of it.
_MEMORY: Final = "512MB"
_MOST_THREADS: Final = 4
# What DuckDB says where disk or memory are short: of what it writes at the end of a transaction it says that it cannot commit,
# and of all that is asked afterwards that the database is no longer valid.
LACKS: Final = (duckdb.IOException, duckdb.OutOfMemoryException, duckdb.TransactionException, duckdb.FatalException)
_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Tables:
    """The tables of a study, one a dataset, named by the dataset's id.

    Each has the column `_row` (BIGINT: the record's number in its CSV file, the header being 1) and one VARCHAR column per
    CSV column, NULL where the cell is empty. The database lies in a temporary `folder` that `close` removes, or the next
    process, should this one be killed. `meter` is told how far work over the rows is. `scans` is what answers where all rows
    are asked: this database, unless an engine takes its place.
    """

    def __init__(self, meter: Meter | None = None) -> None:
        self.meter = meter or Meter()
        self._stack = ExitStack()
        self.folder = self._stack.enter_context(scratch(_PREFIX))
        try:
            self.connection = self._stack.enter_context(duckdb.connect(str(self.folder / "tables.duckdb")))
            self._set_up()
        except BaseException:
            self._stack.close()
            raise
        self._columns: dict[str, tuple[str, ...]] = {}
        self._filled: dict[str, frozenset[str]] = {}
        self._counts: dict[str, int] = {}
        self.scans: Scans = _Here(self.connection, self.meter)

    def _set_up(self) -> None:
        # The order of the file is the order of what is published: the same study gives the same bytes.
        self.connection.execute("SET preserve_insertion_order = true")
        # No extension is ever fetched, and a query reaches no file that we did not name.
        self.connection.execute("SET autoinstall_known_extensions = false")
        self.connection.execute(f"SET memory_limit = '{_MEMORY}'")
        self.connection.execute(f"SET threads = {_threads()}")
        # `query_progress` is kept up to date, and DuckDB prints none of it.
        self.connection.execute("SET enable_progress_bar = true")
        self.connection.execute("SET enable_progress_bar_print = false")

    def register(self, dataset_id: str, columns: tuple[str, ...]) -> None:
        """Note that the table of a dataset has been filled, and with which CSV columns."""
        self._columns[dataset_id] = columns
        self._filled.pop(dataset_id, None)
        self._counts.clear()

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

    def count(self, query: str) -> int:
        """Return the number of rows of a query, which is asked once: the tables stay as they have been read."""
        if query not in self._counts:
            found = self.connection.execute(f"SELECT count(*) FROM ({query})").fetchone()
            self._counts[query] = int(found[0]) if found else 0
        return self._counts[query]

    def asked(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query that may take its time: the meter says how far it is."""
        return _asked(self.connection, self.meter, query)

    @contextmanager
    def one_thread(self) -> Iterator[None]:
        """Let queries run in one thread inside the context: what several write as Parquet has other bytes each time."""
        self.connection.execute("SET threads = 1")
        try:
            yield
        finally:
            self.connection.execute(f"SET threads = {_threads()}")

    def close(self) -> None:
        """Close the database and remove its folder."""
        self._stack.close()

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

    def __init__(self, connection: duckdb.DuckDBPyConnection, meter: Meter) -> None:
        self._connection = connection
        self._meter = meter

    def lines(self, _: str, query: str) -> Iterator[bytes]:
        return lines_of(self._connection, query, self._meter.add)

    def counts(self, _: str, query: str, __: str | None = None) -> tuple[int, ...]:
        return next(iter(_asked(self._connection, self._meter, query)), ())

    def first(self, _: Asked, query: str) -> list[tuple[Any, ...]]:
        return _asked(self._connection, self._meter, query)


def _asked(connection: duckdb.DuckDBPyConnection, meter: Meter, query: str) -> list[tuple[Any, ...]]:
    def progress() -> float:
        try:
            return max(0.0, float(connection.query_progress()))
        except duckdb.Error:  # closed in this moment
            return 0.0

    with meter.query(progress):
        return connection.execute(query).fetchall()


def _threads() -> int:
    return max(1, min(_MOST_THREADS, os.cpu_count() or 1))


def lines_of(connection: duckdb.DuckDBPyConnection, query: str, count: Callable[[int], None] | None = None) -> Iterator[bytes]:
    """Yield the rows of a SELECT of one VARCHAR column, `line`, some hundred in a piece: UTF-8, a line end after each.

    The rows come as they are computed. DuckDB's own COPY makes a system call for each row (blob) or weighs each character
    (csv): for lines of 2 kB this is three times as fast, and nothing is written twice. `count` is told how many rows came.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT encode(line) FROM ({query})")
        while rows := cursor.fetchmany(_ROWS):
            # An empty line at last gives the line before it its end.
            yield b"\n".join(itertools.chain(itertools.chain.from_iterable(rows), (b"",)))
            if count is not None:
                count(len(rows))


@contextmanager
def interruptible() -> Iterator[None]:
    """Let Ctrl-C be what it is elsewhere: DuckDB makes a RuntimeError of one that falls into a query."""
    try:
        yield
    except (RuntimeError, duckdb.InterruptException) as error:
        if "nterrupted" not in str(error):
            raise
        raise KeyboardInterrupt from error


@contextmanager
def room() -> Iterator[None]:
    """Tell a lack of disk or memory for the tables as a KgsmError that says what to do."""
    try:
        yield
    except LACKS as error:
        what = str(error).splitlines()[0]
        is_memory = isinstance(error, duckdb.OutOfMemoryException) or "allocat" in what
        # DuckDB calls a temporary folder that is full a lack of memory, too.
        raise _no_memory(what) if is_memory and "temp" not in what else _no_room(what) from error
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        raise _no_room(os.strerror(error.errno)) from error
    except MemoryError as error:
        raise _no_memory(str(error)) from error


def _no_room(what: str) -> KgsmError:
    return KgsmError(f"There is no room for the tables in {tempfile.gettempdir()} ({what}). TMPDIR names another folder.")


def _no_memory(what: str) -> KgsmError:
    detail = f" ({what})" if what else ""
    return KgsmError(f"There is not enough memory{detail}. kgsm needs about 1 GB, whatever the length of a table.")
