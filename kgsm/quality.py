"""A catalog record → its score in the metadata quality assessment (MQA) of data.europa.eu: 405 points in five dimensions.

The criteria and their points are those of the MQA's methodology. Of a dataset's distributions the best one counts, as in the
portal's own scoring (piveau-metrics). What only the portal can see, whether an address answers, is left open: it is told, and
no points are given for it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from kgsm import authority, iris
from kgsm.namespaces import DCAT, DCTERMS, DQV, EU, IANA, MQA, RDF, SKOS, XSD
from kgsm.text import Text

_THEME: Final = str(EU["data-theme/"])
_FILE_TYPE: Final = str(EU["file-type/"])
_ACCESS: Final = str(EU["access-right/"])
_LICENCE: Final = str(EU["licence/"])
# MQA, methodology: the ratings and the points from which on they hold.
RATINGS: Final = (
    (351, Text(de="ausgezeichnet", en="excellent")),
    (221, Text(de="gut", en="good")),
    (121, Text(de="ausreichend", en="sufficient")),
    (0, Text(de="schlecht", en="bad")),
)
_ONLY_THE_PORTAL: Final = Text(
    de="Das prüft erst das Portal: Die Adresse muss mit 200 antworten, wenn der Ordner unter seiner Basis steht.",
    en="Only the portal can tell: the address must answer 200 once the folder is served below its base.",
)


@dataclass(frozen=True, slots=True)
class Criterion:
    """A metric of the MQA: its name there, its dimension, its points, what it asks for and what to do about it."""

    name: str
    dimension: Text
    points: int
    label: Text
    advice: Text
    of_portal: bool = False

    @property
    def iri(self) -> URIRef:
        """The metric's IRI at data.europa.eu."""
        return MQA[self.name]


@dataclass(frozen=True, slots=True)
class Measured:
    """What a record reaches of a criterion: `reached` is None where nobody can tell without a network."""

    criterion: Criterion
    reached: bool | None

    @property
    def points(self) -> int:
        """The points that are certain."""
        return self.criterion.points if self.reached else 0


@dataclass(frozen=True, slots=True)
class Score:
    """The score of a study."""

    study: URIRef
    measured: tuple[Measured, ...]

    @property
    def points(self) -> int:
        """The points that are certain."""
        return sum(each.points for each in self.measured)

    @property
    def open(self) -> int:
        """The points that the portal gives when the addresses answer."""
        return sum(each.criterion.points for each in self.measured if each.reached is None)

    @property
    def missed(self) -> tuple[Measured, ...]:
        """What is missing, the most points first."""
        return tuple(sorted((each for each in self.measured if each.reached is False), key=lambda each: -each.criterion.points))


_FIND: Final = Text(de="Auffindbarkeit", en="findability")
_ACCESSIBLE: Final = Text(de="Zugänglichkeit", en="accessibility")
_OPERATE: Final = Text(de="Interoperabilität", en="interoperability")
_REUSE: Final = Text(de="Wiederverwendbarkeit", en="reusability")
_CONTEXT: Final = Text(de="Kontext", en="contextuality")
_MADE: Final = Text(
    de="Das schreibt kgsm selbst; fehlt es, dann neu veröffentlichen.",
    en="kgsm writes this itself; if it is missing, publish again.",
)


def _key(name: str) -> Text:
    return Text(de=f"Ergänzen Sie '{name}' in study.toml.", en=f"Add '{name}' to study.toml.")


