"""A dataset's fields → the rows of its tables: tidy CSV, CSV for German Excel, typed values for xlsx and Parquet."""

from collections.abc import Iterable, Sequence
from typing import Final

from kgsm.cube import Column
from kgsm.describe.columns import Field, source
from kgsm.study import Dataset, Kind, Study
from kgsm.tables import identifier, literal

BYTE_ORDER_MARK: Final = "\ufeff"
# Texts that a spreadsheet would run as a formula (OWASP, CSV injection).
_RUNS: Final = "'^[=+\\-@\\t\\r]'"
# A double keeps 15 digits, a BIGINT 18: longer numbers stay texts, lest they become others.
_FITS: Final = {
    "BIGINT": "regexp_full_match({cell}, '[+-]?[0-9]{{1,18}}')",
    "DOUBLE": (
        "CASE WHEN {cell} IS NOT NULL THEN length(regexp_replace({cell}, '[^0-9]', '', 'g')) <= 15 "
        "AND TRY_CAST({cell} AS DOUBLE) IS NOT NULL END"
    ),
    "DATE": "CASE WHEN {cell} IS NOT NULL THEN TRY_CAST({cell} AS DATE) IS NOT NULL END",
}


def csv_header(columns: Sequence[str]) -> str:
    """Return the header row of a CSV, comma separated. No name needs quoting."""
    return ",".join(columns)


def csv_rows(study: Study, dataset: Dataset, cells: Sequence[str]) -> str:
    """Return the SELECT of the lines of a CSV with those SQL expressions as cells."""
    return f"SELECT {csv_line(cells)} AS line FROM {source(study, dataset)}"


def csv_line(cells: Sequence[str]) -> str:
    """Return the SQL expression of a line of a CSV: each cell quoted where RFC 4180 asks for it."""
    return _line(cells, ",")


def excel_header(fields: Sequence[Field]) -> str:
    """Return the header row of the CSV for German Excel, with the byte order mark that tells Excel it is UTF-8."""
    return BYTE_ORDER_MARK + ";".join(each.column.name for each in fields)


def excel_rows(study: Study, dataset: Dataset, fields: Sequence[Field]) -> str:
    """Return the SELECT of the lines for German Excel."""
    return f"SELECT {excel_line(fields)} AS line FROM {source(study, dataset)}"


def excel_line(fields: Sequence[Field]) -> str:
    """Return the SQL expression of a line for German Excel: semicolons, decimal commas, no text that runs as a formula."""
    cells = (_comma(each.cell) if each.column.is_number else _harmless(each.cell) for each in fields)
    return _line(cells, ";")


def typed_rows(study: Study, dataset: Dataset, fields: Sequence[Field]) -> str:
    """Return the SELECT of the values, one column for each field: BIGINT, DOUBLE, DATE, or VARCHAR for everything else."""
    types = _types(study, dataset, fields)
    cells = (f"CAST({each.cell} AS {kind}) AS {identifier(each.column.name)}" for each, kind in zip(fields, types, strict=True))
    return f"SELECT {', '.join(cells)} FROM {source(study, dataset)}"


def _types(study: Study, dataset: Dataset, fields: Sequence[Field]) -> list[str]:
    wished = [_type(each.column) for each in fields]
    fits = [_fit(each.cell, kind) for each, kind in zip(fields, wished, strict=True)]
    table = f"{identifier(dataset.id)} AS t"
    found = study.tables.connection.execute(f"SELECT {', '.join(fits)} FROM {table}").fetchone() or ()
    return [kind if fit else "VARCHAR" for kind, fit in zip(wished, found, strict=True)]


def _fit(cell: str, kind: str) -> str:
    # bool_and passes over NULL, which an empty cell gives, and is NULL itself where there is no row.
    return f"coalesce(bool_and({_FITS[kind].format(cell=cell) if kind in _FITS else 'true'}), true)"


def _type(column: Column) -> str:
    match column.kind:
        case Kind.INTEGER:
            return "BIGINT"
        case Kind.DECIMAL | Kind.NUMBER:
            return "DOUBLE"
        case Kind.DATE:
            return "DATE"
        case _:
            return "VARCHAR"


def _line(cells: Iterable[str], separator: str) -> str:
    # No quoted cell is NULL, which concat_ws would pass over. A chain of || is planned three times as long, and run twice.
    return f"concat_ws({literal(separator)}, {', '.join(_quoted(each, separator) for each in cells)})"


def _quoted(cell: str, separator: str) -> str:
    # RFC 4180, 2.6: a cell with the separator, a quotation mark or a line break stands in quotation marks.
    text = f"coalesce({cell}, '')"
    special = literal(f'[{separator}"\\r\\n]')
    return f"CASE WHEN regexp_matches({text}, {special}) THEN '\"' || replace({text}, '\"', '\"\"') || '\"' ELSE {text} END"


def _comma(cell: str) -> str:
    return f"replace({cell}, '.', ',')"


def _harmless(cell: str) -> str:
    return f"CASE WHEN regexp_matches({cell}, {_RUNS}) THEN '''' || {cell} ELSE {cell} END"
