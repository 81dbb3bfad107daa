"""A dataset (qb:DataSet) → its page: the question, the table of findings, the structure."""

from dataclasses import dataclass
from typing import ClassVar, Final

from markupsafe import Markup

from kgsm.namespaces import DCTERMS, KGSM, QB
from kgsm.serve import schema_org
from kgsm.serve.description import facts_about
from kgsm.serve.facts import Facts, Words
from kgsm.serve.negotiate import CSV, GRAPHS
from kgsm.serve.pages.downloads import File, files
from kgsm.serve.pages.findings import Component, Dimension, Finding, components, findings, names
from kgsm.serve.pages.parts import Frame, Row, Value, frame, link, links, row, rows
from kgsm.serve.strings import STRINGS
from kgsm.serve.visit import Visit
from kgsm.sparql import prologue

PAGE_SIZE: Final = 500
FINDINGS: Final = (
    prologue("dcterms", "kgsm", "qb")
    + """
SELECT DISTINCT ?finding WHERE {
  { ?finding qb:dataSet $this } UNION { ?finding a kgsm:MissingValue ; dcterms:isPartOf $this }
}
ORDER BY STR(?finding)
LIMIT $limit OFFSET $offset
"""
)
COUNT: Final = (
    prologue("dcterms", "kgsm", "qb")
    + """
SELECT (COUNT(DISTINCT ?finding) AS ?count) WHERE {
  { ?finding qb:dataSet $this } UNION { ?finding a kgsm:MissingValue ; dcterms:isPartOf $this }
}
"""
)
CODE_LISTS: Final = (
    prologue("qb")
    + """
SELECT ?s ?p ?o WHERE { VALUES ?s { $properties } VALUES ?p { qb:codeList } ?s ?p ?o }
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
    """The page of a dataset. `columns` are the dimensions in which the findings differ; `pages` counts from 1."""

    template: ClassVar[str] = "dataset.html"
    frame: Frame
    structured: Markup
    study: Value | None
    title: Words
    question: Words | None
    description: Words | None
    note: Words | None
    rows: tuple[Row, ...]
    columns: tuple[Dimension, ...]
    findings: tuple[Finding, ...]
    page: int
    pages: int
    files: tuple[File, ...]
    structure: tuple[StructureRow, ...]
    slices: tuple[Value, ...]

    @property
    def has_figures(self) -> bool:
        """Whether any finding has an id."""
        return any(each.figure for each in self.findings)


def dataset(visit: Visit, iri: str, number: int = 1) -> DatasetPage | None:
    """Return page `number` of the table of a dataset with all that is known about it, None where there is no such page."""
    count = int(visit.ask(COUNT, this=iri)[0]["count"].value)
    pages = max(1, -(-count // PAGE_SIZE))
    if not 1 <= number <= pages:
        return None
    found = visit.ask(FINDINGS, this=iri, limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE)
    shown = findings(visit, [each["finding"].value for each in found])
    facts = facts_about(visit.site, iri, visit.language)
    columns, constants = _columns(shown)
    studies = links(visit, facts, iri, DCTERMS.isPartOf)
    path = visit.path.removeprefix("/")
    csv = (CSV,) if f"{path}.csv" in visit.site.files else ()
    return DatasetPage(
        frame=frame(visit, facts.label(iri).text, iri, (*GRAPHS, *csv)),
        study=studies[0] if studies else None,
        structured=schema_org.of_dataset(visit, iri),
        title=facts.label(iri),
        question=facts.words(iri, KGSM.question),
        description=facts.words(iri, DCTERMS.description),
        note=facts.words(iri, KGSM.note),
        rows=_rows(visit, facts, iri, constants),
        columns=columns,
        findings=shown,
        page=number,
        pages=pages,
        files=files(visit, f"{path}."),
        structure=_structure(visit, components(visit, [iri]).get(iri, [])),
        slices=links(visit, facts, iri, QB.slice),
    )


def _columns(shown: tuple[Finding, ...]) -> tuple[tuple[Dimension, ...], tuple[Dimension, ...]]:
    """Return the dimensions in which the findings differ, and those in which all say the same."""
    values: dict[str, dict[str, Dimension]] = {}
    for finding in shown:
        for each in finding.dimensions:
            values.setdefault(each.property, {}).setdefault(each.value.href + each.value.words.text, each)
    columns = [next(iter(each.values())) for each in values.values() if len(each) > 1 or len(shown) == 1]
    constants = [next(iter(each.values())) for each in values.values() if len(each) == 1 and len(shown) > 1]
    return tuple(columns), tuple(constants)


def _rows(visit: Visit, facts: Facts, iri: str, constants: tuple[Dimension, ...]) -> tuple[Row, ...]:
    answers = f"answers.{facts.value(iri, KGSM.answers)}"
    return (
        *(Row(each.name, (each.value,)) for each in constants),
        *rows(
            row(visit, "dataset.answers", visit.say(answers) if answers in STRINGS else ""),
            row(visit, "dataset.source", *links(visit, facts, iri, DCTERMS.source)),
        ),
    )


def _structure(visit: Visit, parts: list[Component]) -> tuple[StructureRow, ...]:
    properties = [each.property for each in parts]
    lists = visit.facts(CODE_LISTS, properties=properties)
    labels = names(visit, [*properties, *(each for part in properties for each in lists.iris(part, QB.codeList))])
    return tuple(_component(visit, part, lists, labels) for part in parts)


def _component(visit: Visit, part: Component, lists: Facts, labels: Facts) -> StructureRow:
    code_list = next(iter(lists.iris(part.property, QB.codeList)), None)
    return StructureRow(
        component=link(visit, labels, part.property),
        role=visit.say(f"role.{part.role.rpartition('#')[2]}"),
        code_list=link(visit, labels, code_list) if code_list else None,
    )
