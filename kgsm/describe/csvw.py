"""A dataset's columns → the CSVW metadata of its CSV, by which csv2rdf makes the observations again.

Metadata Vocabulary for Tabular Data (2015); Generating RDF from Tabular Data (2015), minimal mode. What one cell cannot say
is left to the RDF files: links to evidence, what a figure was computed from, and slices.
"""

from collections.abc import Mapping
from typing import Final, TypeAlias

from kgsm.cube import Column
from kgsm.describe.columns import FINDING, concepts, fields, measures, stem
from kgsm.namespaces import CSVW_STANDARD, DCTERMS, QB, RDF, RDFS
from kgsm.study import Dataset, Kind, Study
from kgsm.tables import identifier
from kgsm.text import Text

Json: TypeAlias = Mapping[str, object]

# Terms of the context of CSVW, which names XML Schema's datatypes without a prefix.
_DATATYPE: Final = {Kind.INTEGER: "integer", Kind.DECIMAL: "decimal", Kind.DATE: "date", Kind.YEAR: "gYear"}
# Columns that say something only to people, or what one cell cannot say as RDF.
_SUPPRESSED: Final = {"observation", "sources", "measure_iri"}
_OF_GAPS: Final = {"row_type": RDF.type, "row_dataset": QB.dataSet, "row_missing_from": DCTERMS.isPartOf}


def csvw(study: Study, dataset: Dataset) -> Json:
    """Return the content of `{dataset}.csv-metadata.json`."""
    columns = [each.column for each in fields(study, dataset)]
    names = variables(columns)
    described = [_column(study, dataset, each, names) for each in columns]
    return {
        "@context": str(CSVW_STANDARD),
        "url": f"{dataset.id}.csv",
        "dc:title": in_both(dataset.title),
        "dc:description": in_both(dataset.description or dataset.question),
        "dc:license": {"@id": str(study.licence)},
        "dc:modified": {"@value": study.modified.isoformat(), "@type": "xsd:date"},
        "dc:isPartOf": {"@id": str(study.iri)},
        "dc:subject": {"@id": str(dataset.iri)},
        "tableSchema": {
            "aboutUrl": "{+observation}",
            "primaryKey": "observation",
            "columns": [*described, *_virtual(dataset)],
        },
    }


def variables(columns: list[Column]) -> dict[str, str]:
    """Return the name of each column as a variable of a URI template may be called (RFC 6570, 2.3: no hyphen)."""
    names: dict[str, str] = {}
    for each in columns:
        name = each.name.replace("-", "_")
        while name in names.values():
            name += "_"
        names[each.name] = name
    return names


def in_both(text: Text) -> list[Json]:
    """Return `text` as a value of a common property in both languages (5.8 of the metadata vocabulary)."""
    return [{"@value": words, "@language": language} for language, words in (("de", text.de), ("en", text.en)) if words]


def _column(study: Study, dataset: Dataset, column: Column, names: Mapping[str, str]) -> Json:
    described: dict[str, object] = {"name": names[column.name], "titles": column.name, "rdfs:label": in_both(column.label)}
    if column.definition:
        described["dc:description"] = in_both(column.definition)
    if column.name == "observation":
        described["required"] = True
    if column.is_label or column.name in _SUPPRESSED or _told_by_iri(study, dataset, column):
        described["suppressOutput"] = True
        return described | ({"lang": column.language} if column.language else {})
    return described | _meaning(study, dataset, column, names)


def _told_by_iri(study: Study, dataset: Dataset, column: Column) -> bool:
    """Return whether a column `{name}_iri` says in full what this one says by codes."""
    component = column.component
    if component is None or column.kind is not Kind.CODE:
        return False
    specification = dataset.specification(component.name)
    varies = specification is not None and specification.constant is None
    return varies and stem(concepts(study, component)) is None


def _meaning(study: Study, dataset: Dataset, column: Column, names: Mapping[str, str]) -> dict[str, object]:
    name, component = names[column.name], column.component
    if column.name in _OF_GAPS:
        return {"propertyUrl": str(_OF_GAPS[column.name]), "valueUrl": f"{{+{name}}}"}
    if column.name.startswith(f"{FINDING}_") and component is None:
        return {"propertyUrl": str(RDFS.label), "lang": column.language}
    if component is None:
        return _of_measures(study, dataset, column)
    predicate: dict[str, object] = {"propertyUrl": str(component.iri)}
    specification = dataset.specification(component.name)
    match column.kind:
        case Kind.CODE:
            iri_of = concepts(study, component)
            constant = specification.constant if specification else None
            if constant is not None:
                return predicate | {"valueUrl": str(iri_of.get(constant, constant))}
            return predicate | {"valueUrl": f"{stem(iri_of)}{{{name}}}"}
        case Kind.IRI:
            return predicate | {"valueUrl": f"{{+{name}}}"}
        case Kind.BILINGUAL:
            return predicate | {"lang": column.language}
        case Kind.TEXT:
            return predicate | {"datatype": "string"}
        case _:
            return predicate | {"datatype": _datatype(study, dataset, column)}


def _of_measures(study: Study, dataset: Dataset, column: Column) -> dict[str, object]:
    """Return what the columns of a dataset with several measures mean: the measure, and its value (Data Cube 6.5.2)."""
    start = stem(measures(dataset))
    measure = "{+measure_iri}" if start is None else f"{start}{{measure}}"
    if column.name == "measure":
        return {"propertyUrl": str(QB.measureType), "valueUrl": measure}
    return {"propertyUrl": measure, "datatype": _datatype(study, dataset, column)}


def _datatype(study: Study, dataset: Dataset, column: Column) -> str:
    """Return the datatype of a column of numbers, dates or years: numbers are whole where no cell has a decimal point."""
    if column.kind is not Kind.NUMBER or column.name not in study.tables.columns(dataset.id):
        return _DATATYPE.get(column.kind, "decimal")
    name = identifier(column.name)
    query = f"SELECT bool_or(contains({name}, '.')) FROM {identifier(dataset.id)}"
    row = study.tables.connection.execute(query).fetchone()
    return "integer" if row and row[0] is False else "decimal"


def _virtual(dataset: Dataset) -> list[Json]:
    if dataset.has_gaps():
        return []
    pairs = (("type", RDF.type, QB.Observation), ("dataset", QB.dataSet, dataset.iri))
    return [
        {"name": f"virtual_{name}", "virtual": True, "propertyUrl": str(predicate), "valueUrl": str(value)}
        for name, predicate, value in pairs
    ]
