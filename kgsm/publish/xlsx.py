"""`Job` → a dataset as an Excel workbook: a sheet of rows, a sheet of what the columns mean, a sheet of method and sources.

The one form with Python code for a row; a sheet holds 1,048,575 of them. Nothing in it depends on the clock: the same rows
are the same bytes with the same version of XlsxWriter.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Final

import xlsxwriter
from rdflib import URIRef
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kgsm.cube import Distribution, ObservationStream
from kgsm.namespaces import DCTERMS
from kgsm.publish.job import Job

_ROWS: Final = 10_000
_LONGEST: Final = 32_767  # characters of a cell in Excel
_WIDTHS: Final = (8, 60)
_OPTIONS: Final = {
    "constant_memory": True,  # a row is written when it is whole
    "strings_to_numbers": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
}


def write_xlsx(job: Job, distribution: Distribution) -> None:
    """Write the rows, numbers as numbers, below a head that stays in view; then columns, method and sources, licence."""
    stream = job.stream(distribution)
    options = _OPTIONS | {"tmpdir": str(job.folder.parent)}
    with job.path(distribution).open("xb") as file, xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": stream.dataset.title.in_language("de"), "created": _modified(job)})
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        _write_rows(book.add_worksheet("Daten"), stream, bold, day)
        _write_words(book.add_worksheet("Methode und Quellen"), stream, bold)
        _write_columns(book.add_worksheet("Spalten"), stream, bold)


def _modified(job: Job) -> datetime:
    """Return when the study was last modified: what a workbook says in place of when it was made."""
    day = job.cube.catalog.value(URIRef(job.study), DCTERMS.modified)
    return datetime.combine(date.fromisoformat(str(day)), time())


def _write_rows(sheet: Worksheet, stream: ObservationStream, bold: Format, day: Format) -> None:
    sheet.freeze_panes(1, 0)
    for number, column in enumerate(stream.columns):
        width = len(column.name) + 2
        sheet.set_column(number, number, min(max(width, _WIDTHS[0]), _WIDTHS[1]))
    _write_line(sheet, 0, [each.name for each in stream.columns], bold)
    found = stream.tables.connection.execute(stream.rows)
    number = 0
    while rows := found.fetchmany(_ROWS):
        for number, row in enumerate(rows, number + 1):  # noqa: B020 - it goes on counting
            for position, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, position, cell[:_LONGEST])
                elif isinstance(cell, date):
                    sheet.write_datetime(number, position, cell, day)
                elif cell is not None:
                    sheet.write_number(number, position, cell)
    sheet.autofilter(0, 0, max(number, 1), max(len(stream.columns) - 1, 0))


def _write_words(sheet: Worksheet, stream: ObservationStream, bold: Format) -> None:
    rows = [(each.label.de, each.text.in_language("de"), each.label.en, each.text.in_language("en")) for each in stream.remarks]
    _write_lines(sheet, ("Angabe", "Deutsch", "Item", "English"), rows, bold)


def _write_columns(sheet: Worksheet, stream: ObservationStream, bold: Format) -> None:
    rows = [
        (
            each.name,
            *(each.label.in_language(language) for language in ("de", "en")),
            *(each.definition.in_language(language) for language in ("de", "en")),
            str(each.component.iri) if each.component else "",
        )
        for each in stream.columns
    ]
    _write_lines(sheet, ("Spalte / column", "Deutsch", "English", "Definition (de)", "Definition (en)", "IRI"), rows, bold)


def _write_lines(sheet: Worksheet, head: Sequence[str], rows: Iterable[Sequence[str]], bold: Format) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(head) - 1, 40)
    _write_line(sheet, 0, head, bold)
    for number, row in enumerate(rows, 1):
        _write_line(sheet, number, row)


def _write_line(sheet: Worksheet, number: int, cells: Sequence[str], style: Format | None = None) -> None:
    for column, cell in enumerate(cells):
        sheet.write_string(number, column, cell[:_LONGEST], style)
