"""`Cube` → the files of one study: a writer for each form, every graph read back, an archive of all of them at the end.

No Python object is made for an observation, but for the rows of a workbook: DuckDB writes each dataset's lines into a file,
which is appended in pieces.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from rdflib import Graph, URIRef

from kgsm.cube import Cube, Distribution, ObservationStream, digest_of
from kgsm.manifest import PublishedFile
from kgsm.meter import Unit
from kgsm.problems import KgsmError
from kgsm.publish.archive import write_archive
from kgsm.publish.compressed import write_compressed
from kgsm.publish.drafts import Document, published, sha256, write, write_document
from kgsm.publish.graph_forms import (
    turtle_header,
    write_jsonld,
    write_nquads,
    write_ntriples,
    write_rdfxml,
    write_trig,
    write_turtle,
)
from kgsm.publish.job import Job
from kgsm.publish.outline import has_blank_nodes
from kgsm.publish.readback import Reading, read_file, require_same
from kgsm.publish.rows_file import write_rows_files
from kgsm.publish.samples import IN_BLOCKS, LONGEST_READ, line_ends, require_readable, require_same_samples
from kgsm.publish.table_forms import write_csv, write_parquet, write_sections
from kgsm.publish.xlsx import write_xlsx
from kgsm.text import Text

_GRAPHS: Final[dict[str, Callable[[Job, Distribution], None]]] = {
    "ttl": write_turtle,
    "jsonld": write_jsonld,
    "nt": write_ntriples,
    "nq": write_nquads,
    "trig": write_trig,
    "rdf": write_rdfxml,
}
_TABLES: Final[dict[str, Callable[[Job, Distribution], None]]] = {
    "csv": write_csv,
    "excel.csv": write_csv,
    "json": write_sections,
    "parquet": write_parquet,
    "sdmx.csv": write_csv,
    "xlsx": write_xlsx,
}
_WRITERS: Final = _GRAPHS | _TABLES
_ARCHIVE: Final = "zip"
_READING_BACK: Final = Text(de="liest zurück", en="reading back")
_PACKING: Final = Text(de="packt", en="packing")
# How many lines of N-Triples there are, and how many observations state something twice.
_LINES: Final = """
SELECT coalesce(sum(len(lines)), 0)::BIGINT, count(*) FILTER (len(list_distinct(lines)) < len(lines))
FROM (SELECT string_split(line, chr(10)) AS lines FROM ({query}))
"""


def write_study(cube: Cube, study: URIRef, folder: Path) -> tuple[PublishedFile, ...]:
    """Write each distribution and side file of `cube` and the study's code lists below `folder` and return the files.

    Raises KgsmError where a file, read back, is not what was described.
    """
    if has_blank_nodes(cube.graph):
        raise KgsmError(f"The description of {study} has a blank node. Everything that is published has an IRI.")
    job = Job(cube, f"{study}/", folder)
    study_id = study.rpartition("/")[2]
    files: list[PublishedFile] = []
    steps = {each: _steps(job, each) for each in cube.distributions if each.form != _ARCHIVE}
    job.meter.expect(sum(read for read, _ in steps.values()), Unit.ROWS)
    for distribution, (_, uncounted) in steps.items():
        job.path(distribution).parent.mkdir(parents=True, exist_ok=True)
        _writer(distribution)(job, distribution)
        job.meter.add(uncounted)
    job.meter(_READING_BACK)
    files += _side_files(job)
    files += _graphs(job)
    files += [published(folder, each.path, each.media_type) for each in cube.distributions if each.form in _TABLES]
    code_lists = Document(f"{study_id}/codes", _code_lists(cube.graph, f"{study}/code/"), base=job.start)
    files += write_document(code_lists, folder, ("ttl",))
    # The archive is for readers; what says the same once more is not in it: the rows files for the server, compressed texts.
    job.meter(_PACKING)
    archives = _archives(job, study_id, files)
    return (*files, *archives, *write_rows_files(job), *write_compressed(cube, files, folder))


def _side_files(job: Job) -> Iterator[PublishedFile]:
    digests = {digest_of(each.path): job.path(each) for each in job.cube.distributions if each.form == "csv"}
    for each in job.cube.side_files:
        text = each.make()
        for placeholder, path in digests.items():
            if placeholder in text:
                text = text.replace(placeholder, sha256(path))
        write(job.folder / each.path, text.encode())
        yield published(job.folder, each.path, each.media_type)


def _writer(distribution: Distribution) -> Callable[[Job, Distribution], None]:
    if distribution.form not in _WRITERS:
        raise KgsmError(f"There is no way to write {distribution.path}: the form '{distribution.form}' is unknown.")
    return _WRITERS[distribution.form]


def _graphs(job: Job) -> Iterator[PublishedFile]:
    """Yield the whole-study files, once all of them have been read back and hold the same graph."""
    whole = [each for each in job.cube.distributions if each.form in _GRAPHS]
    is_long = any(job.path(each).stat().st_size > LONGEST_READ for each in whole)
    # Few rows with very long texts come in every form, and not each form can be read in blocks: time is all that it takes.
    if is_long and {each.form for each in whole} <= IN_BLOCKS:
        yield from _long_graphs(job, whole)
        return
    expected = len(job.cube.graph) + sum(_lines(each) for each in job.cube.observations)
    job.meter.expect(sum(job.path(each).stat().st_size for each in whole), Unit.BYTES)
    readings = [(each.path, _read(job, each)) for each in whole]
    require_same(readings)
    for distribution, (path, reading) in zip(whole, readings, strict=True):
        if reading.triples != expected:
            raise KgsmError(f"{path} holds {reading.triples} triples, and {expected} were described. Nothing was published.")
        graph = job.study if distribution.form == "nt" else None
        yield published(job.folder, path, distribution.media_type, reading.triples, graph)


def _read(job: Job, distribution: Distribution) -> Reading:
    reading = read_file(job.path(distribution), distribution.form)
    job.meter.add(job.path(distribution).stat().st_size)
    return reading


def _steps(job: Job, distribution: Distribution) -> tuple[int, int]:
    """Return how many rows are read for a form, once for each section of a document, and how many of them are not counted."""
    read = uncounted = 0
    for stream in job.streams(distribution):
        passes = sum(section.query is not None for section in stream.documents.get(distribution.form, ()))
        read += stream.count() * (passes or 1)
        uncounted += 0 if passes or distribution.form in stream.queries else stream.count()
    return read, uncounted


def _long_graphs(job: Job, whole: Sequence[Distribution]) -> Iterator[PublishedFile]:
    """Yield the files of a long study, once blocks of each have been read back and observations of it compared."""
    for stream in job.cube.observations:
        require_same_samples(stream, turtle_header(job))
    triples = sum(line_ends(job.path(each)) for each in whole if each.form == "nt")
    for each in whole:
        require_readable(job.path(each), each.form)
        graph = job.study if each.form == "nt" else None
        yield published(job.folder, each.path, each.media_type, triples, graph)


def _lines(stream: ObservationStream) -> int:
    lines, twice = stream.tables.scans.counts(stream.dataset.id, _LINES.format(query=stream.queries["nt"]))
    if twice:
        raise KgsmError(f"{twice} observations of {stream.dataset.iri} state something twice. Nothing was published.")
    return lines


def _archives(job: Job, study_id: str, files: Sequence[PublishedFile]) -> Iterator[PublishedFile]:
    for each in job.cube.distributions:
        if each.form == _ARCHIVE:
            write_archive(job.path(each), [job.folder / file.path for file in files], study_id)
            yield published(job.folder, each.path, each.media_type)


def _code_lists(graph: Graph, start: str) -> Graph:
    lists = Graph(bind_namespaces="none")
    for triple in graph:
        if str(triple[0]).startswith(start):
            lists.add(triple)
    return lists
