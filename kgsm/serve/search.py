"""What is published → an index in memory; a question in plain words → findings, datasets, concepts and pages that answer it.

The order is the same each time: by score, then kind, then IRI. Findings are found by their sentence, and by what their codes
and their question say, so that `Gemeinden` finds what is told of Kommunen whose definition names them; and by what is told of
their evidence, so that `zwei Drittel` finds the 64 % that a source calls so.
"""

import math
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from typing import Final

from kgsm.namespaces import DCAT, DCTERMS, KGSM, QB, QUANTITY, RDF, RDFS, SDMX_ATTRIBUTE, SKOS
from kgsm.serve.facts import LABELS, Facts
from kgsm.serve.folding import folded, likeness, words
from kgsm.serve.negotiate import LANGUAGES
from kgsm.serve.statistics import GOOD_FOR
from kgsm.serve.strings import STRINGS
from kgsm.sparql import Query, Store, Term, TermKind, prologue, select

MOST: Final = 5_000  # findings that the index holds; a study with more is for queries, not for reading
SHOWN: Final = 50
WORST: Final = 0.35  # of the best score, below which an entry that lacks a word is no answer
SAID: Final = 0.6  # likeness from which an entry has a word, not only one that may be meant
# EXISTS comes last: joined, Oxigraph looks for the label of each of a million observations that have none.
FINDINGS: Final = (
    prologue("qb", "rdfs")
    + """
SELECT ?s ?p ?o WHERE {
  { SELECT DISTINCT ?s WHERE { ?s rdfs:label ?label FILTER EXISTS { ?s a qb:Observation } } LIMIT $limit }
  ?s ?p ?o
}
"""
)
# What is told of each finding's evidence, and of what other sources say instead: the number as printed, a number word.
PRINTED: Final = (
    prologue("kgsm")
    + """
SELECT ?s ?p ?o WHERE {
  { SELECT ?s ?said WHERE { VALUES ?way { kgsm:evidence kgsm:statement } ?s ?way ?said } LIMIT $limit }
  FILTER(?p IN (kgsm:note, kgsm:token, kgsm:statedValue)) ?said ?p ?o
}
"""
)
THINGS: Final = (
    prologue("dcat", "dcterms", "kgsm", "qb", "rdf", "rdfs", "skos")
    + """
SELECT ?s ?p ?o WHERE {
  VALUES ?kind { qb:DataSet dcat:Dataset skos:Concept skos:ConceptScheme }
  FILTER(?p IN (
    rdf:type, skos:prefLabel, skos:altLabel, rdfs:label, dcterms:title, skos:definition,
    dcterms:description, kgsm:question, skos:notation
  ))
  ?s a ?kind ; ?p ?o
}
"""
)
# Words that ask and join, and say nothing of what is sought.
_SILENT: Final = """
a an and are as at by do does for from had has have how in is it many much of on or that the their this to was
were what which who why with
aber als am an auch auf aus bei bis das dass dem den der des die ein eine einem einen einer es für gab gibt
haben hat hatte ich im in ist kein keine mit nach nicht oder sich sie sind so über um und viel viele vom von
vor war waren was welche welcher welches wenn wer werden wie wieviel wieviele wird wo wurden zu zum zur
"""
SILENT: Final = frozenset(map(folded, _SILENT.split()))
# Pages that are about nothing in the data: path, title, what it says; its words are keys of the interface.
PAGES: Final = (
    ("/about", "about.title", "about.what", "about.errors", "menu.contact"),
    ("/about/method", "method.title", "method.lead"),
    ("/about/changes", "changes.title", "changes.lead", "menu.changes"),
    ("/about/imprint", "menu.imprint", "operator"),
    ("/about/privacy", "menu.privacy", "privacy.software", "privacy.log"),
    ("/about/accessibility", "accessibility.title", "accessibility.status", "menu.barrier"),
    ("/download", "downloads.title", "downloads.lead"),
    ("/sparql", "sparql.title", "sparql.lead"),
    ("/code", "codes.title", "codes.lead"),
)
# What is said of any number, not of what it counts: `up to half a point`, which defines one, makes no finding one about a half.
OF_NUMBERS: Final = (
    KGSM.exactness,
    KGSM.origin,
    KGSM.baseStatus,
    KGSM.quantity,
    SDMX_ATTRIBUTE.unitMeasure,
    SDMX_ATTRIBUTE.obsStatus,
)
HOW_MANY: Final = (("wie", "viele"), ("wie", "viel"), ("how", "many"), ("how", "much"))
COUNTED: Final = "anzahl"  # what the index notes of counts, for questions that ask how many


