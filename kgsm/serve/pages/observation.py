"""An observation (qb:Observation, kgsm:MissingValue) → its page: the finding, how to read, check and cite it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from kgsm.namespaces import DCTERMS, KGSM, PROV, QB, SDMX_ATTRIBUTE, VOCABULARY
from kgsm.serve.description import facts_about, known_about
from kgsm.serve.facts import Facts, Words
from kgsm.serve.negotiate import GRAPHS
from kgsm.serve.pages.citation import Citation, citation
from kgsm.serve.pages.evidence import Evidence, evidence
from kgsm.serve.pages.findings import Finding, components, findings, names
from kgsm.serve.pages.framed import framed
from kgsm.serve.pages.history import Change, changes
from kgsm.serve.pages.order import in_order
from kgsm.serve.pages.parts import Frame, Row, Value, frame, link, links, literal, row, rows
from kgsm.serve.visit import Visit
from kgsm.sparql import prologue

SOURCES: Final = (
    prologue("kgsm", "oa")
    + """
SELECT DISTINCT ?s ?p ?o WHERE { $this kgsm:evidence|kgsm:statement ?e . ?e oa:hasTarget ?t . ?t oa:hasSource ?s . ?s ?p ?o }
"""
)
QUESTION: Final = (
    prologue("kgsm")
    + """
SELECT ?s ?p ?o WHERE { VALUES ?s { $dataset } FILTER(?p IN (kgsm:question)) ?s ?p ?o }
"""
)
DERIVED: Final = (
    prologue("prov")
    + """
SELECT DISTINCT ?finding WHERE { ?finding prov:wasDerivedFrom $this } ORDER BY STR(?finding) LIMIT 100
"""
)
_REFERENCE: Final = re.compile(r"\[\s*([^\[\]]*?)\s*\]")


@dataclass(frozen=True, slots=True)
class ObservationPage:
    """The page of an observation. `formula` is in pieces: those that are figures lead to them.

    `sources` are those of the whole table, where the observation has no evidence of its own.
    """

    template: ClassVar[str] = "observation.html"
    frame: Frame
    finding: Finding
    question: Words | None
    title: tuple[Words, ...]
    rows: tuple[Row, ...]
    agreement: Words | None
    formula: tuple[Value, ...]
    inputs: tuple[Finding, ...]
    uses: tuple[Finding, ...]
    evidence: tuple[Evidence, ...]
    sources: tuple[Value, ...]
    statements: tuple[Evidence, ...]
    changes: tuple[Change, ...]
    citation: Citation
    embed: str
    before: Finding | None
    after: Finding | None


def observation(visit: Visit, iri: str, host: str) -> ObservationPage:
    """Return the page of an observation or of a missing value. `host` is the address under which the reader sees the site."""
    facts = facts_about(visit.site, iri, visit.language)
    sources = visit.facts(SOURCES, this=iri)
    inputs = facts.iris(iri, PROV.wasDerivedFrom)
    uses = [each["finding"].value for each in visit.ask(DERIVED, this=iri)]
    dataset = next(iter(facts.iris(iri, QB.dataSet, DCTERMS.isPartOf)), "")
    before, after = _neighbours(visit, dataset, iri)
    found = {each.iri: each for each in findings(visit, [iri, *inputs, *uses, *filter(None, (before, after))])}
    finding = found[iri]
    title = (finding.sentence,) if finding.sentence else (finding.dataset.words, *(each.words for each in finding.answer))
    named = title[0].text + (f": {', '.join(each.text for each in title[1:])}" if title[1:] else "")
    if not finding.sentence:
        named = f"{finding.shown or visit.say('missing')} – {named}"
    return ObservationPage(
        frame=frame(visit, named, iri, GRAPHS),
        finding=finding,
        question=visit.known(QUESTION, dataset=dataset).words(dataset, KGSM.question) if dataset else None,
        title=title,
        rows=_rows(visit, facts, finding, dataset),
        agreement=facts.words(iri, KGSM.agreement),
        formula=_formula(facts.value(iri, KGSM.formula), {each.figure: each for each in found.values()}),
        inputs=tuple(found[each] for each in inputs),
        uses=tuple(found[each] for each in uses),
        evidence=evidence(visit, facts, sources, iri, KGSM.evidence),
        sources=links(visit, known_about(visit.site, dataset, visit.language), dataset, DCTERMS.source) if dataset else (),
        statements=evidence(visit, facts, sources, iri, KGSM.statement),
        changes=changes(visit, iri),
        citation=citation(visit, iri, dataset, finding.sentence.text if finding.sentence else named),
        embed=framed(visit, host, named),
        before=found.get(before or ""),
        after=found.get(after or ""),
    )


def _neighbours(visit: Visit, dataset: str, iri: str) -> tuple[str | None, str | None]:
    """Return what stands before and after in the table of the same question; nothing where the table is too long."""
    order: Sequence[str] = (in_order(visit, dataset) or ()) if dataset else ()
    if iri not in order:
        return None, None
    place = order.index(iri)
    return (order[place - 1] if place else None), (order[place + 1] if place + 1 < len(order) else None)


def _formula(text: str, known: Mapping[str, Finding]) -> tuple[Value, ...]:
    pieces = []
    for place, piece in enumerate(_REFERENCE.split(text) if text else ()):
        finding = known.get(piece) if place % 2 else None
        words = Words(f"[{piece}]" if place % 2 else piece)
        if piece.strip():
            pieces.append(Value(words, finding.href if finding else ""))
    return tuple(pieces)


def _rows(visit: Visit, facts: Facts, finding: Finding, dataset: str) -> tuple[Row, ...]:
    iri = finding.iri
    dimensions = (Row(each.name, (each.value,)) for each in finding.dimensions)
    return (
        *dimensions,
        *rows(
            row(visit, "base", *_base(visit, finding)),
            row(visit, "base.status", finding.base_status),
            row(visit, "exactness", finding.exactness),
            row(visit, "origin", finding.origin),
            row(visit, "status", finding.status),
            *_own(visit, facts, finding.iri, dataset),
            row(visit, "observation.comparability", facts.words(iri, KGSM.comparability)),
            row(visit, "note", facts.words(iri, KGSM.note)),
            row(visit, "figure", finding.figure),
        ),
    )


def _own(visit: Visit, facts: Facts, iri: str, dataset: str) -> Iterator[Row]:
    """Yield the attributes that the study describes itself: the weather of a count, the interval of a share."""
    parts = components(visit, [dataset]).get(dataset, ()) if dataset else ()
    attributes = [each.property for each in parts if each.role == str(QB.attribute)]
    own = [each for each in attributes if not each.startswith((f"{VOCABULARY}#", str(SDMX_ATTRIBUTE)))]
    named = names(visit, [*own, *(term.value for each in own for term in facts.terms(iri, each) if term.is_iri)])
    for each in own:
        term = facts.term(iri, each)
        if term is None:
            continue
        if term.is_iri:
            value = link(visit, named, term.value)
        else:
            told = facts.words(iri, each) if term.language else None
            value = Value(told) if told else literal(visit, term)
        yield Row(named.label(each), (value,))


def _base(visit: Visit, finding: Finding) -> tuple[Value | str | None, ...]:
    if not finding.base_size:
        return (finding.base,)
    size = visit.say("base.size", size=finding.base_size)
    if finding.is_count:
        size += "; " + visit.say("base.of", count=finding.shown, size=finding.base_size)
    return finding.base, size
