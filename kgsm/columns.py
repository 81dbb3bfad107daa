"""What the columns of a dataset's table say together, as SQL expressions: the IRI of a row's observation."""

from kgsm import iris
from kgsm.study import Dataset, Role
from kgsm.tables import identifier, literal


def observation_iri(dataset: Dataset, alias: str = "") -> str:
    """Return the SQL expression of the IRI of a row's observation; it is NULL where a dimension's cell is empty.

    The IRI has the code of each dimension that varies, in structure order, and last the measure's name where the dataset
    has several measures. `alias` is the table's alias with its dot.
    """
    names = [each.component.name for each in dataset.key()]
    if len(dataset.of_role(Role.MEASURE)) > 1:
        names.append("measure")
    columns = " || '/' || ".join(f"{alias}{identifier(each)}" for each in names)
    return f"{literal(iris.observations(dataset.iri))} || {columns}" if names else literal(iris.observations(dataset.iri) + "1")
