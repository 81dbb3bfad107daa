"""What a study becomes: `Cube`, its metadata as graphs and its observations as streams that are not written yet."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rdflib import Graph, URIRef

from kgsm.assembly import Assembly
from kgsm.problems import Place
from kgsm.study import Component, Dataset, Kind
from kgsm.tables import Tables
from kgsm.text import Text


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a dataset's tables: the same one in CSV, xlsx and Parquet, and in what describes these files.

    `kind` is that of its cells. `component` is None where it belongs to no component of the structure (the observation's IRI,
    the sources). `is_label` says that the cells are labels of the component's codes, in `language`; a text in two languages
    has a column for each `language`, too.
    """

    name: str
    kind: Kind
    label: Text
    definition: Text
    component: Component | None = None
    language: str | None = None
    is_label: bool = False

    @property
    def is_number(self) -> bool:
        """Whether the cells are numbers."""
        return self.kind in {Kind.INTEGER, Kind.DECIMAL, Kind.NUMBER}


@dataclass(frozen=True, slots=True)
class Remark:
    """What a reader of a file must be told that has no graph to say it: method, sources, licence, how to cite."""

    label: Text
    text: Text


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a JSON document: `head`, then the lines of `query`, a SELECT like those of a stream, joined by commas."""

    head: str
    query: str | None = None


@dataclass(frozen=True, slots=True)
class ObservationStream:
    """The observations of one dataset in every form, generated row by row inside DuckDB.

    `queries` maps a form (`nt`, `ttl`, `jsonld`, `csv` ...) to a SELECT of one VARCHAR column, `line`: the text of one
    observation, in the order of the table, without its last line end. `headers` holds the first line where a form has one.
    `documents` are the forms that take several passes over the rows, as sections. `rows` is a SELECT of typed values, one
    column for each of `columns`; `remarks` are what its files say in words. `rows_file` is the SELECT of the rows file, from
    which `assembly` puts the forms together.
    """

    dataset: Dataset
    tables: Tables
    queries: Mapping[str, str]
    headers: Mapping[str, str]
    documents: Mapping[str, tuple[Section, ...]] = field(default_factory=dict)
    columns: tuple[Column, ...] = ()
    rows: str = ""
    remarks: tuple[Remark, ...] = ()
    rows_file: str = ""
    assembly: Assembly | None = None

    def count(self) -> int:
        """Return the number of rows."""
        return self.tables.count(self.queries["nt"])

    def lines(self, query: str) -> Iterator[bytes]:
        """Yield the lines of one of the SELECTs in pieces: UTF-8, a line end after each line; each line is one row's."""
        return self.tables.scans.lines(self.dataset.id, query)

    def write(self, form: str, path: Path) -> None:
        """Write all observations in `form` to the file `path`, UTF-8, one text after the other, each with a line end."""
        with path.open("wb") as file:
            file.writelines(self.lines(self.queries[form]))


@dataclass(frozen=True, slots=True)
class Distribution:
    """A file that will be published (dcat:Distribution): `path` below the published folder, `form` its suffix.

    `dataset` is the dataset's id where the file holds one dataset only, None where it holds the whole study.
    """

    iri: URIRef
    path: str
    form: str
    media_type: str
    dataset: str | None


@dataclass(frozen=True, slots=True)
class SideFile:
    """A file that describes others and is no distribution of its own; `path` is below the published folder.

    `make` returns its text, and is called where the file is written: whoever only checks a study needs none. Where the text has
    the `digest_of` a distribution's path, the SHA-256 of that file will stand.
    """

    path: str
    media_type: str
    make: Callable[[], str]


def digest_of(path: str) -> str:
    """Return what stands for the SHA-256 of the distribution at `path` as long as the file is not written."""
    return f"[SHA-256 of {path}]"


@dataclass(frozen=True, slots=True)
class Cube:
    """A study as linked data.

    `graph` is what describes: structures, code lists, datasets, sources, evidence. `catalog` is the study's catalog record
    (dcat:Dataset, distributions, service) without sizes and digests, which only exist once the files do. `places` says
    where each subject of both graphs stands in the study folder. `shapes` is what the structures ask of the observations, as
    SHACL. `side_files` describe the distributions. `keys` says where each key at the top of study.toml stands.
    """

    graph: Graph
    catalog: Graph
    places: Mapping[URIRef, Place]
    context: Mapping[str, object]
    observations: tuple[ObservationStream, ...]
    distributions: tuple[Distribution, ...]
    side_files: tuple[SideFile, ...] = ()
    shapes: Graph = field(default_factory=Graph)
    keys: Mapping[str, Place] = field(default_factory=dict)
