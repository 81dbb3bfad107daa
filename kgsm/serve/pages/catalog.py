"""The catalog → its page: where to harvest it, and its records."""

from dataclasses import dataclass
from typing import ClassVar

from kgsm.namespaces import DCTERMS, FOAF
from kgsm.serve.description import facts_about
from kgsm.serve.facts import Words
from kgsm.serve.negotiate import GRAPHS
from kgsm.serve.pages.home import Study, studies
from kgsm.serve.pages.parts import Frame, Row, Value, address, frame, licence, links, row, rows
from kgsm.serve.visit import Visit

_REPORT = "report.ttl"


@dataclass(frozen=True, slots=True)
class CatalogPage:
    """The page of the catalog."""

    template: ClassVar[str] = "catalog.html"
    frame: Frame
    title: Words
    description: Words | None
    rows: tuple[Row, ...]
    harvest: tuple[Value, ...]
    studies: tuple[Study, ...]


def catalog(visit: Visit, iri: str) -> CatalogPage:
    """Return the page of the catalog."""
    facts = facts_about(visit.site, iri, visit.language)
    report = Value(visit.words("catalog.report"), visit.at(f"/{_REPORT}")) if _REPORT in visit.site.files else None
    return CatalogPage(
        frame=frame(visit, facts.label(iri).text, iri, GRAPHS),
        title=facts.label(iri),
        description=facts.words(iri, DCTERMS.description),
        rows=rows(
            row(visit, "publisher", *links(visit, facts, iri, DCTERMS.publisher)),
            row(visit, "licence", *(licence(visit, each) for each in facts.iris(iri, DCTERMS.license))),
            row(visit, "homepage", *(address(visit, each) for each in facts.iris(iri, FOAF.homepage))),
            row(visit, "catalog.checked", report),
        ),
        harvest=tuple(Value(Words(f"{iri}{each.suffix}"), visit.at(f"{visit.path}{each.suffix}")) for each in GRAPHS),
        studies=studies(visit),
    )
