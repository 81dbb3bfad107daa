"""Findings → tables in which every number is of the same base: one for each wave, quantity and base, with its own caption."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from kgsm.namespaces import KGSM, QB, RDFS, SDMX_DIMENSION
from kgsm.serve.facts import Words, isolated
from kgsm.serve.pages.bars import Mark
from kgsm.serve.pages.findings import Dimension, Finding
from kgsm.serve.visit import Visit
from kgsm.sparql import prologue

PERIODS: Final = (
    prologue("rdfs", "sdmx-dimension")
    + "SELECT ?s ?p ?o WHERE { VALUES ?s { $properties } FILTER(?p IN (rdfs:subPropertyOf)) ?s ?p ?o }"
)
_QUANTITIES: Final = frozenset({str(KGSM.quantity), str(QB.measureType)})


@dataclass(frozen=True, slots=True)
class TableRow:
    """A finding in a table. `cells` are what it says in the columns; `words` what a mark stands for."""

    finding: Finding
    cells: tuple[Dimension | None, ...]
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Findings of one wave, quantity and base. `caption` says these, `columns` are the dimensions that tell the rows apart."""

    caption: tuple[Words, ...]
    columns: tuple[Dimension, ...]
    rows: tuple[TableRow, ...]

    @property
    def size(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    @property
    def has_bars(self) -> bool:
        """Whether any row has a bar."""
        return any(each.finding.bar for each in self.rows)

    @property
    def has_words(self) -> bool:
        """Whether any row needs a word."""
        return any(each.words for each in self.rows)


def tables(visit: Visit, shown: Sequence[Finding]) -> tuple[Table, ...]:
    """Return the tables of some findings of one dataset, in the order in which their first findings come."""
    periods = _periods(visit, shown)
    differing = _columns(shown, periods)
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for each in shown:
        groups.setdefault(_key(each, periods), []).append(each)
    return tuple(_table(visit, found, differing, periods) for found in groups.values())


def columns(visit: Visit, shown: Sequence[Finding]) -> tuple[Dimension, ...]:
    """Return the dimensions in which findings of one dataset differ, but for those that part the tables."""
    return _columns(shown, _periods(visit, shown))


def of_same_period(visit: Visit, candidates: Sequence[Finding], shown: Sequence[Finding]) -> tuple[tuple[Finding, Words], ...]:
    """Return those of `candidates` that are of a wave of the findings that are shown, each with the name of its wave."""
    periods = _periods(visit, [*candidates, *shown])
    waves = {each.value.href for finding in shown for each in finding.dimensions if each.property in periods}
    pairs = ((each, own) for each in candidates for own in each.dimensions if own.property in periods)
    return tuple((each, own.value.words) for each, own in pairs if own.value.href in waves)


def marks(shown: Iterable[Table]) -> tuple[Mark, ...]:
    """Return the marks that need a line of legend: those that are not plain."""
    found = {row.finding.bar.mark for table in shown for row in table.rows if row.finding.bar}
    return tuple(each for each in Mark if each in found and each is not Mark.PLAIN)


def _periods(visit: Visit, shown: Sequence[Finding]) -> frozenset[str]:
    properties = sorted({each.property for finding in shown for each in finding.dimensions})
    facts = visit.known(PERIODS, properties=properties)
    period = str(SDMX_DIMENSION.refPeriod)
    return frozenset(each for each in properties if each == period or period in facts.iris(each, RDFS.subPropertyOf))


def _key(finding: Finding, periods: frozenset[str]) -> tuple[str, ...]:
    said = (_value(each) for each in finding.dimensions if _is_shared(each.property, periods))
    base = (finding.base.href + finding.base.words.text) if finding.base else ""
    return (*said, base, finding.base_size)


def _is_shared(prop: str, periods: frozenset[str]) -> bool:
    return prop in periods or prop in _QUANTITIES


def _columns(shown: Sequence[Finding], periods: frozenset[str]) -> tuple[Dimension, ...]:
    values: dict[str, dict[str, Dimension]] = {}
    for finding in shown:
        for each in finding.dimensions:
            if not _is_shared(each.property, periods) and each.property != str(SDMX_DIMENSION.refArea):
                values.setdefault(each.property, {}).setdefault(_value(each), each)
    varying = [next(iter(each.values())) for each in values.values() if len(each) > 1]
    return tuple(varying or [next(iter(each.values())) for each in values.values()][:1])


def _table(visit: Visit, found: Sequence[Finding], columns: Sequence[Dimension], periods: frozenset[str]) -> Table:
    first = found[0]
    columns = _telling(found, columns)
    told = {each.property for each in columns}
    # What is the same in all rows stands above them: on a page of a long table that may be anything.
    caption = [
        each.value.words if _is_shared(each.property, periods) else _with_name(each)
        for each in sorted(first.dimensions, key=lambda each: not _is_shared(each.property, periods))
        if each.property not in told and each.property != str(SDMX_DIMENSION.refArea)
    ]
    if first.base:
        size = f" ({visit.say('base.size', size=first.base_size)})" if first.base_size else ""
        caption.append(visit.words("base.is", base=isolated(first.base.words.text) + size))
    rows = [TableRow(each, tuple(each.dimension(column.property) for column in columns), _words(visit, each)) for each in found]
    return Table(tuple(caption), tuple(columns), tuple(rows))


def _telling(found: Sequence[Finding], columns: Sequence[Dimension]) -> Sequence[Dimension]:
    """Return the columns that tell the rows of one table apart, at least the first: each takes the bars' room on a phone."""
    said = {each.property: {_value(finding.dimension(each.property)) for finding in found} for each in columns}
    return [each for each in columns if len(said[each.property]) > 1] or list(columns[:1])


def _value(dimension: Dimension | None) -> str:
    return dimension.value.href + dimension.value.words.text if dimension else ""


def _with_name(dimension: Dimension) -> Words:
    """Return what a finding says in a dimension so that it can stand alone: `nicht angegeben` does not say what is not."""
    value = dimension.value.words
    return Words(f"{dimension.name.text}: {value.text}", value.language)


def _words(visit: Visit, finding: Finding) -> tuple[Words, ...]:
    found = []
    if not finding.plain and finding.exactness:
        found.append(finding.exactness.words)
    if finding.unstated:
        found.append(visit.words("bar.outlined"))
    elif finding.base_doubtful and finding.base_status:
        found.append(visit.words("bar.base", status=finding.base_status.text))
    if finding.computed and finding.origin:
        found.append(finding.origin.words)
    if finding.unsettled and finding.status:
        found.append(finding.status.words)
    return tuple(found)
