"""A dataset's rows taken together → rows that say the same point twice, and points where a measure is missing."""

from collections.abc import Iterator
from typing import Final

from kgsm.study import Kind, Role
from kgsm.tables import identifier, literal
from kgsm.validate.checks import Check
from kgsm.validate.rows import Rows, column_list

_NUMBERS: Final = (Kind.INTEGER, Kind.DECIMAL, Kind.NUMBER)

# Data Cube, IC-12, on the rows: in RDF two rows with one key would be one node already. Hashes find the suspects in little
# memory; the keys themselves decide.
_DUPLICATES: Final = """
(SELECT *, min(_row) OVER (PARTITION BY {keys}) AS _first
 FROM (SELECT _row, _iri, {names} FROM {rows} WHERE {filled})
 WHERE hash({keys}) IN (SELECT hash({keys}) AS h FROM {rows} WHERE {filled} GROUP BY h HAVING count(*) > 1)) AS r
"""

# Data Cube, IC-17. A gap is no observation, so it stands for no measure.
_INCOMPLETE: Final = """
(SELECT min(_row) AS _row, min(_iri) AS _iri, concat_ws(', ', {absent}) AS _absent
 FROM {rows} WHERE NOT _gap AND {filled} GROUP BY {keys} HAVING NOT ({all})) AS r
"""


def key_checks(rows: Rows) -> Iterator[Check]:
    """Return the checks that compare the keys of rows."""
    yield _duplicates(rows)
    if rows.has_measures():
        yield _incomplete(rows)


def _duplicates(rows: Rows) -> Check:
    names = rows.key()
    relation = _DUPLICATES.format(
        keys=_keys(rows, names), names=column_list(names) or "0", rows=rows.relation, filled=_filled(names)
    )
    found = f"concat_ws(', ', {column_list(names)})" if names else "''"
    return Check("duplicate-row", "", "_row <> _first", found=found, values={"right": "_first"}, relation=relation)


def _incomplete(rows: Rows) -> Check:
    names = rows.key("measure")
    measures = [each.component.name for each in rows.dataset.of_role(Role.MEASURE)]
    present = {each: f"coalesce(bool_or(measure = {literal(each)}), false)" for each in measures}
    relation = _INCOMPLETE.format(
        absent=", ".join(f"CASE WHEN NOT {test} THEN {literal(name)} END" for name, test in present.items()),
        rows=rows.relation,
        filled=_filled(names),
        keys=_keys(rows, names),
        all=" AND ".join(present.values()),
    )
    return Check("incomplete-measures", "measure", "true", found="_absent", relation=relation)


def _keys(rows: Rows, names: tuple[str, ...]) -> str:
    """Return the key's columns as SQL expressions that are equal where the values are: 5 and 05 are one number."""
    numbers = {each.component.name for each in rows.dataset.key() if each.component.kind in _NUMBERS}
    keys = [
        f"coalesce(TRY_CAST({identifier(name)} AS DECIMAL(38, 10))::VARCHAR, {identifier(name)})"
        if name in numbers
        else identifier(name)
        for name in names
    ]
    return ", ".join(keys) or "true"


def _filled(names: tuple[str, ...]) -> str:
    return " AND ".join(f"{identifier(each)} IS NOT NULL" for each in names) or "true"
