"""A dataset's sentences → the finding of each row in words: labels, phrases and numbers, put together by SQL.

They are written once, into two more columns of the table, since the expression is long and every form needs it.
"""

from collections.abc import Mapping
from typing import Final

from kgsm.describe.cells import cell_of
from kgsm.sentence import Chosen, Filled, Part, names, parts
from kgsm.study import Component, Dataset, Kind, Sentence, Study
from kgsm.tables import identifier, literal

LANGUAGES: Final = ("de", "en")
_GROUP: Final = {"de": ".", "en": ","}
_POINT: Final = {"de": ",", "en": "."}
_PERCENT: Final = {"de": "\N{NO-BREAK SPACE}%", "en": "%"}
_POINTS: Final = {"de": ("Prozentpunkt", "Prozentpunkte"), "en": ("percentage point", "percentage points")}
_ABOUT: Final = {"de": "rund ", "en": "about "}
# A word for a number ("every tenth") is no more exact than a figure that says "about".
_INEXACT: Final = ("approximate", "number-word")
_NUMBERS: Final = (Kind.INTEGER, Kind.DECIMAL, Kind.NUMBER)
_MINUS: Final = "\N{MINUS SIGN}"
_HAS_COLUMN: Final = "SELECT count(*) FROM duckdb_columns() WHERE table_name = ? AND column_name = ?"


def finding(dataset: Dataset, language: str) -> str | None:
    """Return the SQL expression of a row's sentence over the rows `t`, None where the dataset has no sentences."""
    return f"t.{_column(language)}" if dataset.sentences else None


def write_findings(study: Study, dataset: Dataset) -> None:
    """Put the sentences of the rows into the table, as columns of its own. `_said` must have been written."""
    spoken = {each: sentence(study, dataset, each) for each in LANGUAGES}
    if dataset.id not in study.tables or None in spoken.values():
        return
    connection, table = study.tables.connection, identifier(dataset.id)
    columns = ", ".join(f"{expression} AS {_column(each)}" for each, expression in spoken.items())
    row = connection.execute(_HAS_COLUMN, [dataset.id, _column(LANGUAGES[0])]).fetchone()
    former = f" EXCLUDE ({', '.join(_column(each) for each in LANGUAGES)})" if row and row[0] else ""
    found = joins(study, dataset)
    # A join may lose the order of the file.
    rows = f"{table} AS t {' '.join(found)}{' ORDER BY t._row' if found else ''}"
    connection.execute(f"CREATE OR REPLACE TABLE _spoken AS SELECT t.*{former}, {columns} FROM {rows}")
    connection.execute(f"DROP TABLE {table}")
    connection.execute(f"ALTER TABLE _spoken RENAME TO {table}")


def _column(language: str) -> str:
    return f"_finding_{language}"


def mentioned(study: Study, dataset: Dataset) -> tuple[Component, ...]:
    """Return the coded components whose words the sentences of `dataset` need, in structure order."""
    found = {name for sentence in dataset.sentences for text in (sentence.text.de, sentence.text.en) for name in names(text)}
    return tuple(
        each.component
        for each in dataset.specifications
        if each.component.name in found and study.code_list(each.component.code_list or "") is not None
    )


def said(study: Study, dataset: Dataset) -> list[tuple[str, str, str, str, str]]:
    """Return a row for each code that the sentences of `dataset` may need: dataset, component, code, German, English."""
    phrases = {(each.component, each.code): each.text for each in dataset.phrases}
    found = []
    for component in mentioned(study, dataset):
        code_list = study.code_list(component.code_list or "")
        for concept in code_list.concepts if code_list else ():
            text = phrases.get((component.name, concept.code), concept.label)
            found.append((dataset.id, component.name, concept.code, text.de, text.en))
    return found


def joins(study: Study, dataset: Dataset) -> list[str]:
    """Return the joins that `sentence` needs on the rows `t`: the words of each code, as the table `_said` has them."""
    found = []
    for number, component in enumerate(mentioned(study, dataset)):
        specification = dataset.specification(component.name)
        cell = cell_of(study, dataset, specification) if specification else None
        name = f"s{number}"
        found.append(
            f"LEFT JOIN _said AS {name} ON {name}.dataset = {literal(dataset.id)} "
            f"AND {name}.component = {literal(component.name)} AND {name}.code = {cell or 'NULL'}"
        )
    return found


