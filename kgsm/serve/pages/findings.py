"""IRIs of observations → `Finding`: what tables, links and pages say about each of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Final

from kgsm.namespaces import (
    BASE_STATUS,
    DCTERMS,
    EXACTNESS,
    KGSM,
    ORIGIN,
    PROV,
    QB,
    RDFS,
    SDMX_ATTRIBUTE,
    SDMX_CODE,
    SDMX_DIMENSION,
    UNIT,
)
from kgsm.serve import wording
from kgsm.serve.facts import Facts, Words
from kgsm.serve.pages.bars import Bar, bar
from kgsm.serve.pages.order import printed_values
from kgsm.serve.pages.parts import Value, link, literal
from kgsm.serve.visit import Visit
from kgsm.sparql import Term, prologue

FACTS: Final = "SELECT ?s ?p ?o WHERE { VALUES ?s { $findings } ?s ?p ?o }"
NAMES: Final = (
    prologue("dcterms", "foaf", "rdfs", "skos", "vcard")
    + """
SELECT ?s ?p ?o WHERE {
  VALUES ?s { $things }
  FILTER(?p IN (skos:prefLabel, rdfs:label, dcterms:title, foaf:name, vcard:fn, skos:notation))
  ?s ?p ?o
}
"""
)
COMPONENTS: Final = (
    prologue("qb")
    + """
SELECT ?dataset ?role ?property ?order WHERE {
  VALUES ?dataset { $datasets }
  VALUES ?role { qb:dimension qb:measure qb:attribute }
  ?dataset qb:structure ?structure .
  ?structure qb:component ?specification .
  ?specification ?role ?property .
  OPTIONAL { ?specification qb:order ?order }
}
"""
)
ANSWERS: Final = prologue("kgsm") + "SELECT ?s ?p ?o WHERE { VALUES ?s { $datasets } FILTER(?p IN (kgsm:answers)) ?s ?p ?o }"
# Dimensions that say how a figure is to be read, not which answer it is.
_READING: Final = frozenset({str(SDMX_DIMENSION.refArea), str(KGSM.quantity)})
# What needs no word beside a value: that it is as others are, and that there is none.
_NORMAL: Final = frozenset({str(SDMX_CODE["obsStatus-A"]), str(SDMX_CODE["obsStatus-M"])})


@dataclass(frozen=True, slots=True)
class Component:
    """A component of a structure: its property, what it does, where it stands."""

    property: str
    role: str
    order: int


@dataclass(frozen=True, slots=True)
class Dimension:
    """What a finding says in one dimension."""

    property: str
    name: Words
    value: Value


@dataclass(frozen=True, slots=True)
class Known:
    """What findings are made of. `questions` are the datasets that are answers to a question.

    `printed` are values by finding, where the store gives them back with fewer zeros than were printed.
    `linked` are the links made so far: hundreds of findings of a table share a few codes.
    """

    facts: Facts
    names: Facts
    structure: dict[str, list[Component]]
    questions: frozenset[str]
    printed: Mapping[str, str]
    linked: dict[str, Value] = field(default_factory=dict)

    def link(self, visit: Visit, iri: str) -> Value:
        """Return the name of a resource as a link to it."""
        if iri not in self.linked:
            self.linked[iri] = link(visit, self.names, iri)
        return self.linked[iri]


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding as a page shows it. `lexical` is the value as it stands in the data, `shown` as the reader writes it.

    `sentence` says it as a whole, None where the data do not. `inexact` is its exactness where a word must warn, `unstated`
    whether nobody says of whom it is true, `unsettled` whether its status is another than normal: provisional, estimated.
    """

    iri: str
    href: str
    sentence: Words | None
    dataset: Value
    dimensions: tuple[Dimension, ...]
    lexical: str
    shown: str
    base: Value | None
    base_size: str
    base_status: Words | None
    base_doubtful: bool
    unstated: bool
    exactness: Value | None
    origin: Value | None
    status: Value | None
    unsettled: bool
    figure: str
    computed: bool
    plain: bool
    is_count: bool
    bar: Bar | None

    @property
    def answer(self) -> tuple[Value, ...]:
        """The values of the dimensions that say which answer the figure counts."""
        return tuple(each.value for each in self.dimensions if each.property not in _READING)

    def dimension(self, prop: str) -> Dimension | None:
        """Return what the finding says in the dimension `prop`."""
        return next((each for each in self.dimensions if each.property == prop), None)


def findings(visit: Visit, iris: Sequence[str], said: Facts | None = None) -> tuple[Finding, ...]:
    """Return the findings with those IRIs, in that order; `said` is what they say where the store is not to be asked."""
    if not iris:
        return ()
    wanted = set(iris)
    facts = visit.facts(FACTS, findings=iris) if said is None else said
    datasets = sorted({each for iri in iris for each in facts.iris(iri, QB.dataSet, DCTERMS.isPartOf)})
    structure = components(visit, datasets)
    names = named(visit, facts, structure.values())
    answers = visit.known(ANSWERS, datasets=datasets)
    asked = {each for each in datasets if answers.value(each, KGSM.answers) not in {"", "none"}}
    values = [printed_values(visit, each) for each in datasets]
    printed = {iri: each[iri] for each in values for iri in wanted & each.keys()}
    known = Known(facts, names, structure, frozenset(asked), printed)
    return tuple(_finding(visit, iri, known) for iri in iris)


