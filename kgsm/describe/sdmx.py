"""`Study` → SDMX: its structures as one SDMX-JSON 2.1 message, each dataset's rows as SDMX-CSV 2.0 and SDMX-JSON 2.1.

SDMX asks for ids of its own: components are in capitals, and those that SDMX has a name for carry it (REF_AREA, OBS_VALUE …);
a code keeps its spelling, but for the full stop, which is written `$`.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from kgsm.cube import Column
from kgsm.describe.columns import Field, fields
from kgsm.describe.jsonstat import JsonStat, json_number
from kgsm.describe.rows import csv_header, csv_rows
from kgsm.study import CodeList, Dataset, Kind, Role, Study
from kgsm.tables import identifier, literal
from kgsm.text import Text

Json: TypeAlias = Mapping[str, object]

_SCHEMA: Final = "https://json.sdmx.org/2.1/sdmx-json-structure-schema.json"
_STANDARD: Final = {"area": "REF_AREA", "value": "OBS_VALUE", "unit": "UNIT_MEASURE", "status": "OBS_STATUS"}
_CONCEPTS: Final = "CONCEPTS"
_MEASURE: Final = "MEASURE"
_TYPE: Final = {
    Kind.INTEGER: "BigInteger",
    Kind.DECIMAL: "Decimal",
    Kind.NUMBER: "Decimal",
    Kind.DATE: "GregorianDay",
    Kind.YEAR: "GregorianYear",
    Kind.IRI: "URI",
}
_URN: Final = "urn:sdmx:org.sdmx.infomodel."


@dataclass(frozen=True, slots=True)
class _Part:
    """A column as a component of an SDMX structure: its id, its field, its code list if it has one."""

    id: str
    field: Field
    role: Role
    code_list: str | None


def sdmx_header(study: Study, dataset: Dataset) -> str:
    """Return the header row of the dataset's SDMX-CSV."""
    return csv_header(["STRUCTURE", "STRUCTURE_ID", "ACTION", *(each.id for each in _parts(study, dataset))])


def sdmx_rows(study: Study, dataset: Dataset) -> str:
    """Return the SELECT of the lines of the dataset's SDMX-CSV."""
    return csv_rows(study, dataset, sdmx_cells(study, dataset))


def sdmx_cells(study: Study, dataset: Dataset) -> list[str]:
    """Return the SQL expressions of the cells of a line of the dataset's SDMX-CSV."""
    flow = f"{_agency(study)}:{_id(dataset.id)}({_version(study)})"
    cells = [literal("dataflow"), literal(flow), literal("I")]
    cells += [_dollars(each.field.cell) if each.code_list else each.field.cell for each in _parts(study, dataset)]
    return cells


def structures(study: Study) -> Json:
    """Return the SDMX-JSON structure message of the study: code lists, concepts, data structures, dataflows."""
    datasets = [each for each in study.datasets if each.id in study.tables]
    parts = {each.id: _parts(study, each) for each in datasets}
    used = {part.code_list for found in parts.values() for part in found if part.code_list}
    lists = [_code_list(study, each) for each in study.code_lists if _list_id(each.id) in used]
    if any(len(each.of_role(Role.MEASURE)) > 1 for each in datasets):
        lists.append(_measures(study))
    concepts = {part.id: part.field.column.label for found in parts.values() for part in found}
    return {
        "meta": {
            "schema": _SCHEMA,
            "id": _id(study.id),
            "prepared": f"{study.modified.isoformat()}T00:00:00Z",
            "test": False,
            "contentLanguages": ["de", "en"],
            "sender": {"id": _agency(study), **_names(study.publisher.name)},
        },
        "data": {
            "codelists": lists,
            "conceptSchemes": [
                {
                    **_maintained(study, _CONCEPTS, study.title),
                    "concepts": [{"id": name, **_names(label)} for name, label in concepts.items()],
                }
            ],
            "dataStructures": [_structure(study, each, parts[each.id]) for each in datasets],
            "dataflows": [
                _maintained(study, _id(each.id), each.title)
                | {"structure": _urn(study, "datastructure.DataStructure", _id(each.id))}
                for each in datasets
            ],
        },
    }


