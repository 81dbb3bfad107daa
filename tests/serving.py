"""What is served from a folder, as a client of a test sees it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from kgsm.serve import create_app
from kgsm.sparql import Store
from kgsm.store import open_depot, open_store
from kgsm.store.depot import release_of
from kgsm.store.embedded import open_on_disk
from kgsm.store.loader import build


class Client(FlaskClient):
    """A client that reads each response whole and closes it, as a server does."""

    def open(self, *args: Any, buffered: bool = True, **more: Any) -> TestResponse:
        return super().open(*args, buffered=buffered, **more)


def client_of(folder: Path, store: Store | None = None) -> FlaskClient:
    """Return a client of what is served from a folder."""
    app = create_app(folder, store or open_store(folder))
    app.test_client_class = Client
    return app.test_client()


@contextmanager
def served(folder: Path, store: Store | None = None) -> Iterator[str]:
    """Serve a folder over real HTTP and yield the address, which has no slash at its end."""
    server = make_server("127.0.0.1", 0, create_app(folder, store or open_store(folder)), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def on_disk(folder: Path, stores: Path) -> Store:
    """Return the store of a folder, built on disk below `stores`."""
    depot = open_depot(stores, folder)
    release = release_of(folder)
    with depot.alone(release) as lock:
        assert lock
        build(depot, release)
    found = depot.find(release)
    assert found
    return open_on_disk(found)
