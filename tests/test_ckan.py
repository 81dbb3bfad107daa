"""What ckanext-dcat reads of our catalog: the look-ups of its parser and of its profiles, played on each page that we serve.

ckanext/dcat/processors.py (next_page), profiles/base.py (_object_value, _contact_details, _spatial, _time_interval,
_distribution_format) and profiles/euro_dcat_ap_base.py are the source of what is looked for, and of what is found instead.
"""

import re
from typing import Final

import pytest
from flask.testing import FlaskClient
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS
from rdflib.term import Node

from kgsm import home
from kgsm.namespaces import ADMS, DCAT, DCATAP, DCTERMS, EU, FOAF, HYDRA, IANA, LICENCE, SPDX, VCARD
from tests.serving import client_of

BASE: Final = "https://w3id.org/kgsm/"
STUDY: Final = URIRef(f"{BASE}kommunen-social-media")
# What CKAN takes as the name of a tag (ckan/logic/validators.py: tag_name_validator, tag_length_validator).
TAG: Final = re.compile(r"[\w \-.]{2,100}")
PARSERS: Final = {"text/turtle": "turtle", "application/rdf+xml": "xml", "application/n-triples": "nt"}


@pytest.fixture(scope="module", params=["/catalog", "/catalog.rdf", "/catalog.nt"])
def graph(request: pytest.FixtureRequest) -> Graph:
    """Return the graph of the catalog as a harvester gets it: without an Accept header, the type of the answer decides."""
    client: FlaskClient = client_of(home.published())
    answer = client.get(request.param)
    return Graph(bind_namespaces="none").parse(data=answer.data.decode("utf-8"), format=PARSERS[str(answer.mimetype)])


def value(graph: Graph, subject: Node, predicate: URIRef, language: str = "de") -> str:
    """Return what _object_value does: an IRI as it comes, else the text in the portal's language, else any text."""
    fallback = ""
    for each in graph.objects(subject, predicate):
        if not isinstance(each, Literal) or each.language == language:
            return str(each)
        fallback = fallback or str(each)
    return fallback


def test_the_parser_finds_the_study_and_nothing_else(graph: Graph) -> None:
    assert list(graph.subjects(RDF.type, DCAT.Dataset)) == [STUDY]
    pages = [each for page in graph.subjects(RDF.type, HYDRA.PagedCollection) for each in graph.objects(page, HYDRA.next)]
    assert pages == []


@pytest.mark.parametrize(
    ("language", "title"), [("de", "Wie nutzen Kommunen Social Media?"), ("en", "How do local authorities use")]
)
def test_the_dataset_has_its_texts_in_the_language_of_the_portal(graph: Graph, language: str, title: str) -> None:
    assert value(graph, STUDY, DCTERMS.title, language).startswith(title)
    assert len(value(graph, STUDY, DCTERMS.description, language)) >= 50
    (provenance,) = graph.objects(STUDY, DCTERMS.provenance)
    assert value(graph, provenance, RDFS.label, language)


def test_the_dataset_has_what_stands_in_ckan_as_extras(graph: Graph) -> None:
    assert value(graph, STUDY, DCTERMS.identifier) == str(STUDY)
    assert value(graph, STUDY, DCAT.landingPage).startswith(BASE)
    assert value(graph, STUDY, DCAT.version) == "1.0.0"
    for predicate in (DCTERMS.issued, DCTERMS.modified):
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", value(graph, STUDY, predicate))
    for predicate, table in (
        (DCTERMS.accrualPeriodicity, "frequency"),
        (DCTERMS.type, "dataset-type"),
        (DCTERMS.accessRights, "access-right"),
        (DCATAP.availability, "planned-availability"),
    ):
        assert value(graph, STUDY, predicate).startswith(str(EU[f"{table}/"])), predicate
    assert {str(each) for each in graph.objects(STUDY, DCTERMS.language)} == {str(EU[f"language/{x}"]) for x in ("DEU", "ENG")}
    themes = list(graph.objects(STUDY, DCAT.theme))
    assert themes
    assert all(str(each).startswith(str(EU["data-theme/"])) for each in themes)


def test_every_keyword_is_a_tag_and_none_comes_twice(graph: Graph) -> None:
    tags = [str(each) for each in graph.objects(STUDY, DCAT.keyword)]
    assert tags
    assert [each for each in tags if not TAG.fullmatch(each)] == []
    assert len({each.casefold() for each in tags}) == len(tags)


def test_contact_and_publisher_are_read(graph: Graph) -> None:
    (contact,) = graph.objects(STUDY, DCAT.contactPoint)
    assert value(graph, contact, VCARD.hasFN) or value(graph, contact, VCARD.fn)
    ways = {each: value(graph, contact, VCARD[each]) for each in ("hasEmail", "hasURL", "hasTelephone")}
    assert any(ways.values())
    assert ways["hasEmail"] == "" or ways["hasEmail"].startswith("mailto:")
    (publisher,) = graph.objects(STUDY, DCTERMS.publisher)
    assert isinstance(publisher, URIRef)
    assert value(graph, publisher, FOAF.name)


def test_place_and_period_are_read(graph: Graph) -> None:
    places = list(graph.objects(STUDY, DCTERMS.spatial))
    assert all(isinstance(each, URIRef) and (each, RDF.type, DCTERMS.Location) in graph for each in places)
    assert EU["country/DEU"] in places
    # A label would be CKAN's name of the place, in whichever language comes last.
    assert not [each for place in places for each in graph.objects(place, RDFS.label)]
    (period,) = graph.objects(STUDY, DCTERMS.temporal)
    start, end = (value(graph, period, DCAT[each]) for each in ("startDate", "endDate"))
    assert "2013-01-01" <= start < end <= "2016-12-31"


def test_each_distribution_is_a_resource_with_format_size_and_digest(graph: Graph) -> None:
    resources = list(graph.objects(STUDY, DCAT.distribution))
    assert len(resources) > 50
    for each in resources:
        assert isinstance(each, URIRef)
        url = value(graph, each, DCAT.downloadURL) or value(graph, each, DCAT.accessURL)
        assert url.startswith(BASE)
        assert value(graph, each, DCTERMS.title)
        assert value(graph, each, DCTERMS.license).startswith(str(LICENCE))
        assert value(graph, each, DCTERMS.rights).startswith(BASE)
        (form,) = graph.objects(each, DCTERMS["format"])
        assert str(form).startswith(str(EU["file-type/"]))
        assert not list(graph.objects(form, RDFS.label))
        assert value(graph, each, ADMS.status).startswith(str(EU["distribution-status/"]))
        if service := value(graph, each, DCAT.accessService):
            assert value(graph, URIRef(service), DCAT.endpointURL) == url
            assert value(graph, URIRef(service), DCAT.servesDataset) == str(STUDY)
            continue
        assert value(graph, each, DCAT.mediaType).startswith(str(IANA))
        assert int(float(value(graph, each, DCAT.byteSize))) > 0
        (checksum,) = graph.objects(each, SPDX.checksum)
        assert value(graph, checksum, SPDX.algorithm) == str(SPDX.checksumAlgorithm_sha256)
        assert re.fullmatch(r"[0-9a-f]{64}", value(graph, checksum, SPDX.checksumValue))
