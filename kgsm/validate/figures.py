"""Figure ids → the values of those figures, wherever in the study they stand."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from kgsm.study import Study
from kgsm.validate.rows import all_rows

_VALUES: Final = """
SELECT figure, _value, _gap, formula IS NOT NULL, _count AND contains(_value, '.')
FROM {rows} WHERE figure IN (SELECT unnest(?::VARCHAR[])) ORDER BY _row DESC
"""
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
# Longer cells are no figures of a person, and Python refuses to read numbers of thousands of digits.
_LONGEST: Final = 100


@dataclass(frozen=True, slots=True)
class Value:
    """What a figure says: the cell as printed, and the number, None where the cell is empty or prints none that it can be.

    `gap` says whether it is missing for a reason (status M), `computed` whether it has a formula itself.
    """

    text: str
    number: Fraction | None
    gap: bool
    computed: bool


def number_of(text: str | None) -> Fraction | None:
    """Return the number that a cell prints, None where it is empty or prints none."""
    return Fraction(text) if text and len(text) <= _LONGEST and _NUMBER.fullmatch(text) else None


def figure_values(study: Study, figures: Iterable[str]) -> dict[str, Value]:
    """Return the values of those figures that some table has, one query a table."""
    wanted = sorted(set(figures))
    values: dict[str, Value] = {}
    for rows in all_rows(study) if wanted else ():
        if rows.has("figure"):
            found = study.tables.connection.execute(_VALUES.format(rows=rows.relation), [wanted]).fetchall()
            for figure, text, gap, computed, fraction in found:
                # '1.600' for a count is told where it stands, and no number of anything.
                values[figure] = Value(text or "", None if fraction else number_of(text), gap, computed)
    return values
