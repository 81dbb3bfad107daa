"""The endpoint → its description of itself (SPARQL 1.1 Service Description, VoID, SHACL 4.4.2), as triples."""

from collections.abc import Iterable
from typing import Final
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Triple
from rdflib import URIRef

from kgsm import iris
from kgsm.namespaces import DCTERMS, FORMATS, KGSM, RDF, RDFS, SCHEMA, SD, SH, VOID, XSD
from kgsm.serve.examples import EXAMPLES
from kgsm.serve.federated import FEDERATED
from kgsm.serve.negotiate import LANGUAGES
from kgsm.serve.site import Site
from kgsm.serve.strings import say

_RESULT_FORMATS: Final = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
    "Turtle", "N-Triples", "RDF_XML", "JSON-LD", "TriG", "N-Quads",
)  # fmt: skip


def service_description(site: Site, address: str) -> list[Triple]:
    """Return what the endpoint is, what it can do, takes and refuses, which graphs it searches, and queries to begin with.

    `address` is where it was asked: a copy on another host describes itself as being there, too (Service Description, 2).
    """
    endpoint = iris.endpoint(site.manifest.base)
    found = [
        _triple(endpoint, RDF.type, SD.Service),
        *(_triple(endpoint, SD.endpoint, URIRef(each)) for each in dict.fromkeys((str(endpoint), address))),
        _triple(endpoint, SD.supportedLanguage, SD.SPARQL11Query),
        *(_triple(endpoint, SD.resultFormat, FORMATS[each]) for each in _RESULT_FORMATS),
        # The default graph is the union of all named graphs.
        _triple(endpoint, SD.feature, SD.UnionDefaultGraph),
        *([_triple(endpoint, SD.supportedLanguage, SD.SPARQL11Update)] if site.writable else []),
        *([_triple(endpoint, SD.feature, SD.BasicFederatedQuery)] if site.federated else []),
    ]
    return [*found, *_limits(endpoint, site), *_data(site, endpoint, address), *_examples(endpoint)]


def _limits(endpoint: URIRef, site: Site) -> list[Triple]:
    limits = site.limits
    return [
        _literal(endpoint, KGSM.timeLimit, f"PT{limits.seconds:g}S", XSD.duration),
        _number(endpoint, KGSM.memoryLimit, limits.memory),
        _number(endpoint, KGSM.answerLimit, limits.size),
        _number(endpoint, KGSM.requestLimit, limits.request),
        _number(endpoint, KGSM.rowLimit, limits.rows),
        # Each process evaluates so many; those of a client are counted together, or in each process where that cannot be.
        _number(endpoint, KGSM.queryLimit, limits.public * limits.processes),
        _number(endpoint, KGSM.clientLimit, limits.client * (1 if site.turnstile.is_shared else limits.processes)),
    ]


def _data(site: Site, endpoint: URIRef, address: str) -> list[Triple]:
    dataset, union = iris.fragment(endpoint, "dataset"), iris.fragment(endpoint, "default-graph")
    counts = site.statistics.counts()
    found = [
        _triple(endpoint, SD.defaultDataset, dataset),
        _triple(dataset, RDF.type, SD.Dataset),
        _triple(dataset, RDF.type, VOID.Dataset),
        _triple(dataset, VOID.sparqlEndpoint, endpoint),
        _literal(dataset, VOID.uriSpace, site.manifest.base, XSD.string),
        _triple(dataset, DCTERMS.source, iris.catalog(site.manifest.base)),
        *(_number(dataset, VOID[name], count) for name, count in counts.whole.items()),
        _triple(dataset, SD.defaultGraph, union),
        _triple(union, RDF.type, SD.Graph),
        *(_number(union, VOID.triples, count) for name, count in counts.whole.items() if name == "triples"),
    ]
    for place, graph in enumerate(names_of_graphs(site), 1):
        named, content = iris.fragment(endpoint, f"named-graph-{place}"), iris.fragment(endpoint, f"graph-{place}")
        found += [
            _triple(dataset, SD.namedGraph, named),
            _triple(named, RDF.type, SD.NamedGraph),
            _triple(named, SD.name, URIRef(graph)),
            _triple(named, SD.graph, content),
            _triple(content, RDF.type, SD.Graph),
            _triple(content, VOID.dataDump, URIRef(f"{address.rstrip('/')}/graphs?graph={quote(graph, safe='')}")),
        ]
        if graph in counts.graphs:
            found.append(_number(content, VOID.triples, counts.graphs[graph]))
    return found


def names_of_graphs(site: Site) -> tuple[str, ...]:
    """Return the IRIs of the store's graphs, those of the manifest where the store could not tell."""
    counted: Iterable[str] = site.statistics.counts().graphs
    return tuple(counted) or tuple(each.graph for each in site.manifest.graphs() if each.graph)


def _examples(endpoint: URIRef) -> list[Triple]:
    found = []
    for key, text in (EXAMPLES | FEDERATED).items():
        example = iris.fragment(endpoint, key)
        found += [
            _triple(example, RDF.type, SH.SPARQLExecutable),
            _triple(example, RDF.type, SH.SPARQLSelectExecutable),
            *(Triple(_node(example), _node(RDFS.comment), Literal(say(key, each), language=each)) for each in LANGUAGES),
            _literal(example, SH.select, text, XSD.string),
        ]
        if key in EXAMPLES:  # the others are for whoever follows SERVICE
            found.append(_triple(example, SCHEMA.target, endpoint))
    return found


def _node(iri: URIRef) -> NamedNode:
    return NamedNode(str(iri))


def _triple(subject: URIRef, predicate: URIRef, value: URIRef) -> Triple:
    return Triple(_node(subject), _node(predicate), _node(value))


def _literal(subject: URIRef, predicate: URIRef, value: str, datatype: URIRef) -> Triple:
    return Triple(_node(subject), _node(predicate), Literal(value, datatype=_node(datatype)))


def _number(subject: URIRef, predicate: URIRef, value: int) -> Triple:
    return _literal(subject, predicate, str(value), XSD.integer)
