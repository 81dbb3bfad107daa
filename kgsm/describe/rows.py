"""A table → the rows of its tidy CSV: codes with their labels in both languages, the sources, the observation's IRI."""

from collections.abc import Iterator
from typing import NamedTuple

from kgsm.columns import rows_with_iri
from kgsm.study import Dataset, Kind, Role, Specification, Study
from kgsm.tables import identifier, literal


class _Column(NamedTuple):
    """A column of the CSV: its name, and the SQL expression of its cell."""

    name: str
    cell: str


def csv_header(study: Study, dataset: Dataset) -> str:
    """Return the header row of the dataset's CSV."""
    return ",".join(each.name for each in _columns(study, dataset))


def csv_rows(study: Study, dataset: Dataset) -> str:
    """Return the SELECT of the rows of the dataset's CSV, quoted where RFC 4180 asks for it."""
    cells = " || ',' || ".join(_quoted(each.cell) for each in _columns(study, dataset))
    joins = [
        f"LEFT JOIN _labels AS l{number} ON l{number}.list = {literal(code_list)} AND l{number}.code = {column}"
        for number, (code_list, column) in enumerate(_coded(study, dataset))
    ]
    if _has_evidence(study, dataset):
        joins.append("LEFT JOIN _evidence AS e ON e.figure = t.figure")
    order = " ORDER BY t._row" if joins else ""
    return f"SELECT {cells} AS line FROM {rows_with_iri(dataset)} {' '.join(joins)}{order}"


def _columns(study: Study, dataset: Dataset) -> Iterator[_Column]:
    labels = {column: number for number, (_, column) in enumerate(_coded(study, dataset))}
    yield _Column("observation", "t._iri")
    for specification in dataset.specifications:
        component = specification.component
        if component.role is Role.MEASURE and len(dataset.of_role(Role.MEASURE)) > 1:
            continue
        if component.kind is Kind.BILINGUAL:
            yield from _bilingual(study, dataset, component.name)
            continue
        cell = _cell(study, dataset, specification)
        if cell is None:
            continue
        yield _Column(component.name, cell)
        if cell in labels:
            for language in ("de", "en"):
                yield _Column(f"{component.name}_label_{language}", f"l{labels[cell]}.label_{language}")
    if len(dataset.of_role(Role.MEASURE)) > 1:
        yield _Column("measure", "t.measure")
        yield _Column("value", "t.value")
    if _has_evidence(study, dataset):
        yield _Column("sources", "array_to_string(e.sources, ' ')")


def _bilingual(study: Study, dataset: Dataset, name: str) -> Iterator[_Column]:
    for language in ("de", "en"):
        if f"{name}_{language}" in study.tables.columns(dataset.id):
            yield _Column(f"{name}_{language}", f"t.{identifier(f'{name}_{language}')}")


def _cell(study: Study, dataset: Dataset, specification: Specification) -> str | None:
    name = specification.component.name
    if specification.constant is not None:
        return literal(specification.constant)
    if name in study.tables.columns(dataset.id):
        return f"t.{identifier(name)}"
    if name == "unit":
        return _unit(study, dataset)
    return None


def _unit(study: Study, dataset: Dataset) -> str | None:
    quantity, quantities, units = dataset.specification("quantity"), study.code_list("quantity"), study.code_list("unit")
    if quantity is None or quantities is None or units is None:
        return None
    code_of = {each.iri: each.code for each in units.concepts}
    whens = " ".join(
        f"WHEN {literal(each.code)} THEN {literal(code_of[each.unit])}" for each in quantities.concepts if each.unit in code_of
    )
    column = "t.quantity" if quantity.constant is None else literal(quantity.constant)
    return f"CASE {column} {whens} END"


def _coded(study: Study, dataset: Dataset) -> list[tuple[str, str]]:
    pairs = []
    for specification in dataset.specifications:
        component = specification.component
        cell = _cell(study, dataset, specification)
        if component.kind is Kind.CODE and component.code_list is not None and cell is not None:
            pairs.append((component.code_list, cell))
    return list(dict.fromkeys(pairs))


def _has_evidence(study: Study, dataset: Dataset) -> bool:
    return bool(study.evidence) and "figure" in study.tables.columns(dataset.id)


def _quoted(cell: str) -> str:
    # RFC 4180, 2.6: a cell with a comma, a quotation mark or a line break stands in quotation marks.
    text = f"coalesce({cell}, '')"
    return f"CASE WHEN regexp_matches({text}, '[\",\\r\\n]') THEN '\"' || replace({text}, '\"', '\"\"') || '\"' ELSE {text} END"
