"""A row of a small CSV file → typed values; every cell that is wrong becomes a problem."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from rdflib import URIRef

from kgsm.problems import Place, Problem, Severity, did_you_mean, problem
from kgsm.read.values import LANGUAGE_NAMES, NOTHING, date_of, iri_of, listed
from kgsm.text import Text

_NEEDED: Final = Text(de="Er ist nötig.", en="It is required.")
_DIGEST: Final = re.compile(r"[0-9a-fA-F]{64}")


@dataclass(frozen=True, slots=True)
class Row:
    """A row: `number` counts records, the header being 1. Of `columns`, which are there, `cells` holds those with something.

    `problems` grows while cells are read. A row that is no sound CSV has a list that nobody reads.
    """

    file: str
    number: int
    columns: tuple[str, ...]
    cells: Mapping[str, str]
    problems: list[Problem]

    def place(self, column: str | None = None) -> Place:
        """Return the place of the row or of one of its cells."""
        return Place(self.file, self.number, column)

    def tell(self, column: str, code: str, **values: object) -> None:
        """Add a problem at a cell."""
        self.problems.append(problem(self.place(column), code, Severity.VIOLATION, **values))

    def get(self, column: str) -> str:
        """Return a cell, an empty string where there is nothing in it."""
        return self.cells.get(column, "")

    def need(self, column: str, why: Text = _NEEDED) -> str:
        """Return a cell that must not be empty."""
        if column in self.columns and column not in self.cells:
            self.tell(column, "missing-value", why=why)
        return self.get(column)

    def text(self, name: str, *, required: bool = False) -> Text:
        """Return the text of the pair of columns `name`_de and `name`_en: both or neither."""
        text = Text(de=self.get(f"{name}_de"), en=self.get(f"{name}_en"))
        if text or required:
            for language, language_name in LANGUAGE_NAMES.items():
                column = f"{name}_{language}"
                if column in self.columns and column not in self.cells:
                    self.tell(column, "missing-language", right=language_name)
        return text

    def iri(self, column: str) -> URIRef | None:
        """Return the IRI in a cell, None where it is empty or none."""
        return iri_of(self.cells[column], self.place(column), self.problems) if column in self.cells else None

    def date(self, column: str) -> dt.date | None:
        """Return the date in a cell, None where it is empty or none."""
        return date_of(self.cells[column], self.place(column), self.problems) if column in self.cells else None

    def count(self, column: str) -> int | None:
        """Return the whole number from 0 in a cell, None where it is empty or none."""
        written = self.get(column)
        if re.fullmatch("[0-9]{1,15}", written):
            return int(written)
        if written:
            right = Text(de="keine ganze Zahl ab 0", en="not a whole number from 0")
            self.tell(column, "wrong-datatype", found=written, right=right, hint=NOTHING)
        return None

    def digest(self, column: str) -> str | None:
        """Return the SHA-256 digest in a cell, in lower case; None where it is empty or none."""
        written = self.get(column)
        if _DIGEST.fullmatch(written):
            return written.lower()
        if written:
            right = Text(
                de="keine SHA-256-Prüfsumme (64 Zeichen 0-9 und a-f)", en="not a SHA-256 digest (64 characters 0-9 and a-f)"
            )
            self.tell(column, "wrong-datatype", found=written, right=right, hint=NOTHING)
        return None

    def choice(self, column: str, choices: Iterable[str]) -> str:
        """Return one of `choices`, or an empty string."""
        written, known = self.get(column), tuple(choices)
        if not written or written in known:
            return written
        self.tell(column, "wrong-choice", found=written, right=listed(known), hint=did_you_mean(written, known))
        return ""
