"""A dataset, what is chosen of it and the number of a page → the findings on that page, in the order of the table."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar
from urllib.parse import urlencode

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from kgsm.namespaces import XSD
from kgsm.serve.cube.cubes import Cube
from kgsm.serve.cube.listed import listed, stated
from kgsm.serve.cube.selection import Selection
from kgsm.serve.facts import Facts
from kgsm.serve.pages.filters import Filters, matching
from kgsm.serve.pages.order import SMALL, columns, some
from kgsm.serve.visit import RefusalError, Visit
from kgsm.sparql import Row, Term, TermKind, prologue

Item = TypeVar("Item")

_PLAIN: Final = NamedNode(str(XSD.string))
PAGE_SIZE: Final = 100  # a row takes a fifth of a millisecond, and more of them nobody reads at once
MOST_PAGES: Final = 100  # of a long table without a rows file: what is further on is found by a filter, or in the files
COUNT: Final = prologue("qb") + "SELECT (COUNT(*) AS ?count) WHERE { ?finding qb:dataSet $this }"


@dataclass(frozen=True, slots=True)
class Pages:
    """Where in a long table the page is. `pages` counts from 1; the others are addresses, empty where they lead nowhere else.

    `is_cut` is whether there is more than all pages show.
    """

    page: int
    pages: int
    first: str
    before: str
    after: str
    last: str
    is_cut: bool


def page_of(
    visit: Visit, iri: str, order: Sequence[str] | None, chosen: Filters, written: str
) -> tuple[Sequence[str], Pages, int]:
    """Return the findings on the page with the number `written`, where that page is, and how many findings are chosen.

    `order` are all findings of a table that is held, None for a longer one. Raises RefusalError, 404, for a page that is none.
    """
    number = _number(written)
    start = max(0, number - 1) * PAGE_SIZE
    cube = columns(visit, iri) if order is None or chosen.active else None
    found: Sequence[str]
    is_cut = False
    if cube:
        found, total = listed(visit.site.cubes, _selection(cube, chosen), PAGE_SIZE, start)
    elif order is not None:
        if chosen.active:
            wanted = set(matching(visit, iri, chosen.active, SMALL, 0))
            order = [each for each in order if each in wanted]
        found, total = order[start : start + PAGE_SIZE], len(order)
    else:
        found, total, is_cut = _unordered(visit, iri, chosen, start)
    pages = max(1, -(-total // PAGE_SIZE))
    if is_cut:
        pages = min(MOST_PAGES, pages)
    _require_page(visit, number, pages, written)
    return found, _pages(visit, chosen.pairs(), number, pages, is_cut=is_cut), total


def stated_on(visit: Visit, iri: str, chosen: Filters, written: str) -> Facts:
    """Return what the findings on that page say, as the rows file has it, for as long as the store does not."""
    cube = columns(visit, iri)
    if cube is None:
        return Facts(visit.language, {})
    start = max(0, _number(written) - 1) * PAGE_SIZE
    return Facts.of(_rows(stated(visit.site.cubes, _selection(cube, chosen), PAGE_SIZE, start)), visit.language)


def _rows(text: str) -> Iterator[Row]:
    for each in parse(text, RdfFormat.N_TRIPLES):
        yield {name: _term(term) for name, term in zip("spo", each.triple, strict=True)}


def _term(term: object) -> Term:
    if isinstance(term, Literal):
        datatype = "" if term.language or term.datatype == _PLAIN else term.datatype.value
        return Term(term.value, TermKind.LITERAL, term.language or "", datatype)
    if isinstance(term, NamedNode):
        return Term(term.value, TermKind.IRI)
    return Term(str(term), TermKind.BLANK)  # kgsm writes none


def part(visit: Visit, items: Sequence[Item], written: str, size: int) -> tuple[Sequence[Item], Pages]:
    """Return the items on the page with the number `written`, `size` a page, and where it is. Raises RefusalError, 404."""
    number, pages = _number(written), max(1, -(-len(items) // size))
    _require_page(visit, number, pages, written)
    return items[(number - 1) * size : number * size], _pages(visit, (), number, pages, is_cut=False)


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0


def _require_page(visit: Visit, number: int, pages: int, written: str) -> None:
    if not 1 <= number <= pages:
        raise RefusalError(404, visit.say("error.unknown-page", found=written[:40]))


def _selection(cube: Cube, chosen: Filters) -> Selection:
    places = {each.parameter: number for number, each in enumerate(cube.dimensions)}
    return Selection(cube, {places[each.name]: tuple(option.code for option in each.chosen) for each in chosen.active})


def _unordered(visit: Visit, iri: str, chosen: Filters, start: int) -> tuple[Sequence[str], int, bool]:
    """Return the findings of a page in the order of the store, how many are known of, and whether there may be more."""
    if start >= MOST_PAGES * PAGE_SIZE:
        return (), 0, True
    if not chosen.active:
        return some(visit, iri, PAGE_SIZE, start), _count(visit, iri), True
    found = matching(visit, iri, chosen.active, PAGE_SIZE + 1, start)
    return found[:PAGE_SIZE], start + len(found), len(found) > PAGE_SIZE


def _count(visit: Visit, iri: str) -> int:
    known = visit.site.memory.counts()
    if iri not in known:
        known[iri] = int(visit.ask(COUNT, this=iri)[0]["count"].value)
    return known[iri]


def _pages(visit: Visit, pairs: Iterable[tuple[str, str]], number: int, pages: int, *, is_cut: bool) -> Pages:
    def address(page: int) -> str:
        if page == number or not 1 <= page <= pages:
            return ""
        return "?" + urlencode([*pairs, ("page", page), ("lang", visit.language)])

    return Pages(number, pages, address(1), address(number - 1), address(number + 1), address(pages), is_cut)
