"""Parsed triples → columns of numbers in DuckDB, with a view for each term that the integrity constraints speak of.

source(file, path, first)   the files, and the position of the first triple of each
term(id, text, first)       each term once, in N-Triples form, numbered in the order in which it first appears (`first`)
triple(s, p, o)             each triple once
"qb:dataSet"(s, o)          the triples of a property
"a qb:DataSet"(s)           the instances of a class
"""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import duckdb
from pyoxigraph import Quad, RdfFormat, serialize

from kgsm.scratch import scratch
from kgsm.validate.integrity.vocabulary import CLASSES, PROPERTIES, TERMS, ntriples, number

# Of so many triples the text is held at once.
_CHUNK: Final = 100_000
# Beyond it DuckDB writes to disk.
_MEMORY: Final = "1GB"
_PREFIX: Final = "kgsm-integrity-"

_RAW: Final = "CREATE TABLE raw (s VARCHAR, p VARCHAR, o VARCHAR)"
# Subjects and predicates hold no space; the object is the rest of the line, without its " .".
_APPEND: Final = """
    INSERT INTO raw
    SELECT s, p, substr(line, strlen(s) + strlen(p) + 3, strlen(line) - strlen(s) - strlen(p) - 4)
    FROM (
        SELECT line, split_part(line, ' ', 1) AS s, split_part(line, ' ', 2) AS p
        FROM (SELECT unnest(string_split(?, chr(10))) AS line)
        WHERE line <> ''
    )"""
_TERM: Final = """
    CREATE TABLE term AS
    SELECT row_number() OVER (ORDER BY rank) AS id, text, first
    FROM (
        SELECT text, min(place) AS rank, min(place) FILTER (place >= 0) AS first
        FROM (
            SELECT unnest($terms) AS text, generate_subscripts($terms, 1) - 1000 AS place
            UNION ALL SELECT s, 3 * rowid FROM raw
            UNION ALL SELECT p, 3 * rowid + 1 FROM raw
            UNION ALL SELECT o, 3 * rowid + 2 FROM raw
        )
        GROUP BY text
    )"""
_TRIPLE: Final = """
    CREATE TABLE triple AS
    SELECT DISTINCT s.id AS s, p.id AS p, o.id AS o
    FROM raw JOIN term s ON s.text = raw.s JOIN term p ON p.text = raw.p JOIN term o ON o.text = raw.o
    ORDER BY p"""


class Triples:
    """The triples of some files as one RDF graph, in a DuckDB of their own that is gone when the context ends."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        spill = self._stack.enter_context(scratch(_PREFIX))
        self.connection = self._stack.enter_context(
            duckdb.connect(config={"temp_directory": str(spill), "memory_limit": _MEMORY})
        )
        # A query reaches no file but what DuckDB spills itself, and no extension is ever fetched.
        self.connection.execute("SET enable_external_access = false")
        self._rows = 0
        self.connection.execute(_RAW)
        self.connection.execute("CREATE TABLE source (file BIGINT, path VARCHAR, first BIGINT)")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stack.close()

    def add(self, path: Path, triples: Iterable[Quad]) -> None:
        """Add the triples of a file, all in the default graph. Blank nodes of different files must have different labels."""
        self.connection.execute("INSERT INTO source SELECT count(*) + 1, ?, ? FROM source", [path.as_posix(), 3 * self._rows])
        rest = iter(triples)
        while text := serialize(islice(rest, _CHUNK), format=RdfFormat.N_QUADS):
            lines = text.decode()
            self.connection.execute(_APPEND, [lines])
            self._rows += lines.count("\n")

    def build(self) -> None:
        """Make the tables and views that this module describes, now that all files are added."""
        self.connection.execute(_TERM, {"terms": [ntriples(each) for each in TERMS]})
        self.connection.execute(_TRIPLE)
        self.connection.execute("DROP TABLE raw")
        for name in PROPERTIES:
            self.connection.execute(f'CREATE VIEW "{name}" AS SELECT s, o FROM triple WHERE p = {number(name)}')
        for name in CLASSES:
            condition = f"p = {number('rdf:type')} AND o = {number(name)}"
            self.connection.execute(f'CREATE VIEW "a {name}" AS SELECT s FROM triple WHERE {condition}')

    @property
    def size(self) -> int:
        """The number of triples that were read, one that was read twice counted twice."""
        return self._rows

    def has(self, name: str) -> bool:
        """Return whether the class `name` (`prefix:local`) has an instance."""
        return self.connection.execute(f'SELECT 1 FROM "a {name}" LIMIT 1').fetchone() is not None

    def rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query, some at a time."""
        cursor = self.connection.cursor().execute(query)
        while rows := cursor.fetchmany(10_000):
            yield from rows
