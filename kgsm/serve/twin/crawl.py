"""The running site → files: what each address answers is written under a name of its own, and every link is followed.

The site is asked as a browser asks it, in this process. Where it begins is what it says of itself: its home page, its sitemap,
and every IRI of the release; nothing here knows which pages there are.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from flask import Flask
from pyoxigraph import NamedNode, RdfFormat, parse
from werkzeug.test import Client, TestResponse

from kgsm.manifest import PublishedFile
from kgsm.namespaces import HOME
from kgsm.problems import PublishedError
from kgsm.serve.negotiate import HTML, LANGUAGES
from kgsm.serve.site import Site
from kgsm.serve.sitemap import addresses
from kgsm.serve.twin.address import Address, Link, link_of
from kgsm.serve.twin.folder import Folder
from kgsm.serve.twin.links import tags
from kgsm.serve.twin.names import name_of

MISSING: Final = "/404.html"  # the page of an address that nothing lives at; hosts show a file of this name
_ACCEPT: Final = "text/html,*/*;q=0.1"
_OK: Final = 200
_NOT_FOUND: Final = 404
_GONE: Final = 410
_UNSERVED: Final = 500


@dataclass(slots=True)
class Crawl:
    """What the site answered: `files` by link, those of HTML in `pages`, too; what is the same in each language has none.

    `moved` leads on, at `silent` links nothing lives. What is `gone` has a page, too, that says why and what is in its place.
    """

    files: dict[Link, str] = field(default_factory=dict)
    pages: dict[Link, str] = field(default_factory=dict)
    moved: dict[Link, Link] = field(default_factory=dict)
    silent: set[Link] = field(default_factory=set)
    gone: set[Link] = field(default_factory=set)

    def file(self, link: Link) -> str | None:
        """Return the file that answers a link, None where nothing does."""
        link = self.moved.get(link, link)
        return self.files.get(link) or self.files.get(_plain(link))

    def knows(self, link: Link) -> bool:
        """Return whether a link was followed."""
        return link in self.silent or link in self.moved or self.file(link) is not None


def crawl(app: Flask, site: Site, address: Address, folder: Folder, on_page: Callable[[int], None]) -> Crawl:
    """Write what the site answers at each of its addresses into `folder` and return where what is.

    `on_page` is told how many addresses were asked. Raises PublishedError where the site fails at one.
    """
    found = Crawl()
    for file in site.manifest.files:
        _copy(site, file, folder)
        found.files[Link(f"/{file.path}")] = file.path
    client = Client(app, TestResponse)
    waiting = deque(dict.fromkeys(_seeds(site)))
    asked = 0
    while waiting:
        link = waiting.popleft()
        if found.knows(link):
            continue
        asked += 1
        on_page(asked)
        waiting.extend(each for each in _answered(client, address, link, (found, folder)) if not found.knows(each))
    return found


def _seeds(site: Site) -> Iterator[Link]:
    iris = [address for address, _ in addresses(site)]
    starts = tuple(dict.fromkeys((site.manifest.base, HOME)))
    for graph in site.manifest.graphs():
        iris += sorted(_iris(site.folder / graph.path, graph, starts))
    paths = ["/", MISSING, *(path for each in iris if (path := site.path(each)) is not None)]
    return (Link(path, language=language) for path in paths for language in LANGUAGES)


def _iris(path: Path, file: PublishedFile, starts: tuple[str, ...]) -> set[str]:
    """Return the documents (RFC 3986, 3.5: without fragments) of the IRIs that a graph has and this site answers for."""
    form = RdfFormat.from_media_type(file.media_type)
    if form is None:
        return set()
    found = set()
    for triple in parse(path=str(path), format=form):
        for term in (triple.subject, triple.predicate, triple.object):
            if isinstance(term, NamedNode) and term.value.startswith(starts):
                found.add(term.value.partition("#")[0].partition("?")[0])
    return found


def _answered(client: Client, address: Address, link: Link, into: tuple[Crawl, Folder]) -> Iterable[Link]:
    """Write what the site answers at `link` and return the links in it."""
    found, folder = into
    response = client.get(link.target, base_url=address.url, headers={"Accept": _ACCEPT}, buffered=False)
    try:
        status = response.status_code
        if status in {301, 302, 307, 308}:
            return _moved(address, link, response.headers.get("Location", ""), found)
        if status >= _UNSERVED or status in {408, 429}:
            raise PublishedError(f"'{link.target}' was answered with status {status}. Nothing was exported.")
        is_page = status == _GONE or (status == _NOT_FOUND and link.path == MISSING)
        if status != _OK and not is_page:
            found.silent.add(link)
            return ()
        own = link if "Content-Language" in response.headers else _plain(link)
        kind = response.mimetype or ""
        name = name_of(own, kind)
        if kind != HTML.media_type:
            folder.write(name, response.iter_encoded(), own.target)
            found.files[own] = name
            return ()
        body = response.get_data()
    finally:
        response.close()
    folder.write(name, body, own.target)
    found.files[own] = found.pages[own] = name
    if status == _GONE:
        found.gone.add(own)
    leads = (link_of(address, own, tag.href) for tag in tags(body.decode()))
    return [each[0] for each in leads if each is not None]


def _moved(address: Address, link: Link, location: str, found: Crawl) -> Iterable[Link]:
    lead = link_of(address, link, location)
    if lead is None or lead[0] == link:
        found.silent.add(link)
        return ()
    found.moved[link] = lead[0]
    return (lead[0],)


def _plain(link: Link) -> Link:
    return Link(link.path, link.query)


def _copy(site: Site, file: PublishedFile, folder: Folder) -> None:
    handle = site.shelf.open(file)
    if handle is None:
        raise PublishedError(f"{site.folder / file.path} is not as the manifest says. Publish again.")
    with handle:
        folder.write(file.path, iter(lambda: handle.read(1 << 20), b""))
