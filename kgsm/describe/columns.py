"""A dataset's structure → the columns of its tables: codes with their labels in both languages, the sources, the observation.

CSV, xlsx, Parquet and SDMX-CSV are made from the same fields, so they cannot differ.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from rdflib import URIRef

from kgsm.columns import rows_with_iri
from kgsm.cube import Column
from kgsm.describe import sentences
from kgsm.describe.cells import cell_of
from kgsm.namespaces import KGSM, QB
from kgsm.study import Component, Dataset, Kind, Role, Specification, Study
from kgsm.tables import identifier, literal
from kgsm.text import Text

_NOTHING: Final = Text("", "")
_OBSERVATION: Final = Text("Beobachtung (IRI)", "observation (IRI)")
_SOURCES: Final = Text("Quellen (Kennungen)", "sources (ids)")
_MEASURE: Final = Text("Messgröße", "measure")
_FINDING: Final = Text("Befund in Worten", "finding in words")
FINDING: Final = "finding"  # the columns finding_de and finding_en
_LANGUAGE: Final = {"de": Text("auf Deutsch", "in German"), "en": Text("auf Englisch", "in English")}
_ROW_TYPE: Final = Text("Art der Zeile (IRI)", "kind of the row (IRI)")
_ROW_DATASET: Final = Text("Datensatz (IRI), wo es einen Wert gibt", "dataset (IRI) where there is a value")
_ROW_MISSING: Final = Text("Datensatz (IRI), wo der Wert fehlt", "dataset (IRI) where the value is missing")


@dataclass(frozen=True, slots=True)
class Field:
    """A column, and the SQL expression (VARCHAR) of its cell over `source`."""

    column: Column
    cell: str


def fields(study: Study, dataset: Dataset) -> tuple[Field, ...]:
    """Return the fields of the tables of `dataset`, in the order of its structure. Its table must have been read."""
    return tuple(_fields(study, dataset))


def source(study: Study, dataset: Dataset) -> str:
    """Return what follows FROM in a SELECT of `fields`: `joined`, in the order of the file."""
    whole, plain = joined(study, dataset), rows_with_iri(dataset)
    # A join may lose the order of the file, so then, and only then, the rows are sorted.
    return plain if whole == plain else f"{whole} ORDER BY t._row"


def joined(study: Study, dataset: Dataset, *, labelled: bool = True) -> str:
    """Return the rows `t` with their labels (unless they are not `labelled`) and sources, in any order."""
    coded = _coded(study, dataset) if labelled else ()
    joins = [
        f"LEFT JOIN _labels AS l{number} ON l{number}.list = {literal(code_list)} AND l{number}.code = {column}"
        for number, (code_list, column) in enumerate(coded)
    ]
    if _has_evidence(study, dataset):
        joins.append("LEFT JOIN _evidence AS e ON e.figure = t.figure")
    return " ".join((rows_with_iri(dataset), *joins))


def stem(iri_of: Mapping[str, URIRef]) -> str | None:
    """Return what each IRI is when its code follows, None where the IRIs have no such beginning in common."""
    stems = {str(iri).removesuffix(code) for code, iri in iri_of.items()}
    only = stems.pop() if len(stems) == 1 else None
    return only if only is not None and all(str(iri) == only + code for code, iri in iri_of.items()) else None


def concepts(study: Study, component: Component) -> dict[str, URIRef]:
    """Return the IRI of each code of a component, none where it is not coded."""
    code_list = study.code_list(component.code_list) if component.code_list else None
    return {each.code: each.iri for each in code_list.concepts} if code_list else {}


def measures(dataset: Dataset) -> dict[str, URIRef]:
    """Return the IRI of each measure by its name, as it stands in the column `measure`."""
    return {each.component.name: each.component.iri for each in dataset.of_role(Role.MEASURE)}


def _fields(study: Study, dataset: Dataset) -> Iterator[Field]:
    yield Field(Column("observation", Kind.IRI, _OBSERVATION, _NOTHING), "t._iri")
    several = len(dataset.of_role(Role.MEASURE)) > 1
    for specification in dataset.specifications:
        component = specification.component
        if component.kind is Kind.BILINGUAL:
            yield from _bilingual(study, dataset, component)
        elif component.role is not Role.MEASURE or not several:
            yield from _of_specification(study, dataset, specification)
    if several:
        kinds = {each.component.kind for each in dataset.of_role(Role.MEASURE)}
        kind = kinds.pop() if len(kinds) == 1 else Kind.NUMBER
        yield Field(Column("measure", Kind.TEXT, _MEASURE, _NOTHING), "t.measure")
        if stem(measures(dataset)) is None:
            yield _iri("measure", None, "t.measure", measures(dataset))
        yield Field(Column("value", kind, Text("Wert", "value"), _NOTHING), "t.value")
    if dataset.has_gaps():
        yield from _of_gaps(dataset)
    for language in sentences.LANGUAGES:
        if cell := sentences.finding(dataset, language):
            column = Column(f"{FINDING}_{language}", Kind.BILINGUAL, _in_language(_FINDING, language), _NOTHING, None, language)
            yield Field(column, cell)
    if _has_evidence(study, dataset):
        yield Field(Column("sources", Kind.TEXT, _SOURCES, _NOTHING), "array_to_string(e.sources, ' ')")


def _of_gaps(dataset: Dataset) -> Iterator[Field]:
    """Yield what only datasets with gaps say of a row: whether it is an observation or the lack of one."""
    present = f"t.{identifier(dataset.value_column())} IS NOT NULL"
    for name, label, yes, no in (
        ("row_type", _ROW_TYPE, literal(QB.Observation), literal(KGSM.MissingValue)),
        ("row_dataset", _ROW_DATASET, literal(dataset.iri), "NULL"),
        ("row_missing_from", _ROW_MISSING, "NULL", literal(dataset.iri)),
    ):
        yield Field(Column(name, Kind.IRI, label, _NOTHING), f"CASE WHEN {present} THEN {yes} ELSE {no} END")


def _of_specification(study: Study, dataset: Dataset, specification: Specification) -> Iterator[Field]:
    component = specification.component
    cell = cell_of(study, dataset, specification)
    if cell is None:
        return
    yield Field(Column(component.name, component.kind, component.label, component.definition, component), cell)
    labels = {column: number for number, (_, column) in enumerate(_coded(study, dataset))}
    if component.kind is Kind.CODE and cell in labels:
        for language in ("de", "en"):
            name = f"{component.name}_label_{language}"
            column = Column(
                name, Kind.TEXT, _in_language(component.label, language), _NOTHING, component, language, is_label=True
            )
            yield Field(column, f"l{labels[cell]}.label_{language}")
        iri_of = concepts(study, component)
        if specification.constant is None and stem(iri_of) is None:
            yield _iri(component.name, component, cell, iri_of)


def _iri(name: str, component: Component | None, cell: str, iri_of: Mapping[str, URIRef]) -> Field:
    """Return the field of the IRIs that codes stand for, where no template of a metadata file can say it."""
    cases = " ".join(f"WHEN {literal(code)} THEN {literal(iri)}" for code, iri in iri_of.items())
    label = component.label if component else _MEASURE
    # A cell that is no code is an IRI itself.
    iri = f"CASE {cell} {cases} ELSE {cell} END" if cases else cell
    return Field(Column(f"{name}_iri", Kind.IRI, Text(f"{label.de} (IRI)", f"{label.en} (IRI)"), _NOTHING, component), iri)


def _bilingual(study: Study, dataset: Dataset, component: Component) -> Iterator[Field]:
    for language in ("de", "en"):
        name = f"{component.name}_{language}"
        if name in study.tables.columns(dataset.id):
            label = _in_language(component.label, language)
            yield Field(Column(name, Kind.BILINGUAL, label, component.definition, component, language), f"t.{identifier(name)}")


def _in_language(label: Text, language: str) -> Text:
    return Text(f"{label.de} ({_LANGUAGE[language].de})", f"{label.en} ({_LANGUAGE[language].en})")


def _coded(study: Study, dataset: Dataset) -> list[tuple[str, str]]:
    pairs = []
    for specification in dataset.specifications:
        component = specification.component
        cell = cell_of(study, dataset, specification)
        if component.kind is Kind.CODE and component.code_list is not None and cell is not None:
            pairs.append((component.code_list, cell))
    return list(dict.fromkeys(pairs))


def _has_evidence(study: Study, dataset: Dataset) -> bool:
    return bool(study.evidence) and "figure" in study.tables.columns(dataset.id)
