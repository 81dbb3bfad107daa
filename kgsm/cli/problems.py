"""Problems -> lines on stdout, one each, and a summary on stderr."""

import json
from collections.abc import Iterable, Sequence

import click

from kgsm.problems import Problem, Severity

_COLOURS = {Severity.VIOLATION: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}


def show_problems(problems: Iterable[Problem], language: str) -> None:
    """Print one line for each problem: `place: Sentence. [code]`."""
    for each in problems:
        place = click.style(str(each.place), bold=True)
        code = click.style(f"[{each.code}]", fg=_COLOURS[each.severity])
        click.echo(f"{place}: {each.message.in_language(language)} {code}")


def show_problems_as_json(problems: Iterable[Problem]) -> None:
    """Print one JSON object for each problem (JSON Lines)."""
    for each in problems:
        place, message = each.place, each.message
        fields = {"file": place.file, "row": place.row, "column": place.column, "code": each.code, "severity": each.severity}
        click.echo(json.dumps({**fields, "message": {"de": message.de, "en": message.en}}, ensure_ascii=False))


def summary(problems: Sequence[Problem], language: str) -> str:
    """Return how many problems there are, in words: `3 problems and 1 remark`."""
    violations = sum(each.severity is Severity.VIOLATION for each in problems)
    remarks = len(problems) - violations
    one, many, note, notes, none, conjunction = (
        ("Problem", "Probleme", "Hinweis", "Hinweise", "kein Problem", "und")
        if language == "de"
        else ("problem", "problems", "remark", "remarks", "no problem", "and")
    )
    first = f"{violations} {one if violations == 1 else many}" if violations else none
    second = f" {conjunction} {remarks} {note if remarks == 1 else notes}" if remarks else ""
    return first + second
