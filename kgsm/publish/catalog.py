"""Study records → the catalog: each distribution with its size and digest, and the node that lists all studies.

DCAT-AP 3.0 and DCAT-AP.de 3.0. What the catalog says of itself comes from the records: no clock, nothing that would have to be
configured a second time.
"""

from collections.abc import Iterable
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from kgsm import iris
from kgsm.cube import Cube
from kgsm.manifest import PublishedFile
from kgsm.namespaces import DCAT, DCATAP, DCTERMS, EU, FOAF, LICENCE, RDF, SKOS, SPDX, XSD
from kgsm.problems import KgsmError
from kgsm.publish.compressed import describe_variant, variants
from kgsm.quality import measurements, score

_TITLE: Final = (("de", "Statistische Befunde als Linked Open Data"), ("en", "Statistical findings as linked open data"))
_DESCRIPTION: Final = (
    (
        "de",
        "Statistische Befunde aus Studien: jede Zahl mit Basis, Genauigkeit und der Stelle in der Quelle, aus der sie stammt.",
    ),
    (
        "en",
        "Statistical findings of studies: each number with its base, its exactness and the place in the source it comes from.",
    ),
)
_THEMES: Final = (("de", "Datenthemen der EU"), ("en", "EU data themes"))


def study_of(record: Graph) -> URIRef:
    """Return the study (dcat:Dataset) that a catalog record is about."""
    studies = _iris(record.subjects(RDF.type, DCAT.Dataset))
    if len(studies) != 1:
        raise KgsmError(f"A catalog record is about one dcat:Dataset; this one is about {len(studies)}.")
    return studies[0]


def complete(cube: Cube, files: Iterable[PublishedFile]) -> Graph:
    """Return the study's catalog record with the size and the SHA-256 of each distribution, and how good its metadata are.

    Nothing is published that has violations, so that the record conforms.
    """
    record = Graph(bind_namespaces="none") + cube.catalog
    by_path = {each.path: each for each in files}
    distributions = list(cube.distributions)
    for original in cube.distributions:
        for variant in variants(original, by_path):
            describe_variant(record, original, variant)
            distributions.append(variant)
    for distribution in distributions:
        file = by_path[distribution.path]
        checksum = iris.checksum(distribution.iri)
        # DCAT-AP 3.0: xsd:nonNegativeInteger; up to 2.1 it was xsd:decimal.
        record.add((distribution.iri, DCAT.byteSize, Literal(str(file.size), datatype=XSD.nonNegativeInteger)))
        record.add((distribution.iri, SPDX.checksum, checksum))
        record.add((checksum, RDF.type, SPDX.Checksum))
        record.add((checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256))
        record.add((checksum, SPDX.checksumValue, Literal(file.sha256, datatype=XSD.hexBinary)))
        record.add((SPDX.checksumAlgorithm_sha256, RDF.type, SPDX.ChecksumAlgorithm))
    study = study_of(record)
    return record + measurements(score(record, study, conforms=True))


def catalog(base: str, records: Iterable[Graph]) -> Graph:
    """Return the catalog below `base`: its own node, and all records.

    Its publisher is that of the first study by IRI; places, languages and themes are those of all studies.
    """
    node = iris.catalog(base)
    graph = Graph(bind_namespaces="none")
    for record in records:
        graph += record
    studies = _iris(graph.subjects(RDF.type, DCAT.Dataset))
    graph.add((node, RDF.type, DCAT.Catalog))
    for predicate, texts in ((DCTERMS.title, _TITLE), (DCTERMS.description, _DESCRIPTION)):
        for language, text in texts:
            graph.add((node, predicate, Literal(text, lang=language)))
    for publisher in _iris(graph.objects(studies[0], DCTERMS.publisher))[:1]:
        graph.add((node, DCTERMS.publisher, publisher))
    # The licence of the metadata, not of the data: facts, free for everybody.
    graph.add((node, DCTERMS.license, LICENCE["cc-zero"]))
    graph.add((LICENCE["cc-zero"], RDF.type, DCTERMS.LicenseDocument))
    graph.add((LICENCE["cc-zero"], SKOS.exactMatch, EU["licence/CC0"]))
    graph.add((node, DCATAP.availability, EU["planned-availability/STABLE"]))
    homepage = URIRef(base)
    graph.add((node, FOAF.homepage, homepage))
    graph.add((homepage, RDF.type, FOAF.Document))
    for study in studies:
        graph.add((node, DCAT.dataset, study))
        for predicate in (DCTERMS.language, DCTERMS.spatial):
            for value in list(graph.objects(study, predicate)):
                graph.add((node, predicate, value))
    for service in list(graph.subjects(RDF.type, DCAT.DataService)):
        graph.add((node, DCAT.service, service))
    _add_dates(graph, node, studies)
    _add_themes(graph, node)
    return graph


def _iris(nodes: Iterable[Node]) -> list[URIRef]:
    return sorted({each for each in nodes if isinstance(each, URIRef)})


def _add_dates(graph: Graph, node: URIRef, studies: Iterable[URIRef]) -> None:
    for predicate, choose in ((DCTERMS.issued, min), (DCTERMS.modified, max)):
        days = [str(day) for study in studies for day in graph.objects(study, predicate)]
        if days:
            graph.add((node, predicate, Literal(choose(days), datatype=XSD.date)))


def _add_themes(graph: Graph, node: URIRef) -> None:
    schemes = {URIRef(str(theme).rpartition("/")[0]) for theme in graph.objects(None, DCAT.theme)}
    for scheme in schemes:
        graph.add((node, DCAT.themeTaxonomy, scheme))
        graph.add((scheme, RDF.type, SKOS.ConceptScheme))
        for language, text in _THEMES:
            graph.add((scheme, DCTERMS.title, Literal(text, lang=language)))
