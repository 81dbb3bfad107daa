"""A graph → its blocks: which subjects stand at the top, which blank nodes stand inside them, in one order.

Both writers, Turtle and JSON-LD, work from this. rdflib's own Turtle rewrites decimals (54 becomes 54.0), moves a subject when
something refers to it, and invents prefixes; its JSON-LD has no order.
"""

from dataclasses import dataclass
from typing import Final

import pyoxigraph
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from kgsm.namespaces import DCTERMS, RDF, RDFS, SKOS, XSD

# What a person looks for first.
_FIRST: Final[tuple[Node, ...]] = (RDF.type, DCTERMS.identifier, DCTERMS.title, SKOS.prefLabel, RDFS.label)


@dataclass(frozen=True, slots=True)
class Outline:
    """A graph and the blank nodes of it that are written inside the one place that refers to them."""

    graph: Graph
    nested: frozenset[Node]

    def subjects(self) -> list[Node]:
        """Return the subjects that begin a block: IRIs by code point, then the blank nodes that cannot be nested."""
        top = set(self.graph.subjects()) - self.nested
        return sorted(top, key=lambda each: (isinstance(each, BNode), str(each)))

    def properties(self, subject: Node) -> list[tuple[Node, list[Node]]]:
        """Return the predicates of `subject` with their objects, which are in no order: type, names, the others by IRI."""
        found: dict[Node, list[Node]] = {}
        for predicate, value in self.graph.predicate_objects(subject):
            found.setdefault(predicate, []).append(value)
        return sorted(
            found.items(), key=lambda each: (_FIRST.index(each[0]) if each[0] in _FIRST else len(_FIRST), str(each[0]))
        )

    def members(self, node: Node) -> list[Node] | None:
        """Return the members of the RDF collection that begins at `node`, None where it is not a well-formed one."""
        members: list[Node] = []
        while node != RDF.nil:
            if node not in self.nested:
                return None
            parts = dict(self.properties(node))
            first, rest = parts.get(RDF.first, []), parts.get(RDF.rest, [])
            if len(parts) != 2 or len(first) != 1 or len(rest) != 1:
                return None
            members.append(first[0])
            node = rest[0]
        return members


def outline(graph: Graph) -> Outline:
    """Return the blocks of `graph`. A blank node is nested where one triple refers to it and it is not inside itself."""
    owners: dict[Node, list[Node]] = {}
    for subject, _, value in graph:
        if isinstance(value, BNode):
            owners.setdefault(value, []).append(subject)
    owner_of = {node: subjects[0] for node, subjects in owners.items() if len(subjects) == 1}
    return Outline(graph, frozenset(node for node in owner_of if not _circular(node, owner_of)))


def _circular(node: Node, owner_of: dict[Node, Node]) -> bool:
    seen: set[Node] = set()
    while node in owner_of:
        if node in seen:
            return True
        seen.add(node)
        node = owner_of[node]
    return False


def ntriples(graph: Graph) -> list[bytes]:
    """Return the graph as lines of N-Triples without line ends, sorted."""
    return sorted(graph.serialize(format="nt", encoding="utf-8").split(b"\n")[:-1])


def named(graph: Graph) -> Graph:
    """Return `graph` with its blank nodes named by what is said of them, so that each run names them alike.

    Only shapes have any: SHACL's collections and property shapes. Named by RDFC-1.0, of which rdflib's own way needs minutes
    for collections of some hundred members.
    """
    if not has_blank_nodes(graph):
        return graph
    lines = b"".join(line + b"\n" for line in ntriples(graph))
    dataset = pyoxigraph.Dataset(pyoxigraph.parse(lines, pyoxigraph.RdfFormat.N_TRIPLES))
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    renamed = Graph(bind_namespaces="none")
    for quad in dataset:
        renamed.add((_term(quad.subject), _term(quad.predicate), _term(quad.object)))
    return renamed


def _term(term: pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple) -> Node:
    match term:
        case pyoxigraph.NamedNode():
            return URIRef(term.value)
        case pyoxigraph.BlankNode():
            return BNode(term.value)
        case pyoxigraph.Literal(language=str()):
            return Literal(term.value, lang=term.language)
        case pyoxigraph.Literal():
            plain = term.datatype.value == str(XSD.string)
            return Literal(term.value, datatype=None if plain else URIRef(term.datatype.value), normalize=False)
        case _:
            raise TypeError(term)


def has_blank_nodes(graph: Graph) -> bool:
    """Return whether a blank node stands anywhere in `graph`."""
    return any(isinstance(term, BNode) for triple in graph for term in triple)
