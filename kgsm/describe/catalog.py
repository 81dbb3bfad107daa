"""`Study` → its catalog record (dcat:Dataset) by DCAT-AP 3.0 and DCAT-AP.de 3.0, and the files it will have.

Each dataset is an island: nothing reachable from it reaches another dataset or the catalog, so every study has agents and a
service of its own. What is referred to is typed here, since harvesters parse the catalog alone and load nothing else.
"""

from typing import Final

from rdflib import Literal, URIRef

from kgsm import iris
from kgsm.authority import LANGUAGES, PUBLISHER_TYPES, THEMES, eu_licence
from kgsm.cube import Distribution
from kgsm.describe.forms import FORMS
from kgsm.describe.graphs import Description
from kgsm.describe.remarks import LICENCE_FILE
from kgsm.describe.statdcat import describe_statistics
from kgsm.namespaces import (
    ADMS,
    DCAT,
    DCATAP,
    DCATDE,
    DCTERMS,
    EU,
    FOAF,
    IANA,
    KGSM,
    RDF,
    RDFS,
    SKOS,
    SPARQL_PROTOCOL,
    VCARD,
    XSD,
)
from kgsm.study import Agent, Study
from kgsm.text import Text

_STABLE: Final = EU["planned-availability/STABLE"]
_STABLE_LABEL: Final = Text(de="stabil", en="stable")
_STATISTICAL: Final = Text(de="Statistische Daten", en="Statistical data")
_COMPLETED: Final = EU["distribution-status/COMPLETED"]
_COMPLETED_LABEL: Final = Text(de="abgeschlossen", en="completed")


def describe_essentials(description: Description, study: Study) -> None:
    """Add what the study's own files must say about it, so that they can be understood without the catalog."""
    node = study.iri
    description.place(node, study.place)
    description.add(node, RDF.type, DCAT.Dataset)
    for predicate, text in (
        (DCTERMS.title, study.title),
        (DCTERMS.description, study.description),
        (KGSM.method, study.method),
        (DCATDE.licenseAttributionByText, study.attribution),
    ):
        description.add_text(node, predicate, text)
    description.add(node, KGSM.sample, Literal(study.sample.value))
    description.add(node, DCTERMS.license, study.licence)
    description.add(node, DCAT.version, Literal(study.version))
    description.add(node, DCTERMS.issued, Literal(study.issued.isoformat(), datatype=XSD.date))
    description.add(node, DCTERMS.modified, Literal(study.modified.isoformat(), datatype=XSD.date))
    # In the study's files only: in the catalog nothing leads from a study to observations.
    _highlights(description, study)
    description.add(node, KGSM.respondents, *study.respondent_counts)
    description.add(node, KGSM.invited, *study.invited_counts)
    description.add(node, DCTERMS.hasPart, *(each.iri for each in study.datasets))


def _highlights(description: Description, study: Study) -> None:
    """Add the findings of the home page, and their order as a list whose nodes have IRIs: there are no blank nodes."""
    description.add(study.iri, KGSM.highlight, *study.highlights)
    nodes = [iris.fragment(study.iri, f"highlights-{number}") for number in range(1, len(study.highlights) + 1)]
    description.add(study.iri, KGSM.highlights, *nodes[:1])
    for node, finding, rest in zip(nodes, study.highlights, [*nodes[1:], RDF.nil], strict=False):
        description.place(node, dict(study.keys).get("highlights", study.place))
        description.add(node, RDF.type, RDF.List)
        description.add(node, RDF.first, finding)
        description.add(node, RDF.rest, rest)


