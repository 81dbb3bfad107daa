"""Parts of a table, as Parquet → what a query says of them: this runs in Spark's executors, by DuckDB.

The module travels to the executors as it is, with kgsm.scratch: they need the imports of both, and no kgsm.
"""

import itertools
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypedDict

import duckdb

from kgsm.scratch import scratch

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_ROWS: Final = 1024
_QUICK: Final = 1  # the level: texts are made as fast as this packs them, and packed 30 times as small
_BUCKET: Final = "_bucket"
_PREFIX: Final = "kgsm-spark-part-"  # who publishes by Spark again clears away what begins with kgsm-spark-, too


class Beside(TypedDict):
    """What every part is asked with: the tables beside those of the datasets, as Parquet, and the version of DuckDB.

    A dict, for Spark broadcasts nothing whose class the executors would have to know.
    """

    tables: Mapping[str, bytes]
    version: str


def lines(beside: Beside, dataset: str, query: str, part: bytes) -> bytes:
    """Return the lines of a SELECT of one VARCHAR column over one part, each with a line end, as one frame of zstd."""
    packer = zstd.ZstdCompressor(level=_QUICK)
    packed = []
    with _opened(beside, dataset, [part]) as connection:
        connection.execute(f"SELECT encode(line) FROM ({query})")
        while rows := connection.fetchmany(_ROWS):
            packed.append(packer.compress(b"\n".join(itertools.chain(itertools.chain.from_iterable(rows), (b"",)))))
    return b"".join((*packed, packer.flush()))


def answer(beside: Beside, dataset: str, query: str, parts: Iterable[bytes]) -> Iterator[list[tuple[Any, ...]]]:
    """Yield the rows of a query over some parts of a dataset's table taken together, nothing where there is no part."""
    given = list(parts)
    if given:
        with _opened(beside, dataset, given) as connection:
            yield connection.execute(query).fetchall()


def cut(beside: Beside, dataset: str, key: str, number: int, part: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the rows of a part in so many buckets, by what the SQL expressions `key` are."""
    with _opened(beside, dataset, [part]) as connection, scratch(_PREFIX) as folder:
        rows = f"SELECT *, hash({key}) % {number} AS {_BUCKET} FROM {_quoted(dataset)}"
        connection.execute(
            f"COPY ({rows}) TO '{_text(str(folder))}' (FORMAT parquet, PARTITION_BY ({_BUCKET}), OVERWRITE_OR_IGNORE)"
        )
        for file in sorted(folder.glob(f"{_BUCKET}=*/*.parquet")):
            yield int(file.parent.name.removeprefix(f"{_BUCKET}=")), file.read_bytes()


@contextmanager
def _opened(beside: Beside, dataset: str, parts: Iterable[bytes]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database with the rows of some parts under the dataset's name, and the tables beside it."""
    if duckdb.__version__ != beside["version"]:
        raise RuntimeError(f"kgsm: an executor has DuckDB {duckdb.__version__}, and the driver {beside['version']}")
    # Spark gives a task one core; one thread also keeps the order of the rows.
    with scratch(_PREFIX) as folder, duckdb.connect(config={"threads": 1}) as connection:
        connection.execute("SET autoinstall_known_extensions = false")
        connection.execute(f"SET temp_directory = '{_text(str(folder))}'")
        files = []
        for index, part in enumerate(parts):
            files.append(folder / f"part-{index}.parquet")
            files[-1].write_bytes(part)
        connection.execute(f"CREATE VIEW {_quoted(dataset)} AS SELECT * FROM {_parquet(files)}")
        for name, table in beside["tables"].items():
            file = folder / f"{name}.parquet"
            file.write_bytes(table)
            connection.execute(f"CREATE VIEW {_quoted(name)} AS SELECT * FROM {_parquet([file])}")
        yield connection


def _parquet(files: Iterable[Path]) -> str:
    listed = ", ".join(f"'{_text(str(each))}'" for each in files)
    return f"read_parquet([{listed}], hive_partitioning = false)"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(text: str) -> str:
    return text.replace("'", "''")
