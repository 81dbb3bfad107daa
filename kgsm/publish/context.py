"""A JSON-LD context → what the writer needs to know of it; and a context made to measure for a graph that has none.

Understood are prefixes, terms with `@id`, `@type` and the containers `@language`, `@list` and `@set`, aliases of keywords,
`@base`. Terms of another kind (`@reverse`, scoped contexts …) are left to who wrote the context: the writer does not use them.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from kgsm.namespaces import PREFIXES, RDF, XSD
from kgsm.publish.outline import RELATIVE

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_UNDERSTOOD: Final = {"@id", "@type", "@container"}


@dataclass(frozen=True, slots=True)
class Term:
    """A key of the context. `coercion` is `@id`, a datatype or None; `container` is `@language`, `@list`, `@set` or None."""

    key: str
    coercion: str | None
    container: str | None


@dataclass(frozen=True, slots=True)
class Terms:
    """A context as the writer sees it. `prefixes` are (namespace, prefix), `properties` the terms of each IRI."""

    base: str | None
    prefixes: tuple[tuple[str, str], ...]
    properties: Mapping[str, tuple[Term, ...]]
    id_key: str
    type_key: str

    def compact(self, iri: str) -> str:
        """Return `iri` as a value of `@id`: by a prefix, relative to the base, or whole (JSON-LD 1.1, 4.1.5, 4.1.3)."""
        fitting = [(len(namespace), prefix) for namespace, prefix in self.prefixes if iri.startswith(namespace)]
        if fitting:
            length, prefix = max(fitting)
            local = iri[length:]
            if not local.startswith("//"):
                return f"{prefix}:{local}"
        if self.base and iri.startswith(self.base) and RELATIVE.fullmatch(iri, len(self.base)):
            return iri[len(self.base) :]
        return iri

    def key(self, iri: str) -> str:
        """Return `iri` as a key that no term changes the values of."""
        short = self.compact(iri)
        # A key is never relative to the base (JSON-LD 1.1 API, 5.2: vocab, not document relative).
        return short if ":" in short else iri


def read_context(context: Mapping[str, object]) -> Terms:
    """Return what the writer needs of `context`, the object below `@context`."""
    aliases = {value: key for key, value in context.items() if isinstance(value, str) and value.startswith("@")}
    properties: dict[str, list[Term]] = {}
    prefixes: list[tuple[str, str]] = []
    for key, value in context.items():
        iri = _expand(context, _identifier(value))
        if key.startswith("@") or iri is None or iri.startswith("@"):
            continue
        # Only these may begin a compact IRI (JSON-LD 1.1 API, 4.1.2, the prefix flag).
        if (isinstance(value, str) and iri[-1:] in ":/?#[]@") or (isinstance(value, Mapping) and value.get("@prefix")):
            prefixes.append((iri, key))
        elif isinstance(value, str):
            properties.setdefault(iri, []).append(Term(key, None, None))
        elif isinstance(value, Mapping) and not set(value) - _UNDERSTOOD:
            properties.setdefault(iri, []).append(_term(context, key, value))
    base = context.get("@base")
    return Terms(
        base=base if isinstance(base, str) else None,
        prefixes=tuple(prefixes),
        properties={iri: tuple(terms) for iri, terms in properties.items()},
        id_key=aliases.get("@id", "@id"),
        type_key=aliases.get("@type", "@type"),
    )


def _term(context: Mapping[str, object], key: str, definition: Mapping[str, object]) -> Term:
    coercion, container = definition.get("@type"), definition.get("@container")
    return Term(key, _expand(context, coercion), container if isinstance(container, str) else None)


def _identifier(value: object) -> object:
    return value.get("@id") if isinstance(value, Mapping) else value


def _expand(context: Mapping[str, object], name: object) -> str | None:
    """Return the IRI that `name`, a compact IRI, a term or a whole IRI, stands for in `context`."""
    if not isinstance(name, str) or name.startswith("@"):
        return name if isinstance(name, str) else None
    prefix, colon, local = name.partition(":")
    if colon and not local.startswith("//") and prefix in context:
        return f"{_expand(context, _identifier(context[prefix]))}{local}"
    return name if colon else _expand(context, _identifier(context.get(name)))


def context_of(graph: Graph) -> dict[str, object]:
    """Return a context for `graph`: the prefixes that it uses, and a key for each of its predicates.

    The key is the predicate's local name, typed where all its values are alike. Where two predicates share a local name, and
    where a prefix has it, the predicate keeps its prefix.
    """
    iris = {str(term) for triple in graph for term in triple if isinstance(term, URIRef)}
    iris |= {str(each.datatype) for each in graph.objects() if isinstance(each, Literal) and each.datatype}
    used = {prefix: namespace for prefix, namespace in PREFIXES.items() if any(each.startswith(namespace) for each in iris)}
    context: dict[str, object] = {**used, "id": "@id", "type": "@type"}
    terms = Terms(None, tuple((namespace, prefix) for prefix, namespace in used.items()), {}, "id", "type")
    predicates = sorted(str(each) for each in set(graph.predicates()) if each != RDF.type)
    compact = {iri: terms.compact(iri) for iri in predicates}
    names = [short.partition(":")[2] for short in compact.values()]
    for iri, short in compact.items():
        local = short.partition(":")[2]
        if _NAME.fullmatch(local) and local not in context and names.count(local) == 1:
            context[local] = _definition(short, list(graph.objects(None, URIRef(iri))), terms)
    return context


def _definition(iri: str, values: Iterable[Node], terms: Terms) -> str | dict[str, str]:
    kinds = {_kind(each) for each in values}
    kind = kinds.pop() if len(kinds) == 1 else ""
    if kind == "@language":
        return {"@id": iri, "@container": "@language"}
    return {"@id": iri, "@type": kind if kind == "@id" else terms.compact(kind)} if kind else iri


def _kind(value: Node) -> str:
    """Return what a term must coerce to for `value` to be short: `@id`, `@language`, a datatype, or nothing."""
    if isinstance(value, URIRef):
        return "@id"
    if not isinstance(value, Literal):
        return "" if isinstance(value, BNode) else str(value)
    if value.language:
        return "@language"
    native = value.datatype is None or value.datatype in {XSD.string, XSD.integer, XSD.boolean}
    return "" if native else str(value.datatype)
