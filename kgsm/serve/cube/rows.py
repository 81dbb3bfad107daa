"""`Selection` → the text of its rows in a form, piece by piece: the same texts that the whole file has."""

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any, Final

import duckdb

from kgsm.assembly import Form
from kgsm.serve.cube.selection import Selection
from kgsm.sql import identifier

_ROWS: Final = 500
_COMMA: Final = ",\n"
_SIZE: Final = "coalesce(sum({size}), 0), count(*)"
_SELECT: Final = "SELECT {text} FROM read_parquet(?) WHERE {condition}"


def lines(cursor: duckdb.DuckDBPyConnection, selection: Selection, form: Form) -> Iterator[bytes]:
    """Yield the selected rows in a form that is made of one column."""
    condition, values = selection.condition()
    query = _SELECT.format(text=identifier(form.column), condition=condition)
    yield form.head.encode()
    yield from _joined(cursor.execute(query, [selection.cube.rows, *values]), form.between, form.end)
    yield form.tail.encode()


def size_of_lines(cursor: duckdb.DuckDBPyConnection, selection: Selection, form: Form) -> int:
    """Return how many bytes `lines` will yield: the rows file knows, so no text is looked at."""
    condition, values = selection.condition()
    query = _SELECT.format(text=_SIZE.format(size=identifier(f"bytes.{form.column}")), condition=condition)
    ends, betweens = len(form.end.encode()), len(form.between.encode())
    return (
        len(form.head.encode())
        + len(form.tail.encode())
        + _total(cursor, query, [selection.cube.rows, *values], ends, betweens)
    )


def size_of_jsonstat(cursor: duckdb.DuckDBPyConnection, selection: Selection) -> int:
    """Return how many bytes `jsonstat` will yield."""
    head, queries = _queries(selection, _SIZE.format(size="strlen({line})"))
    texts = [head, *(text for text, _, _ in queries), selection.cube.assembly.jsonstat.tail]
    return sum(len(each.encode()) for each in texts) + sum(
        _total(cursor, query, values, 0, len(_COMMA)) for _, query, values in queries
    )


def _total(cursor: duckdb.DuckDBPyConnection, query: str, values: list[object], ends: int, betweens: int) -> int:
    size, rows = cursor.execute(query, values).fetchone() or (0, 0)
    return int(size) + int(rows) * ends + max(int(rows) - 1, 0) * betweens


def jsonstat(cursor: duckdb.DuckDBPyConnection, selection: Selection) -> Iterator[bytes]:
    """Yield the selected rows as JSON-stat: a cube of the codes that were asked for and occur, positions counted anew."""
    head, queries = _queries(selection, "{line}")
    yield head.encode()
    for text, query, values in queries:
        yield text.encode()
        yield from _joined(cursor.execute(query, values), _COMMA, "")
    yield selection.cube.assembly.jsonstat.tail.encode()


def _queries(selection: Selection, wanted: str) -> tuple[str, list[tuple[str, str, list[object]]]]:
    """Return the head, and for each object the text before it and the query, with its values, for what is wanted of it."""
    form = selection.cube.assembly.jsonstat
    condition, values = selection.condition()
    head, places = _narrowed(form.head, selection)
    index, known = _index(head, places)
    found: list[tuple[str, str, list[object]]] = []
    for text, column in form.pieces:
        name = identifier(column)
        line = wanted.format(line=f"'\"' || ({index}) || '\": ' || {name}")
        query = _SELECT.format(text=line, condition=f"{condition} AND {name} IS NOT NULL")
        found.append((text, query, [*known, selection.cube.rows, *values]))
    return json.dumps(head, ensure_ascii=False)[:-1], found


def _joined(found: duckdb.DuckDBPyConnection, between: str, end: str) -> Iterator[bytes]:
    separator = b""
    while rows := found.fetchmany(_ROWS):
        yield separator + (end + between).join(line for (line,) in rows).encode() + end.encode()
        separator = between.encode()


def _narrowed(head: Mapping[str, Any], selection: Selection) -> tuple[dict[str, Any], dict[int, list[int | None]]]:
    """Return the head with the chosen codes only, and for each such dimension the new position of each former one."""
    dimensions, places = dict(head["dimension"]), {}
    for number, codes in selection.codes.items():
        name = head["id"][number]
        occurring = dimensions[name]["category"]["index"]
        wanted = set(codes)
        kept = [code for code in occurring if code in wanted]
        new = {code: place for place, code in enumerate(kept)}
        places[number] = [new.get(code) for code in occurring]
        dimensions[name] = _dimension(dimensions[name], kept)
    href = f"{head['href']}?{selection.query}"
    size = [len(dimensions[name]["category"]["index"]) for name in head["id"]]
    return {**head, "href": href, "size": size, "dimension": dimensions}, places


def _dimension(content: Mapping[str, Any], codes: list[str]) -> dict[str, Any]:
    category = {
        key: codes if key == "index" else {code: each[code] for code in codes if code in each}
        for key, each in content["category"].items()
    }
    extension = content["extension"]
    labels = {
        language: {code: each[code] for code in codes if code in each}
        for language, each in extension["category"]["label"].items()
    }
    return {**content, "category": category, "extension": {**extension, "category": {"label": labels}}}


def _index(head: Mapping[str, Any], places: Mapping[int, list[int | None]]) -> tuple[str, list[list[int | None]]]:
    """Return the SQL expression of a row's position, row-major (JSON-stat 2.0, value), and the values of its parameters."""
    parts = []
    for number, _ in enumerate(head["id"]):
        at = identifier(f"at.{number}")
        place = f"(?::BIGINT[])[{at} + 1]" if number in places else at
        parts.append(f"{place}::HUGEINT * {math.prod(head['size'][number + 1 :])}")
    return " + ".join(parts) or "0", [places[number] for number in sorted(places)]
