"""A dataset's rows taken together → rows that say the same point twice, and points where a measure is missing.

The two claims of kgsm/points.py, asked of columns. In RDF two rows with one key would be one node already, so it must be
asked here, before a triple is written.
"""

from typing import Final

from kgsm.study import Kind, Role
from kgsm.tables import identifier, literal
from kgsm.validate.rows import Rows, Together, column_list

_NUMBERS: Final = (Kind.INTEGER, Kind.DECIMAL, Kind.NUMBER)
_NUMBER: Final = r"'[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)'"

# Data Cube, IC-12. Hashes find the suspects in little memory; the keys themselves decide.
_DUPLICATES: Final = """
(SELECT * FROM
   (SELECT *, min(_row) OVER (PARTITION BY {keys}) AS _first, count(*) OVER (PARTITION BY {keys}) AS _members,
           {found} AS _found
    FROM (SELECT _row, _iri, {names} FROM {rows} WHERE {filled})
    WHERE hash({keys}) IN (SELECT hash({keys}) AS h FROM {rows} WHERE {filled} GROUP BY h HAVING count(*) > 1))
 WHERE _members > 1) AS r
"""

# Data Cube, IC-17. A gap is no observation, so it stands for no measure.
_INCOMPLETE: Final = """
(SELECT _row, _iri, min(_row) OVER (PARTITION BY {keys}) AS _first, _absent AS _found
 FROM (SELECT _row, _iri, {names} FROM {rows} WHERE {known})
 JOIN (SELECT {renamed}, concat_ws(', ', {absent}) AS _absent
       FROM {rows} WHERE {known} GROUP BY ALL HAVING NOT ({all})) AS g ON {same}) AS r
"""


def duplicates(rows: Rows) -> Together:
    """Return the rows whose key another row has: `_row`, `_iri`, `_first` (the first such row), `_found`."""
    names = rows.key()
    found = f"concat_ws(', ', {column_list(names)})" if names else "''"
    keys = _keys(rows, names)
    relation = _DUPLICATES.format(
        keys=keys, names=column_list(names) or "0", rows=rows.relation, filled=_filled(names), found=found
    )
    return Together(relation, keys)


def incomplete(rows: Rows) -> Together:
    """Return the observations of each point that lacks a measure, in the same columns; `_found` are the measures."""
    names = rows.key("measure")
    measures = [each.component.name for each in rows.dataset.of_role(Role.MEASURE)]
    present = {each: f"coalesce(bool_or(measure = {literal(each)}), false)" for each in measures}
    of_measure = f"measure IN ({', '.join(literal(each) for each in measures)})"
    keys = [_key(rows, each) for each in names]
    relation = _INCOMPLETE.format(
        keys=", ".join(keys) or "true",
        names=column_list(names) or "0",
        renamed=", ".join(f"{key} AS k{number}" for number, key in enumerate(keys)) or "true AS k",
        absent=", ".join(f"CASE WHEN NOT {test} THEN {literal(name)} END" for name, test in present.items()),
        rows=rows.relation,
        known=f"NOT _gap AND {of_measure} AND {_filled(names)}",
        all=" AND ".join(present.values()),
        same=" AND ".join(f"g.k{number} = {key}" for number, key in enumerate(keys)) or "true",
    )
    return Together(relation, ", ".join(keys) or "true")


def _keys(rows: Rows, names: tuple[str, ...]) -> str:
    return ", ".join(_key(rows, each) for each in names) or "true"


def _key(rows: Rows, name: str) -> str:
    """Return a key's column as an SQL expression that is equal where the values are: 5 and 05 are one number."""
    cell = identifier(name)
    specification = rows.dataset.specification(name)
    if specification is None or specification.component.kind not in _NUMBERS:
        return cell
    return f"CASE WHEN regexp_full_match({cell}, {_NUMBER}) THEN TRY_CAST({cell} AS DOUBLE)::VARCHAR ELSE {cell} END"


def _filled(names: tuple[str, ...]) -> str:
    return " AND ".join(f"{identifier(each)} IS NOT NULL" for each in names) or "true"
