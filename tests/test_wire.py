"""What is said where a remote store does not answer: each with the status that tells whose fault it is."""

import socket

import pytest

from kgsm.problems import QueryError
from kgsm.store.wire import Wire


def test_a_store_that_is_silent_for_too_long_is_503() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/sparql"
        with pytest.raises(QueryError, match="does not answer") as raised:
            Wire(seconds=0.2).send("GET", address)
    assert raised.value.status == 503


def test_a_store_that_is_not_there_is_502() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        address = f"http://127.0.0.1:{gone.getsockname()[1]}/sparql"
    with pytest.raises(QueryError, match="does not answer") as raised:
        Wire().send("GET", address)
    assert raised.value.status == 502
