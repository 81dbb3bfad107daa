"""Published folder -> WSGI application, with a store of its own where none is handed in."""

import os
from pathlib import Path

from flask import Flask

from kgsm.serve import create_app as create_app_over
from kgsm.sparql import Store
from kgsm.store import open_pool, open_remote, open_store


def create_app(published: Path | str, store: Store | str | None = None) -> Flask:
    """Return the web site and SPARQL endpoint over a published folder.

    `store` answers the queries: a store, or the address of a SPARQL 1.1 endpoint that holds the same data. Without one, an
    embedded store is filled from the folder; its queries run in processes of their own where the system can fork.
    Raises PublishedError where the folder cannot be used.
    """
    folder = Path(published)
    if isinstance(store, str):
        store = open_remote(store)
    if store is None:
        store = open_pool(folder) if hasattr(os, "fork") else open_store(folder)
    return create_app_over(folder, store)
