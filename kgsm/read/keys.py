"""A table of study.toml -> typed values; every key that is unknown, missing or of the wrong type becomes a problem.

What cannot be read is replaced by an empty value, so that the rest of the study is read, and told about, all the same.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Final, TypeVar

from rdflib import URIRef

from kgsm.iris import NAME
from kgsm.problems import Place, Problem, did_you_mean, problem, shown
from kgsm.read.csv_file import CONTROL, LONGEST_CELL
from kgsm.read.toml_file import KeyPath, TomlFile
from kgsm.read.values import NOTHING, iri_of, term_of
from kgsm.text import Text

Choice = TypeVar("Choice", bound=StrEnum)

_TEXT: Final = Text(
    de='ein Text in beiden Sprachen: { de = "…", en = "…" }', en='a text in both languages: { de = "…", en = "…" }'
)
_STRING: Final = Text(de='ein Text in Anführungszeichen: "…"', en='a text in quotation marks: "…"')
_DATE: Final = Text(de="ein Datum ohne Anführungszeichen: 2014-01-31", en="a date without quotation marks: 2014-01-31")
_NAMES: Final = Text(de='eine Liste: ["…", "…"]', en='a list: ["…", "…"]')
_TABLE: Final = Text(de="eine Tabelle mit eigenen Schlüsseln", en="a table with keys of its own")
_LANGUAGES: Final = {"de": Text(de="Deutsch", en="German"), "en": Text(de="Englisch", en="English")}
_REQUIRED: Final = Text(de="Er ist nötig.", en="It is required.")


class Keys:
    """One table of a TOML file: the place of each key, its typed value, and the faults found on the way.

    `allowed` are the keys that the table may have; None where the keys are names.
    """

    def __init__(self, file: TomlFile, path: KeyPath, allowed: Iterable[str] | None, problems: list[Problem]) -> None:
        self.path = path
        self.problems = problems
        self._file = file
        self._data = self._table_at(path)
        if allowed is not None:
            known = tuple(allowed)
            for key in self._data:
                if key not in known:
                    self.tell(key, "unknown-key", found=key, hint=did_you_mean(key, known))

    def _table_at(self, path: KeyPath) -> Mapping[str, object]:
        value: object = self._file.data
        for step in path:
            if isinstance(value, Mapping) and isinstance(step, str):
                value = value.get(step, {})
            elif isinstance(value, list) and isinstance(step, int):
                value = value[step]
        if isinstance(value, Mapping):
            return value
        name = str(path[-1])
        self.problems.append(
            problem(Place(self._file.name, self._file.line(path), name), "wrong-type", found=_written(value), right=_TABLE)
        )
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
        self.problems.append(problem(self.place(key, *steps), code, **values))

    def inner(self, key: str, *steps: str | int, allowed: Iterable[str] | None) -> "Keys":
        """Return the table below a key."""
        return Keys(self._file, (*self.path, key, *steps), allowed, self.problems)

    def size(self, key: str) -> int:
        """Return the number of tables in an array of tables."""
        value = self._data.get(key, [])
        if isinstance(value, list):
            return len(value)
        self.tell(key, "wrong-type", found=_written(value), right=Text(de=f"[[{key}]]", en=f"[[{key}]]"))
        return 0

    def text(self, key: str, *steps: int, required: bool = False) -> Text:
        """Return a text in both languages, an empty one where the key is missing."""
        value = self._value(key, *steps)
        if value is None:
            self._require(key, required=required)
            return NOTHING
        if not isinstance(value, Mapping):
            self.tell(key, "wrong-type", *steps, found=_written(value), right=_TEXT)
            return NOTHING
        for language in value:
            if language not in _LANGUAGES:
                self.tell(key, "unknown-key", *steps, language, found=language, hint=did_you_mean(language, _LANGUAGES))
        words = {}
        for language, name in _LANGUAGES.items():
            written = value.get(language)
            words[language] = self._clean(written, key, *steps, language) if written is not None else ""
            if written is None or written == "":
                self.tell(key, "missing-language", *steps, language, right=name)
        return Text(**words)

    def texts(self, key: str) -> tuple[Text, ...]:
        """Return a list of texts in both languages."""
        value = self._data.get(key, [])
        if not isinstance(value, list):
            self.tell(key, "wrong-type", found=_written(value), right=_NAMES)
            return ()
        return tuple(self.text(key, index) for index in range(len(value)))

    def string(self, key: str, *, required: bool = False) -> str:
        """Return a string, an empty one where the key is missing."""
        value = self._data.get(key)
        if value is None:
            self._require(key, required=required)
            return ""
        written = self._clean(value, key)
        if required and not written and value == "":
            self._require(key, required=True)
        return written

    def name(self, key: str, default: str) -> str:
        """Return a name that can stand in an IRI, or `default`; a wrong one is told and returned as far as it can stand."""
        written = self.string(key) or default
        place = self.place(key) if key in self else self.place(None)
        return checked_name(written, place, self.problems)

    def date(self, key: str) -> dt.date:
        """Return a required date."""
        value = self._data.get(key)
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            return value
        if value is None:
            self._require(key, required=True)
        else:
            self.tell(key, "wrong-type", found=_written(value), right=_DATE)
        return dt.date.min

    def choice(self, key: str, choices: type[Choice]) -> Choice | None:
        """Return the required member of `choices`; None where there is none."""
        written = self.string(key, required=True)
        return choices(written) if written and self._is_choice(written, list(choices), key) else None

    def code(self, key: str, codes: Iterable[str]) -> str:
        """Return one of `codes`, or an empty string."""
        written = self.string(key)
        return written if written and self._is_choice(written, codes, key) else ""

    def codes(self, key: str, codes: Iterable[str], *, required: bool = False) -> tuple[str, ...]:
        """Return a list of `codes`."""
        return tuple(
            each for index, each in enumerate(self.strings(key, required=required)) if self._is_choice(each, codes, key, index)
        )

    def _is_choice(self, written: str, choices: Iterable[str], key: str, *steps: int) -> bool:
        known = tuple(str(each) for each in choices)
        if written in known:
            return True
        self.tell(key, "wrong-choice", *steps, found=written, right=listed(known), hint=did_you_mean(written, known))
        return False

    def strings(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """Return a list of strings; those that are none keep their index as an empty string."""
        value = self._data.get(key)
        if value is None or value == []:
            self._require(key, required=required)
            return ()
        if not isinstance(value, list):
            self.tell(key, "wrong-type", found=_written(value), right=_NAMES)
            return ()
        return tuple(self._clean(each, key, index) for index, each in enumerate(value))

    def iri(self, key: str) -> URIRef | None:
        """Return an absolute IRI, None where the key is missing."""
        written = self.string(key)
        return iri_of(written, self.place(key), self.problems) if written else None

    def iris(self, key: str, *, required: bool = False) -> tuple[URIRef, ...]:
        """Return a list of absolute IRIs."""
        written = self.strings(key, required=required)
        found = [iri_of(each, self.place(key, index), self.problems) for index, each in enumerate(written) if each]
        return tuple(each for each in found if each is not None)

    def term(self, key: str) -> URIRef | None:
        """Return an IRI that may be written with one of our prefixes, None where the key is missing."""
        written = self.string(key)
        return term_of(written, self.place(key), self.problems) if written else None

    def cells(self, key: str) -> dict[str, str]:
        """Return a table of name -> cell; numbers and dates may be written without quotation marks."""
        value = self._data.get(key, {})
        if not isinstance(value, Mapping):
            self.tell(key, "wrong-type", found=_written(value), right=_TABLE)
            return {}
        cells = {}
        for name, each in value.items():
            plain = isinstance(each, int | float | dt.date) and not isinstance(each, bool)
            written = str(each) if plain else self._clean(each, key, name)
            if written:
                cells[name] = written
        return cells

    def _value(self, key: str, *steps: int) -> object:
        value: object = self._data.get(key)
        for step in steps:
            value = value[step] if isinstance(value, list) else None
        return value

    def _require(self, key: str, *, required: bool) -> None:
        if required:
            self.tell(key, "missing-key", found=key, why=_REQUIRED)

    def _clean(self, value: object, key: str, *steps: str | int) -> str:
        if not isinstance(value, str):
            self.tell(key, "wrong-type", *steps, found=_written(value), right=_STRING)
            return ""
        control = CONTROL.search(value)
        if control is not None:
            self.tell(key, "control-character", *steps, found=f"U+{ord(control.group()):04X}")
            return ""
        if len(value) > LONGEST_CELL:
            self.tell(key, "cell-too-long", *steps, found=len(value), right=LONGEST_CELL)
            return ""
        return value.strip()


def checked_name(written: str, place: Place, problems: list[Problem]) -> str:
    """Return `written`; where it cannot be part of an IRI add `wrong-name` and return what stands in for it."""
    if NAME.fullmatch(written):
        return written
    problems.append(problem(place, "wrong-name", found=written))
    return "".join(character if NAME.fullmatch(character) else "x" for character in written) or "x"


def listed(names: Iterable[str]) -> Text:
    """Return `names` as a list in a sentence, as it is in every language."""
    words = ", ".join(shown(each) for each in names)
    return Text(de=words, en=words)


def _written(value: object) -> str:
    """Return a value as TOML shows it, roughly."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = …" for key in list(value)[:5]) + " }"
    if isinstance(value, list):
        return f"[{len(value)}]"
    return shown(value)
