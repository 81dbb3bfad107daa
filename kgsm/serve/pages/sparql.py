"""A query and its answer → the page of the endpoint: questions to choose from, form, result or error, code."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final
from urllib.parse import urlencode

from kgsm.namespaces import PREFIXES, XSD
from kgsm.problems import QueryError
from kgsm.serve import bundle, completions, wording
from kgsm.serve.capabilities import names_of_graphs
from kgsm.serve.examples import EXAMPLES
from kgsm.serve.facts import LABELS, Facts, Words
from kgsm.serve.negotiate import ANSWERED_GRAPHS, HTML, ROWS, TURTLE, Format
from kgsm.serve.pages.code import Snippet, query_snippets
from kgsm.serve.pages.findings import names
from kgsm.serve.pages.in_page import InPage, in_page
from kgsm.serve.pages.parts import Frame, Value, address, frame, link, literal
from kgsm.serve.visit import Visit
from kgsm.sparql import Query, Row, Term, is_iri

_GALLERIES: Final = {
    "gallery.newsrooms": ("example.findings", "example.datasets", "example.disagreement", "example.sources"),
    "gallery.statistics": ("example.shares", "example.not-stated", "example.computed", "example.area"),
    "gallery.developers": ("example.structure", "example.files", "example.classes", "example.graphs"),
}
SHOWN: Final = 1000
UNKNOWN_PREFIX: Final = "Prefix not found"  # what Oxigraph's parser says of one
_PREFIXED: Final = re.compile(r"(?<![\w.:-])([\w.-]*):[\w.:%-]*$")
_CLOSING: Final = ("}", ")", "]")
LINKED: Final = 6000  # longer queries do not fit into every browser's address
_NUMBERS: Final = frozenset(str(each) for each in (XSD.integer, XSD.decimal, XSD.double, XSD.float, XSD.nonNegativeInteger))


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a result. Numbers stand to the right."""

    value: Value
    number: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer: rows under names, or a document, and the same in other formats."""

    sentence: str
    names: tuple[str, ...] = ()
    rows: tuple[tuple[Cell | None, ...], ...] = ()
    document: str = ""
    also: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a query was not run, and where in it the reason stands."""

    sentence: str
    place: str = ""
    line_text: str = ""
    marker: str = ""
    raw: str = ""
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Gallery:
    """Questions of one kind of reader, each with the query that answers it."""

    title: str
    questions: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class SparqlPage:
    """The page of the endpoint."""

    template: ClassVar[str] = "sparql.html"
    frame: Frame
    query: str
    height: int
    formats: tuple[tuple[str, str], ...]
    galleries: tuple[Gallery, ...]
    limits: str
    link: str
    is_long: bool
    snippets: tuple[Snippet, ...]
    graphs: tuple[str, ...]
    endpoint: str
    outcome: Outcome | None
    failure: Failure | None
    editor: bundle.Asset | None
    completions: str
    in_page: InPage | None = None
    base: str = ""


def sparql(
    visit: Visit, host: str, query: Query | None, outcome: Outcome | None = None, failure: Failure | None = None
) -> SparqlPage:
    """Return the page of the endpoint. Without a query the first example stands in the form."""
    text = query.text if query else EXAMPLES["example.shares"]
    formats = [(HTML.name, visit.say("sparql.page")), *((each.name, each.title) for each in (*ROWS, *ANSWERED_GRAPHS))]
    endpoint = f"{host}{visit.at('/sparql')}"
    is_long = len(text) > LINKED
    asked_in_page = in_page(visit)
    return SparqlPage(
        frame=frame(visit, visit.say("sparql.title")),
        query=text,
        height=min(30, max(8, text.count("\n") + 2)),
        formats=tuple(formats),
        galleries=_galleries(visit),
        limits=visit.say(
            "sparql.limits",
            seconds=wording.number(f"{visit.site.limits.seconds:g}", visit.language),
            size=wording.size(visit.site.limits.size, visit.language),
        ),
        link=f"{host}{address_of(visit, query)}" if query and outcome and not is_long else "",
        is_long=is_long,
        snippets=query_snippets(endpoint, query.text) if query and outcome and outcome.names else (),
        graphs=names_of_graphs(visit.site),
        endpoint=endpoint,
        outcome=outcome,
        failure=failure,
        editor=None if visit.site.static and not asked_in_page else bundle.asset(bundle.EDITOR),
        completions=visit.at(completions.PATH),
        in_page=asked_in_page,
        base=visit.site.manifest.base,
    )


def _galleries(visit: Visit) -> tuple[Gallery, ...]:
    return tuple(
        Gallery(
            visit.say(title),
            tuple(Value(visit.words(key), address_of(visit, Query(_spoken(EXAMPLES[key], visit.language)))) for key in keys),
        )
        for title, keys in _GALLERIES.items()
    )


def _spoken(query: str, language: str) -> str:
    """Return an example that asks for texts in the reader's language."""
    return query.replace(') = "de")', f') = "{language}")')


