"""The remarks of a study's report → what a reader should know, in words: each kind once, with what it concerns and where.

What a kind says is a sentence of the interface; the message of the report names columns and keys, for whoever keeps the study.
"""

import re
from dataclasses import dataclass
from typing import Final

from kgsm.namespaces import PROV, SH
from kgsm.serve import wording
from kgsm.serve.facts import Facts, Words, local_name
from kgsm.serve.pages.parts import Value, link
from kgsm.serve.strings import STRINGS
from kgsm.serve.visit import Visit
from kgsm.sparql import prologue

MOST: Final = 100  # things that a remark lists; its report has all
REMARKS: Final = (
    prologue("dcterms", "prov", "rdfs", "sh", "skos")
    + """
SELECT ?s ?p ?o WHERE {
  {
    BIND(IRI(CONCAT(STR($this), "/remarks")) AS ?report)
    FILTER(?p IN (sh:resultMessage, sh:focusNode, sh:sourceShape, prov:wasDerivedFrom))
    ?report sh:result ?s . ?s ?p ?o
  } UNION {
    BIND(IRI(CONCAT(STR($this), "/remarks")) AS ?report)
    FILTER(?p IN (rdfs:label, skos:prefLabel, dcterms:title))
    ?report sh:result/sh:focusNode ?s . ?s ?p ?o
  }
}
"""
)
# evidence.csv#row=9 (RFC 7111), study.toml#line=109,110 (RFC 5147: what a line stands between, so the second counts from 1).
_PLACE: Final = re.compile(r"(?P<file>[^#]+)#(?:(?:row|cell)=|line=[0-9]+,)(?P<line>[0-9]+).*")


@dataclass(frozen=True, slots=True)
class Noted:
    """What a remark concerns, and the place in the study folder."""

    link: Value
    place: str


@dataclass(frozen=True, slots=True)
class Remark:
    """What should be known of some findings or lists. `rest` leads to all of them where these are some."""

    words: Words
    noted: tuple[Noted, ...]
    rest: Value | None = None


def remarks(visit: Visit, iri: str) -> tuple[Remark, ...]:
    """Return the remarks on a study, each kind once: first what concerns most, then by sentence."""
    facts = visit.known(REMARKS, this=iri)
    kinds: dict[str, dict[str, str]] = {}  # kind → what it concerns → the result that says so
    for result in sorted({subject for subject, predicate in facts.objects if predicate == str(SH.resultMessage)}):
        kind = f"remark.{local_name(facts.value(result, SH.sourceShape))}"
        message = facts.words(result, SH.resultMessage)
        for each in facts.iris(result, SH.focusNode):
            kinds.setdefault(kind if kind in STRINGS else message.text if message else "", {})[each] = result
    told = [_remark(visit, facts, iri, kind, results) for kind, results in kinds.items()]
    order = {each.words.text: -len(results) for each, results in zip(told, kinds.values(), strict=True)}
    return tuple(sorted(told, key=lambda each: (order[each.words.text], each.words.text)))


def _remark(visit: Visit, facts: Facts, study: str, kind: str, results: dict[str, str]) -> Remark:
    count = len(results)
    said = kind if kind not in STRINGS else f"{kind}.one" if count == 1 else kind
    words = visit.words(said, count=wording.number(str(count), visit.language)) if said in STRINGS else Words(kind)
    noted = [Noted(link(visit, facts, each), _place(visit, study, facts.value(result, PROV.wasDerivedFrom)))
             for each, result in list(results.items())[:MOST]]  # fmt: skip
    rest = Value(visit.words("remark.rest", count=wording.number(str(count), visit.language)), visit.href(f"{study}/remarks"))
    return Remark(words, tuple(noted), rest if count > MOST else None)


def _place(visit: Visit, study: str, iri: str) -> str:
    """Return file and line in words."""
    match = _PLACE.fullmatch(iri.removeprefix(f"{study}/"))
    return visit.say("remark.place", file=match["file"], line=match["line"]) if match else ""
