"""The JSON-LD context of a study's files: short keys that a web developer can guess, one for each predicate we use."""

from typing import Final

from rdflib import URIRef

from kgsm import iris
from kgsm.namespaces import (
    DC,
    DCAT,
    DCATDE,
    DCTERMS,
    FOAF,
    KGSM,
    OA,
    PREFIXES,
    PROV,
    QB,
    QUDT,
    RDFS,
    SDMX_ATTRIBUTE,
    SDMX_DIMENSION,
    SDMX_MEASURE,
    SKOS,
    XSD,
)
from kgsm.study import Component, Kind, Study

# Keys whose values are IRIs (JSON-LD 1.1, 4.2.3 type coercion).
_LINKS: Final[dict[str, URIRef]] = {
    "area": SDMX_DIMENSION.refArea,
    "attribute": QB.attribute,
    "base": KGSM.base,
    "baseStatus": KGSM.baseStatus,
    "body": OA.hasBody,
    "broader": SKOS.broader,
    "broadMatch": SKOS.broadMatch,
    "closeMatch": SKOS.closeMatch,
    "codeList": QB.codeList,
    "changed": KGSM.changed,
    "component": QB.component,
    "componentAttachment": QB.componentAttachment,
    "componentProperty": QB.componentProperty,
    "conceptOf": QB.concept,
    "copyOf": KGSM.copyOf,
    "dataSet": QB.dataSet,
    "derivedFrom": PROV.wasDerivedFrom,
    "dimension": QB.dimension,
    "evidence": KGSM.evidence,
    "exactMatch": SKOS.exactMatch,
    "exactness": KGSM.exactness,
    "from": DCTERMS.source,
    "hasPart": DCTERMS.hasPart,
    "hasTopConcept": SKOS.hasTopConcept,
    "highlight": KGSM.highlight,
    "highlights": KGSM.highlights,
    "invited": KGSM.invited,
    "respondents": KGSM.respondents,
    "inScheme": SKOS.inScheme,
    "inSource": OA.hasSource,
    "isPartOf": DCTERMS.isPartOf,
    "license": DCTERMS.license,
    "measure": QB.measure,
    "measureType": QB.measureType,
    "motivatedBy": OA.motivatedBy,
    "narrower": SKOS.narrower,
    "narrowMatch": SKOS.narrowMatch,
    "origin": KGSM.origin,
    "page": FOAF.page,
    "quantity": KGSM.quantity,
    "range": RDFS.range,
    "relatedMatch": SKOS.relatedMatch,
    "selector": OA.hasSelector,
    "sentence": KGSM.sentence,
    "slice": QB.slice,
    "sliceKey": QB.sliceKey,
    "sliceStructure": QB.sliceStructure,
    "statement": KGSM.statement,
    "status": SDMX_ATTRIBUTE.obsStatus,
    "structure": QB.structure,
    "subPropertyOf": RDFS.subPropertyOf,
    "target": OA.hasTarget,
    "temporal": DCTERMS.temporal,
    "topConceptOf": SKOS.topConceptOf,
    "unit": SDMX_ATTRIBUTE.unitMeasure,
    "unitOfQuantity": QUDT.hasUnit,
}
# Keys whose values are texts by language (JSON-LD 1.1, 4.6.2 language maps).
_TEXTS: Final[dict[str, URIRef]] = {
    "agreement": KGSM.agreement,
    "attribution": DCATDE.licenseAttributionByText,
    "comment": RDFS.comment,
    "comparability": KGSM.comparability,
    "definition": SKOS.definition,
    "description": DCTERMS.description,
    "label": RDFS.label,
    "locator": KGSM.locator,
    "method": KGSM.method,
    "note": KGSM.note,
    "prefLabel": SKOS.prefLabel,
    "question": KGSM.question,
    "read": KGSM.read,
    "remark": SKOS.note,
    "rights": DCTERMS.rights,
    "title": DCTERMS.title,
}
# Keys whose values are literals of one datatype.
_TYPED: Final[dict[str, tuple[URIRef, URIRef]]] = {
    "end": (OA.end, XSD.nonNegativeInteger),
    "modified": (DCTERMS.modified, XSD.date),
    "endDate": (DCAT.endDate, XSD.date),
    "start": (OA.start, XSD.nonNegativeInteger),
    "startDate": (DCAT.startDate, XSD.date),
}
# Keys whose values are written as JSON has them: strings, integers, booleans.
_PLAIN: Final[dict[str, URIRef]] = {
    "answers": KGSM.answers,
    "author": DC.creator,
    "baseSize": KGSM.baseSize,
    "citation": DCTERMS.bibliographicCitation,
    "componentRequired": QB.componentRequired,
    "exact": OA.exact,
    "figure": KGSM.figure,
    "formula": KGSM.formula,
    "identifier": DCTERMS.identifier,
    "issued": DCTERMS.issued,
    "language": DCTERMS.language,
    "notation": SKOS.notation,
    "order": QB.order,
    "publishedBy": DC.publisher,
    "quotable": KGSM.quotable,
    "sample": KGSM.sample,
    "sentenceDigest": KGSM.sentenceDigest,
    "sourceDigest": KGSM.sourceDigest,
    "statedValue": KGSM.statedValue,
    "textLength": KGSM.textLength,
    "token": KGSM.token,
    "version": DCAT.version,
    "value": SDMX_MEASURE.obsValue,
}
_RESERVED: Final = frozenset({"id", "type", "inSlice", *_LINKS, *_TEXTS, *_TYPED, *_PLAIN})
_DATATYPE_OF_KIND: Final = {Kind.DECIMAL: XSD.decimal, Kind.DATE: XSD.date, Kind.YEAR: XSD.gYear}


