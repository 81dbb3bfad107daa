"""Clients → those whose queries are under way, so that no one takes all places."""

import threading
from collections import Counter

from kgsm.problems import QueryError


class Turnstile:
    """Counts the queries that each client has under way, and lets so many in. Addresses are kept no longer than that."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._under_way: Counter[str] = Counter()
        self._lock = threading.Lock()

    def enter(self, client: str) -> None:
        """Count a query until `leave`. Raises QueryError, 429, where the client has too many under way."""
        with self._lock:
            if self._under_way[client] >= self._most:
                raise QueryError(f"You have {self._most} queries under way, and more are not taken at once.", 429)
            self._under_way[client] += 1

    def leave(self, client: str) -> None:
        """Count a query no longer."""
        with self._lock:
            self._under_way[client] -= 1
            if not self._under_way[client]:
                del self._under_way[client]
