"""Result of a query -> table for people, CSV and JSON Lines for programs."""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

from rdflib import XSD, BNode, Literal, URIRef

from kgsm.query import Result, Term

_INTEGERS: Final = frozenset(
    XSD[name]
    for name in (
        "integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger",
        "negativeInteger", "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte",
    )
)  # fmt: skip
_NUMBERS: Final = _INTEGERS | {XSD.decimal, XSD.double, XSD.float}
_LOCAL_NAME: Final = re.compile(r"[A-Za-z0-9_](?:[\w.-]*[\w-])?")
_GAP: Final = "  "
_NARROWEST: Final = 8  # columns are not cut below this; a table of many columns is wider than the terminal instead


def as_table(result: Result, prefixes: Mapping[str, str], width: int | None) -> str:
    """Return `result` as aligned columns, numbers to the right, each IRI with its prefix.

    `width` is that of the terminal in columns: cells that do not fit are cut (an IRI at its beginning); None cuts nothing.
    """
    cells = [[_shown(term, prefixes) for term in row] for row in result.rows]
    columns = [[name, *(row[index] for row in cells)] for index, name in enumerate(result.columns)]
    widths = _fitting([max(map(_width, column)) for column in columns], width)
    numeric = [
        bool(result.rows) and all(term is None or _is_number(term) for term in terms)
        for terms in zip(*result.rows, strict=True)
    ] or [False] * len(columns)
    lines = [list(result.columns), ["-" * each for each in widths], *cells]
    iris = [[False] * len(columns)] * 2 + [[isinstance(term, URIRef) for term in row] for row in result.rows]
    return "".join(
        _GAP.join(
            _padded(_cut(cell, size, from_start=iri), size, right=right)
            for cell, size, right, iri in zip(line, widths, numeric, is_iri, strict=True)
        ).rstrip()
        + "\n"
        for line, is_iri in zip(lines, iris, strict=True)
    )


def as_csv(result: Result) -> str:
    """Return `result` as SPARQL 1.1 CSV: IRIs in full, values as they were written. Lines end with a line feed alone."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(result.columns)
    writer.writerows([_plain(term) for term in row] for row in result.rows)
    return file.getvalue()


def as_json_lines(result: Result) -> str:
    """Return one JSON object a row: numbers and truth values as such, everything else as text, null where there is none."""
    objects = (dict(zip(result.columns, map(_value, row), strict=True)) for row in result.rows)
    return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in objects)


def _plain(term: Term | None) -> str:
    return "" if term is None else f"_:{term}" if isinstance(term, BNode) else str(term)


def _value(term: Term | None) -> str | int | float | bool | None:
    if not isinstance(term, Literal):
        return None if term is None else _plain(term)
    text = str(term)
    if term.datatype == XSD.boolean:
        return text in {"true", "1"}
    try:
        return int(text) if term.datatype in _INTEGERS else _finite(text) if term.datatype in _NUMBERS else text
    except ValueError:
        return text


def _finite(text: str) -> float:
    number = float(text)
    if number - number != 0:
        raise ValueError(f"JSON has no number {text}")
    return number


def _is_number(term: Term) -> bool:
    return isinstance(term, Literal) and term.datatype in _NUMBERS


def _shown(term: Term | None, prefixes: Mapping[str, str]) -> str:
    """Return what a person sees: one line, without anything that a terminal would obey."""
    text = _prefixed(term, prefixes) if isinstance(term, URIRef) else _plain(term)
    text = " ".join(text.split())
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)


def _prefixed(iri: URIRef, prefixes: Mapping[str, str]) -> str:
    """Return `iri` as the shortest prefixed name that Turtle allows, else in full."""
    names = [
        f"{prefix}:{iri[len(namespace) :]}"
        for prefix, namespace in prefixes.items()
        if iri.startswith(namespace) and _LOCAL_NAME.fullmatch(iri[len(namespace) :])
    ]
    return min(names, key=len, default=str(iri))


def _fitting(natural: Sequence[int], width: int | None) -> list[int]:
    """Return the columns' widths: as they are, or the widest cut to one size so that the table fits."""
    if width is None or not natural:
        return list(natural)
    room = width - len(_GAP) * (len(natural) - 1)
    limit = max(natural)
    while limit > _NARROWEST and sum(min(each, limit) for each in natural) > room:
        limit -= 1
    return [min(each, limit) for each in natural]


def _width(text: str) -> int:
    """Return how many columns of a terminal `text` takes."""
    return sum(0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


def _cut(text: str, size: int, *, from_start: bool) -> str:
    if _width(text) <= size:
        return text
    while _width(text) > size - 1:
        text = text[1:] if from_start else text[:-1]
    return f"…{text}" if from_start else f"{text}…"


def _padded(text: str, size: int, *, right: bool) -> str:
    space = " " * (size - _width(text))
    return space + text if right else text + space
