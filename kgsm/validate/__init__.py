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
    results = [*check_cells(study), *check_model(study), *check_formulas(study), *check_shapes(cube)]
    return report_of(study, results)
