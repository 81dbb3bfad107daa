"""The cells of a table in DuckDB → what no cell of any column may hold: formulas, control characters, whole files.

What a cell means, and whether it is right, is asked later (kgsm/validate).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kgsm.problems import Place, Problem, Severity, problem
from kgsm.read.columns import Columns
from kgsm.read.csv_file import LONGEST_CELL
from kgsm.read.csv_records import MOST
from kgsm.read.sheet import FORMULA
from kgsm.study import Dataset
from kgsm.tables import ROW, Tables, identifier, literal

# RE2's spelling of kgsm.read.csv_file.CONTROL.
_CONTROL: Final = r"[\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x{9F}\x{FFFE}\x{FFFF}]"


@dataclass(frozen=True, slots=True)
class _Check:
    """A fault of cells: the SQL condition that finds it, and the expression of what is shown."""

    code: str
    condition: str
    found: str


def check_cells(tables: Tables, dataset: Dataset, columns: Columns, *, controls: bool) -> Iterator[Problem]:
    """Yield a problem for each cell that is wrong in any column; `controls` says whether control characters occur at all."""
    for name in tables.columns(dataset.id):
        for check in _checks(identifier(name), is_text=name not in columns.plain, controls=controls):
            yield from _found(tables, dataset.id, check, Place(dataset.table, column=name))


def _checks(column: str, *, is_text: bool, controls: bool) -> Iterator[_Check]:
    yield _Check("cell-too-long", f"length({column}) > {LONGEST_CELL}", f"length({column})")
    if controls:
        control = literal(_CONTROL)
        code_point = f"'U+' || lpad(hex(unicode(regexp_extract({column}, {control}))), 4, '0')"
        yield _Check("control-character", f"regexp_matches({column}, {control})", code_point)
    if is_text:
        yield _Check("formula-cell", f"regexp_matches({column}, {literal(FORMULA)})", f"substr({column}, 1, 100)")


def _found(tables: Tables, dataset_id: str, check: _Check, column: Place) -> Iterator[Problem]:
    from_table = f"FROM {identifier(dataset_id)} WHERE {check.condition}"
    query = f"SELECT {ROW}, {check.found} {from_table} ORDER BY {ROW} LIMIT {MOST}"
    rows = tables.connection.execute(query).fetchall()
    for row, found in rows:
        yield problem(Place(column.file, row, column.column), check.code, found=found, right=LONGEST_CELL)
    if len(rows) == MOST:
        total = tables.connection.execute(f"SELECT count(*) {from_table}").fetchone()
        if total and total[0] > MOST:
            yield problem(column, "more-of-the-same", Severity.INFO, found=total[0] - MOST, right=check.code)
