"""`Study` → what its structures ask of the observations, as SHACL that any engine can run on the published files.

Observations of a dataset are reached from it, by `qb:dataSet` backwards, since no class tells them from those of another
dataset: a shape aimed at qb:Observation would hit them all. One claim a shape, so that its message can name the column.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from kgsm import iris
from kgsm.describe.graphs import new_graph
from kgsm.describe.shape_texts import CODE_OF, RIGHT, Claim, claim_text
from kgsm.iris import NAME
from kgsm.namespaces import DCTERMS, KGSM, OWL, QB, RDF, RDFS, SH, SKOS, XSD
from kgsm.points import key_query, measures_query
from kgsm.study import CodeList, Component, Dataset, Kind, Role, Specification, Study
from kgsm.text import Text

# Longer lists are not repeated in the shape: their codes are asked for their scheme.
LISTED: Final = 100
_DATATYPE: Final = {
    Kind.INTEGER: XSD.integer, Kind.DECIMAL: XSD.decimal, Kind.DATE: XSD.date, Kind.YEAR: XSD.gYear, Kind.TEXT: XSD.string,
}  # fmt: skip
_YEAR: Final = "([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])"
_NUMBER: Final = r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)$"
# Engines do not agree on which texts are numbers (1_000, 1E+05, NaN) or years (XSD 1.1 part 2, 3.3.3, 3.4.13, 3.3.11).
_PATTERN: Final = {
    Kind.INTEGER: "^[+-]?[0-9]+$",
    Kind.DECIMAL: _NUMBER,
    Kind.NUMBER: _NUMBER,
    Kind.DATE: f"^{_YEAR}-[0-9]{{2}}-[0-9]{{2}}$",
    Kind.YEAR: f"^{_YEAR}$",
}
NOTHING: Final = Text(de="", en="")


@dataclass(frozen=True, slots=True)
class _Shapes:
    """The graph that is being filled with the shapes of a study."""

    study: Study
    graph: Graph
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def blank(self) -> BNode:
        """Return a blank node whose label each run gives it alike."""
        return BNode(f"b{next(self.numbers)}")

    def add(self, node: Node, predicate: URIRef, *objects: Node) -> None:
        for each in objects:
            self.graph.add((node, predicate, each))

    def texts(self, node: Node, predicate: URIRef, text: Text) -> None:
        for language in ("de", "en"):
            self.add(node, predicate, Literal(text.in_language(language), lang=language))

    def claim(self, name: tuple[str, ...], path: Node, label: Text, right: Text = NOTHING) -> URIRef:
        """Return the shape of one claim about what has the `label`, its constraint to come; `name` ends with the claim."""
        claim = Claim(name[-1])
        node = self.said(name, claim, claim_text(claim, label, right))
        self.add(node, RDF.type, SH.PropertyShape)
        self.add(node, SH.path, path)
        self.texts(node, SH.name, label)
        return node

    def said(self, name: tuple[str, ...], claim: Claim, message: Text) -> URIRef:
        """Return a shape with its message, severity and problem code."""
        node = iris.shape(self.study.iri, *name)
        self.texts(node, SH.message, message)
        self.add(node, SH.severity, SH.Violation)
        self.add(node, KGSM.problemCode, Literal(CODE_OF[claim]))
        return node

    def list_of(self, members: Sequence[Node]) -> Node:
        """Return an RDF collection."""
        cells = [self.blank() for _ in members]
        for number, (cell, member) in enumerate(zip(cells, members, strict=True)):
            self.add(cell, RDF.first, member)
            self.add(cell, RDF.rest, cells[number + 1] if number + 1 < len(cells) else RDF.nil)
        return cells[0] if cells else RDF.nil


def describe_shapes(study: Study) -> Graph:
    """Return the shapes of a study: what each structure asks of every component, and the uniqueness of each key.

    A component's cardinality, datatype with its lexical form, range and code list; that texts come in both languages.
    """
    shapes = _Shapes(study, new_graph())
    document = iris.shapes(study.iri)
    shapes.add(document, RDF.type, OWL.Ontology)
    shapes.texts(document, DCTERMS.title, Text(de=f"Shapes: {study.title.de}", en=f"Shapes: {study.title.en}"))
    for component in {each.component.iri: each.component for every in study.datasets for each in every.specifications}.values():
        if component.kind is Kind.BILINGUAL:
            _languages(shapes, component)
    for dataset in study.datasets:
        _dataset(shapes, dataset)
    return shapes.graph


def _dataset(shapes: _Shapes, dataset: Dataset) -> None:
    whole = _members(shapes, dataset, (), (QB.dataSet, DCTERMS.isPartOf))
    observed = _members(shapes, dataset, ("observations",), (QB.dataSet,))
    measures = dataset.of_role(Role.MEASURE)
    for specification in dataset.specifications:
        claims = list(_claims(shapes, dataset, specification))
        shapes.add(whole, SH.property, *claims)
    if len(measures) > 1:
        shapes.add(whole, SH.property, *_measure_dimension(shapes, dataset))
    path, label = _value(shapes, dataset)
    name = dataset.value_column()
    shapes.add(observed, SH.property, _required(shapes, (dataset.id, name, Claim.REQUIRED), path(), label))
    shapes.add(whole, SH.property, _single(shapes, (dataset.id, name, Claim.SINGLE), path(), label))
    if dataset.has_gaps():
        gaps = _members(shapes, dataset, ("gaps",), (DCTERMS.isPartOf,))
        none = shapes.claim((dataset.id, name, Claim.GAP), path(), label)
        shapes.add(none, SH.maxCount, Literal(0))
        shapes.add(gaps, SH.property, none)
    _query(shapes, dataset, Claim.KEY, key_query(dataset))
    if len(measures) > 1:
        _query(shapes, dataset, Claim.MEASURES, measures_query(dataset))


def _members(shapes: _Shapes, dataset: Dataset, parts: tuple[str, ...], links: tuple[URIRef, ...]) -> URIRef:
    """Add the shape whose properties are asked of what has one of `links` to the dataset."""
    node = iris.shape(shapes.study.iri, dataset.id, *parts)
    backwards = [shapes.blank() for _ in links]
    for each, link in zip(backwards, links, strict=True):
        shapes.add(each, SH.inversePath, link)
    path = backwards[0]
    if len(backwards) > 1:
        path = shapes.blank()
        shapes.add(path, SH.alternativePath, shapes.list_of(backwards))
    shapes.add(node, RDF.type, SH.PropertyShape)
    shapes.add(node, SH.targetNode, dataset.iri)
    shapes.add(node, SH.path, path)
    shapes.texts(node, RDFS.label, dataset.title)
    return node


def _claims(shapes: _Shapes, dataset: Dataset, specification: Specification) -> Iterator[URIRef]:
    component = specification.component
    name, path = (dataset.id, component.name), component.iri
    label = _label(component)
    if component.role is not Role.MEASURE:
        if component.role is Role.DIMENSION or specification.required:
            yield _required(shapes, (*name, Claim.REQUIRED), path, label)
        if component.kind is not Kind.BILINGUAL:
            yield _single(shapes, (*name, Claim.SINGLE), path, label)
    if component.kind is Kind.CODE:
        yield from _code(shapes, (*name, Claim.CODE), component)
    elif component.kind is Kind.IRI:
        node = shapes.claim((*name, Claim.IRI), path, label)
        shapes.add(node, SH.nodeKind, SH.IRI)
        yield node
    elif component.kind is not Kind.BILINGUAL:
        yield _datatype(shapes, (*name, Claim.DATATYPE), component)
        if component.role is Role.DIMENSION:
            node = shapes.claim((*name, Claim.NAME), path, label)
            shapes.add(node, SH.pattern, Literal(f"^{NAME.pattern}$"))
            yield node


def _required(shapes: _Shapes, name: tuple[str, ...], path: Node, label: Text) -> URIRef:
    node = shapes.claim(name, path, label)
    shapes.add(node, SH.minCount, Literal(1))
    return node


def _single(shapes: _Shapes, name: tuple[str, ...], path: Node, label: Text) -> URIRef:
    node = shapes.claim(name, path, label)
    shapes.add(node, SH.maxCount, Literal(1))
    return node


def _datatype(shapes: _Shapes, name: tuple[str, ...], component: Component) -> URIRef:
    node = shapes.claim(name, component.iri, _label(component), RIGHT[component.kind])
    if component.kind is Kind.NUMBER:
        either: list[Node] = []
        for datatype in (XSD.integer, XSD.decimal):
            one = shapes.blank()
            shapes.add(one, SH.datatype, datatype)
            either.append(one)
        shapes.add(node, SH["or"], shapes.list_of(either))
    else:
        shapes.add(node, SH.datatype, _DATATYPE[component.kind])
    if component.kind in _PATTERN:
        shapes.add(node, SH.pattern, Literal(_PATTERN[component.kind]))
    return node


def _code(shapes: _Shapes, name: tuple[str, ...], component: Component) -> Iterator[URIRef]:
    code_list = shapes.study.code_list(component.code_list or "")
    if code_list is None:
        return
    title = Text(de=code_list.title.de or code_list.id, en=code_list.title.en or code_list.id)
    node = shapes.claim(name, component.iri, _label(component), title)
    if component.built_in and component.name == "unit":  # there are more units than a list of ours holds
        shapes.add(node, SH.nodeKind, SH.IRI)
    elif len(code_list.concepts) <= LISTED:
        shapes.add(node, SH["in"], shapes.list_of([each.iri for each in code_list.concepts]))
    else:
        shapes.add(node, SH.node, _scheme(shapes, code_list))
    yield node


def _scheme(shapes: _Shapes, code_list: CodeList) -> URIRef:
    """Return the shape of the concepts of a code list."""
    node = iris.shape(shapes.study.iri, "code", code_list.id)
    member = iris.shape(shapes.study.iri, "code", code_list.id, "scheme")
    shapes.add(node, RDF.type, SH.NodeShape)
    shapes.add(node, SH.property, member)
    shapes.add(member, RDF.type, SH.PropertyShape)
    shapes.add(member, SH.path, SKOS.inScheme)
    shapes.add(member, SH.hasValue, code_list.iri)
    return node


def _measure_dimension(shapes: _Shapes, dataset: Dataset) -> Iterator[URIRef]:
    label = Text(de="Maß", en="Measure")
    measures = [each.component for each in dataset.of_role(Role.MEASURE)]
    yield _required(shapes, (dataset.id, "measure", Claim.REQUIRED), QB.measureType, label)
    yield _single(shapes, (dataset.id, "measure", Claim.SINGLE), QB.measureType, label)
    title = Text(de="Maße dieses Datensatzes", en="measures of this dataset")
    node = shapes.claim((dataset.id, "measure", Claim.CODE), QB.measureType, label, title)
    shapes.add(node, SH["in"], shapes.list_of([each.iri for each in measures]))
    yield node


def _value(shapes: _Shapes, dataset: Dataset) -> tuple[Callable[[], Node], Text]:
    """Return what makes the path to an observation's value, and what the value is called."""
    measures = [each.component for each in dataset.of_role(Role.MEASURE)]
    if len(measures) == 1:
        return (lambda: measures[0].iri), _label(measures[0])

    def either() -> Node:
        path = shapes.blank()
        shapes.add(path, SH.alternativePath, shapes.list_of([each.iri for each in measures]))
        return path

    return either, Text(de="Wert", en="Value")


