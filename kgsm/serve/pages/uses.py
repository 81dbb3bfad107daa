"""A code list → which datasets use each of its codes, in which component, and for how many findings."""

import json
from dataclasses import dataclass
from typing import Final

from kgsm.assembly import STRUCTURE_FILE
from kgsm.serve.pages.home import COUNTS
from kgsm.serve.visit import Visit
from kgsm.sparql import prologue

MOST_COUNTED: Final = 200_000  # findings of the site; beyond, only dimensions are counted, which publishing has done
USES: Final = (
    prologue("qb", "skos")
    + """
SELECT ?code ?dataset ?property (COUNT(DISTINCT ?finding) AS ?findings) WHERE {
  ?code skos:inScheme $this .
  ?finding ?property ?code ; qb:dataSet ?dataset
}
GROUP BY ?code ?dataset ?property
"""
)


@dataclass(frozen=True, slots=True)
class Use:
    """A dataset in which `findings` have the code in the component `property`."""

    dataset: str
    property: str
    findings: int


def uses(visit: Visit, code_list: str) -> dict[str, tuple[Use, ...]]:
    """Return the uses of each code of a list that is used, by IRI: the most frequent first."""
    return visit.site.memory.kept((USES, code_list), lambda: _sorted(_uses(visit, code_list)))


def _uses(visit: Visit, code_list: str) -> list[tuple[str, Use]]:
    counted = visit.site.memory.kept(COUNTS, lambda: visit.ask(COUNTS))
    if visit.site.writable or sum(int(each["findings"].value) for each in counted) <= MOST_COUNTED:
        found = (each for each in visit.ask(USES, this=code_list) if "code" in each)
        return [
            (each["code"].value, Use(each["dataset"].value, each["property"].value, int(each["findings"].value)))
            for each in found
        ]
    return [
        pair
        for path in sorted(visit.site.files)
        if path.endswith(f"/{STRUCTURE_FILE}")
        for pair in _told(visit, path, code_list)
    ]


def _told(visit: Visit, path: str, code_list: str) -> list[tuple[str, Use]]:
    """Return what a published structure tells of how many rows each code has."""
    try:
        content = json.loads((visit.site.folder / path).read_text("utf-8"))
        return [
            (code["iri"], Use(content["dataset"], dimension["iri"], int(code["rows"])))
            for dimension in content["dimensions"]
            if dimension.get("codeList") == code_list
            for code in dimension["codes"]
            if code["rows"]
        ]
    except (OSError, ValueError, KeyError, TypeError):
        return []  # counts are not needed: the page is whole without them


def _sorted(found: list[tuple[str, Use]]) -> dict[str, tuple[Use, ...]]:
    by_code: dict[str, list[Use]] = {}
    for code, use in found:
        by_code.setdefault(code, []).append(use)
    order = {code: sorted(every, key=lambda use: (-use.findings, use.dataset, use.property)) for code, every in by_code.items()}
    return {code: tuple(every) for code, every in order.items()}
