"""The vocabulary, the generic code lists and the labels of borrowed terms."""

import re
from functools import cache
from pathlib import Path

import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from kgsm import home
from kgsm.namespaces import (
    BASE_STATUS,
    DCTERMS,
    EXACTNESS,
    KGSM,
    ORIGIN,
    OWL,
    PREFIXES,
    QB,
    QUANTITY,
    QUDT,
    RDF,
    RDFS,
    SDMX_ATTRIBUTE,
    SDMX_CODE,
    SDMX_CONCEPT,
    SDMX_DIMENSION,
    SDMX_MEASURE,
    SKOS,
    UNIT,
    VANN,
    VOCABULARY,
)

FILES = sorted(home.ontology().glob("*.ttl"))
LISTS = {
    "base-status": {"stated", "inferred", "not-stated", "not-applicable"},
    "exactness": {"exact", "rounded", "approximate", "number-word"},
    "origin": {"reported", "computed"},
    "quantity": {"share", "share-from-counts", "count", "change"},
    "status": {"A", "B", "E", "M", "P"},
    "unit": {"percent", "count", "percentage-point"},
}
TERMS = sorted(URIRef(str(each)) for each in dir(KGSM) if str(each).startswith(str(KGSM)))


@cache
def read(name: str) -> Graph:
    return Graph(bind_namespaces="none").parse(home.ontology() / f"{name}.ttl", format="turtle")


def languages(graph: Graph, subject: Node, predicate: URIRef) -> list[str]:
    """Return the languages of the texts that `subject` has, sorted; a text without one stands as an empty string."""
    return sorted(each.language or "" for each in graph.objects(subject, predicate) if isinstance(each, Literal) and str(each))


def scheme_of(graph: Graph) -> Node:
    return next(iter(graph.subjects(RDF.type, SKOS.ConceptScheme)))


def test_the_vocabulary_has_the_terms_that_python_knows_and_no_other() -> None:
    described = {each for each in read("kgsm").subjects() if str(each).startswith(str(KGSM))}
    assert described == set(TERMS)


@pytest.mark.parametrize("term", TERMS, ids=lambda term: str(term).rsplit("#")[-1])
def test_a_term_has_label_definition_and_example_in_german_and_english(term: URIRef) -> None:
    graph = read("kgsm")
    for predicate in (RDFS.label, RDFS.comment, SKOS.example):
        assert languages(graph, term, predicate) == ["de", "en"]
    assert graph.value(term, RDFS.isDefinedBy) == VOCABULARY


def test_files_that_describe_one_term_say_one_thing_of_it() -> None:
    whole = sum((read(path.stem) for path in home.ontology().glob("*.ttl")), Graph())
    for term in set(whole.subjects()):
        for predicate in (RDFS.comment, SKOS.definition, SKOS.example):
            told = languages(whole, term, predicate)
            assert len(told) == len(set(told)), (term, predicate)


def test_the_vocabulary_says_what_it_is() -> None:
    graph = read("kgsm")
    assert (VOCABULARY, RDF.type, OWL.Ontology) in graph
    for predicate in (RDFS.label, DCTERMS.title, DCTERMS.description):
        assert languages(graph, VOCABULARY, predicate) == ["de", "en"]
    for predicate in (DCTERMS.license, DCTERMS.issued, OWL.versionInfo):
        assert graph.value(VOCABULARY, predicate) is not None
    assert str(graph.value(VOCABULARY, VANN.preferredNamespacePrefix)) == "kgsm"
    assert str(graph.value(VOCABULARY, VANN.preferredNamespaceUri)) == str(KGSM)


def test_properties_that_stand_in_structures_are_typed_as_components() -> None:
    graph = read("kgsm")
    of_role = {
        role: {each for each in TERMS if (each, RDF.type, role) in graph}
        for role in (QB.DimensionProperty, QB.MeasureProperty, QB.AttributeProperty)
    }
    assert of_role[QB.DimensionProperty] == {KGSM.quantity}
    assert of_role[QB.MeasureProperty] == set()
    assert of_role[QB.AttributeProperty] == {
        KGSM.agreement, KGSM.base, KGSM.baseSize, KGSM.baseStatus, KGSM.comparability, KGSM.evidence, KGSM.exactness,
        KGSM.figure, KGSM.formula, KGSM.note, KGSM.origin, KGSM.statement,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("component", "name"),
    [(KGSM.quantity, "quantity"), (KGSM.exactness, "exactness"), (KGSM.origin, "origin"), (KGSM.baseStatus, "base-status")],
)
def test_a_coded_property_of_ours_has_its_code_list(component: URIRef, name: str) -> None:
    graph = read("kgsm")
    assert (component, RDF.type, QB.CodedProperty) in graph
    assert graph.value(component, RDFS.range) == SKOS.Concept
    assert graph.value(component, QB.codeList) == scheme_of(read(f"codes-{name}"))


def test_properties_have_a_range_and_classes_a_superclass_or_a_contrary() -> None:
    graph = read("kgsm")
    for term in TERMS:
        if (term, RDF.type, RDF.Property) in graph:
            assert graph.value(term, RDFS.range) is not None, term
            assert ((term, RDF.type, OWL.ObjectProperty) in graph) != ((term, RDF.type, OWL.DatatypeProperty) in graph), term
        elif (term, RDF.type, OWL.Class) in graph:
            assert graph.value(term, RDFS.subClassOf) or graph.value(term, OWL.disjointWith), term
        else:
            assert (term, RDF.type, QUDT.Unit) in graph, term


