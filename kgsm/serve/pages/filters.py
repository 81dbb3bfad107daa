"""Dimensions of a dataset and the parameters of a request → the filter form, and the findings that are asked for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kgsm.namespaces import QB, SDMX_DIMENSION, SKOS
from kgsm.serve.facts import Facts, Words, local_name
from kgsm.serve.pages.findings import Component, names
from kgsm.serve.visit import RefusalError, Visit
from kgsm.sparql import bind, prologue, select

OWN: Final = frozenset({"lang", "format", "page", "embed", "rows", "cols"})  # parameters that are no dimensions
_MOST: Final = 300  # codes of one dimension; a longer list is not for choosing from
USED: Final = (
    prologue("dcterms", "qb")
    + """
SELECT DISTINCT ?p ?o WHERE {
  VALUES ?p { $properties }
  { ?finding qb:dataSet $this } UNION { ?finding dcterms:isPartOf $this }
  ?finding ?p ?o
}
"""
)
LISTED: Final = (
    prologue("qb", "skos")
    + """
SELECT DISTINCT ?p ?o WHERE { VALUES ?p { $properties } ?p qb:codeList ?list . ?o skos:inScheme ?list } LIMIT 5000
"""
)
FILTERED: Final = (
    prologue("dcterms", "qb")
    + """
SELECT DISTINCT ?finding WHERE {
  { ?finding qb:dataSet $this } UNION { ?finding dcterms:isPartOf $this }
"""
)


@dataclass(frozen=True, slots=True)
class Option:
    """A code that one may filter by."""

    code: str
    iri: str
    label: Words
    chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """A dimension that one may filter by: `name` is its parameter."""

    name: str
    dimension: str
    label: Words
    options: tuple[Option, ...]

    @property
    def chosen(self) -> tuple[Option, ...]:
        """The options that are chosen; none means all."""
        return tuple(each for each in self.options if each.chosen)


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of a dataset, in the order of its structure. `unknown` are parameters that no dimension has."""

    filters: tuple[Filter, ...]
    unknown: tuple[str, ...]

    @property
    def active(self) -> tuple[Filter, ...]:
        """The filters with a choice."""
        return tuple(each for each in self.filters if each.chosen)

    def pairs(self) -> list[tuple[str, str]]:
        """Return the choices as parameters, in the order of the structure: the same choice is always the same address."""
        return [(each.name, option.code) for each in self.active for option in each.chosen]


def filters(
    visit: Visit, dataset: str, parts: Sequence[Component], asked: Mapping[str, Sequence[str]], *, small: bool
) -> Filters:
    """Return the filters of a dataset with what `asked` chooses. Raises RefusalError where a code is not there.

    In a small dataset the codes in use can be chosen, in a large one, which nobody wants to search first, those of the lists.
    """
    properties = [each.property for each in parts if each.role == str(QB.dimension) and _may_filter(each.property)]
    if not properties:
        return Filters((), _unknown(asked, ()))
    found = select(visit.site.store, USED if small else LISTED, properties=properties, **({"this": dataset} if small else {}))
    values: dict[str, list[str]] = {}
    for each in found:
        if each["o"].is_iri:
            values.setdefault(each["p"].value, []).append(each["o"].value)
    values = {prop: every for prop, every in values.items() if len(every) <= _MOST}
    labels = names(visit, [*properties, *(iri for every in values.values() for iri in every)])
    made = tuple(_filter(labels, each, values[each], asked) for each in properties if each in values)
    for filter_ in made:
        _check(visit, filter_, asked.get(filter_.name, ()))
    return Filters(tuple(each for each in made if len(each.options) > 1), _unknown(asked, [each.name for each in made]))


def matching(visit: Visit, dataset: str, active: Iterable[Filter], limit: int, offset: int) -> tuple[str, ...]:
    """Return the findings that have one of the chosen codes in each filtered dimension."""
    query = bind(FILTERED, this=dataset)
    for place, each in enumerate(active):
        codes, prop = [option.iri for option in each.chosen], each.dimension
        query += bind(f"  VALUES ?v{place} {{ $codes }} ?finding $property ?v{place} .\n", codes=codes, property=prop)
    query += bind("}\nLIMIT $limit OFFSET $offset", limit=limit, offset=offset)
    return tuple(each["finding"].value for each in visit.ask(query))


def _may_filter(prop: str) -> bool:
    return prop not in {str(SDMX_DIMENSION.refArea), str(QB.measureType)}


def _filter(labels: Facts, prop: str, values: Iterable[str], asked: Mapping[str, Sequence[str]]) -> Filter:
    name = local_name(prop)
    chosen = set(asked.get(name, ()))
    options = [(labels.value(iri, SKOS.notation) or local_name(iri), iri) for iri in sorted(set(values))]
    return Filter(
        name=name,
        dimension=prop,
        label=labels.label(prop),
        options=tuple(Option(code, iri, labels.label(iri), code in chosen) for code, iri in options),
    )


def _check(visit: Visit, each: Filter, wanted: Iterable[str]) -> None:
    known = [option.code for option in each.options]
    for code in wanted:
        if code and code not in known:
            possible = ", ".join(known[:20])
            raise RefusalError(400, visit.say("error.unknown-code", found=code[:40], name=each.name, possible=possible))


def _unknown(asked: Mapping[str, Sequence[str]], known: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(each[:40] for each in asked if each not in OWN and each not in known))[:5]