def sdmx_json(study: Study, dataset: Dataset, document: JsonStat) -> tuple[str, str, str]:
    """Return an SDMX-JSON 2.1 data message of the dataset: the text before its observations, an SQL expression, the text after.

    The expression is that of an observation over the rows of `document`: positions of its codes, its value, its attributes.
    """
    parts = _parts(study, dataset)
    known = {each.name: number for number, each in enumerate(document.dimensions)}
    keyed = [each for each in parts if each.field.column.name in known and each.role is Role.DIMENSION]
    key = ", ".join(f"p{known[each.field.column.name]}.position" for each in keyed)
    others = [each for each in parts if each not in keyed]
    cells = ", ".join(_json_cell(each) for each in others)
    line = f"concat('\"', concat_ws(':', {key}), '\": [', concat_ws(', ', {cells}), ']')"
    described = [
        {"id": each.id, **_names(each.field.column.label), "keyPosition": number}
        | {"values": [_json_value(study, each, code) for code in document.dimensions[known[each.field.column.name]].codes]}
        for number, each in enumerate(keyed)
    ]
    components = {
        role: [{"id": each.id, **_names(each.field.column.label)} for each in others if each.role is role]
        for role in (Role.MEASURE, Role.ATTRIBUTE)
    }
    structure = {
        "links": [{"rel": "dataflow", "urn": _urn(study, "datastructure.Dataflow", _id(dataset.id))}],
        **_names(dataset.title),
        "dataSets": [0],
        "dimensions": {"observation": described},
        "measures": {"observation": components[Role.MEASURE]},
        "attributes": {"observation": [each | {"relationship": {"observation": {}}} for each in components[Role.ATTRIBUTE]]},
    }
    data_set = '"dataSets": [{"structure": 0, "action": "Information", "observations": {'
    start = f'{{"meta": {_json(_meta(study, dataset))},\n"data": {{"structures": [{_json(structure)}],\n{data_set}\n'
    return start, line, "\n}}]}}\n"


def _meta(study: Study, dataset: Dataset) -> Json:
    return {
        "id": f"{_id(study.id)}_{_id(dataset.id)}",
        "prepared": study.modified.isoformat(),
        "test": False,
        "contentLanguages": ["de", "en"],
        "sender": {"id": _agency(study), **_names(study.publisher.name)},
    }


def _json(content: Json) -> str:
    return json.dumps(content, ensure_ascii=False)


def _json_cell(part: _Part) -> str:
    cell = part.field.cell
    if part.field.column.is_number:
        return f"coalesce({json_number(cell)}, 'null')"
    return f"coalesce(to_json({_dollars(cell) if part.code_list else cell})::VARCHAR, 'null')"


def _json_value(study: Study, part: _Part, code: str) -> Json:
    if part.code_list is None:
        return {"value": code}
    return {"id": _code(code), **_names(_label(study, part, code))}


def _label(study: Study, part: _Part, code: str) -> Text:
    component = part.field.column.component
    code_list = study.code_list(component.code_list or "") if component else None
    named = (
        {each.code: each.label for each in code_list.concepts}
        if code_list
        else {each.name: each.label for each in study.components}
    )
    return named.get(code, Text(code, code))


def _dollars(cell: str) -> str:
    return f"replace({cell}, '.', '$')"


def _parts(study: Study, dataset: Dataset) -> tuple[_Part, ...]:
    """Return dimensions, value, attributes; ids are told apart where two names would be one in capitals."""
    found: list[tuple[str, Field, Role]] = []
    for each in fields(study, dataset):
        role = _role(each.column)
        if role is not None:
            found.append((_STANDARD.get(each.column.name) or _id(each.column.name), each, role))
    ids: list[str] = []
    for name, _, role in found:
        unique = "OBS_VALUE" if role is Role.MEASURE else name
        while unique in ids:
            unique += "_"
        ids.append(unique)
    parts = [
        _Part(name, field, role, _codes(study, dataset, field.column))
        for name, (_, field, role) in zip(ids, found, strict=True)
    ]
    order = [Role.DIMENSION, Role.MEASURE, Role.ATTRIBUTE]
    return tuple(sorted(parts, key=lambda each: order.index(each.role)))