CRITERIA: Final = (
    Criterion("keywordAvailability", _FIND, 30, Text("Schlagwörter", "keywords"), _key("keywords")),
    Criterion("categoryAvailability", _FIND, 30, Text("Thema der EU-Liste", "theme of the EU table"), _key("themes")),
    Criterion("spatialAvailability", _FIND, 20, Text("Gebiet", "spatial coverage"), _key("spatial")),
    Criterion(
        "temporalAvailability", _FIND, 20, Text("Zeitraum", "temporal coverage"),
        Text("Geben Sie den Wellen in codes/wave.csv 'start' und 'end'.", "Give each wave in codes/wave.csv 'start', 'end'."),
    ),
    Criterion(
        "accessUrlStatusCode", _ACCESSIBLE, 50, Text("Zugangsadresse antwortet", "access address answers"), _ONLY_THE_PORTAL,
        of_portal=True,
    ),
    Criterion("downloadUrlAvailability", _ACCESSIBLE, 20, Text("Adresse zum Herunterladen", "download address"), _MADE),
    Criterion(
        "downloadUrlStatusCode", _ACCESSIBLE, 30, Text("Adresse zum Herunterladen antwortet", "download address answers"),
        _ONLY_THE_PORTAL, of_portal=True,
    ),
    Criterion("formatAvailability", _OPERATE, 20, Text("Format", "format"), _MADE),
    Criterion("mediaTypeAvailability", _OPERATE, 10, Text("Medientyp", "media type"), _MADE),
    Criterion(
        "formatMediaTypeVocabularyAlignment", _OPERATE, 10,
        Text("Format und Medientyp aus den Listen", "format and media type of the tables"), _MADE,
    ),
    Criterion(
        "formatMediaTypeNonProprietary", _OPERATE, 20, Text("Format, das niemandem gehört", "non-proprietary format"), _MADE
    ),
    Criterion(
        "formatMediaTypeMachineInterpretable", _OPERATE, 20, Text("maschinenlesbares Format", "machine-readable format"), _MADE
    ),
    Criterion(
        "dcatApCompliance", _OPERATE, 30, Text("DCAT-AP eingehalten", "conforms to DCAT-AP"),
        Text("'kgsm check' sagt, was nicht eingehalten ist.", "'kgsm check' tells what does not conform."),
    ),
    Criterion("licenceAvailability", _REUSE, 20, Text("Lizenz", "licence"), _key("licence")),
    Criterion(
        "knownLicence", _REUSE, 10, Text("Lizenz der EU-Liste", "licence of the EU table"),
        Text(
            "Nehmen Sie eine Lizenz, die auch die EU-Liste kennt: dl-by-de/2.0, dl-zero-de/2.0, cc-by/4.0 oder cc-zero.",
            "Take a licence that the EU table knows too: dl-by-de/2.0, dl-zero-de/2.0, cc-by/4.0 or cc-zero.",
        ),
    ),
    Criterion("accessRightsAvailability", _REUSE, 10, Text("Zugangsrechte", "access rights"), _MADE),
    Criterion(
        "accessRightsVocabularyAlignment", _REUSE, 5, Text("Zugangsrechte der EU-Liste", "access rights of the EU table"), _MADE
    ),
    Criterion("contactPointAvailability", _REUSE, 20, Text("Kontakt", "contact point"), _key("[contact]")),
    Criterion("publisherAvailability", _REUSE, 10, Text("Herausgeber", "publisher"), _key("[publisher]")),
    Criterion("rightsAvailability", _CONTEXT, 5, Text("Nutzungsrechte", "rights"), _MADE),
    Criterion("byteSizeAvailability", _CONTEXT, 5, Text("Größe der Datei", "size of the file"), _MADE),
    Criterion("dateIssuedAvailability", _CONTEXT, 5, Text("Tag der Veröffentlichung", "date of release"), _key("issued")),
    Criterion("dateModifiedAvailability", _CONTEXT, 5, Text("Tag der Änderung", "date of modification"), _key("modified")),
)  # fmt: skip
TOTAL: Final = sum(each.points for each in CRITERIA)

_Test = Callable[[Graph, Node], bool]


def _has(predicate: URIRef) -> _Test:
    return lambda graph, node: (node, predicate, None) in graph


def _has_in(predicate: URIRef, start: str, codes: Iterable[str] | None = None) -> _Test:
    known = None if codes is None else frozenset(codes)

    def test(graph: Graph, node: Node) -> bool:
        values = (str(each) for each in graph.objects(node, predicate))
        return any(each.startswith(start) and (known is None or each.removeprefix(start) in known) for each in values)

    return test


def _known_licence(graph: Graph, node: Node) -> bool:
    for licence in graph.objects(node, DCTERMS.license):
        same = (licence, *graph.objects(licence, SKOS.exactMatch))
        if any(str(each).startswith(_LICENCE) for each in same):
            return True
    return False


