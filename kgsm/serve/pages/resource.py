"""Any other resource → a page of what is known about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from kgsm import iris
from kgsm.namespaces import RDF, SH
from kgsm.serve.description import facts_about
from kgsm.serve.facts import LABELS, Facts, Words
from kgsm.serve.negotiate import GRAPHS
from kgsm.serve.pages.findings import names
from kgsm.serve.pages.parts import Frame, Row, Value, frame, link, literal
from kgsm.serve.visit import Visit
from kgsm.sparql import is_iri


@dataclass(frozen=True, slots=True)
class Part:
    """A fragment of the resource that is described with it."""

    id: str
    title: Words
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ResourcePage:
    """The page of a resource that has no page type of its own."""

    template: ClassVar[str] = "resource.html"
    frame: Frame
    title: Words
    kinds: tuple[Value, ...]
    rows: tuple[Row, ...]
    parts: tuple[Part, ...]


def resource(visit: Visit, iri: str) -> ResourcePage:
    """Return the page of any resource."""
    facts = facts_about(visit.site, iri, visit.language)
    fragments = sorted({subject for subject, _ in facts.objects if subject.startswith(f"{iri}#")})
    things = {prop for subject in (iri, *fragments) for prop in facts.predicates(subject)} | facts.types(iri)
    labels = names(visit, (each for each in things if is_iri(each)))
    # What a check has found has no name: its sentence says it.
    title = facts.words(iri, SH.resultMessage) or facts.label(iri)
    return ResourcePage(
        frame=frame(visit, title.text, iri, GRAPHS),
        title=title,
        kinds=tuple(link(visit, labels, each) for each in sorted(facts.types(iri))),
        rows=tuple(_rows(visit, facts, labels, iri)),
        parts=tuple(
            Part(each.partition("#")[2], facts.label(each), tuple(_rows(visit, facts, labels, each))) for each in fragments
        ),
    )


def _rows(visit: Visit, facts: Facts, labels: Facts, iri: str) -> Iterable[Row]:
    hidden = {str(RDF.type), str(SH.resultMessage), *map(str, LABELS)}
    for prop in facts.predicates(iri):
        if prop in hidden:
            continue
        text = facts.words(iri, prop)
        terms = sorted(facts.terms(iri, prop), key=lambda term: (term.value, term.language))
        if text is not None and all(term.language for term in terms):
            yield Row(labels.label(prop), (Value(text),))
        else:
            yield Row(
                labels.label(prop),
                tuple(_value(visit, facts, term.value, term.is_iri) or literal(visit, term) for term in terms),
            )


def _value(visit: Visit, facts: Facts, iri: str, is_iri: bool) -> Value | None:  # noqa: FBT001 - asked of a term
    if not is_iri:
        return None
    place = iris.place_of(iri, visit.site.manifest.base)
    if place is not None and (visit.site.path(iri) or "").partition("#")[0].lstrip("/") not in visit.site.files:
        # A study folder is not published: where something stands in it is told, and leads nowhere.
        return Value(Words(place), code=True)
    known = any(facts.terms(iri, str(each)) for each in LABELS)
    return link(visit, facts, iri) if known or visit.site.path(iri) else None
