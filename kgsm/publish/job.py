"""A study that is being written: what every form needs to write its file, and how DuckDB's lines come into it."""

from dataclasses import dataclass
from pathlib import Path
from typing import IO

from kgsm.cube import Cube, Distribution, ObservationStream
from kgsm.meter import Meter
from kgsm.problems import KgsmError


@dataclass(frozen=True, slots=True)
class Job:
    """A study that is being written below `folder`; `start` is what the IRIs of the study's own parts begin with."""

    cube: Cube
    start: str
    folder: Path

    @property
    def study(self) -> str:
        """The IRI of the study."""
        return self.start.removesuffix("/")

    @property
    def meter(self) -> Meter:
        """What is told how far the writing is."""
        return next((each.tables.meter for each in self.cube.observations), Meter())

    def streams(self, distribution: Distribution) -> tuple[ObservationStream, ...]:
        """Return the streams whose observations a distribution holds."""
        return tuple(each for each in self.cube.observations if distribution.dataset in {None, each.dataset.id})

    def stream(self, distribution: Distribution) -> ObservationStream:
        """Return the one stream of a distribution that holds one dataset."""
        found = self.streams(distribution)
        if len(found) != 1:
            raise KgsmError(f"{distribution.path} holds one dataset; there are {len(found)}. Nothing was published.")
        return found[0]

    def path(self, distribution: Distribution) -> Path:
        """Return where a distribution is written."""
        return self.folder / distribution.path


def append(stream: ObservationStream, query: str, file: IO[bytes]) -> None:
    """Append the lines of a query to `file`, each with a line end."""
    file.writelines(stream.lines(query))


def append_joined(stream: ObservationStream, query: str, file: IO[bytes], separator: bytes = b"") -> bytes:
    """Append the lines of a query to `file` with commas between them, none at the end.

    `separator` comes first; what must come before a further line is returned. A line end stands after each line and nowhere
    else: inside one, in JSON, it is escaped.
    """
    for piece in stream.lines(query):
        file.write(separator + piece[:-1].replace(b"\n", b",\n"))
        separator = b",\n"
    return separator


def scratch(job: Job) -> Path:
    """Return a path beside the content, on the same disk, for a file that is removed at once."""
    return job.folder.with_name("observations")
