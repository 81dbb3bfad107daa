"""`Study` and the shapes of its observations → everything that is wrong in its tables, what a person is told first in front."""

from collections.abc import Iterator
from dataclasses import replace

from rdflib import Graph

from kgsm.namespaces import SHAPES
from kgsm.study import Study
from kgsm.validate.cells import check_cells
from kgsm.validate.formulas import check_formulas
from kgsm.validate.model import check_model
from kgsm.validate.observed import check_observed
from kgsm.validate.result import TOLD, Result


def check_tables(shapes: Graph, study: Study, limit: int | None = TOLD) -> Iterator[Result]:
    """Return what is wrong in the tables. Raises KgsmError where a shape can be applied by no engine."""
    observed = list(check_observed(shapes, study, limit))
    doubled = frozenset(each.problem.place.file for each in observed if each.problem.code == "duplicate-row")
    # A derived shape has the better sentence for a cell that a shape of kgsm finds fault with, too.
    general = [each for each in observed if str(each.shape).startswith(str(SHAPES))]
    yield from (each for each in observed if each not in general)
    by_row: dict[tuple[str, int | None, str], list[Result]] = {}
    for each in general:
        by_row.setdefault(_key(each), []).append(each)
    for each in [*check_cells(study), *check_model(study, doubled), *check_formulas(study)]:
        # One shape asked twice, here with a better sentence: one result.
        same = by_row.pop(_key(each), None)
        yield from [each] if same is None else [replace(one, problem=each.problem, silent=False) for one in same]
    for left in by_row.values():
        yield from left


def _key(result: Result) -> tuple[str, int | None, str]:
    place = result.problem.place
    return place.file, place.row, str(result.shape)