def context(study: Study) -> dict[str, object]:
    """Return the inline JSON-LD context of the study's files: prefixes, our keys, a key for each component of the study.

    Relative IRIs are relative to `{study}/`. `inSlice` is qb:observation, read from the observation's side, so that a
    slice need not list its observations.
    """
    terms: dict[str, object] = {"@base": f"{study.iri}/", **prefixes(study), "id": "@id", "type": "@type"}
    terms |= {key: {"@id": _curie(iri), "@type": "@id"} for key, iri in _LINKS.items()}
    terms |= {key: {"@id": _curie(iri), "@container": "@language"} for key, iri in _TEXTS.items()}
    terms |= {key: {"@id": _curie(iri), "@type": _curie(datatype)} for key, (iri, datatype) in _TYPED.items()}
    terms |= {key: _curie(iri) for key, iri in _PLAIN.items()}
    terms["inSlice"] = {"@reverse": "qb:observation", "@type": "@id"}
    for component in study.components:
        if not component.built_in:
            terms[component_key(component)] = _definition(component)
    return terms


def component_key(component: Component) -> str:
    """Return the key of a component of the study: its name, set apart by `property-` where a key of ours has that name."""
    taken = component.name in _RESERVED or component.name in PREFIXES or component.name == "property"
    return f"property-{component.name}" if taken else component.name


def prefixes(study: Study) -> dict[str, str]:
    """Return the prefixes of the study's JSON-LD: ours and `property`; `code-exactness` where `exactness` is a key."""
    own = {"property": iris.component(study.iri, "")}
    return {f"code-{prefix}" if prefix in _RESERVED else prefix: str(iri) for prefix, iri in (own | PREFIXES).items()}


def _definition(component: Component) -> dict[str, str] | str:
    if component.kind in {Kind.CODE, Kind.IRI}:
        return {"@id": str(component.iri), "@type": "@id"}
    if component.kind is Kind.BILINGUAL:
        return {"@id": str(component.iri), "@container": "@language"}
    datatype = _DATATYPE_OF_KIND.get(component.kind)
    return {"@id": str(component.iri), "@type": _curie(datatype)} if datatype else str(component.iri)


def keys(study: Study) -> dict[URIRef, str]:
    """Return the key of each predicate in the context."""
    table = {iri: key for group in (_LINKS, _TEXTS, _PLAIN) for key, iri in group.items()}
    table |= {iri: key for key, (iri, _) in _TYPED.items()}
    return table | {each.iri: component_key(each) for each in study.components if not each.built_in}


def _curie(iri: URIRef) -> str:
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return str(iri)
