"""The studies of the catalog → the home page."""

from dataclasses import dataclass
from typing import ClassVar, Final

from kgsm.namespaces import DCAT, DCTERMS, RDF
from kgsm.serve import wording
from kgsm.serve.facts import Facts, Words
from kgsm.serve.pages.findings import Finding, findings
from kgsm.serve.pages.history import Change, changes
from kgsm.serve.pages.parts import Frame, Row, Value, frame, licences, link, period, row, rows
from kgsm.serve.visit import Visit
from kgsm.sparql import prologue

LATEST: Final = 3  # changes that the home page tells
STUDIES: Final = (
    prologue("dcat", "dcterms")
    + """
SELECT ?s ?p ?o WHERE {
  { ?s a dcat:Dataset ; ?p ?o }
  UNION { ?study a dcat:Dataset ; dcterms:temporal ?s . ?s ?p ?o }
  UNION { FILTER(?p IN (dcterms:license)) ?study a dcat:Dataset ; dcat:distribution ?s . ?s ?p ?o }
}
"""
)
COUNTS: Final = (
    prologue("dcterms", "qb")
    + """
SELECT ?study (COUNT(?finding) AS ?findings) (COUNT(DISTINCT ?dataset) AS ?datasets) WHERE {
  ?dataset a qb:DataSet ; dcterms:isPartOf ?study .
  OPTIONAL { ?finding qb:dataSet ?dataset }
}
GROUP BY ?study
"""
)

# In the order that each study gives, of several studies the first of each first: a node of a list is as far down as there are
# nodes that lead to it.
HIGHLIGHTS: Final = (
    prologue("kgsm", "rdf")
    + """
SELECT ?finding (COUNT(?before) AS ?place) WHERE {
  ?study kgsm:highlight ?finding
  OPTIONAL { ?study kgsm:highlights ?list . ?list rdf:rest* ?before . ?before rdf:rest* ?node . ?node rdf:first ?finding }
}
GROUP BY ?study ?finding ORDER BY ?place STR(?study) STR(?finding) LIMIT 6
"""
)


@dataclass(frozen=True, slots=True)
class Study:
    """A study in a list of studies."""

    link: Value
    description: Words | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class HomePage:
    """The home page."""

    template: ClassVar[str] = "home.html"
    frame: Frame
    highlights: tuple[Finding, ...]
    studies: tuple[Study, ...]
    changes: tuple[Change, ...]
    endpoint: str


def home(visit: Visit, host: str) -> HomePage:
    """Return the home page. `host` is the address under which the reader sees the site, for the line to copy."""
    chosen = [] if visit.site.loading else [each["finding"].value for each in visit.ask(HIGHLIGHTS)]
    return HomePage(
        frame(visit, visit.say("home.title")),
        findings(visit, chosen),
        studies(visit),
        changes(visit)[:LATEST],
        f"{host}{visit.at('/sparql')}",
    )


def studies(visit: Visit) -> tuple[Study, ...]:
    """Return all studies, by title."""
    facts = visit.known(STUDIES)
    found = visit.site.memory.kept(COUNTS, lambda: visit.ask(COUNTS))  # of a long study it takes as long as there are findings
    counts = {each["study"].value: (each["findings"].value, each["datasets"].value) for each in found if "study" in each}
    shown = [_study(visit, facts, iri, counts.get(iri, ("0", "0"))) for iri in facts.subjects(RDF.type, DCAT.Dataset)]
    return tuple(sorted(shown, key=lambda each: each.link.words.text))


def _study(visit: Visit, facts: Facts, iri: str, counts: tuple[str, str]) -> Study:
    count, datasets = (wording.number(each, visit.language) for each in counts)
    return Study(
        link=link(visit, facts, iri),
        description=facts.words(iri, DCTERMS.description),
        rows=rows(
            row(visit, "findings", "" if visit.site.loading else count),
            row(visit, "datasets", datasets),
            row(visit, "period", period(visit, facts, iri)),
            row(visit, "licence", *licences(visit, facts, iri)),
            row(visit, "modified", wording.day(facts.value(iri, DCTERMS.modified), visit.language)),
        ),
    )
