"""A graph → Turtle for people: sorted blocks, short names, every lexical form as it is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from kgsm.namespaces import PREFIXES, RDF, XSD
from kgsm.publish.outline import RELATIVE, Outline, outline

_WIDTH: Final = 128
_INDENT: Final = "    "
# The part of PN_LOCAL that never needs an escape (Turtle 6.5).
_LOCAL: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")
# Literals that Turtle reads without quotation marks, by datatype (Turtle 2.5.2, 2.5.3).
_BARE: Final = {
    XSD.integer: re.compile(r"[+-]?[0-9]+"),
    XSD.decimal: re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD.boolean: re.compile(r"true|false"),
}
_UNUSUAL: Final = re.compile(r"[\x00-\x08\x0b-\x1f]")
_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


@dataclass(frozen=True, slots=True)
class Names:
    """How IRIs are shortened: by `prefixes`, else relative to `base`. `used` collects the prefixes that were needed.

    `known` holds what was shortened: a graph has an IRI many times.
    """

    prefixes: Mapping[str, str]
    base: str | None
    used: set[str] = field(default_factory=set)
    known: dict[str, str] = field(default_factory=dict)

    def short(self, iri: str) -> str:
        """Return `iri` as it stands in Turtle."""
        plain = str(iri)  # an rdflib term compares itself and its beginning in Python
        if plain not in self.known:
            self.known[plain] = self._shortened(plain)
        return self.known[plain]

    def _shortened(self, iri: str) -> str:
        fitting = [
            (len(namespace), prefix)
            for prefix, namespace in self.prefixes.items()
            if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace))
        ]
        if fitting:
            length, prefix = max(fitting)
            self.used.add(prefix)
            return f"{prefix}:{iri[length:]}"
        if self.base and iri.startswith(self.base) and RELATIVE.fullmatch(iri, len(self.base)):
            return f"<{iri[len(self.base) :]}>"
        return f"<{iri}>"


def turtle(graph: Graph, base: str | None = None) -> str:
    """Return `graph` as a Turtle document with the prefixes that it uses."""
    names = Names(PREFIXES, base)
    text = blocks(graph, names)
    return f"{header(names, names.used)}\n{text}"


def header(names: Names, used: set[str]) -> str:
    """Return the lines that declare the base and the prefixes in `used`."""
    base = f"@base <{names.base}> .\n" if names.base else ""
    return base + "".join(f"@prefix {prefix}: <{names.prefixes[prefix]}> .\n" for prefix in sorted(used))


def blocks(graph: Graph, names: Names) -> str:
    """Return the triples of `graph` without a header: one block a subject, an empty line between blocks."""
    tree = outline(graph)
    return "\n".join(_block(tree, subject, names) for subject in tree.subjects())


def _block(tree: Outline, subject: Node, names: Names) -> str:
    lines = _properties(tree, subject, names, _INDENT)
    return f"{_term(subject, names)} " + f" ;\n{_INDENT}".join(lines) + " .\n"


def _properties(tree: Outline, subject: Node, names: Names, indent: str) -> list[str]:
    lines = []
    for predicate, values in tree.properties(subject):
        verb = "a" if predicate == RDF.type else _term(predicate, names)
        texts = ((each, _object(tree, each, names, indent + _INDENT)) for each in values)
        objects = [text for _, text in sorted(texts, key=lambda each: _order(*each))]
        line = f"{verb} {', '.join(objects)}"
        if len(indent) + len(line) > _WIDTH and len(objects) > 1:
            line = f"{verb} " + f",\n{indent}{_INDENT}".join(objects)
        lines.append(line)
    return lines


def _order(node: Node, text: str) -> tuple[str, str, str]:
    """Return the key that sorts objects: by language, then by what they say. A blank node's own name does not count."""
    language = (node.language or "") if isinstance(node, Literal) else ""
    return (language, text if isinstance(node, BNode) else str(node), text)


def _object(tree: Outline, node: Node, names: Names, indent: str) -> str:
    members = tree.members(node)
    if members is not None:
        return "( " + "".join(_object(tree, each, names, indent + _INDENT) + " " for each in members) + ")"
    if node not in tree.nested:
        return _term(node, names)
    lines = _properties(tree, node, names, indent)
    inline = f"[ {' ; '.join(lines)} ]"
    return inline if len(inline) <= _WIDTH - len(indent) and "\n" not in inline else f"[ {f' ;{chr(10)}{indent}'.join(lines)} ]"


def _term(node: Node, names: Names) -> str:
    if isinstance(node, URIRef):
        return names.short(node)
    if isinstance(node, BNode):
        return f"_:{node}"
    if not isinstance(node, Literal):
        raise TypeError(node)
    if node.language:
        return f"{_quoted(node)}@{node.language}"
    if node.datatype is None or node.datatype == XSD.string:
        return _quoted(node)
    bare = _BARE.get(node.datatype)
    return str(node) if bare and bare.fullmatch(node) else f"{_quoted(node)}^^{names.short(node.datatype)}"


def _quoted(text: str) -> str:
    if "\n" in text and not _UNUSUAL.search(text):
        # Three quotation marks in a row, and one at the end, would close the literal (Turtle 2.5.1).
        return '"""' + re.sub(r'"(?="|\Z)', r"\"", text.replace("\\", "\\\\")) + '"""'
    return '"' + "".join(_ESCAPES.get(each) or (each if each >= " " else f"\\u{ord(each):04X}") for each in text) + '"'
