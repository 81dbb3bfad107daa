"""What can be wrong, and where: `Place`, `Problem`, the exception tree.

KgsmError                 everything kgsm raises on purpose; the command line catches this and nothing else
├── StudyError            a study folder has problems (`.problems`, in reading order)
├── PublishedError        a published folder, or a store made from one, cannot be used
└── QueryError            an endpoint did not answer a query (`.status`, where HTTP was spoken)
    └── LoadingError      its store is not there yet (`.after` so many seconds it may be)
"""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kgsm.messages import MESSAGES
from kgsm.text import Text


class Severity(StrEnum):
    """How bad a problem is. Only a violation keeps a study from being published (SHACL 2.1.4)."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a study folder.

    `file` is relative to the folder, with forward slashes. `row` counts from 1: the line of a TOML file, the record of a
    CSV file with its header as row 1 (as spreadsheets and RFC 7111 count). `column` is a CSV column's name or a TOML key.
    """

    file: str
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        # A path is told whole, however long: a person is to open the file.
        parts = (printable(self.file), self.row, shown(self.column) if self.column is not None else None)
        return ":".join(str(part) for part in parts if part is not None)

    def order(self) -> tuple[str, int, str]:
        """Return the key that sorts places as a person reads: file, row, column."""
        return (self.file, self.row or 0, self.column or "")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong at one place, with a stable kebab-case code and a sentence in German and English."""

    place: Place
    code: str
    message: Text
    severity: Severity = field(default=Severity.VIOLATION)

    def __str__(self) -> str:
        return self.line("en")

    def line(self, language: str) -> str:
        """Return the one-line form: `tables/use.csv:3:share: '46,0' is not a decimal number. [wrong-datatype]`."""
        return f"{self.place}: {self.message.in_language(language)} [{self.code}]"


def problem(place: Place, code: str, severity: Severity = Severity.VIOLATION, **values: object) -> Problem:
    """Return the problem `code` at `place`, its sentences (kgsm/messages.py) filled with `values`.

    A value that is a `Text` stands in each sentence in its language, as it is. Every other value is shown: where it is long
    or unprintable it is shortened, so that a cell of 10 MB or a control character cannot spoil a report.
    """
    template = MESSAGES[code]
    return Problem(place, code, Text(de=_filled(template, "de", values), en=_filled(template, "en", values)), severity)


def did_you_mean(found: str, choices: Iterable[str]) -> Text:
    """Return " Did you mean 'x'?" for the choice nearest to `found`, and an empty text where none is near.

    A choice that differs only in case is the nearest. The text begins with a space: it is the `hint` of a message.
    """
    near = nearest(found, choices)
    if near is None:
        return Text(de="", en="")
    return Text(de=f" Ist '{shown(near)}' gemeint?", en=f" Did you mean '{shown(near)}'?")


def nearest(found: str, choices: Iterable[str]) -> str | None:
    """Return the choice that is spelt most like `found`, None where none is near.

    Among very many choices only one that differs in nothing but case is looked for: each comparison takes its time.
    """
    by_case = {each.casefold(): each for each in reversed(list(choices))}
    if len(by_case) > 1000:
        return by_case.get(found.casefold())
    near = difflib.get_close_matches(found[:80].casefold(), by_case, n=1, cutoff=0.6)
    return by_case[near[0]] if near else None


def _filled(template: Mapping[str, str], language: str, values: Mapping[str, object]) -> str:
    return template[language].format(
        **{name: value.in_language(language) if isinstance(value, Text) else shown(value) for name, value in values.items()}
    )


def printable(text: str) -> str:
    """Return `text` with each unprintable character as its escape."""
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)


def shown(value: object) -> str:
    """Return `value` as a sentence can show it: at most 80 characters, each of them printable."""
    text = printable(str(value)[:81])
    return text if len(text) <= 80 else text[:77] + "…"


def in_reading_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return `problems` sorted by place, each once; of several in one cell the first is kept: one fault is told once."""
    first: dict[object, Problem] = {}
    for each in problems:
        in_a_cell = each.place.row is not None and each.place.column is not None
        first.setdefault(each.place if in_a_cell else (each.place, each.code, each.message), each)
    return sorted(first.values(), key=lambda each: each.place.order())


class KgsmError(Exception):
    """The root of every error that kgsm raises on purpose."""


class StudyError(KgsmError):
    """A study folder has problems; `problems` holds them in reading order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(in_reading_order(problems))
        super().__init__("\n".join(str(each) for each in self.problems))


class PublishedError(KgsmError):
    """A published folder, or a store made from one, cannot be used."""


class QueryError(KgsmError):
    """A store or an endpoint did not answer a query.

    `status` is the HTTP status where HTTP was spoken, or that fits; `line` and `column` are where the query is wrong, from 1.
    """

    def __init__(self, message: str, status: int | None = None, line: int | None = None, column: int | None = None) -> None:
        self.status = status
        self.line = line
        self.column = column
        super().__init__(message)


class LoadingError(QueryError):
    """A store is not there yet. `after` is in how many seconds it is worth asking again."""

    def __init__(self, message: str, after: int) -> None:
        self.after = after
        super().__init__(message, 503)