@pytest.mark.parametrize("name", LISTS)
def test_a_generic_code_list_has_its_codes_each_with_texts_in_both_languages(name: str) -> None:
    graph = read(f"codes-{name}")
    scheme = scheme_of(graph)
    concepts = set(graph.subjects(RDF.type, SKOS.Concept))
    assert {str(each) for each in graph.objects(None, SKOS.notation)} == LISTS[name]
    assert len(concepts) == len(LISTS[name])
    for link in (SKOS.inScheme, SKOS.topConceptOf):
        assert set(graph.subjects(link, scheme)) == concepts
    assert set(graph.objects(scheme, SKOS.hasTopConcept)) == concepts
    for concept in concepts:
        for predicate in (SKOS.prefLabel, SKOS.definition, SKOS.example):
            assert languages(graph, concept, predicate) == ["de", "en"]
    for predicate in (SKOS.prefLabel, SKOS.definition, DCTERMS.title):
        assert languages(graph, scheme, predicate) == ["de", "en"]


@pytest.mark.parametrize(
    ("name", "namespace"),
    [("base-status", BASE_STATUS), ("exactness", EXACTNESS), ("origin", ORIGIN), ("quantity", QUANTITY)],
)
def test_the_iri_of_a_code_of_ours_ends_in_the_code(name: str, namespace: str) -> None:
    graph = read(f"codes-{name}")
    assert str(scheme_of(graph)) == namespace.rstrip("/")
    assert all(str(concept) == f"{namespace}{code}" for concept, code in graph.subject_objects(SKOS.notation))


def test_codes_of_others_keep_their_iris() -> None:
    units = {str(code): unit for unit, code in read("codes-unit").subject_objects(SKOS.notation)}
    assert units == {"percent": UNIT.PERCENT, "count": UNIT.NUM, "percentage-point": KGSM.PercentagePoint}
    statuses = read("codes-status").subject_objects(SKOS.notation)
    assert all(status == SDMX_CODE[f"obsStatus-{code}"] for status, code in statuses)
    assert scheme_of(read("codes-status")) == SDMX_CODE.obsStatus


def test_a_quantity_has_a_unit_that_the_list_of_units_has() -> None:
    graph, units = read("codes-quantity"), read("codes-unit")
    for quantity in graph.subjects(SKOS.inScheme, scheme_of(graph)):
        unit = graph.value(quantity, QUDT.hasUnit, any=False)
        assert (unit, RDF.type, QUDT.Unit) in units


def test_borrowed_components_have_what_the_integrity_constraints_ask() -> None:
    graph = read("labels")
    for dimension, reach in (
        (QB.measureType, QB.MeasureProperty),
        (SDMX_DIMENSION.refArea, RDFS.Resource),
        (SDMX_DIMENSION.refPeriod, RDFS.Resource),
    ):
        assert (dimension, RDF.type, QB.DimensionProperty) in graph
        assert graph.value(dimension, RDFS.range) == reach
    assert (SDMX_MEASURE.obsValue, RDF.type, QB.MeasureProperty) in graph
    for attribute in (SDMX_ATTRIBUTE.unitMeasure, SDMX_ATTRIBUTE.obsStatus):
        assert (attribute, RDF.type, QB.AttributeProperty) in graph
    for component in (SDMX_DIMENSION.refArea, SDMX_DIMENSION.refPeriod, SDMX_MEASURE.obsValue, SDMX_ATTRIBUTE.unitMeasure):
        assert str(graph.value(component, QB.concept)).startswith(str(SDMX_CONCEPT))


def test_a_borrowed_term_has_one_label_in_german_and_one_in_english() -> None:
    graph = read("labels")
    for term in set(graph.subjects()):
        assert languages(graph, term, RDFS.label) == ["de", "en"], term
        assert not str(term).startswith(str(KGSM)), "our own terms stand in kgsm.ttl"


def test_every_term_of_vocabulary_and_shapes_is_named() -> None:
    graph = Graph(bind_namespaces="none")
    for path in (*FILES, *home.shapes().glob("*.ttl")):
        graph.parse(path, format="turtle")
    used = set(graph.predicates()) | set(graph.objects(None, RDF.type))
    assert [each for each in used if (each, RDFS.label, None) not in graph] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_has_no_blank_node_and_its_prefixes_are_sorted_ours_and_used(path: Path) -> None:
    graph, text = read(path.stem), path.read_text(encoding="utf-8")
    assert not [each for triple in graph for each in triple if isinstance(each, BNode)]
    declared = re.findall(r"^@prefix ([\w-]*): <(.*)> \.$", text, re.MULTILINE)
    assert declared == sorted(declared)
    assert dict(declared).items() <= PREFIXES.items()
    body = text[text.rindex("@prefix") :].partition("\n")[2]
    assert [prefix for prefix, _ in declared if f"{prefix}:" not in body] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_subject_has_one_block(path: Path) -> None:
    text = re.sub(r"^#.*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    blocks = re.findall(r"^([^\s@#][^\s]*)", text, re.MULTILINE)
    assert len(blocks) == len(set(blocks)) == len(set(read(path.stem).subjects()))
