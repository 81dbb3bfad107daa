"""`Dataset` → qb:DataSet, its data structure definition, component properties and slices (Data Cube 6 and 7)."""

from rdflib import Literal, URIRef

from kgsm import iris
from kgsm.describe.graphs import Description
from kgsm.namespaces import DCTERMS, KGSM, QB, RDF, RDFS, SDMX_MEASURE, SKOS, XSD
from kgsm.study import Component, Dataset, Kind, Role, Specification, Study
from kgsm.tables import identifier

_CLASS_OF_ROLE = {
    Role.DIMENSION: QB.DimensionProperty,
    Role.MEASURE: QB.MeasureProperty,
    Role.ATTRIBUTE: QB.AttributeProperty,
}
_LINK_OF_ROLE = {Role.DIMENSION: QB.dimension, Role.MEASURE: QB.measure, Role.ATTRIBUTE: QB.attribute}
_RANGE_OF_KIND = {
    Kind.CODE: SKOS.Concept,
    Kind.INTEGER: XSD.integer,
    Kind.DECIMAL: XSD.decimal,
    Kind.NUMBER: XSD.decimal,  # every xsd:integer is one (XSD 1.1 part 2, 3.4.13)
    Kind.TEXT: XSD.string,
    Kind.BILINGUAL: RDF.langString,
    Kind.DATE: XSD.date,
    Kind.YEAR: XSD.gYear,
    Kind.IRI: RDFS.Resource,
}
# Links from an observation that stand in no column: they follow from evidence.csv and from formulas.
_LINKS = ((KGSM.evidence, "evidence"), (KGSM.statement, "statement"))


def describe_component(description: Description, study: Study, component: Component) -> None:
    """Add a component property of the study. Built-in ones are described in ontology/ and left alone."""
    if component.built_in:
        return
    description.place(component.iri, component.place)
    description.add(component.iri, RDF.type, RDF.Property, _CLASS_OF_ROLE[component.role])
    description.add_text(component.iri, RDFS.label, component.label)
    description.add_text(component.iri, RDFS.comment, component.definition)
    description.add(component.iri, RDFS.range, _RANGE_OF_KIND[component.kind])
    description.add(component.iri, RDFS.subPropertyOf, component.super_property)
    if component.role is Role.MEASURE and component.super_property is None:
        description.add(component.iri, RDFS.subPropertyOf, SDMX_MEASURE.obsValue)
    description.add(component.iri, QB.concept, component.concept)
    code_list = study.code_list(component.code_list) if component.code_list else None
    if code_list is not None:
        description.add(component.iri, RDF.type, QB.CodedProperty)
        description.add(component.iri, QB.codeList, code_list.iri)


def describe_dataset(description: Description, study: Study, dataset: Dataset) -> None:
    """Add a dataset, its structure and its slice key."""
    description.place(dataset.iri, dataset.place)
    structure = iris.structure(dataset.iri)
    description.add(dataset.iri, RDF.type, QB.DataSet)
    description.add(dataset.iri, QB.structure, structure)
    description.add(dataset.iri, DCTERMS.identifier, Literal(dataset.id))
    description.add(dataset.iri, DCTERMS.isPartOf, study.iri)
    for predicate, text in (
        (RDFS.label, dataset.title),
        (DCTERMS.title, dataset.title),
        (DCTERMS.description, dataset.description),
        (KGSM.question, dataset.question),
        (KGSM.note, dataset.note),
    ):
        description.add_text(dataset.iri, predicate, text)
    description.add(dataset.iri, KGSM.answers, Literal(dataset.answers.value))
    if dataset.source is not None:
        description.add(dataset.iri, DCTERMS.source, iris.source(study.iri, dataset.source))
    _structure(description, dataset, structure)


