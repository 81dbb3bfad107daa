"""What reading and validating found -> its causes: a fault that others follow from is told once, without them.

A table that is not there makes every figure unknown that evidence names; a person wants to hear of the table. What is left
out here is told by the next run, should it still be true when the cause is gone.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from kgsm.problems import Problem, Severity, in_reading_order
from kgsm.study import Study

# The codes of problems that keep rows, or a whole file, from being read.
_UNREAD: Final = frozenset(
    {
        "missing-file", "outside-folder", "wrong-encoding", "broken-csv", "empty-table", "too-many-columns", "too-few-columns",
        "cell-too-long", "control-character", "missing-column", "duplicate-column", "unreadable-table",
        "unsupported-type", "changed-file",
    }
)  # fmt: skip
# The codes of problems with names.
_UNNAMED: Final = frozenset({"wrong-name", "reserved-name", "cell-too-long"})
_STUDY, _SOURCES, _EVIDENCE = "study.toml", "sources.csv", "evidence.csv"
_CHOSEN: Final = frozenset({"dimension", "codes", "where", "slice"})  # keys that name components and codes


@dataclass(frozen=True, slots=True)
class _Known:
    """What the violations say as a whole. `tables` are the files of the datasets."""

    violations: Sequence[Problem]
    tables: frozenset[str]
    study: Study

    def any(self, holds: Callable[[Problem], bool]) -> bool:
        return any(holds(each) for each in self.violations)

    def table_unread(self) -> bool:
        return self.any(
            lambda each: (
                each.code in _UNREAD
                and (each.place.file in self.tables or (each.place.file == _STUDY and "table" in _key(each)))
            )
        )

    def list_unread(self) -> bool:
        others = {*self.tables, _SOURCES, _EVIDENCE}
        return self.any(lambda each: each.code in _UNREAD and each.place.file not in others and "table" not in _key(each))

    def source_unread(self) -> bool:
        """Return whether a row of the sources is not whole: what it says of a digest, or of quotations, is not known."""
        return self.any(lambda each: each.place.file == _SOURCES and each.code in _UNREAD)

    def name_refused(self) -> bool:
        """Return whether a dimension, a dataset or a code list is left out, since its name cannot be one."""
        return self.any(lambda each: each.place.file == _STUDY and each.code in _UNNAMED)

    def row_has(self, problem: Problem, code: str) -> bool:
        place = problem.place
        return self.any(lambda each: each.code == code and (each.place.file, each.place.row) == (place.file, place.row))


def causes(read: Iterable[Problem], validated: Iterable[Problem], study: Study) -> tuple[Problem, ...]:
    """Return the problems of both, in reading order, one for each place, without those that follow from others.

    A study that was not read whole is not held against the shapes: a violation that reading found outside of the tables
    silences what validation found there. A table is not held against a structure that names unknown components. Evidence of
    two rows that are one observation is one node with two of everything: only the rows are told.
    """
    found, validated = list(read), list(validated)
    tables = frozenset(each.table for each in study.datasets)
    described = not any(_is_violation(each) and each.place.file not in tables for each in found)
    sound = tables - _of_unknown_structure(found, study)
    if any(each.code == "duplicate-row" for each in validated):
        validated = [each for each in validated if each.place.file != _EVIDENCE]
    found += (each for each in validated if each.place.file in sound or (described and each.place.file not in tables))
    found.sort(key=lambda each: not _is_violation(each))  # at one place a violation is told before a remark
    known = _Known(tuple(filter(_is_violation, found)), tables, study)
    silent = {code: rule(known) for code, rule in _GENERAL.items()}
    return tuple(
        in_reading_order(
            each for each in found if not silent.get(each.code) and not _PARTICULAR.get(each.code, _never)(each, known)
        )
    )


def _of_unknown_structure(found: Iterable[Problem], study: Study) -> set[str]:
    """Return the tables of the datasets whose structure names a component that there is not."""
    rows = [each.place.row or 0 for each in found if each.code == "unknown-component" and each.place.file == _STUDY]
    datasets = sorted(study.datasets, key=lambda each: each.place.row or 0)
    return {each.table for row in rows for each in [each for each in datasets if (each.place.row or 0) <= row][-1:]}


def _is_violation(problem: Problem) -> bool:
    return problem.severity is Severity.VIOLATION


def _key(problem: Problem) -> str:
    return problem.place.column or ""


def _never(_: Problem, __: _Known) -> bool:
    return False


def _in(file: str, *columns: str) -> Callable[[Problem], bool]:
    """Return whether a problem is about the whole `file`, about whole rows of it, or about one of `columns`."""
    return lambda each: each.place.file == file and _key(each) in {"", *columns}


def _unreadable_value(known: _Known) -> bool:
    return known.table_unread() or known.any(lambda each: each.place.file in known.tables and _key(each) == "value")


# Consequences that follow whatever place they are at: what each follows from.
_GENERAL: Final[Mapping[str, Callable[[_Known], bool]]] = {
    "unknown-figure": _Known.table_unread,
    "no-evidence": lambda known: known.any(_in(_EVIDENCE, "figure", "source")) or known.any(_in(_SOURCES, "id")),
    "unknown-source": lambda known: known.any(_in(_SOURCES, "id")),
    "wrong-span": lambda known: known.source_unread() or known.any(_in(_SOURCES, "id", "sha256", "length")),
    "quote-not-allowed": lambda known: known.source_unread() or known.any(_in(_SOURCES, "id", "quotable")),
    "formula-without-value": _unreadable_value,
    # Which answers are parts of others is not known; rows may differ in a dimension that is left out.
    "answers-above-100": lambda known: known.list_unread() or known.name_refused(),
    "duplicate-row": _Known.name_refused,
    "unused-file": lambda known: known.any(lambda each: each.code in {"missing-file", "outside-folder"}),
}

_Particular: TypeAlias = Callable[[Problem, _Known], bool]


def _of_unread_list(problem: Problem, known: _Known) -> bool:
    """Return whether a code is unknown because its code list could not be read."""
    for dataset in known.study.datasets:
        specification = dataset.specification(_key(problem)) if dataset.table == problem.place.file else None
        code_list = known.study.code_list(specification.component.code_list or "") if specification else None
        if code_list is not None and not code_list.concepts:
            return True
    return False


def _of_refused_code(problem: Problem, known: _Known) -> bool:
    """Return whether a code is unknown because its list has it in a form that no IRI can have."""
    code = problem.message.en.partition("'")[2].partition("' is not in")[0]
    return known.any(lambda each: each.code == "wrong-name" and each.message.en.startswith(f"'{code}' cannot"))


def _of_unread_choice(problem: Problem, known: _Known) -> bool:
    """Return whether a name is none of the choices because what it names is broken, too."""
    named = _key(problem).split(".")[0] in _CHOSEN
    return named and (known.list_unread() or known.any(lambda each: each.code == "unknown-component"))


def _of_misspelt(unknown: str) -> _Particular:
    """Return the rule for what is missing because it is misspelt: the problem `unknown` asks whether it was meant."""

    def rule(problem: Problem, known: _Known) -> bool:
        meant = f"'{_key(problem).rpartition('.')[2]}'?"
        return known.any(
            lambda each: each.code == unknown and each.place.file == problem.place.file and meant in each.message.en
        )

    return rule


def _of_broken_key(problem: Problem, known: _Known) -> bool:
    """Return whether a point lacks a measure because the row that has it is not found under its dimensions."""
    return known.any(lambda each: each.place.file == problem.place.file and each.code != problem.code and _key(each) != "value")


# Consequences that follow from a problem near to them.
_PARTICULAR: Final[Mapping[str, _Particular]] = {
    "unknown-code": lambda problem, known: _of_unread_list(problem, known) or _of_refused_code(problem, known),
    "wrong-choice": _of_unread_choice,
    "unknown-column": lambda _, known: known.any(lambda each: each.code == "unknown-component"),
    "missing-key": _of_misspelt("unknown-key"),
    "missing-column": _of_misspelt("unknown-column"),
    "incomplete-measures": _of_broken_key,
    "duplicate-figure": lambda problem, known: known.row_has(problem, "duplicate-row"),
}
