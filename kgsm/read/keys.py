"""A table of study.toml → typed values; every key that is unknown, missing or of the wrong type becomes a problem.

What cannot be read is replaced by an empty value, so that the rest of the study is read, and told about, all the same.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Final, TypeVar

from rdflib import URIRef

from kgsm.problems import Place, Problem, Severity, did_you_mean, problem, shown
from kgsm.read.csv_file import CONTROL, LONGEST_CELL
from kgsm.read.toml_file import KeyPath, TomlFile
from kgsm.read.values import LANGUAGE_NAMES, NOTHING, iri_of, listed, term_of
from kgsm.text import Text

Choice = TypeVar("Choice", bound=StrEnum)

_TEXT: Final = Text(
    de='ein Text in beiden Sprachen: { de = "…", en = "…" }', en='a text in both languages: { de = "…", en = "…" }'
)
_STRING: Final = Text(de='ein Text in Anführungszeichen: "…"', en='a text in quotation marks: "…"')
_CELL: Final = Text(de='ein Text in Anführungszeichen oder eine Zahl: "…"', en='a text in quotation marks or a number: "…"')
_DATE: Final = Text(de="ein Datum ohne Anführungszeichen: 2014-01-31", en="a date without quotation marks: 2014-01-31")
_LIST: Final = Text(de='eine Liste: ["…", "…"]', en='a list: ["…", "…"]')
_TABLE: Final = Text(de="eine Tabelle mit eigenen Schlüsseln", en="a table with keys of its own")
_REQUIRED: Final = Text(de="Er ist nötig.", en="It is required.")


class Keys:
    """One table of a TOML file: the place of each key, its typed value, and the faults found on the way.

    `allowed` are the keys that the table may have; None where its keys are names that the study chooses.
    """

    def __init__(self, file: TomlFile, path: KeyPath, allowed: Iterable[str] | None, problems: list[Problem]) -> None:
        self.path = path
        self.problems = problems
        self._file = file
        self._data = self._table()
        if allowed is not None:
            known = tuple(allowed)
            for key in self._data:
                if key not in known:
                    self.tell(key, "unknown-key", found=key, hint=did_you_mean(key, known))

    def _table(self) -> Mapping[str, object]:
        value: object = self._file.data
        for step in self.path:
            if isinstance(value, Mapping):
                value = value.get(str(step), {})
            elif isinstance(value, list) and isinstance(step, int):
                value = value[step]
        if isinstance(value, Mapping):
            return value
        name = next(step for step in reversed(self.path) if isinstance(step, str))
        place = Place(self._file.name, self._file.line(self.path), name)
        self.problems.append(problem(place, "wrong-type", found=_written(value), right=_TABLE))
        return {}

    def __contains__(self, key: str) -> bool:
        return key in self._data

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def place(self, key: str | None = None, *steps: str | int) -> Place:
        """Return the place of a key, or of the table; `steps` lead on to an item or a key of its value."""
        if key is None:
            return Place(self._file.name, self._file.line(self.path))
        names = [key, *(step for step in steps if isinstance(step, str))]
        return Place(self._file.name, self._file.line((*self.path, key, *steps)), ".".join(names))

    def tell(self, key: str, code: str, *steps: str | int, **values: object) -> None:
        """Add a problem at a key."""
        self.problems.append(problem(self.place(key, *steps), code, Severity.VIOLATION, **values))

    def need(self, *keys: str) -> None:
        """Add a problem for each of `keys` that the table has not, or has with nothing in it."""
        for key in keys:
            if self._data.get(key) in (None, "", [], {}):
                self.tell(key, "missing-key", found=key, why=_REQUIRED)

    def inner(self, key: str, *steps: str | int, allowed: Iterable[str] | None) -> "Keys":
        """Return the table below a key."""
        return Keys(self._file, (*self.path, key, *steps), allowed, self.problems)

    def text(self, key: str, *steps: int) -> Text:
        """Return a text in both languages, an empty one where the key is missing."""
        value = self._value(key, *steps)
        if value is None:
            return NOTHING
        if not isinstance(value, Mapping):
            self.tell(key, "wrong-type", *steps, found=_written(value), right=_TEXT)
            return NOTHING
        for language in value:
            if language not in LANGUAGE_NAMES:
                hint = did_you_mean(language, LANGUAGE_NAMES)
                self.tell(key, "unknown-key", *steps, language, found=language, hint=hint)
        return Text(**{language: self._in_language(value, language, key, *steps) for language in LANGUAGE_NAMES})

    def _in_language(self, value: Mapping[str, object], language: str, key: str, *steps: int) -> str:
        written = value.get(language, "")
        if isinstance(written, str) and not written.strip():
            self.tell(key, "missing-language", *steps, language, right=LANGUAGE_NAMES[language])
            return ""
        return self._clean(written, key, *steps, language)

    def texts(self, key: str) -> tuple[Text, ...]:
        """Return a list of texts in both languages."""
        return tuple(self.text(key, index) for index in range(len(self._list(key))))

    def string(self, key: str) -> str:
        """Return a string, an empty one where the key is missing."""
        value = self._data.get(key)
        return "" if value is None else self._clean(value, key)

    def date(self, key: str) -> dt.date | None:
        """Return a date, None where the key is missing."""
        value = self._data.get(key)
        if value is None or (isinstance(value, dt.date) and not isinstance(value, dt.datetime)):
            return value
        self.tell(key, "wrong-type", found=_written(value), right=_DATE)
        return None

    def choice(self, key: str, choices: type[Choice]) -> Choice | None:
        """Return the member of `choices`, None where the key is missing or it is none."""
        written = self.string(key)
        return choices(written) if written and self._is_choice(written, list(choices), key) else None

    def code(self, key: str, codes: Iterable[str]) -> str:
        """Return one of `codes`, or an empty string."""
        written = self.string(key)
        return written if written and self._is_choice(written, codes, key) else ""

    def codes(self, key: str, codes: Iterable[str]) -> tuple[str, ...]:
        """Return a list of `codes`."""
        known = tuple(codes)
        items = enumerate(self.strings(key))
        return tuple(each for index, each in items if each and self._is_choice(each, known, key, index))

    def _is_choice(self, written: str, choices: Iterable[str], key: str, *steps: int) -> bool:
        known = tuple(str(each) for each in choices)
        if written in known:
            return True
        self.tell(key, "wrong-choice", *steps, found=written, right=listed(known), hint=did_you_mean(written, known))
        return False

    def strings(self, key: str) -> tuple[str, ...]:
        """Return a list of strings; an item that is none stays in its place as an empty string."""
        return tuple(self._clean(each, key, index) for index, each in enumerate(self._list(key)))

    def iri(self, key: str) -> URIRef | None:
        """Return an absolute IRI, None where the key is missing or it is none."""
        written = self.string(key)
        return iri_of(written, self.place(key), self.problems) if written else None

    def iris(self, key: str) -> tuple[URIRef, ...]:
        """Return a list of absolute IRIs."""
        items = enumerate(self.strings(key))
        found = [iri_of(each, self.place(key, index), self.problems) for index, each in items if each]
        return tuple(each for each in found if each is not None)

    def term(self, key: str) -> URIRef | None:
        """Return an IRI that may be written with one of our prefixes, None where the key is missing or it is none."""
        written = self.string(key)
        return term_of(written, self.place(key), self.problems) if written else None

    def cells(self, key: str) -> dict[str, str]:
        """Return a table of name → cell; numbers and dates may be written without quotation marks."""
        value = self._data.get(key, {})
        if not isinstance(value, Mapping):
            self.tell(key, "wrong-type", found=_written(value), right=_TABLE)
            return {}
        cells = {}
        for name, each in value.items():
            plain = isinstance(each, int | float | dt.date) and not isinstance(each, bool)
            cells[name] = str(each) if plain else self._clean(each, key, name, right=_CELL)
        return {name: cell for name, cell in cells.items() if cell}

    def size(self, key: str) -> int:
        """Return the number of tables in an array of tables."""
        return len(self._list(key))

    def _list(self, key: str) -> list[object]:
        value = self._data.get(key, [])
        if isinstance(value, list):
            return value
        self.tell(key, "wrong-type", found=_written(value), right=_LIST)
        return []

    def _value(self, key: str, *steps: int) -> object:
        value: object = self._data.get(key)
        for step in steps:
            value = value[step] if isinstance(value, list) else None
        return value

    def _clean(self, value: object, key: str, *steps: str | int, right: Text = _STRING) -> str:
        if not isinstance(value, str):
            self.tell(key, "wrong-type", *steps, found=_written(value), right=right)
            return ""
        control = CONTROL.search(value)
        if control is not None:
            self.tell(key, "control-character", *steps, found=f"U+{ord(control.group()):04X}")
            return ""
        if len(value) > LONGEST_CELL:
            self.tell(key, "cell-too-long", *steps, found=len(value), right=LONGEST_CELL)
            return ""
        return value.strip()


def _written(value: object) -> str:
    """Return a value as TOML shows it, roughly."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = …" for key in list(value)[:5]) + " }"
    if isinstance(value, list):
        return "[…]" if value else "[]"
    return shown(value)
