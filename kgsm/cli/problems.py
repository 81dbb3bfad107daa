"""Problems -> lines for people, lines for programs, and a summary."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import click

from kgsm.problems import Problem, Severity

_COLOURS: Final = {Severity.VIOLATION: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}


def lines(problems: Iterable[Problem], language: str) -> Iterator[str]:
    """Yield one line for each problem: `place: Sentence. [code]`."""
    for each in problems:
        place = click.style(str(each.place), bold=True)
        code = click.style(f"[{each.code}]", fg=_COLOURS[each.severity])
        yield f"{place}: {each.message.in_language(language)} {code}"


def json_lines(problems: Iterable[Problem]) -> Iterator[str]:
    """Yield one JSON object for each problem."""
    for each in problems:
        place, message = each.place, each.message
        fields = {"file": place.file, "row": place.row, "column": place.column, "code": each.code, "severity": each.severity}
        yield json.dumps({**fields, "message": {"de": message.de, "en": message.en}}, ensure_ascii=False)


def summary(problems: Sequence[Problem], language: str) -> str:
    """Return how many problems there are, in words: `3 problems and 1 remark`."""
    violations = sum(each.severity is Severity.VIOLATION for each in problems)
    remarks = len(problems) - violations
    if language == "de":
        first = f"{violations} {'Problem' if violations == 1 else 'Probleme'}" if violations else "kein Problem"
        return first + (f" und {remarks} {'Hinweis' if remarks == 1 else 'Hinweise'}" if remarks else "")
    first = f"{violations} {'problem' if violations == 1 else 'problems'}" if violations else "no problem"
    return first + (f" and {remarks} {'remark' if remarks == 1 else 'remarks'}" if remarks else "")
