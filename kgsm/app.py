"""Published folder -> WSGI application, with a store of its own where none is handed in."""

import os
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from kgsm.limits import Limits
from kgsm.problems import PublishedError
from kgsm.serve import Desk
from kgsm.serve import create_app as create_app_over
from kgsm.serve.operator import read_operator
from kgsm.sparql import Store
from kgsm.store import (
    Bounded,
    Cached,
    Depot,
    Describing,
    Federated,
    Shelved,
    Written,
    counts_of,
    graphs_of,
    open_near,
    open_pool,
    open_remote,
    open_store,
)
from kgsm.store.wire import Wire

_SCRIBE: Final = (sys.executable, "-m", "kgsm.scribe")


@dataclass(frozen=True, slots=True)
class Writing:
    """What lets others write: whoever has the `token` may, and the folder `state`, never in the published one, holds it."""

    state: Path
    token: str = field(repr=False)


def create_app(
    published: Path | str, store: Store | str | None = None, limits: Limits | None = None, *,
    behind_proxy: bool = False, services: Sequence[str] = (), writing: Writing | None = None,
    wire: Wire | None = None, shared: Path | None = None, site: Path | str | None = None, depot: Depot | None = None,
) -> Flask:  # fmt: skip
    """Return the web site and SPARQL endpoint over a published folder.

    `store` answers the queries: a store, or the address of a SPARQL 1.1 endpoint that holds the same data. Without one, an
    embedded store is filled from the folder; its queries run in processes of their own where the system can fork.
    `limits` are what a query and a client may take. `behind_proxy` believes the last X-Forwarded-For, -Proto and -Host, which a
    proxy must have set. `services` are the endpoints that SERVICE may call, by their exact IRIs; none by default. With
    `writing` whoever has its token may change what is stored. `wire` holds the credentials for a remote store. `shared` is a
    folder for temporary files, in which processes keep answers and compressed files for each other. `site` is a site.toml
    that says who runs the site. `depot` has the embedded store on disk, where it is not to be in memory. Raises PublishedError
    where the folder or the file cannot be used.
    """
    folder = Path(published)
    operator = read_operator(Path(site)) if site else None
    if isinstance(store, str):
        store = Bounded(open_remote(store, graphs_of(folder), wire), limits)
    releases: list[str] = []

    def embedded(source: Path) -> Store:
        own = open_pool(source, limits, None if writing else depot) if hasattr(os, "fork") else open_store(source)
        releases.append(own.release)
        return Cached(own, shared=Shelved(shared) if shared else None)

    desk = near = None
    if writing:
        store = Written(folder, writing.state, embedded, (*_SCRIBE, str((limits or Limits()).memory)))
        desk = Desk(store, writing.token)
    if store is None:
        with ThreadPoolExecutor(1) as other:  # the store is filled by another process
            coming = other.submit(open_near, folder, limits)
            store = embedded(folder)
            near = coming.result()
        if near and near.release != releases[0]:
            near = None
    loading, counts = None, counts_of(depot, releases[0]) if depot and releases and not writing else None
    if isinstance(store, Describing):
        loading = store.refusal
        releases.append(store.release)
    if services:
        store = Federated(store, services, limits)
    app = create_app_over(
        folder, store, limits, desk,
        federated=bool(services), scratch=shared, operator=operator, near=near, loading=loading, counts=counts,
    )  # fmt: skip
    if not writing and releases and releases[0] != app.extensions["kgsm"].digest:
        app.extensions["kgsm"].close()
        raise PublishedError(f"{folder} was published anew meanwhile.")
    if behind_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    return app
