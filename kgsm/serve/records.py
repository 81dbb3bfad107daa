"""catalog.nt of a published folder → the catalog in pages that stand alone: its own node, some records, what these reach.

A harvester parses each page by itself, so a page repeats the agents, contacts and types that its records refer to. The
files are read line by line: a catalog of thousands of studies is never held in memory.
"""

import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pyoxigraph import RdfFormat, Triple, parse

from kgsm import iris
from kgsm.manifest import Manifest
from kgsm.namespaces import DCAT, RDF
from kgsm.problems import PublishedError

PAGE: Final = 50  # datasets: 7 MB of Turtle where each has 70 files; harvesters take 50 MB and parse every page in memory
CATALOG: Final = "catalog.nt"
_LINE: Final = re.compile(rb"<([^>]*)> <([^>]*)> (?:<([^>]*)> \.|.*)", re.DOTALL)
_LISTS: Final = {str(DCAT.dataset), str(DCAT.service)}
_SERVICE: Final = f" <{RDF.type}> <{DCAT.DataService}> .".encode()


@dataclass(frozen=True, slots=True)
class _Catalog:
    """What is known of the whole: the datasets sorted by IRI, and the lines of the catalog's own node and all it reaches."""

    datasets: tuple[str, ...]
    head: tuple[bytes, ...]


class Records:
    """The records of a published folder, read when they are first asked for."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.base = manifest.base
        self._folder = folder
        self._sizes = {each.path: each.size for each in manifest.files}
        self._node = str(iris.catalog(manifest.base))
        self._lock = threading.Lock()
        self._known: _Catalog | None = None

    def datasets(self) -> tuple[str, ...]:
        """Return the datasets that the catalog lists, sorted, so that a page does not shift while a harvester reads on."""
        return self._catalog().datasets

    def pages(self) -> int:
        """Return the number of pages, at least one."""
        return max(1, -(-len(self.datasets()) // PAGE))

    def changed(self) -> datetime:
        """Return when the catalog was last put in place here."""
        return datetime.fromtimestamp(int(self._path(CATALOG).stat().st_mtime), UTC)

    def page(self, number: int | None) -> list[Triple]:
        """Return the triples of a page, counted from 1, or of the whole catalog; sorted."""
        whole = self._catalog()
        first = 0 if number is None else (number - 1) * PAGE
        listed = whole.datasets if number is None else whole.datasets[first : first + PAGE]
        lines = {*whole.head}
        for line in self._records(listed):
            lines.add(line)
            if line.endswith(_SERVICE):
                lines.add(f"<{self._node}> <{DCAT.service}> ".encode() + line.removesuffix(_SERVICE) + b" .")
        lines.update(f"<{self._node}> <{DCAT.dataset}> <{each}> .".encode() for each in listed)
        quads = parse(b"\n".join(sorted(lines)), RdfFormat.N_TRIPLES)
        return [Triple(each.subject, each.predicate, each.object) for each in quads]

    def _catalog(self) -> _Catalog:
        with self._lock:
            if self._known is None:
                own = [each for each in self._lines(CATALOG) if each.startswith(f"<{self._node}> ".encode())]
                parts = [match for each in own if (match := _LINE.fullmatch(each))]
                datasets = sorted({each[3].decode() for each in parts if each[2].decode() == str(DCAT.dataset) and each[3]})
                head = [each[0] for each in parts if each[2].decode() not in _LISTS]
                self._known = _Catalog(tuple(datasets), (*head, *self._reached(_targets(head), {self._node, *datasets})))
            return self._known

    def _records(self, datasets: Iterable[str]) -> Iterator[bytes]:
        """Yield the lines of the records of `datasets`: from a study's own file, else what can be reached from it."""
        apart: set[str] = set()
        for each in datasets:
            path = f"{each.removeprefix(self.base)}/{CATALOG}"
            if each.startswith(self.base) and path in self._sizes:
                yield from self._lines(path)
            else:
                apart.add(each)
        if apart:
            others = set(self.datasets()) - apart
            yield from self._reached(apart, {self._node, *others})

    def _reached(self, starts: Iterable[str], barred: Iterable[str]) -> list[bytes]:
        """Return the lines about `starts` and whatever they lead to, but for what is barred."""
        seen = set(barred)
        wanted = set(starts) - seen
        found: list[bytes] = []
        while wanted:
            seen |= wanted
            subjects = {each.encode() for each in wanted}
            lines = [each for each in self._lines(CATALOG) if each[1 : each.find(b">")] in subjects]
            found += lines
            wanted = _targets(lines) - seen
        return found

    def _lines(self, path: str) -> Iterator[bytes]:
        """Yield the lines of a file. Raises PublishedError where it is of another publication than the rest."""
        try:
            with self._path(path).open("rb") as file:
                if file.seek(0, 2) != self._sizes.get(path):
                    raise PublishedError(f"{path} is not the file that was there when the server started. Start it again.")
                file.seek(0)
                yield from (stripped for line in file if (stripped := line.strip()))
        except OSError as error:
            raise PublishedError(f"{path} cannot be read: {error.strerror}.") from error

    def _path(self, path: str) -> Path:
        return self._folder / path


def _targets(lines: Iterable[bytes]) -> set[str]:
    matches = (_LINE.fullmatch(each) for each in lines)
    return {match[3].decode() for match in matches if match and match[3]}


def hydra_links(pages: Mapping[str, int]) -> Iterator[tuple[str, str, int]]:
    """Yield the new and the old name of each Hydra link, with the page it leads to: harvesters follow one or the other."""
    old = {"first": "firstPage", "previous": "previousPage", "next": "nextPage", "last": "lastPage"}
    for name, page in pages.items():
        yield name, old[name], page
