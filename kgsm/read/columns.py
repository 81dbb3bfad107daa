"""The columns that a CSV file may and must have, and its header → what is wrong with the header."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kgsm.problems import Place, Problem, did_you_mean, nearest, problem
from kgsm.read.values import LANGUAGE_NAMES
from kgsm.text import Text

_REQUIRED: Final = Text(de="Sie ist nötig.", en="It is required.")
_OTHER_LANGUAGE: Final = Text(
    de="Texte stehen in beiden Sprachen, in zwei Spalten.", en="Texts stand in both languages, in two columns."
)
_UNLISTED: Final = Text(
    de=" Es gibt sie, aber der Datensatz nennt sie nicht unter dimensions, measures oder attributes.",
    en=" It is described, but the dataset does not list it under dimensions, measures or attributes.",
)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a CSV file. Names in `plain` hold codes, numbers or IRIs; every other cell is a text for people.

    `constants` and `unlisted` are names of components that a table has no column for: they are constants of the dataset, or
    the dataset does not list them. Of `ignored` columns nothing is said: what is wrong with them is told elsewhere.
    """

    required: tuple[str, ...]
    optional: tuple[str, ...]
    plain: frozenset[str] = frozenset()
    constants: frozenset[str] = frozenset()
    unlisted: frozenset[str] = frozenset()
    ignored: frozenset[str] = frozenset()

    def names(self) -> tuple[str, ...]:
        """Return all column names."""
        return self.required + self.optional


def checked_header(file: str, header: tuple[str, ...], columns: Columns, problems: list[Problem]) -> tuple[str, ...]:
    """Return the header as it was meant, after adding a problem for each column that is unknown, missing, or there twice.

    A mistyped column stands for the one that was probably meant: its cells are read, and are not missed elsewhere.
    """
    meant = list(header)
    for index, name in enumerate(header):
        place = Place(file, 1, name or f"#{index + 1}")
        if name in header[:index]:
            problems.append(problem(place, "duplicate-column", found=name))
        elif name in columns.constants:
            problems.append(problem(place, "column-and-constant", found=name))
        elif name in columns.unlisted and name not in columns.names():
            problems.append(problem(place, "unknown-column", found=name, hint=_UNLISTED))
        elif name not in columns.names() and name not in columns.ignored:
            free = [each for each in columns.names() if each not in header and each not in meant]
            meant[index] = nearest(name, free) or name
            problems.append(problem(place, "unknown-column", found=name, hint=did_you_mean(name, free)))
    problems.extend(_missing(file, meant, columns))
    return tuple(meant)


def _missing(file: str, header: Sequence[str], columns: Columns) -> Iterator[Problem]:
    for name in columns.required:
        if name not in header:
            yield problem(Place(file, 1, name), "missing-column", found=name, why=_REQUIRED)
    for name in columns.optional:
        if name not in header and _in_other_language(name) in header:
            yield problem(Place(file, 1, name), "missing-column", found=name, why=_OTHER_LANGUAGE)


def _in_other_language(name: str) -> str | None:
    """Return the name of the column that holds the same text in the other language; None for columns without one."""
    stem, _, language = name.rpartition("_")
    others = [each for each in LANGUAGE_NAMES if each != language]
    return f"{stem}_{others[0]}" if language in LANGUAGE_NAMES else None
