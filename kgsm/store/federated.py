"""A query with SERVICE → the same query with the answers of other endpoints in it as VALUES.

SERVICE joins what another endpoint answers with the group around it (SPARQL 1.1 Federated Query, 4), and so does VALUES: put
in its place it means the same, wherever it stands. The workers that evaluate queries have no sockets; this process asks.

Asked for everything, an endpoint would send everything. So what the patterns around SERVICE bind is found first, and sent along
in blocks of VALUES (a bound join). Which of them may be used, and where they must not, is `kgsm.store.bindings`.
"""

import re
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results

from kgsm.limits import Limits
from kgsm.problems import QueryError
from kgsm.sparql import JSON, TURTLE, XML, Answer, Query, Store
from kgsm.store import outbound
from kgsm.store.bindings import Frame, Surroundings, around, into
from kgsm.store.groups import Element, Group, Kind, Structure, structure
from kgsm.store.outbound import OutboundError
from kgsm.store.outline import outline

BLOCK: Final = 100  # bindings in one request
MOST_BINDINGS: Final = 10_000
MOST_ROWS: Final = 50_000
ROOM: Final = 10_000_000  # bytes of all answers of other endpoints to one query
_AT_ONCE: Final = 4
LONGEST: Final = 100_000
_SERVICE: Final = re.compile("service", re.IGNORECASE)
_BACKSLASH: Final = re.compile(r"\\\\([uU])|\\.", re.DOTALL)
# What a part of the whole would give another result of, or another one each time: such a pattern is asked once, and whole.
_INDIVISIBLE: Final = frozenset(
    {"LIMIT", "OFFSET", "SAMPLE", "GROUP_CONCAT", "RAND", "NOW", "UUID", "STRUUID", "BNODE"}
)  # fmt: skip
_BUSY: Final = "Too many queries with SERVICE are running. Please try again in a moment."
_FORMATS: Final = {JSON: QueryResultsFormat.JSON, XML: QueryResultsFormat.XML}

_EXPRESSIONS: Final = frozenset({Kind.FILTER, Kind.BIND})

_Row = tuple[str, ...]  # terms as they are written in a query, UNDEF where there is none


class Federated:
    """A store that answers SERVICE from the endpoints `listed`, and from no others."""

    def __init__(self, store: Store, listed: Iterable[str], limits: Limits | None = None) -> None:
        self._store = store
        self._listed = outbound.endpoints(listed)
        self._seconds = (limits or Limits()).seconds
        self._places = threading.Semaphore(_AT_ONCE)

    def answer(self, query: Query, rows: str | None = JSON, graph: str | None = TURTLE) -> Answer:
        """Answer `query`, see kgsm.sparql.Store.answer. Raises QueryError, 502 or 504, where another endpoint fails."""
        if not _calls_service(query.text):
            return self._store.answer(query, rows, graph)
        if not self._places.acquire(blocking=False):
            raise QueryError(_BUSY, 503)
        try:
            deadline = time.monotonic() + self._seconds
            local = _Federation(self._store, self._listed, query, structure(query.text), deadline).local()
            return self._store.answer(local, rows, graph)
        finally:
            self._places.release()

    def version(self, query: Query) -> str | None:
        """Return what the store says; None where the query calls SERVICE: others may change at any time."""
        text = query.text
        if _SERVICE.search(text) and (len(text) > LONGEST or outline(text).service):
            return None
        return self._store.version(query)

    def close(self) -> None:
        """Close the store."""
        self._store.close()


def _calls_service(text: str) -> bool:
    if not _SERVICE.search(text) or not outline(text[: LONGEST + 1]).service:
        return False
    if len(text) > LONGEST:
        raise QueryError(f"A query with SERVICE may have {LONGEST} characters.", 400)
    return True


