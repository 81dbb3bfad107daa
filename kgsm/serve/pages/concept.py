"""A concept (skos:Concept) → its page: labels, definition, neighbours in its list, and the findings that use it."""

from dataclasses import dataclass
from typing import ClassVar, Final
from urllib.parse import urlsplit

from kgsm.namespaces import SKOS
from kgsm.serve.description import facts_about
from kgsm.serve.facts import Facts, Words, local_name
from kgsm.serve.negotiate import GRAPHS
from kgsm.serve.pages.findings import Finding, findings
from kgsm.serve.pages.parts import Frame, Row, Value, frame, links, period, row, rows
from kgsm.serve.visit import Visit
from kgsm.sparql import prologue

SHOWN: Final = 100
# The inner limit bounds the work where a concept stands in millions of observations.
USES: Final = (
    prologue("qb")
    + """
SELECT ?finding WHERE {
  { SELECT DISTINCT ?finding WHERE { ?finding ?dimension $this ; qb:dataSet ?dataset } LIMIT 5000 }
}
ORDER BY STR(?finding) LIMIT $limit
"""
)
_MATCHES: Final = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")


@dataclass(frozen=True, slots=True)
class ConceptPage:
    """The page of a concept. `labels` are all of them, with their language tags."""

    template: ClassVar[str] = "concept.html"
    frame: Frame
    title: Words
    schemes: tuple[Value, ...]
    definition: Words | None
    notes: tuple[Words, ...]
    rows: tuple[Row, ...]
    labels: tuple[tuple[str, Words], ...]
    findings: tuple[Finding, ...]
    more: bool
    limit: int = SHOWN


def concept(visit: Visit, iri: str) -> ConceptPage:
    """Return the page of a concept."""
    facts = facts_about(visit.site, iri, visit.language)
    uses = [each["finding"].value for each in visit.ask(USES, this=iri, limit=SHOWN + 1)]
    notes = (facts.words(iri, each) for each in (SKOS.scopeNote, SKOS.note))
    return ConceptPage(
        frame=frame(visit, facts.label(iri).text, iri, GRAPHS),
        title=facts.label(iri),
        schemes=links(visit, facts, iri, SKOS.inScheme),
        definition=facts.words(iri, SKOS.definition),
        notes=tuple(each for each in notes if each),
        rows=_rows(visit, facts, iri),
        labels=_labels(facts, iri),
        findings=findings(visit, uses[:SHOWN]),
        more=len(uses) > SHOWN,
    )


def _rows(visit: Visit, facts: Facts, iri: str) -> tuple[Row, ...]:
    return rows(
        row(visit, "code", facts.value(iri, SKOS.notation)),
        row(visit, "period", period(visit, facts, iri)),
        row(visit, "concept.broader", *links(visit, facts, iri, SKOS.broader)),
        row(visit, "concept.narrower", *links(visit, facts, iri, SKOS.narrower)),
        row(visit, "concept.related", *links(visit, facts, iri, SKOS.related)),
        row(visit, "concept.matches", *_matches(visit, facts, iri)),
    )


def _matches(visit: Visit, facts: Facts, iri: str) -> tuple[Value, ...]:
    found = []
    for relation in _MATCHES:
        for target in facts.iris(iri, SKOS[relation]):
            words = {"relation": visit.say(f"match.{relation}"), "host": urlsplit(target).hostname or target}
            where = visit.say("concept.match", **words)
            found.append(Value(Words(f"{local_name(target)} ({where})"), visit.href(target)))
    return tuple(found)


def _labels(facts: Facts, iri: str) -> tuple[tuple[str, Words], ...]:
    terms = [*facts.terms(iri, SKOS.prefLabel), *facts.terms(iri, SKOS.altLabel)]
    tagged = sorted((term.language or "–", term.value) for term in terms)
    return tuple((tag, Words(text, None if tag == "–" else tag)) for tag, text in tagged)