def components(visit: Visit, datasets: Iterable[str]) -> dict[str, list[Component]]:
    """Return the components of the structure of each dataset, in their order."""
    wanted = tuple(datasets)
    return visit.site.memory.kept((COMPONENTS, wanted), lambda: _components(visit, wanted))


def _components(visit: Visit, datasets: Iterable[str]) -> dict[str, list[Component]]:
    found: dict[str, list[Component]] = {}
    for row in visit.ask(COMPONENTS, datasets=datasets):
        order = row["order"].value if "order" in row else ""
        component = Component(row["property"].value, row["role"].value, int(order) if order.isdigit() else 0)
        known = found.setdefault(row["dataset"].value, [])
        if component not in known:
            known.append(component)
    for each in found.values():
        each.sort(key=lambda component: (component.order, component.property))
    return found


def named(visit: Visit, facts: Facts, structures: Iterable[Iterable[Component]]) -> Facts:
    """Return the names of everything that `facts` point to, and of the components."""
    things = {term.value for terms in facts.objects.values() for term in terms if term.is_iri}
    things.update(each.property for components in structures for each in components)
    return names(visit, things)


def names(visit: Visit, things: Iterable[str]) -> Facts:
    """Return the names and codes of some resources."""
    found = visit.site.memory.names(set(things), lambda missing: visit.facts(NAMES, things=missing).objects)
    return Facts(visit.language, found)


def _finding(visit: Visit, iri: str, known: Known) -> Finding:
    facts = known.facts
    dataset = next(iter(facts.iris(iri, QB.dataSet, DCTERMS.isPartOf)), "")
    parts = known.structure.get(dataset, [])
    origin, exactness = facts.value(iri, KGSM.origin), facts.value(iri, KGSM.exactness)
    unit = facts.value(iri, SDMX_ATTRIBUTE.unitMeasure)
    value = _value(known, iri, parts)
    base, status = _coded(visit, known, iri, KGSM.base), facts.value(iri, KGSM.baseStatus)
    return Finding(
        iri=iri,
        href=visit.href(iri),
        sentence=facts.words(iri, RDFS.label),
        dataset=known.link(visit, dataset),
        dimensions=tuple(_dimensions(visit, iri, known, parts)),
        lexical=value.value if value else "",
        shown=with_unit(visit, value, unit, known.names) if value else "",
        base=base,
        base_size=wording.number(facts.value(iri, KGSM.baseSize), visit.language),
        base_status=known.names.label(status) if status else None,
        base_doubtful=status == str(BASE_STATUS.inferred) or (status == str(BASE_STATUS["not-stated"]) and base is None),
        unstated=status == str(BASE_STATUS["not-stated"]),
        exactness=_coded(visit, known, iri, KGSM.exactness),
        origin=_coded(visit, known, iri, KGSM.origin),
        status=_coded(visit, known, iri, SDMX_ATTRIBUTE.obsStatus),
        unsettled=facts.value(iri, SDMX_ATTRIBUTE.obsStatus) not in {"", *_NORMAL},
        figure=facts.value(iri, KGSM.figure),
        computed=origin == str(ORIGIN.computed) or bool(facts.terms(iri, PROV.wasDerivedFrom)),
        plain=exactness in {"", str(EXACTNESS.exact), str(EXACTNESS.rounded)},
        is_count=unit == str(UNIT.NUM),
        bar=bar(facts, iri, value.value, answers=dataset in known.questions) if value else None,
    )


def _dimensions(visit: Visit, iri: str, known: Known, parts: Iterable[Component]) -> Iterable[Dimension]:
    for part in parts:
        if part.role != str(QB.dimension):
            continue
        term = known.facts.term(iri, part.property)
        if term is not None:
            value = known.link(visit, term.value) if term.is_iri else literal(visit, term)
            yield Dimension(part.property, known.link(visit, part.property).words, value)


def _value(known: Known, iri: str, parts: Iterable[Component]) -> Term | None:
    measures = [part.property for part in parts if part.role == str(QB.measure)]
    value = known.facts.term(iri, *measures) if measures else None
    text = known.printed.get(iri)
    return replace(value, value=text) if value and text and _is_same(value.value, text) else value


def _is_same(one: str, other: str) -> bool:
    try:
        return Decimal(one) == Decimal(other)
    except InvalidOperation:
        return False


def with_unit(visit: Visit, value: Term, unit: str, names: Facts) -> str:
    """Return a value with its unit, an IRI that `names` name: `54 %`, `1.712`, `10 Prozentpunkte`."""
    number = literal(visit, value).words.text
    if not unit or unit == str(UNIT.NUM):
        return number
    if unit == str(UNIT.PERCENT):
        return f"{number}%" if visit.language == "en" else f"{number}{wording.NO_BREAK}%"
    if unit == str(KGSM.PercentagePoint):
        return visit.say("unit.point" if value.value in {"1", "-1"} else "unit.points", number=number)
    return f"{number}{wording.NO_BREAK}{names.label(unit).text}"


def _coded(visit: Visit, known: Known, iri: str, prop: str) -> Value | None:
    term = known.facts.term(iri, prop)
    if term is None:
        return None
    return known.link(visit, term.value) if term.is_iri else literal(visit, term)
