"""Code lists (skos:ConceptScheme) → the page of all, and the page of one with its codes as a tree."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Final

from kgsm.namespaces import RDF, SKOS
from kgsm.serve.description import facts_about
from kgsm.serve.facts import Facts, Words
from kgsm.serve.negotiate import GRAPHS, Format
from kgsm.serve.pages.parts import Frame, Value, frame, link
from kgsm.serve.visit import Visit
from kgsm.sparql import prologue

LISTS: Final = (
    prologue("dcterms", "rdf", "skos")
    + """
SELECT ?s ?p ?o WHERE {
  ?s a skos:ConceptScheme ; ?p ?o
  FILTER(?p IN (rdf:type, skos:prefLabel, dcterms:title, skos:definition))
}
"""
)
CODES: Final = (
    prologue("skos")
    + """
SELECT ?s ?p ?o WHERE {
  FILTER(?p IN (skos:notation, skos:prefLabel, skos:definition, skos:broader))
  { ?s skos:inScheme $this } UNION { $this skos:hasTopConcept ?s }
  ?s ?p ?o
}
"""
)


@dataclass(frozen=True, slots=True)
class CodeList:
    """A code list among others."""

    link: Value
    definition: Words | None


@dataclass(frozen=True, slots=True)
class CodeListsPage:
    """The page of all code lists: the generic ones and those of studies."""

    template: ClassVar[str] = "code-lists.html"
    frame: Frame
    generic: tuple[CodeList, ...]
    of_studies: tuple[CodeList, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A concept in the tree of its list."""

    code: str
    link: Value
    definition: Words | None
    narrower: tuple["Code", ...]


@dataclass(frozen=True, slots=True)
class CodeListPage:
    """The page of a code list."""

    template: ClassVar[str] = "code-list.html"
    frame: Frame
    title: Words
    definition: Words | None
    codes: tuple[Code, ...]


def code_lists(visit: Visit, formats: tuple[Format, ...]) -> CodeListsPage:
    """Return the page of all code lists. The generic ones lie below the address of this page."""
    facts = visit.facts(LISTS)
    here = f"{visit.path}/"
    own = [(iri, path) for iri in _lists(facts) if (path := visit.site.path(iri))]
    found = [(path, CodeList(link(visit, facts, iri), facts.words(iri, SKOS.definition))) for iri, path in own]
    return CodeListsPage(
        frame=frame(visit, visit.say("codes.title"), formats=formats),
        generic=tuple(each for path, each in found if path.startswith(here)),
        of_studies=tuple(each for path, each in found if not path.startswith(here)),
    )


def code_list(visit: Visit, iri: str) -> CodeListPage:
    """Return the page of a code list."""
    facts = facts_about(visit.site, iri, visit.language)
    codes = visit.facts(CODES, this=iri)
    return CodeListPage(
        frame=frame(visit, facts.label(iri).text, iri, GRAPHS),
        title=facts.label(iri),
        definition=facts.words(iri, SKOS.definition),
        codes=tree(visit, codes),
    )


def tree(visit: Visit, facts: Facts) -> tuple[Code, ...]:
    """Return the concepts as a tree. Each stands in it once, whatever circles skos:broader runs in."""
    concepts = sorted({subject for subject, _ in facts.objects})
    broader = {each: [above for above in facts.iris(each, SKOS.broader) if above in concepts] for each in concepts}
    narrower: dict[str, list[str]] = {}
    for each, above in broader.items():
        for parent in above[:1]:
            narrower.setdefault(parent, []).append(each)
    seen: set[str] = set()
    top = [each for each in concepts if not broader[each]]
    found = [_code(visit, facts, each, narrower, seen) for each in top]
    found += [_code(visit, facts, each, narrower, seen) for each in concepts if each not in seen]
    return tuple(found)


def _code(visit: Visit, facts: Facts, iri: str, narrower: dict[str, list[str]], seen: set[str]) -> Code:
    seen.add(iri)
    below = [_code(visit, facts, each, narrower, seen) for each in narrower.get(iri, []) if each not in seen]
    return Code(facts.value(iri, SKOS.notation), link(visit, facts, iri), facts.words(iri, SKOS.definition), tuple(below))


def _lists(facts: Facts) -> Iterable[str]:
    return sorted(facts.subjects(RDF.type, SKOS.ConceptScheme), key=lambda iri: (facts.label(iri).text, iri))