def _languages(shapes: _Shapes, component: Component) -> None:
    node = shapes.claim((component.name, Claim.LANGUAGES), component.iri, _label(component))
    shapes.add(node, SH.targetSubjectsOf, component.iri)
    shapes.add(node, SH.minCount, Literal(2))
    shapes.add(node, SH.uniqueLang, Literal(True))  # noqa: FBT003 - an RDF literal
    shapes.add(node, SH.languageIn, shapes.list_of([Literal("de"), Literal("en")]))


def _query(shapes: _Shapes, dataset: Dataset, claim: Claim, query: str) -> None:
    labels = [_label(each.component) for each in (dataset.key() if claim is Claim.KEY else dataset.of_role(Role.MEASURE))]
    label = Text(de=", ".join(each.de for each in labels), en=", ".join(each.en for each in labels))
    node = shapes.said((dataset.id, claim), claim, claim_text(claim, label, Text("", "")))
    shapes.add(node, RDF.type, SH.NodeShape)
    shapes.add(node, SH.targetNode, dataset.iri)
    constraint = shapes.blank()
    shapes.add(node, SH.sparql, constraint)
    shapes.add(constraint, SH.select, Literal(query))


def _label(component: Component) -> Text:
    return Text(de=component.label.de or component.name, en=component.label.en or component.name)
