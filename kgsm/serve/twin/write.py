"""An application with `static` pages → the files of its copy: pages with links among themselves, search, sitemap, rules."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from flask import Flask

from kgsm.serve import bundle
from kgsm.serve.negotiate import HTML, LANGUAGES
from kgsm.serve.pages.in_page import may_ask_in_page
from kgsm.serve.site import Site
from kgsm.serve.sitemap import NAME, addresses, robots, written
from kgsm.serve.twin.address import Address, Link, link_of
from kgsm.serve.twin.crawl import MISSING, Crawl, crawl
from kgsm.serve.twin.findings import findings
from kgsm.serve.twin.folder import Folder
from kgsm.serve.twin.links import Tag, rewritten
from kgsm.serve.twin.rules import rules


@dataclass(frozen=True, slots=True)
class Twin:
    """What was written: how many files and bytes, how many pages in all languages; the addresses of links that lead nowhere.

    `queries` is whether the reader's browser can answer SPARQL queries; else they are `too_large`, or kgsm was built without
    the files that do it (kgsm/serve/frontend).
    """

    files: int
    size: int
    pages: int
    dead: tuple[str, ...]
    queries: bool
    too_large: bool


_DEFAULT: Final = LANGUAGES[0]
DEAD: Final = "rules/dead-links.txt"  # addresses that pages name and nothing lives at


def write_twin(app: Flask, address: Address, path: Path, on_page: Callable[[int], None]) -> Twin:
    """Write the copy of a site, which will stand at `address`, into the empty folder `path`.

    The application must have been made with `static`. `on_page` is told how many addresses were asked. Raises PublishedError
    where the site fails at an address, or two addresses have one name.
    """
    site: Site = app.extensions["kgsm"]
    folder = Folder(path)
    found = crawl(app, site, address, folder, on_page)
    dead: set[Link] = set()
    for page, name in found.pages.items():
        text = (path / name).read_text(encoding="utf-8")
        new = rewritten(text, partial(_href, (address, found, dead), page))
        (path / name).write_text(_with_default(new, address, found, page), encoding="utf-8", newline="")
    for language in LANGUAGES:
        href = partial(_place, (site, address, found), language)
        folder.write(f"search/findings.{language}.json", findings(site.search.index(), language, href))
    for name, content in {**_for_crawlers(site, address, found), **rules(address, found)}.items():
        folder.write(name, content.encode() if isinstance(content, str) else content)
    queries = may_ask_in_page(site)
    if queries:
        _write_engine(folder)
    folder.write(DEAD, "".join(f"{each}\n" for each in _paths(dead)).encode())
    folder.listing(address.url, site.digest)
    sizes = [each.stat().st_size for each in path.rglob("*") if each.is_file()]
    return Twin(len(sizes), sum(sizes), len(found.pages), _paths(dead), queries, not queries and bundle.bundle() is not None)


def _paths(links: Iterable[Link]) -> tuple[str, ...]:
    """Return the addresses of links, each once whatever its language."""
    return tuple(sorted({each.path for each in links}))


def _write_engine(folder: Folder) -> None:
    """Write what answers queries in a browser: a page loads it when it is asked the first, so no link leads to it."""
    built = bundle.bundle()
    if built is None:
        return
    for name in (*(each.file for source, each in built.assets.items() if source != bundle.EDITOR), built.licences):
        folder.write(f"{bundle.PATH.lstrip('/')}{name}", (built.folder / name).read_bytes())


def _href(known: tuple[Address, Crawl, set[Link]], page: Link, tag: Tag) -> str | None:
    """Return where a link of the site leads to in the copy; None where it leads nowhere."""
    address, found, dead = known
    if tag.name == "link" and tag.attributes.get("rel") == "canonical":
        return f"{address.origin}{address.at(found.pages[page])}"
    lead = link_of(address, page, tag.href)
    if lead is None or tag.href.startswith("#"):
        return tag.href
    link, fragment = lead
    name = found.file(link)
    if name is None:
        dead.add(link)
        return None
    # What search engines compare is a whole address (RFC 8288 resolves others, hreflang in practice does not).
    whole = address.origin if tag.name == "link" and "hreflang" in tag.attributes else ""
    return f"{whole}{address.at(name)}{fragment}"


def _place(known: tuple[Site, Address, Crawl], language: str, iri: str) -> str:
    """Return where the thing with an IRI, or the page at a path, is in the copy, or elsewhere; empty where nowhere."""
    site, address, found = known
    path = iri if iri.startswith("/") else site.path(iri)
    name = found.file(Link(path, language=language)) if path else None
    return address.at(name) if name else "" if path else site.href(iri)


def _with_default(text: str, address: Address, found: Crawl, page: Link) -> str:
    """Return a page that names the one for readers of other languages, at the address that stands for all."""
    name = found.pages[Link(page.path, page.query, _DEFAULT)] if page.language else found.pages[page]
    default = f'<link rel="alternate" hreflang="x-default" href="{address.origin}{address.at(name)}">\n'
    return text.replace("</head>", f"{default}</head>", 1)


def _for_crawlers(site: Site, address: Address, found: Crawl) -> dict[str, bytes | str]:
    changed = {site.path(iri): day for iri, day in addresses(site)}
    pages = sorted(
        (f"{address.origin}{address.at(name)}", changed.get(link.path, ""))
        for link, name in found.pages.items()
        if not link.query and link not in found.gone and link.path != MISSING and not link.path.endswith(HTML.suffix)
    )
    return {**written(address.url, pages), "robots.txt": robots(f"{address.url}{NAME}.xml")}
