"""The writers of Turtle and JSON-LD: any graph is read back as it was, and what people read is laid out for them."""

import json

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.term import Node

from kgsm.namespaces import KGSM, QB, RDF, RDFS, SH, SKOS, XSD
from kgsm.publish.jsonld import closing, jsonld, nodes, opening
from kgsm.publish.outline import named, ntriples
from kgsm.publish.turtle import turtle

# rdflib's JSON-LD parser uses a class of rdflib that rdflib deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

BASE = "https://example.org/towns/"
CONTEXT: dict[str, object] = {
    "@base": BASE,
    "qb": str(QB),
    "kgsm": str(KGSM),
    "skos": str(SKOS),
    "xsd": str(XSD),
    "id": "@id",
    "type": "@type",
    "Observation": "qb:Observation",
    "dataSet": {"@id": "qb:dataSet", "@type": "@id"},
    "label": {"@id": str(RDFS.label), "@container": "@language"},
    "day": {"@id": "kgsm:note", "@type": "xsd:date"},
    "order": "qb:order",
    "slices": {"@id": "qb:slice", "@type": "@id", "@container": "@set"},
    "inSlice": {"@reverse": "qb:observation", "@type": "@id"},
    "kgsm-term": {"@id": "kgsm:figure", "@context": {}},
    "exactness": {"@id": "kgsm:exactness", "@type": "@id"},
    "members": {"@id": "kgsm:statement", "@container": "@list"},
}
PREDICATES = [
    RDF.type, RDFS.label, RDFS.comment, QB.dataSet, QB.order, QB.slice, QB.observation, KGSM.note, KGSM.figure,
    KGSM.exactness, KGSM.statement, URIRef(BASE + "property/wave"), URIRef("urn:example:p"), URIRef("http://e/odd?p=1"),
]  # fmt: skip
IRIS = [
    BASE, BASE + "use", BASE + "code/use/yes", BASE + "a#b", BASE + "//x", BASE + "../x", BASE + "a/./b", BASE + "a:b",
    "https://example.org/towns", "https://w3id.org/kgsm/code/exactness/exact", "https://w3id.org/kgsm/ns#", str(QB.Observation),
    "http://www.w3.org/2004/02/skos/core#a.b", "http://www.w3.org/2004/02/skos/core#a/b", "urn:example:x", BASE + "?q",
    "http://www.w3.org/2004/02/skos/core#//b", "https://example.org/towns/ö", "mailto:a@example.org", RDF.nil,
]  # fmt: skip
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
TYPED = [
    ("54", XSD.integer), ("-0", XSD.integer), ("007", XSD.integer), ("+7", XSD.integer), ("12345678901234567890", XSD.integer),
    ("54", XSD.decimal), ("1.50", XSD.decimal), (".5", XSD.decimal), ("5.", XSD.decimal), ("1e3", XSD.double),
    ("1", XSD.double), ("true", XSD.boolean), ("1", XSD.boolean), ("2026-11-24", XSD.date), ("x", XSD.string),
    ("x", KGSM.Source),
]  # fmt: skip
LITERALS = st.one_of(
    TEXT.map(Literal),
    st.builds(lambda text, tag: Literal(text, lang=tag), TEXT, st.sampled_from(["de", "en", "de-ch"])),
    st.sampled_from(TYPED).map(lambda typed: Literal(typed[0], datatype=typed[1], normalize=False)),
)
SUBJECTS = st.one_of(st.sampled_from(IRIS[:-1]).map(URIRef), st.integers(0, 6).map(lambda number: BNode(f"b{number}")))
OBJECTS = st.one_of(SUBJECTS, st.just(RDF.nil), LITERALS)
TRIPLES = st.lists(st.tuples(SUBJECTS, st.sampled_from(PREDICATES), OBJECTS), max_size=14)
MEMBERS = st.lists(st.lists(OBJECTS, max_size=3), max_size=2)


def graph_of(triples: list[tuple[Node, URIRef, Node]], lists: list[list[Node]]) -> Graph:
    graph = Graph(bind_namespaces="none")
    for subject, predicate, value in triples:
        if predicate != RDF.type or not isinstance(value, Literal):
            graph.add((subject, predicate, value))
    for number, members in enumerate(lists):
        head = BNode()
        graph.add((URIRef(BASE + "use"), PREDICATES[number + 5], head))
        Collection(graph, head, members) if members else graph.set((URIRef(BASE + "use"), PREDICATES[number + 5], RDF.nil))
    return graph


def canonical(text: bytes, form: pyoxigraph.RdfFormat) -> pyoxigraph.Dataset:
    dataset = pyoxigraph.Dataset(pyoxigraph.parse(text, form))
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def expected(graph: Graph) -> pyoxigraph.Dataset:
    return canonical(b"\n".join(ntriples(graph)) + b"\n", pyoxigraph.RdfFormat.N_TRIPLES)


@given(TRIPLES, MEMBERS)
@settings(max_examples=100, deadline=None)
def test_turtle_holds_the_graph(triples: list[tuple[Node, URIRef, Node]], lists: list[list[Node]]) -> None:
    graph = graph_of(triples, lists)
    assert canonical(turtle(graph, BASE).encode(), pyoxigraph.RdfFormat.TURTLE) == expected(graph)
    assert canonical(turtle(graph).encode(), pyoxigraph.RdfFormat.TURTLE) == expected(graph)


@given(TRIPLES, MEMBERS)
@settings(max_examples=100, deadline=None)
def test_jsonld_with_a_context_that_was_given_holds_the_graph(
    triples: list[tuple[Node, URIRef, Node]], lists: list[list[Node]]
) -> None:
    graph = graph_of(triples, lists)
    text = opening(CONTEXT) + ",\n".join(nodes(graph, CONTEXT)) + closing()
    assert canonical(text.encode(), pyoxigraph.RdfFormat.STREAMING_JSON_LD) == expected(graph)
    assert canonical(text.encode(), pyoxigraph.RdfFormat.JSON_LD) == expected(graph)


