"""`Cube` → the files of one study: metadata by our writers, observations by DuckDB, joined as bytes.

No Python object is made for an observation: DuckDB writes each dataset's into a file, which is appended in pieces.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

import duckdb
from rdflib import Graph, URIRef

from kgsm.cube import Cube, Distribution, ObservationStream
from kgsm.manifest import PublishedFile
from kgsm.namespaces import PREFIXES
from kgsm.problems import KgsmError
from kgsm.publish.drafts import Document, published, write_document
from kgsm.publish.jsonld import closing, nodes, opening
from kgsm.publish.outline import has_blank_nodes, ntriples
from kgsm.publish.readback import read_file, require_same
from kgsm.publish.turtle import Names, blocks, header

_PIECE: Final = 1 << 20
# How many lines of N-Triples there are, and how many observations state something twice.
_LINES: Final = """
SELECT coalesce(sum(len(lines)), 0)::BIGINT, count(*) FILTER (len(list_distinct(lines)) < len(lines))
FROM (SELECT string_split(line, chr(10)) AS lines FROM ({query}))
"""
_RECORDS: Final = (
    "SELECT count(*) FROM read_csv(?, header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"')"
)


@dataclass(frozen=True, slots=True)
class _Job:
    """A study that is being written below `folder`; `start` is what the IRIs of the study's own parts begin with."""

    cube: Cube
    start: str
    folder: Path


def write_study(cube: Cube, study: URIRef, folder: Path) -> tuple[PublishedFile, ...]:
    """Write each distribution of `cube` and the study's code lists below `folder` and return the files.

    Raises KgsmError where a file, read back, is not what was described.
    """
    if has_blank_nodes(cube.graph):
        raise KgsmError(f"The description of {study} has a blank node. Everything that is published has an IRI.")
    job = _Job(cube, f"{study}/", folder)
    study_id = study.rpartition("/")[2]
    for distribution in cube.distributions:
        path = folder / distribution.path
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            _write(job, distribution, file)
    tables = [_table(job, each) for each in cube.distributions if each.form == "csv"]
    code_lists = Document(f"{study_id}/codes", _code_lists(cube.graph, f"{study}/code/"), base=job.start)
    return (*_graphs(job, study), *tables, *write_document(code_lists, folder, ("ttl",)))


def _write(job: _Job, distribution: Distribution, file: IO[bytes]) -> None:
    streams = [each for each in job.cube.observations if distribution.dataset in {None, each.dataset.id}]
    match distribution.form:
        case "ttl":
            _write_turtle(job, streams, file)
        case "jsonld":
            _write_jsonld(job, streams, file)
        case "nt":
            file.writelines(line + b"\n" for line in ntriples(job.cube.graph))
            _append(job, streams, "nt", file)
        case "csv":
            file.writelines(f"{stream.headers['csv']}\n".encode() for stream in streams)
            _append(job, streams, "csv", file)
        case other:
            raise KgsmError(f"There is no way to write {distribution.path}: the form '{other}' is unknown.")


def _write_turtle(job: _Job, streams: list[ObservationStream], file: IO[bytes]) -> None:
    # All prefixes: nobody has looked which ones the observations use.
    names = Names({**PREFIXES, "property": f"{job.start}property/"}, job.start)
    file.write(header(names, set(names.prefixes)).encode())
    file.write(f"\n{blocks(job.cube.graph, names)}\n".encode())
    _append(job, streams, "ttl", file)


def _write_jsonld(job: _Job, streams: list[ObservationStream], file: IO[bytes]) -> None:
    file.write(opening(job.cube.context).encode())
    described = nodes(job.cube.graph, job.cube.context)
    file.write(",\n".join(described).encode())
    separator = b",\n" if described else b""
    for stream in streams:
        with _observations(job, stream, "jsonld") as part:
            while piece := part.read(_PIECE):
                # A line end stands after each object and nowhere else: inside one it is escaped. The last one waits.
                ends = piece.endswith(b"\n")
                file.write(separator + (piece[:-1] if ends else piece).replace(b"\n", b",\n"))
                separator = b",\n" if ends else b""
    file.write(closing().encode())


def _append(job: _Job, streams: list[ObservationStream], form: str, file: IO[bytes]) -> None:
    for stream in streams:
        with _observations(job, stream, form) as part:
            while piece := part.read(_PIECE):
                file.write(piece)


@contextmanager
def _observations(job: _Job, stream: ObservationStream, form: str) -> Iterator[IO[bytes]]:
    """Let DuckDB write the observations in `form` beside the content, open what it wrote, and remove it in the end."""
    path = job.folder.with_name("observations")
    stream.write(form, path)
    try:
        with path.open("rb") as part:
            yield part
    finally:
        path.unlink()


def _graphs(job: _Job, study: URIRef) -> Iterator[PublishedFile]:
    """Yield the whole-study files, once all of them have been read back and hold the same graph."""
    whole = [each for each in job.cube.distributions if each.form != "csv"]
    expected = len(job.cube.graph) + sum(_lines(each) for each in job.cube.observations)
    readings = [(each.path, read_file(job.folder / each.path, each.form)) for each in whole]
    require_same(readings)
    for distribution, (path, reading) in zip(whole, readings, strict=True):
        if reading.triples != expected:
            raise KgsmError(f"{path} holds {reading.triples} triples, and {expected} were described. Nothing was published.")
        graph = str(study) if distribution.form == "nt" else None
        yield published(job.folder, path, distribution.media_type, reading.triples, graph)


def _lines(stream: ObservationStream) -> int:
    row = stream.tables.connection.execute(_LINES.format(query=stream.queries["nt"])).fetchone()
    lines, twice = row if row else (0, 0)
    if twice:
        raise KgsmError(f"{twice} observations of {stream.dataset.iri} state something twice. Nothing was published.")
    return int(lines)


def _table(job: _Job, distribution: Distribution) -> PublishedFile:
    stream = next(each for each in job.cube.observations if each.dataset.id == distribution.dataset)
    path = job.folder / distribution.path
    try:
        row = stream.tables.connection.execute(_RECORDS, [str(path)]).fetchone()
    except duckdb.InvalidInputException as error:
        raise KgsmError(f"{distribution.path} cannot be read back as CSV: {error}. Nothing was published.") from error
    if row is None or row[0] != stream.count():
        raise KgsmError(
            f"{distribution.path} does not hold one record for each of {stream.count()} rows. Nothing was published."
        )
    return published(job.folder, distribution.path, distribution.media_type)


def _code_lists(graph: Graph, start: str) -> Graph:
    lists = Graph(bind_namespaces="none")
    for triple in graph:
        if str(triple[0]).startswith(start):
            lists.add(triple)
    return lists
