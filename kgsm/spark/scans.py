"""Queries over a table → Spark jobs over its parts, and their answers put together.

What concerns each row is asked of each part. What concerns rows together is asked after a shuffle that brings those with equal
keys into one place.
"""

import io
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kgsm.scans import Asked, Scans
from kgsm.spark import worker
from kgsm.spark.failures import translated
from kgsm.spark.parts import Parts

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from pyspark import RDD, Broadcast, SparkContext

# Parts of a job that makes lines. What two jobs answer is held here: 64 parts of 65,536 rows are 150 MB of packed N-Triples.
_MOST_AT_ONCE: Final = 64
_AHEAD: Final = 2
_PIECE: Final = 1 << 20


class SparkScans:
    """`Scans` by Spark. A table of one part, or of none, is asked where it is: there is nothing to share out."""

    is_here = False

    def __init__(self, context: "SparkContext", parts: Parts, here: Scans) -> None:
        self._context = context
        self._parts = parts
        self._here = here
        self._beside: Broadcast[worker.Beside] | None = None

    def lines(self, dataset: str, query: str, /) -> Iterator[bytes]:
        """Yield the lines, in the order of the rows, while the next parts are being worked on."""
        files = self._parts.of(dataset)
        if len(files) < 2:
            yield from self._here.lines(dataset, query)
            return
        beside = self._broadcast()
        size = min(max(self._context.defaultParallelism, 2), _MOST_AT_ONCE)
        jobs = [files[start : start + size] for start in range(0, len(files), size)]
        with ThreadPoolExecutor(_AHEAD) as pool:
            waiting: deque[Future[list[bytes]]] = deque()
            try:
                for job in jobs:
                    waiting.append(pool.submit(self._packed, beside, dataset, query, job))
                    if len(waiting) >= _AHEAD:
                        yield from _unpacked(waiting.popleft().result())
                while waiting:
                    yield from _unpacked(waiting.popleft().result())
            finally:
                if waiting:  # whoever wanted the lines has left
                    self._context.cancelAllJobs()

    def counts(self, dataset: str, query: str, key: str | None = None, /) -> tuple[int, ...]:
        """Return the sums of what each part counts."""
        answers = self._answers(dataset, query, key)
        if answers is None:
            return self._here.counts(dataset, query, key)
        return tuple(map(sum, zip(*(row for rows in answers for row in rows), strict=True)))

    def first(self, asked: Asked, query: str, /) -> list[tuple[Any, ...]]:
        """Return the first rows of all parts' first rows."""
        answers = self._answers(asked.dataset, query, asked.key)
        if answers is None:
            return self._here.first(asked, query)
        found = sorted((row for rows in answers for row in rows), key=lambda row: row[0])[: asked.limit]
        if asked.counted:
            total = sum(rows[0][-1] for rows in answers if rows)
            found = [(*row[:-1], total) for row in found]
        return found

    def _packed(self, beside: "Broadcast[worker.Beside]", dataset: str, query: str, files: Sequence[Path]) -> list[bytes]:
        lines, parts = worker.lines, self._shared(files)
        with translated():
            return list(parts.map(lambda part: lines(beside.value, dataset, query, part)).collect())

    def _answers(self, dataset: str, query: str, key: str | None) -> list[list[tuple[Any, ...]]] | None:
        """Return the rows of the query over each group of parts, None where the table is not shared out."""
        files = self._parts.of(dataset)
        if len(files) < 2:
            return None
        beside, cut, answer = self._broadcast(), worker.cut, worker.answer
        number = min(len(files), 4 * max(self._context.defaultParallelism, 2))
        # What is shuffled is there as a whole; rows that stand by themselves are asked some parts at a time.
        size = len(files) if key is not None else _MOST_AT_ONCE
        answers: list[list[tuple[Any, ...]]] = []
        for start in range(0, len(files), size):
            parts = self._shared(files[start : start + size])
            with translated():
                if key is not None:
                    pairs = parts.flatMap(lambda part: cut(beside.value, dataset, key, number, part))
                    parts = pairs.partitionBy(number).values()
                answers += parts.mapPartitions(lambda given: answer(beside.value, dataset, query, given)).collect()
        return answers

    def _shared(self, files: Sequence[Path]) -> "RDD[bytes]":
        with translated():
            return self._context.parallelize([each.read_bytes() for each in files], len(files))

    def _broadcast(self) -> "Broadcast[worker.Beside]":
        if self._beside is None:
            self._beside = self._context.broadcast(self._parts.beside())
        return self._beside


def _unpacked(packed: Sequence[bytes]) -> Iterator[bytes]:
    """Yield what is in the frames, in pieces that end with a line."""
    for each in packed:
        begun = b""
        with zstd.ZstdFile(io.BytesIO(each)) as text:
            while piece := text.read(_PIECE):
                whole, end, rest = piece.rpartition(b"\n")
                if end:
                    yield begun + whole + end
                begun = rest if end else begun + rest
