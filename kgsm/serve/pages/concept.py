"""A concept (skos:Concept) → its page: labels, definition, neighbours in its list, and the findings that use it."""

from dataclasses import dataclass, replace
from typing import ClassVar, Final
from urllib.parse import urlencode, urlsplit

from kgsm.namespaces import SKOS
from kgsm.serve import wording
from kgsm.serve.description import facts_about
from kgsm.serve.facts import Facts, Words, local_name, natural
from kgsm.serve.negotiate import GRAPHS
from kgsm.serve.pages.filters import parameter
from kgsm.serve.pages.findings import Finding, components, findings, names
from kgsm.serve.pages.paging import Pages, part
from kgsm.serve.pages.parts import Frame, Row, Value, frame, link, links, period, row, rows
from kgsm.serve.pages.uses import Use, uses
from kgsm.serve.visit import Visit
from kgsm.sparql import prologue

PAGE_SIZE: Final = 50
MOST: Final = 1000  # findings that the page leads through; of more it is the datasets that are for looking through
# Nothing is sorted here: a concept may stand in millions of observations.
FOUND: Final = (
    prologue("qb") + "SELECT DISTINCT ?finding WHERE { ?finding ?dimension $this ; qb:dataSet ?dataset } LIMIT $limit"
)
_MATCHES: Final = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")


@dataclass(frozen=True, slots=True)
class Used:
    """A dataset that uses a concept, in which component, for how many findings; `link` leads to these where one may filter."""

    link: Value
    component: Value
    findings: str


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
    uses: tuple[Used, ...]
    findings: tuple[Finding, ...]
    pages: Pages


def concept(visit: Visit, iri: str, written: str = "1") -> ConceptPage:
    """Return the page of a concept with the part `written` of the findings that use it. Raises RefusalError, 404."""
    facts = facts_about(visit.site, iri, visit.language)
    found = sorted((each["finding"].value for each in visit.ask(FOUND, this=iri, limit=MOST + 1)), key=natural)
    shown, pages = part(visit, found[:MOST], written, PAGE_SIZE)
    notes = (facts.words(iri, each) for each in (SKOS.scopeNote, SKOS.note))
    return ConceptPage(
        frame=frame(visit, facts.label(iri).text, iri, GRAPHS),
        title=facts.label(iri),
        schemes=links(visit, facts, iri, SKOS.inScheme),
        definition=facts.words(iri, SKOS.definition),
        notes=tuple(each for each in notes if each),
        rows=_rows(visit, facts, iri),
        labels=_labels(facts, iri),
        uses=_uses(visit, facts, iri),
        findings=findings(visit, shown),
        pages=replace(pages, is_cut=len(found) > MOST),
    )


def _uses(visit: Visit, facts: Facts, iri: str) -> tuple[Used, ...]:
    """Return the datasets that use a concept, the most frequent first."""
    code = facts.value(iri, SKOS.notation)
    known = [use for each in facts.iris(iri, SKOS.inScheme) for use in uses(visit, each).get(iri, ())]
    labels = names(visit, {each for use in known for each in (use.dataset, use.property)})
    return tuple(
        Used(
            Value(labels.label(use.dataset), _filtered(visit, use, code)),
            link(visit, labels, use.property),
            wording.number(str(use.findings), visit.language),
        )
        for use in known
    )


def _filtered(visit: Visit, use: Use, code: str) -> str:
    parts = components(visit, [use.dataset]).get(use.dataset, [])
    name = parameter(visit, use.dataset, parts, use.property)
    href = visit.href(use.dataset)
    return f"{href}?{urlencode({name: code})}" if name and code else href


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
