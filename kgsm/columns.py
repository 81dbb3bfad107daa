"""The IRI of a row's observation, as an SQL expression over the columns of its table: composed here and nowhere else."""

from kgsm import iris
from kgsm.study import Dataset, Role
from kgsm.tables import identifier, literal


def observation_iri(dataset: Dataset) -> str:
    """Return the SQL expression (VARCHAR) of an observation's IRI over the columns of the table of `dataset`.

    The codes of the dimensions that have a column follow the prefix in structure order, joined by `/`; with several measures
    the name of the measure is the last segment. NULL where a cell of the key is empty. Where no dimension has a column there
    is one observation, and its IRI is the prefix without its slash.
    """
    columns = [each.component.name for each in dataset.key()]
    if len(dataset.of_role(Role.MEASURE)) > 1:
        columns.append("measure")
    prefix = iris.observations(dataset.iri)
    if not columns:
        return literal(prefix.removesuffix("/"))
    return f"({literal(prefix)} || " + " || '/' || ".join(identifier(name) for name in columns) + ")"


def rows_with_iri(dataset: Dataset) -> str:
    """Return the FROM clause of a dataset's rows as `t`: its columns, and `_iri`, the IRI of the row's observation."""
    return f"(SELECT *, {observation_iri(dataset)} AS _iri FROM {identifier(dataset.id)}) AS t"
