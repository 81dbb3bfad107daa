"""What kgsm asks of a Spark context, in this process: each step on each partition, one after the other.

No scheduler, no network, no other process: tests of what is asked, and of how the answers are put together, take no cluster.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from kgsm.spark import Cluster


@dataclass(frozen=True, slots=True)
class Value:
    value: Any


@dataclass(frozen=True, slots=True)
class Partitions:
    held: list[list[Any]]

    def map(self, function: Callable[[Any], Any]) -> Partitions:
        return Partitions([[function(each) for each in some] for some in self.held])

    def flatMap(self, function: Callable[[Any], Iterable[Any]]) -> Partitions:  # noqa: N802 - Spark's name
        return Partitions([[one for each in some for one in function(each)] for some in self.held])

    def mapPartitions(self, function: Callable[[Iterator[Any]], Iterable[Any]]) -> Partitions:  # noqa: N802 - Spark's name
        return Partitions([list(function(iter(some))) for some in self.held])

    def partitionBy(self, number: int) -> Partitions:  # noqa: N802 - Spark's name
        pairs = [pair for some in self.held for pair in some]
        # A shuffle promises no order within a partition.
        return Partitions([[pair for pair in reversed(pairs) if pair[0] % number == each] for each in range(number)])

    def values(self) -> Partitions:
        return self.map(lambda pair: pair[1])

    def collect(self) -> list[Any]:
        return [each for some in self.held for each in some]


class OneProcess:
    """A context whose partitions are lists."""

    defaultParallelism = 2  # noqa: N815 - Spark's name

    def parallelize(self, items: Iterable[Any], number: int) -> Partitions:
        given = list(items)
        assert len(given) == number
        return Partitions([[each] for each in given])

    def broadcast(self, value: Any) -> Value:
        return Value(value)

    def cancelAllJobs(self) -> None:  # noqa: N802 - Spark's name
        """Do nothing: no job outlives its call."""


def in_parts(rows: int) -> Cluster:
    """Return an engine that asks parts of so many rows."""
    return Cluster(cast("Any", OneProcess()), rows)
