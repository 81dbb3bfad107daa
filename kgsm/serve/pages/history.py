"""Changes of figures (kgsm:Change) → what stands about them on pages and in the feed; what is gone → what replaces it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kgsm.namespaces import DCTERMS, KGSM, RDF
from kgsm.serve import wording
from kgsm.serve.facts import Facts, Words
from kgsm.serve.pages.findings import findings, names
from kgsm.serve.pages.parts import Value
from kgsm.serve.visit import Visit
from kgsm.sparql import prologue

CHANGES: Final = (
    prologue("dcterms", "kgsm")
    + """
SELECT ?s ?p ?o WHERE {
  { ?s a kgsm:Change ; ?p ?o }
  UNION { FILTER(?p IN (dcterms:isReplacedBy)) ?change a kgsm:Change ; kgsm:changed ?s . ?s ?p ?o }
}
"""
)
GONE: Final = prologue("kgsm") + "SELECT DISTINCT ?gone WHERE { ?gone a kgsm:Withdrawn }"


@dataclass(frozen=True, slots=True)
class Change:
    """A change: `about` leads to the figure or dataset, and nowhere where that is gone; then `successor` may replace it."""

    iri: str
    study: str
    day: str
    shown_day: str
    about: Value
    successor: Value | None
    former: str
    present: str
    reason: Words | None
    gone: bool


def changes(visit: Visit, about: str = "") -> tuple[Change, ...]:
    """Return the changes of all studies, or those of one figure or dataset and of what it replaced; the latest first."""
    facts = visit.known(CHANGES)
    found = facts.subjects(RDF.type, KGSM.Change)
    if about:
        found = [each for each in found if about in _concerned(facts, each)]
    things = sorted({iri for each in found for iri in _concerned(facts, each)})
    named = _named(visit, things)
    told = [_change(visit, facts, each, named) for each in found]
    return tuple(sorted(told, key=lambda each: (each.day, each.iri), reverse=True))


def is_gone(visit: Visit, iri: str) -> bool:
    """Return whether a study says that `iri` was withdrawn."""
    return iri in visit.site.memory.kept(GONE, lambda: {each["gone"].value for each in visit.ask(GONE)})


def _concerned(facts: Facts, change: str) -> list[str]:
    changed = facts.iris(change, KGSM.changed)
    return [*changed, *(iri for each in changed for iri in facts.iris(each, DCTERMS.isReplacedBy))]


def _named(visit: Visit, things: Sequence[str]) -> dict[str, Words]:
    """Return the sentence of each finding, or its question and answers, and the title of each dataset."""
    labels = names(visit, things)
    told = {each: labels.label(each) for each in things}
    for each in () if visit.site.loading else findings(visit, things):
        if each.sentence:
            told[each.iri] = each.sentence
        elif each.dimensions:
            told[each.iri] = Words(f"{each.dataset.words.text}: {', '.join(value.words.text for value in each.answer)}")
    return told


def _change(visit: Visit, facts: Facts, iri: str, named: dict[str, Words]) -> Change:
    about = next(iter(facts.iris(iri, KGSM.changed)), "")
    gone = is_gone(visit, about)
    successor = next(iter(facts.iris(about, DCTERMS.isReplacedBy)), "")
    day = facts.value(iri, DCTERMS.date)
    former, present = (wording.number(facts.value(iri, each), visit.language) for each in (KGSM.formerValue, KGSM.presentValue))
    return Change(
        iri=iri,
        study=facts.value(iri, DCTERMS.isPartOf),
        day=day,
        shown_day=wording.day(day, visit.language),
        about=Value(Words((visit.site.path(about) or about).lstrip("/")), code=True)
        if gone
        else Value(named[about], visit.href(about)),
        successor=Value(named[successor], visit.href(successor)) if successor else None,
        former=former,
        present=present,
        reason=facts.words(iri, DCTERMS.description),
        gone=gone,
    )
