"""Code lists (skos:ConceptScheme) → the page of all, and the page of one with its codes as a table."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from kgsm.namespaces import DCAT, OWL, RDF, SKOS
from kgsm.serve import wording
from kgsm.serve.description import facts_about
from kgsm.serve.facts import Facts, Words, natural, words
from kgsm.serve.folding import in_alphabet
from kgsm.serve.negotiate import GRAPHS, LANGUAGES, Format
from kgsm.serve.pages.paging import Pages, part
from kgsm.serve.pages.parts import Frame, Value, frame, link
from kgsm.serve.pages.uses import Use, uses
from kgsm.serve.visit import Visit
from kgsm.sparql import prologue

PAGE_SIZE: Final = 500  # codes
STUDIES: Final = (
    prologue("dcat", "dcterms", "rdf")
    + """
SELECT ?s ?p ?o WHERE { ?s a dcat:Dataset ; ?p ?o FILTER(?p IN (rdf:type, dcterms:title)) }
"""
)
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
    prologue("owl", "skos")
    + """
SELECT ?s ?p ?o WHERE {
  FILTER(?p IN (skos:notation, skos:prefLabel, skos:definition, skos:broader, owl:deprecated))
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
class StudyLists:
    """The code lists of a study."""

    study: Value | None
    lists: tuple[CodeList, ...]


@dataclass(frozen=True, slots=True)
class CodeListsPage:
    """The page of all code lists: the generic ones and those of studies, whose names may be the same."""

    template: ClassVar[str] = "code-lists.html"
    frame: Frame
    generic: tuple[CodeList, ...]
    of_studies: tuple[StudyLists, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A concept in the table of its list. `depth` is how many stand above it, `labels` are its names, the reader's first."""

    code: str
    link: Value
    depth: int
    labels: tuple[Words | None, ...]
    definition: Words | None
    findings: Value | None
    deprecated: bool


@dataclass(frozen=True, slots=True)
class CodeListPage:
    """The page of a code list. `columns` are the languages of the labels."""

    template: ClassVar[str] = "code-list.html"
    frame: Frame
    title: Words
    definition: Words | None
    codes: tuple[Code, ...]
    pages: Pages
    columns: tuple[str, ...]

    @property
    def are_defined(self) -> bool:
        """Whether any of the codes has a definition."""
        return any(each.definition for each in self.codes)


def code_lists(visit: Visit, formats: tuple[Format, ...]) -> CodeListsPage:
    """Return the page of all code lists. The generic ones lie below the address of this page."""
    facts = visit.facts(LISTS)
    here = f"{visit.path}/"
    own = [(iri, path) for iri in _lists(facts) if (path := visit.site.path(iri))]
    found = [(path, CodeList(link(visit, facts, iri), facts.words(iri, SKOS.definition))) for iri, path in own]
    return CodeListsPage(
        frame=frame(visit, visit.say("codes.title"), formats=formats),
        generic=tuple(each for path, each in found if path.startswith(here)),
        of_studies=_by_study(visit, [each for path, each in found if not path.startswith(here)]),
    )


def _by_study(visit: Visit, lists: Sequence[CodeList]) -> tuple[StudyLists, ...]:
    """Return the lists of each study, the studies by title; those of none at the end."""
    facts = visit.known(STUDIES)
    studies = [link(visit, facts, each) for each in facts.subjects(RDF.type, DCAT.Dataset)]
    studies.sort(key=lambda each: (in_alphabet(each.words.text), each.href))
    owners = [next((own for own in studies if each.link.href.startswith(f"{own.href}/")), None) for each in lists]
    found = (
        (owner, tuple(each for each, own in zip(lists, owners, strict=True) if own == owner)) for owner in (*studies, None)
    )
    return tuple(StudyLists(owner, those) for owner, those in found if those)


def code_list(visit: Visit, iri: str, written: str = "1") -> CodeListPage:
    """Return the page of a code list; of a long one the part with the number `written`. Raises RefusalError, 404."""
    facts = facts_about(visit.site, iri, visit.language)
    codes = visit.known(CODES, this=iri)
    used = uses(visit, iri)
    shown, pages = part(visit, visit.site.memory.kept((in_tree, iri), lambda: tuple(in_tree(codes))), written, PAGE_SIZE)
    return CodeListPage(
        frame=frame(visit, facts.label(iri).text, iri, GRAPHS),
        title=facts.label(iri),
        definition=facts.words(iri, SKOS.definition),
        codes=tuple(_code(visit, codes, each, depth, used.get(each, ())) for each, depth in shown),
        pages=pages,
        columns=_languages(visit),
    )


def _languages(visit: Visit) -> tuple[str, ...]:
    """Return the languages, the reader's own first."""
    return tuple(sorted(LANGUAGES, key=lambda each: each != visit.language))


def in_tree(facts: Facts) -> Iterator[tuple[str, int]]:
    """Yield the concepts, those below another one behind it, each with how many stand above it.

    Each comes once, whatever circles skos:broader runs in.
    """
    concepts = {
        subject: facts.iris(subject, SKOS.broader) for subject in sorted({subject for subject, _ in facts.objects}, key=natural)
    }
    narrower: dict[str, list[str]] = {}
    for each, above in concepts.items():
        for parent in [known for known in above if known in concepts][:1]:
            narrower.setdefault(parent, []).append(each)
    below = {each for members in narrower.values() for each in members}
    seen: set[str] = set()
    for root in (*(each for each in concepts if each not in below), *concepts):
        waiting = [(root, 0)]
        while waiting:
            each, depth = waiting.pop()
            if each not in seen:
                seen.add(each)
                yield each, depth
                waiting += [(child, depth + 1) for child in reversed(narrower.get(each, []))]


def _code(visit: Visit, facts: Facts, iri: str, depth: int, used: Iterable[Use]) -> Code:
    count = sum(each.findings for each in used)
    where = link(visit, facts, iri)
    number = Words(wording.number(str(count), visit.language))
    return Code(
        code=facts.value(iri, SKOS.notation),
        link=where,
        depth=depth,
        labels=tuple(_label(visit, facts, iri, each) for each in _languages(visit)),
        definition=facts.words(iri, SKOS.definition),
        # A code that is a part of a document (ns#PercentagePoint) has no page that lists its findings.
        findings=Value(number, "" if "#" in where.href else f"{where.href}#findings") if count else None,
        deprecated=facts.value(iri, OWL.deprecated) in {"true", "1"},
    )


def _label(visit: Visit, facts: Facts, iri: str, language: str) -> Words | None:
    found = (each for each in facts.terms(iri, SKOS.prefLabel) if each.language.lower().partition("-")[0] == language)
    return next((words(each, visit.language) for each in found), None)


def _lists(facts: Facts) -> Iterable[str]:
    return sorted(facts.subjects(RDF.type, SKOS.ConceptScheme), key=lambda iri: (in_alphabet(facts.label(iri).text), iri))
