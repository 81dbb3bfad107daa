"""RDF files of anyone → `Report`: which of IC-0 to IC-21 their cubes break (RDF Data Cube, 10 and 11).

reading → triples → normal_form → structure, observations, codes, literals → findings → report. The triples are columns in
DuckDB: one query a constraint, however many observations there are. shapes/integrity.ttl says the same to any SHACL engine.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import duckdb

from kgsm.problems import KgsmError, Place, Severity, problem, shown
from kgsm.report import Report
from kgsm.validate.integrity.findings import find
from kgsm.validate.integrity.reading import FORMATS, read
from kgsm.validate.integrity.report import report_of
from kgsm.validate.integrity.triples import Triples

__all__ = ["FORMATS", "check_graph"]

# One of these is in every graph that says anything of a cube.
_OF_CUBES: Final = (
    "qb:DataSet",
    "qb:DataStructureDefinition",
    "qb:DimensionProperty",
    "qb:Observation",
    "qb:Slice",
    "qb:SliceKey",
)
# JSON-LD without "@type": "@id" makes texts of links: no constraint sees what they were to lead to.
_LINKS: Final = (
    *("qb:attribute", "qb:codeList", "qb:component", "qb:dataSet", "qb:dimension", "qb:measure", "qb:measureDimension"),
    *("qb:observation", "qb:slice", "qb:sliceKey", "qb:sliceStructure", "qb:structure"),
)
_TEXTS: Final = " UNION ALL ".join(
    f"""SELECT '{each}', min_by(text, id) FROM "{each}" JOIN term ON id = o WHERE starts_with(text, '"') HAVING count(*) > 0"""
    for each in _LINKS
)


def check_graph(files: Sequence[Path]) -> Report:
    """Return which integrity constraints the cubes in `files` break, all files being one graph.

    The problems of a constraint have its name as code, `ic-12`, and are told up to `result.TOLD` times, each at its place; the
    last says how many more there are. They are not to be merged by place: one observation may break several constraints.
    A file that cannot be read, and a graph without a cube, are violations too: then no constraint was checked.
    Raises KgsmError where there is not enough memory and disk for the check.
    """
    try:
        with Triples() as triples:
            return _checked(files, triples)
    except duckdb.Error as error:
        raise KgsmError(f"The check could not be made: {error}") from error


def _checked(files: Sequence[Path], triples: Triples) -> Report:
    unread = read(files, triples)
    if unread:
        return report_of((), files, unread)
    triples.build()
    place = Place(", ".join(each.as_posix() for each in files))
    remarks = [problem(place, "text-for-node", right=name, found=shown(text)) for name, text in triples.rows(_TEXTS)]
    findings = list(find(triples))
    if not any(triples.has(each) for each in _OF_CUBES):
        remarks.append(problem(place, "no-cube", found=triples.size))
    elif not triples.has("qb:Observation"):
        remarks.append(problem(place, "no-observation", Severity.WARNING))
    return report_of(findings, files, remarks)
