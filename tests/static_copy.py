"""Reads a copy of the site as a host that runs no program would: which file answers which address, which links lead nowhere."""

from functools import cache
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from tests.html_check import Page

LINKS = {"a": "href", "link": "href", "script": "src", "img": "src", "form": "action"}


def answering(folder: Path, root: str, address: str) -> Path | None:
    """Return the file that a host shows at a path of the copy, which stands below `root`; a folder shows its index."""
    path = unquote(urlsplit(address).path)
    if not path.startswith(f"{root}/"):
        return None
    file = folder / path.removeprefix(f"{root}/")
    file = file / "index.html" if file.is_dir() else file
    return file if file.is_file() else None


@cache
def pages(folder: Path) -> dict[Path, Page]:
    """Return each page of a copy by its file. A copy does not change while tests read it."""
    return {path: Page(path.read_text("utf-8")) for path in sorted(folder.rglob("*.html"))}


def dead_links(folder: Path, url: str) -> list[str]:
    """Return each link of each page that leads into the copy and to nothing, or to a part that a page does not have."""
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(url))
    root = urlsplit(url).path.rstrip("/")
    read = pages(folder)
    ids = {path: {*page.ids(), ""} for path, page in read.items()}
    dead = []
    for path, page in read.items():
        here = f"{url}{path.relative_to(folder).as_posix()}"
        for element in page.elements:
            href = element.attributes.get(LINKS.get(element.name, ""))
            if href is None:
                continue
            whole = urljoin(here, href)
            if not whole.startswith(f"{origin}/"):
                continue
            target = answering(folder, root, whole)
            fragment = urlsplit(whole).fragment
            if target is None or (target in ids and fragment not in ids[target]):
                dead.append(f"{path.relative_to(folder)}: {href}")
    return dead


def links_elsewhere(folder: Path) -> set[str]:
    """Return scheme and host of every link that leads out of a page to another host."""
    found = set()
    for page in pages(folder).values():
        for element in page.elements:
            parts = urlsplit(element.attributes.get(LINKS.get(element.name, ""), ""))
            if parts.netloc:
                found.add(f"{parts.scheme}://{parts.netloc}")
    return found
