"""The site → the page on how to get rows of its datasets by address, without SPARQL (docs/api.md)."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote, urlencode

from kgsm.assembly import STRUCTURE_FILE
from kgsm.serve.cube import openapi
from kgsm.serve.cube.cubes import Cube
from kgsm.serve.cube.formats import JSON_STAT, ROWS
from kgsm.serve.cube.listed import listed
from kgsm.serve.cube.selection import Selection, select
from kgsm.serve.facts import Words
from kgsm.serve.pages.about import Section, TextPage
from kgsm.serve.pages.parts import Row, Value, frame, row, rows
from kgsm.serve.visit import Visit

_TRIED: Final = 20  # codes of which one is looked for that has findings
_MOST: Final = 100  # of a site with more datasets each page of a dataset leads to its own


def api(visit: Visit) -> TextPage:
    """Return the page: what an address is made of, an example of this site, formats, and where programs learn all of it."""
    paths = sorted(path.removesuffix(f"/{STRUCTURE_FILE}") for path in visit.site.files)
    datasets = [each for each in paths if each in visit.site.cubes]
    examples = (row(visit, "api.example", _example(visit, visit.site.cubes.cube(each))) for each in datasets[:1])
    formats = row(visit, "api.formats", ", ".join([*(each.suffix[1:] for each in ROWS), JSON_STAT.name]))
    pattern = Words(f"{visit.site.manifest.base}STUDY/DATASET.FORMAT?DIMENSION=CODE")
    sections = (
        Section(
            "address",
            visit.words("api.address"),
            (visit.words("api.address.text"),),
            rows(row(visit, "api.pattern", pattern), *examples, formats),
        ),
        Section("openapi", visit.words("about.programs"), (visit.words("api.openapi.text"),), rows(_document(visit))),
        Section(
            "structures",
            visit.words("api.structures"),
            (visit.words("api.structures.text"),),
            rows(row(visit, "api.structure", *(structure(visit, each, each) for each in datasets[:_MOST]))),
        ),
    )
    title = visit.say("api.title")
    return TextPage(frame(visit, title), title, visit.say("api.lead"), sections)


def programs(visit: Visit, dataset: str) -> tuple[Value, ...]:
    """Return the links from the page of a dataset, by its path: its structure, the document for programs, the page on both."""
    if dataset not in visit.site.cubes:
        return ()
    if visit.site.static:
        return (structure(visit, dataset, STRUCTURE_FILE),)
    page = Value(visit.words("api.title"), visit.at("/about/api"))
    return structure(visit, dataset, STRUCTURE_FILE), Value(Words("OpenAPI"), visit.at(openapi.PATH)), page


def structure(visit: Visit, dataset: str, name: str) -> Value:
    """Return a link to the structure of a dataset."""
    return Value(Words(name), visit.at(f"/{quote(dataset)}/{STRUCTURE_FILE}"))


def _document(visit: Visit) -> Row | None:
    return row(visit, "api.openapi", Value(Words(openapi.PATH), visit.at(openapi.PATH)))


def _example(visit: Visit, cube: Cube) -> Value:
    """Return an address that filters by the first code with findings of the dimension with most codes."""
    dimension = max(cube.dimensions, key=lambda each: len(each.codes), default=None)
    tried = list(dimension.codes)[:_TRIED] if dimension else []
    used = visit.site.memory.kept(
        (_example, cube.path), lambda: _used(visit, cube, dimension.parameter if dimension else "", tried)
    )
    codes = [(dimension.parameter, used)] if dimension and used else []
    path = f"{quote(cube.path)}.csv" + (f"?{urlencode(codes)}" if codes else "")
    return Value(Words(f"{visit.site.manifest.base}{path}"), visit.at(f"/{path}"))


def _used(visit: Visit, cube: Cube, parameter: str, codes: Sequence[str]) -> str:
    """Return the first code by which rows are found, empty where none is: a list that datasets share has codes of others."""
    for code in codes:
        selection = select(visit.site.cubes, cube, {parameter: [code]})
        if isinstance(selection, Selection) and listed(visit.site.cubes, selection, 1, 0)[1]:
            return code
    return ""
