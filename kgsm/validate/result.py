"""What a check found: `Result`, a problem with what a SHACL report says about it (SHACL 3.6.2)."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from rdflib import Literal, URIRef
from rdflib.term import Node

from kgsm.namespaces import SH, SHAPES
from kgsm.problems import Problem, shown
from kgsm.study import Dataset
from kgsm.text import Text

# A wrong column makes a million violations: so many of one kind are told, the others counted.
TOLD: Final = 100

_LONG: Final = 1000
# As an engine reads it: a percent sign begins two hexadecimal digits (RFC 3987, 2.2).
IRI: Final = re.compile(r'(?:[^\x00-\x20<>"{}|\\^`%\x7f-\xa0]|%[0-9A-Fa-f]{2})+')

# The shapes of shapes/finding.ttl and shapes/rules.ttl that the checks of the tables ask for, by the code of the problem.
_SHAPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "answers-above-100": "AnswersSumTo100AtMost",
        "base-above-respondents": "BaseIsAtMostRespondents",
        "base-not-stated": "BaseIsStated",
        "count-above-base": "CountIsAtMostBase",
        "cyclic-formula": "FormulaHasNoCircle",
        "formula-divides-by-zero": "FormulaDividesByNumbersOnly",
        "formula-does-not-follow": "FormulaGivesValue",
        "formula-of-reported": "FormulaIsOfComputed",
        "formula-without-value": "FormulaNamesValues",
        "negative-value": "ValueIsNotNegative",
        "no-sentence": "FindingHasSentence",
        "parts-do-not-sum": "PartsSumToWhole",
        "parts-sum-nearly": "PartsSumToExactly100",
        "share-does-not-follow": "ShareFollowsFromCount",
        "unknown-figure": "FormulaNamesFigures",
        "wrong-formula": "FormulaIsReadable",
        "share-above-100": "ShareIsAtMost100",
        "wrong-base-size": "BaseSizeIsPositiveInteger",
    }
)


@dataclass(frozen=True, slots=True)
class Result:
    """A problem, and the node, path and value it is about. `shape` is the shape that was not met, by which constraint.

    `said` is the shape's own message, where the problem has a sentence of its own. A `silent` result stands in the report for
    machines only: a person is told the fault by another one.
    """

    problem: Problem
    focus: URIRef
    path: Node | None
    value: URIRef | Literal | None
    shape: URIRef
    component: URIRef
    said: Text | None = None
    silent: bool = False


def capped(results: Iterable[Result]) -> Iterator[Result]:
    """Return at most `TOLD` results of each shape; the last of so many says how many more there are."""
    seen: Counter[URIRef] = Counter()
    last: dict[URIRef, Result] = {}
    for each in results:
        seen[each.shape] += 1
        if seen[each.shape] < TOLD:
            yield each
        elif seen[each.shape] == TOLD:
            last[each.shape] = each
    for shape, each in last.items():
        yield and_more(each, seen[shape] - TOLD)


def order(result: Result) -> tuple[tuple[str, int, str], str, str, str, str, str]:
    """Return the key that sorts results by their place, and there by everything else that tells them apart."""
    problem = result.problem
    nodes = (str(result.focus), str(result.path), str(result.value), str(result.shape))
    return (problem.place.order(), problem.code, *nodes)


def and_more(each: Result, more: int) -> Result:
    """Return the result, its message ending with the sentence that there are as many more of its kind."""
    if more == 0:
        return each
    de = f"{each.problem.message.de} Ebenso an {more} weiteren Stellen."
    en = f"{each.problem.message.en} The same at {more} more places."
    return replace(each, problem=replace(each.problem, message=Text(de=de, en=en)))


def of_table(
    dataset: Dataset, problem: Problem, row: str | None, cell: tuple[str, str | None], shape: str | None = None
) -> Result:
    """Return the result of a check of the tables; its shape is by default the one of the problem's code.

    `row` is the IRI of the row's observation, in whose place the dataset stands where the row's codes make no IRI. `cell` is
    the column and what stands there.
    """
    column, found = cell
    specification = dataset.specification(column) or dataset.specification(re.sub("_(de|en)$", "", column))
    value = None if found is None else Literal(found if len(found) <= _LONG else shown(found))
    return Result(
        problem=problem,
        focus=URIRef(row) if row is not None and IRI.fullmatch(row) else dataset.iri,
        path=specification.component.iri if specification else None,
        value=value,
        shape=SHAPES[shape or _SHAPES[problem.code]],
        component=SH.SPARQLConstraintComponent,
    )
