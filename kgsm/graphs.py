"""Triples → the bytes of an RDF format: our prefixes, those in use and no others, sorted."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from kgsm.namespaces import PREFIXES, RDF, XSD
from kgsm.sparql import JSON_LD, RDF_XML, TRIG, TURTLE

# The longest namespace first: `exactness:exact` before a shorter one that also fits.
_NAMESPACES: Final = sorted(((iri, prefix) for prefix, iri in PREFIXES.items()), key=lambda pair: (-len(pair[0]), pair[1]))
_LOCAL: Final = re.compile(r"[\w.-]+")
_INTEGER: Final = re.compile(r"0|-?[1-9][0-9]{0,14}")  # what a JSON number keeps exactly everywhere
# XML 1.0, 2.2 and 2.3: what no document has, what a name begins with, and what may only follow. No colon (Namespaces, 4).
_NO_CHARACTER: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NAME_START: Final = re.compile(
    r"[A-Z_a-z\xC0-\xD6\xD8-\xF6\xF8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF"
    r"\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF]"
)
_NAME_GOES_ON: Final = "-.0123456789\xb7\u203f\u2040" + "".join(map(chr, range(0x300, 0x370)))
# RDF 1.1 XML Syntax, 5.1.1: names that the grammar keeps from properties.
_NO_PROPERTIES: Final = frozenset(
    f"{RDF}{each}"
    for each in (
        "about", "aboutEach", "aboutEachPrefix", "bagID", "datatype", "Description", "ID", "li", "nodeID", "parseType", "RDF",
        "resource",
    )
)  # fmt: skip
_TURTLE_PREFIX: Final = re.compile(rb"@prefix ([\w.-]*): <[^>]*> \.\n")
_XML_PREFIX: Final = re.compile(rb' xmlns:([\w.-]+)="[^"]*"')


def serialised(triples: Iterable[Triple], media_type: str) -> bytes:
    """Return `triples`, in their order, in Turtle, TriG, N-Triples, N-Quads, JSON-LD or RDF/XML.

    Raises ValueError where the format cannot say them: RDF/XML has no name for some properties and no control characters,
    JSON-LD 1.1 no triple terms.
    """
    if media_type == JSON_LD:
        return _json_ld(list(triples))
    document = (
        serialize(sayable(triples, media_type), format=RdfFormat.from_media_type(media_type), prefixes=dict(PREFIXES)) or b""
    )
    if media_type in {TURTLE, TRIG}:
        return _with_tidy_head(document, _TURTLE_PREFIX)
    if media_type == RDF_XML:
        return _with_tidy_head(document, _XML_PREFIX, b"rdf")  # the root's own element
    return document


def sayable(triples: Iterable[Triple], media_type: str) -> Iterator[Triple]:
    """Yield `triples`. Raises ValueError at one that the format cannot say, see `serialised`.

    Of those the engine writes some all the same, as what no parser reads, and refuses others as if the disk were full.
    """
    for each in triples:
        if media_type == RDF_XML and not _has_element(each.predicate.value):
            raise ValueError(f"RDF/XML has no name for the property {each.predicate}")
        if media_type == RDF_XML and isinstance(each.object, Literal) and _NO_CHARACTER.search(each.object.value):
            raise ValueError(f"a value of {each.predicate} has a character that no XML document has")
        if media_type == JSON_LD and isinstance(each.object, Triple):
            raise ValueError(f"{each.object} cannot be written as JSON-LD 1.1")
        yield each


def _has_element(iri: str) -> bool:
    """Return whether a property has a name in XML: the end of its IRI, which begins as names do."""
    name = iri.rstrip(_NAME_GOES_ON)
    return bool(_NAME_START.match(name[-1:])) and iri not in _NO_PROPERTIES


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


@dataclass(frozen=True, slots=True)
class _Prefixes:
    """The namespaces that may be shortened, each with its prefix, and the prefixes that were used."""

    namespaces: list[tuple[str, str]]
    found: set[str] = field(default_factory=set)


def _json_ld(triples: list[Triple]) -> bytes:
    """Return a JSON-LD 1.1 document: short names, numbers as numbers, one object a resource, in order of appearance."""
    terms = chain.from_iterable((*each, getattr(each.object, "datatype", None)) for each in triples)
    schemes = {each.value.partition(":")[0] for each in terms if isinstance(each, NamedNode)}
    # `sh:a` may be an IRI, too. With a prefix of that name it would be read as a short name (JSON-LD 1.1 API, 5.2.2).
    used = _Prefixes([(namespace, prefix) for namespace, prefix in _NAMESPACES if prefix not in schemes])
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
    context = {prefix: PREFIXES[prefix] for prefix in sorted(used.found)}
    return json.dumps({"@context": context, "@graph": graph}, indent=2, ensure_ascii=False).encode() + b"\n"


def _identifier(term: object, used: _Prefixes) -> str:
    if isinstance(term, BlankNode):
        return f"_:{term.value}"
    if not isinstance(term, NamedNode):
        raise ValueError(f"{term} cannot be written as JSON-LD 1.1")  # noqa: TRY004 - the caller's one exception
    for namespace, prefix in used.namespaces:
        if term.value.startswith(namespace) and _LOCAL.fullmatch(term.value, len(namespace)):
            used.found.add(prefix)
            return f"{prefix}:{term.value.removeprefix(namespace)}"
    return term.value


def _value(term: object, used: _Prefixes) -> Any:
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
