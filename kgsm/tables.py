"""A study's tables as columns: a DuckDB database on disk that lives as long as the study is worked on."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Self

import duckdb

from kgsm.problems import KgsmError

ROW: Final = "_row"


class Tables:
    """The tables of a study, one a dataset, named by the dataset's id.

    Each has the column `_row` (BIGINT: the record's number in its CSV file, the header being 1) and one VARCHAR column per
    CSV column, NULL where the cell is empty. The database lies in a temporary folder that `close` removes.
    """

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="kgsm-")
        self.connection = duckdb.connect(str(Path(self._folder.name) / "tables.duckdb"))
        # The order of the file is the order of what is published: the same study gives the same bytes.
        self.connection.execute("SET preserve_insertion_order = true")
        # No extension is ever fetched, and a query reaches no file that we did not name.
        self.connection.execute("SET autoinstall_known_extensions = false")
        self._columns: dict[str, tuple[str, ...]] = {}

    def register(self, dataset_id: str, columns: tuple[str, ...]) -> None:
        """Note that the table of a dataset has been filled, and with which CSV columns."""
        self._columns[dataset_id] = columns

    def __contains__(self, dataset_id: str) -> bool:
        return dataset_id in self._columns

    def columns(self, dataset_id: str) -> tuple[str, ...]:
        """Return the CSV columns of a dataset's table, in the order of the file."""
        return self._columns[dataset_id]

    def close(self) -> None:
        """Close the database and remove its folder."""
        self.connection.close()
        self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def identifier(name: str) -> str:
    """Return `name` quoted as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return `text` quoted as an SQL string, for generated expressions where a parameter cannot stand (COPY)."""
    return "'" + text.replace("'", "''") + "'"


@contextmanager
def room() -> Iterator[None]:
    """Tell a lack of disk or memory for the tables as a KgsmError that says what to do."""
    try:
        yield
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        what = str(error).splitlines()[0]
        sentence = f"There is no room for the tables in {tempfile.gettempdir()} ({what}). TMPDIR names another folder."
        raise KgsmError(sentence) from error
