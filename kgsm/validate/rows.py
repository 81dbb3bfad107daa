"""A dataset's table → `Rows`: its rows with the constants as columns, and what each row is: a share, a count, a gap."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kgsm.columns import rows_with_iri
from kgsm.problems import Place
from kgsm.study import Answers, Dataset, Kind, Role, Study
from kgsm.tables import identifier, literal

# Columns that checks ask for whether the table has them or not, with what an absent one stands for.
_BUILT_IN: Final = {
    "base": None, "base_size": None, "exactness": None, "figure": None, "formula": None, "measure": None,
    "origin": "reported", "quantity": None, "status": "A", "unit": None,
}  # fmt: skip
_COUNT: Final = "CASE WHEN quantity IS NULL THEN _unit = 'count' ELSE quantity = 'count' END"
_SOUND: Final = """
_number >= 0 AND NOT (_share AND _number > 100) AND NOT (_count AND _number > coalesce(TRY_CAST(base_size AS DOUBLE), 'inf'))
AND NOT (_count AND contains(_value, '.'))
"""
_NUMBER: Final = r"'[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)'"


@dataclass(frozen=True, slots=True)
class Together:
    """What the rows of a dataset are taken together, as a relation with `_row` and `_iri`.

    Rows that it compares with each other are equal in `key`, SQL expressions over the table.
    """

    relation: str
    key: str


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a dataset, as a relation that SQL can select from.

    `relation` has the columns of the table, the constants, and every built-in component (NULL where there is none), all
    VARCHAR; beside them `_row`, `_iri` (the observation), `_value` (the cell with the value), `_number` (DOUBLE),
    `_unit` (a code of the list of units), and the BOOLEAN `_gap` (status M), `_share`, `_count` and `_sound`: a number that is
    not approximate and, for a share or a count, neither below 0 nor above its whole, nor a count with a point, so that it may
    be compared with others.
    """

    study: Study
    dataset: Dataset
    columns: tuple[str, ...]
    relation: str

    def has(self, column: str) -> bool:
        """Say whether the table has `column`: constants and derived columns do not count."""
        return column in self.columns

    def place(self, row: int, column: str) -> Place:
        """Return where the cell of `column` in `row` stands: in the table, or in study.toml for a constant.

        An empty `column` stands for the whole row.
        """
        specification = self.dataset.specification(column)
        if not self.has(column) and specification is not None and specification.constant is not None:
            return Place(self.dataset.place.file, self.dataset.place.row, f"constants.{column}")
        return Place(self.dataset.table, row, column or None)

    def key(self, *without: str) -> tuple[str, ...]:
        """Return the columns that tell observations apart, `measure` among them, but for those in `without`."""
        names = [each.component.name for each in self.dataset.key()]
        if self.has_measures():
            names.append("measure")
        return tuple(each for each in names if each not in without)

    def has_measures(self) -> bool:
        """Say whether the dataset has several measures, and so the column `measure`."""
        return len(self.dataset.of_role(Role.MEASURE)) > 1


def rows_of(study: Study, dataset: Dataset) -> Rows | None:
    """Return the rows of a dataset; None where its table was not read, or lacks a column of the key or of the values."""
    if dataset.id not in study.tables:
        return None
    columns = study.tables.columns(dataset.id)
    rows = Rows(study, dataset, columns, "")
    if not {*rows.key(), dataset.value_column()} <= set(columns):
        return None
    return Rows(study, dataset, columns, _relation(rows))


def all_rows(study: Study) -> list[Rows]:
    """Return the rows of every dataset whose table could be read."""
    return [rows for dataset in study.datasets if (rows := rows_of(study, dataset)) is not None]


def column_list(names: Iterable[str], alias: str = "") -> str:
    """Return the names as a list of SQL columns."""
    return ", ".join(f"{alias}{identifier(each)}" for each in names)


def _relation(rows: Rows) -> str:
    dataset = rows.dataset
    value = identifier(dataset.value_column())
    plain = f"SELECT {', '.join(['t.*', *_added(rows)])}, t.{value} AS _value FROM {rows_with_iri(dataset)}"
    typed = (
        f"SELECT *, CASE WHEN regexp_full_match(_value, {_NUMBER}) THEN TRY_CAST(_value AS DOUBLE) END AS _number, "
        f"{_unit(rows.study)} AS _unit, coalesce(status, 'A') = 'M' AS _gap, "
        f"coalesce(exactness NOT IN ('approximate', 'number-word'), true) AS _exact FROM ({plain})"
    )
    kinds = f"SELECT *, coalesce({_share(rows)}, false) AS _share, coalesce({_COUNT}, false) AS _count FROM ({typed})"
    return f"(SELECT * EXCLUDE (_exact), _exact AND NOT _gap AND coalesce({_SOUND}, false) AS _sound FROM ({kinds})) AS r"


def _added(rows: Rows) -> list[str]:
    constants = {
        each.component.name: each.constant
        for each in rows.dataset.specifications
        if each.constant is not None and each.component.kind is not Kind.BILINGUAL
    }
    absent = {name: cell for name, cell in {**_BUILT_IN, **constants}.items() if not rows.has(name)}
    return [f"{'NULL' if cell is None else literal(cell)}::VARCHAR AS {identifier(name)}" for name, cell in absent.items()]


def _unit(study: Study) -> str:
    """Return the SQL expression of a row's unit as a code: as it stands there, by its IRI, or by the quantity."""
    units, quantities = study.code_list("unit"), study.code_list("quantity")
    code_of = {each.iri: each.code for each in units.concepts} if units else {}
    by_iri = [f"WHEN unit = {literal(iri)} THEN {literal(code)}" for iri, code in code_of.items()]
    by_quantity = [
        f"WHEN unit IS NULL AND quantity = {literal(each.code)} THEN {literal(code_of[each.unit])}"
        for each in (quantities.concepts if quantities else ())
        if each.unit in code_of
    ]
    whens = " ".join(by_iri + by_quantity)
    return f"CASE {whens} ELSE unit END" if whens else "unit"


def _share(rows: Rows) -> str:
    # Without a quantity a percentage may also be a rate of change. It is a share where it answers a question or has a base.
    asked = "true" if rows.dataset.answers is not Answers.NONE else "base IS NOT NULL"
    return f"CASE WHEN quantity IS NULL THEN _unit = 'percent' AND {asked} ELSE quantity IN ('share', 'share-from-counts') END"
