"""What a check found: `Result`, a problem with what a SHACL report says about it (SHACL 3.6.2)."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from rdflib import Literal, URIRef

from kgsm.namespaces import SH, SHAPES
from kgsm.problems import Problem, shown
from kgsm.study import Dataset
from kgsm.text import Text

# A wrong column makes a million violations: so many of one kind are told, the others counted.
TOLD: Final = 100

_LONG: Final = 1000
_IRI: Final = re.compile(r'[^\x00-\x20<>"{}|\\^`\x7f-\xa0]+')

# The constraint component of SHACL that a check of the tables stands for; the others compare rows, as SPARQL constraints do.
_COMPONENTS: Final[Mapping[str, URIRef]] = MappingProxyType(
    {
        "missing-column": SH.MinCountConstraintComponent,
        "missing-language": SH.MinCountConstraintComponent,
        "missing-value": SH.MinCountConstraintComponent,
        "negative-value": SH.MinInclusiveConstraintComponent,
        "no-evidence": SH.MinCountConstraintComponent,
        "share-above-100": SH.MaxInclusiveConstraintComponent,
        "unknown-code": SH.InConstraintComponent,
        "wrong-datatype": SH.DatatypeConstraintComponent,
        "wrong-iri": SH.NodeKindConstraintComponent,
        "wrong-name": SH.PatternConstraintComponent,
    }
)


@dataclass(frozen=True, slots=True)
class Result:
    """A problem, and the node, path and value it is about. `shape` is the shape that was not met, by which constraint."""

    problem: Problem
    focus: URIRef
    path: URIRef | None
    value: URIRef | Literal | None
    shape: URIRef
    component: URIRef


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


def of_table(dataset: Dataset, problem: Problem, row: str | None, cell: tuple[str, str | None]) -> Result:
    """Return the result of a check of the tables; its shape is named after the problem's code, `shapes:UnknownCode`.

    `row` is the IRI of the row's observation, in whose place the dataset stands where the row's codes make no IRI. `cell` is
    the column and what stands there.
    """
    column, found = cell
    specification = dataset.specification(column) or dataset.specification(re.sub("_(de|en)$", "", column))
    value = None if found is None else Literal(found if len(found) <= _LONG else shown(found))
    return Result(
        problem=problem,
        focus=URIRef(row) if row is not None and _IRI.fullmatch(row) else dataset.iri,
        path=specification.component.iri if specification else None,
        value=value,
        shape=SHAPES["".join(part.capitalize() for part in problem.code.split("-"))],
        component=_COMPONENTS.get(problem.code, SH.SPARQLConstraintComponent),
    )
