"""A site → sitemap.xml with every page that a search engine should know, and robots.txt that leads to it.

https://www.sitemaps.org/protocol.html: at most 50,000 addresses a file; more are several files and an index. The addresses are
those of the configured base, and the dates those of the data.
"""

from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from kgsm import iris
from kgsm.namespaces import SITEMAP
from kgsm.serve.site import Site
from kgsm.sparql import prologue, select

LIMIT: Final = 50_000
NAME: Final = "sitemap"
PAGES: Final = (
    prologue("dcat", "dcterms", "kgsm", "qb", "skos")
    + """
SELECT DISTINCT ?page ?changed WHERE {
  { ?page a dcat:Dataset . OPTIONAL { ?page dcterms:modified ?changed } }
  UNION { ?page a qb:DataSet . OPTIONAL { ?page dcterms:isPartOf/dcterms:modified ?changed } }
  UNION { VALUES ?kind { skos:ConceptScheme kgsm:Source } ?page a ?kind }
}
"""
)


def addresses(site: Site) -> list[tuple[str, str]]:
    """Return the address of each page with the day of its last change, empty where none is known; sorted, each once."""
    base = site.manifest.base
    found = {base: "", str(iris.catalog(base)): ""}
    site.require_whole()
    for row in select(site.store, PAGES):
        page = row["page"].value
        if page.startswith(base):
            changed = row["changed"].value if "changed" in row else ""
            found[page] = max(found.get(page, ""), changed)
    studies = {f"{page}/": changed for page, changed in found.items() if changed}
    return sorted((page, changed or _of_study(page, studies)) for page, changed in found.items())


def _of_study(page: str, studies: dict[str, str]) -> str:
    return next((changed for start, changed in studies.items() if page.startswith(start)), "")


def sitemap(site: Site, number: int | None) -> bytes | None:
    """Return the sitemap, or the index of several; with a number that part of it, None where there is no such part."""
    pages = addresses(site)
    parts = -(-len(pages) // LIMIT)
    if number is None:
        return _written("urlset", "url", pages) if parts == 1 else _index(site.manifest.base, parts)
    if parts == 1 or not 1 <= number <= parts:
        return None
    return _written("urlset", "url", pages[(number - 1) * LIMIT : number * LIMIT])


def written(base: str, pages: list[tuple[str, str]]) -> dict[str, bytes]:
    """Return the sitemap of any pages, which lie below `base`, as files by name: one, or an index and several."""
    parts = -(-len(pages) // LIMIT)
    if parts <= 1:
        return {f"{NAME}.xml": _written("urlset", "url", pages)}
    cut = {
        f"{NAME}-{part + 1}.xml": _written("urlset", "url", pages[part * LIMIT : (part + 1) * LIMIT]) for part in range(parts)
    }
    return {f"{NAME}.xml": _index(base, parts), **cut}


def _index(base: str, parts: int) -> bytes:
    return _written("sitemapindex", "sitemap", [(f"{base}{NAME}-{number}.xml", "") for number in range(1, parts + 1)])


def _written(root: str, entry: str, pages: list[tuple[str, str]]) -> bytes:
    top = Element(root, xmlns=str(SITEMAP))
    for address, changed in pages:
        element = SubElement(top, entry)
        SubElement(element, "loc").text = address
        if changed:
            SubElement(element, "lastmod").text = changed
    indent(top)
    written: bytes = tostring(top, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def robots(sitemap: str) -> str:
    """Return robots.txt (RFC 9309): everything may be read but queries, which are no pages; and where the sitemap is."""
    return f"User-agent: *\nDisallow: /sparql?\nAllow: /\n\nSitemap: {sitemap}\n"