@dataclass(slots=True)
class _Federation:
    """One query on its way. `edits` are the places that have been replaced, and by what."""

    store: Store
    listed: frozenset[str]
    query: Query
    structure: Structure
    deadline: float
    edits: dict[tuple[int, int], str] = field(default_factory=dict)
    room: int = ROOM
    rows: int = MOST_ROWS

    def local(self) -> Query:
        """Return the query that needs no other endpoint any more."""
        for each in self.structure.services():  # those inside another SERVICE, too: the other endpoint would call them
            if not each.term.startswith("?") and each.term not in self.listed:
                raise QueryError(
                    f"SERVICE <{each.term[:200]}> may not be called here: it is not listed (--allow-service).", 400
                )
        self._walk(self.structure.group, ())
        text = self.text(0, len(self.query.text))
        if outline(text).service:
            raise QueryError("SERVICE may stand in WHERE, and not in SELECT, HAVING or ORDER BY.", 400)
        return replace(self.query, text=text)

    def text(self, start: int, end: int) -> str:
        """Return a part of the query as it stands now."""
        pieces, place = [], start
        for (first, last), new in sorted(self.edits.items()):
            if start <= first and last <= end:
                pieces += [self.query.text[place:first], new]
                place = last
        return "".join((*pieces, self.query.text[place:end]))

    def _walk(self, group: Group, frames: tuple[Frame, ...]) -> None:
        for number, element in enumerate(group.elements):
            if element.kind is Kind.SERVICE:
                if any(each.term.startswith("?") for inner in element.groups for each in _inside(inner)):
                    raise QueryError("A SERVICE inside another one has to name its endpoint.", 400)
                here = (*frames, Frame(group, number))
                self.edits[(element.start, element.end)] = self._inlined(element, here)
            else:
                for inner in element.groups:
                    self._walk(inner, into(frames, group, number))

    def _inlined(self, service: Element, frames: tuple[Frame, ...]) -> str:
        """Return the VALUES that stands in the place of a SERVICE."""
        pattern = service.groups[0]
        endpoint = service.term[1:] if service.term.startswith("?") else None
        if endpoint in pattern.visible:
            raise QueryError(f"?{endpoint} names the endpoint of SERVICE; its pattern must not use it.", 400)
        outside = self.structure.variables_outside(service.start, service.end)
        if any(each.element.kind in _EXPRESSIONS for each in frames) and (service.mentioned & outside) - pattern.always:
            # SPARQL 1.1, 18.6, puts the values of each solution into the pattern of EXISTS; the other endpoint has none.
            raise QueryError("A SERVICE inside EXISTS has to bind every variable that it shares with what is outside.", 400)
        seen = pattern.visible
        if not self.structure.star:
            seen &= outside
        columns = tuple(sorted(seen))
        calls = self._calls(service, frames, endpoint)
        found: list[_Row] = []
        for iri, names, bindings in calls:
            own = (f"<{iri}>",) if endpoint else ()
            try:
                rows = [
                    row for text in self._requests(pattern, columns, names, bindings) for row in self._asked(iri, text, columns)
                ]
            except OutboundError:
                if not service.silent:
                    raise
                # Federated Query, 2.3: as if the pattern had one solution without a binding.
                rows = [("UNDEF",) * len(columns)]
            found += [(*row, *own) for row in rows]
        return values((*columns, *((endpoint,) if endpoint else ())), found)

    def _calls(
        self, service: Element, frames: tuple[Frame, ...], endpoint: str | None
    ) -> list[tuple[str, tuple[str, ...], list[_Row] | None]]:
        """Return which endpoints are asked, and with which bindings of which variables; None where nothing is bound."""
        wanted = service.groups[0].always
        if self.structure.words(service.start, service.end) & _INDIVISIBLE:
            wanted = frozenset()
        surroundings = around(frames, wanted if endpoint is None else frozenset({endpoint}), self.edits, self.text)
        names = tuple(sorted(wanted & surroundings.visible))
        if endpoint is None:
            return [(service.term, *self._bindings(surroundings, names))] if names else [(service.term, (), None)]
        if endpoint not in surroundings.visible:
            raise QueryError(f"SERVICE ?{endpoint}: the patterns before it have to bind ?{endpoint}.", 400)
        bound, rows = self._bindings(surroundings, (endpoint, *names))
        if endpoint not in bound:
            raise QueryError(f"SERVICE ?{endpoint}: there are solutions in which ?{endpoint} is unbound.", 400)
        place = bound.index(endpoint)
        called = dict.fromkeys(row[place][1:-1] for row in rows)
        for each in called:
            if each not in self.listed:
                raise QueryError(
                    f"SERVICE may not call what ?{endpoint} is bound to here: it is not listed (--allow-service).", 400
                )
        rest = tuple(each for each in bound if each != endpoint)
        return [
            (iri, rest, [row[:place] + row[place + 1 :] for row in rows if row[place][1:-1] == iri] if rest else None)
            for iri in called
        ]

    def _bindings(self, surroundings: Surroundings, names: tuple[str, ...]) -> tuple[tuple[str, ...], list[_Row]]:
        """Return the variables that all solutions of the surroundings bind, and their different bindings."""
        variables = " ".join(f"?{each}" for each in names)
        text = (
            f"{self.structure.prologue}\nSELECT DISTINCT {variables} {self.structure.dataset}\n"
            f"WHERE {surroundings.text}\nLIMIT {MOST_BINDINGS + 1}"
        )
        body = self.store.answer(replace(self.query, text=text), rows=JSON, graph=None).read()
        rows, wrong = _read(body, QueryResultsFormat.JSON, names)
        if wrong:
            raise QueryError(f"The store's answer is not a SPARQL result in JSON: {wrong}.", 502)
        if len(rows) > MOST_BINDINGS:
            raise QueryError(f"The patterns around SERVICE have more than {MOST_BINDINGS} different bindings to send.", 503)
        # No blank node of ours is one of theirs: what is bound to one joins with nothing.
        rows = [row for row in rows if _BLANK not in row]
        kept = [place for place in range(len(names)) if all(row[place] != "UNDEF" for row in rows)]
        return tuple(names[each] for each in kept), list(dict.fromkeys(tuple(row[each] for each in kept) for row in rows))

    def _requests(
        self, pattern: Group, columns: tuple[str, ...], names: tuple[str, ...], bindings: list[_Row] | None
    ) -> Iterator[str]:
        shown = " ".join(f"?{each}" for each in columns) or f"(1 AS ?{_other_than(self.query.text)})"
        head = f"{self.structure.prologue}\nSELECT {shown} WHERE "
        whole = self.query.text[pattern.start : pattern.end]
        if bindings is None or not names:
            if bindings != []:
                yield head + whole
            return
        body = whole[1:-1] if _is_flat(pattern, names) else whole
        for start in range(0, len(bindings), BLOCK):
            yield f"{head}{{ {values(names, bindings[start : start + BLOCK])} {body}\n}}"

    def _asked(self, endpoint: str, text: str, columns: tuple[str, ...]) -> list[_Row]:
        reply = outbound.ask(self.listed, endpoint, text, self.deadline, self.room)
        self.room -= len(reply.body)
        rows, wrong = _read(reply.body, _FORMATS[reply.media_type], columns)
        if wrong:
            raise OutboundError(f"<{endpoint[:200]}> answered what is no result of a SELECT: {wrong}.", 502)
        self.rows -= len(rows)
        if self.rows < 0:
            raise QueryError(f"Other endpoints answered more than {MOST_ROWS} rows.", 503)
        for row in rows:
            if _BLANK in row:
                raise QueryError(
                    f"<{endpoint[:200]}> answered a blank node for ?{columns[row.index(_BLANK)]}, which has no name "
                    "to join by. Ask for what identifies it, or do not use the variable outside SERVICE.", 400,
                )  # fmt: skip
        return rows


