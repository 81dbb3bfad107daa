"""A dataset (qb:DataSet) → its page: the question, tables with bars, a filter, downloads, how to cite it, its structure."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final
from urllib.parse import urlencode

from markupsafe import Markup

from kgsm.namespaces import DCAT, DCTERMS, KGSM, QB
from kgsm.serve import schema_org, wording
from kgsm.serve.cube.formats import EXCEL_CSV, JSON_STAT, PARQUET, XLSX
from kgsm.serve.description import known_about
from kgsm.serve.facts import Facts, Words
from kgsm.serve.negotiate import CSV, GRAPHS, SVG
from kgsm.serve.pages.about import anchor
from kgsm.serve.pages.api import programs
from kgsm.serve.pages.bars import Mark
from kgsm.serve.pages.citation import Citation, citation
from kgsm.serve.pages.code import Snippet, snippets
from kgsm.serve.pages.crossed import Crossing, crossing, dimensions
from kgsm.serve.pages.downloads import File, files
from kgsm.serve.pages.filters import Filters, filters
from kgsm.serve.pages.findings import Component, Finding, components, findings, names
from kgsm.serve.pages.framed import framed
from kgsm.serve.pages.order import before_the_store, in_order
from kgsm.serve.pages.paging import Pages, page_of, stated_on
from kgsm.serve.pages.parts import Frame, Row, Value, frame, licences, link, links, row, rows
from kgsm.serve.pages.respondents import respondents
from kgsm.serve.pages.sparql import address_of
from kgsm.serve.pages.study import LICENCES
from kgsm.serve.pages.tables import Table, columns, marks, tables
from kgsm.serve.strings import STRINGS
from kgsm.serve.visit import Visit
from kgsm.sparql import Query, prologue

SELECTION: Final = (CSV, EXCEL_CSV, XLSX, PARQUET, JSON_STAT)
CODE_LISTS: Final = (
    prologue("qb")
    + """
SELECT ?s ?p ?o WHERE { VALUES ?s { $properties } FILTER(?p IN (qb:codeList)) ?s ?p ?o }
"""
)
STUDY: Final = (
    prologue("dcat", "dcterms", "kgsm")
    + """
