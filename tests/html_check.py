"""Reads a page as strictly as a validator would, and finds what tests ask about."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

_VOID: Final = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
_PHRASING: Final = frozenset({"a", "bdi", "code", "data", "span", "strong", "label", "b", "i", "em", "mark"})
_BLOCKS: Final = frozenset(
    {"p", "div", "section", "article", "table", "ul", "ol", "dl", "pre", "h1", "h2", "h3", "h4", "form", "blockquote"}
)


@dataclass
class Element:
    name: str
    attributes: dict[str, str]
    text: str = ""
    children: list["Element"] = field(default_factory=list)


class Page(HTMLParser):
    """A parsed page. Parsing raises AssertionError where tags do not nest, attributes repeat or texts stand where none may."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.stack: list[Element] = []
        assert text.lstrip().startswith("<!doctype html>")
        self.feed(text)
        self.close()
        assert not self.stack, f"open at the end: {[each.name for each in self.stack]}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> repeats an attribute"
        assert not any(name.startswith("on") or name == "style" for name in names), f"<{tag}> has {names}"
        parent = self.stack[-1].name if self.stack else ""
        assert not (parent == "p" or (parent in _PHRASING and parent != "a")) or tag not in _BLOCKS, f"<{tag}> in <{parent}>"
        assert parent not in {"ul", "ol"} or tag == "li", f"<{tag}> in <{parent}>"
        assert parent != "dl" or tag in {"div", "dt", "dd"}, f"<{tag}> in <dl>"
        assert (dict(attrs).get("href") or "").count("#") <= 1, "a fragment of a fragment"
        assert tag != "a" or all(each.name != "a" for each in self.stack), "a link in a link"
        assert tag not in {"style", "iframe", "object"}, f"<{tag}> on a page"
        assert tag != "script" or "/static/" in (dict(attrs).get("src") or "") or ("type", "application/ld+json") in attrs
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if self.stack:
            self.stack[-1].children.append(element)
        if tag not in _VOID:
            self.stack.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack, f"</{tag}> closes nothing"
        assert self.stack[-1].name == tag, f"</{tag}> closes <{self.stack[-1].name}>"
        self.stack.pop()

    def handle_data(self, data: str) -> None:
        for element in self.stack[-1:] if self.stack and self.stack[-1].name == "script" else self.stack:
            element.text += data
        if self.stack and data.strip():
            assert self.stack[-1].name not in {"ul", "ol", "dl", "table", "thead", "tbody", "tr", "head", "html"}, data

    def all(self, name: str) -> list[Element]:
        return [each for each in self.elements if each.name == name]

    def one(self, name: str) -> Element:
        (found,) = self.all(name)
        return found

    def links(self) -> list[str]:
        return [each.attributes["href"] for each in self.all("a")]

    def ids(self) -> list[str]:
        return [each.attributes["id"] for each in self.elements if "id" in each.attributes]
