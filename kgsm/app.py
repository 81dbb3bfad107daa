"""Published folder -> WSGI application, with a store of its own where none is handed in."""

import os
from collections.abc import Sequence
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from kgsm.limits import Limits
from kgsm.serve import create_app as create_app_over
from kgsm.sparql import Store
from kgsm.store import Cached, Federated, open_pool, open_remote, open_store


def create_app(
    published: Path | str, store: Store | str | None = None, limits: Limits | None = None, *,
    behind_proxy: bool = False, services: Sequence[str] = (),
) -> Flask:  # fmt: skip
    """Return the web site and SPARQL endpoint over a published folder.

    `store` answers the queries: a store, or the address of a SPARQL 1.1 endpoint that holds the same data. Without one, an
    embedded store is filled from the folder; its queries run in processes of their own where the system can fork.
    `limits` are what a query and a client may take. `behind_proxy` believes the last X-Forwarded-For, -Proto and -Host, which a
    proxy must have set. `services` are the endpoints that SERVICE may call, by their exact IRIs; none by
    default. Raises PublishedError where the folder cannot be used.
    """
    folder = Path(published)
    if isinstance(store, str):
        store = open_remote(store)
    if store is None:
        store = Cached(open_pool(folder, limits) if hasattr(os, "fork") else open_store(folder))
    if services:
        store = Federated(store, services, limits)
    app = create_app_over(folder, store, limits)
    if behind_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    return app
