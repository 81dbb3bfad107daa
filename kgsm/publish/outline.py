"""A graph → its blocks: which subjects stand at the top, which blank nodes stand inside them, in one order.

Both writers, Turtle and JSON-LD, work from this. rdflib's own Turtle rewrites decimals (54 becomes 54.0), moves a subject when
something refers to it, and invents prefixes; its JSON-LD has no order.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rdflib import BNode, Graph
from rdflib.compare import to_canonical_graph
from rdflib.term import Node

from kgsm.namespaces import DCTERMS, RDF, RDFS, SKOS

# A relative IRI that resolves to the base with itself appended, without any "." or ".." (RFC 3986, 5.2).
RELATIVE: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._~-]*(/[A-Za-z0-9_-][A-Za-z0-9._~-]*)*(#[A-Za-z0-9._~/-]+)?")
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
    """Return `graph` with its blank nodes named by where they stand and what is said of them: alike in each run.

    Only shapes have many: SHACL's collections and property shapes, which are nested. rdflib's canonical names, right for every
    graph, take time with the square of their number, and are for the rest.
    """
    tree = outline(graph)
    everywhere = {term for triple in graph for term in triple if isinstance(term, BNode)}
    blank = [each for each in everywhere if each not in tree.nested]
    if any((None, None, each) in graph for each in blank):
        return Graph(bind_namespaces="none") + to_canonical_graph(graph)
    names: dict[Node, BNode] = {}
    _name(tree, blank, "", names)
    for subject in tree.subjects():
        _name_inside(tree, subject, names)
    # One graph needs none of the contexts that rdflib's other store keeps of each triple.
    same = Graph(store="SimpleMemory", bind_namespaces="none")
    for subject, predicate, value in graph:
        same.add((names.get(subject, subject), predicate, names.get(value, value)))
    return same


def _name(tree: Outline, siblings: Sequence[Node], place: str, names: dict[Node, BNode]) -> None:
    """Name blank nodes that stand at one place; twins, of which the same is said, are counted."""
    twins: Counter[str] = Counter()
    for node in siblings:
        content = _content(tree, node)
        names[node] = BNode(f"b{_digest(place, content, str(twins[content]))[:16]}")
        twins[content] += 1


def _name_inside(tree: Outline, subject: Node, names: dict[Node, BNode]) -> None:
    for predicate, values in tree.properties(subject):
        inside = [each for each in values if each in tree.nested]
        _name(tree, inside, f"{names.get(subject, subject)} {predicate}", names)
        for each in inside:
            _name_inside(tree, each, names)


def _content(tree: Outline, node: Node) -> str:
    if not isinstance(node, BNode):
        return node.n3()
    properties = (f"{predicate} {_content(tree, value)}" for predicate, values in tree.properties(node) for value in values)
    return _digest(*sorted(properties))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def has_blank_nodes(graph: Graph) -> bool:
    """Return whether a blank node stands anywhere in `graph`."""
    return any(isinstance(term, BNode) for triple in graph for term in triple)