def describe_study(description: Description, study: Study, files: tuple[Distribution, ...]) -> None:
    """Add the study's record, without the sizes and digests of its files, which do not exist yet."""
    node = study.iri
    description.place(node, study.place)
    description.add(node, RDF.type, DCAT.Dataset)
    description.add(node, DCTERMS.identifier, Literal(str(node)))
    description.add_text(node, DCTERMS.title, study.title)
    description.add_text(node, DCTERMS.description, study.description)
    description.add_text(node, KGSM.method, study.method)
    description.add(node, KGSM.sample, Literal(study.sample.value))
    for keyword in study.keywords:
        description.add_text(node, DCAT.keyword, keyword)
    description.add(node, DCAT.version, Literal(study.version))
    description.add(node, DCTERMS.issued, Literal(study.issued.isoformat(), datatype=XSD.date))
    description.add(node, DCTERMS.modified, Literal(study.modified.isoformat(), datatype=XSD.date))
    description.add(node, DCATDE.contributorID, study.contributor_id)
    description.add(node, DCAT.landingPage, _typed(description, iris.page(node), FOAF.Document))
    description.add(node, DCTERMS.type, _concept(description, EU["dataset-type/STATISTICAL"], _STATISTICAL))
    description.add(node, DCTERMS.accessRights, _typed(description, EU["access-right/PUBLIC"], DCTERMS.RightsStatement))
    description.add(node, DCATAP.availability, _concept(description, _STABLE, _STABLE_LABEL))
    if study.frequency is not None:
        description.add(node, DCTERMS.accrualPeriodicity, _typed(description, study.frequency, DCTERMS.Frequency))
    description.add_text(node, ADMS.versionNotes, study.changes)
    _provenance(description, study)
    _coverage(description, study)
    _agents(description, study)
    for file in files:
        _distribution(description, study, file)
    _endpoint(description, study)
    describe_statistics(description, study)


def _provenance(description: Description, study: Study) -> None:
    statement = iris.fragment(study.iri, "provenance")
    description.place(statement, study.place)
    description.add(study.iri, DCTERMS.provenance, _typed(description, statement, DCTERMS.ProvenanceStatement))
    # The one rdfs:label of the catalog: here CKAN shall keep the words and not the IRI.
    description.add_text(statement, RDFS.label, study.method)


def _coverage(description: Description, study: Study) -> None:
    for theme in study.themes:
        label = THEMES.get(theme.rsplit("/", 1)[-1], Text("", ""))
        description.add(study.iri, DCAT.theme, _concept(description, theme, label))
    for place in study.spatial:
        description.add(study.iri, DCTERMS.spatial, _typed(description, place, DCTERMS.Location))
    _languages(description, study, study.iri)
    description.add(study.iri, DCATDE.politicalGeocodingLevelURI, study.political_level)
    if study.start or study.end:
        period = iris.period(study.iri)
        description.place(period, study.place)
        description.add(study.iri, DCTERMS.temporal, _typed(description, period, DCTERMS.PeriodOfTime))
        for predicate, day in ((DCAT.startDate, study.start), (DCAT.endDate, study.end)):
            description.add(period, predicate, Literal(day.isoformat(), datatype=XSD.date) if day else None)


def _languages(description: Description, study: Study, subject: URIRef) -> None:
    for language in study.languages:
        code = LANGUAGES.get(language)
        if code is not None:
            description.add(subject, DCTERMS.language, _typed(description, EU[f"language/{code}"], DCTERMS.LinguisticSystem))


def _agents(description: Description, study: Study) -> None:
    publisher, contact = study.publisher, study.contact
    description.add(study.iri, DCTERMS.publisher, _agent(description, publisher))
    for creator in study.creators:
        description.add(study.iri, DCTERMS.creator, _agent(description, creator))
    # vcard:Kind with at least one way to reach it, as IRIs (DCAT-AP 3.0, contact point).
    description.place(contact.iri, contact.place)
    description.add(study.iri, DCAT.contactPoint, contact.iri)
    description.add(contact.iri, RDF.type, VCARD.Kind, VCARD.Organization)
    # Exactly one name: opendata.swiss and CKAN take any one of several.
    description.add(contact.iri, VCARD.fn, Literal(contact.name.de, lang="de"))
    description.add(contact.iri, VCARD.hasURL, contact.homepage)
    description.add(contact.iri, VCARD.hasTelephone, URIRef(f"tel:{contact.telephone}") if contact.telephone else None)
    description.add(contact.iri, VCARD.hasEmail, URIRef(f"mailto:{contact.email}") if contact.email else None)


def _agent(description: Description, agent: Agent) -> URIRef:
    description.place(agent.iri, agent.place)
    # Both classes: shapes ask for foaf:Agent, and not every validator loads FOAF.
    description.add(agent.iri, RDF.type, FOAF.Agent, FOAF.Organization)
    description.add_text(agent.iri, FOAF.name, agent.name)
    # The publisher's name at CKAN portals: opendata.swiss makes it a part of its identifiers.
    description.add(agent.iri, DCTERMS.identifier, Literal(agent.portal_id) if agent.portal_id else None)
    if agent.kind is not None:
        label = PUBLISHER_TYPES.get(agent.kind.rsplit("/", 1)[-1], Text("", ""))
        description.add(agent.iri, DCTERMS.type, _concept(description, agent.kind, label))
    if agent.homepage is not None:
        description.add(agent.iri, FOAF.homepage, _typed(description, agent.homepage, FOAF.Document))
    return agent.iri


