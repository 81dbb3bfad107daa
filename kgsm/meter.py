"""How far a piece of work is: who does it adds, who watches looks, from another thread too."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum

from kgsm.text import Text


class Unit(StrEnum):
    """What a step is counted in. Of a query only its share is known."""

    ROWS = "rows"
    BYTES = "bytes"
    SHARE = "share"


class Meter:
    """The stage that work is in, such as validating, and its step: `done` of `total`, counted in `unit`, begun at `began`.

    Called with each new stage. A step without a total is one whose length nobody knows.
    """

    def __init__(self) -> None:
        self.stage = Text("", "")
        self.unit = Unit.SHARE
        self.total = 0.0
        self.began = time.monotonic()
        self._done = 0.0
        self._probe: Callable[[], float] | None = None

    def __call__(self, stage: Text) -> None:
        """Note what is being done from now on."""
        self.stage = stage
        self.expect(0)

    def expect(self, total: float, unit: Unit = Unit.SHARE, probe: Callable[[], float] | None = None) -> None:
        """Begin a step of `total` units; `probe`, where one is given, tells what is done, else `add` does."""
        self.total = 0  # nobody divides by a total that is not this step's
        self._done, self._probe, self.unit, self.began = 0, probe, unit, time.monotonic()
        self.total = total

    def add(self, done: float) -> None:
        """Note that so many units more are done."""
        self._done += done

    def done(self) -> float:
        """Return how many units of the step are done."""
        return self._done if self._probe is None else self._probe()

    @contextmanager
    def query(self, probe: Callable[[], float]) -> Iterator[None]:
        """Make a step of the query that runs inside the context; `probe` tells how many percent of it are done."""
        self.expect(100, Unit.SHARE, probe)
        try:
            yield
        finally:
            self.expect(0)
