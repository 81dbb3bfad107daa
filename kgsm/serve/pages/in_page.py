"""A copy of the site → what its page of SPARQL needs to answer queries in the reader's browser; nothing where it cannot."""

import json
from dataclasses import dataclass
from typing import Final

from kgsm.serve import bundle, wording
from kgsm.serve.facts import LABELS
from kgsm.serve.site import Site
from kgsm.serve.strings import STRINGS
from kgsm.serve.visit import Visit

MOST: Final = 50_000_000  # bytes of data that a browser is asked to load, to answer queries by itself
_NAMES: Final = """
SELECT ?thing ?name WHERE {
  VALUES ?thing { $things } ?thing ?label ?name
  FILTER(?label IN ($labels))
}
"""
_SAID_IN_PAGE: Final = (
    "sparql.rows.one", "sparql.rows", "sparql.cut", "sparql.none", "sparql.yes", "sparql.no", "sparql.error",
    "sparql.error.place", "sparql.loading", "sparql.running", "sparql.too-long", "sparql.too-many", "sparql.not-here",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class InPage:
    """What answers queries in the reader's browser: a module, the data that it loads, as JSON, and sentences, as JSON.

    `labels` is the query for the names of things, in which `$things` are their IRIs.
    """

    module: str
    sources: str
    sentences: str
    labels: str
    size: str


def may_ask_in_page(site: Site) -> bool:
    """Return whether a copy of the site can answer queries in the reader's browser: what it needs is built, the data short."""
    return bundle.asset(bundle.IN_PAGE) is not None and sum(each.size for each in site.manifest.graphs()) <= MOST


def in_page(visit: Visit) -> InPage | None:
    """Return what the page needs; None on a server, which answers by itself, and where `may_ask_in_page` says no."""
    built = bundle.bundle()
    if built is None or not visit.site.static or not may_ask_in_page(visit.site):
        return None
    sources: list[dict[str, str]] = []
    size = sum(each.size for name, each in built.assets.items() if name != bundle.EDITOR)
    for file in visit.site.manifest.graphs():
        quads = visit.site.files.get(file.path.removesuffix(".nt") + ".nq")
        size += (quads or file).size
        source = {"url": visit.at(f"/{(quads or file).path}")}
        sources.append(source if quads else {**source, "graph": file.graph or ""})
    said = {key.removeprefix("sparql."): STRINGS[key].in_language(visit.language) for key in _SAID_IN_PAGE}
    names = _NAMES.replace("$labels", ", ".join(f"<{each}>" for each in LABELS))
    return InPage(
        visit.at(built.assets[bundle.IN_PAGE].path),
        json.dumps(sources),
        json.dumps(said),
        names,
        wording.size(size, visit.language),
    )
