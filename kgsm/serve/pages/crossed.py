"""A table whose rows differ in two dimensions → the same findings with one of them down and the other across."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kgsm.serve.facts import Words
from kgsm.serve.pages.filters import parameter
from kgsm.serve.pages.findings import Component, Dimension
from kgsm.serve.pages.parts import Value
from kgsm.serve.pages.tables import Table, TableRow
from kgsm.serve.visit import RefusalError, Visit


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a crossed table: a cell is None where there is no finding."""

    head: Words
    cells: tuple[TableRow | None, ...]


@dataclass(frozen=True, slots=True)
class Crossed:
    """Findings of one base by two dimensions: `down` names the rows, `across` the columns."""

    caption: tuple[Words, ...]
    down: Words
    across: Words
    heads: tuple[Words, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Crossing:
    """How the tables of a page are crossed, and the links that cross them otherwise; no tables where nobody asks."""

    tables: tuple[Crossed, ...] = ()
    links: tuple[Value, ...] = ()


def crossing(
    visit: Visit, names: Mapping[str, Dimension], tables: Sequence[Table], asked: Mapping[str, Sequence[str]], query: str
) -> Crossing:
    """Return the tables with rows and columns as `rows` and `cols` ask.

    `names` are the two dimensions in which the rows differ, by their parameters; there are none where rows differ in more, or
    in fewer, or where not all are shown. `query` is that of the filters, `?` and all.
    Raises RefusalError where these are not the two dimensions in which the rows differ.
    """
    wanted = [(asked.get(each) or [""])[0] for each in ("rows", "cols")]
    known = list(names)
    if not any(wanted):
        return Crossing((), _links(visit, names, [known, known[::-1]], query) if len(known) == 2 else ())
    down, across = (name or next((each for each in known if each not in wanted), "") for name in wanted)
    if len(known) != 2:
        raise RefusalError(400, visit.say("error.not-crossed"))
    if {down, across} != set(known):
        raise RefusalError(400, visit.say("error.crossed", possible=", ".join(known)))
    made = tuple(_crossed(each, names[down], names[across]) for each in tables)
    plain = Value(visit.words("crossed.list"), visit.at(visit.path) + query)
    return Crossing(made, (plain, *_links(visit, names, [[across, down]], query)))


def dimensions(visit: Visit, dataset: str, parts: Sequence[Component], columns: Sequence[Dimension]) -> dict[str, Dimension]:
    """Return the two `columns` that tell the rows of all tables apart, by their parameters; none where they are not two."""
    names = {parameter(visit, dataset, parts, each.property): each for each in columns}
    return names if len(columns) == len(names) == 2 and all(names) else {}


def _links(visit: Visit, names: Mapping[str, Dimension], pairs: Iterable[Sequence[str]], query: str) -> tuple[Value, ...]:
    links = []
    for down, across in pairs:
        href = f"{visit.at(visit.path)}{query}{'&' if query else '?'}rows={down}&cols={across}"
        words = visit.words("crossed.link", down=names[down].name.text, across=names[across].name.text)
        links.append(Value(words, href))
    return tuple(links)


def _crossed(table: Table, rows: Dimension, columns: Dimension) -> Crossed:
    heads: dict[str, Words] = {}
    lines: dict[str, tuple[Words, dict[str, TableRow]]] = {}
    down, across = rows.property, columns.property
    for row in table.rows:
        there = {each.property: each.value for each in row.finding.dimensions}
        if down in there and across in there:
            head, column = (there[each].href + there[each].words.text for each in (down, across))
            heads.setdefault(column, there[across].words)
            lines.setdefault(head, (there[down].words, {}))[1][column] = row
    return Crossed(
        table.caption,
        rows.name,
        columns.name,
        tuple(heads.values()),
        tuple(Line(words, tuple(cells.get(each) for each in heads)) for words, cells in lines.values()),
    )