class Sort(IntEnum):
    """What an entry is, in the order in which entries of the same score come."""

    FINDING = 0
    DATASET = 1
    CONCEPT = 2
    CODE_LIST = 3
    PAGE = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be found. `titles` and `details` are by language; `weights` by folded word.

    `iri` is a path, from its first slash on, where the entry is a page of this site that is about nothing in the data.
    """

    sort: Sort
    iri: str
    titles: Mapping[str, str]
    details: Mapping[str, str]
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that answers, and the words of it that do. `whole` is whether it has every word of the question."""

    entry: Entry
    score: float
    marked: frozenset[str]
    whole: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What answers a question: `hits` best first, of `total`; `proposal` is the question with known words in it, or empty."""

    hits: tuple[Hit, ...]
    total: int
    proposal: str = ""


class Search:
    """The index of a store, made when it is first asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._index: Index | None = None
        self._version: str | None = None
        self._until = 0.0

    def index(self) -> "Index":
        """Return the index. Raises QueryError where the store does not answer."""
        with self._lock:
            version = self._store.version(Query(THINGS))
            old = version is None and time.monotonic() > self._until
            if self._index is None or old or version != self._version:  # what is stored was written to, or may have been
                self._index, self._version = Index([*_entries(self._store), *_pages()]), version
                self._until = time.monotonic() + GOOD_FOR
            return self._index


