"""A size of triples -> where they are held, in memory or on disk; and what is said while they are loaded."""

import hashlib
import os
import time
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Final, Protocol

import click
from flask import Flask

from kgsm.problems import LoadingError
from kgsm.serve.server import fits_in_memory
from kgsm.sparql import Store
from kgsm.store import Builder, Depot, Describing
from kgsm.store.builder import duration
from kgsm.text import Text

AUTO, MEMORY, DISK = "auto", "memory", "disk"
_MOST_IN_MEMORY: Final = 1_500_000_000  # bytes of N-Triples, about a million observations: more takes a minute with each start
_AT_ONCE: Final = 50_000_000  # bytes that are in memory before anyone waits for them
_STEP: Final = 0.1
_LATER: Final = 10  # seconds after which it is worth asking again
_BUILDING: Final = Text(
    de="Der Speicher für SPARQL wird gebaut, aus {size} MB Tripeln, in {folder}. Seiten und Dateien sind schon da.",
    en="The store for SPARQL is being built, of {size} MB of triples, in {folder}. Pages and files are there already.",
)
_SO_FAR: Final = Text(de="Speicher für SPARQL: {part}, noch etwa {left}.", en="Store for SPARQL: {part}, about {left} left.")
_BUILT: Final = Text(de="Der Speicher für SPARQL ist da, nach {taken}.", en="The store for SPARQL is there, after {taken}.")
_FAILED: Final = Text(
    de="Der Speicher für SPARQL kann nicht gebaut werden: {reason} Ein anderer Ort: --store-dir.",
    en="The store for SPARQL cannot be built: {reason} Another place: --store-dir.",
)


class Make(Protocol):
    """What makes the application of a folder: over a store, or over its own, in memory or in a depot."""

    def __call__(self, *, store: Store | None = None, depot: Depot | None = None) -> Flask:
        """Make the application."""
        ...


def is_on_disk(wanted: str, size: int) -> bool:
    """Return whether so many bytes of triples are held on disk."""
    return wanted == DISK or (wanted == AUTO and not (size <= _MOST_IN_MEMORY and fits_in_memory(size)))


def place_for(published: Path, chosen: Path | None) -> Path:
    """Return the folder for stores on disk: as chosen, else beside the published folder, else in the user's cache."""
    beside = published.absolute().with_name(f"{published.absolute().name}.store")
    if chosen or beside.is_dir() or os.access(beside.parent, os.W_OK):
        return chosen or beside
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser())
    name = hashlib.sha256(str(published.absolute()).encode()).hexdigest()[:16]
    return caches / "kgsm" / f"{published.absolute().name}-{name}"


class OnDisk:
    """A store on disk, see kgsm.serve.releases.Preparation."""

    def __init__(self, builder: Builder, size: int, make: Make, language: str) -> None:
        self._builder, self._size, self._make, self._language = builder, size, make, language
        self._began = 0.0
        self._told = 0.0
        self._failure = ""

    def ready(self) -> bool:
        """Return whether the release has its store."""
        ours = self._builder.is_ours
        ready = self._builder.ready()
        if self._builder.is_ours and not ours:
            self._began, self._told = time.monotonic(), 0.0
            self._say(_BUILDING, size=f"{self._size / 1e6:,.0f}", folder=self._builder.depot.folder)
        elif ours and self._builder.is_ours:
            self._say_how_far()
        elif ours and ready and not self._builder.failure():
            self._say(_BUILT, taken=duration(time.monotonic() - self._began))
        failure = self._builder.failure()
        if failure and failure != self._failure:
            self._say(_FAILED, reason=failure)
        self._failure = failure
        return ready

    def _say_how_far(self) -> None:
        found = self._builder.progress()
        if found and found.left is not None and found.part >= self._told + _STEP:
            self._told = found.part // _STEP * _STEP
            self._say(_SO_FAR, part=f"{found.part:.0%}", left=duration(found.left))

    def waits(self) -> bool:
        """Return False: what is on disk is there at once."""
        return False

    def partly(self) -> Flask:
        """Make the application without SPARQL."""
        return self._make(store=Describing(self._builder.depot.published, self._builder.refusal))

    def whole(self) -> Flask:
        """Make the application over the store, or in memory where it could not be built."""
        return self._make(depot=self._builder.where())

    def close(self) -> None:
        """End the loader."""
        self._builder.close()

    def _say(self, sentence: Text, **values: object) -> None:
        click.echo(f"kgsm: {sentence.in_language(self._language).format(**values)}", err=True)


class InMemory:
    """A store in memory, see kgsm.serve.releases.Preparation. `there` is set once a process of this server has been whole.

    A process that takes the place of one that died is whole from its first request on: the others answer meanwhile.
    """

    def __init__(self, published: Path, size: int, make: Make, there: Event) -> None:
        self._published, self._size, self._make, self._there = published, size, make, there
        self._began = time.monotonic()

    def ready(self) -> bool:
        """Return True: a process loads its own."""
        return True

    def waits(self) -> bool:
        """Return whether loading takes long, and nobody else answers meanwhile."""
        return self._size > _AT_ONCE and not self._there.is_set()

    def partly(self) -> Flask:
        """Make the application without SPARQL."""
        return self._make(store=Describing(self._published, self._refusal))

    def whole(self) -> Flask:
        """Make the application over a store in memory."""
        made = self._make()
        self._there.set()
        return made

    def close(self) -> None:
        """Do nothing."""

    def _refusal(self) -> LoadingError:
        since = duration(time.monotonic() - self._began)
        return LoadingError(
            f"The store that answers SPARQL is being loaded into memory: {self._size / 1e6:,.0f} MB of triples, since {since}. "
            "Pages, downloads and the rows of each dataset by address (/about/api) are there.",
            _LATER,
        )
