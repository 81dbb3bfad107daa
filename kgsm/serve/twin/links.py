"""The HTML of a page → the links in it; a page with other links. Everything else stays as it is, byte for byte."""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import accumulate
from typing import Final

_ATTRIBUTES: Final = {
    "a": "href", "area": "href", "link": "href", "script": "src", "img": "src", "form": "action",
    "textarea": "data-completions",  # what the editor that stands for it suggests
}  # fmt: skip
# Our templates quote every value, and what stands in one holds no quotation mark that is not escaped.
_VALUE: Final = re.compile(r'\s([a-z-]+)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Tag:
    """A start tag with a link: where it stands in the text, and its attributes as they are meant."""

    name: str
    start: int
    text: str
    attributes: dict[str, str]

    @property
    def href(self) -> str:
        """Return what the tag links to, empty where it does not."""
        return self.attributes.get(_ATTRIBUTES[self.name], "")


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[Tag] = []
        self._lines = [0, *accumulate(len(each) for each in page.split("\n"))]
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _ATTRIBUTES:
            return
        line, column = self.getpos()
        start = self._lines[line - 1] + line - 1 + column
        self.tags.append(Tag(tag, start, self.get_starttag_text() or "", {name: value or "" for name, value in attrs}))


def tags(page: str) -> Iterator[Tag]:
    """Yield each tag of a page that links to something, in order."""
    yield from (each for each in _Reader(page).tags if each.href)


def rewritten(page: str, new: Callable[[Tag], str | None]) -> str:
    """Return a page in which each link is what `new` says; where it says None there is no link any more."""
    pieces = []
    end = 0
    for tag in tags(page):
        href = new(tag)
        if href == tag.href:
            continue
        pieces += [page[end : tag.start], _tag(tag, href)]
        end = tag.start + len(tag.text)
    return "".join([*pieces, page[end:]])


def _tag(tag: Tag, href: str | None) -> str:
    attribute = _ATTRIBUTES[tag.name]
    if href is None and tag.name == "link":
        return ""

    def put(match: re.Match[str]) -> str:
        if match[1] != attribute:
            return match[0]
        return "" if href is None else f' {attribute}="{html.escape(href)}"'

    return _VALUE.sub(put, tag.text)
