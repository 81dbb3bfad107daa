"""Rows → an Excel workbook: a sheet of rows, a sheet of method and sources, a sheet of what the columns mean.

The one form with Python code for a row; a sheet holds 1,048,575 of them. Nothing in it depends on the clock: the same rows
are the same bytes with the same version of XlsxWriter.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Final

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
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

    `scratch` is a folder for what is removed in the end. Raises OSError where there is no room for the workbook or for that.
    """
    sink = _Sink(file)
    try:
        _write_sheets(sink, book, rows, scratch)
    except FileCreateError as error:  # how XlsxWriter calls any OSError
        raise OSError(*error.args[0].args) from error
    if sink.fault is not None:
        raise sink.fault


def _write_sheets(sink: "_Sink", book: Workbook, rows: Iterable[Sequence[object]], scratch: Path) -> None:
    with xlsxwriter.Workbook(sink, _OPTIONS | {"tmpdir": str(scratch)}) as made:
        # The day of the last modification stands for when the workbook was made.
        made.set_properties({"title": book.title, "created": datetime.combine(date.fromisoformat(book.modified), time())})
        bold, day = made.add_format({"bold": True}), made.add_format({"num_format": "yyyy-mm-dd"})
        _write_rows(made.add_worksheet("Daten"), [each[0] for each in book.columns], rows, (bold, day))
        _write_lines(made.add_worksheet("Methode und Quellen"), ("Angabe", "Deutsch", "Item", "English"), book.words, bold)
        heads = ("Spalte / column", "Deutsch", "English", "Definition (de)", "Definition (en)", "IRI")
        _write_lines(made.add_worksheet("Spalten"), heads, book.columns, bold)


class _Sink:
    """A file that keeps the first fault of writing to itself, and takes the rest into nothing.

    XlsxWriter leaves its ZipFile open when a write fails; that one would write once more when it is thrown away.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.fault: OSError | None = None

    def write(self, data: bytes) -> int:
        """Write the bytes, or drop them."""
        self._try(lambda: self._file.write(data))
        return len(data)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place of the file; what waits to be written is written first."""
        self._try(lambda: self._file.seek(offset, whence))
        return self.tell()

    def tell(self) -> int:
        """Return the place in the file."""
        return self._file.tell()

    def flush(self) -> None:
        """Hand over what waits to be written."""
        self._try(self._file.flush)

    def _try(self, write: Callable[[], object]) -> None:
        if self.fault is None:
            try:
                write()
            except OSError as error:
                self.fault = error


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
