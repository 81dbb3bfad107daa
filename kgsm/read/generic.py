"""ontology/codes-*.ttl → the generic code lists, which every study may use and none describes."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from kgsm import home
from kgsm.namespaces import QUDT, RDF, SKOS
from kgsm.problems import Place
from kgsm.study import CodeList, Concept
from kgsm.text import Text

# In the order in which their components stand in a structure.
GENERIC: Final = ("quantity", "unit", "base-status", "exactness", "origin", "status")


@cache
def generic_code_lists() -> Mapping[str, CodeList]:
    """Return the generic code lists by id; concepts are sorted by code."""
    return MappingProxyType({each: _code_list(each, home.ontology() / f"codes-{each}.ttl") for each in GENERIC})


def _code_list(list_id: str, path: Path) -> CodeList:
    graph = Graph().parse(path, format="turtle")
    scheme = URIRef(str(graph.value(predicate=RDF.type, object=SKOS.ConceptScheme, any=False)))
    place = Place(path.name)
    concepts = [
        Concept(
            code=str(graph.value(node, SKOS.notation)),
            iri=URIRef(str(node)),
            label=_text(graph, node, SKOS.prefLabel),
            definition=_text(graph, node, SKOS.definition),
            note=_text(graph, node, SKOS.scopeNote),
            broader=None,
            start=None,
            end=None,
            matches=(),
            unit=_iri(graph.value(node, QUDT.hasUnit)),
            place=place,
        )
        for node in graph.subjects(SKOS.inScheme, scheme)
    ]
    return CodeList(
        id=list_id,
        iri=scheme,
        title=_text(graph, scheme, SKOS.prefLabel),
        definition=_text(graph, scheme, SKOS.definition),
        concepts=tuple(sorted(concepts, key=lambda each: each.code)),
        generic=True,
        place=place,
    )


def _text(graph: Graph, node: Node, predicate: URIRef) -> Text:
    words = {each.language: str(each) for each in graph.objects(node, predicate) if isinstance(each, Literal)}
    return Text(de=words.get("de", ""), en=words.get("en", ""))


def _iri(node: Node | None) -> URIRef | None:
    return node if isinstance(node, URIRef) else None
