"""A dataset → the IRIs of its findings in the order of its table, where they are few enough to be held."""

import csv
from typing import Final

from kgsm.serve.cube.cubes import Cube
from kgsm.serve.cube.listed import listed, printed
from kgsm.serve.cube.selection import Selection
from kgsm.serve.visit import Visit
from kgsm.sparql import prologue

SMALL: Final = 20_000  # findings; a longer table has pages in the order of the store, which nothing has to be sorted for
_SMALL_FILE: Final = 20_000_000  # bytes
_COLUMN: Final = "observation"
FINDINGS: Final = (
    prologue("dcterms", "kgsm", "qb")
    + """
SELECT DISTINCT ?finding WHERE {
  { ?finding qb:dataSet $this } UNION { ?finding a kgsm:MissingValue ; dcterms:isPartOf $this }
}
LIMIT $limit OFFSET $offset
"""
)


def columns(visit: Visit, dataset: str) -> Cube | None:
    """Return the columns of a dataset, None where it has none, or where the store may hold something newer."""
    path = (visit.site.path(dataset) or "").removeprefix("/")
    if visit.site.writable or path not in visit.site.cubes:
        return None
    cube = visit.site.cubes.cube(path)
    return cube if cube.typed else None


def in_order(visit: Visit, dataset: str) -> tuple[str, ...] | None:
    """Return the findings of a dataset: as its files have them, else by IRI; None where there are more than `SMALL`."""
    remembered = visit.site.memory.orders()
    if dataset not in remembered:
        cube = columns(visit, dataset)
        if cube:
            rows, total = listed(visit.site.cubes, Selection(cube, {}), SMALL, 0)
            remembered[dataset] = None if total > SMALL else rows
            return remembered[dataset]
        found = [each["finding"].value for each in visit.ask(FINDINGS, this=dataset, limit=SMALL + 1, offset=0)]
        remembered[dataset] = None if len(found) > SMALL else _sorted(visit, dataset, found)
    return remembered[dataset]


def printed_values(visit: Visit, dataset: str) -> dict[str, str]:
    """Return, by finding, the values whose last zeros the store drops; none of a table that is too long to be held."""
    cube = columns(visit, dataset)
    if cube is None or not in_order(visit, dataset):
        return {}
    return printed(visit.site.cubes, cube)


def before_the_store(visit: Visit, dataset: str) -> tuple[str, ...] | None:
    """Return what `in_order` does while the store is not there: columns need none, and without them no finding is known."""
    return None if columns(visit, dataset) else ()


def some(visit: Visit, dataset: str, limit: int, offset: int) -> tuple[str, ...]:
    """Return findings of a dataset of any size, in the order of the store."""
    return tuple(each["finding"].value for each in visit.ask(FINDINGS, this=dataset, limit=limit, offset=offset))


def _sorted(visit: Visit, dataset: str, found: list[str]) -> tuple[str, ...]:
    places = {iri: place for place, iri in enumerate(_of_file(visit, dataset))}
    return tuple(sorted(found, key=lambda iri: (places.get(iri, len(places)), iri)))


def _of_file(visit: Visit, dataset: str) -> list[str]:
    path = (visit.site.path(dataset) or "").removeprefix("/")
    file = visit.site.files.get(f"{path}.csv")
    if file is None or file.size > _SMALL_FILE:
        return []
    try:
        with (visit.site.folder / file.path).open(encoding="utf-8", newline="") as lines:
            return [row[_COLUMN] for row in csv.DictReader(lines) if row.get(_COLUMN)]
    except (OSError, UnicodeDecodeError, csv.Error):
        return []  # the file is not needed: without it the findings come by IRI
