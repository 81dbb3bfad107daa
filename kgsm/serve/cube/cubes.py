"""`published/` → its datasets as cubes: what can be asked of each, and the columns that answer.

DuckDB reads the Parquet files of the folder inside the serving process: a scan with bounded memory, no query of a stranger. It
can reach nothing but the published folder and its own scratch folder, and it starts no thread: what asks does the work.
"""

import json
import threading
import weakref
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from kgsm.assembly import KEY, ROWS_FILE, STRUCTURE_FILE, Assembly, load
from kgsm.limits import Limits
from kgsm.manifest import PublishedFile
from kgsm.problems import PublishedError, QueryError
from kgsm.scratch import scratch
from kgsm.serve.cube.streams import Streams
from kgsm.sql import literal

_PREFIX: Final = "kgsm-serve-cube-"  # the command that starts a server clears away what begins with kgsm-serve-
_MEMORY: Final = "512MB"  # for all that is asked at once; a scan takes a few megabytes
_ASSEMBLY: Final = "SELECT decode(value) FROM parquet_kv_metadata(?) WHERE key::VARCHAR = ?"


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension: `parameter` asks for it; `codes` are those that are known, in order. Where there are `more`, not all are."""

    iri: str
    parameter: str
    label: Mapping[str, str]
    codes: Mapping[str, int]
    more: bool


@dataclass(frozen=True, slots=True)
class Cube:
    """A dataset that can be asked. `path` is its own, without a slash at either end; `rows` is the path of its rows file."""

    path: str
    dimensions: tuple[Dimension, ...]
    assembly: Assembly
    rows: str
    typed: str | None


class Cubes:
    """The cubes of a published folder. Each is read when it is first asked. Temporary files are in `place`, if given."""

    def __init__(self, folder: Path, files: Mapping[str, PublishedFile], limits: Limits, place: Path | None = None) -> None:
        self._folder = folder
        self._place = place
        self._files = files
        self._limits = limits
        self.printed: dict[str, dict[str, str]] = {}  # by path: see kgsm.serve.cube.listed
        self._found: dict[str, Cube] = {}
        self._lock = threading.Lock()
        self._places = threading.Semaphore(limits.public)
        self.streams = Streams(max(1, limits.transfers // 2), limits.patience)
        self._database: duckdb.DuckDBPyConnection | None = None
        self._scratch: Path | None = None

    def __contains__(self, path: str) -> bool:
        return {f"{path}/{ROWS_FILE}", f"{path}/{STRUCTURE_FILE}"} <= self._files.keys()

    def cube(self, path: str) -> Cube:
        """Return the dataset at `path`, which must be there. Raises PublishedError where its files are not as published."""
        for name in (f"{path}/{ROWS_FILE}", f"{path}/{STRUCTURE_FILE}", f"{path}.parquet"):
            self._require_unchanged(name)
        with self._lock:
            if path not in self._found:
                self._found[path] = self._read(path)
            return self._found[path]

    def _require_unchanged(self, name: str) -> None:
        file = self._files.get(name)
        try:
            unchanged = file is None or (self._folder / name).stat().st_size == file.size
        except OSError:
            unchanged = False
        if not unchanged:  # another release: this one's validators would lie
            raise PublishedError(f"{name} is not the file that the manifest describes. Start the server again.")

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Yield a connection of one's own."""
        with self._lock:
            database = self._opened()
        cursor = database.cursor()
        try:
            yield cursor
        finally:
            cursor.close()

    @contextmanager
    def work(self, cursor: duckdb.DuckDBPyConnection) -> Iterator[None]:
        """Bound what is done in the block by time, and how much of it is done at once. Raises QueryError, 503."""
        if not self._places.acquire(timeout=self._limits.patience):
            raise QueryError("Others are being answered. Try again in a moment.", 503)
        timer = threading.Timer(self._limits.seconds, cursor.interrupt)
        timer.daemon = True
        timer.start()
        try:
            yield
        except duckdb.InterruptException:
            raise QueryError(f"The answer took longer than {self._limits.seconds:g} seconds and was stopped.", 503) from None
        except duckdb.OutOfMemoryException:
            raise QueryError("The answer needs more memory than there is for one. Ask for less.", 503) from None
        except duckdb.IOException as error:
            raise PublishedError(f"The columns cannot be read: {error}") from error
        finally:
            timer.cancel()
            self._places.release()

    def scratch(self) -> Path:
        """Return the folder for files that are made for one answer."""
        with self._lock:
            self._opened()
        if self._scratch is None:
            raise PublishedError("There is no scratch folder.")
        return self._scratch

    def _opened(self) -> duckdb.DuckDBPyConnection:
        if self._database is None:
            stack = ExitStack()
            self._scratch = stack.enter_context(scratch(_PREFIX, self._place))
            weakref.finalize(self, stack.close)
            database = duckdb.connect(config={"threads": 1, "memory_limit": _MEMORY})
            database.execute("SET autoinstall_known_extensions = false")
            # A parameter cannot stand in SET; both paths are ours.
            database.execute(f"SET temp_directory = {literal(str(self._scratch))}")
            allowed = ", ".join(literal(f"{each}/") for each in (self._folder, self._scratch))
            database.execute(f"SET allowed_directories = [{allowed}]")
            database.execute("SET enable_external_access = false")
            database.execute("SET lock_configuration = true")
            self._database = database
        return self._database

    def _read(self, path: str) -> Cube:
        rows, typed = f"{path}/{ROWS_FILE}", f"{path}.parquet"
        try:
            content = json.loads((self._folder / path / STRUCTURE_FILE).read_text("utf-8"))
            (text,) = self._opened().cursor().execute(_ASSEMBLY, [str(self._folder / rows), KEY]).fetchone() or ("null",)
            assembly = load(text)
            dimensions = tuple(_dimension(each) for each in content["dimensions"])
        except (OSError, ValueError, KeyError, TypeError, duckdb.Error) as error:
            raise PublishedError(f"What {path} can be asked cannot be read: {error}. Publish again.") from error
        if len(dimensions) != len(assembly.dimensions):
            raise PublishedError(f"{path}/{STRUCTURE_FILE} and {rows} do not belong together. Publish again.")
        own = str(self._folder / typed) if typed in self._files else None
        return Cube(path, dimensions, assembly, str(self._folder / rows), own)


def _dimension(content: Mapping[str, Any]) -> Dimension:
    codes = {str(each["code"]): place for place, each in enumerate(content["codes"])}
    return Dimension(str(content["iri"]), str(content["parameter"]), dict(content["label"]), codes, "more" in content)
