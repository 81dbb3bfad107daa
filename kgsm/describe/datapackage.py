"""`Study` → datapackage.json: its CSV files with their fields and keys, by Data Package 2.0 (Frictionless)."""

from collections.abc import Mapping
from typing import Final, TypeAlias

from kgsm.cube import Column
from kgsm.describe.columns import fields
from kgsm.describe.forms import FORMS
from kgsm.describe.remarks import citation
from kgsm.study import Dataset, Kind, Role, Study
from kgsm.text import Text

Json: TypeAlias = Mapping[str, object]

_PROFILE: Final = "https://datapackage.org/profiles/2.0/"
_TYPE: Final = {Kind.INTEGER: "integer", Kind.DECIMAL: "number", Kind.NUMBER: "number", Kind.DATE: "date", Kind.YEAR: "year"}


def datapackage(study: Study) -> Json:
    """Return the content of `datapackage.json`. A package has one language: English, with the German text beside it."""
    return {
        "$schema": f"{_PROFILE}datapackage.json",
        "name": study.id.lower(),
        "id": str(study.iri),
        "title": study.title.in_language("en"),
        "title_de": study.title.in_language("de"),
        "description": study.description.in_language("en"),
        "description_de": study.description.in_language("de"),
        "homepage": str(study.iri),
        "version": study.version,
        "created": f"{study.issued.isoformat()}T00:00:00Z",
        "licenses": [{"path": str(study.licence), "title": study.attribution.in_language("en") or str(study.licence)}],
        "contributors": [{"title": study.publisher.name.in_language("en"), "roles": ["publisher"]}],
        "keywords": [each.in_language("en") for each in study.keywords],
        "sources": [
            _without_empty({"title": each.citation or each.title, "path": str(each.url or "")}) for each in study.sources
        ],
        "citation": citation(study).in_language("en"),
        "resources": [_resource(study, each) for each in study.datasets if each.id in study.tables],
    }


def _resource(study: Study, dataset: Dataset) -> Json:
    columns = [each.column for each in fields(study, dataset)]
    return {
        "name": dataset.id.lower(),
        "type": "table",
        "path": f"{dataset.id}.csv",
        **_in_both("title", dataset.title),
        **_in_both("description", dataset.description or dataset.question),
        "format": "csv",
        "mediatype": FORMS["csv"].media_type,
        "encoding": "utf-8",
        "schema": {
            "$schema": f"{_PROFILE}tableschema.json",
            "fields": [_field(study, dataset, each) for each in columns],
            "primaryKey": ["observation"],
            "missingValues": [""],
        },
    }


def _field(study: Study, dataset: Dataset, column: Column) -> Json:
    described: dict[str, object] = {"name": column.name, "type": _TYPE.get(column.kind, "string")}
    if column.kind is Kind.IRI:
        described["format"] = "uri"
    described |= _in_both("title", column.label) | _in_both("description", column.definition)
    if column.component is not None:
        described["rdfType"] = str(column.component.iri)
    constraints: dict[str, object] = {}
    if column.name == "observation":
        constraints = {"required": True, "unique": True}
    elif column.kind is Kind.CODE and column.component is not None:
        if column.component.role is Role.DIMENSION:
            constraints["required"] = True
        code_list = study.code_list(column.component.code_list or "")
        # A unit may be an IRI from outside: no list has all of them.
        if code_list is not None and column.name != "unit" and dataset.specification(column.name) is not None:
            constraints["enum"] = list(code_list.codes())
    return described | ({"constraints": constraints} if constraints else {})


def _in_both(key: str, text: Text) -> dict[str, str]:
    return _without_empty({key: text.in_language("en"), f"{key}_de": text.in_language("de")})


def _without_empty(content: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in content.items() if value}
