"""Published folder and store → `Site`: what is served, and where on this server each IRI lives."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kgsm.limits import Limits
from kgsm.manifest import MANIFEST, Manifest, PublishedFile, read_manifest
from kgsm.namespaces import HOME
from kgsm.problems import LoadingError, PublishedError
from kgsm.serve.cube.cubes import Cubes
from kgsm.serve.memory import Memory
from kgsm.serve.operator import Operator
from kgsm.serve.pages_of_catalog import Pages
from kgsm.serve.records import Records
from kgsm.serve.search import Search
from kgsm.serve.shelf import Shelf
from kgsm.serve.statistics import Statistics
from kgsm.serve.turnstile import Turnstile
from kgsm.sparql import Near, Store, is_iri

_COUNT: Final = "under-way"  # a file in a folder that processes share
# What a link of ours may lead to: a page of a person's browser runs `javascript:` and shows `data:`.
_LINKED: Final = ("http://", "https://", "mailto:", "tel:")


@dataclass(frozen=True, slots=True)
class Site:
    """What is served: the files of a published folder, and the store that answers questions about it.

    `digest` is that of the manifest: it changes with every publication that changes anything. `files` are by path.
    `turnstile`, `statistics`, `pages` (those of the catalog), `cubes`, `search`, `memory` and `shelf` (the files)
    live as long as the site. `near` answers light queries before the store is asked.
    `writable` and `federated` are whether updates are taken, and whether SERVICE may call anyone.
    `static` is whether the pages become files for a host that runs no program: they then promise nothing that needs one.
    `loading` says why there is no SPARQL yet, where the store has nothing but what describes; None where it has everything.
    """

    folder: Path
    manifest: Manifest
    store: Store
    digest: str
    files: Mapping[str, PublishedFile]
    limits: Limits
    turnstile: Turnstile
    statistics: Statistics
    pages: Pages
    shelf: Shelf
    cubes: Cubes
    search: Search
    memory: Memory
    operator: Operator
    near: Near | None = None
    writable: bool = False
    federated: bool = False
    static: bool = False
    loading: Callable[[], LoadingError] | None = None

    def iris(self, path: str) -> tuple[str, ...]:
        """Return the IRIs that `path` (without its first slash) may stand for: below the base, then below our home."""
        candidates = dict.fromkeys((self.manifest.base + path, HOME + path))
        return tuple(iri for iri in candidates if is_iri(iri))

    def path(self, iri: str) -> str | None:
        """Return where on this server `iri` lives, from the first slash on, None where it is not ours."""
        for base in (self.manifest.base, HOME):
            if iri.startswith(base):
                return "/" + iri.removeprefix(base)
        return None

    def href(self, iri: str) -> str:
        """Return the address that a link to `iri` leads to: on this server, or elsewhere; empty where nothing should."""
        path = self.path(iri)
        if path is not None:
            return path
        return iri if iri.startswith(_LINKED) else ""

    def require_whole(self) -> None:
        """Raise the LoadingError where the store does not hold everything yet: what it says might be a part."""
        if self.loading:
            raise self.loading()

    def close(self) -> None:
        """Let go of the store and of the files."""
        self.store.close()
        if self.near:
            self.near.close()
        self.shelf.close()
        self.turnstile.close()


def open_site(published: Path, store: Store, limits: Limits, operator: Operator, scratch: Path | None = None) -> Site:
    """Return the site over a published folder.

    `scratch` is a folder for temporary files, in which processes count the queries of a client together.
    Raises PublishedError where the folder cannot be read.
    """
    manifest = read_manifest(published)
    digest = hashlib.sha256((published / MANIFEST).read_bytes()).hexdigest()
    root = published.resolve()
    for file in manifest.files:
        if not (root / file.path).resolve().is_relative_to(root):
            raise PublishedError(f"{published / file.path} leads out of the published folder.")
    files = {file.path: file for file in manifest.files}
    shelf, cubes = Shelf(root, manifest.files), Cubes(root, files, limits, scratch)
    if hashlib.sha256((published / MANIFEST).read_bytes()).hexdigest() != digest:
        shelf.close()
        raise PublishedError(f"{published} was published anew meanwhile.")
    turnstile, statistics, pages = (
        Turnstile(limits.client, scratch / _COUNT if scratch else None),
        Statistics(store),
        Pages(Records(root, manifest)),
    )
    return Site(
        root, manifest, store, digest, files, limits, turnstile, statistics, pages, shelf, cubes, Search(store), Memory(store),
        operator,
    )  # fmt: skip
