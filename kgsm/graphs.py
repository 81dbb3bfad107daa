"""Triples → the bytes of an RDF format: our prefixes, those in use and no others, sorted."""

import json
import re
from collections.abc import Iterable
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from kgsm.namespaces import PREFIXES, RDF, XSD
from kgsm.sparql import JSON_LD, RDF_XML, TRIG, TURTLE

# The longest namespace first: `exactness:exact` before a shorter one that also fits.
_NAMESPACES: Final = sorted(((iri, prefix) for prefix, iri in PREFIXES.items()), key=lambda pair: (-len(pair[0]), pair[1]))
_LOCAL: Final = re.compile(r"[\w.-]+")
_INTEGER: Final = re.compile(r"0|-?[1-9][0-9]{0,14}")  # what a JSON number keeps exactly everywhere
_TURTLE_PREFIX: Final = re.compile(rb"@prefix ([\w.-]*): <[^>]*> \.\n")
_XML_PREFIX: Final = re.compile(rb' xmlns:([\w.-]+)="[^"]*"')


def serialised(triples: Iterable[Triple], media_type: str) -> bytes:
    """Return `triples`, in their order, in Turtle, TriG, N-Triples, N-Quads, JSON-LD or RDF/XML.

    Raises ValueError where the format cannot say them: RDF/XML has no name for some properties, JSON-LD 1.1 no triple terms.
    """
    if media_type == JSON_LD:
        return _json_ld(triples)
    document = serialize(triples, format=RdfFormat.from_media_type(media_type), prefixes=dict(PREFIXES)) or b""
    if media_type in {TURTLE, TRIG}:
        return _with_tidy_head(document, _TURTLE_PREFIX)
    if media_type == RDF_XML:
        return _with_tidy_head(document, _XML_PREFIX, b"rdf")  # the root's own element
    return document


def _with_tidy_head(document: bytes, declaration: re.Pattern[bytes], always: bytes = b"") -> bytes:
    """Return `document` with its prefix declarations sorted, and without those of which the rest knows nothing.

    Oxigraph writes every prefix, in an order that changes from run to run.
    """
    start = declaration.search(document)
    if start is None:
        return document
    end = start.start()
    found: dict[bytes, bytes] = {}
    while match := declaration.match(document, end):
        found[match[1]] = match[0]
        end = match.end()
    rest = document[end:]
    head = b"".join(found[prefix] for prefix in sorted(found) if prefix + b":" in rest or prefix == always)
    return document[: start.start()] + head + rest


def _json_ld(triples: Iterable[Triple]) -> bytes:
    """Return a JSON-LD 1.1 document: short names, numbers as numbers, one object a resource, in order of appearance."""
    used: set[str] = set()
    nodes: dict[str, dict[str, list[Any]]] = {}
    for triple in triples:
        node = nodes.setdefault(_identifier(triple.subject, used), {})
        if triple.predicate.value == str(RDF.type) and not isinstance(triple.object, Literal):
            node.setdefault("@type", []).append(_identifier(triple.object, used))
        else:
            node.setdefault(_identifier(triple.predicate, used), []).append(_value(triple.object, used))
    graph = [
        {"@id": subject} | {key: values[0] if len(values) == 1 else values for key, values in sorted(node.items())}
        for subject, node in nodes.items()
    ]
    context = {prefix: PREFIXES[prefix] for prefix in sorted(used)}
    return json.dumps({"@context": context, "@graph": graph}, indent=2, ensure_ascii=False).encode() + b"\n"


def _identifier(term: object, used: set[str]) -> str:
    if isinstance(term, BlankNode):
        return f"_:{term.value}"
    if not isinstance(term, NamedNode):
        raise ValueError(f"{term} cannot be written as JSON-LD 1.1")  # noqa: TRY004 - the caller's one exception
    for namespace, prefix in _NAMESPACES:
        if term.value.startswith(namespace) and _LOCAL.fullmatch(term.value, len(namespace)):
            used.add(prefix)
            return f"{prefix}:{term.value.removeprefix(namespace)}"
    return term.value


def _value(term: object, used: set[str]) -> Any:
    if not isinstance(term, Literal):
        return {"@id": _identifier(term, used)}
    if term.language:
        return {"@language": term.language, "@value": term.value}
    datatype = term.datatype.value
    if datatype == str(XSD.string):
        return term.value
    if datatype == str(XSD.integer) and _INTEGER.fullmatch(term.value):
        return int(term.value)
    if datatype == str(XSD.boolean) and term.value in {"true", "false"}:
        return term.value == "true"
    return {"@type": _identifier(term.datatype, used), "@value": term.value}
