"""`[code.NAME]` and codes/NAME.csv → the study's own code lists."""

from collections.abc import Mapping, Sequence
from typing import Final

from kgsm import iris
from kgsm.problems import Severity, did_you_mean, problem
from kgsm.read.columns import Columns
from kgsm.read.generic import GENERIC
from kgsm.read.keys import Keys
from kgsm.read.row import Row
from kgsm.read.setting import Setting
from kgsm.read.sheet import UNREAD, Sheet, read_sheet
from kgsm.read.values import NOTHING, iri_of, name_problem
from kgsm.study import CodeList, Concept, Match
from kgsm.text import Text

CODE_LIST_KEYS: Final = ("title", "definition", "file")
MATCHES: Final = {
    "exact_match": "exactMatch",
    "close_match": "closeMatch",
    "broad_match": "broadMatch",
    "narrow_match": "narrowMatch",
    "related_match": "relatedMatch",
}
CODE_COLUMNS: Final = Columns(
    required=("code", "label_de", "label_en"),
    optional=("definition_de", "definition_en", "note_de", "note_en", "broader", "start", "end", *MATCHES),
    plain=frozenset({"code", "broader", "start", "end", *MATCHES}),
)
_FILE_WHY: Final = Text(de="Sie enthält die Codes der Codeliste.", en="It holds the codes of the code list.")
_TAKEN: Final = Text(de="So heißt eine Codeliste, die zu kgsm gehört.", en="A code list that belongs to kgsm has this name.")


def read_code_lists(setting: Setting) -> tuple[CodeList, ...]:
    """Return the code lists that the study describes, in the order of the file."""
    tables = setting.top.inner("code", allowed=None)
    return tuple(
        _code_list(setting, name, tables.inner(name, allowed=CODE_LIST_KEYS)) for name in setting.names(tables, GENERIC, _TAKEN)
    )


def _code_list(setting: Setting, name: str, keys: Keys) -> CodeList:
    keys.need("title")
    iri = iris.code_list(setting.study_iri, name)
    file = keys.string("file") or f"codes/{name}.csv"
    path = setting.file(file, keys.place("file"), _FILE_WHY)
    sheet = read_sheet(path, file, CODE_COLUMNS, setting.problems) if path else UNREAD
    if sheet.whole and not sheet.rows:
        setting.tell_empty(file)
    concepts = tuple(_concept(row, iri) for row in sheet.rows if row.get("code"))
    if not sheet.whole or len(concepts) < len(sheet.rows) or not concepts:
        setting.lost.code_lists.add(name)
    _check_codes(sheet.rows)
    _check_broader(sheet, {each.code for each in concepts})
    return CodeList(
        id=name,
        iri=iri,
        title=keys.text("title"),
        definition=keys.text("definition"),
        concepts=tuple({each.code: each for each in reversed(concepts)}.values())[::-1],
        generic=False,
        place=keys.place(),
    )


def _concept(row: Row, list_iri: str) -> Concept:
    code = row.get("code")
    start, end = row.date("start"), row.date("end")
    if start and end and start > end:
        right = Text(de=f"kein Tag ab dem Beginn ({start})", en=f"not a day from the start on ({start})")
        row.tell("end", "wrong-datatype", found=end, right=right, hint=NOTHING)
    return Concept(
        code=code,
        iri=iris.concept(list_iri, code),
        label=row.text("label", required=True),
        definition=row.text("definition"),
        note=row.text("note"),
        broader=row.get("broader") or None,
        start=start,
        end=end,
        matches=tuple(_matches(row)),
        unit=None,
        place=row.place(),
    )


def _matches(row: Row) -> list[Match]:
    matches = []
    for column, relation in MATCHES.items():
        for each in row.get(column).split():
            target = iri_of(each, row.place(column), row.problems)
            if target is not None:
                matches.append(Match(relation, target))
    return matches


def _check_codes(rows: Sequence[Row]) -> None:
    seen: dict[str, int] = {}
    alike: dict[str, tuple[int, str]] = {}
    for row in rows:
        code = row.need("code")
        if not code:
            continue
        fault = name_problem(code, row.place("code"))
        if fault is not None:
            row.problems.append(fault)
        elif code in seen:
            row.tell("code", "duplicate-code", found=code, right=seen[code])
        elif code.casefold() in alike:
            number, other = alike[code.casefold()]
            values = {"found": code, "right": other, "row": number}
            row.problems.append(problem(row.place("code"), "similar-code", Severity.WARNING, **values))
        seen.setdefault(code, row.number)
        alike.setdefault(code.casefold(), (row.number, code))


def _check_broader(sheet: Sheet, codes: set[str]) -> None:
    row_of = {row.get("code"): row for row in reversed(sheet.rows)}
    broader = {row.get("code"): row.get("broader") for row in reversed(row_of.values()) if row.get("broader")}
    for row in sheet.rows:
        if row.get("broader") and row.get("broader") not in codes and sheet.whole:
            hint = did_you_mean(row.get("broader"), codes)
            row.tell("broader", "unknown-code", found=row.get("broader"), right=row.file, hint=hint)
    for circle in circles(broader):
        row_of[circle[0]].tell("broader", "cyclic-code-list", found=" → ".join((*circle, circle[0])))


def circles(next_of: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Return each circle of a mapping once, beginning with its member that comes first in the mapping."""
    rank = {each: number for number, each in enumerate(next_of)}
    done: set[str] = set()
    found = []
    for start in next_of:
        way: dict[str, int] = {}
        at = start
        while at in next_of and at not in done and at not in way:
            way[at] = len(way)
            at = next_of[at]
        if at in way:
            circle = list(way)[way[at] :]
            first = min(range(len(circle)), key=lambda index: rank[circle[index]])
            found.append((*circle[first:], *circle[:first]))
        done.update(way)
    return found
