"""`Study` → croissant.json: its CSV files as record sets for machine learning tools, by Croissant 1.1 (MLCommons)."""

from collections.abc import Mapping
from typing import Final, TypeAlias

from kgsm.cube import Column, digest_of
from kgsm.describe.columns import fields
from kgsm.describe.forms import FORMS
from kgsm.describe.remarks import citation
from kgsm.namespaces import CROISSANT, DCTERMS, SCHEMA
from kgsm.study import Dataset, Kind, Study

Json: TypeAlias = Mapping[str, object]

_TERMS: Final = (
    "citeAs", "column", "equivalentProperty", "extract", "field", "fileObject", "fileProperty", "fileSet", "format", "includes",
    "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet", "references", "regex", "repeated", "replace",
    "samplingRate", "separator", "source", "subField", "transform",
)  # fmt: skip
# The context of the specification, whole: tools compare it.
_CONTEXT: Final[Json] = {
    "@language": "en",
    "@vocab": str(SCHEMA),
    **{each: f"cr:{each}" for each in _TERMS},
    "conformsTo": "dct:conformsTo",
    "cr": str(CROISSANT),
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": str(DCTERMS),
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "rai": f"{CROISSANT}RAI/",
    "sc": str(SCHEMA),
}
_TYPE: Final = {
    Kind.INTEGER: "sc:Integer",
    Kind.DECIMAL: "sc:Float",
    Kind.NUMBER: "sc:Float",
    Kind.DATE: "sc:Date",
    Kind.IRI: "sc:URL",
}


def croissant(study: Study) -> Json:
    """Return the content of `croissant.json`, in English; the digests of its files are filled in once they are written."""
    datasets = [each for each in study.datasets if each.id in study.tables]
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "@id": str(study.iri),
        "conformsTo": f"{CROISSANT}1.1",
        "name": study.title.in_language("en"),
        "description": study.description.in_language("en"),
        "url": str(study.iri),
        "license": str(study.licence),
        "version": study.version,
        "datePublished": study.issued.isoformat(),
        "dateModified": study.modified.isoformat(),
        "keywords": [each.in_language("en") for each in study.keywords],
        "creator": {"@type": "sc:Organization", "name": study.publisher.name.in_language("en")},
        "publisher": {"@type": "sc:Organization", "name": study.publisher.name.in_language("en")},
        "citeAs": citation(study).in_language("en"),
        "distribution": [_file(study, each) for each in datasets],
        "recordSet": [_records(study, each) for each in datasets],
    }


def _file(study: Study, dataset: Dataset) -> Json:
    name = f"{dataset.id}.csv"
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": name,
        "description": dataset.title.in_language("en"),
        "contentUrl": name,
        "encodingFormat": FORMS["csv"].media_type,
        "sha256": digest_of(f"{study.id}/{name}"),
    }


def _records(study: Study, dataset: Dataset) -> Json:
    columns = [each.column for each in fields(study, dataset)]
    return {
        "@type": "cr:RecordSet",
        "@id": dataset.id,
        "name": dataset.title.in_language("en"),
        "description": (dataset.description or dataset.question).in_language("en"),
        "key": {"@id": f"{dataset.id}/observation"},
        "field": [_field(dataset, each) for each in columns],
    }


def _field(dataset: Dataset, column: Column) -> Json:
    return {
        "@type": "cr:Field",
        "@id": f"{dataset.id}/{column.name}",
        "name": column.name,
        "description": (column.definition or column.label).in_language("en"),
        "dataType": _TYPE.get(column.kind, "sc:Text"),
        "source": {"fileObject": {"@id": f"{dataset.id}.csv"}, "extract": {"column": column.name}},
    }
