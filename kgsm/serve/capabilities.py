"""The endpoint → its description of itself (SPARQL 1.1 Service Description), as triples."""

from typing import Final

from pyoxigraph import Literal, NamedNode, Triple
from rdflib import URIRef

from kgsm import iris
from kgsm.manifest import Manifest
from kgsm.namespaces import FORMATS, RDF, SD, VOID, XSD

_RESULT_FORMATS: Final = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
)


def service_description(manifest: Manifest) -> list[Triple]:
    """Return what the endpoint is, what it can do and which graphs it searches."""
    endpoint = iris.endpoint(manifest.base)
    dataset, union = iris.fragment(endpoint, "dataset"), iris.fragment(endpoint, "default-graph")
    found = [
        _triple(endpoint, RDF.type, SD.Service),
        _triple(endpoint, SD.endpoint, endpoint),
        _triple(endpoint, SD.supportedLanguage, SD.SPARQL11Query),
        *(_triple(endpoint, SD.resultFormat, FORMATS[each]) for each in _RESULT_FORMATS),
        # The default graph is the union of all named graphs.
        _triple(endpoint, SD.feature, SD.UnionDefaultGraph),
        _triple(endpoint, SD.defaultDataset, dataset),
        _triple(dataset, RDF.type, SD.Dataset),
        _triple(dataset, SD.defaultGraph, union),
        _triple(union, RDF.type, SD.Graph),
    ]
    for place, file in enumerate(manifest.graphs(), 1):
        named, graph = iris.fragment(endpoint, f"named-graph-{place}"), iris.fragment(endpoint, f"graph-{place}")
        found += [
            _triple(dataset, SD.namedGraph, named),
            _triple(named, RDF.type, SD.NamedGraph),
            _triple(named, SD.name, URIRef(file.graph or "")),
            _triple(named, SD.graph, graph),
            _triple(graph, RDF.type, SD.Graph),
        ]
        if file.triples is not None:
            count = Literal(str(file.triples), datatype=NamedNode(str(XSD.integer)))
            found.append(Triple(NamedNode(str(graph)), NamedNode(str(VOID.triples)), count))
    return found


def _triple(subject: URIRef, predicate: URIRef, value: URIRef) -> Triple:
    return Triple(NamedNode(str(subject)), NamedNode(str(predicate)), NamedNode(str(value)))