def _role(column: Column) -> Role | None:
    if column.is_label or column.name.startswith("row_") or column.name.endswith("_iri"):
        return None
    if column.component is not None:
        return column.component.role
    return {"measure": Role.DIMENSION, "value": Role.MEASURE}.get(column.name, Role.ATTRIBUTE)


def _codes(study: Study, dataset: Dataset, column: Column) -> str | None:
    if column.name == "measure" and column.component is None:
        return _list_id(_MEASURE)
    component = column.component
    if column.kind is not Kind.CODE or component is None or study.code_list(component.code_list or "") is None:
        return None
    specification = dataset.specification(component.name)
    if specification is not None and specification.constant is None and column.name in study.tables.columns(dataset.id):
        name = identifier(column.name)
        query = f"SELECT count(*) FROM {identifier(dataset.id)} WHERE contains({name}, ':')"
        row = study.tables.connection.execute(query).fetchone()
        if row and row[0]:  # IRIs of units from outside, which no list has
            return None
    return _list_id(component.code_list or "")


def _structure(study: Study, dataset: Dataset, parts: Sequence[_Part]) -> Json:
    dimensions = [
        _component(study, each) | {"position": number}
        for number, each in enumerate(each for each in parts if each.role is Role.DIMENSION)
    ]
    measures = [_component(study, each) | {"usage": "optional"} for each in parts if each.role is Role.MEASURE]
    attributes = [
        _component(study, each) | {"usage": "optional", "attributeRelationship": {"observation": {}}}
        for each in parts
        if each.role is Role.ATTRIBUTE
    ]
    return {
        **_maintained(study, _id(dataset.id), dataset.title),
        "dataStructureComponents": {
            "dimensionList": {"id": "DimensionDescriptor", "dimensions": dimensions},
            "measureList": {"id": "MeasureDescriptor", "measures": measures},
            "attributeList": {"id": "AttributeDescriptor", "attributes": attributes},
        },
    }


def _component(study: Study, part: _Part) -> dict[str, object]:
    if part.code_list:
        representation: Json = {"enumeration": _urn(study, "codelist.Codelist", part.code_list)}
    else:
        representation = {"format": {"dataType": _TYPE.get(part.field.column.kind, "String")}}
    concept = f"{_urn(study, 'conceptscheme.Concept', _CONCEPTS)}.{part.id}"
    return {"id": part.id, "conceptIdentity": concept, "localRepresentation": representation}


def _code_list(study: Study, code_list: CodeList) -> Json:
    codes = [
        {"id": _code(each.code), **_names(each.label), **({"parent": _code(each.broader)} if each.broader else {})}
        for each in code_list.concepts
    ]
    return {**_maintained(study, _list_id(code_list.id), code_list.title), "codes": codes}


def _measures(study: Study) -> Json:
    measures = [each for each in study.components if each.role is Role.MEASURE]
    codes = [{"id": _code(each.name), **_names(each.label)} for each in measures]
    return {**_maintained(study, _list_id(_MEASURE), Text("Messgrößen", "measures")), "codes": codes}


def _maintained(study: Study, name: str, title: Text) -> dict[str, object]:
    return {"id": name, **_names(title), "agencyID": _agency(study), "version": _version(study)}


def _names(text: Text) -> dict[str, object]:
    return {"name": text.in_language("en"), "names": {each: text.in_language(each) for each in ("de", "en")}}


def _urn(study: Study, kind: str, name: str) -> str:
    return f"{_URN}{kind}={_agency(study)}:{name}({_version(study)})"


def _agency(study: Study) -> str:
    return _id(study.id)


def _version(study: Study) -> str:
    """Return the study's version as the three numbers that SDMX 3.0 asks for, 1.0.0 where it is none."""
    match = re.match(r"(\d+)(?:\.(\d+))?(?:\.(\d+))?$", study.version)
    return ".".join(each or "0" for each in match.groups()) if match else "1.0.0"


def _list_id(name: str) -> str:
    return f"CL_{_id(name)}"


def _id(name: str) -> str:
    """Return a name as an SDMX id (NCNameIDType): capitals, digits and `_`, a letter first."""
    capitals = re.sub(r"[^A-Z0-9_]", "_", name.upper())
    return capitals if capitals[:1].isalpha() else f"C_{capitals}"


def _code(code: str) -> str:
    return code.replace(".", "$")
