"""What was found in a study folder or in RDF files -> the same as text, JSON, SARIF, GitHub annotations, Turtle or HTML."""

import html
import json
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final
from urllib.parse import quote

import click

from kgsm import __version__
from kgsm.cli import explained
from kgsm.cli.problems import json_lines, lines, summary
from kgsm.problems import Problem, Severity
from kgsm.report import Report
from kgsm.text import Text

# Fewer problems are seen at a glance.
_MANY: Final = 10
_SHOWN: Final = 3
_ORDER: Final = (Severity.VIOLATION, Severity.WARNING, Severity.INFO)
_LEVELS: Final = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_GITHUB: Final = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_SEVERITY: Final = {
    Severity.VIOLATION: Text(de="Problem", en="problem"),
    Severity.WARNING: Text(de="Warnung", en="warning"),
    Severity.INFO: Text(de="Hinweis", en="remark"),
}
_REMARKS: Final = Text(
    de="Hinweise ({count}), die das Veröffentlichen nicht aufhalten und im Bericht stehen:",
    en="Remarks ({count}), which stop no publishing and stand in the report:",
)
_MORE: Final = Text(de="und {count} weitere", en="and {count} more")
_HEADINGS: Final = {
    "title": Text(de="Prüfung von {checked}", en="Check of {checked}"),
    "summary": Text(de="Überblick", en="Summary"),
    "list": Text(de="Alle Stellen", en="All places"),
    "severity": Text(de="Art", en="Severity"),
    "code": Text(de="Code", en="Code"),
    "count": Text(de="Anzahl", en="Count"),
    "places": Text(de="Stellen", en="Places"),
    "place": Text(de="Stelle", en="Place"),
    "message": Text(de="Meldung", en="Message"),
    "explained": Text(de="Was die Codes bedeuten", en="What the codes mean"),
}
_PAGE: Final = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem }}
table {{ border-collapse: collapse; width: 100% }}
th, td {{ text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid #ccc }}
code {{ overflow-wrap: anywhere }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{total}.</p>
<h2>{summary}</h2>
{groups}
<h2>{list}</h2>
{problems}
{explained}
</main>
</body>
</html>"""


@dataclass(frozen=True, slots=True)
class Checked:
    """One study folder or RDF files, what was found there, and the language that people are told it in."""

    paths: tuple[Path, ...]
    report: Report
    language: str
    strict: bool = False  # remarks fail, and each is told as a problem is

    @property
    def folder(self) -> Path:
        """The folder that places are relative to."""
        return self.paths[0] if self.paths[0].is_dir() else Path()

    @property
    def name(self) -> str:
        """What was checked, as it was named."""
        return " ".join(each.as_posix() for each in self.paths)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems in reading order."""
        return self.report.problems

    @property
    def all(self) -> tuple[Problem, ...]:
        """The problems, and behind them the remarks that nobody can mend."""
        return (*self.report.problems, *self.report.remarks)


@dataclass(frozen=True, slots=True)
class Group:
    """The problems of one code and severity, in reading order."""

    code: str
    severity: Severity
    problems: tuple[Problem, ...]


def groups(problems: Sequence[Problem]) -> list[Group]:
    """Return the problems by code: the worst first, then the most frequent."""
    ordered = sorted(problems, key=lambda each: (each.severity, each.code))
    found = [
        Group(code, severity, tuple(each))
        for (severity, code), each in groupby(ordered, key=lambda each: (each.severity, each.code))
    ]
    return sorted(found, key=lambda each: (_ORDER.index(each.severity), -len(each.problems), each.code))


def text(checked: Checked) -> Iterator[str]:
    """Yield a line for each problem; where there are many, first what is wrong, how often, and the first three places.

    Remarks come behind, under a heading of their own; many of them are told by kind only, unless they fail.
    """
    if len(checked.problems) > _MANY:
        yield from _kinds(checked.problems, checked.language)
        yield ""
    yield from lines(checked.problems, checked.language)
    remarks = checked.report.remarks
    if not remarks:
        return
    if checked.problems:
        yield ""
    yield _REMARKS.in_language(checked.language).format(count=len(remarks))
    if len(remarks) > _MANY:
        yield from _kinds(remarks, checked.language)
    if checked.strict or len(remarks) <= _MANY:
        yield from lines(remarks, checked.language)


def _kinds(problems: Sequence[Problem], language: str) -> Iterator[str]:
    for group in groups(problems):
        kind = _SEVERITY[group.severity].in_language(language)
        yield f"{len(group.problems)} × {group.code} ({kind}): {_places(group, language)}"


def _places(group: Group, language: str) -> str:
    shown = ", ".join(str(each.place) for each in group.problems[:_SHOWN])
    more = len(group.problems) - _SHOWN
    return f"{shown} {_MORE.in_language(language).format(count=more)}" if more > 0 else shown


def one_json(checked: Checked) -> Iterator[str]:
    """Yield one JSON object: counts, groups with their first places, and all problems."""
    counts = {each.value: sum(one.severity is each for one in checked.all) for each in _ORDER}
    found = [
        {
            "code": each.code, "severity": each.severity, "count": len(each.problems),
            "places": [str(one.place) for one in each.problems[:_SHOWN]],
        }
        for each in groups(checked.all)
    ]  # fmt: skip
    problems = [json.loads(each) for each in json_lines(checked.all)]
    whole = {"checked": [each.as_posix() for each in checked.paths], "counts": counts, "summary": found, "problems": problems}
    yield json.dumps(whole, ensure_ascii=False, indent=2)


def jsonl(checked: Checked) -> Iterator[str]:
    """Yield one JSON object a problem."""
    yield from json_lines(checked.all)


def sarif(checked: Checked) -> Iterator[str]:
    """Yield a SARIF 2.1.0 log, which code hosts and editors show beside the lines."""
    results = [_sarif_result(checked, each) for each in checked.all]
    rules = [_sarif_rule(each) for each in dict.fromkeys(each.code for each in groups(checked.all))]
    driver = {"name": "kgsm", "version": __version__, "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    yield json.dumps(log, ensure_ascii=False, indent=2)


def _sarif_rule(code: str) -> dict[str, object]:
    # The help itself instead of a helpUri (SARIF 2.1.0, 3.49.12): it is read without a network, in the version that was run.
    meaning, *_ = explained.as_text(code).splitlines()
    shown = {"text": explained.as_text(code), "markdown": explained.sections()[code]}
    return {"id": code, "name": _pascal(code), "shortDescription": {"text": meaning}, "help": shown}


def _sarif_result(checked: Checked, each: Problem) -> dict[str, object]:
    # A URI reference (SARIF 2.1.0, 3.4.3): a folder's name may hold a space or a percent sign.
    location: dict[str, object] = {"artifactLocation": {"uri": quote((checked.folder / each.place.file).as_posix())}}
    column = each.place.column
    # The column of a table has a name, that of a text file a number (3.30.6).
    numbered = column is not None and column.isdecimal() and not each.place.file.endswith(".csv")
    if each.place.row is not None:
        location["region"] = {"startLine": each.place.row, **({"startColumn": int(column or 0)} if numbered else {})}
    where: dict[str, object] = {"physicalLocation": location}
    if column is not None and not numbered:
        where["logicalLocations"] = [{"name": column, "kind": "member"}]
    message = {"text": each.message.in_language(checked.language)}
    return {"ruleId": each.code, "level": _LEVELS[each.severity], "message": message, "locations": [where]}


def _pascal(code: str) -> str:
    return "".join(part.capitalize() for part in code.split("-"))


def github(checked: Checked) -> Iterator[str]:
    """Yield workflow commands of GitHub Actions, which annotate the files of a pull request."""
    for each in checked.all:
        values = {"file": (checked.folder / each.place.file).as_posix(), "line": each.place.row, "title": each.code}
        options = ",".join(f"{key}={_escaped(str(value), ':,')}" for key, value in values.items() if value is not None)
        column = f"{each.place.column}: " if each.place.column else ""
        yield f"::{_GITHUB[each.severity]} {options}::{_escaped(column + each.message.in_language(checked.language))}"


def _escaped(value: str, others: str = "") -> str:
    escaped = value.replace("%", "%25")
    for character in f"\r\n{others}":
        escaped = escaped.replace(character, f"%{ord(character):02X}")
    return escaped


def ttl(checked: Checked) -> Iterator[str]:
    """Yield the sh:ValidationReport as Turtle (SHACL 3.6)."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Serializing weird numerical")  # a report shows what is wrong as it is
        document = checked.report.graph.serialize(format="turtle")
    yield document.rstrip("\n")


def page(checked: Checked) -> Iterator[str]:
    """Yield a page of HTML that needs nothing else."""
    words = {key: html.escape(each.in_language(checked.language)) for key, each in _HEADINGS.items()}
    by_code = [
        (
            _severity(each.severity, checked),
            _linked(each.code),
            str(len(each.problems)),
            html.escape(_places(each, checked.language)),
        )
        for each in groups(checked.all)
    ]
    every = [
        (
            _code(str(each.place)), html.escape(each.message.in_language(checked.language)), _severity(each.severity, checked),
            _linked(each.code),
        )
        for each in checked.all
    ]  # fmt: skip
    yield _PAGE.format(
        language=checked.language,
        title=words["title"].format(checked=html.escape(checked.name)),
        total=html.escape(summary(checked.all, checked.language)),
        summary=words["summary"],
        list=words["list"],
        groups=_table([words[each] for each in ("severity", "code", "count", "places")], by_code),
        problems=_table([words[each] for each in ("place", "message", "severity", "code")], every),
        explained=_explained(sorted({each.code for each in checked.all}), words["explained"]),
    )


def _explained(codes: Sequence[str], heading: str) -> str:
    sections = [
        f'<section lang="en" id="{each}">\n<h3>{_code(each)}</h3>\n{explained.as_html(each)}\n</section>' for each in codes
    ]
    return "\n".join([f"<h2>{heading}</h2>", *sections]) if sections else ""


def _linked(code: str) -> str:
    return f'<a href="#{code}">{_code(code)}</a>'


def _severity(severity: Severity, checked: Checked) -> str:
    return html.escape(_SEVERITY[severity].in_language(checked.language))


def _code(text_: str) -> str:
    return f"<code>{html.escape(text_)}</code>"


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return "<p>–</p>"
    head = "".join(f'<th scope="col">{each}</th>' for each in header)
    body = "\n".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"


FORMATS: Final[Mapping[str, Callable[[Checked], Iterator[str]]]] = {
    "text": text, "json": one_json, "jsonl": jsonl, "sarif": sarif, "github": github, "ttl": ttl, "html": page,
}  # fmt: skip


def show(checked: Checked, form: str) -> None:
    """Write what was found to stdout in `form`, one of FORMATS."""
    for line in FORMATS[form](checked):
        click.echo(line)
