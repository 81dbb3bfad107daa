"""docs/problems.md -> what a problem code means, why it matters and how to mend it, as Markdown, as text and as HTML."""

import html
import re
from collections.abc import Mapping
from functools import cache

from kgsm import home

_SECTION = re.compile(r"^## `([\w-]+)`$", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


@cache
def sections() -> Mapping[str, str]:
    """Return the section of each code, as Markdown without its heading; links, which lead out of the page, as their words."""
    parts = _SECTION.split(home.explanations().read_text(encoding="utf-8"))
    return {code: _LINK.sub(r"\1", text).strip() for code, text in zip(parts[1::2], parts[2::2], strict=True)}


def as_text(code: str) -> str:
    """Return the section of a code without marks. Raises KeyError where there is no such code."""
    lines = (line.removeprefix("> ").removeprefix("* ").replace("**", "") for line in sections()[code].splitlines())
    return "\n".join(line for line in lines if line)


def as_html(code: str) -> str:
    """Return the section of a code as HTML: one paragraph a line."""
    lines = (line.removeprefix("> ").removeprefix("* ") for line in sections()[code].splitlines())
    return "\n".join(f"<p>{_marked(line)}</p>" for line in lines if line)


def _marked(line: str) -> str:
    # What stands between backticks is shown as it is, asterisks and all.
    parts = html.escape(line, quote=False).split("`")
    return "".join(
        f"<code>{part}</code>" if number % 2 else re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", part)
        for number, part in enumerate(parts)
    )
