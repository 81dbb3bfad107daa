"""A Turtle file → its triples. A file that stays as it is is read once, by Oxigraph: rdflib takes five times as long."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from pyoxigraph import BlankNode, RdfFormat, parse
from pyoxigraph import Literal as Lexical
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from kgsm.namespaces import XSD
from kgsm.problems import KgsmError

Triple = tuple[Node, Node, Node]


def triples_of(path: Path) -> tuple[Triple, ...]:
    """Return the triples of a Turtle file, in no order that means anything. Raises KgsmError, naming it, where it has none."""
    try:
        found = path.stat()
        return _parsed(path.absolute(), found.st_size, found.st_mtime_ns)
    except (SyntaxError, OSError, UnicodeDecodeError) as error:
        raise KgsmError(f"{path} cannot be read as Turtle: {error}") from error


def together(*parts: Graph | tuple[Triple, ...]) -> Graph:
    """Return one graph of all the triples, without prefixes."""
    union = Graph(bind_namespaces="none")
    for part in parts:
        union.addN((*triple, union) for triple in part)
    return union


@lru_cache(maxsize=256)
def _parsed(path: Path, _size: int, _changed: int) -> tuple[Triple, ...]:
    known: dict[object, Node] = {}

    def term(found: object) -> Node:
        if found not in known:
            known[found] = _term(found)
        return known[found]

    # A relative IRI is resolved against the file (RFC 3986, 5.1.3), and a blank node is that of its file alone.
    quads = parse(path=path, format=RdfFormat.TURTLE, base_iri=path.as_uri(), rename_blank_nodes=True)
    return tuple((term(each.subject), term(each.predicate), term(each.object)) for each in quads)


def _term(found: Any) -> Node:
    if isinstance(found, BlankNode):
        return BNode(found.value)
    if not isinstance(found, Lexical):
        return URIRef(found.value)
    if found.language is not None:
        return Literal(found.value, lang=found.language)
    plain = found.datatype.value == str(XSD.string)
    return Literal(found.value, datatype=None if plain else URIRef(found.datatype.value))
