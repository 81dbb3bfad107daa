"""`Job` → the rows file of each dataset, which answers for some rows; read back and compared with the whole files."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from kgsm.assembly import KEY, ROWS_FILE, Assembly, Form, dump
from kgsm.cube import ObservationStream
from kgsm.manifest import PublishedFile
from kgsm.problems import KgsmError
from kgsm.publish.drafts import published
from kgsm.publish.graph_forms import context_head, context_tail, turtle_header
from kgsm.publish.job import Job
from kgsm.tables import identifier, literal

_MEDIA_TYPE: Final = "application/vnd.apache.parquet"
_COMPARED: Final = 100_000
# Few rows a group: a server that answers holds one of them at once, texts and all.
_COPY: Final = (
    "COPY ({rows}) TO {path} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 4096, KV_METADATA {{{key}: {assembly}}})"
)
# hash(line, number) is the exclusive or of a hash of each: over all rows, the same for every order. A hash of it is not.
_DIGEST: Final = (
    "SELECT count(*), bit_xor(hash(hash(line, number))) FROM (SELECT line, row_number() OVER () AS number FROM ({lines}))"
)


def write_rows_files(job: Job) -> Iterator[PublishedFile]:
    """Write the rows file of each dataset and yield it. Raises KgsmError where a line in it is not that of the whole file."""
    for stream in job.cube.observations:
        if stream.assembly is not None:
            yield _write(job, stream, _complete(job, stream, stream.assembly))


def _complete(job: Job, stream: ObservationStream, assembly: Assembly) -> Assembly:
    """Return the assembly with the forms that begin with a header row, with prefixes or with a context."""
    tables = {form: Form(f"{header}\n", form, end="\n") for form, header in stream.headers.items()}
    graphs = {
        "ttl": Form(turtle_header(job).decode(), "ttl", end="\n"),
        "jsonld": Form(context_head(job), "jsonld", tail=context_tail(), between=",\n"),
    }
    return replace(assembly, forms={**tables, **assembly.forms, **graphs})


def _write(job: Job, stream: ObservationStream, assembly: Assembly) -> PublishedFile:
    study_id = job.study.rpartition("/")[2]
    relative = f"{study_id}/{stream.dataset.id}/{ROWS_FILE}"
    path = job.folder / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = stream.tables.connection
    key, text = identifier(KEY), literal(dump(assembly))
    # Joins of many rows lose their order where several threads work on them; one thread takes no more work, and keeps it.
    # To sort rows with all their texts takes gigabytes, and is for where even that did not.
    for rows in (stream.rows_file, f"{stream.rows_file} ORDER BY t._row"):
        with stream.tables.one_thread():
            connection.execute(_COPY.format(rows=rows, path=literal(str(path)), key=key, assembly=text))
        if _is_same(stream, assembly, path):
            return published(job.folder, relative, _MEDIA_TYPE)
    raise KgsmError(f"{relative}, read back, has other lines than the files of the dataset. Nothing was published.")


def _is_same(stream: ObservationStream, assembly: Assembly, path: Path) -> bool:
    """Return whether each form's column in the file holds the lines of the form, in their order; of many rows, N-Triples."""
    connection = stream.tables.connection
    # All columns of a row are written at once, so what holds for one form of very many rows holds for the others.
    compared = assembly.forms.values() if stream.count() <= _COMPARED else [assembly.forms["nt"]]
    for form in compared:
        lines = f"SELECT {identifier(form.column)} AS line FROM read_parquet({literal(str(path))})"
        found = connection.execute(_DIGEST.format(lines=lines)).fetchone()
        if found != connection.execute(_DIGEST.format(lines=stream.queries[form.column])).fetchone():
            return False
    return True
