"""Rows → an Excel workbook: a sheet of rows, a sheet of method and sources, a sheet of what the columns mean.

The one form with Python code for a row; a sheet holds 1,048,575 of them. Nothing in it depends on the clock: the same rows
are the same bytes with the same version of XlsxWriter.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kgsm.assembly import Workbook

_LONGEST: Final = 32_767  # characters of a cell in Excel
_WIDTHS: Final = (8, 60)
_OPTIONS: Final = {
    "constant_memory": True,  # a row is written when it is whole
    "strings_to_numbers": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
}


def write_workbook(file: IO[bytes], book: Workbook, rows: Iterable[Sequence[object]], scratch: Path) -> None:
    """Write the rows, numbers as numbers, below a head that stays in view; then method and sources, then the columns.

    `scratch` is a folder for what is removed in the end.
    """
    with xlsxwriter.Workbook(file, _OPTIONS | {"tmpdir": str(scratch)}) as made:
        # The day of the last modification stands for when the workbook was made.
        made.set_properties({"title": book.title, "created": datetime.combine(date.fromisoformat(book.modified), time())})
        bold, day = made.add_format({"bold": True}), made.add_format({"num_format": "yyyy-mm-dd"})
        _write_rows(made.add_worksheet("Daten"), [each[0] for each in book.columns], rows, (bold, day))
        _write_lines(made.add_worksheet("Methode und Quellen"), ("Angabe", "Deutsch", "Item", "English"), book.words, bold)
        heads = ("Spalte / column", "Deutsch", "English", "Definition (de)", "Definition (en)", "IRI")
        _write_lines(made.add_worksheet("Spalten"), heads, book.columns, bold)


def _write_rows(
    sheet: Worksheet, names: Sequence[str], rows: Iterable[Sequence[object]], styles: tuple[Format, Format]
) -> None:
    bold, day = styles
    sheet.freeze_panes(1, 0)
    for number, name in enumerate(names):
        sheet.set_column(number, number, min(max(len(name) + 2, _WIDTHS[0]), _WIDTHS[1]))
    _write_line(sheet, 0, names, bold)
    number = 0
    for number, row in enumerate(rows, 1):
        for position, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(number, position, cell[:_LONGEST])
            elif isinstance(cell, date):
                sheet.write_datetime(number, position, cell, day)
            elif cell is not None:
                sheet.write_number(number, position, cell)
    sheet.autofilter(0, 0, max(number, 1), max(len(names) - 1, 0))


def _write_lines(sheet: Worksheet, head: Sequence[str], rows: Iterable[Sequence[str]], bold: Format) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(head) - 1, 40)
    _write_line(sheet, 0, head, bold)
    for number, row in enumerate(rows, 1):
        _write_line(sheet, number, row)


def _write_line(sheet: Worksheet, number: int, cells: Sequence[str], style: Format | None = None) -> None:
    for column, cell in enumerate(cells):
        sheet.write_string(number, column, cell[:_LONGEST], style)
