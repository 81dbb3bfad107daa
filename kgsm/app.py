"""Published folder -> WSGI application, with a store of its own where none is handed in."""

from pathlib import Path

from flask import Flask

from kgsm.serve import create_app as app_over
from kgsm.store import Store, open_store


def create_app(published: Path | str, store: Store | None = None) -> Flask:
    """Return the web site and SPARQL endpoint over a published folder.

    `store` answers the queries; without one, an embedded store is filled from the folder.
    Raises PublishedError where the folder cannot be used.
    """
    folder = Path(published)
    return app_over(folder, store or open_store(folder))