def _aligned(graph: Graph, node: Node) -> bool:
    return _has_in(DCTERMS["format"], _FILE_TYPE)(graph, node) and _has_in(DCAT.mediaType, str(IANA))(graph, node)


_OF_DATASET: Final[dict[str, _Test]] = {
    "keywordAvailability": _has(DCAT.keyword),
    "categoryAvailability": _has_in(DCAT.theme, _THEME, authority.THEMES),
    "spatialAvailability": _has(DCTERMS.spatial),
    "temporalAvailability": _has(DCTERMS.temporal),
    "accessRightsAvailability": _has(DCTERMS.accessRights),
    "accessRightsVocabularyAlignment": _has_in(DCTERMS.accessRights, _ACCESS, authority.ACCESS_RIGHTS),
    "contactPointAvailability": _has(DCAT.contactPoint),
    "publisherAvailability": _has(DCTERMS.publisher),
}
_OF_DISTRIBUTION: Final[dict[str, _Test]] = {
    "downloadUrlAvailability": _has(DCAT.downloadURL),
    "formatAvailability": _has(DCTERMS["format"]),
    "mediaTypeAvailability": _has(DCAT.mediaType),
    "formatMediaTypeVocabularyAlignment": _aligned,
    "formatMediaTypeNonProprietary": _has_in(DCTERMS["format"], _FILE_TYPE, authority.OPEN_FILE_TYPES),
    "formatMediaTypeMachineInterpretable": _has_in(DCTERMS["format"], _FILE_TYPE, authority.MACHINE_READABLE_FILE_TYPES),
    "licenceAvailability": _has(DCTERMS.license),
    "knownLicence": _known_licence,
    "rightsAvailability": _has(DCTERMS.rights),
    "byteSizeAvailability": _has(DCAT.byteSize),
}
_OF_EITHER: Final[dict[str, _Test]] = {
    "dateIssuedAvailability": _has(DCTERMS.issued),
    "dateModifiedAvailability": _has(DCTERMS.modified),
}


def score(graph: Graph, study: URIRef, *, conforms: bool) -> Score:
    """Return the score of a study (dcat:Dataset) that `graph` describes; `conforms` says whether it conforms to DCAT-AP."""
    reached = {name: test(graph, study) for name, test in _OF_DATASET.items()} | {"dcatApCompliance": conforms}
    points = {each.name: each.points for each in CRITERIA}
    tests = _OF_DISTRIBUTION | _OF_EITHER
    results = [
        {name: test(graph, each) for name, test in tests.items()}
        for each in sorted(graph.objects(study, DCAT.distribution), key=str)
    ]
    nothing = dict.fromkeys(tests, False)
    best = max(results, key=lambda each: sum(points[name] for name, found in each.items() if found), default=nothing)
    reached |= best
    for name, test in _OF_EITHER.items():
        reached[name] = reached[name] or test(graph, study)
    return Score(study, tuple(Measured(each, None if each.of_portal else reached[each.name]) for each in CRITERIA))


def rating(points: int) -> Text:
    """Return the MQA's word for a number of points."""
    return next(word for limit, word in RATINGS if points >= limit)


def measurements(found: Score) -> Graph:
    """Return a score as quality measurements (W3C DQV, 2016), with the metrics' IRIs at data.europa.eu; no clock.

    Only what is certain: what the portal alone can see is missing. `scoring` is the sum of the certain points.
    """
    graph = Graph(bind_namespaces="none")
    values = {each.criterion.name: Literal(each.reached) for each in found.measured if each.reached is not None}
    sums = {"scoring": Literal(str(found.points), datatype=XSD.integer)}
    for name, value in (values | sums).items():
        node, metric = iris.fragment(found.study, f"quality-{name}"), MQA[name]
        graph.add((found.study, DQV.hasQualityMeasurement, node))
        graph.add((node, RDF.type, DQV.QualityMeasurement))
        graph.add((node, DQV.isMeasurementOf, metric))
        graph.add((node, DQV.value, value))
        graph.add((metric, RDF.type, DQV.Metric))
    return graph