SELECT ?s ?p ?o WHERE {
  FILTER(?p IN (dcterms:modified, dcterms:publisher, dcat:version, kgsm:sample, kgsm:respondents, kgsm:invited))
  $this dcterms:isPartOf ?s . ?s ?p ?o
}
"""
)


@dataclass(frozen=True, slots=True)
class StructureRow:
    """A component in the table of the structure."""

    component: Value
    role: str
    code_list: Value | None


@dataclass(frozen=True, slots=True)
class DatasetPage:
    """The page of a dataset. `total` is how many findings there are, `reading` the first of them as a sentence.

    `missing` is how many rows have no value, empty where none, or where there are more pages: then `total` counts all rows.
    """

    template: ClassVar[str] = "dataset.html"
    frame: Frame
    structured: Markup
    study: Value | None
    title: Words
    question: Words | None
    description: Words | None
    note: Words | None
    rows: tuple[Row, ...]
    filters: Filters
    tables: tuple[Table, ...]
    crossing: Crossing
    marks: tuple[Mark, ...]
    reading: Finding | None
    total: str
    missing: str
    pages: Pages
    selection: tuple[Value, ...]
    files: tuple[File, ...]
    picture: str
    citation: Citation
    embed: str
    snippets: tuple[Snippet, ...]
    programs: tuple[Value, ...]
    query: str
    structure: tuple[StructureRow, ...]
    slices: tuple[Value, ...]


def dataset(visit: Visit, iri: str, host: str, asked: Mapping[str, Sequence[str]]) -> DatasetPage:
    """Return the page of a dataset with what `asked`, the parameters of the request, selects of it.

    Raises RefusalError, 404 where there is no such page of the table, 400 where a filter has a code that is not there.
    """
    loading, number = visit.site.loading is not None, (*asked.get("page", ()), "1")[0]
    order = before_the_store(visit, iri) if loading else in_order(visit, iri)
    parts = components(visit, [iri]).get(iri, [])
    chosen = filters(visit, iri, parts, asked, small=order is not None and not loading)
    found, pages, total = page_of(visit, iri, order, chosen, number)
    shown = findings(visit, found, stated_on(visit, iri, chosen, number) if loading else None)
    made = tables(visit, shown)
    missing = sum(not each.shown for each in shown) if len(shown) == total else 0
    facts = known_about(visit.site, iri, visit.language)
    studies = links(visit, facts, iri, DCTERMS.isPartOf)
    path = visit.path.removeprefix("/")
    csv = (CSV,) if f"{path}.csv" in visit.site.files else ()
    choice = urlencode(chosen.pairs())
    query = f"?{choice}" if choice else ""
    table = visit.at(f"{visit.path}.csv") + query
    # Longer than a screen, and yet it only names what was found.
    return DatasetPage(
        frame=frame(visit, _named(facts.label(iri).text, chosen), iri, (*GRAPHS, *csv)),
        study=studies[0] if studies else None,
        structured=visit.site.memory.kept((schema_org, iri, visit.language), lambda: schema_org.of_dataset(visit, iri)),
        title=facts.label(iri),
        question=facts.words(iri, KGSM.question),
        description=facts.words(iri, DCTERMS.description),
        note=facts.words(iri, KGSM.note),
        rows=_rows(visit, facts, iri, shown),
        filters=chosen,
        tables=made,
        crossing=crossing(
            visit, dimensions(visit, iri, parts, columns(visit, shown) if len(shown) == total else ()), made, asked, query
        ),
        marks=marks(made),
        reading=next((each for each in shown if each.sentence), None),
        total=wording.number(str(total - missing), visit.language),
        missing=wording.number(str(missing), visit.language) if missing else "",
        pages=pages,
        selection=_as_files(visit, path, query),
        files=files(visit, f"{path}."),
        picture=_picture(visit, made, chosen, pages.page),
        citation=citation(visit, iri, iri, ""),
        embed=framed(visit, host, facts.label(iri).text, chosen.pairs(), sum(each.size for each in made)),
        snippets=snippets(f"{host}{table}") if csv else (),
        programs=programs(visit, path),
        query=address_of(visit, Query(_query(iri, parts, chosen))),
        structure=_structure(visit, parts),
        slices=links(visit, facts, iri, QB.slice),
    )


def _picture(visit: Visit, made: Iterable[Table], chosen: Filters, page: int) -> str:
    """Return the address of the picture of the bars, empty where there are none."""
    if not any(each.has_bars for each in made):
        return ""
    pairs = [*chosen.pairs(), *([("page", page)] if page > 1 else []), ("lang", visit.language)]
    return f"{visit.at(visit.path)}{SVG.suffix}?{urlencode(pairs)}"


def _as_files(visit: Visit, path: str, query: str) -> tuple[Value, ...]:
    """Return the rows that are shown as files; none where nothing is chosen, for then the files are listed."""
    if not query or path not in visit.site.cubes:
        return ()
    offers = (each for each in SELECTION if f"{path}{each.suffix}" in visit.site.files)
    return tuple(Value(Words(each.title), visit.at(f"/{path}{each.suffix}{query}")) for each in offers)


def _named(title: str, chosen: Filters) -> str:
    choice = ", ".join(option.label.text for each in chosen.active for option in each.chosen)
    return f"{title} ({choice})" if choice else title


def _rows(visit: Visit, facts: Facts, iri: str, shown: Sequence[Finding]) -> tuple[Row, ...]:
    answers = f"answers.{facts.value(iri, KGSM.answers)}"
    study = visit.known(STUDY, this=iri)
    (owner, *_) = [*dict.fromkeys(each for each, _ in study.objects), ""]
    publishers = names(visit, study.iris(owner, DCTERMS.publisher))
    sample = f"sample.{study.value(owner, KGSM.sample)}"
    licence = licences(visit, visit.known(LICENCES, this=owner), owner) if owner else ()
    method = Value(visit.words("dataset.provenance.method"), visit.at(f"/about/method#{anchor(owner)}")) if owner else None
    return rows(
        *(respondents(visit, study, owner, shown) if owner and not visit.site.loading else ()),
        row(visit, "dataset.answers", visit.say(answers) if answers in STRINGS else ""),
        row(visit, "study.sample", visit.say(sample) if sample in STRINGS else ""),
        row(visit, "dataset.source", *links(visit, facts, iri, DCTERMS.source)),
        row(visit, "dataset.provenance", method),
        row(visit, "publisher", *(link(visit, publishers, each) for each in study.iris(owner, DCTERMS.publisher))),
        row(visit, "licence", *licence),
        row(visit, "modified", wording.day(study.value(owner, DCTERMS.modified), visit.language)),
        row(visit, "version", study.value(owner, DCAT.version)),
    )


def _query(iri: str, parts: Sequence[Component], chosen: Filters) -> str:
    """Return a query that finds what the table shows."""
    named: dict[str, str] = {}
    for each in parts:
        if each.role in {str(QB.dimension), str(QB.measure)}:
            word = "".join(
                sign if sign.isascii() and sign.isalnum() else "_" for sign in each.property.split("/")[-1].split("#")[-1]
            )
            named[each.property] = word if word and word not in {"finding", *named.values()} else f"{word}_{len(named)}"
    dimensions = [each.property for each in parts if each.role == str(QB.dimension)]
    measures = [each.property for each in parts if each.role == str(QB.measure)]
    lines = [f"  ?finding qb:dataSet <{iri}> ."]
    for filtered in chosen.active:
        name = named[filtered.dimension]
        if all(option.iri for option in filtered.chosen):
            codes = " ".join(f"<{option.iri}>" for option in filtered.chosen)
            lines.append(f"  VALUES ?{name} {{ {codes} }}")
        else:  # a plain value, whatever its type
            codes = ", ".join(json.dumps(option.code) for option in filtered.chosen)
            lines.append(f"  FILTER(STR(?{name}) IN ({codes}))")
    lines += [f"  ?finding <{each}> ?{named[each]} ." for each in dimensions]
    single = len(measures) == 1
    lines += [
        f"  {'' if single else 'OPTIONAL { '}?finding <{each}> ?{named[each]} {'.' if single else '}'}" for each in measures
    ]
    variables = " ".join(f"?{named[each]}" for each in (*measures, *dimensions))
    return f"{prologue('qb')}\nSELECT ?finding {variables} WHERE {{\n" + "\n".join(lines) + "\n}\nLIMIT 1000"


def _structure(visit: Visit, parts: list[Component]) -> tuple[StructureRow, ...]:
    properties = [each.property for each in parts]
    lists = visit.known(CODE_LISTS, properties=properties)
    labels = names(visit, [*properties, *(each for part in properties for each in lists.iris(part, QB.codeList))])
    return tuple(_component(visit, part, lists, labels) for part in parts)


def _component(visit: Visit, part: Component, lists: Facts, labels: Facts) -> StructureRow:
    code_list = next(iter(lists.iris(part.property, QB.codeList)), None)
    return StructureRow(
        component=link(visit, labels, part.property),
        role=visit.say(f"role.{part.role.rpartition('#')[2]}"),
        code_list=link(visit, labels, code_list) if code_list else None,
    )