class Index:
    """Entries by the words that they hold."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(sorted(entries, key=lambda each: (each.sort, each.iri)))
        self._places: dict[str, list[int]] = {}
        for place, entry in enumerate(self.entries):
            for word in entry.weights:
                self._places.setdefault(word, []).append(place)

    def find(self, question: str) -> Found:
        """Return what answers `question`: entries that have its words, the more the better.

        What lacks a word and is far behind the best is none. A finding that names Facebook only in the definition of an answer
        is one, however far it stands behind the concept of that name.
        """
        wanted = _wanted(question)
        if not wanted:
            return Found((), 0)
        scores = [self._scores(word) for word in wanted]
        hits = [self._hit(place, scores) for place in set().union(*scores)]
        least = max((hit.score for hit in hits), default=0.0) * WORST
        hits = [hit for hit in hits if hit.whole or hit.score >= least]
        hits.sort(key=lambda hit: (-round(hit.score, 6), hit.entry.sort, hit.entry.iri))
        exact = all(any(word in self._places or likeness(word, each) >= SAID for each in self._places) for word in wanted)
        return Found(tuple(hits[:SHOWN]), len(hits), "" if exact else self._proposal(wanted))

    def _scores(self, wanted: str) -> dict[int, tuple[float, str, float]]:
        found: dict[int, tuple[float, str, float]] = {}
        for word, places in self._places.items():
            like = likeness(wanted, word)
            if like:
                rare = math.log(1 + len(self.entries) / len(places))
                for place in places:
                    score = like * rare * self.entries[place].weights[word]
                    if score > found.get(place, (0.0,))[0]:
                        found[place] = (score, word, like)
        return found

    def _hit(self, place: int, scores: Sequence[Mapping[int, tuple[float, str, float]]]) -> Hit:
        mine = [each[place] for each in scores if place in each]
        score = sum(score for score, _, _ in mine) * len(mine) / len(scores)
        whole = len([like for _, _, like in mine if like >= SAID]) == len(scores)
        return Hit(self.entries[place], score, frozenset(word for _, word, _ in mine), whole)

    def _proposal(self, wanted: Iterable[str]) -> str:
        proposed = []
        for word in wanted:
            near = max(self._places, key=lambda each: (likeness(word, each), len(self._places[each]), each), default="")
            proposed.append(near if near and likeness(word, near) else word)
        return " ".join(proposed) if proposed != list(wanted) else ""


def _wanted(question: str) -> list[str]:
    said = words(question[:200])
    wanted = list(dict.fromkeys(each for each in said if each not in SILENT))
    if _asks_how_many(said):
        wanted.append(COUNTED)
    return (wanted or list(dict.fromkeys(said)))[:8]


def _asks_how_many(said: Sequence[str]) -> bool:
    return any(pair in HOW_MANY for pair in pairwise(said))


def _entries(store: Store) -> Iterable[Entry]:
    things = Facts.of(select(store, THINGS), "de")
    findings = Facts.of(select(store, FINDINGS, limit=MOST), "de")
    printed = Facts.of(select(store, PRINTED, limit=MOST), "de")
    sorts = (
        (QB.DataSet, Sort.DATASET),
        (DCAT.Dataset, Sort.DATASET),
        (SKOS.Concept, Sort.CONCEPT),
        (SKOS.ConceptScheme, Sort.CODE_LIST),
    )
    for kind, sort in sorts:
        for iri in things.subjects(RDF.type, kind):
            yield _thing(things, iri, sort)
    for iri in findings.subjects(RDF.type, QB.Observation):
        said = [term for each in (KGSM.note, KGSM.token, KGSM.statedValue) for term in printed.terms(iri, each)]
        yield _finding(findings, things, iri, said)


def _pages() -> Iterable[Entry]:
    for path, title, *details in PAGES:
        weights: dict[str, float] = {}
        for language in LANGUAGES:
            _count(weights, STRINGS[title].in_language(language), 3)
            for each in details:
                _count(weights, STRINGS[each].in_language(language), 1)
        titles, lead = ({each: STRINGS[key].in_language(each) for each in LANGUAGES} for key in (title, details[0]))
        yield Entry(Sort.PAGE, path, titles, lead, weights)


def _thing(things: Facts, iri: str, sort: Sort) -> Entry:
    weights: dict[str, float] = {}
    titles = [term for prop in LABELS for term in things.terms(iri, prop)]
    details = [*things.terms(iri, KGSM.question), *things.terms(iri, SKOS.definition), *things.terms(iri, DCTERMS.description)]
    _weigh(weights, titles, 3)
    _weigh(weights, things.terms(iri, SKOS.altLabel), 3)
    _weigh(weights, things.terms(iri, SKOS.notation), 2)
    _weigh(weights, details, 1)
    return Entry(sort, iri, _by_language(titles), _by_language(details), weights)


def _finding(findings: Facts, things: Facts, iri: str, said: Iterable[Term]) -> Entry:
    weights: dict[str, float] = {}
    titles = findings.terms(iri, RDFS.label)
    datasets = findings.iris(iri, QB.dataSet)
    asked = [term for each in datasets for term in things.terms(each, KGSM.question)]
    named = [term for each in datasets for term in things.terms(each, DCTERMS.title)]
    codes = [each for prop in findings.predicates(iri) for each in findings.iris(iri, prop) if things.types(each)]
    of_numbers = {each for prop in OF_NUMBERS for each in findings.iris(iri, prop)}
    _weigh(weights, titles, 4)
    _weigh(weights, named, 2)
    _weigh(weights, asked, 1.5)
    for code in codes:
        _weigh(weights, things.terms(code, SKOS.prefLabel), 2)
        if code not in of_numbers:
            _weigh(weights, things.terms(code, SKOS.definition), 1)
    _weigh(weights, [*findings.terms(iri, KGSM.agreement), *said], 1)
    if str(QUANTITY["count"]) in findings.iris(iri, KGSM.quantity):
        weights[COUNTED] = 5 if any(_asks_how_many(words(each.value)) for each in asked) else 3
    return Entry(Sort.FINDING, iri, _by_language(titles), _by_language(named), weights)


def _weigh(weights: dict[str, float], terms: Iterable[Term], weight: float) -> None:
    for term in terms:
        _count(weights, term.value, weight)


def _count(weights: dict[str, float], text: str, weight: float) -> None:
    for word in words(text):
        weights[word] = max(weight, weights.get(word, 0))


def _by_language(terms: Iterable[Term]) -> dict[str, str]:
    found: dict[str, str] = {}
    for term in terms:
        if term.kind is TermKind.LITERAL:
            found.setdefault(term.language.lower().partition("-")[0], term.value)
    return found