def _distribution(description: Description, study: Study, file: Distribution) -> None:
    node = file.iri
    dataset = next((each for each in study.datasets if each.id == file.dataset), None)
    subject = dataset.title if dataset else study.title
    form = FORMS[file.form]
    content = form.content
    _any_distribution(description, study, node, Text(f"{subject.de} ({content.de})", f"{subject.en} ({content.en})"))
    # A plain download names the same address twice (DCAT-AP.de, convention 39).
    description.add(node, DCAT.accessURL, node)
    description.add(node, DCAT.downloadURL, node)
    file_type = EU[f"file-type/{form.file_type}"]
    description.add(node, DCTERMS["format"], _typed(description, file_type, DCTERMS.MediaTypeOrExtent))
    media_type = IANA[file.media_type.partition(";")[0]]
    description.add(node, DCAT.mediaType, _typed(description, media_type, DCTERMS.MediaType))
    if form.conforms_to is not None:
        description.add(node, DCTERMS.conformsTo, _typed(description, form.conforms_to, DCTERMS.Standard))
    if file.form == "zip":
        description.add(node, DCAT.packageFormat, media_type)


def _endpoint(description: Description, study: Study) -> None:
    # The distribution that stands for the service: accessURL is the endpoint, no downloadURL (DCAT-AP.de, convention 41).
    node, service, address = iris.part(study.iri, "endpoint"), iris.part(study.iri, "service"), iris.endpoint(study.base)
    title = Text(f"{study.title.de} (SPARQL-Endpunkt)", f"{study.title.en} (SPARQL endpoint)")
    _any_distribution(description, study, node, title)
    description.add(node, DCAT.accessURL, address)
    description.add(node, DCAT.accessService, service)
    description.add(node, DCTERMS["format"], _typed(description, EU["file-type/SPARQLQ"], DCTERMS.MediaTypeOrExtent))
    description.place(service, study.place)
    description.add(service, RDF.type, DCAT.DataService)
    description.add_text(service, DCTERMS.title, title)
    description.add(service, DCTERMS.publisher, study.publisher.iri)
    description.add(service, DCAT.contactPoint, study.contact.iri)
    description.add(service, DCAT.endpointURL, address)
    description.add(service, DCAT.endpointDescription, address)
    description.add(service, DCAT.servesDataset, study.iri)
    description.add(service, DCTERMS.conformsTo, _typed(description, SPARQL_PROTOCOL, DCTERMS.Standard))
    description.add(service, DCTERMS.license, _licence(description, study))
    description.add(service, DCTERMS.accessRights, EU["access-right/PUBLIC"])
    description.add(service, DCATAP.availability, _STABLE)


def _any_distribution(description: Description, study: Study, node: URIRef, title: Text) -> None:
    description.place(node, study.place)
    description.add(study.iri, DCAT.distribution, node)
    description.add(node, RDF.type, DCAT.Distribution)
    description.add_text(node, DCTERMS.title, title)
    description.add(node, DCTERMS.license, _licence(description, study))
    description.add_text(node, DCATDE.licenseAttributionByText, study.attribution)
    description.add(node, DCTERMS.issued, Literal(study.issued.isoformat(), datatype=XSD.date))
    description.add(node, DCTERMS.modified, Literal(study.modified.isoformat(), datatype=XSD.date))
    description.add(node, DCATAP.availability, _STABLE)
    description.add(node, ADMS.status, _concept(description, _COMPLETED, _COMPLETED_LABEL))
    rights = iris.distribution(study.iri, LICENCE_FILE)
    description.add(node, DCTERMS.rights, _typed(description, rights, DCTERMS.RightsStatement))
    _languages(description, study, node)


def _licence(description: Description, study: Study) -> URIRef:
    licence = _typed(description, study.licence, DCTERMS.LicenseDocument)
    # How data.europa.eu recognises a national licence.
    same = eu_licence(licence)
    description.add(licence, SKOS.exactMatch, EU[f"licence/{same}"] if same else None)
    return licence


def _typed(description: Description, node: URIRef, kind: URIRef) -> URIRef:
    description.add(node, RDF.type, kind)
    return node


def _concept(description: Description, node: URIRef, label: Text) -> URIRef:
    # skos:prefLabel, never rdfs:label: CKAN would store that label in the IRI's place.
    description.add_text(node, SKOS.prefLabel, label)
    return _typed(description, node, SKOS.Concept)
