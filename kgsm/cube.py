"""What a study becomes: `Cube`, its metadata as graphs and its observations as streams that are not written yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rdflib import Graph, URIRef

from kgsm.problems import Place
from kgsm.study import Dataset
from kgsm.tables import Tables, literal


@dataclass(frozen=True, slots=True)
class ObservationStream:
    """The observations of one dataset in every form, generated row by row inside DuckDB.

    `queries` maps a form (`nt`, `ttl`, `jsonld`, `csv`) to a SELECT of one VARCHAR column, `line`: the text of one
    observation, in the order of the table, without its last line end. `headers` holds the first line where a form has one.
    """

    dataset: Dataset
    tables: Tables
    queries: Mapping[str, str]
    headers: Mapping[str, str]

    def count(self) -> int:
        """Return the number of rows."""
        row = self.tables.connection.execute(f"SELECT count(*) FROM ({self.queries['nt']})").fetchone()
        return int(row[0]) if row else 0

    def write(self, form: str, path: Path) -> None:
        """Write all observations in `form` to the new file `path`, UTF-8, one text after the other, each with a line end.

        DuckDB writes the file itself: no Python object is made for a row.
        """
        # Quoting is off and the delimiter is a character that no cell may hold, so each text leaves as it is.
        as_it_is = "FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\x01'"
        self.tables.connection.execute(f"COPY ({self.queries[form]}) TO {literal(str(path))} ({as_it_is})")


@dataclass(frozen=True, slots=True)
class Distribution:
    """A file that will be published (dcat:Distribution): `path` below the published folder, `form` as in `ObservationStream`.

    `dataset` is the dataset's id where the file holds one dataset only, None where it holds the whole study.
    """

    iri: URIRef
    path: str
    form: str
    media_type: str
    dataset: str | None


@dataclass(frozen=True, slots=True)
class Cube:
    """A study as linked data.

    `graph` is what describes: structures, code lists, datasets, sources, evidence. `catalog` is the study's catalog record
    (dcat:Dataset, distributions, service) without sizes and digests, which only exist once the files do. `places` says
    where each subject of both graphs stands in the study folder. `shapes` is what the structures ask of the observations, as
    SHACL.
    """

    graph: Graph
    catalog: Graph
    places: Mapping[URIRef, Place]
    context: Mapping[str, object]
    observations: tuple[ObservationStream, ...]
    distributions: tuple[Distribution, ...]
    shapes: Graph = field(default_factory=Graph)
