"""`Study` → what its cubes are made of, in its catalog record (StatDCAT-AP 3.0.0): components, structures, units, series.

Only the names and classes of what is referred to: no code lists and no observations, and nothing that leads out of the study.
"""

from typing import Final

from rdflib import Literal, URIRef

from kgsm import iris
from kgsm.describe.graphs import Description
from kgsm.namespaces import QB, RDF, SDMX_DIMENSION, SKOS, STATDCAT, XSD
from kgsm.study import Component, Dataset, Role, Study
from kgsm.tables import identifier

_CLASS: Final = {
    Role.DIMENSION: (STATDCAT.dimension, QB.DimensionProperty),
    Role.MEASURE: (STATDCAT.measure, QB.MeasureProperty),
    Role.ATTRIBUTE: (STATDCAT.attribute, QB.AttributeProperty),
}
_UNIT: Final = "unit"


def describe_statistics(description: Description, study: Study) -> None:
    """Add the StatDCAT-AP terms of a study, all of them optional."""
    for dataset in study.datasets:
        for each in dataset.specifications:
            predicate, kind = _CLASS[each.component.role]
            description.add(study.iri, predicate, each.component.iri)
            description.add(each.component.iri, RDF.type, kind)
        structure = iris.structure(dataset.iri)
        description.add(study.iri, STATDCAT.dataStructureDefinition, structure)
        description.add(structure, RDF.type, QB.DataStructureDefinition)
        for unit in _units(study, dataset):
            description.add(study.iri, STATDCAT.statUnitMeasure, unit)
    tables = [each for each in study.datasets if each.id in study.tables]
    series = sum(_series(study, each) for each in tables)
    description.add(study.iri, STATDCAT.numSeries, Literal(str(series), datatype=XSD.nonNegativeInteger) if tables else None)
    _name_units(description, study)


def _units(study: Study, dataset: Dataset) -> list[URIRef]:
    """Return the units of a dataset: those of its column or constant `unit`, else those of its quantities."""
    units, quantities = study.code_list(_UNIT), study.code_list("quantity")
    if units is None or dataset.specification(_UNIT) is None:
        return []
    codes = _codes(study, dataset, _UNIT)
    if codes or quantities is None:
        return [each.iri for each in units.concepts if each.code in codes]
    codes = _codes(study, dataset, "quantity")
    return [each.unit for each in quantities.concepts if each.code in codes and each.unit is not None]


def _codes(study: Study, dataset: Dataset, name: str) -> set[str]:
    """Return the codes that stand in a dataset's column, or its constant."""
    specification = dataset.specification(name)
    if specification is None or specification.constant is not None:
        return {specification.constant} if specification and specification.constant else set()
    if dataset.id not in study.tables or name not in study.tables.columns(dataset.id):
        return set()
    query = f"SELECT DISTINCT {identifier(name)} FROM {identifier(dataset.id)} WHERE {identifier(name)} IS NOT NULL"
    return {row[0] for row in study.tables.connection.execute(query).fetchall()}


def _name_units(description: Description, study: Study) -> None:
    units = study.code_list(_UNIT)
    used = set(description.graph.objects(study.iri, STATDCAT.statUnitMeasure))
    for each in units.concepts if units else ():
        if each.iri in used:
            description.add(each.iri, RDF.type, SKOS.Concept)
            description.add_text(each.iri, SKOS.prefLabel, each.label)


def _series(study: Study, dataset: Dataset) -> int:
    """Return the number of time series: of combinations of codes but for the period."""
    read = study.tables.columns(dataset.id)
    key = [each.component for each in dataset.key()]
    names = [each.name for each in key if not _is_time(each) and each.name in read]
    if not names:
        return 1
    columns = ", ".join(identifier(each) for each in names)
    rows = f"SELECT DISTINCT {columns} FROM {identifier(dataset.id)}"
    if len(names) == len(key) and len(dataset.of_role(Role.MEASURE)) == 1:
        # No two rows have the same key in what is published: a hash table of all of them would tell nothing more.
        rows = f"FROM {identifier(dataset.id)}"
    query = f"SELECT count(*) FROM ({rows})"
    row = study.tables.connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def _is_time(component: Component) -> bool:
    return SDMX_DIMENSION.refPeriod in {component.iri, component.super_property}
