"""What a query, a request and a client may take of the server: `Limits`."""

from dataclasses import dataclass
from typing import Final

# Bytes of N-Triples whose default graph each serving process holds once more, in five times as much memory: kgsm/store/near.py.
NEARBY: Final = 32_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What the endpoint gives to one query, one request and one client.

    A query has `seconds` by the clock, `memory` in bytes beyond what the data take, and for its answer `size` bytes and `rows`
    rows, or triples. A request has `request` bytes, which arrive within `arrival` seconds; so many `transfers` of requests and
    of long answers are under way at a time. `public` queries of strangers and `own` ones of ours run at once; of the
    strangers' others, `waiting` wait up to `patience` seconds for their turn, and the rest is refused. Each of `processes` has
    as much. One client has `client` queries running or waiting, as many requests and as many long answers under way.
    """

    seconds: float = 30
    memory: int = 1_000_000_000
    size: int = 1_000_000_000
    rows: int = 10_000_000
    request: int = 1_000_000
    arrival: float = 15
    transfers: int = 16
    public: int = 2
    own: int = 2
    waiting: int = 64
    patience: float = 10
    client: int = 8
    processes: int = 1
