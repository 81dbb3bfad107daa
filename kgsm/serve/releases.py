"""The release that a folder holds now → a WSGI application; requests end with the release that they began with.

A folder is published by renaming. Whoever serves it makes the new release ready beside the old one, and then turns to it: no
request fails meanwhile, and none sees a part of either.
"""

import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final, Protocol, cast

from flask import Flask

from kgsm.problems import KgsmError
from kgsm.serve.site import Site

_BEAT: Final = 0.5  # seconds between two looks at the manifest
_LONGEST: Final = 10.0  # seconds, where the last looks came to nothing

Signature = tuple[int, int, int] | None


class Preparation(Protocol):
    """What sees to it that a release can be served whole: a large one has a store that takes minutes to build."""

    def ready(self) -> bool:
        """Return whether the release that is there now can be served whole; see that it will be, where not.

        Raises OSError where there is none.
        """
        ...

    def waits(self) -> bool:
        """Return whether serving it whole takes long to begin with."""
        ...

    def partly(self) -> Flask:
        """Make the application that serves it without SPARQL."""
        ...

    def close(self) -> None:
        """Stop what is being prepared."""
        ...


class Releases:
    """A WSGI application that follows a manifest. `make` makes the application of the release that is there.

    With a `preparation` a release is served in part until it is ready, unless a former one can be served whole meanwhile.
    """

    def __init__(self, make: Callable[[], Flask], manifest: Path, preparation: Preparation | None = None) -> None:
        self._make = make
        self._manifest = manifest
        self._preparation = preparation
        self._seen = _signature(manifest)
        waits = preparation is not None and (not preparation.ready() or preparation.waits())
        self._current = _Release(preparation.partly() if preparation and waits else make())
        self._lock = threading.Lock()
        self._over = threading.Event()
        threading.Thread(target=self._follow, daemon=True).start()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        with self._lock:
            release = self._current
            release.users += 1
        try:
            body = release.app.wsgi_app(environ, start_response)
        except BaseException:
            self._leave(release)
            raise
        if isinstance(body, list):
            self._leave(release)
            return body
        return _Used(body, lambda: self._leave(release))

    def _leave(self, release: "_Release") -> None:
        with self._lock:
            release.users -= 1
            over = release is not self._current and not release.users
        if over:
            release.close()

    def _follow(self) -> None:
        wait = _BEAT
        while not self._over.wait(wait):
            try:
                self._look()
                wait = _BEAT
            except (KgsmError, OSError):
                # It is being published, or cannot be served: the former release stays, and we look again.
                wait = min(2 * wait, _LONGEST)

    def _look(self) -> None:
        """Turn to what can be served now, if that is another release, or more of this one, or less."""
        signature, current = _signature(self._manifest), self._current.site
        if signature is None or (signature == self._seen and self._preparation is None):
            return
        whole = self._preparation is None or self._preparation.ready()
        new = signature != self._seen and hashlib.sha256(self._manifest.read_bytes()).hexdigest() != current.digest
        if new and not whole and current.loading is None:
            return  # the former release is served until all of the new one can be
        if new or whole == (current.loading is not None):
            self._turn_to(_Release(self._make() if whole or self._preparation is None else self._preparation.partly()))
        self._seen = signature

    def _turn_to(self, release: "_Release") -> None:
        with self._lock:
            former, self._current = self._current, release
            over = not former.users
        if over:
            former.close()

    def close(self) -> None:
        """Follow no more, and let go of the release."""
        self._over.set()
        if self._preparation:
            self._preparation.close()
        self._current.close()


class _Release:
    """An application, and how many requests it has under way."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.users = 0
        self.site = cast("Site", app.extensions["kgsm"])

    def close(self) -> None:
        self.site.close()


class _Used:
    """The body of a response; the release is let go when it is gone or broken off."""

    def __init__(self, body: Iterable[bytes], leave: Callable[[], None]) -> None:
        self._body = body
        self._leave: Callable[[], None] | None = leave

    def __iter__(self) -> Iterator[bytes]:
        yield from self._body

    def close(self) -> None:
        """Close the body, once."""
        leave, self._leave = self._leave, None
        if leave:
            close = getattr(self._body, "close", None)
            if close:
                close()
            leave()

    def __del__(self) -> None:
        self.close()


def _signature(path: Path) -> Signature:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
