"""A site → its VoID description: dumps, vocabularies, licences, and how much of each class and property there is.

https://www.w3.org/TR/void/: the document is a void:DatasetDescription about the endpoint's dataset (6.2, well-known location).
"""

from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from kgsm import iris
from kgsm.counts import Counts
from kgsm.namespaces import DCTERMS, FOAF, FORMATS, PREFIXES, RDF, VOID, XSD
from kgsm.serve.site import Site
from kgsm.sparql import prologue, select

WELL_KNOWN: Final = ".well-known/void"
# RDF files that hold a whole study; tables are no dumps of the data set.
_DUMPS: Final = {
    "text/turtle": "Turtle",
    "application/ld+json": "JSON-LD",
    "application/n-triples": "N-Triples",
    "application/rdf+xml": "RDF_XML",
    "application/trig": "TriG",
    "application/n-quads": "N-Quads",
}
LICENCES: Final = (
    prologue("dcat", "dcterms") + "SELECT DISTINCT ?licence WHERE { ?s a dcat:Distribution ; dcterms:license ?licence }"
)


def description(site: Site) -> list[Triple]:
    """Return what is said of the dataset beside the endpoint's own description."""
    base = site.manifest.base
    document, dataset = f"{base}{WELL_KNOWN}", str(iris.fragment(iris.endpoint(base), "dataset"))
    counts = site.statistics.counts()
    found = [
        _link(document, RDF.type, VOID.DatasetDescription),
        _link(document, FOAF.primaryTopic, dataset),
        _link(document, FOAF.topic, dataset),
        _link(dataset, FOAF.homepage, base),
    ]
    found += [_link(dataset, DCTERMS.license, row["licence"].value) for row in select(site.store, LICENCES)]
    for each in site.manifest.files:
        if each.media_type in _DUMPS and each.triples is not None and _is_dump(site, each.path):
            found.append(_link(dataset, VOID.dataDump, f"{base}{each.path}"))
            found.append(_link(dataset, VOID.feature, str(FORMATS[_DUMPS[each.media_type]])))
    found += [_link(dataset, VOID.vocabulary, each) for each in _vocabularies(counts)]
    return list(dict.fromkeys([*found, *_partitions(dataset, counts)]))


def _is_dump(site: Site, path: str) -> bool:
    """Return whether a file holds a whole graph: a study's own data, or a shared document."""
    graphs = {each.path.rpartition(".")[0] for each in site.manifest.graphs()}
    return path.rpartition(".")[0] in graphs


def _vocabularies(counts: Counts) -> list[str]:
    used = (*counts.classes, *counts.properties)
    return sorted({iri for iri in PREFIXES.values() if any(each.startswith(iri) for each in used)})


def _partitions(dataset: str, counts: Counts) -> list[Triple]:
    found = []
    kinds = (
        ("class", VOID.classPartition, VOID["class"], VOID.entities, counts.classes),
        ("property", VOID.propertyPartition, VOID.property, VOID.triples, counts.properties),
    )
    for name, partition, part, measure, numbers in kinds:
        for place, (iri, number) in enumerate(sorted(numbers.items()), 1):
            node = f"{dataset}-{name}-{place}"
            found += [
                _link(dataset, partition, node),
                _link(node, RDF.type, VOID.Dataset),
                _link(node, part, iri),
                Triple(NamedNode(node), NamedNode(str(measure)), Literal(str(number), datatype=NamedNode(str(XSD.integer)))),
            ]
    return found


def _link(subject: str, predicate: str, value: str) -> Triple:
    return Triple(NamedNode(str(subject)), NamedNode(str(predicate)), NamedNode(str(value)))
