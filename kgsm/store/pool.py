"""published/ → a store whose queries run in processes of their own, each with a limit of time and of memory.

Queries of strangers and our own for pages have workers of their own: whatever is asked at the endpoint, pages are answered.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final, Self

from kgsm.limits import Limits
from kgsm.problems import PublishedError, QueryError
from kgsm.sparql import JSON, TURTLE, Answer, Query
from kgsm.store import frames
from kgsm.store.depot import Depot
from kgsm.store.embedded import version
from kgsm.store.evaluation import Evaluation, Long
from kgsm.store.places import BUSY, Places

_DAMAGED: Final = 500  # the status by which a worker says that the files of its store are not what they were


@dataclass(frozen=True, slots=True)
class _Worker:
    id: int
    connection: socket.socket


class _Nursery:
    """The process that forks workers, seen from here."""

    _process: "subprocess.Popen[bytes] | None" = None

    def __init__(self, published: Path, memory: int, depot: Depot | None) -> None:
        self._lock = threading.Lock()
        self._control, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-m", "kgsm.store.nursery", str(published), str(theirs.fileno()), str(memory)]
            command += [str(depot.folder)] if depot else []
            self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)  # noqa: S603 - our own module
        try:
            self.release = frames.media_type(frames.receive(self._control))
        except (QueryError, EOFError, OSError) as error:
            self.close()
            raise PublishedError(str(error) or "The process that holds the data did not start.") from error

    def worker(self) -> _Worker:
        """Return a new worker. Raises OSError where the nursery is gone."""
        ours, theirs = socket.socketpair()
        try:
            with theirs, self._lock:
                socket.send_fds(self._control, [frames.MESSAGE.pack(b"F", 0)], [theirs.fileno()])
                return _Worker(self._told(), ours)
        except OSError:
            ours.close()
            raise

    def end(self, worker: _Worker) -> None:
        """Kill a worker, and wait until it is gone."""
        worker.connection.close()
        with self._lock:
            self._control.sendall(frames.MESSAGE.pack(b"K", worker.id))
            self._told()

    def _told(self) -> int:
        answer = self._control.recv(frames.MESSAGE.size, socket.MSG_WAITALL)
        if len(answer) < frames.MESSAGE.size:
            raise ConnectionError("the process that holds the data is gone")
        return int(frames.MESSAGE.unpack(answer)[1])

    def close(self) -> None:
        """End the process; it ends its workers."""
        self._control.close()
        if self._process is not None:
            self._process.wait()

    def __del__(self) -> None:
        self.close()


class Pool:
    """A store over worker processes. It lives until it is closed, or the process that made it ends."""

    def __init__(self, published: Path, limits: Limits, depot: Depot | None = None) -> None:
        self._published = published
        self._depot = depot
        self._limits = limits
        self._lock = threading.Lock()
        self._places: dict[bool, Places[_Worker]] = {  # by whether a query is our own
            False: Places(limits.public, limits.patience, limits.waiting),
            True: Places(limits.own, limits.patience),
        }
        self._streams = threading.Semaphore(limits.transfers)
        self._nursery = _Nursery(published, limits.memory, depot)
        self.release = self._nursery.release

    def answer(self, query: Query, rows: str | None = JSON, graph: str | None = TURTLE) -> Answer:
        """Answer `query`, see kgsm.sparql.Store.answer.

        A short answer is there as a whole before this returns: what is stopped, or grows too large, is an error. A long one
        comes as it is evaluated, and its `size` is None; where it is stopped, reading its body raises QueryError, and what came
        is not the whole.
        """
        # A page counts on what it asks for, and asks for a bounded part itself.
        request = frames.request(query if query.own else replace(query, most=self._limits.rows), rows, graph)
        try:
            try:
                return self._asked(request, query)
            except _GoneError:  # the worker had died while it was idle
                return self._asked(request, query)
        except QueryError as error:
            if error.status == _DAMAGED and self._depot:
                self._depot.discard(self.release)
                raise QueryError(str(error), 503) from error
            raise

    def _asked(self, request: bytes, query: Query) -> Answer:
        worker = self._take(query)
        found = Evaluation(worker.connection, self._limits)
        alive = False
        try:
            _send(worker.connection, request, self._limits.seconds)
            answer = found.begun()
            alive = True
        except QueryError:
            alive = found.whole
            raise
        finally:
            if found.whole or not alive:
                self._give_back(worker, query, alive=alive)
        if found.whole:
            return answer
        return self._long(worker, found, answer, query)

    def _long(self, worker: _Worker, found: Evaluation, answer: Answer, query: Query) -> Answer:
        """Return a long answer. Its worker waits for the client, so its place goes to others."""
        if not self._streams.acquire(blocking=False):
            self._give_back(worker, query, alive=False)
            raise QueryError(BUSY, 503)
        self._places[query.own].give(query.client, None)
        return Answer(answer.media_type, Long(found, answer.body, partial(self._ended, worker, found, own=query.own)))

    def _ended(self, worker: _Worker, found: Evaluation, *, own: bool) -> None:
        """Take a worker back after a long answer, into a place that has none; where it is not through, it is killed."""
        self._streams.release()
        if not (found.whole and self._places[own].keep(worker)):
            self._end(worker)

    def version(self, query: Query) -> str | None:
        """Return the digest of the release and the query; None where the query calls a function like NOW()."""
        return version(self.release, query)

    def _take(self, query: Query) -> _Worker:
        """Return a worker that is free. Raises QueryError, 503, where none is for long."""
        worker = self._places[query.own].take(query.client)
        try:
            return worker or self._fork()
        except BaseException:
            self._places[query.own].give(query.client, None)
            raise

    def _give_back(self, worker: _Worker, query: Query, *, alive: bool) -> None:
        """Let others have a worker; one that is not `alive`, or busy with what nobody waits for, is killed and replaced."""
        if not alive:
            self._end(worker)
        left = self._places[query.own].give(query.client, worker if alive else None)
        if left:
            self._end(left)

    def _end(self, worker: _Worker) -> None:
        try:
            self._nursery.end(worker)
        except OSError:  # the nursery is gone, and its workers are nobody's
            with suppress(ProcessLookupError):
                os.kill(worker.id, signal.SIGKILL)

    def _fork(self) -> _Worker:
        with self._lock:
            try:
                return self._nursery.worker()
            except OSError:
                self._nursery.close()
            self._nursery = _Nursery(self._published, self._limits.memory, self._depot)
            if self._nursery.release != self.release:
                raise QueryError("The data were published anew, and the server has not been started again yet.", 503)
            return self._nursery.worker()

    def close(self) -> None:
        """End all processes."""
        for places in self._places.values():
            for worker in places.idle():
                worker.connection.close()
        if "_nursery" in vars(self):  # the folder may have been none
            self._nursery.close()
        if self._depot:
            self._depot.clear()

    def __del__(self) -> None:
        self.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _GoneError(QueryError):
    """A worker is no longer there."""


def _send(connection: socket.socket, request: bytes, seconds: float) -> None:
    connection.settimeout(seconds)
    try:
        frames.send(connection, request)
    except ConnectionError as error:
        raise _GoneError("The process that evaluates queries is gone.", 503) from error


def open_pool(published: Path, limits: Limits | None = None, depot: Depot | None = None) -> Pool:
    """Return a store that holds the graphs of a published folder and evaluates each query in a process that can be killed.

    It is in memory, or the one that is in `depot`. Raises PublishedError where the folder cannot be read, or the depot has none
    of this release. Needs fork(2): everything but Windows.
    """
    return Pool(published, limits or Limits(), depot)