def _structure(description: Description, dataset: Dataset, structure: URIRef) -> None:
    description.place(structure, dataset.place)
    description.add(structure, RDF.type, QB.DataStructureDefinition)
    description.add_text(structure, RDFS.label, dataset.title)
    for specification in dataset.specifications:
        _specification(description, dataset, structure, specification)
    last = max((each.order for each in dataset.specifications), default=0)
    if len(dataset.of_role(Role.MEASURE)) > 1:  # Data Cube 6.5.2: one observation a measure, told by qb:measureType
        last += 1
        node = _component(description, dataset, structure, "measure", last)
        _property(description, node, QB.dimension, QB.measureType)
    for predicate, name in _LINKS:
        last += 1
        node = _component(description, dataset, structure, name, last)
        _property(description, node, QB.attribute, predicate)
        _optional(description, node, required=False)
    if dataset.slice_by:
        key = iris.slice_key(dataset.iri)
        description.place(key, dataset.place)
        description.add(structure, QB.sliceKey, key)
        description.add(key, RDF.type, QB.SliceKey)
        fixed = [each.component for each in dataset.key() if each.component.name in dataset.slice_by]
        description.add(key, QB.componentProperty, *(each.iri for each in fixed))
        for language in ("de", "en"):
            words = ", ".join(each.label.in_language(language) for each in fixed)
            description.add(key, RDFS.label, Literal(words, lang=language))


def _specification(description: Description, dataset: Dataset, structure: URIRef, specification: Specification) -> None:
    component = specification.component
    node = _component(description, dataset, structure, component.name, specification.order)
    _property(description, node, _LINK_OF_ROLE[component.role], component.iri)
    if component.role is Role.ATTRIBUTE:  # IC-6: only attributes may be optional
        _optional(description, node, required=specification.required)


def _component(description: Description, dataset: Dataset, structure: URIRef, name: str, order: int) -> URIRef:
    node = iris.specification(dataset.iri, name)
    description.place(node, dataset.place)
    description.add(structure, QB.component, node)
    description.add(node, RDF.type, QB.ComponentSpecification)
    description.add(node, QB.order, Literal(order))
    return node


def _property(description: Description, node: URIRef, link: URIRef, component: URIRef) -> None:
    description.add(node, link, component)
    # What the link implies (Data Cube, 10.1), so that our files are in normal form and any SHACL engine can ask IC-3 and IC-8.
    description.add(node, QB.componentProperty, component)


def _optional(description: Description, node: URIRef, *, required: bool) -> None:
    description.add(node, QB.componentRequired, Literal(required))
    description.add(node, QB.componentAttachment, QB.Observation)


def describe_slices(description: Description, study: Study, dataset: Dataset) -> None:
    """Add a slice for each combination of codes, of the dimensions that the slice key fixes, which has an observation."""
    if not dataset.slice_by or dataset.id not in study.tables:
        return
    fixed = [each for each in dataset.key() if each.component.name in dataset.slice_by]
    for codes in _combinations(study, dataset, fixed):
        node = iris.slice_(dataset.iri, codes)
        description.place(node, dataset.place)
        description.add(dataset.iri, QB.slice, node)
        description.add(node, RDF.type, QB.Slice)
        description.add(node, QB.sliceStructure, iris.slice_key(dataset.iri))
        labels = []
        for specification, code in zip(fixed, codes, strict=True):
            component = specification.component
            code_list = study.code_list(component.code_list or "")
            concept = next((each for each in code_list.concepts if each.code == code), None) if code_list else None
            if concept is not None:
                description.add(node, component.iri, concept.iri)
                labels.append(concept.label)
        for language in ("de", "en"):
            words = ", ".join(each.in_language(language) for each in labels)
            title = dataset.title.in_language(language)
            description.add(node, RDFS.label, Literal(f"{title}: {words}", lang=language))


def _combinations(study: Study, dataset: Dataset, fixed: list[Specification]) -> list[tuple[str, ...]]:
    columns = ", ".join(identifier(each.component.name) for each in fixed)
    filled = " AND ".join(f"{identifier(each.component.name)} IS NOT NULL" for each in fixed)
    query = f"SELECT DISTINCT {columns} FROM {identifier(dataset.id)} WHERE {filled} ORDER BY ALL"
    return study.tables.connection.execute(query).fetchall()
