"""A dataset's table → the columns that it lacks."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from kgsm import iris
from kgsm.problems import Place, problem
from kgsm.study import Kind, Role
from kgsm.text import Text
from kgsm.validate.result import Result, of_table
from kgsm.validate.rows import Rows

_NEEDED: Final = """
SELECT coalesce(bool_or(_share AND base IS NULL), false), coalesce(bool_or(origin = 'reported' AND NOT _gap), false)
FROM {rows}
"""

# The shapes that no row can conform to without the column; of another column it is the one derived from the structure.
_SHAPES: Final = {
    "base": "ShareHasBase", "exactness": "ObservationHasExactness", "figure": "ReportedHasEvidence",
    "unit": "ObservationHasUnit",
}  # fmt: skip
_WHY_REQUIRED: Final = Text(de="Jede Beobachtung braucht diese Angabe.", en="Every observation needs it.")
_WHY_UNIT: Final = Text(
    de="Ohne die Dimension 'quantity' sagt nichts, in welcher Einheit die Werte stehen.",
    en="Without the dimension 'quantity' nothing says in which unit the values are.",
)
_WHY_BASE: Final = Text(de="Zu einem Anteil gehört, wovon er einer ist.", en="A share needs that of which it is one.")
_WHY_FIGURE: Final = Text(
    de="Berichtete Zahlen brauchen einen Beleg: eine Kennung für evidence.csv, oder in study.toml die Quelle des Datensatzes.",
    en="Reported figures need evidence: an id for evidence.csv, or in study.toml the source of the whole dataset.",
)


def check_columns(rows: Rows) -> Iterator[Result]:
    """Return the columns without which the rows of a dataset cannot be right."""
    for name, why in _absent(rows):
        told = problem(Place(rows.dataset.table, 1, name), "missing-column", found=name, why=why)
        shape = iris.shape(rows.study.iri, rows.dataset.id, name, "required")
        result = of_table(rows.dataset, told, None, (name, None), _SHAPES.get(name, "ObservationHasUnit"))
        yield result if name in _SHAPES else replace(result, shape=shape)


def _absent(rows: Rows) -> Iterator[tuple[str, Text]]:
    given = {each.component.name for each in rows.dataset.specifications if each.constant is not None} | set(rows.columns)
    required = [
        each.component.name
        for each in rows.dataset.of_role(Role.ATTRIBUTE)
        if each.required and each.component.kind is not Kind.BILINGUAL
    ]
    for name in dict.fromkeys(["exactness", *required]):
        if name not in given and name != "unit":
            yield name, _WHY_REQUIRED
    if not {"unit", "quantity"} & given:
        yield "unit", _WHY_UNIT
    found = rows.study.tables.connection.execute(_NEEDED.format(rows=rows.relation)).fetchone() or (False, False)
    if found[0] and "base" not in given:
        yield "base", _WHY_BASE
    if found[1] and "figure" not in given and rows.dataset.source is None:
        yield "figure", _WHY_FIGURE
