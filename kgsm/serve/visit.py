"""A request → `Visit`: who looks at what, and how links and sentences come out for them."""

from collections.abc import Iterable
from dataclasses import dataclass

from kgsm.serve.facts import Facts, Words
from kgsm.serve.site import Site
from kgsm.serve.strings import say
from kgsm.sparql import Row, select


class RefusalError(Exception):
    """A page cannot be made as it is asked for: the status to answer with, and a sentence that says why."""

    def __init__(self, status: int, detail: str) -> None:
        self.status = status
        self.detail = detail
        super().__init__(detail)


@dataclass(frozen=True, slots=True)
class Visit:
    """A reader of one page.

    `root` is where the site begins on this host, empty at the top. `path` is the page's own, from its first slash on, and
    `query` its query string without `lang`.
    """

    site: Site
    language: str
    root: str
    path: str
    query: str = ""

    def say(self, key: str, **values: object) -> str:
        """Return a sentence of the interface."""
        return say(key, self.language, **values)

    def words(self, key: str, **values: object) -> Words:
        """Return a sentence of the interface as the pages show texts of the data."""
        return Words(self.say(key, **values))

    def at(self, path: str) -> str:
        """Return the address of a path of this site."""
        return self.root + path

    def href(self, iri: str) -> str:
        """Return the address that a link to `iri` leads to, empty where there should be none."""
        address = self.site.href(iri)
        return self.root + address if address.startswith("/") else address

    def ask(self, query: str, **values: str | int | Iterable[str]) -> list[Row]:
        """Return the solutions of one of our queries."""
        return select(self.site.store, query, **values)

    def facts(self, query: str, **values: str | int | Iterable[str]) -> Facts:
        """Return what one of our queries with ?s ?p ?o finds."""
        return Facts.of(self.ask(query, **values), self.language)

    def known(self, query: str, **values: str | Iterable[str]) -> Facts:
        """Return the same, kept: for what many pages need, as it is about a study or a dataset."""
        bound = {name: value if isinstance(value, str) else tuple(value) for name, value in values.items()}
        key = (query, *sorted(bound.items()))
        return Facts(self.language, self.site.memory.kept(key, lambda: self.facts(query, **bound).objects))
