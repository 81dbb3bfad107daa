"""A component → the SQL expression of its cell in a row: a column, a constant, or the unit that follows from the quantity."""

from kgsm.study import Dataset, Specification, Study
from kgsm.tables import identifier, literal


def cell_of(study: Study, dataset: Dataset, specification: Specification) -> str | None:
    """Return the SQL expression of a component's cell as it stands in the tables, None where it has none of its own."""
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