def table(visit: Visit, query: Query, variables: Sequence[str], found: Sequence[Row]) -> Outcome:
    """Return the outcome of a SELECT: IRIs by their names, numbers and dates in the reader's language."""
    shown = found[:SHOWN]
    things = {term.value for row in shown for term in row.values() if term.is_iri and is_iri(term.value)}
    labels = names(visit, things)
    count = wording.number(str(len(found)), visit.language)
    if len(found) > SHOWN:
        sentence = visit.say("sparql.cut", count=count, shown=wording.number(str(SHOWN), visit.language))
    elif found:
        sentence = visit.say("sparql.rows.one" if len(found) == 1 else "sparql.rows", count=count)
    else:
        sentence = visit.say("sparql.none")
    rows = tuple(tuple(_cell(visit, labels, row.get(name)) for name in variables) for row in shown)
    return Outcome(sentence, tuple(variables), rows, also=_also(visit, query, ROWS))


def answer(visit: Visit, query: Query, *, yes: bool) -> Outcome:
    """Return the outcome of an ASK."""
    return Outcome(visit.say("sparql.yes" if yes else "sparql.no"), also=_also(visit, query, ROWS[:2]))


def graph(visit: Visit, query: Query, turtle: str) -> Outcome:
    """Return the outcome of a CONSTRUCT or DESCRIBE, shown as Turtle."""
    return Outcome(
        "" if turtle.strip() else visit.say("sparql.none"), document=turtle, also=_also(visit, query, ANSWERED_GRAPHS)
    )


def too_large(visit: Visit, query: Query, media_type: str) -> Outcome:
    """Return the outcome of a query whose answer is too large for a page."""
    formats = ANSWERED_GRAPHS if media_type == TURTLE.media_type else ROWS
    return Outcome(visit.say("sparql.too-large"), also=_also(visit, query, formats))


def failure(visit: Visit, query: Query, error: QueryError) -> Failure:
    """Return why a query was not run, with its line and a marker under the column where they are known."""
    if error.line is None or error.column is None:
        return Failure(str(error))
    lines = re.split(r"\r\n|\n", query.text)
    line = lines[error.line - 1] if error.line <= len(lines) else ""
    before = line[: error.column - 1]
    short = len(line) <= 200
    return Failure(
        sentence=_fault(visit, str(error), before, [line[error.column - 1 :], *lines[error.line :]]),
        place=visit.say("sparql.error.place", line=error.line, column=error.column),
        line_text=line if short and line.strip() else "",
        marker="".join("\t" if each == "\t" else " " for each in before) + "^",
        raw=str(error)[:300],
        line=error.line,
        column=error.column,
    )


def _fault(visit: Visit, raw: str, before: str, after: Iterable[str]) -> str:
    """Return what is wrong where the parser stopped: the two commonest slips by name, else that it is no SPARQL.

    `raw` is what Oxigraph's parser says, which lists all that could stand there; `before` and `after` are the query around it.
    """
    if UNKNOWN_PREFIX in raw and (found := _PREFIXED.search(before)):
        prefix = found[1]
        known = "sparql.error.prefix.known" if prefix in PREFIXES else "sparql.error.prefix"
        return visit.say(known, prefix=prefix, namespace=PREFIXES.get(prefix, ""))
    missing = next((each for each in _CLOSING if f'"{each}"' in raw), "")
    if missing and not any(each.strip() for each in after):
        return visit.say("sparql.error.missing", found=missing)
    return visit.say("sparql.error.syntax")


def _cell(visit: Visit, labels: Facts, term: Term | None) -> Cell | None:
    if term is None:
        return None
    if not term.is_iri:
        return Cell(literal(visit, term), term.datatype in _NUMBERS)
    if labels.terms(term.value, *map(str, LABELS)):
        return Cell(link(visit, labels, term.value), number=False)
    return Cell(_short(visit, term.value), number=False)


def _short(visit: Visit, iri: str) -> Value:
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and iri != namespace:
            return Value(Words(f"{prefix}:{iri.removeprefix(namespace)}"), visit.href(iri))
    return Value(address(visit, iri).words, visit.href(iri))


def _also(visit: Visit, query: Query, formats: Sequence[Format]) -> tuple[Value, ...]:
    if len(query.text) > LINKED:
        return ()
    return tuple(Value(Words(each.title), address_of(visit, query, each)) for each in formats)


def address_of(visit: Visit, query: Query | None, form: Format | None = None) -> str:
    """Return the address that answers `query` in a format, by default the page; without a query, the endpoint's description."""
    parameters = [("query", query.text)] if query else []
    if query:
        parameters += [("default-graph-uri", each) for each in query.default_graphs]
        parameters += [("named-graph-uri", each) for each in query.named_graphs]
    parameters += [("format", form.name)] if form else [("format", HTML.name), ("lang", visit.language)]
    return f"{visit.at('/sparql')}?{urlencode(parameters)}"
