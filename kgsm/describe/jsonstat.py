"""A table → JSON-stat 2.0: what describes as one text, values, status and attributes as sections that DuckDB writes.

Values are sparse: objects keyed by the cell's position, counted row by row over the categories that occur. JSON-stat has one
language; labels in the other, and all attributes, stand in its `extension`.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from kgsm.cube import Section
from kgsm.describe.cells import cell_of
from kgsm.describe.columns import Field, fields, joined, measures
from kgsm.namespaces import SDMX_DIMENSION
from kgsm.study import CodeList, Component, Dataset, Kind, Role, Study
from kgsm.tables import identifier, literal
from kgsm.text import Text

_POSITIONS: Final = "CREATE TABLE IF NOT EXISTS _positions (dataset VARCHAR, dimension VARCHAR, code VARCHAR, position BIGINT)"
_FORGET: Final = "DELETE FROM _positions WHERE dataset = ?"
_REMEMBER: Final = "INSERT INTO _positions SELECT ?, ?, unnest(?::VARCHAR[]), unnest(range(?))"
_MEASURE: Final = Text("Messgröße", "measure")
_PERIODS: Final = {SDMX_DIMENSION.refPeriod, SDMX_DIMENSION.timePeriod}


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension of the JSON-stat cube: `cell` is the SQL expression of its code, `codes` are those that occur."""

    name: str
    label: Text
    component: Component | None
    cell: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JsonStat:
    """A JSON-stat document that is being put together: `head`, then texts, after each but the last an object by position.

    `pieces` are the texts and the SQL expressions of the values (JSON, NULL where there is none) over `rows`, in which
    `p0`, `p1` … hold the positions of the codes of `dimensions`. `labelled` are the same rows with the labels of their codes.
    """

    head: Mapping[str, object]
    dimensions: tuple[Dimension, ...]
    rows: str
    labelled: str
    pieces: list[tuple[str, str]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def add(self, text: str) -> None:
        """Add text as it is."""
        self.texts.append(text)

    def add_values(self, value: str) -> None:
        """Add an object of the SQL expression `value`, JSON text, by position; rows where it is NULL are left out."""
        self.pieces.append(("".join((*self.texts, "{\n")), value))
        self.texts[:] = ["\n}"]

    def sections(self) -> tuple[Section, ...]:
        """Return the whole document as sections."""
        index = " + ".join(
            f"p{number}.position::HUGEINT * {math.prod(len(each.codes) for each in self.dimensions[number + 1 :])}"
            for number, _ in enumerate(self.dimensions)
        )
        start = f"SELECT '\"' || ({index or '0'}) || '\": ' ||"
        found = [Section(_dumped(self.head)[:-1])]
        for text, value in self.pieces:
            query = f"{start} {value} AS line FROM {self.rows} WHERE {value} IS NOT NULL ORDER BY t._row"
            found.append(Section(text, query))
        return (*found, Section(self.end()))

    def end(self) -> str:
        """Return the text after the last object."""
        return "".join(self.texts)


def jsonstat(study: Study, dataset: Dataset) -> JsonStat:
    """Return the document `{dataset}.json`. Its table must have been read, and `_labels` and `_evidence` written."""
    known = dimensions(study, dataset)
    positions = _positions(dataset, known)
    rows, labelled = joined(study, dataset, labelled=False), joined(study, dataset)
    document = JsonStat(_head(study, dataset, known), known, f"{rows} {positions}", f"{labelled} {positions}")
    document.add(',\n"value": ')
    document.add_values(f"coalesce({json_number(f't.{identifier(dataset.value_column())}')}, 'null')")
    _add_status(document, study, dataset)
    document.add('"attributes": {')
    _add_attributes(document, study, dataset)
    document.add("}}}\n")
    return document


def dimensions(study: Study, dataset: Dataset) -> tuple[Dimension, ...]:
    """Return the dimensions that have a cell in each row, `measure` last where there are several; `_positions` is filled."""
    return tuple(_dimensions(study, dataset))


def _dimensions(study: Study, dataset: Dataset) -> Iterator[Dimension]:
    connection = study.tables.connection
    connection.execute(_POSITIONS)
    connection.execute(_FORGET, [dataset.id])
    found: list[tuple[str, Text, Component | None, str]] = []
    for each in dataset.of_role(Role.DIMENSION):
        cell = cell_of(study, dataset, each)
        if cell is not None:
            found.append((each.component.name, each.component.label, each.component, cell))
    if len(measures(dataset)) > 1:
        found.append(("measure", _MEASURE, None, "t.measure"))
    for name, label, component, cell in found:
        query = f"SELECT DISTINCT {cell} FROM {identifier(dataset.id)} AS t WHERE {cell} IS NOT NULL ORDER BY ALL"
        occurring = [code for (code,) in connection.execute(query).fetchall()]
        code_list = _code_list(study, component)
        rank = {code: number for number, code in enumerate(code_list.codes() if code_list else measures(dataset))}
        codes = sorted(occurring, key=lambda code: (rank.get(code, len(rank)), code))
        connection.execute(_REMEMBER, [dataset.id, name, codes, len(codes)])
        yield Dimension(name, label, component, cell, tuple(codes))


def _positions(dataset: Dataset, dimensions: Sequence[Dimension]) -> str:
    return " ".join(
        f"LEFT JOIN _positions AS p{number} ON p{number}.dataset = {literal(dataset.id)} "
        f"AND p{number}.dimension = {literal(each.name)} AND p{number}.code = {each.cell}"
        for number, each in enumerate(dimensions)
    )


def _head(study: Study, dataset: Dataset, dimensions: Sequence[Dimension]) -> dict[str, object]:
    language = study.languages[0] if study.languages else "de"
    notes = [each.in_language(language) for each in (dataset.question, dataset.description, dataset.note, study.method)]
    roles = {
        "time": [each.name for each in dimensions if _is_time(study, each)],
        "geo": [each.name for each in dimensions if _is_area(each)],
        "metric": [each.name for each in dimensions if each.name in {"quantity", "measure"}],
    }
    return {
        "version": "2.0",
        "class": "dataset",
        "href": f"{dataset.iri}.json",
        "label": dataset.title.in_language(language),
        "source": study.publisher.name.in_language(language),
        "updated": study.modified.isoformat(),
        "note": [each for each in notes if each],
        "link": {"license": [{"href": str(study.licence)}], "describes": [{"href": str(dataset.iri)}]},
        "id": [each.name for each in dimensions],
        "size": [len(each.codes) for each in dimensions],
        "role": {name: found for name, found in roles.items() if found},
        "dimension": {each.name: _dimension(study, each, language) for each in dimensions},
    }


def _dimension(study: Study, dimension: Dimension, language: str) -> dict[str, object]:
    labels = _labels(study, dimension)
    notes = _notes(study, dimension, language)
    category: dict[str, object] = {
        "index": list(dimension.codes),
        "label": {code: labels[code].in_language(language) if labels.get(code) else code for code in dimension.codes},
    }
    if units := _units(study, dimension, language):
        category["unit"] = units
    if notes:
        category["note"] = notes
    other = "en" if language == "de" else "de"
    in_other = {code: labels[code].in_language(other) if labels.get(code) else code for code in dimension.codes}
    return {
        "label": dimension.label.in_language(language),
        "category": category,
        "extension": {"label": {other: dimension.label.in_language(other)}, "category": {"label": {other: in_other}}},
    }


def _labels(study: Study, dimension: Dimension) -> dict[str, Text]:
    code_list = _code_list(study, dimension.component)
    if code_list is not None:
        return {each.code: each.label for each in code_list.concepts}
    return {each.name: each.label for each in study.components} if dimension.component is None else {}


def _notes(study: Study, dimension: Dimension, language: str) -> dict[str, list[str]]:
    code_list = _code_list(study, dimension.component)
    found = {
        each.code: [text.in_language(language) for text in (each.definition, each.note) if text]
        for each in (code_list.concepts if code_list else ())
        if each.code in dimension.codes
    }
    return {code: texts for code, texts in found.items() if texts}


def _units(study: Study, dimension: Dimension, language: str) -> dict[str, dict[str, str]]:
    quantities, units = study.code_list("quantity"), study.code_list("unit")
    if dimension.name != "quantity" or quantities is None or units is None:
        return {}
    label = {each.iri: each.label.in_language(language) for each in units.concepts}
    return {
        each.code: {"label": label[each.unit]}
        for each in quantities.concepts
        if each.unit in label and each.code in dimension.codes
    }


def _add_status(document: JsonStat, study: Study, dataset: Dataset) -> None:
    specification = dataset.specification("status")
    labels: dict[str, dict[str, str]] = {}
    if specification is not None:
        code_list = _code_list(study, specification.component)
        labels = {each.code: {"de": each.label.de, "en": each.label.en} for each in (code_list.concepts if code_list else ())}
        document.add(',\n"status": ')
        if specification.constant is None:
            document.add_values("to_json(t.status)::VARCHAR")
        else:
            document.add(_dumped(specification.constant))
    document.add(f',\n"extension": {{"status": {{"label": {_dumped(labels)}}},\n')


def _add_attributes(document: JsonStat, study: Study, dataset: Dataset) -> None:
    """Add each attribute with its label, and a value by position or one for all."""
    separator = "\n"
    for each in filter(_is_attribute, fields(study, dataset)):
        column = each.column
        label = _dumped({"de": column.label.de, "en": column.label.en})
        document.add(f'{separator}{_dumped(column.name)}: {{"label": {label}{_categories(study, each)}, "value": ')
        specification = dataset.specification(column.component.name) if column.component else None
        if specification is not None and specification.constant is not None:
            document.add(_dumped(specification.constant))
        else:
            document.add_values(json_number(each.cell) if column.is_number else f"to_json({each.cell})::VARCHAR")
        document.add("}")
        separator = ",\n"


def _is_attribute(each: Field) -> bool:
    column = each.column
    if column.component is None:
        return column.name == "sources"
    own = column.component.role is Role.ATTRIBUTE and column.component.name != "status"
    return own and not column.is_label and not column.name.endswith("_iri")


def _categories(study: Study, each: Field) -> str:
    code_list = _code_list(study, each.column.component)
    if code_list is None:
        return ""
    labels = {concept.code: {"de": concept.label.de, "en": concept.label.en} for concept in code_list.concepts}
    return f', "category": {{"label": {_dumped(labels)}}}'


def _code_list(study: Study, component: Component | None) -> CodeList | None:
    return study.code_list(component.code_list) if component is not None and component.code_list else None


def _is_time(study: Study, dimension: Dimension) -> bool:
    component, code_list = dimension.component, _code_list(study, dimension.component)
    if component is None:
        return False
    dated = code_list is not None and any(each.start or each.end for each in code_list.concepts)
    return component.kind in {Kind.YEAR, Kind.DATE} or component.super_property in _PERIODS or dated


def _is_area(dimension: Dimension) -> bool:
    component = dimension.component
    return component is not None and SDMX_DIMENSION.refArea in {component.iri, component.super_property}


def json_number(cell: str) -> str:
    """Return the number in `cell` as JSON writes it: no plus, no zero too many, a digit before the point (RFC 8259, 6)."""
    digits = f"ltrim({cell}, '+-')"
    whole = f"coalesce(nullif(ltrim(split_part({digits}, '.', 1), '0'), ''), '0')"
    fraction = f"coalesce('.' || nullif(split_part({digits}, '.', 2), ''), '')"
    sign = f"CASE WHEN starts_with({cell}, '-') THEN '-' ELSE '' END"
    return f"CASE WHEN {cell} IS NOT NULL THEN {sign} || {whole} || {fraction} END"


def _dumped(content: Mapping[str, object] | Mapping[str, Mapping[str, str]] | str) -> str:
    return json.dumps(content, ensure_ascii=False)
