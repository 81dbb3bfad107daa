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
    specification, units = dataset.specification(_UNIT), study.code_list(_UNIT)
    if specification is None or units is None:
        return []
    if specification.constant is not None:
        codes = {specification.constant}
    elif dataset.id in study.tables and _UNIT in study.tables.columns(dataset.id):
        query = f"SELECT DISTINCT {identifier(_UNIT)} FROM {identifier(dataset.id)} WHERE {identifier(_UNIT)} IS NOT NULL"
        codes = {row[0] for row in study.tables.connection.execute(query).fetchall()}
    else:
        codes = set()
    return [each.iri for each in units.concepts if each.code in codes]


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
    names = [each.component.name for each in dataset.key() if not _is_time(each.component) and each.component.name in read]
    if not names:
        return 1
    columns = ", ".join(identifier(each) for each in names)
    query = f"SELECT count(*) FROM (SELECT DISTINCT {columns} FROM {identifier(dataset.id)})"
    row = study.tables.connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def _is_time(component: Component) -> bool:
    return SDMX_DIMENSION.refPeriod in {component.iri, component.super_property}