_BLANK: Final = ""


def _read(body: bytes, form: QueryResultsFormat, columns: Sequence[str]) -> tuple[list[_Row], str]:
    """Return the rows of a result, and what is wrong with it, if anything."""
    solutions = None
    try:
        solutions = parse_query_results(body, form)
        if not isinstance(solutions, QuerySolutions):
            return [], "yes or no"
        known = {each.value for each in solutions.variables}
        rows = []
        for solution in solutions:
            # No comprehension: an exception would keep its frame, and the iterator in it.
            rows.append(tuple(_written(solution[each]) if each in known else "UNDEF" for each in columns))  # noqa: PERF401
    except (SyntaxError, ValueError) as error:
        return [], str(error)
    else:
        return rows, ""
    finally:
        del solutions  # a traceback would take it to another thread, where it must not end


def _written(term: object) -> str:
    """Return a term as a query says it, UNDEF for none, `_BLANK` for a blank node. Raises QueryError, 400, for a triple."""
    if term is None:
        return "UNDEF"
    if isinstance(term, NamedNode):
        return str(term)
    if isinstance(term, Literal):
        # An engine that replaces \u before it parses (SPARQL 1.1, 19.2) would see one in `\\u0022`, and end the string there.
        return _BACKSLASH.sub(lambda match: f"\\\\\\u{ord(match[1]):04X}" if match[1] else match[0], str(term))
    if isinstance(term, BlankNode):
        return _BLANK
    raise QueryError("A triple that is a term cannot be joined with SERVICE.", 400)


def values(names: Sequence[str], rows: Iterable[_Row]) -> str:
    """Return a VALUES block (SPARQL 1.1, 10.2)."""
    lines = " ".join(f"({' '.join(row)})" for row in rows)
    return f"VALUES ({' '.join(f'?{each}' for each in names)}) {{ {lines} }}"


def _is_flat(pattern: Group, names: Sequence[str]) -> bool:
    """Return whether bindings may stand in the pattern's own group and not only beside it: engines then look up, not scan.

    They may where each is bound for certain before anything looks at what is unbound: OPTIONAL, MINUS, BIND.
    """
    if pattern.nested:
        return False
    before: set[str] = set()
    for element in pattern.elements:
        if element.kind in {Kind.OPTIONAL, Kind.MINUS, Kind.BIND}:
            break
        before |= element.always
    return before.issuperset(names)


def _inside(group: Group) -> Iterator[Element]:
    for element in group.elements:
        if element.kind is Kind.SERVICE:
            yield element
        for inner in element.groups:
            yield from _inside(inner)


def _other_than(text: str) -> str:
    """Return the name of a variable that `text` does not have."""
    number = 1
    while f"one{number}" in text:
        number += 1
    return f"one{number}"
