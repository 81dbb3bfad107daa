"""`Job` → a dataset as an Excel workbook."""

from collections.abc import Iterator, Sequence
from typing import Final

from kgsm.cube import Distribution, ObservationStream
from kgsm.problems import KgsmError
from kgsm.publish.job import Job
from kgsm.workbook import write_workbook

_ROWS: Final = 10_000


def write_xlsx(job: Job, distribution: Distribution) -> None:
    """Write the typed rows of a dataset, with what its files say in words."""
    stream = job.stream(distribution)
    if stream.assembly is None:
        raise KgsmError(f"{distribution.path} cannot be written: nothing says what its columns mean. Nothing was published.")
    with job.path(distribution).open("xb") as file:
        write_workbook(file, stream.assembly.workbook, _rows(stream), job.folder.parent)


def _rows(stream: ObservationStream) -> Iterator[Sequence[object]]:
    found = stream.tables.connection.execute(stream.rows)
    while rows := found.fetchmany(_ROWS):
        yield from rows
