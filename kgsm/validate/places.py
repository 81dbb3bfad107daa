"""A node and a path of the metadata graph → the cell or key of the study folder that they come from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from kgsm.cube import Cube
from kgsm.namespaces import DC, DCAT, DCATDE, DCTERMS, FOAF, KGSM, OA, QB, RDFS, SKOS, VCARD
from kgsm.problems import Place

_LANGUAGES: Final = ("de", "en")
# Columns of the CSV files and keys of study.toml by the property that they become; a star stands for a pair of languages.
_SOURCES: Final[Mapping[URIRef, str]] = {
    DC.creator: "author",
    DC.publisher: "publisher",
    DCTERMS.bibliographicCitation: "citation",
    DCTERMS.identifier: "id",
    DCTERMS.issued: "published",
    DCTERMS.language: "language",
    DCTERMS.rights: "rights_*",
    DCTERMS.title: "title",
    FOAF.page: "url",
    KGSM.copyOf: "copy_of",
    KGSM.note: "note_*",
    KGSM.quotable: "quotable",
    KGSM.read: "read_*",
    KGSM.sourceDigest: "sha256",
    KGSM.textLength: "length",
}
_EVIDENCE: Final[Mapping[URIRef, str]] = {
    DCTERMS.identifier: "id",
    KGSM.exactness: "exactness",
    KGSM.locator: "locator_*",
    KGSM.note: "note_*",
    KGSM.sentenceDigest: "sentence_sha256",
    KGSM.statedValue: "stated",
    KGSM.token: "token",
    OA.end: "end",
    OA.exact: "quote",
    OA.hasBody: "figure",
    OA.hasSource: "source",
    OA.start: "start",
}
_CODES: Final[Mapping[URIRef, str]] = {
    DCAT.endDate: "end",
    DCAT.startDate: "start",
    SKOS.broadMatch: "broad_match",
    SKOS.broader: "broader",
    SKOS.closeMatch: "close_match",
    SKOS.definition: "definition_*",
    SKOS.exactMatch: "exact_match",
    SKOS.narrowMatch: "narrow_match",
    SKOS.notation: "code",
    SKOS.note: "note_*",
    SKOS.prefLabel: "label_*",
    SKOS.relatedMatch: "related_match",
}
_STUDY: Final[Mapping[URIRef, str]] = {
    DCAT.contactPoint: "contact",
    DCAT.keyword: "keywords",
    DCAT.theme: "themes",
    DCAT.version: "version",
    DCATDE.contributorID: "contributor_id",
    DCATDE.licenseAttributionByText: "attribution",
    DCATDE.politicalGeocodingLevelURI: "political_level",
    DCTERMS.accrualPeriodicity: "frequency",
    DCTERMS.creator: "creator",
    DCTERMS.description: "description",
    DCTERMS.identifier: "id",
    DCTERMS.issued: "issued",
    DCTERMS.language: "languages",
    DCTERMS.license: "licence",
    DCTERMS.modified: "modified",
    DCTERMS.publisher: "publisher",
    DCTERMS.source: "source",
    DCTERMS.spatial: "spatial",
    DCTERMS.title: "title",
    FOAF.homepage: "homepage",
    FOAF.name: "name",
    KGSM.answers: "answers",
    KGSM.method: "method",
    KGSM.note: "note",
    KGSM.question: "question",
    KGSM.sample: "sample",
    QB.codeList: "codes",
    QB.concept: "concept",
    RDFS.comment: "definition",
    RDFS.label: "label",
    RDFS.range: "type",
    RDFS.subPropertyOf: "subproperty_of",
    SKOS.definition: "definition",
    SKOS.prefLabel: "title",
    VCARD.fn: "name",
    VCARD.hasEmail: "email",
    VCARD.hasURL: "homepage",
}
_STUDY_FILE: Final = Place("study.toml")
_TOP: Final = Place("study.toml", 1)  # of what the top of the file says, before any table


@dataclass(frozen=True, slots=True)
class Subject:
    """What is wrong: `node`, whose place is looked for, and the `path` from the `focus` node that a shape found wrong."""

    node: Node
    focus: Node
    path: URIRef | None


def place_of(cube: Cube, data: Graph, subject: Subject) -> Place:
    """Return the nearest place of a node, with the column or key that the path comes from where that can be told."""
    place = _nearest(cube.places, str(subject.node))
    if subject.path is None:
        return place
    column = _columns(place.file).get(subject.path)
    if column is None:
        return place
    if place.file.endswith(".toml"):
        # The label of a dataset, a structure or a slice is the dataset's title; components have a label of their own.
        titled = subject.path == RDFS.label and (subject.node, RDFS.range, None) not in data
        key = "title" if titled else column
        return cube.keys.get(key, replace(place, column=key)) if place == _TOP else replace(place, column=key)
    if str(subject.node).endswith("-sentence") and subject.path in (OA.start, OA.end):
        column = f"sentence_{column}"
    if column.endswith("*"):
        missing = _missing_language(data, subject)
        if missing is None:
            return place
        column = column[:-1] + missing
    return replace(place, column=column)


def _columns(file: str) -> Mapping[URIRef, str]:
    if file.endswith(".toml"):
        return _STUDY
    if file.endswith("sources.csv"):
        return _SOURCES
    return _EVIDENCE if file.endswith("evidence.csv") else _CODES


def _missing_language(data: Graph, subject: Subject) -> str | None:
    if subject.path is None:
        return None
    texts = [each for each in data.objects(subject.focus, subject.path) if isinstance(each, Literal)]
    missing = [each for each in _LANGUAGES if each not in {text.language for text in texts}]
    return missing[0] if missing else None


def _nearest(places: Mapping[URIRef, Place], iri: str) -> Place:
    """Return the place of an IRI, else of what it is a part of: without its aspect, its fragment, its last segments."""
    while iri:
        place = places.get(URIRef(iri))
        if place is not None:
            return place
        head, fragment, tail = iri.partition("#")
        iri = head + fragment + tail.rpartition("-")[0] if "-" in tail else head if fragment else iri.rpartition("/")[0]
    return _STUDY_FILE
