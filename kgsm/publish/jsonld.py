"""A graph and a context → JSON-LD for web developers: one node object a subject, short keys, language maps.

`type` comes before `id`, as the Streaming JSON-LD note asks, so that millions of nodes can be read in constant memory.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from kgsm.namespaces import RDF, XSD
from kgsm.publish.context import Term, Terms, context_of, read_context
from kgsm.publish.outline import Outline, outline

_WIDTH: Final = 128
# What a JSON reader gives back as it was written: the canonical integers that a double holds (JSON-LD 1.1 API, 8.6).
_INTEGER: Final = re.compile(r"-?[1-9][0-9]{0,14}|0")
_NATIVE: Final = {XSD.integer: _INTEGER, XSD.boolean: re.compile(r"true|false")}

Json = str | int | bool | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True)
class _Writer:
    tree: Outline
    terms: Terms


def jsonld(graph: Graph) -> str:
    """Return `graph` as a JSON-LD document with a context of its own."""
    context = context_of(graph)
    return opening(context) + ",\n".join(nodes(graph, context)) + closing()


def opening(context: Mapping[str, object]) -> str:
    """Return a document's text up to its first node object: each term of the context on a line of its own."""
    terms = ",\n".join(f"    {_line(key)}: {_line(value)}" for key, value in context.items())
    return f'{{\n  "@context": {{\n{terms}\n  }},\n  "@graph": [\n'


def closing() -> str:
    """Return a document's text after its last node object."""
    return "\n]}\n"


def nodes(graph: Graph, context: Mapping[str, object]) -> list[str]:
    """Return the text of each node object of `graph`, keys on lines of their own, sorted by IRI."""
    tree = outline(graph)
    writer = _Writer(tree, read_context(context))
    return [_text(_node(writer, subject, named=True)) for subject in tree.subjects()]


def _text(node: Mapping[str, Json]) -> str:
    return "{\n" + ",\n".join(f"  {_line(key)}: {_value_text(value)}" for key, value in node.items()) + "\n}"


def _value_text(value: Json) -> str:
    line = _line(value)
    return line if len(line) <= _WIDTH else json.dumps(value, ensure_ascii=False, indent=2).replace("\n", "\n  ")


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _node(writer: _Writer, subject: Node, *, named: bool) -> dict[str, Json]:
    """Return the node object of `subject`: type, id, then its keys sorted."""
    terms = writer.terms
    node: dict[str, Json] = {}
    keys: dict[str, Json] = {}
    for predicate, values in writer.tree.properties(subject):
        types = [each for each in values if predicate == RDF.type and isinstance(each, URIRef)]
        if types:
            node[terms.type_key] = _one_or_all(sorted(_type(terms, each) for each in types))
        keys |= _property(writer, str(predicate), (each for each in values if each not in types))
    if named:
        node[terms.id_key] = _identifier(terms, subject)
    return node | dict(sorted(keys.items()))


def _identifier(terms: Terms, node: Node) -> str:
    return terms.compact(node) if isinstance(node, URIRef) else f"_:{node}"


def _type(terms: Terms, node: URIRef) -> str:
    """Return a type's IRI as a value of `@type`, which is compacted like a key (JSON-LD 1.1 API, 6.2)."""
    known = terms.properties.get(str(node), ())
    return known[0].key if known else terms.key(node)


def _property(writer: _Writer, predicate: str, values: Iterable[Node]) -> dict[str, Json]:
    """Return the keys of one predicate: each value stands under the first term that makes it short."""
    found: dict[str, tuple[Term, list[Node]]] = {}
    for value in values:
        term = _term(writer, predicate, value)
        found.setdefault(term.key, (term, []))[1].append(value)
    return {key: _values(writer, term, members) for key, (term, members) in found.items()}


def _term(writer: _Writer, predicate: str, value: Node) -> Term:
    fitting = [each for each in writer.terms.properties.get(predicate, ()) if _fits(each, value)]
    return fitting[0] if fitting else Term(writer.terms.key(predicate), None, None)


def _fits(term: Term, value: Node) -> bool:
    if term.container == "@list":
        return False
    if isinstance(value, Literal) and value.language:
        return term.container == "@language"
    if term.container == "@language" or term.container not in {None, "@set"}:
        return False
    if not isinstance(value, Literal):
        return term.coercion in {None, "@id"}
    return term.coercion == str(value.datatype) if term.coercion else True


def _values(writer: _Writer, term: Term, values: list[Node]) -> Json:
    if term.container == "@language":
        by_language: dict[str, list[str]] = {}
        for each in values:
            if isinstance(each, Literal) and each.language:
                by_language.setdefault(each.language, []).append(str(each))
        return {language: _one_or_all(sorted(texts)) for language, texts in sorted(by_language.items())}
    written = sorted((_value(writer, term, each) for each in values), key=_line)
    return written if term.container == "@set" else _one_or_all(written)


def _one_or_all(values: Iterable[Json]) -> Json:
    every = list(values)
    return every[0] if len(every) == 1 else every


def _value(writer: _Writer, term: Term, node: Node) -> Json:
    if isinstance(node, Literal):
        return _literal(writer.terms, term, node)
    members = writer.tree.members(node)
    if members is not None:
        return {"@list": [_value(writer, term, each) for each in members]}
    if node in writer.tree.nested:
        return _node(writer, node, named=False)
    name = _identifier(writer.terms, node)
    return name if term.coercion == "@id" else {writer.terms.id_key: name}


def _literal(terms: Terms, term: Term, literal: Literal) -> Json:
    if literal.language:
        return {"@language": literal.language, "@value": str(literal)}
    datatype = literal.datatype or XSD.string
    if term.coercion == str(datatype):
        return str(literal)
    if term.coercion is None:
        if datatype == XSD.string:
            return str(literal)
        if datatype in _NATIVE and _NATIVE[datatype].fullmatch(literal):
            return bool(json.loads(literal)) if datatype == XSD.boolean else int(literal)
    return {"@type": terms.key(datatype), "@value": str(literal)}
