"""Triples → what breaks the integrity constraints IC-0 to IC-21: `Finding`, counted in full and told in part."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from kgsm.validate.integrity import codes, literals, observations, structure
from kgsm.validate.integrity.normal_form import normalize
from kgsm.validate.integrity.triples import Triples
from kgsm.validate.result import TOLD

QUERIES: Final[Mapping[int, str]] = MappingProxyType(
    dict(sorted({0: literals.QUERY, **structure.QUERIES, **observations.QUERIES, **codes.QUERIES}.items()))
)
_FOUND: Final = """
    CREATE TABLE found (
        number INTEGER, focus BIGINT, path BIGINT, value BIGINT, other BIGINT, culprit BIGINT, times BIGINT
    )"""
_FIND: Final = "INSERT INTO found SELECT {number}, * FROM ({query})"
_NODES: Final = ("focus", "path", "value", "other", "culprit")
_TELL: Final = f"""
    SELECT number, {", ".join(f"{each}_term.text" for each in _NODES)}, times, total, coalesce(source.file, 1)
    FROM (
        SELECT *, count(*) OVER (PARTITION BY number) AS total,
            row_number() OVER (PARTITION BY number ORDER BY culprit, focus, path, value) AS rank
        FROM found
    ) found
    {" ".join(f"LEFT JOIN term {each}_term ON {each}_term.id = found.{each}" for each in _NODES)}
    ASOF LEFT JOIN source ON source.first <= culprit_term.first
    WHERE rank <= {TOLD}
    ORDER BY number, rank"""
# A parser names blank nodes at random; where one first appears is the same each time.
_NAME_BLANK_NODES: Final = "UPDATE term SET text = '_:b' || id WHERE starts_with(text, '_:')"


@dataclass(frozen=True, slots=True)
class Finding:
    """One result: a node that breaks the constraint IC-`number`. Nodes are in N-Triples form.

    `focus`, `path` and `value` are those of the SHACL result. `other` is one more node of which its sentence speaks, and
    `times` a number; `culprit` is the node at fault, and `file` the number of the file in which it first appears. The
    constraint is broken `total` times, of which not every one is told.
    """

    number: int
    focus: str
    path: str | None
    value: str | None
    other: str | None
    culprit: str
    times: int | None
    total: int
    file: int


def find(triples: Triples) -> Iterator[Finding]:
    """Yield what breaks each constraint, at most `TOLD` of each, in the order of the constraints and of the files."""
    run = triples.connection.execute
    run(_NAME_BLANK_NODES)
    # What is pushed down is said again of each observation: an ill-typed literal is told where it was written.
    literals.find_ill_typed(triples)
    normalize(triples)
    observations.prepare(triples)
    codes.prepare(triples)
    run(_FOUND)
    for number, query in QUERIES.items():
        run(_FIND.format(number=number, query=query))
    for row in triples.rows(_TELL):
        yield Finding(*row)
