"""What a SPARQL query and its answer are, and what answers one: `Query`, `Answer`, `Term`, `Store`."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Protocol

from kgsm.namespaces import PREFIXES
from kgsm.problems import QueryError

JSON: Final = "application/sparql-results+json"
XML: Final = "application/sparql-results+xml"
CSV: Final = "text/csv"
TSV: Final = "text/tab-separated-values"
TURTLE: Final = "text/turtle"
N_TRIPLES: Final = "application/n-triples"
JSON_LD: Final = "application/ld+json"
RDF_XML: Final = "application/rdf+xml"
TRIG: Final = "application/trig"
N_QUADS: Final = "application/n-quads"

# RFC 3987 IRIs as SPARQL's grammar has them (rule IRIREF): what may stand between < and >.
_IRI: Final = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\]*')
_PARAMETER: Final = re.compile(r"\$(\w+)")


class TermKind(StrEnum):
    """What a term is, in the words of the JSON results format (SPARQL 1.1 Query Results JSON, 3.2.2)."""

    IRI = "uri"
    LITERAL = "literal"
    BLANK = "bnode"
    TRIPLE = "triple"


# Older stores write typed-literal (SPARQL 1.0 results in JSON).
_KINDS: Final = {each.value: each for each in TermKind} | {"typed-literal": TermKind.LITERAL}


@dataclass(frozen=True, slots=True)
class Term:
    """An RDF term. `value` is the IRI, the lexical form or the blank node's label; `datatype` is empty for plain strings."""

    value: str
    kind: TermKind
    language: str = ""
    datatype: str = ""

    @property
    def is_iri(self) -> bool:
        """Whether the term is an IRI."""
        return self.kind is TermKind.IRI


Row = Mapping[str, Term]


@dataclass(frozen=True, slots=True)
class Query:
    """A query and the dataset that the request names for it (SPARQL 1.1 Protocol, 2.1.4).

    Where the request names no graph the query's own FROM clauses count, and without those the store's default graph.
    `own` is whether we ask it ourselves, for a page: such queries do not wait behind those of strangers, and
    those of one `client` not behind all of another one. Where the answer has
    more rows or triples than `most`, it is an error.
    """

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    own: bool = False
    most: int | None = None
    client: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it travels: bytes of one media type, in pieces.

    `size` is how many there are and `digest` their SHA-256, where that is known; `seconds` is how long it took to evaluate,
    where something knows that better than the one who waited.
    """

    media_type: str
    body: Iterable[bytes]
    size: int | None = None
    digest: str = ""
    seconds: float | None = None

    def read(self) -> bytes:
        """Return the whole body."""
        return b"".join(self.body)


class Store(Protocol):
    """Something that answers SPARQL 1.1 queries and takes no updates."""

    def answer(self, query: Query, rows: str | None = JSON, graph: str | None = TURTLE) -> Answer:
        """Answer `query`: SELECT and ASK in the media type `rows`, CONSTRUCT and DESCRIBE in the media type `graph`.

        Raises QueryError: 400 where the query is wrong (with line and column where they are known) or calls SERVICE, 406
        where the media type for its form is None, 503 where it took too long or too much, 502 where a remote store did not
        answer.
        """
        ...

    def version(self, query: Query) -> str | None:
        """Return a text that changes whenever the answer to `query` may; None where it may change at any time."""
        ...

    def close(self) -> None:
        """Let go of what the store holds."""
        ...


class Near(Protocol):
    """Something that answers some queries at once, beside a store."""

    def answer(self, query: Query, rows: str | None = JSON, graph: str | None = TURTLE) -> Answer | None:
        """Answer `query` as the store would, see Store.answer; None where the store has to be asked."""
        ...

    def close(self) -> None:
        """Let go of what it holds."""
        ...


class Deed(StrEnum):
    """What a change does: SPARQL 1.1 Update, or a method of the Graph Store Protocol."""

    UPDATE = "update"
    PUT = "put"
    POST = "post"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Change:
    """A change of what a store holds.

    `content` are an update's text, or the parts of a graph, each with its media type. `graph` is the one that is put, added to
    or deleted, None for the default graph. `using` and `using_named` are the graphs that the request names for an update.
    """

    deed: Deed
    content: tuple[tuple[str, bytes], ...] = ()
    graph: str | None = None
    using: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()


class InvalidError(QueryError):
    """A change would make what is stored invalid; `report` is the sh:ValidationReport in JSON-LD."""

    def __init__(self, problems: Iterable[str], report: str) -> None:
        self.problems = tuple(problems)
        self.report = report
        super().__init__("What would be stored does not conform to the shapes.", 422)


class Writer(Protocol):
    """Something that makes changes: whole or not at all, and visible only if what is stored then is valid."""

    def write(self, change: Change, condition: Callable[[], None] | None = None) -> bool:
        """Make a change, and return whether a graph was made anew. `condition` is asked when no other change can come between.

        Raises QueryError: 400, 404 or 415 where the change is wrong, 503 where it took too long, or others are writing;
        InvalidError, 422, where what would be stored does not conform; what `condition` raises. Then everything is as it was.
        """
        ...


def prologue(*prefixes: str) -> str:
    """Return the PREFIX lines for some of our prefixes."""
    return "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in prefixes)


def is_iri(text: str) -> bool:
    """Return whether `text` can stand between < and > in a query."""
    return _IRI.fullmatch(text) is not None


def bind(text: str, **values: str | int | Iterable[str]) -> str:
    """Return the query `text` with each parameter `$name` replaced by its value.

    A value is an IRI, several IRIs (for VALUES) or a number (for LIMIT and OFFSET). Raises QueryError where a text is not
    an IRI: nothing else of a request ever becomes part of a query of ours.
    """
    terms = {name: _terms(value) for name, value in values.items()}
    return _PARAMETER.sub(lambda match: terms[match[1]], text)


def _terms(value: str | int | Iterable[str]) -> str:
    if isinstance(value, int):
        return str(value)
    iris = [value] if isinstance(value, str) else list(value)
    for iri in iris:
        if not is_iri(iri):
            raise QueryError(f"{iri!r} is not an IRI.", 400)
    return " ".join(f"<{iri}>" for iri in iris)


def select(store: Store, text: str, **values: str | int | Iterable[str]) -> list[Row]:
    """Return the solutions of a SELECT, the parameters of `text` bound to `values`. Unbound variables are absent."""
    return list(solutions(store.answer(Query(bind(text, **values), own=True), rows=JSON, graph=None).read()))


def solutions(body: bytes) -> Iterator[Row]:
    """Yield the solutions of a SELECT's answer in JSON. Raises QueryError where it is not one."""
    try:
        bindings = json.loads(body)["results"]["bindings"]
        for binding in bindings:
            yield {name: _term(value) for name, value in binding.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise QueryError("The store's answer is not a SPARQL result in JSON.", 502) from error


def _term(value: Mapping[str, Any]) -> Term:
    kind = _KINDS[value["type"]]
    text = value["value"] if isinstance(value["value"], str) else json.dumps(value["value"])
    return Term(text, kind, value.get("xml:lang", ""), value.get("datatype", ""))
