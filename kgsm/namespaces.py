"""The prefixes of every graph we write; our vocabulary as a closed namespace, where a typo is an exception."""

from typing import Final

from rdflib import Graph, Namespace, URIRef
from rdflib.namespace import (
    DC,
    DCTERMS,
    FOAF,
    OWL,
    PROV,
    QB,
    RDF,
    RDFS,
    SH,
    SKOS,
    VANN,
    VOID,
    XSD,
    DefinedNamespace,
)

__all__ = [
    "ADMS", "ADMS_STATUS", "ATOM", "BASE_STATUS", "BIBO", "CODES", "COMMONS", "CONTRIBUTOR", "CROISSANT", "CSVW_STANDARD",
    "DATA_CUBE", "DC", "DCAT", "DCATAP", "DCATDE", "DCAT_AP_3", "DCAT_AP_CH", "DCAT_AP_DE_2", "DCAT_AP_DE_3", "DCTERMS",
    "DQV", "EU", "EUROPE_ENDPOINT", "EXACTNESS", "FOAF", "FORMATS", "GOVDATA_ENDPOINT", "HYDRA", "IANA", "JSON_STAT", "KGSM",
    "LICENCE", "MQA", "OA", "ORIGIN", "OWL", "POLITICAL_LEVEL", "PREFIXES", "PROV", "PUBLISHER_TYPE", "QB", "QUANTITY",
    "QUDT", "RDF", "RDFS", "SCHEMA", "SD", "SDMX_ATTRIBUTE", "SDMX_CODE", "SDMX_CONCEPT", "SDMX_DIMENSION", "SDMX_MEASURE",
    "SH", "SHAPES", "SHAPES_DOCUMENT", "SITEMAP", "SKOS", "SPARQL_PROTOCOL", "SPDX", "STATDCAT", "SWISS_TERMS", "UNIT",
    "VANN", "VCARD", "VOCABULARY", "VOID", "WDT", "WIKIDATA_ENDPOINT", "XSD", "bind_prefixes",
]  # fmt: skip

# Where our own vocabulary, generic code lists and shapes live. A study's base IRI is the study's own affair (study.toml).
HOME: Final = "https://w3id.org/kgsm/"
VOCABULARY: Final = URIRef(HOME + "ns")
CODES: Final = URIRef(HOME + "code")
SHAPES_DOCUMENT: Final = URIRef(HOME + "shapes")
SHAPES: Final = Namespace(HOME + "shapes#")


class KGSM(DefinedNamespace):
    """Our vocabulary (ontology/kgsm.ttl). A test compares these names with the file."""

    _NS = Namespace(HOME + "ns#")
    _fail = True

    # Classes
    Evidence: URIRef
    MissingValue: URIRef
    Source: URIRef
    Statement: URIRef
    # Dimension
    quantity: URIRef
    # Attributes of an observation
    agreement: URIRef
    base: URIRef
    baseSize: URIRef
    baseStatus: URIRef
    comparability: URIRef
    evidence: URIRef
    exactness: URIRef
    figure: URIRef
    formula: URIRef
    note: URIRef
    origin: URIRef
    statement: URIRef
    # Evidence and sources
    copyOf: URIRef
    locator: URIRef
    quotable: URIRef
    read: URIRef
    sentence: URIRef
    sentenceDigest: URIRef
    sourceDigest: URIRef
    statedValue: URIRef
    textLength: URIRef
    token: URIRef
    # Studies, datasets, code lists
    answers: URIRef
    Change: URIRef
    Withdrawn: URIRef
    changed: URIRef
    formerValue: URIRef
    presentValue: URIRef
    highlight: URIRef
    highlights: URIRef
    invited: URIRef
    respondents: URIRef
    method: URIRef
    problemCode: URIRef
    question: URIRef
    sample: URIRef
    # What the endpoint takes
    answerLimit: URIRef
    clientLimit: URIRef
    memoryLimit: URIRef
    queryLimit: URIRef
    requestLimit: URIRef
    rowLimit: URIRef
    timeLimit: URIRef
    # Units of our own
    PercentagePoint: URIRef


