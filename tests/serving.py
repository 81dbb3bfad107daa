"""What is served from a folder, as a client of a test sees it."""

from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kgsm.serve import create_app
from kgsm.sparql import Store
from kgsm.store import open_store


class Client(FlaskClient):
    """A client that reads each response whole and closes it, as a server does."""

    def open(self, *args: Any, buffered: bool = True, **more: Any) -> TestResponse:
        return super().open(*args, buffered=buffered, **more)


def client_of(folder: Path, store: Store | None = None) -> FlaskClient:
    """Return a client of what is served from a folder."""
    app = create_app(folder, store or open_store(folder))
    app.test_client_class = Client
    return app.test_client()
