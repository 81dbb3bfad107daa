"""RDF files → triples; what is wrong with a file as RDF, with its line and column."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType
from typing import IO, Final

from pyoxigraph import RdfFormat, parse

from kgsm.problems import Place, Problem, problem
from kgsm.validate.integrity.triples import Triples

FORMATS: Final = MappingProxyType(
    {
        ".ttl": RdfFormat.TURTLE,
        ".nt": RdfFormat.N_TRIPLES,
        ".nq": RdfFormat.N_QUADS,
        ".trig": RdfFormat.TRIG,
        ".jsonld": RdfFormat.JSON_LD,
        ".json": RdfFormat.JSON_LD,
        ".rdf": RdfFormat.RDF_XML,
        ".xml": RdfFormat.RDF_XML,
        ".owl": RdfFormat.RDF_XML,
    }
)
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_WHERE: Final = re.compile(r"^(?:Parser )?error (?:at|between|from)[^:]*: ", re.IGNORECASE)
_REMOTE: Final = "remote context"
_CONTEXT: Final = re.compile(r'"@(?:context|import)"\s*:\s*\[?\s*"([^"]*)"')


def read(files: Sequence[Path], triples: Triples) -> tuple[Problem, ...]:
    """Read RDF files into one graph, named graphs merged, and return what is wrong with the files.

    Where a file is wrong, its triples are not complete: then nothing can be said of the graph. No file leads to another:
    JSON-LD that needs a context from elsewhere is refused, without asking the network.
    """
    return tuple(found for path in files for found in _read(path, triples))


def _read(path: Path, triples: Triples) -> Iterator[Problem]:
    form = FORMATS.get(path.suffix.lower())
    if form is None:
        yield problem(Place(path.as_posix()), "unknown-format", found=path.suffix or path.name, right=" ".join(FORMATS))
        return
    try:
        with _opened(path) as source:
            quads = parse(source, form, base_iri=path.absolute().as_uri(), rename_blank_nodes=True)
            # The checks look at one graph, whatever the names of its parts are (Data Cube, 11).
            triples.add(path, map(attrgetter("triple"), quads))
    except OSError as error:
        yield problem(Place(path.as_posix()), "unreadable-file", found=error.strerror or str(error))
    except SyntaxError as error:
        yield _broken(path, form, error)


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """Open a file behind its byte order mark, where it has one."""
    with path.open("rb") as source:
        if source.read(len(_BYTE_ORDER_MARK)) != _BYTE_ORDER_MARK:
            source.seek(0)
        yield source


def _broken(path: Path, form: RdfFormat, error: SyntaxError) -> Problem:
    if _REMOTE in error.msg:
        context = _CONTEXT.search(path.read_text(encoding="utf-8", errors="replace"))
        row = None if context is None else context.string.count("\n", 0, context.start(1)) + 1
        return problem(Place(path.as_posix(), row), "remote-context", found=context[1] if context else "@context")
    place = Place(path.as_posix(), error.lineno, None if error.offset is None else str(error.offset))
    return problem(place, "broken-rdf", found=_WHERE.sub("", error.msg), right=form.name)
