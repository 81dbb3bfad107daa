"""A file too long to be read back whole → blocks of it, spread over its length, that another reader has read.

What can go wrong in a form goes wrong in its expression, which is the same for every row, or in the writing: blocks from all
over the file show both. All of a file of 10 million observations would take as long as everything else together.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kgsm.cube import ObservationStream
from kgsm.problems import KgsmError
from kgsm.publish.readback import read_text, require_same
from kgsm.tables import lines_of

# A file up to this length is read back whole.
LONGEST_READ: Final = 1 << 30
_BLOCKS: Final = 64
_BLOCK: Final = 1 << 18
_LONGEST_PART: Final = 1 << 26
_WINDOWS: Final = 4
_WINDOW: Final = 256
# What stands between two subjects: a blank line in Turtle, where no text has one; a line end in N-Triples.
_BOUNDARY: Final = {"ttl": b"\n\n", "nt": b"\n"}
IN_BLOCKS: Final = frozenset(_BOUNDARY)  # the forms that can be read so
_PIECE: Final = 1 << 20


def require_readable(path: Path, form: str) -> None:
    """Read blocks of a file of Turtle or N-Triples. Raises KgsmError where one cannot be read."""
    boundary = _BOUNDARY[form]
    with path.open("rb") as file:
        start = file.read(_BLOCK)
    header = start[: start.find(boundary) + len(boundary)] if form == "ttl" else b""
    for block in _blocks(path, boundary):
        read_text(header + block.removeprefix(header), form, path.name)


def _blocks(path: Path, boundary: bytes) -> Iterator[bytes]:
    """Yield whole subjects from all over the file: the first block begins with it, the last one ends with it."""
    size = path.stat().st_size
    with path.open("rb") as file:
        for number in range(_BLOCKS):
            offset = (size - _BLOCK) * number // (_BLOCKS - 1)
            file.seek(offset)
            block = file.read(_BLOCK)
            # A code list of 20,000 codes, a dataset of as many slices: one subject of Turtle is longer than a block.
            while boundary not in block and len(block) < _LONGEST_PART and (more := file.read(len(block))):
                block += more
            if boundary not in block:
                raise KgsmError(f"{path.name} has a long part without an end. Nothing was published.")
            first = block.index(boundary) + len(boundary) if number else 0
            yield block[first : block.rindex(boundary) + len(boundary)]


def require_same_samples(stream: ObservationStream, header: bytes) -> None:
    """Compare some observations in Turtle, below its `header`, and in N-Triples.

    Raises KgsmError where they differ, or where an observation states something twice.
    """
    rows, database = stream.count(), stream.tables.connection
    for number in range(_WINDOWS):
        window = f" LIMIT {_WINDOW} OFFSET {max(rows - _WINDOW, 0) * number // (_WINDOWS - 1)}"
        ttl, nt = (b"".join(lines_of(database, f"SELECT line FROM ({stream.queries[form]}){window}")) for form in ("ttl", "nt"))
        lines = nt.splitlines()
        if len(set(lines)) < len(lines):
            raise KgsmError(f"Observations of {stream.dataset.iri} state something twice. Nothing was published.")
        name = str(stream.dataset.iri)
        require_same(
            [(f"{name}, N-Triples", read_text(nt, "nt", name)), (f"{name}, Turtle", read_text(header + ttl, "ttl", name))]
        )


def line_ends(path: Path) -> int:
    """Return how many lines a file has: of N-Triples without comments, how many triples."""
    with path.open("rb") as file:
        return sum(piece.count(b"\n") for piece in iter(lambda: file.read(_PIECE), b""))
