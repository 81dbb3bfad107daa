"""An observation (qb:Observation, kgsm:MissingValue) → its page: the value, how to read it, and the place it comes from."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Final

from kgsm.namespaces import DC, DCTERMS, FOAF, KGSM, OA, PROV
from kgsm.serve import wording
from kgsm.serve.description import facts_about
from kgsm.serve.facts import Facts, Words
from kgsm.serve.negotiate import GRAPHS
from kgsm.serve.pages.findings import Finding, findings, names
from kgsm.serve.pages.parts import Frame, Row, Value, address, frame, link, literal, row, rows
from kgsm.serve.visit import Visit
from kgsm.sparql import prologue

SOURCES: Final = (
    prologue("kgsm", "oa")
    + """
SELECT DISTINCT ?s ?p ?o WHERE { $this kgsm:evidence|kgsm:statement ?e . ?e oa:hasTarget ?t . ?t oa:hasSource ?s . ?s ?p ?o }
"""
)
QUESTION: Final = (
    prologue("dcterms", "kgsm", "qb")
    + """
SELECT ?s ?p ?o WHERE { VALUES ?p { kgsm:question } $this qb:dataSet|dcterms:isPartOf ?s . ?s ?p ?o }
"""
)
NEIGHBOURS: Final = (
    prologue("dcterms", "kgsm", "qb")
    + """
SELECT ?before ?after WHERE {
  {
    SELECT (MAX(STR(?finding)) AS ?before) WHERE {
      $this qb:dataSet|dcterms:isPartOf ?dataset .
      { ?finding qb:dataSet ?dataset } UNION { ?finding a kgsm:MissingValue ; dcterms:isPartOf ?dataset }
      FILTER(STR(?finding) < STR($this))
    }
  }
  {
    SELECT (MIN(STR(?finding)) AS ?after) WHERE {
      $this qb:dataSet|dcterms:isPartOf ?dataset .
      { ?finding qb:dataSet ?dataset } UNION { ?finding a kgsm:MissingValue ; dcterms:isPartOf ?dataset }
      FILTER(STR(?finding) > STR($this))
    }
  }
}
"""
)
DERIVED: Final = (
    prologue("prov")
    + """
SELECT DISTINCT ?finding WHERE { ?finding prov:wasDerivedFrom $this } ORDER BY STR(?finding) LIMIT 100
"""
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a source says about a figure. `id` is the fragment under which the page has it."""

    id: str
    source: Value
    rows: tuple[Row, ...]
    quote: Words | None


@dataclass(frozen=True, slots=True)
class ObservationPage:
    """The page of an observation."""

    template: ClassVar[str] = "observation.html"
    frame: Frame
    finding: Finding
    question: Words | None
    title: tuple[Words, ...]
    rows: tuple[Row, ...]
    formula: str
    inputs: tuple[Finding, ...]
    uses: tuple[Finding, ...]
    evidence: tuple[Evidence, ...]
    statements: tuple[Evidence, ...]
    before: Finding | None
    after: Finding | None


def observation(visit: Visit, iri: str) -> ObservationPage:
    """Return the page of an observation or of a missing value."""
    facts = facts_about(visit.site, iri, visit.language)
    sources = visit.facts(SOURCES, this=iri)
    inputs = facts.iris(iri, PROV.wasDerivedFrom)
    uses = [each["finding"].value for each in visit.ask(DERIVED, this=iri)]
    before, after = _neighbours(visit, iri)
    found = {each.iri: each for each in findings(visit, [iri, *inputs, *uses, *filter(None, (before, after))])}
    finding = found[iri]
    title = (finding.dataset.words, *(each.words for each in finding.answer))
    value = finding.shown or visit.say("missing")
    return ObservationPage(
        frame=frame(visit, f"{value} – {title[0].text}: {', '.join(each.text for each in title[1:])}", iri, GRAPHS),
        finding=finding,
        question=_question(visit, iri),
        title=title,
        rows=_rows(visit, facts, finding),
        formula=facts.value(iri, KGSM.formula),
        inputs=tuple(found[each] for each in inputs),
        uses=tuple(found[each] for each in uses),
        evidence=_evidence(visit, facts, sources, facts.iris(iri, KGSM.evidence)),
        statements=_evidence(visit, facts, sources, facts.iris(iri, KGSM.statement)),
        before=found.get(before or ""),
        after=found.get(after or ""),
    )