def sentence(study: Study, dataset: Dataset, language: str) -> str | None:
    """Return the SQL expression (VARCHAR) of a row's sentence, NULL where none fits or a part of it is missing.

    None where the dataset has no sentences. The expression stands over the rows `t` with `joins`.
    """
    if not dataset.sentences:
        return None
    cells = _cells(study, dataset)
    fillings = _fillings(study, dataset, language, cells)
    value = f"t.{identifier(dataset.value_column())}"
    whens = " ".join(_case(each, language, cells, fillings, value) for each in dataset.sentences)
    return f"CASE {whens} END"


def _case(each: Sentence, language: str, cells: Mapping[str, str], fillings: Mapping[str, str], value: str) -> str:
    conditions = [f"{cells[name]} = {literal(code)}" for name, code in each.where if name in cells]
    absent = any(name not in cells for name, _ in each.where)
    found = parts(each.text.in_language(language))
    spoken = " || ".join(_spoken(part, cells, fillings, value) for part in found) or "NULL"
    if found and not isinstance(found[0], str):  # a sentence that starts with what is filled in starts with a capital
        spoken = f"upper(substr({spoken}, 1, 1)) || substr({spoken}, 2)"
    condition = "false" if absent else " AND ".join(conditions) or "true"
    return f"WHEN {condition} THEN {spoken}"


def _spoken(part: Part, cells: Mapping[str, str], fillings: Mapping[str, str], value: str) -> str:
    match part:
        case Filled(name):
            return fillings.get(name, "NULL")
        case Chosen(name, singular, plural):
            number = value if name == "value" else cells.get(name, "NULL")
            return f"CASE WHEN ltrim({number}, '+-') = '1' THEN {literal(singular)} ELSE {literal(plural)} END"
        case _:
            return literal(part)


def _cells(study: Study, dataset: Dataset) -> dict[str, str]:
    """Return the SQL expression of each component's cell."""
    pairs = ((each.component.name, cell_of(study, dataset, each)) for each in dataset.specifications)
    return {name: cell for name, cell in pairs if cell is not None}


def _fillings(study: Study, dataset: Dataset, language: str, cells: Mapping[str, str]) -> dict[str, str]:
    """Return the SQL expression of what each placeholder is filled with."""
    found: dict[str, str] = {}
    for each in dataset.specifications:
        component = each.component
        if component.name in cells:
            cell = cells[component.name]
            found[component.name] = written(cell, language) if component.kind in _NUMBERS else cell
    # A code that is in no list, an IRI say, is said as it is.
    for number, component in enumerate(mentioned(study, dataset)):
        found[component.name] = f"coalesce(s{number}.{language}, {cells.get(component.name, 'NULL')})"
    return found | {"value": _value(f"t.{identifier(dataset.value_column())}", language, cells)}


def _value(value: str, language: str, cells: Mapping[str, str]) -> str:
    number = written(value, language)
    if unit := cells.get("unit"):
        one, more = (literal(f" {each}") for each in _POINTS[language])
        number += (
            f" || CASE {unit} WHEN 'percent' THEN {literal(_PERCENT[language])} WHEN 'percentage-point' THEN "
            f"CASE WHEN ltrim({value}, '+-') = '1' THEN {one} ELSE {more} END ELSE '' END"
        )
    if exactness := cells.get("exactness"):
        inexact = ", ".join(literal(each) for each in _INEXACT)
        number = f"CASE WHEN {exactness} IN ({inexact}) THEN {literal(_ABOUT[language])} ELSE '' END || {number}"
    return f"({number})"


def written(cell: str, language: str) -> str:
    """Return the SQL expression of a number as people write it: `1.600`, `54,09`. Its digits stay those of the cell."""
    digits = f"ltrim({cell}, '+-')"
    whole = f"split_part({digits}, '.', 1)"
    grouped = f"reverse(regexp_replace(reverse({whole}), '([0-9]{{3}})', '\\1{_GROUP[language]}', 'g'))"
    grouped = f"ltrim({grouped}, {literal(_GROUP[language])})"
    sign = f"CASE WHEN starts_with({cell}, '-') THEN {literal(_MINUS)} ELSE '' END"
    decimals = f"CASE WHEN contains({digits}, '.') THEN {literal(_POINT[language])} || split_part({digits}, '.', 2) ELSE '' END"
    return f"({sign} || {grouped} || {decimals})"
