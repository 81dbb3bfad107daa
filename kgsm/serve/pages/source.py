"""A source (kgsm:Source) → its page: what it is, and the figures that stand in it."""

from dataclasses import dataclass
from typing import ClassVar, Final

from kgsm.namespaces import DCTERMS, KGSM
from kgsm.serve import wording
from kgsm.serve.description import facts_about
from kgsm.serve.facts import Facts, Words
from kgsm.serve.negotiate import GRAPHS
from kgsm.serve.pages.evidence import digest, source_rows
from kgsm.serve.pages.findings import Finding, findings
from kgsm.serve.pages.parts import Frame, Row, Value, frame, link, row, rows
from kgsm.serve.visit import Visit
from kgsm.sparql import prologue

SHOWN: Final = 200
FINDINGS: Final = (
    prologue("oa")
    + """
SELECT DISTINCT ?finding WHERE { ?target oa:hasSource $this . ?evidence oa:hasTarget ?target ; oa:hasBody ?finding }
ORDER BY STR(?finding) LIMIT $limit
"""
)
COPIES: Final = (
    prologue("dcterms", "kgsm")
    + """
SELECT ?s ?p ?o WHERE { FILTER(?p IN (dcterms:title)) ?s kgsm:copyOf $this ; ?p ?o }
"""
)


@dataclass(frozen=True, slots=True)
class SourcePage:
    """The page of a source. `more` is whether it has more figures than are shown."""

    template: ClassVar[str] = "source.html"
    frame: Frame
    title: Words
    rows: tuple[Row, ...]
    copies: tuple[Value, ...]
    findings: tuple[Finding, ...]
    more: bool
    limit: int = SHOWN


def source(visit: Visit, iri: str) -> SourcePage:
    """Return the page of a source."""
    facts = facts_about(visit.site, iri, visit.language)
    copies = visit.facts(COPIES, this=iri)
    found = [each["finding"].value for each in visit.ask(FINDINGS, this=iri, limit=SHOWN + 1)]
    return SourcePage(
        frame=frame(visit, facts.label(iri).text, iri, GRAPHS),
        title=facts.label(iri),
        rows=_rows(visit, facts, iri),
        copies=tuple(link(visit, copies, each) for each in sorted({subject for subject, _ in copies.objects})),
        findings=findings(visit, found[:SHOWN]),
        more=len(found) > SHOWN,
    )


def _rows(visit: Visit, facts: Facts, iri: str) -> tuple[Row, ...]:
    return rows(
        row(visit, "source.id", facts.value(iri, DCTERMS.identifier)),
        *source_rows(visit, facts, facts, iri),
        row(visit, "language", wording.language_name(facts.value(iri, DCTERMS.language), visit.language)),
        row(visit, "source.read", facts.words(iri, KGSM.read)),
        row(visit, "source.rights", facts.words(iri, DCTERMS.rights)),
        row(visit, "note", facts.words(iri, KGSM.note)),
        row(visit, "source.length", wording.number(facts.value(iri, KGSM.textLength), visit.language)),
        row(visit, "evidence.source-digest", digest(facts.value(iri, KGSM.sourceDigest))),
    )
