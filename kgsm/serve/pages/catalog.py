"""The catalog → its page: where to harvest it, and its records."""

from dataclasses import dataclass, replace
from typing import ClassVar, Final

from kgsm.namespaces import DCTERMS, FOAF
from kgsm.serve.description import facts_about
from kgsm.serve.facts import Words
from kgsm.serve.negotiate import GRAPHS
from kgsm.serve.pages.home import Study, studies
from kgsm.serve.pages.parts import Frame, Row, Value, address, frame, licence, links, row, rows
from kgsm.serve.visit import Visit
from kgsm.sparql import prologue

_REPORT: Final = "report.ttl"
MOST_POINTS: Final = 405  # of data.europa.eu's metadata quality assessment
SCORES: Final = (
    prologue("dcat", "dqv", "mqa")
    + """
SELECT ?study ?score WHERE {
  ?study a dcat:Dataset ; dqv:hasQualityMeasurement ?measured . ?measured dqv:isMeasurementOf mqa:scoring ; dqv:value ?score
}
ORDER BY ?study ?score
"""
)


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
        studies=_scored(visit),
    )


def _scored(visit: Visit) -> tuple[Study, ...]:
    """Return the records, each with the score of its metadata where the catalog has one."""
    scores = {visit.href(each["study"].value): each["score"].value for each in visit.ask(SCORES)}
    found = []
    for each in studies(visit):
        score = scores.get(each.link.href)
        told = row(visit, "catalog.score", visit.say("catalog.score.of", score=score, most=MOST_POINTS)) if score else None
        found.append(replace(each, rows=(*each.rows, *rows(told))))
    return tuple(found)