@given(TRIPLES, MEMBERS)
@settings(max_examples=100, deadline=None)
def test_jsonld_with_a_context_made_to_measure_holds_the_graph(
    triples: list[tuple[Node, URIRef, Node]], lists: list[list[Node]]
) -> None:
    graph = graph_of(triples, lists)
    assert canonical(jsonld(graph).encode(), pyoxigraph.RdfFormat.STREAMING_JSON_LD) == expected(graph)
    assert canonical(jsonld(graph).encode(), pyoxigraph.RdfFormat.JSON_LD) == expected(graph)


@given(TRIPLES, MEMBERS)
@settings(max_examples=60, deadline=None)
def test_blank_nodes_are_named_by_what_is_said_of_them(
    triples: list[tuple[Node, URIRef, Node]], lists: list[list[Node]]
) -> None:
    graph = graph_of(triples, lists)
    other_names = {node: BNode() for triple in graph for node in triple if isinstance(node, BNode)}
    renamed = Graph(bind_namespaces="none")
    for triple in reversed(list(graph)):
        subject, predicate, value = (other_names.get(node, node) if isinstance(node, BNode) else node for node in triple)
        renamed.add((subject, predicate, value))
    assert turtle(named(graph), BASE) == turtle(named(renamed), BASE)
    assert jsonld(named(graph)) == jsonld(named(renamed))
    assert ntriples(named(graph)) == ntriples(named(renamed))


SHAPE = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix shapes: <https://w3id.org/kgsm/shapes#> .
@prefix qb: <http://purl.org/linked-data/cube#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
shapes:ObservationHasOneDataset a sh:NodeShape ; sh:targetClass qb:Observation ;
  sh:property [ sh:path qb:dataSet ; sh:minCount 1 ; sh:maxCount 1 ; sh:class qb:DataSet ; sh:nodeKind sh:IRI ;
    sh:message "Jede Beobachtung gehört zu genau einem Datensatz."@de, "Each observation belongs to one dataset."@en ],
  [ sh:path ( qb:dataSet [ sh:inversePath qb:structure ] ) ;
    sh:or ( [ sh:datatype xsd:integer ] [ sh:datatype xsd:decimal ] ) ] .
"""


def test_a_shape_is_read_back_by_rdflib_too_and_its_blank_nodes_stand_inside() -> None:
    graph = Graph().parse(data=SHAPE, format="turtle")
    text = turtle(graph)
    assert isomorphic(Graph().parse(data=text, format="turtle"), graph)
    assert isomorphic(Graph().parse(data=jsonld(graph), format="json-ld"), graph)
    assert "_:" not in text
    assert "sh:or ( [ sh:datatype xsd:integer ] [ sh:datatype xsd:decimal ] )" in text
    assert "_:" not in jsonld(graph)


def test_turtle_tells_a_whole_decimal_from_an_integer() -> None:
    graph = Graph()
    for text, kind in (("54", XSD.decimal), ("54", XSD.integer), ("54.0", XSD.decimal), ("1", XSD.boolean)):
        graph.add((URIRef(BASE + "use"), KGSM.statedValue, Literal(text, datatype=kind, normalize=False)))
    assert 'kgsm:statedValue "1"^^xsd:boolean, "54"^^xsd:decimal, 54, 54.0 .' in turtle(graph, BASE)


def test_a_context_made_to_measure_gives_each_predicate_a_short_key() -> None:
    graph = Graph()
    subject = URIRef("https://w3id.org/kgsm/ns#base")
    graph.add((subject, RDF.type, QB.AttributeProperty))
    graph.add((subject, RDFS.label, Literal("Basis", lang="de")))
    graph.add((subject, RDFS.label, Literal("base", lang="en")))
    graph.add((subject, RDFS.range, SKOS.Concept))
    graph.add((subject, SH.order, Literal(3)))
    graph.add((subject, QB.order, Literal(4)))
    document = json.loads(jsonld(graph))
    assert document["@graph"] == [
        {
            "type": "qb:AttributeProperty",
            "id": "kgsm:base",
            "label": {"de": "Basis", "en": "base"},
            "qb:order": 4,
            "range": "skos:Concept",
            "sh:order": 3,
        }
    ]
    assert set(document["@context"]) == {"kgsm", "qb", "rdf", "rdfs", "sh", "skos", "xsd", "id", "type", "label", "range"}


def test_values_that_do_not_fit_a_key_stand_under_another_one() -> None:
    graph = Graph()
    subject = URIRef(BASE + "use")
    graph.add((subject, QB.dataSet, Literal("no IRI")))
    graph.add((subject, QB.dataSet, URIRef(BASE + "use")))
    graph.add((subject, RDFS.label, Literal("no language")))
    graph.add((subject, RDFS.label, Literal("eins", lang="de")))
    graph.add((subject, RDFS.label, Literal("zwei", lang="de")))
    graph.add((subject, QB.slice, URIRef(BASE + "use/slice/1")))
    graph.add((subject, QB.order, Literal("007", datatype=XSD.integer, normalize=False)))
    graph.add((subject, RDF.type, QB.Observation))
    (node,) = (json.loads(text) for text in nodes(graph, CONTEXT))
    assert node == {
        "type": "Observation",
        "id": "use",
        "dataSet": "use",
        str(RDFS.label): "no language",
        "label": {"de": ["eins", "zwei"]},
        "order": {"@type": "xsd:integer", "@value": "007"},
        "qb:dataSet": "no IRI",
        "slices": ["use/slice/1"],
    }
