"""Checks of a dataset's rows → results: one query counts what fails each check, one more names the rows where any fail."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from kgsm.problems import Severity, problem
from kgsm.scans import Asked
from kgsm.tables import identifier
from kgsm.text import Text
from kgsm.validate.hints import NOTHING
from kgsm.validate.result import TOLD, Result, and_more, of_table
from kgsm.validate.rows import Rows, Together

_COUNT: Final = "SELECT {counts} FROM {relation}"
_NAME: Final = "SELECT _row, _iri, {values} FROM {relation} WHERE {condition} ORDER BY _row LIMIT {told}"


# Values of a message that are sentences: the same for every row, or made from what was found.
Texts: TypeAlias = Mapping[str, Text | Callable[[str], Text]]


@dataclass(frozen=True, slots=True)
class Check:
    """A claim about rows: those where the SQL `condition` holds have the problem `code` in their cell of `column`.

    An empty `column` stands for the whole row. `found` is the SQL expression of what stands there, by default the cell;
    `values` are those of the other values of the message, `texts` those that are sentences. `relation` is what the rows are
    taken from where it is not the dataset's own rows, each by itself. `shape` is the name of the shape
    in shapes/finding.ttl that makes the claim, where it is not that of the code, `severity` how bad it is.
    """

    code: str
    column: str
    condition: str
    found: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    texts: Texts = field(default_factory=dict)
    relation: Together | None = None
    shape: str | None = None
    severity: Severity = Severity.VIOLATION


def run(rows: Rows, checks: Sequence[Check]) -> Iterator[Result]:
    """Return what the checks find, at most `TOLD` results each; the last of so many says how many more there are."""
    for relation in dict.fromkeys(each.relation for each in checks):
        together = [each for each in checks if each.relation == relation]
        counts = ", ".join(f"count(*) FILTER (WHERE {each.condition})" for each in together)
        taken, key = _taken(rows, relation)
        query = _COUNT.format(counts=counts, relation=taken)
        found = rows.study.tables.scans.counts(rows.dataset.id, query, key)
        for check, count in zip(together, found, strict=True):
            if count:
                yield from _named(rows, check, count)


def _named(rows: Rows, check: Check, count: int) -> Iterator[Result]:
    expressions = {"found": check.found or identifier(check.column), **check.values}
    taken, key = _taken(rows, check.relation)
    query = _NAME.format(
        values=", ".join(f"({expression})::VARCHAR AS {identifier(name)}" for name, expression in expressions.items()),
        relation=taken,
        condition=check.condition,
        told=TOLD,
    )
    witnesses = rows.study.tables.scans.first(Asked(rows.dataset.id, key, TOLD), query)
    for number, (row, iri, *cells) in enumerate(witnesses, start=1):
        texts = {name: text if isinstance(text, Text) else text(cells[0]) for name, text in check.texts.items()}
        values = {"hint": NOTHING, **dict(zip(expressions, cells, strict=True)), **texts}
        told = problem(rows.place(row, check.column), check.code, check.severity, **values)
        each = of_table(rows.dataset, told, iri, (check.column, cells[0]), check.shape)
        yield and_more(each, count - TOLD) if number == TOLD else each


def _taken(rows: Rows, together: Together | None) -> tuple[str, str | None]:
    return (together.relation, together.key) if together else (rows.relation, None)
