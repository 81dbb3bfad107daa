"""--base-url → `Address`: where a copy of the site will stand, and which links lead into it."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit

from kgsm.problems import KgsmError
from kgsm.serve.negotiate import HTML

# The address stands in rules for Apache and nginx, so it holds nothing that means anything there (RFC 3986, 2.3 unreserved).
_HOST: Final = re.compile(
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?::[0-9]{1,5})?"
)
_PATH: Final = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*/?")


class AddressError(KgsmError):
    """The address of a copy is none that a copy can have."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a copy stands: `origin` is scheme and host, `root` the path from the first slash on, empty at the top."""

    origin: str
    root: str

    @property
    def url(self) -> str:
        """Return the address, with a slash at its end."""
        return f"{self.origin}{self.root}/"

    def at(self, file: str) -> str:
        """Return the address of a file, from the first slash of the path on."""
        return f"{self.root}/{quote(file)}"


@dataclass(frozen=True, slots=True)
class Link:
    """An address on the running site: its path from the first slash on, percent-encoded, without the root; its parameters.

    `language` is that of ?lang=, or of the page that the link stands on; empty where the answer is the same in each.
    """

    path: str
    query: tuple[tuple[str, str], ...] = ()
    language: str = ""

    @property
    def target(self) -> str:
        """Return path and query to ask the site for."""
        pairs = [*self.query, *([("lang", self.language)] if self.language else [])]
        return self.path + (f"?{urlencode(pairs)}" if pairs else "")


def parse_address(text: str) -> Address:
    """Return the address that `text` is. Raises AddressError, with what would be right, where a copy cannot stand there."""
    example = "Write it like https://example.org/data/."
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise AddressError(f"'{text}' is not an address: {error}. {example}") from error
    if parts.scheme not in {"http", "https"}:
        raise AddressError(f"'{text}' does not begin with https:// or http://. {example}")
    if parts.query or parts.fragment or text.endswith(("?", "#")):
        raise AddressError(f"'{text}' has a query or a fragment; a folder of files has neither. {example}")
    if not _HOST.fullmatch(parts.netloc) or port == 0:
        raise AddressError(f"'{text}' names no host that browsers know (an umlaut is written as xn--…). {example}")
    if not _PATH.fullmatch(parts.path):
        raise AddressError(f"'{text}' has a path with other characters than letters, digits, '-', '_', '.', '~'. {example}")
    return Address(f"{parts.scheme}://{parts.netloc.lower()}", parts.path.rstrip("/"))


def link_of(address: Address, page: Link, href: str) -> tuple[Link, str] | None:
    """Return where a link on `page` leads to, and its fragment with the hash; None where it leads out of the site."""
    try:
        whole = urlsplit(urljoin(f"{address.origin}{address.root}{page.target}", href.strip()))
    except ValueError:
        return None
    inside = whole.path.startswith(f"{address.root}/")
    if f"{whole.scheme}://{whole.netloc}" != address.origin or not inside:
        return None
    pairs = parse_qsl(whole.query, keep_blank_values=True)
    language = next((value for name, value in pairs if name == "lang"), page.language)
    rest = tuple(each for each in pairs if each[0] != "lang" and each != ("format", HTML.name))
    fragment = f"#{whole.fragment}" if whole.fragment else ""
    return Link(whole.path.removeprefix(address.root), rest, language), fragment
