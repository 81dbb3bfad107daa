"""Rows of ?s ?p ?o → `Facts`, looked up by subject and property, texts in the reader's language."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Self
from unicodedata import bidirectional

from kgsm.namespaces import DCTERMS, FOAF, RDF, RDFS, SKOS, VCARD
from kgsm.sparql import Row, Term, TermKind

_DIGITS: Final = re.compile(r"([0-9]{1,15})")
# Bidirectional classes (UAX #9, table 4) of what is written leftwards or changes the direction of what follows.
_TURNING: Final = frozenset({"R", "AL", "AN", "LRE", "LRO", "RLE", "RLO", "LRI", "RLI", "FSI"})
LABELS: Final = (SKOS.prefLabel, RDFS.label, DCTERMS.title, FOAF.name, VCARD.fn)


@dataclass(frozen=True, slots=True)
class Words:
    """A text of the data. `language` is its tag where it is not the page's language, else None."""

    text: str
    language: str | None = None

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True, slots=True)
class Facts:
    """Triples about a few resources. `language` is the reader's."""

    language: str
    objects: dict[tuple[str, str], list[Term]]

    @classmethod
    def of(cls, rows: Iterable[Row], language: str) -> Self:
        """Return the facts in rows with ?s, ?p and ?o. A triple that comes twice counts once."""
        objects: dict[tuple[str, str], list[Term]] = {}
        for row in rows:
            known = objects.setdefault((row["s"].value, row["p"].value), [])
            if row["o"] not in known:
                known.append(row["o"])
        return cls(language, objects)

    def __bool__(self) -> bool:
        return bool(self.objects)

    def terms(self, subject: str, *properties: str) -> list[Term]:
        """Return the objects of the first of `properties` that `subject` has."""
        for each in properties:
            if found := self.objects.get((subject, str(each))):
                return found
        return []

    def term(self, subject: str, *properties: str) -> Term | None:
        """Return one object of the first of `properties` that `subject` has: the least, so that it is always the same."""
        return min(self.terms(subject, *properties), key=lambda term: (term.value, term.language), default=None)

    def value(self, subject: str, *properties: str) -> str:
        """Return the value of that object, empty where there is none."""
        term = self.term(subject, *properties)
        return term.value if term else ""

    def iris(self, subject: str, *properties: str) -> list[str]:
        """Return the IRIs among the objects, sorted."""
        return sorted(term.value for term in self.terms(subject, *properties) if term.is_iri)

    def words(self, subject: str, *properties: str) -> Words | None:
        """Return the text in the reader's language, else in German or English, else in any."""
        return best(self.terms(subject, *properties), self.language)

    def label(self, iri: str) -> Words:
        """Return the name of a resource, the last part of its IRI where it has none."""
        return self.words(iri, *map(str, LABELS)) or Words(local_name(iri))

    def types(self, subject: str) -> set[str]:
        """Return the classes of a resource."""
        return {term.value for term in self.terms(subject, str(RDF.type))}

    def subjects(self, prop: str, value: str) -> list[str]:
        """Return the resources whose `prop` is `value`, sorted."""
        # rdflib's URIRef is a str that equals no str.
        wanted, sought = str(prop), str(value)
        return sorted(
            subject
            for (subject, known), terms in self.objects.items()
            if known == wanted and any(term.value == sought for term in terms)
        )

    def predicates(self, subject: str) -> list[str]:
        """Return the properties of a resource, sorted."""
        return sorted(known for own, known in self.objects if own == subject)


def best(terms: Iterable[Term], language: str) -> Words | None:
    """Return the literal among `terms` that suits a reader of `language` best."""
    literals = [term for term in terms if term.kind is TermKind.LITERAL]
    if len(literals) < 2:
        return words(literals[0], language) if literals else None
    order = {"": 1, "de": 2, "en": 3} | {language: 0}
    chosen = min(literals, key=lambda term: (order.get(_primary(term.language), 4), term.language, term.value), default=None)
    return None if chosen is None else words(chosen, language)


def words(term: Term, language: str) -> Words:
    """Return the text of a literal, marked where its language is not the reader's."""
    return Words(term.value, term.language if term.language and _primary(term.language) != language else None)


def natural(text: str) -> tuple[tuple[int, str], ...]:
    """Return a key by which texts sort as people count: `d2` before `d10`."""
    return tuple((int(part), "") if part.isdecimal() and part.isascii() else (-1, part) for part in _DIGITS.split(text) if part)


def isolated(text: str) -> str:
    """Return a text, isolated where it holds what is written leftwards: what follows it in the line is not turned.

    UAX #9, 2.4: an isolate ends whatever is left open in it; an override would show `n = 318` as `813 = n`.
    """
    turned = any(bidirectional(each) in _TURNING for each in text)
    return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}" if turned else text


def local_name(iri: str) -> str:
    """Return what an IRI ends with: after the last `#` or `/`."""
    return iri.rstrip("/#").replace("#", "/").rpartition("/")[2] or iri


@lru_cache(maxsize=256)
def _primary(tag: str) -> str:
    return tag.lower().partition("-")[0]
