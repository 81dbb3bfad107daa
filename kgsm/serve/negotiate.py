"""Request → the format and the language of its answer: suffix before ?format= before Accept; ?lang= before Accept-Language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from werkzeug.datastructures import LanguageAccept, MIMEAccept
from werkzeug.http import parse_accept_header

from kgsm import sparql

LANGUAGES: Final = ("de", "en")


@dataclass(frozen=True, slots=True)
class Format:
    """A format that an answer may have.

    `name` is its value of ?format=, `suffix` what makes its own address. `media_types` are other types that clients ask for
    and mean this one, `names` other values of ?format=.
    """

    name: str
    title: str
    media_type: str
    suffix: str
    media_types: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """The header's value: text types say that they are UTF-8."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


SVG: Final = Format("svg", "SVG", "image/svg+xml", ".svg")  # a picture of a page, which nothing is negotiated to
HTML: Final = Format("html", "HTML", "text/html", ".html", ("application/xhtml+xml",))
TURTLE: Final = Format(
    "ttl", "Turtle", sparql.TURTLE, ".ttl",
    ("application/turtle", "application/x-turtle", "text/n3", "text/rdf+n3", "application/n3"), ("turtle", "n3"),
)  # fmt: skip
JSON_LD: Final = Format(
    "jsonld", "JSON-LD", sparql.JSON_LD, ".jsonld", ("application/json", "application/x-json+ld"), ("json-ld", "json")
)
N_TRIPLES: Final = Format("nt", "N-Triples", sparql.N_TRIPLES, ".nt", (), ("ntriples", "n-triples"))
RDF_XML: Final = Format("rdf", "RDF/XML", sparql.RDF_XML, ".rdf", ("application/xml", "text/xml"), ("xml", "rdfxml", "rdf+xml"))
TRIG: Final = Format("trig", "TriG", sparql.TRIG, ".trig", ("application/x-trig",))
N_QUADS: Final = Format("nq", "N-Quads", sparql.N_QUADS, ".nq", ("text/x-nquads",), ("nquads", "n-quads"))
CSV: Final = Format("csv", "CSV", sparql.CSV, ".csv")
JSON_ROWS: Final = Format(
    "json", "JSON", sparql.JSON, ".srj", ("application/json", "text/javascript", "application/javascript"), ("srj",)
)
XML_ROWS: Final = Format("xml", "XML", sparql.XML, ".srx", ("application/xml", "text/xml"), ("srx",))
TSV_ROWS: Final = Format("tsv", "TSV", sparql.TSV, ".tsv")
JSON: Final = Format("json", "JSON", "application/json", ".json")
PROBLEM: Final = Format("problem", "Problem", "application/problem+json", ".json", ("application/json",))

GRAPHS: Final = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML)
ANSWERED_GRAPHS: Final = (*GRAPHS, TRIG, N_QUADS)  # what CONSTRUCT and DESCRIBE come in
ROWS: Final = (JSON_ROWS, XML_ROWS, CSV, TSV_ROWS)
PAGE: Final = (HTML, *GRAPHS)


def acceptable(header: str | None, offers: Sequence[Format]) -> Format | None:
    """Return the offer that an Accept header likes best, None where it likes none (RFC 9110, 12.5.1).

    Parameters other than q do not count. At equal quality the type that is named wins over `*/*`, then the earlier offer.
    Without a header the first offer is taken.
    """
    return _acceptable(header, tuple(offers))


@lru_cache(maxsize=512)
def _acceptable(header: str | None, offers: tuple[Format, ...]) -> Format | None:
    ranges = [(_bare(value), quality) for value, quality in parse_accept_header(header, MIMEAccept)]
    if not ranges:
        return offers[0] if offers else None
    rated = [(*_liking(ranges, offer), -place, offer) for place, offer in enumerate(offers)]
    quality, _, _, best = max(rated, key=lambda each: each[:3], default=(0.0, 0, 0, None))
    return best if quality > 0 else None


def named(values: Iterable[str], offers: Sequence[Format]) -> Format | None:
    """Return the first offer that a value of ?format= names: by its name or by a media type, several separated by commas."""
    for value in values:
        for each in value.split(","):
            wanted = _bare(each)
            for offer in offers:
                if wanted in {offer.name, offer.media_type, *offer.names, *offer.media_types}:
                    return offer
    return None


def by_suffix(path: str, offers: Sequence[Format]) -> tuple[str, Format | None]:
    """Return `path` without the suffix of an offer, and that offer; `path` itself and None where it has none."""
    for offer in offers:
        if path.endswith(offer.suffix) and len(path) > len(offer.suffix):
            return path.removesuffix(offer.suffix), offer
    return path, None


def language(arguments: Mapping[str, str], header: str | None, default: str = LANGUAGES[0]) -> str | None:
    """Return the language of a page: ?lang=, else Accept-Language, else `default`. None where ?lang= names another one."""
    if "lang" in arguments:
        asked = arguments["lang"].lower()  # the case of a language tag says nothing (RFC 5646, 2.1.1)
        return asked if asked in LANGUAGES else None
    accepted = parse_accept_header(header, LanguageAccept)
    return accepted.best_match(LANGUAGES, default)


def _bare(value: str) -> str:
    return value.partition(";")[0].strip().lower()


def _liking(ranges: Sequence[tuple[str, float]], offer: Format) -> tuple[float, int]:
    """Return the quality and the precision of the most precise range that matches `offer`."""
    family = offer.media_type.partition("/")[0] + "/*"
    for precision, types in ((4, {offer.media_type}), (3, set(offer.media_types)), (2, {family}), (1, {"*/*"})):
        qualities = [quality for value, quality in ranges if value in types]
        if qualities:
            return max(qualities), precision
    return 0.0, 0
