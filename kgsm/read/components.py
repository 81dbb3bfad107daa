"""`[dimension.NAME]`, `[measure.NAME]`, `[attribute.NAME]` → components; and those that are built in."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from rdflib import URIRef

from kgsm import iris
from kgsm.namespaces import KGSM, SDMX_ATTRIBUTE, SDMX_DIMENSION, SDMX_MEASURE
from kgsm.problems import Place, did_you_mean, nearest
from kgsm.read.keys import Keys
from kgsm.read.setting import Lost, Setting
from kgsm.study import CodeList, Component, Kind, Role
from kgsm.text import Text

COMPONENT_KEYS: Final = ("label", "definition", "codes", "type", "subproperty_of", "concept")
MEASURE_KEYS: Final = tuple(each for each in COMPONENT_KEYS if each != "codes")
# What stands in an IRI is a code, a whole number, a date or a year; an IRI only where it is constant.
TYPES: Final = {
    Role.DIMENSION: ("integer", "date", "year", "iri"),
    Role.MEASURE: ("number", "integer", "decimal"),
    Role.ATTRIBUTE: ("integer", "decimal", "number", "text", "bilingual", "date", "year", "iri"),
}
# The columns of a dataset with several measures.
MEASURE_COLUMN: Final = "measure"
VALUE_COLUMN: Final = "value"

_BUILT_IN_PLACE: Final = Place("study.toml")
_TAKEN: Final = Text(
    de="So heißt eine Spalte, deren Bedeutung feststeht (docs/study-folder.md).",
    en="A column whose meaning is fixed has this name (docs/study-folder.md).",
)
# Columns that are added to published tables (describe.columns), and one that DuckDB adds to any Parquet file it numbers.
_ADDED: Final = frozenset(
    {"observation", "sources", "measure_iri", "row_type", "row_dataset", "row_missing_from", "file_row_number"}
)
_IS_ADDED: Final = Text(
    de="So heißt eine Spalte, die in veröffentlichten Tabellen, oder wenn sie gelesen werden, dazukommt.",
    en="A column that is added to published tables, or when they are read, has this name.",
)
_BILINGUAL_ENDING: Final = Text(
    de='Auf _de und _en enden die Spalten zweisprachiger Texte; mit type = "bilingual" heißt die Komponente ohne die Endung.',
    en='Columns of texts in two languages end in _de and _en; with type = "bilingual" the component has no ending.',
)
_LIST_WHY: Final = Text(
    de=' Eine Dimension braucht eine Codeliste oder einen Typ (type = "year").',
    en=' A dimension needs a code list or a type (type = "year").',
)
# What the ends, the width and the level of a confidence interval are called in columns and in labels.
_INTERVAL_NAME: Final = re.compile(
    r"(^|[-_.])([lu]?ci[lu]?|moe|confint|confidence|konfidenz\w*|vertrauens(intervall|bereich|grenze)\w*)[-_.]?[0-9]*($|[-_.])"
    r"|^(lower|upper|untere?|obere?)([-_.]?(bound|limit|grenze|[0-9]+))?$",
    re.IGNORECASE,
)
_INTERVAL_LABEL: Final = re.compile(
    r"confidence (interval|limit|bound|level)|margin of error|konfidenz|vertrauens(intervall|bereich|grenze)|fehlerspanne",
    re.IGNORECASE,
)


def _built_in(name: str, role: Role, iri: URIRef, kind: Kind, label: tuple[str, str], codes: str | None = None) -> Component:
    return Component(
        name=name,
        role=role,
        iri=iri,
        kind=kind,
        label=Text(*label),
        definition=Text("", ""),
        code_list=codes,
        super_property=None,
        concept=None,
        built_in=True,
        place=_BUILT_IN_PLACE,
    )


_D, _M, _A = Role.DIMENSION, Role.MEASURE, Role.ATTRIBUTE
# Attributes stand in the order that they have in a structure.
BUILT_IN: Final[tuple[Component, ...]] = (
    _built_in("area", _D, SDMX_DIMENSION.refArea, Kind.IRI, ("Gebiet", "area")),
    _built_in("quantity", _D, KGSM.quantity, Kind.CODE, ("Größe", "quantity"), "quantity"),
    _built_in("value", _M, SDMX_MEASURE.obsValue, Kind.NUMBER, ("Wert", "value")),
    _built_in("unit", _A, SDMX_ATTRIBUTE.unitMeasure, Kind.CODE, ("Einheit", "unit"), "unit"),
    _built_in("base", _A, KGSM.base, Kind.CODE, ("Basis", "base"), "base"),
    _built_in("base_size", _A, KGSM.baseSize, Kind.INTEGER, ("Größe der Basis", "size of the base")),
    _built_in("base_status", _A, KGSM.baseStatus, Kind.CODE, ("Herkunft der Basis", "status of the base"), "base-status"),
    _built_in("exactness", _A, KGSM.exactness, Kind.CODE, ("Genauigkeit", "exactness"), "exactness"),
    _built_in("origin", _A, KGSM.origin, Kind.CODE, ("Herkunft", "origin"), "origin"),
    _built_in("status", _A, SDMX_ATTRIBUTE.obsStatus, Kind.CODE, ("Status", "status"), "status"),
    _built_in("figure", _A, KGSM.figure, Kind.TEXT, ("Kennung", "figure id")),
    _built_in("formula", _A, KGSM.formula, Kind.TEXT, ("Formel", "formula")),
    _built_in("note", _A, KGSM.note, Kind.BILINGUAL, ("Anmerkung", "note")),
    _built_in("comparability", _A, KGSM.comparability, Kind.BILINGUAL, ("Vergleichbarkeit", "comparability")),
    _built_in("agreement", _A, KGSM.agreement, Kind.BILINGUAL, ("Übereinstimmung", "agreement")),
)


@dataclass(frozen=True, slots=True)
class Known:
    """What datasets are made of: code lists by id, components by name; the study's own and those that belong to kgsm.

    `lost_names` are names that cannot be used, which is told where they are given.
    """

    code_lists: Mapping[str, CodeList]
    components: Mapping[str, Component]
    lost_names: frozenset[str]

    @property
    def built_in(self) -> tuple[Component, ...]:
        """The built-in components in structure order."""
        return tuple(each for each in self.components.values() if each.built_in)

    def of_role(self, role: Role) -> tuple[Component, ...]:
        """Return the components of one role."""
        return tuple(each for each in self.components.values() if each.role is role)

    def codes_of(self, component: Component) -> tuple[str, ...]:
        """Return the codes that may stand in a component's cells."""
        code_list = self.code_lists.get(component.code_list or "")
        return code_list.codes() if code_list else ()


