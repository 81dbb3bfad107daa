"""A dataset → the content of its `structure.json`: what can be asked for, by which codes, and what comes back, without RDF."""

from collections.abc import Mapping
from typing import Final, TypeAlias

from kgsm.cube import Distribution
from kgsm.describe.columns import fields
from kgsm.describe.forms import FORMS
from kgsm.describe.jsonstat import Dimension, dimensions
from kgsm.study import Component, Concept, Dataset, Role, Study
from kgsm.tables import identifier
from kgsm.text import Text

Json: TypeAlias = Mapping[str, object]

# Parameters of the page at the same address: a dimension of that name is asked for by another one.
RESERVED: Final = frozenset({"cols", "embed", "format", "lang", "page", "rows"})
# Values of a dimension that has no code list: dates, numbers, whatever. So many are listed.
_OTHERS: Final = 10_000


def structure_file(study: Study, dataset: Dataset, files: tuple[Distribution, ...]) -> Json:
    """Return the content of `{dataset}/structure.json`."""
    known = dimensions(study, dataset)
    names = {each.name for each in known}
    return {
        "dataset": str(dataset.iri),
        "study": str(study.iri),
        "title": _both(dataset.title),
        "question": _both(dataset.question),
        "description": _both(dataset.description),
        "note": _both(dataset.note),
        "languages": list(study.languages),
        "version": study.version,
        "modified": study.modified.isoformat(),
        "licence": str(study.licence),
        "rows": _count(study, dataset),
        "dimensions": [_dimension(study, dataset, each, names) for each in known],
        "measures": [_component(study, each.component) for each in dataset.of_role(Role.MEASURE)],
        "attributes": [
            _component(study, each.component) | ({"constant": each.constant} if each.constant is not None else {})
            for each in dataset.of_role(Role.ATTRIBUTE)
        ],
        "columns": [{"name": each.column.name, "label": _both(each.column.label)} for each in fields(study, dataset)],
        "links": _links(study, dataset, files),
    }


def parameter(name: str, names: set[str]) -> str:
    """Return the parameter of an address that filters by the dimension `name`; `names` are those of all dimensions."""
    found = name
    while found in RESERVED or (found != name and found in names):
        found += "-code"
    return found


def _dimension(study: Study, dataset: Dataset, dimension: Dimension, names: set[str]) -> Json:
    if dimension.component is None:
        described: dict[str, object] = {"name": dimension.name, "iri": None, "label": _both(dimension.label)}
    else:
        described = _component(study, dimension.component)
        described.pop("codes", None)
    rows = _rows_by_code(study, dataset, dimension)
    concepts = _concepts(study, dimension)
    listed = {each.code for each in concepts}
    others = [{"code": code, "rows": rows[code]} for code in dimension.codes if code not in listed]
    codes = [*(_code(concept, rows.get(concept.code, 0)) for concept in concepts), *others[:_OTHERS]]
    described |= {"parameter": parameter(dimension.name, names), "codes": codes}
    return described | ({"more": len(others) - _OTHERS} if len(others) > _OTHERS else {})


def _rows_by_code(study: Study, dataset: Dataset, dimension: Dimension) -> dict[str, int]:
    query = f"SELECT {dimension.cell}, count(*) FROM {identifier(dataset.id)} AS t GROUP BY ALL"
    return {code: number for code, number in study.tables.connection.execute(query).fetchall() if code is not None}


def _concepts(study: Study, dimension: Dimension) -> tuple[Concept, ...]:
    component = dimension.component
    code_list = study.code_list(component.code_list or "") if component else None
    return code_list.concepts if code_list else ()


def _code(concept: Concept, rows: int) -> Json:
    described: dict[str, object] = {"code": concept.code, "iri": str(concept.iri), "label": _both(concept.label)}
    if concept.definition:
        described["definition"] = _both(concept.definition)
    if concept.broader:
        described["broader"] = concept.broader
    return described | {"rows": rows}


def _component(study: Study, component: Component) -> dict[str, object]:
    described: dict[str, object] = {
        "name": component.name,
        "iri": str(component.iri),
        "label": _both(component.label),
        "definition": _both(component.definition),
        "kind": component.kind.value,
    }
    code_list = study.code_list(component.code_list or "")
    if code_list is not None:
        described["codeList"] = str(code_list.iri)
        if component.role is Role.ATTRIBUTE:
            described["codes"] = [
                {"code": each.code, "iri": str(each.iri), "label": _both(each.label)} for each in code_list.concepts
            ]
    return described


def _links(study: Study, dataset: Dataset, files: tuple[Distribution, ...]) -> list[Json]:
    own = [each for each in files if each.dataset == dataset.id]
    found = [{"rel": "alternate", "href": str(each.iri), "type": FORMS[each.form].media_type} for each in own]
    above = [{"rel": "describes", "href": str(dataset.iri)}, {"rel": "collection", "href": str(study.iri)}]
    return [*above, {"rel": "license", "href": str(study.licence)}, *found]


def _count(study: Study, dataset: Dataset) -> int:
    row = study.tables.connection.execute(f"SELECT count(*) FROM {identifier(dataset.id)}").fetchone()
    return int(row[0]) if row else 0


def _both(text: Text) -> dict[str, str]:
    return {language: words for language, words in (("de", text.de), ("en", text.en)) if words}