ADMS: Final = Namespace("http://www.w3.org/ns/adms#")
ADMS_STATUS: Final = Namespace("http://purl.org/adms/status/")  # DCAT-AP 2; 3 has the EU table distribution-status
ATOM: Final = URIRef("http://www.w3.org/2005/Atom")
BIBO: Final = Namespace("http://purl.org/ontology/bibo/")
COMMONS: Final = Namespace("https://creativecommons.org/")
CROISSANT: Final = Namespace("http://mlcommons.org/croissant/")
CONTRIBUTOR: Final = Namespace("http://dcat-ap.de/def/contributors/")
DCAT: Final = Namespace("http://www.w3.org/ns/dcat#")  # rdflib knows DCAT 2 only, without dcat:version
DCATAP: Final = Namespace("http://data.europa.eu/r5r/")  # with the slash; r5r# is another, wrong namespace
DCATDE: Final = Namespace("http://dcat-ap.de/def/dcatde/")
DQV: Final = Namespace("http://www.w3.org/ns/dqv#")
FORMATS: Final = Namespace("http://www.w3.org/ns/formats/")
EU: Final = Namespace("http://publications.europa.eu/resource/authority/")
HYDRA: Final = Namespace("http://www.w3.org/ns/hydra/core#")
IANA: Final = Namespace("https://www.iana.org/assignments/media-types/")
LICENCE: Final = Namespace("http://dcat-ap.de/def/licenses/")
MQA: Final = Namespace("https://piveau.eu/ns/voc#")  # the metrics of data.europa.eu's metadata quality assessment
OA: Final = Namespace("http://www.w3.org/ns/oa#")
POLITICAL_LEVEL: Final = Namespace("http://dcat-ap.de/def/politicalGeocoding/Level/")
PUBLISHER_TYPE: Final = Namespace("http://purl.org/adms/publishertype/")
QUDT: Final = Namespace("http://qudt.org/schema/qudt/")
SCHEMA: Final = Namespace("https://schema.org/")
SD: Final = Namespace("http://www.w3.org/ns/sparql-service-description#")
WDT: Final = Namespace("http://www.wikidata.org/prop/direct/")
# Endpoints that our example queries are joined with.
GOVDATA_ENDPOINT: Final = URIRef("https://www.govdata.de/sparql")
EUROPE_ENDPOINT: Final = URIRef("https://data.europa.eu/sparql")
WIKIDATA_ENDPOINT: Final = URIRef("https://query.wikidata.org/sparql")
SDMX_ATTRIBUTE: Final = Namespace("http://purl.org/linked-data/sdmx/2009/attribute#")
SDMX_CODE: Final = Namespace("http://purl.org/linked-data/sdmx/2009/code#")
SDMX_CONCEPT: Final = Namespace("http://purl.org/linked-data/sdmx/2009/concept#")
SDMX_DIMENSION: Final = Namespace("http://purl.org/linked-data/sdmx/2009/dimension#")
SDMX_MEASURE: Final = Namespace("http://purl.org/linked-data/sdmx/2009/measure#")
SITEMAP: Final = URIRef("http://www.sitemaps.org/schemas/sitemap/0.9")
SPDX: Final = Namespace("http://spdx.org/rdf/terms#")
STATDCAT: Final = Namespace("http://data.europa.eu/s1n/")  # StatDCAT-AP 3.0.0; 1.0.1 had another one
SWISS_TERMS: Final = Namespace("http://dcat-ap.ch/vocabulary/licenses/")
UNIT: Final = Namespace("http://qudt.org/vocab/unit/")
VCARD: Final = Namespace("http://www.w3.org/2006/vcard/ns#")

# Documents that data and services conform to (dcterms:conformsTo).
CSVW_STANDARD: Final = URIRef("http://www.w3.org/ns/csvw")
DATA_CUBE: Final = URIRef("http://purl.org/linked-data/cube")
JSON_STAT: Final = URIRef("https://json-stat.org/full/")
SPARQL_PROTOCOL: Final = URIRef("http://www.w3.org/TR/sparql11-protocol/")

# The profiles that a catalog keeps, by the addresses of their specifications.
DCAT_AP_3: Final = URIRef("https://semiceu.github.io/DCAT-AP/releases/3.0.1/")
DCAT_AP_CH: Final = URIRef("https://www.dcat-ap.ch/")
DCAT_AP_DE_2: Final = URIRef("https://www.dcat-ap.de/def/dcatde/2.0/spec/")
DCAT_AP_DE_3: Final = URIRef("https://www.dcat-ap.de/def/dcatde/3.0/spec/")

# The generic code lists of ontology/codes-*.ttl.
BASE_STATUS: Final = Namespace(HOME + "code/base-status/")
EXACTNESS: Final = Namespace(HOME + "code/exactness/")
ORIGIN: Final = Namespace(HOME + "code/origin/")
QUANTITY: Final = Namespace(HOME + "code/quantity/")

PREFIXES: Final[dict[str, str]] = {
    "adms": str(ADMS),
    "base-status": str(BASE_STATUS),
    "bibo": str(BIBO),
    "dc": str(DC),
    "dcat": str(DCAT),
    "dcatap": str(DCATAP),
    "dcatde": str(DCATDE),
    "dcterms": str(DCTERMS),
    "dqv": str(DQV),
    "exactness": str(EXACTNESS),
    "foaf": str(FOAF),
    "hydra": str(HYDRA),
    "kgsm": str(KGSM),
    "mqa": str(MQA),
    "oa": str(OA),
    "origin": str(ORIGIN),
    "owl": str(OWL),
    "prov": str(PROV),
    "qb": str(QB),
    "quantity": str(QUANTITY),
    "qudt": str(QUDT),
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "sd": str(SD),
    "sdmx-attribute": str(SDMX_ATTRIBUTE),
    "sdmx-code": str(SDMX_CODE),
    "sdmx-concept": str(SDMX_CONCEPT),
    "sdmx-dimension": str(SDMX_DIMENSION),
    "sdmx-measure": str(SDMX_MEASURE),
    "sh": str(SH),
    "shapes": str(SHAPES),
    "skos": str(SKOS),
    "spdx": str(SPDX),
    "statdcat": str(STATDCAT),
    "unit": str(UNIT),
    "vann": str(VANN),
    "vcard": str(VCARD),
    "void": str(VOID),
    "xsd": str(XSD),
}


def bind_prefixes(graph: Graph) -> Graph:
    """Bind our prefixes, and no others, to `graph` and return it."""
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace, override=True, replace=True)
    return graph
