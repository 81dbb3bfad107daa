"""A dataset's table → what no derived shape says of its rows: the base of a share, formulas' cells, evidence, whole counts."""

from collections.abc import Iterator
from typing import Final

from kgsm.problems import Severity
from kgsm.study import Kind, Study
from kgsm.text import Text
from kgsm.validate import hints, kinds
from kgsm.validate.checks import Check, Texts, run
from kgsm.validate.columns import check_columns
from kgsm.validate.result import Result
from kgsm.validate.rows import Rows, all_rows

_WHY_BASE: Final = Text(
    de="Zu einem Anteil gehört, wovon er einer ist. Ist das nicht bekannt, braucht die Codeliste base dafür einen Code.",
    en="A share needs that of which it is one. Where that is not known, the code list base needs a code for it.",
)
_WHY_FORMULA: Final = Text(de="Eine berechnete Zahl nennt ihre Formel.", en="A computed figure gives its formula.")
_WHY_FIGURE: Final = Text(
    de="evidence.csv nennt eine Zahl bei ihrer Kennung, und eine berichtete Zahl braucht einen Beleg.",
    en="evidence.csv names a figure by its id, and a reported figure needs evidence.",
)


def check_cells(study: Study) -> Iterator[Result]:
    """Return what is wrong in the tables of the study beyond what their structures ask of each cell."""
    for rows in all_rows(study):
        yield from check_columns(rows)
        yield from run(rows, [*_base(rows), *_whole_counts(rows), *_formulas(), *_evidence(rows), *_reasons(rows)])


def _base(rows: Rows) -> Iterator[Check]:
    if rows.has("base"):
        yield Check("missing-value", "base", "_share AND base IS NULL", texts={"why": _WHY_BASE}, shape="ShareHasBase")


def _whole_counts(rows: Rows) -> Iterator[Check]:
    # '1.600' would be read as 1.6 where 1600 is meant.
    fraction = "_count AND _number IS NOT NULL AND contains(_value, '.')"
    texts: Texts = {"right": kinds.RIGHT[Kind.INTEGER], "hint": hints.hint(Kind.INTEGER)}
    yield Check("wrong-datatype", rows.dataset.value_column(), fraction, texts=texts, shape="CountIsWhole")


def _formulas() -> Iterator[Check]:
    computed = "origin = 'computed' AND formula IS NULL"
    yield Check("missing-value", "formula", computed, texts={"why": _WHY_FORMULA}, shape="ComputedHasFormula")
    reported = "origin <> 'computed' AND formula IS NOT NULL"
    yield Check("formula-of-reported", "formula", reported, found="origin", shape="FormulaIsOfComputed")


def _evidence(rows: Rows) -> Iterator[Check]:
    if rows.dataset.source is not None or not rows.has("figure"):
        return
    supported = dict.fromkeys(each.figure for each in rows.study.evidence if not each.differs)
    reported = "origin = 'reported' AND NOT _gap"
    texts = {"why": _WHY_FIGURE}
    yield Check("missing-value", "figure", f"{reported} AND figure IS NULL", texts=texts, shape="ReportedHasEvidence")
    unknown = kinds.unknown(supported, "figure")
    yield Check("no-evidence", "figure", f"{reported} AND {unknown}", shape="ReportedHasEvidence")


def _reasons(rows: Rows) -> Iterator[Check]:
    if rows.dataset.has_gaps():
        given = [each for each in ("note_de", "note_en") if rows.has(each)]
        silent = " AND ".join(["_gap", *(f"{each} IS NULL" for each in given)])
        yield Check("no-reason", "status", silent, shape="MissingValueSaysWhy", severity=Severity.WARNING)
