"""The parameters of an address → `Selection`, the rows that are wanted; or what in them is not known, and what is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final
from urllib.parse import quote

from kgsm.problems import did_you_mean, nearest, shown
from kgsm.serve.cube.cubes import Cube, Cubes, Dimension
from kgsm.sql import identifier
from kgsm.text import Text

# Parameters that are not about rows. structure.json tells another name for a dimension that is called like one.
OTHERS: Final = frozenset({"cols", "embed", "format", "lang", "page", "rows"})
ANY: Final = "*"  # no code has this character
_KNOWN: Final = 100  # so many are listed in an error
_EXISTS: Final = "SELECT 1 FROM read_parquet(?) WHERE {column} = ? LIMIT 1"


@dataclass(frozen=True, slots=True)
class Selection:
    """The rows that are wanted: for some dimensions, by their numbers, the codes that a row may have there."""

    cube: Cube
    codes: Mapping[int, tuple[str, ...]]

    @property
    def query(self) -> str:
        """The one way to write the selection as a query string: dimensions and codes in the order of structure.json."""
        pairs = ((self.cube.dimensions[number].parameter, codes) for number, codes in self.codes.items())
        return "&".join(f"{quote(name, safe='')}={quote(code, safe='')}" for name, codes in pairs for code in codes)

    def condition(self) -> tuple[str, list[str]]:
        """Return the SQL condition on the rows file, and the values of its parameters."""
        parts = [f"{identifier(f'code.{number}')} IN ({', '.join('?' * len(codes))})" for number, codes in self.codes.items()]
        return " AND ".join(parts) or "true", [code for codes in self.codes.values() for code in codes]


@dataclass(frozen=True, slots=True)
class Fault:
    """A parameter that is no dimension, or a code that a dimension does not have; `known` are those that there are."""

    found: str
    parameter: str | None
    known: tuple[str, ...]
    more: int
    near: str | None

    @property
    def message(self) -> Text:
        """What is wrong, and what would be right, in both languages."""
        hint, found = did_you_mean(self.found, [self.near] if self.near else []), shown(self.found)
        listed = ", ".join(shown(each) for each in self.known[:20])
        rest = Text(" und weitere", " and more") if self.more or len(self.known) > 20 else Text("", "")
        if self.parameter is None:
            return Text(
                f"'{found}' ist keine Dimension dieses Datensatzes.{hint.de} Es gibt: {listed}{rest.de}.",
                f"'{found}' is no dimension of this dataset.{hint.en} There are: {listed}{rest.en}.",
            )
        name = shown(self.parameter)
        return Text(
            f"'{found}' ist kein Code der Dimension '{name}'.{hint.de} Es gibt: {listed}{rest.de}.",
            f"'{found}' is no code of the dimension '{name}'.{hint.en} There are: {listed}{rest.en}.",
        )

    def content(self) -> dict[str, object]:
        """Return the members that a program reads (RFC 9457, 3.2)."""
        what = "dimension" if self.parameter is None else "code"
        told: dict[str, object] = {"unknown": {what: self.found[:200]}, "known": list(self.known)}
        if self.parameter is not None:
            told["dimension"] = self.parameter
        if self.near:
            told["didYouMean"] = self.near
        return told


def asked(arguments: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """Return the parameters that are about rows."""
    return {name: values for name, values in arguments.items() if name not in OTHERS}


def select(cubes: Cubes, cube: Cube, arguments: Mapping[str, Sequence[str]]) -> Selection | Fault:
    """Return the selection that `arguments` describe: of a dimension any of the values, of several dimensions all.

    Values stand in repeated parameters or are separated by commas. `*` is any value.
    """
    by_name = {each.parameter: number for number, each in enumerate(cube.dimensions)}
    unknown = next((name for name in arguments if name not in by_name), None)
    if unknown is not None:
        return _fault(unknown, None, tuple(by_name))
    chosen: dict[int, tuple[str, ...]] = {}
    for name, values in sorted(arguments.items(), key=lambda pair: by_name[pair[0]]):
        dimension = cube.dimensions[by_name[name]]
        codes = dict.fromkeys(code for value in values for code in _codes(dimension, value))
        if ANY in codes:
            continue
        wrong = next((code for code in codes if not _is_known(cubes, cube, by_name[name], code)), None)
        if wrong is not None:
            return _fault(wrong, name, dimension.codes)
        chosen[by_name[name]] = tuple(sorted(codes, key=lambda code: (dimension.codes.get(code, len(dimension.codes)), code)))
    return Selection(cube, chosen)


def _codes(dimension: Dimension, value: str) -> Sequence[str]:
    """Return the codes in a value. A code may be an IRI with a comma in it."""
    return (value,) if value in dimension.codes else value.split(",")


def _is_known(cubes: Cubes, cube: Cube, number: int, code: str) -> bool:
    dimension = cube.dimensions[number]
    if code in dimension.codes or not dimension.more:
        return code in dimension.codes
    with cubes.cursor() as cursor, cubes.work(cursor):
        query = _EXISTS.format(column=identifier(f"code.{number}"))
        return cursor.execute(query, [cube.rows, code]).fetchone() is not None


def _fault(found: str, parameter: str | None, known: Mapping[str, int] | Sequence[str]) -> Fault:
    listed = tuple(islice(known, _KNOWN))
    return Fault(found, parameter, listed, len(known) - len(listed), nearest(found, known))
