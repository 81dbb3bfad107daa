"""`Cube` and `Study` → `Report`: SHACL on what describes, SQL on what is observed, places in the study folder."""

from kgsm.cube import Cube
from kgsm.report import Report
from kgsm.study import Study
from kgsm.validate.cells import check_cells
from kgsm.validate.formulas import check_formulas
from kgsm.validate.model import check_model
from kgsm.validate.report import report_of
from kgsm.validate.shapes import check_shapes

__all__ = ["validate"]


def validate(cube: Cube, study: Study) -> Report:
    """Return everything that is wrong with a study: its metadata by the shapes, its tables by queries over the columns.

    Where several checks find fault with one cell, the problem that comes first here is the one a person is told.
    Raises KgsmError where the shapes cannot be applied.
    """
    cells = list(check_cells(study))
    doubled = frozenset(each.problem.place.file for each in cells if each.problem.code == "duplicate-row")
    return report_of(study, [*cells, *check_model(study, doubled), *check_formulas(study), *check_shapes(cube)])
