"""sources.csv → the sources of a study."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from kgsm import iris
from kgsm.problems import Place, did_you_mean
from kgsm.read.code_lists import circles
from kgsm.read.columns import Columns
from kgsm.read.row import Row
from kgsm.read.setting import Setting
from kgsm.read.sheet import UNREAD, Sheet, read_sheet
from kgsm.read.values import NOTHING, name_problem
from kgsm.study import Source
from kgsm.text import Text

SOURCES_FILE: Final = "sources.csv"
SOURCE_COLUMNS: Final = Columns(
    required=("id", "title", "language"),
    optional=(
        "author", "publisher", "published", "url", "citation", "read_de", "read_en", "rights_de", "rights_en", "note_de",
        "note_en", "copy_of", "quotable", "sha256", "length",
    ),
    plain=frozenset({"id", "language", "published", "url", "copy_of", "quotable", "sha256", "length"}),
)  # fmt: skip
YES_OR_NO: Final = ("yes", "no")

_WHY: Final = Text(de="Sie nennt, woher die Zahlen stammen.", en="It says where the figures come from.")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")  # BCP 47, as far as studies need it
_PUBLISHED: Final = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


def read_sources(setting: Setting) -> tuple[Source, ...]:
    """Return the sources in the order of the file."""
    path = setting.file(SOURCES_FILE, Place(SOURCES_FILE), _WHY)
    sheet = read_sheet(path, SOURCES_FILE, SOURCE_COLUMNS, setting.problems) if path else UNREAD
    if sheet.whole and not sheet.rows:
        setting.tell_empty(SOURCES_FILE)
    if not sheet.whole or not sheet.rows:
        setting.lost.files.add(SOURCES_FILE)
    unique = _unique_rows(sheet.rows)
    _check_copies(sheet, unique)
    return tuple(_source(setting, row) for row in unique.values())


def _check_copies(sheet: Sheet, unique: Mapping[str, Row]) -> None:
    copies = {}
    for row in unique.values():
        original = row.get("copy_of")
        if original in unique:
            copies[row.get("id")] = original
        elif original and sheet.whole:
            row.tell("copy_of", "unknown-source", found=original, hint=did_you_mean(original, unique))
    for circle in circles(copies):
        unique[circle[0]].tell("copy_of", "cyclic-copy", found=" → ".join((*circle, circle[0])))


def _unique_rows(rows: Sequence[Row]) -> dict[str, Row]:
    """Return the rows by id, the first of each; ids that are missing, wrong or there twice become problems."""
    unique: dict[str, Row] = {}
    for row in rows:
        name = row.need("id")
        fault = name_problem(name, row.place("id")) if name else None
        if fault is not None:
            row.problems.append(fault)
        elif name in unique:
            row.tell("id", "duplicate-code", found=name, right=unique[name].number)
        elif name:
            unique[name] = row
    return unique


def _source(setting: Setting, row: Row) -> Source:
    language = row.need("language")
    if language and not _LANGUAGE.fullmatch(language):
        right = Text(de="kein Sprachkürzel (de, en, de-AT)", en="not a language tag (de, en, de-AT)")
        row.tell("language", "wrong-datatype", found=language, right=right, hint=NOTHING)
        language = ""
    return Source(
        id=row.get("id"),
        iri=iris.source(setting.study_iri, row.get("id")),
        title=row.need("title"),
        language=language or "de",
        author=row.get("author"),
        publisher=row.get("publisher"),
        published=_published(row),
        url=row.iri("url"),
        citation=row.get("citation"),
        read=row.text("read"),
        rights=row.text("rights"),
        note=row.text("note"),
        copy_of=row.get("copy_of") or None,
        quotable=row.choice("quotable", YES_OR_NO) == "yes",
        digest=row.digest("sha256"),
        length=row.count("length"),
        place=row.place(),
    )


def _published(row: Row) -> str:
    written = row.get("published")
    if not written:
        return ""
    if _PUBLISHED.fullmatch(written):
        try:
            date.fromisoformat(written + "-01-01"[len(written) - 4 :])
        except ValueError:
            pass  # 2014-13: told below
        else:
            return written
    right = Text(
        de="weder Jahr, Monat noch Tag (2014, 2014-01, 2014-01-31)", en="not a year, month or date (2014, 2014-01, 2014-01-31)"
    )
    row.tell("published", "wrong-datatype", found=written, right=right, hint=NOTHING)
    return ""