def _neighbours(visit: Visit, iri: str) -> tuple[str | None, str | None]:
    found = visit.ask(NEIGHBOURS, this=iri)
    if not found:
        return None, None
    before, after = found[0].get("before"), found[0].get("after")
    return before.value if before else None, after.value if after else None


def _question(visit: Visit, iri: str) -> Words | None:
    facts = visit.facts(QUESTION, this=iri)
    return next((facts.words(subject, prop) for subject, prop in facts.objects), None)


def _rows(visit: Visit, facts: Facts, finding: Finding) -> tuple[Row, ...]:
    iri = finding.iri
    dimensions = (Row(each.name, (each.value,)) for each in finding.dimensions)
    size = visit.say("base.size", size=finding.base_size) if finding.base_size else ""
    return (
        *dimensions,
        *rows(
            row(visit, "base", finding.base, size),
            row(visit, "base.status", finding.base_status),
            row(visit, "exactness", finding.exactness),
            row(visit, "origin", finding.origin),
            row(visit, "status", finding.status),
            row(visit, "observation.comparability", facts.words(iri, KGSM.comparability)),
            row(visit, "observation.agreement", facts.words(iri, KGSM.agreement)),
            row(visit, "note", facts.words(iri, KGSM.note)),
            row(visit, "figure", finding.figure),
        ),
    )


def _evidence(visit: Visit, facts: Facts, sources: Facts, nodes: Iterable[str]) -> tuple[Evidence, ...]:
    copies = names(visit, [copy for (source, prop) in sources.objects for copy in _copy(sources, source, prop)])
    return tuple(_piece(visit, facts, sources, copies, node) for node in nodes)


def _copy(sources: Facts, source: str, prop: str) -> list[str]:
    return sources.iris(source, prop) if prop == str(KGSM.copyOf) else []


def _piece(visit: Visit, facts: Facts, sources: Facts, copies: Facts, node: str) -> Evidence:
    target = facts.value(node, OA.hasTarget)
    source = facts.value(target, OA.hasSource)
    selector = facts.value(target, OA.hasSelector)
    sentences = facts.iris(target, KGSM.sentence)
    sentence = next((each for each in sentences if facts.terms(each, OA.start)), "")
    quote = next((words for each in sentences if (words := facts.words(each, OA.exact))), None)
    stated = facts.term(node, KGSM.statedValue)
    exactness = facts.value(node, KGSM.exactness)
    return Evidence(
        id=node.partition("#")[2],
        source=link(visit, sources, source),
        rows=rows(
            row(visit, "evidence.stated", literal(visit, stated) if stated else None),
            row(visit, "exactness", link(visit, facts, exactness) if exactness else None),
            row(visit, "evidence.token", facts.words(node, KGSM.token)),
            row(visit, "evidence.locator", facts.words(node, KGSM.locator)),
            row(visit, "evidence.span", _span(visit, facts, selector) or visit.say("evidence.no-span")),
            row(visit, "evidence.sentence", _span(visit, facts, sentence)),
            row(visit, "note", facts.words(node, KGSM.note)),
            *source_rows(visit, sources, copies, source),
            row(visit, "evidence.sentence-digest", digest(facts.value(node, KGSM.sentenceDigest))),
            row(visit, "evidence.source-digest", digest(sources.value(source, KGSM.sourceDigest))),
        ),
        quote=quote,
    )


def source_rows(visit: Visit, sources: Facts, copies: Facts, source: str) -> tuple[Row | None, ...]:
    """Return what tells a reader which source it is, and whether it is a print of another one."""
    page = sources.value(source, FOAF.page)
    return (
        row(visit, "source.author", sources.words(source, DC.creator)),
        row(visit, "source.publisher", sources.words(source, DC.publisher)),
        row(visit, "source.citation", sources.words(source, DCTERMS.bibliographicCitation)),
        row(visit, "source.date", wording.day(sources.value(source, DCTERMS.issued), visit.language)),
        row(visit, "source.address", address(visit, page) if page else None),
        row(visit, "source.copy-of", *(link(visit, copies, each) for each in sources.iris(source, KGSM.copyOf))),
    )


def digest(value: str) -> Value:
    """Return a SHA-256 as pages show it."""
    return Value(Words(value), code=True)


def _span(visit: Visit, facts: Facts, selector: str) -> str:
    start, end = facts.value(selector, OA.start), facts.value(selector, OA.end)
    return visit.say("evidence.span.value", start=start, end=end) if start and end else ""
