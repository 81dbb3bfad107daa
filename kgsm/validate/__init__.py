"""`Cube` and `Study` → `Report`: SHACL on what describes, SQL on what is observed, places in the study folder."""

from kgsm import home
from kgsm.cube import Cube
from kgsm.report import Report
from kgsm.study import Study
from kgsm.validate.remarks import remarks
from kgsm.validate.report import report_of, with_problems
from kgsm.validate.shapes import check_shapes, read_shapes
from kgsm.validate.tables import check_tables

__all__ = ["validate", "with_problems"]


def validate(cube: Cube, study: Study) -> Report:
    """Return everything that is wrong with a study: its metadata by the shapes, its tables by queries over the columns.

    Where several checks find fault with one cell, the problem that comes first here is the one a person is told.
    Raises KgsmError where the shapes cannot be applied.
    """
    shapes = read_shapes(home.shapes())
    shapes += cube.shapes
    return report_of(study, [*check_tables(shapes, study), *check_shapes(cube)], shapes, remarks(study))
