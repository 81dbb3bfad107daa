"""What a compiled shape found in a row → the problem that a person is told: its cell, what stands there, what was meant.

A shape's own message cannot hold a cell. For the codes of derived shapes the sentence of kgsm/messages.py takes its place.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rdflib import Graph, Literal
from rdflib.term import Node

from kgsm.namespaces import KGSM, SH
from kgsm.problems import Problem, Severity, did_you_mean, problem
from kgsm.study import Component, Role
from kgsm.text import Text
from kgsm.validate import hints, kinds
from kgsm.validate.rows import Rows

_SEVERITIES: Final[Mapping[Node | None, Severity]] = {SH.Warning: Severity.WARNING, SH.Info: Severity.INFO}
_LANGUAGES: Final = {"de": Text(de="Deutsch", en="German"), "en": Text(de="Englisch", en="English")}
_MEASURES: Final = Text(de="Maße dieses Datensatzes", en="measures of this dataset")
_WHY_DIMENSION: Final = Text(de="Jede Dimension braucht einen Code.", en="Every dimension needs a code.")
_WHY_MEASURE: Final = Text(
    de="Die Zeile sagt nicht, welches Maß ihr Wert hat.", en="The row does not say which measure its value is of."
)
_WHY_VALUE: Final = Text(
    de="Fehlt der Wert auch in der Quelle, gehört in die Spalte status ein M.",
    en="If the source lacks the value too, the column status says M.",
)
WHY_REQUIRED: Final = Text(de="Jede Beobachtung braucht diese Angabe.", en="Every observation needs it.")


@dataclass(frozen=True, slots=True)
class Saying:
    """What a shape says: its problem code, its message in both languages, and how bad it is."""

    code: str
    message: Text
    severity: Severity


@dataclass(frozen=True, slots=True)
class Finding:
    """A row that does not conform: the column it is about and its component, what stands there, the languages that do."""

    row: int
    component: Component | None
    column: str
    cell: str | None
    languages: frozenset[str]


def saying(shapes: Graph, shape: Node) -> Saying:
    """Return what a shape says."""
    texts = {each.language: str(each) for each in shapes.objects(shape, SH.message) if isinstance(each, Literal)}
    other = texts.get(None) or next(iter(sorted(texts.values())), str(shape))
    message = Text(de=texts.get("de", other), en=texts.get("en", other))
    code = str(shapes.value(shape, KGSM.problemCode) or "shape")
    return Saying(code, message, _SEVERITIES.get(shapes.value(shape, SH.severity), Severity.VIOLATION))


def told(rows: Rows, said: Saying, found: Finding, *, derived: bool) -> Problem:
    """Return the problem of a row; `derived` says whether the shape is one that kgsm wrote from the structure."""
    values = _values(rows, said.code, found) if derived else None
    place = rows.place(found.row, found.column)
    if values is None:
        return Problem(place, said.code, said.message, said.severity)
    return problem(place, said.code, said.severity, **{"found": found.cell, "hint": hints.NOTHING, **values})


def _values(rows: Rows, code: str, found: Finding) -> Mapping[str, object] | None:
    component, cell = found.component, found.cell or ""
    match code:
        case "missing-value":
            return {"why": _why(rows, component, found.column)}
        case "missing-language":
            return {"right": next((text for each, text in _LANGUAGES.items() if each not in found.languages), hints.NOTHING)}
        case "wrong-datatype" if component is not None and component.kind in kinds.RIGHT:
            return {"right": kinds.RIGHT[component.kind], "hint": hints.hint(component.kind)(cell)}
        case "wrong-iri":
            return {"why": hints.why_no_iri(cell)}
        case "unknown-code" if found.column == "measure" and rows.has_measures():
            names = [each.component.name for each in rows.dataset.of_role(Role.MEASURE)]
            return {"right": _MEASURES, "hint": did_you_mean(cell, names)}
        case "unknown-code" if component is not None and component.code_list is not None:
            code_list = rows.study.code_list(component.code_list)
            if code_list is None:
                return None
            right = Text(de=code_list.title.de or code_list.id, en=code_list.title.en or code_list.id)
            return {"right": right, "hint": hints.code(code_list)(cell)}
        case "wrong-name" | "value-of-missing":
            return {}
        case _:
            return None


def _why(rows: Rows, component: Component | None, column: str) -> Text:
    if column == rows.dataset.value_column():
        return _WHY_VALUE
    if column == "measure" and rows.has_measures():
        return _WHY_MEASURE
    return _WHY_DIMENSION if component is not None and component.role is Role.DIMENSION else WHY_REQUIRED
