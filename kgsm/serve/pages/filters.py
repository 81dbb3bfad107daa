"""Dimensions of a dataset and the parameters of a request → the filter form, and the findings that are asked for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kgsm.namespaces import QB, SDMX_DIMENSION, SKOS
from kgsm.serve import wording
from kgsm.serve.cube.cubes import Dimension
from kgsm.serve.cube.selection import ANY
from kgsm.serve.facts import Facts, Words, local_name, natural
from kgsm.serve.pages.findings import Component, names
from kgsm.serve.visit import RefusalError, Visit
from kgsm.sparql import Row, bind, prologue

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
    """A code that one may filter by. `iri` is empty where it is a plain value: a year."""

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
    columns = {each.iri: each for each in _dimensions(visit, dataset)}
    if not properties:
        return Filters((), _unknown(asked, ()))
    found = visit.site.memory.kept((USED, dataset, small), lambda: _values(visit, dataset, properties, small=small))
    values: dict[str, list[str]] = {}
    for each in found:
        if each["o"].is_iri:
            values.setdefault(each["p"].value, []).append(each["o"].value)
    values = {prop: every for prop, every in values.items() if len(every) <= _MOST}
    labels = names(visit, [*properties, *(iri for every in values.values() for iri in every)])
    made = []
    for prop in properties:
        column = columns.get(prop)
        name = column.parameter if column else local_name(prop)
        if prop in values:
            options = [
                (labels.value(iri, SKOS.notation) or local_name(iri), iri) for iri in sorted(set(values[prop]), key=natural)
            ]
        elif column and not column.more and len(column.codes) <= _MOST and not visit.site.writable:
            options = [(code, "") for code in sorted(column.codes, key=natural)]
        else:
            continue
        made.append(_filter(visit, (name, prop, labels), options, asked.get(name, ())))
    return Filters(tuple(each for each in made if len(each.options) > 1), _unknown(asked, [each.name for each in made]))


def matching(visit: Visit, dataset: str, active: Iterable[Filter], limit: int, offset: int) -> tuple[str, ...]:
    """Return the findings that have one of the chosen codes in each filtered dimension."""
    query = bind(FILTERED, this=dataset)
    for place, each in enumerate(active):
        codes, prop = [option.iri for option in each.chosen], each.dimension
        query += bind(f"  VALUES ?v{place} {{ $codes }} ?finding $property ?v{place} .\n", codes=codes, property=prop)
    query += bind("}\nLIMIT $limit OFFSET $offset", limit=limit, offset=offset)
    return tuple(each["finding"].value for each in visit.ask(query))


def parameter(visit: Visit, dataset: str, parts: Iterable[Component], prop: str) -> str:
    """Return the parameter that filters a dataset by the component `prop`, empty where none does."""
    if not any(each.property == prop and each.role == str(QB.dimension) and _may_filter(prop) for each in parts):
        return ""
    return next((each.parameter for each in _dimensions(visit, dataset) if each.iri == prop), local_name(prop))


def _may_filter(prop: str) -> bool:
    return prop not in {str(SDMX_DIMENSION.refArea), str(QB.measureType)}


def _values(visit: Visit, dataset: str, properties: Sequence[str], *, small: bool) -> list[Row]:
    return visit.ask(USED, properties=properties, this=dataset) if small else visit.ask(LISTED, properties=properties)


def _dimensions(visit: Visit, dataset: str) -> tuple[Dimension, ...]:
    """Return the dimensions of the dataset as its rows are asked for; none where its rows are not."""
    path, cubes = (visit.site.path(dataset) or "").removeprefix("/"), visit.site.cubes
    return cubes.cube(path).dimensions if path in cubes else ()


def _filter(visit: Visit, kind: tuple[str, str, Facts], options: Sequence[tuple[str, str]], asked: Iterable[str]) -> Filter:
    name, prop, labels = kind
    chosen = _chosen(visit, labels.label(prop).text, [code for code, _ in options], asked)
    return Filter(
        name=name,
        dimension=prop,
        label=labels.label(prop),
        options=tuple(
            Option(code, iri, labels.label(iri) if iri else Words(wording.day(code, visit.language)), code in chosen)
            for code, iri in options
        ),
    )


def _chosen(visit: Visit, name: str, known: Sequence[str], asked: Iterable[str]) -> frozenset[str]:
    """Return the codes that are asked for, written as for rows of a dataset: several in one value, `*` for any."""
    codes = {code for value in asked if value for code in ((value,) if value in known else value.split(","))}
    if ANY in codes:
        return frozenset()
    for code in sorted(codes):
        if code not in known:
            possible = ", ".join(known[:20])
            raise RefusalError(400, visit.say("error.unknown-code", found=code[:40], name=name, possible=possible))
    return frozenset(codes)


def _unknown(asked: Mapping[str, Sequence[str]], known: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(each[:40] for each in asked if each not in OWN and each not in known))[:5]
