"""A dataset's table, cell by cell and row by row → what is wrong with it: kinds, codes, gaps, languages, formulas' cells."""

from collections.abc import Iterator
from typing import Final

from kgsm.study import CodeList, Component, Kind, Role, Specification, Study
from kgsm.tables import identifier, literal
from kgsm.text import Text
from kgsm.validate import hints, kinds
from kgsm.validate.checks import Check, Texts, run
from kgsm.validate.columns import check_columns
from kgsm.validate.keys import key_checks
from kgsm.validate.result import Result
from kgsm.validate.rows import Rows, all_rows

_LANGUAGES: Final = {"de": Text(de="Deutsch", en="German"), "en": Text(de="Englisch", en="English")}
_MEASURES: Final = Text(de="Maße dieses Datensatzes", en="measures of this dataset")

_WHY_DIMENSION: Final = Text(de="Jede Dimension braucht einen Code.", en="Every dimension needs a code.")
_WHY_MEASURE: Final = Text(
    de="Die Zeile sagt nicht, welches Maß ihr Wert hat.", en="The row does not say which measure its value is of."
)
_WHY_VALUE: Final = Text(
    de="Fehlt der Wert auch in der Quelle, gehört in die Spalte status ein M.",
    en="If the source lacks the value too, the column status says M.",
)
_WHY_REQUIRED: Final = Text(de="Jede Beobachtung braucht diese Angabe.", en="Every observation needs it.")
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
    """Return what is wrong in the tables of the study. Constants are the reader's affair: it knows their lines."""
    for rows in all_rows(study):
        yield from check_columns(rows)
        yield from run(rows, [*_components(rows), *_values(rows), *_formulas(), *_evidence(rows), *key_checks(rows)])


def _components(rows: Rows) -> Iterator[Check]:
    for specification in rows.dataset.specifications:
        component = specification.component
        if component.role is Role.MEASURE:
            continue
        if component.kind is Kind.BILINGUAL:
            yield from _bilingual(rows, specification)
        elif rows.has(component.name):
            yield from _kind(rows.study, component, component.name)
            yield from _filled(specification)
    if rows.has("base"):
        yield Check("missing-value", "base", "_share AND base IS NULL", texts={"why": _WHY_BASE})


def _kind(study: Study, component: Component, column: str) -> Iterator[Check]:
    if component.kind is Kind.CODE:
        code_list = study.code_list(component.code_list or "")
        if code_list is not None:
            yield _code(component, column, code_list)
        return
    condition = kinds.wrong(component.kind, column)
    if condition is not None and component.kind is Kind.IRI:
        yield Check("wrong-iri", column, condition, texts={"why": hints.why_no_iri})
    elif condition is not None:
        texts: Texts = {"right": kinds.RIGHT[component.kind], "hint": hints.hint(component.kind)}
        yield Check("wrong-datatype", column, condition, texts=texts)
    if component.role is Role.DIMENSION and component.kind is not Kind.IRI:
        yield Check("wrong-name", column, kinds.unnamable(column))


def _code(component: Component, column: str, code_list: CodeList) -> Check:
    condition = kinds.unknown(code_list.codes(), column)
    if component.built_in and component.name == "unit":  # there are more units than a list of ours holds
        condition = f"({condition} AND {kinds.wrong(Kind.IRI, column)})"
    right = Text(de=code_list.title.de or code_list.id, en=code_list.title.en or code_list.id)
    return Check("unknown-code", column, condition, texts={"right": right, "hint": hints.code(code_list)})


def _filled(specification: Specification) -> Iterator[Check]:
    name = specification.component.name
    if specification.component.role is Role.DIMENSION or specification.required:
        why = _WHY_DIMENSION if specification.component.role is Role.DIMENSION else _WHY_REQUIRED
        yield Check("missing-value", name, f"{identifier(name)} IS NULL", texts={"why": why})


def _bilingual(rows: Rows, specification: Specification) -> Iterator[Check]:
    columns = {language: f"{specification.component.name}_{language}" for language in _LANGUAGES}
    cells = {language: identifier(name) if rows.has(name) else "NULL" for language, name in columns.items()}
    for language, other in (("de", "en"), ("en", "de")):
        if rows.has(columns[other]):
            condition = f"{cells[language]} IS NULL AND {cells[other]} IS NOT NULL"
            texts = {"right": _LANGUAGES[language]}
            yield Check("missing-language", columns[language], condition, found="NULL", texts=texts)
    if specification.required and any(rows.has(name) for name in columns.values()):
        condition = " AND ".join(f"{cell} IS NULL" for cell in cells.values())
        yield Check("missing-value", columns["de"], condition, found="NULL", texts={"why": _WHY_REQUIRED})


def _values(rows: Rows) -> Iterator[Check]:
    measures = [each.component for each in rows.dataset.of_role(Role.MEASURE)]
    column = rows.dataset.value_column()
    for component in measures:
        for check in _kind(rows.study, component, column):
            chosen = f"measure = {literal(component.name)} AND {check.condition}" if rows.has_measures() else check.condition
            yield Check(check.code, column, chosen, texts=check.texts)
    if rows.has_measures():
        names = [each.name for each in measures]
        yield Check("missing-value", "measure", "measure IS NULL", texts={"why": _WHY_MEASURE})
        yield Check("unknown-code", "measure", kinds.unknown(names, "measure"), texts={"right": _MEASURES})
    yield Check("missing-value", column, "_value IS NULL AND NOT _gap", texts={"why": _WHY_VALUE})
    yield Check("value-of-missing", column, "_value IS NOT NULL AND _gap")
    # A count is whole: '1.600' would be read as 1.6 where 1600 is meant.
    fraction = "_count AND _number IS NOT NULL AND contains(_value, '.')"
    texts: Texts = {"right": kinds.RIGHT[Kind.INTEGER], "hint": hints.hint(Kind.INTEGER)}
    yield Check("wrong-datatype", column, fraction, texts=texts)


def _formulas() -> Iterator[Check]:
    yield Check("missing-value", "formula", "origin = 'computed' AND formula IS NULL", texts={"why": _WHY_FORMULA})
    yield Check("formula-of-reported", "formula", "origin <> 'computed' AND formula IS NOT NULL", found="origin")


def _evidence(rows: Rows) -> Iterator[Check]:
    if rows.dataset.source is not None or not rows.has("figure"):
        return
    supported = dict.fromkeys(each.figure for each in rows.study.evidence if not each.differs)
    reported = "origin = 'reported' AND NOT _gap"
    yield Check("missing-value", "figure", f"{reported} AND figure IS NULL", texts={"why": _WHY_FIGURE})
    yield Check("no-evidence", "figure", f"{reported} AND {kinds.unknown(supported, 'figure')}")
