"""Published folder -> WSGI application, with a store of its own where none is handed in."""

import os
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from kgsm.limits import Limits
from kgsm.problems import PublishedError
from kgsm.serve import create_app as create_app_over
from kgsm.sparql import Store
from kgsm.store import Cached, Shelved, open_pool, open_remote, open_store


def create_app(
    published: Path | str, store: Store | str | None = None, limits: Limits | None = None, *, behind_proxy: bool = False,
    shared: Path | None = None,
) -> Flask:  # fmt: skip
    """Return the web site and SPARQL endpoint over a published folder.

    `store` answers the queries: a store, or the address of a SPARQL 1.1 endpoint that holds the same data. Without one, an
    embedded store is filled from the folder; its queries run in processes of their own where the system can fork.
    `limits` are what a query and a client may take. `behind_proxy` believes the last X-Forwarded-For, -Proto and -Host, which a
    proxy must have set. `shared` is a folder for temporary files, in which processes keep answers and compressed files for each
    other. Raises PublishedError where the folder cannot be used.
    """
    folder = Path(published)
    if isinstance(store, str):
        store = open_remote(store)
    own = None
    if store is None:
        own = open_pool(folder, limits) if hasattr(os, "fork") else open_store(folder)
        store = Cached(own, shared=Shelved(shared) if shared else None)
    app = create_app_over(folder, store, limits, shared)
    if own and own.release != app.extensions["kgsm"].digest:
        app.extensions["kgsm"].close()
        raise PublishedError(f"{folder} was published anew meanwhile.")
    if behind_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    return app