def known_parts(code_lists: Mapping[str, CodeList], own: Sequence[Component], lost: Lost) -> Known:
    """Return all components, the built-in ones first; `area` is coded where the study has a code list `area`.

    Where a code list could not be read the component's cells are texts: no code of it is called unknown.
    """
    components = {each.name: each for each in (*BUILT_IN, *own)}
    if "area" in code_lists:
        components["area"] = replace(components["area"], kind=Kind.CODE, code_list="area")
    for name, each in components.items():
        if each.code_list in lost.code_lists:
            components[name] = replace(each, kind=Kind.TEXT, code_list=None)
    return Known(code_lists, components, frozenset(lost.names))


def columns_of(component: Component) -> tuple[str, ...]:
    """Return the columns that a component has in a table."""
    if component.kind is Kind.BILINGUAL:
        return (f"{component.name}_de", f"{component.name}_en")
    return (component.name,)


def read_components(setting: Setting, code_lists: Collection[str]) -> tuple[Component, ...]:
    """Return the components that the study describes: dimensions, measures, attributes, each in the order of the file.

    `code_lists` are the ids of the code lists that there are.
    """
    taken = [each.name for each in BUILT_IN]
    # The slice key of a dataset has an address among those of its component specifications.
    taken += [column for each in BUILT_IN for column in columns_of(each)] + [MEASURE_COLUMN, "slice-key"]
    components: list[Component] = []
    for role in Role:
        tables = setting.top.inner(role, allowed=None)
        for name in setting.names(tables, [*taken, *(each.name for each in components)], _TAKEN):
            is_added = name.lower() in _ADDED
            if is_added or name.lower().endswith(("_de", "_en")):
                tables.tell(name, "reserved-name", found=name, why=_IS_ADDED if is_added else _BILINGUAL_ENDING)
                setting.lost.names.add(name)
                continue
            keys = tables.inner(name, allowed=MEASURE_KEYS if role is Role.MEASURE else COMPONENT_KEYS)
            component = _component(setting, keys, role, code_lists)
            if component is None:
                setting.lost.names.update({name, f"{name}_de", f"{name}_en"})
            else:
                components.append(component)
    return tuple(components)


def _component(setting: Setting, keys: Keys, role: Role, code_lists: Collection[str]) -> Component | None:
    """Return a component; None for an attribute whose type is not known, and with it its columns."""
    name = str(keys.path[-1])
    keys.need("label")
    label = keys.text("label")
    kind, codes = _typed(keys, role) if "type" in keys else _coded(setting, keys, role, code_lists)
    if kind is None and role is Role.ATTRIBUTE:
        return None
    return Component(
        name=name,
        role=role,
        iri=iris.component(setting.study_iri, name),
        kind=kind or Kind.TEXT,
        label=label,
        definition=keys.text("definition"),
        code_list=codes,
        super_property=keys.term("subproperty_of"),
        concept=keys.term("concept"),
        built_in=False,
        place=keys.place(),
    )


def _typed(keys: Keys, role: Role) -> tuple[Kind | None, None]:
    """Return what stands in the cells of a component that has a type, None where the type is none."""
    if "codes" in keys and role is not Role.MEASURE:
        keys.tell("type", "codes-and-type")
    written = keys.code("type", TYPES[role])
    return (Kind(written) if written else None), None


def _coded(setting: Setting, keys: Keys, role: Role, code_lists: Collection[str]) -> tuple[Kind, str | None]:
    """Return what stands in the cells of a component that has no type, and the id of its code list."""
    name = str(keys.path[-1])
    codes = keys.string("codes")
    if role is Role.MEASURE:
        return Kind.NUMBER, None
    if not codes and role is Role.ATTRIBUTE and name not in code_lists:
        return Kind.TEXT, None
    codes = codes or name
    if codes in code_lists:
        return Kind.CODE, codes
    if nearest(codes, setting.lost.names) is None:
        hint = did_you_mean(codes, code_lists)
        keys.tell("codes", "unknown-code-list", found=codes, hint=hint if hint or "codes" in keys else _LIST_WHY)
    return Kind.TEXT, None


def is_interval_name(name: str) -> bool:
    """Return whether a column is called like one end, the width or the level of a confidence interval."""
    return _INTERVAL_NAME.search(name) is not None


def is_interval(component: Component) -> bool:
    """Return whether a measure or attribute is called so, or labelled so in either language."""
    labelled = _INTERVAL_LABEL.search(component.label.de) or _INTERVAL_LABEL.search(component.label.en)
    return component.role is not Role.DIMENSION and (is_interval_name(component.name) or labelled is not None)
