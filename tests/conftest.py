"""Fixtures of several modules: the folder of tests/published_fixture.py, and what is served from it."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kgsm.sparql import Store
from kgsm.store import open_store
from tests.published_fixture import write_published
from tests.serving import client_of, served

# A shell that runs the tests in the background has interruptions ignored, and so would every process that a test interrupts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_published(tmp_path_factory.mktemp("published"))


@pytest.fixture(scope="session")
def store(published: Path) -> Store:
    return open_store(published)


@pytest.fixture(scope="session")
def client(published: Path, store: Store) -> FlaskClient:
    return client_of(published, store)


@pytest.fixture(scope="session")
def address(published: Path, store: Store) -> Iterator[str]:
    """Serve the folder over real HTTP and yield the address."""
    with served(published, store) as address:
        yield address
