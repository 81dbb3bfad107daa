"""RDF files → triples; what is wrong with a file as RDF, with its line and column."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import starmap
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType
from typing import IO, Final
from xml.parsers import expat

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

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
_IRI: Final = re.compile("'(.+?)': ")
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
            triples.add(path, _parsed(source, form, path.absolute().as_uri()))
    except OSError as error:
        yield problem(Place(path.as_posix()), "unreadable-file", found=error.strerror or str(error))
    except expat.ExpatError as error:
        place = Place(path.as_posix(), error.lineno, str(error.offset + 1))
        yield problem(place, "broken-rdf", found=expat.ErrorString(error.code), right=form.name)
    except SyntaxError as error:
        yield _broken(path, form, error)
    except MemoryError as error:  # Oxigraph's, of a literal beyond 16 MB
        yield problem(Place(path.as_posix()), "broken-rdf", found=str(error) or "MemoryError", right=form.name)


def _parsed(source: IO[bytes], form: RdfFormat, base: str) -> Iterator[Quad]:
    """Yield the triples of a file. The checks look at one graph, whatever the names of its parts are (Data Cube, 11)."""
    if form == RdfFormat.RDF_XML:
        _ask_for_its_end(source)
    lenient = form == RdfFormat.JSON_LD
    quads = parse(source, form, base_iri=base, rename_blank_nodes=True, lenient=lenient)
    if not form.supports_datasets:
        return quads
    triples: Iterator[Triple] = map(attrgetter("triple"), quads)
    return starmap(Quad, _with_whole_iris(triples) if lenient else triples)


def _ask_for_its_end(source: IO[bytes]) -> None:
    """Read an XML file to its end and go back. Raises ExpatError where it is not well-formed, or a bomb of entities.

    Oxigraph takes a file that was cut between two elements for a whole one, and expands entities without a limit.
    """
    start = source.tell()
    expat.ParserCreate().ParseFile(source)
    source.seek(start)


def _with_whole_iris(triples: Iterable[Triple]) -> Iterator[Triple]:
    """Yield triples of JSON-LD but for those with a relative IRI. Raises SyntaxError where a term is no term of RDF.

    JSON-LD has a processor drop both in silence (JSON-LD 1.1 API, 8.2): a cube whose IRIs have spaces would be empty, and
    would conform.
    """
    known: dict[str, bool] = {}
    for triple in triples:
        for term in triple:
            if str(term) not in known:
                known[str(term)] = _is_absolute(term)
        if all(known[str(term)] for term in triple):
            yield triple


def _is_absolute(term: object) -> bool:
    try:
        if isinstance(term, NamedNode):
            NamedNode(term.value)
        elif isinstance(term, BlankNode):
            BlankNode(term.value)
        elif isinstance(term, Literal) and term.language is not None:
            Literal(term.value, language=term.language)
        elif isinstance(term, Literal):
            NamedNode(term.datatype.value)
    except ValueError as error:
        if "No scheme" in str(error):
            return False
        wrong = term.datatype if isinstance(term, Literal) and term.language is None else term
        raise SyntaxError(f"'{getattr(wrong, 'value', wrong)}': {error}") from error
    return True


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """Open a file behind its byte order mark, where it has one."""
    with path.open("rb") as source:
        if source.read(len(_BYTE_ORDER_MARK)) != _BYTE_ORDER_MARK:
            source.seek(0)
        yield source


def _broken(path: Path, form: RdfFormat, error: SyntaxError) -> Problem:
    if _REMOTE in error.msg:
        row, context = _searched(path, _CONTEXT)
        return problem(Place(path.as_posix(), row), "remote-context", found=context or "@context")
    row, column = error.lineno, error.offset
    iri = _IRI.search(error.msg)
    if row is None and iri is not None:
        row, _ = _searched(path, re.compile(f"({re.escape(iri[1])})"))
    place = Place(path.as_posix(), row, None if column is None else str(column))
    return problem(place, "broken-rdf", found=_WHERE.sub("", error.msg), right=form.name)


def _searched(path: Path, pattern: re.Pattern[str]) -> tuple[int | None, str]:
    """Return the line and the text of the first group of `pattern` in a file, which is one that cannot be parsed."""
    match = pattern.search(path.read_text(encoding="utf-8", errors="replace"))
    return (None, "") if match is None else (match.string.count("\n", 0, match.start(1)) + 1, match[1])
