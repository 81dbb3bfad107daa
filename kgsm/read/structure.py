"""The keys of a dataset and the header of its table → the component specifications of its structure."""

import re
from collections.abc import Collection, Sequence
from typing import Final

from kgsm.problems import Place, Problem, did_you_mean, nearest, problem
from kgsm.read.components import Known
from kgsm.read.keys import Keys
from kgsm.read.sheet import FORMULA
from kgsm.read.values import NOTHING, date_of, iri_of
from kgsm.study import Component, Kind, Role, Specification
from kgsm.text import Text

# Attributes without which an observation cannot be read, and what the last two are where nothing is said.
REQUIRED: Final = frozenset({"unit", "exactness", "origin", "status"})
DEFAULTS: Final = {"origin": "reported", "status": "A"}

_NO_COLUMN: Final = Text(
    de="eine Konstante: Dieser Text steht in den Spalten der Tabelle, für den ganzen Datensatz in seiner 'note'",
    en="a constant: this text stands in columns of the table, for the whole dataset in its 'note'",
)
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_NO_NUMBER: Final = Text(de="keine Zahl mit Dezimalpunkt", en="not a number with a decimal point")
_SPELLINGS: Final = {
    Kind.INTEGER: (re.compile(r"[+-]?[0-9]+"), Text(de="keine ganze Zahl", en="not a whole number")),
    Kind.DECIMAL: (_NUMBER, _NO_NUMBER),
    Kind.NUMBER: (_NUMBER, _NO_NUMBER),
    Kind.YEAR: (re.compile(r"[0-9]{4}"), Text(de="keine Jahreszahl (2014)", en="not a year (2014)")),
}


def read_specifications(keys: Keys, known: Known, header: Sequence[str] | None) -> tuple[Specification, ...]:
    """Return the specifications of a dataset in structure order: dimensions, measures, attributes.

    `header` is that of its table, None where it could not be read.
    """
    constants = keys.cells("constants")
    dimensions = _listed(keys, "dimensions", Role.DIMENSION, known)
    dimensions += [each for each in known.of_role(Role.DIMENSION) if each.name in constants and each not in dimensions]
    measures = _listed(keys, "measures", Role.MEASURE, known) if "measures" in keys else [known.components["value"]]
    if not dimensions:
        keys.tell("dimensions", "no-dimension")
    if not measures:
        keys.tell("measures", "no-measure")
    attributes = _attributes(keys, known, {*(header or ()), *constants})
    choices = attributes if header is not None else known.of_role(Role.ATTRIBUTE)
    required = REQUIRED | set(keys.codes("required", [each.name for each in choices]))
    components = [*dimensions, *measures, *attributes]
    _check_constants(keys, known, constants, components)
    _check_iris(keys, dimensions, constants)
    return tuple(
        Specification(
            component=each,
            order=number,
            required=each.role is not Role.ATTRIBUTE or each.name in required,
            constant=constants.get(each.name, None if each.name in (header or ()) else DEFAULTS.get(each.name)),
        )
        for number, each in enumerate(components, start=1)
    )


def _listed(keys: Keys, key: str, role: Role, known: Known) -> list[Component]:
    """Return the components of one role that a key lists; those that were probably meant by a mistyped name come last."""
    found: list[Component] = []
    meant: list[Component | None] = []
    for index, name in enumerate(keys.strings(key)):
        component = known.components.get(name)
        if component in found:
            keys.tell(key, "duplicate-column", index, found=name)
        elif component is not None and component.role is role:
            found.append(component)
        elif component is not None:
            hint = Text(de=f" Beschrieben ist [{component.role}.{name}].", en=f" [{component.role}.{name}] is described.")
            keys.tell(key, "unknown-component", index, found=name, hint=hint)
        elif name and name not in known.lost_names:
            others = {each.name: each for each in known.of_role(role) if each not in found}
            keys.tell(key, "unknown-component", index, found=name, hint=did_you_mean(name, others))
            meant.append(others.get(nearest(name, others) or ""))
    return found + [each for each in dict.fromkeys(meant) if each is not None and each not in found]


def _attributes(keys: Keys, known: Known, present: set[str]) -> list[Component]:
    """Return the built-in attributes whose column or constant is there, or that follow; then those that are listed."""
    listed = _listed(keys, "attributes", Role.ATTRIBUTE, known)
    present |= {"exactness", "unit", *DEFAULTS}
    built_in = []
    for each in known.built_in:
        names = {each.name, *(f"{each.name}_{language}" for language in ("de", "en") if each.kind is Kind.BILINGUAL)}
        if each.role is Role.ATTRIBUTE and (each in listed or names & present):
            if each.code_list == "base" and known.code_lists.get("base") is None:
                keys.tell("attributes", "unknown-code-list", found="base", hint=NOTHING)
                continue
            built_in.append(each)
    return built_in + [each for each in listed if not each.built_in]


def _check_iris(keys: Keys, dimensions: Sequence[Component], constants: Collection[str]) -> None:
    # An IRI cannot be a segment of the observations' IRIs, as a code can.
    for each in dimensions:
        if each.kind is Kind.IRI and each.name not in constants:
            constant = f'constants = {{ {each.name} = "https://…" }}'
            hint = Text(
                de=f" Ohne sie steht hier eine IRI, dieselbe in allen Zeilen: {constant}.",
                en=f" Without it an IRI stands here, the same in all rows: {constant}.",
            )
            keys.tell("dimensions", "unknown-code-list", found=each.name, hint=hint)


def _check_constants(keys: Keys, known: Known, constants: dict[str, str], components: Sequence[Component]) -> None:
    by_name = {each.name: each for each in components}
    for name, cell in constants.items():
        component = by_name.get(name)
        place = keys.place("constants", name)
        if component is None or component.role is Role.MEASURE:
            keys.tell("constants", "unknown-component", name, found=name, hint=did_you_mean(name, by_name))
        elif component.kind is Kind.BILINGUAL or name in ("figure", "formula"):
            keys.tell("constants", "wrong-type", name, found=name, right=_NO_COLUMN)
        else:
            _check_cell(cell, component, known, place, keys.problems)


def _check_cell(cell: str, component: Component, known: Known, place: Place, problems: list[Problem]) -> None:
    if component.kind is Kind.CODE:
        codes = known.codes_of(component)
        if cell not in codes and not (component.name == "unit" and ":" in cell):
            hint = did_you_mean(cell, codes)
            problems.append(problem(place, "unknown-code", found=cell, right=component.code_list, hint=hint))
            return
    if component.kind is Kind.IRI or (component.kind is Kind.CODE and ":" in cell):
        iri_of(cell, place, problems)
    elif component.kind is Kind.DATE:
        date_of(cell, place, problems)
    elif component.kind in _SPELLINGS:
        pattern, right = _SPELLINGS[component.kind]
        if not pattern.fullmatch(cell):
            problems.append(problem(place, "wrong-datatype", found=cell, right=right, hint=NOTHING))
    elif component.kind is Kind.TEXT and re.match(FORMULA, cell):  # it stands in every row of the CSV that is published
        problems.append(problem(place, "formula-cell", found=cell))
