"""Published folder -> WSGI application, with a store of its own where none is handed in."""

from pathlib import Path

from flask import Flask

from kgsm.serve import create_app as create_app_over
from kgsm.sparql import Store
from kgsm.store import open_remote, open_store


def create_app(published: Path | str, store: Store | str | None = None) -> Flask:
    """Return the web site and SPARQL endpoint over a published folder.

    `store` answers the queries: a store, or the address of a SPARQL 1.1 endpoint that holds the same data. Without one, an
    embedded store is filled from the folder. Raises PublishedError where the folder cannot be used.
    """
    folder = Path(published)
    if isinstance(store, str):
        store = open_remote(store)
    return create_app_over(folder, store or open_store(folder))
