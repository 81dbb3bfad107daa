"""A process that fills a store from published/, or finds one on disk, and forks the workers that evaluate queries on it.

Oxigraph's evaluation cannot be interrupted; a process can be killed. The workers share the memory of this process, which has
a single thread, so that forking is safe. A store on disk is opened by each of them for itself, since that starts threads. The
process ends when whoever started it does: then its socket closes.

Messages on the control socket are one letter and a process id in eight bytes. `F` with a descriptor asks for a worker on that
socket and is answered with its id, `K` kills the worker with that id and is answered in kind.
"""

import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import IO, cast

from kgsm.problems import PublishedError, QueryError
from kgsm.sparql import Query
from kgsm.store import frames
from kgsm.store.confine import cut_off, limit_memory
from kgsm.store.depot import Depot, in_use, release_of
from kgsm.store.embedded import Embedded, open_on_disk, open_store

Opening = Callable[[], Embedded]


def main(published: str, descriptor: str, memory: str, depot: str = "") -> None:
    """Get the store of the folder `published`, say so on the socket `descriptor`, and fork workers until it closes.

    `memory` is how many bytes a worker may use beyond what is here already. `depot` is where stores on disk are kept, if the
    store is one of those.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the one who started us decides
    # Who started us may end at any moment: then nobody hears us, and there is nothing to say.
    with suppress(ConnectionError), socket.socket(fileno=int(descriptor)) as control, ExitStack() as stack:
        try:
            opening, release = _opening(Path(published), Path(depot) if depot else None, stack)
        except PublishedError as error:
            frames.send(control, frames.refusal(QueryError(str(error), 503)))
            return
        frames.send(control, frames.head(release))
        _tend(control, opening, int(memory))


def _opening(published: Path, depot: Path | None, stack: ExitStack) -> tuple[Opening, str]:
    """Return what opens the store in a worker, and the digest of its release. A store on disk is kept until `stack` closes."""
    if depot is None:
        store = open_store(published)
        return lambda: store, store.release
    try:
        stored = Depot(depot, published).find(release_of(published))
    except OSError as error:
        raise PublishedError(f"{published} cannot be read: {error.strerror}.") from error
    if stored is None:
        raise PublishedError(f"There is no store of {published} in {depot}.")
    stack.enter_context(in_use(stored))
    return partial(open_on_disk, stored), stored.release


def _tend(control: socket.socket, opening: Opening, memory: int) -> None:
    children: set[int] = set()
    try:
        while True:
            message, descriptors, _, _ = socket.recv_fds(control, frames.MESSAGE.size, 1, socket.MSG_WAITALL)
            if len(message) < frames.MESSAGE.size:
                return
            order, child = frames.MESSAGE.unpack(message)
            if order == b"F":
                child = _fork(control, opening, descriptors[0], memory)
                children.add(child)
                os.close(descriptors[0])
            elif child in children:
                _end(child)
                children.discard(child)
            control.sendall(frames.MESSAGE.pack(order, child))
    finally:
        for child in children:
            _end(child)


def _fork(control: socket.socket, opening: Opening, descriptor: int, memory: int) -> int:
    child = os.fork()
    if child == 0:
        status = 1
        try:
            control.close()
            with socket.socket(fileno=descriptor) as connection:
                work(connection, opening, memory)
            status = 0
        finally:
            os._exit(status)  # neither the parent's handlers nor its buffers are ours
    return child


def _end(child: int) -> None:
    # Nobody else waits for a child of ours, so its id is not given to another process before this.
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def work(connection: socket.socket, opening: Opening, memory: int) -> None:
    """Answer queries from `connection` until it closes."""
    damage: QueryError | None = None
    store: Embedded | None = None
    try:
        store = opening()
    except QueryError as error:
        damage = error
    limit_memory(memory)
    cut_off()
    while True:
        try:
            query, rows, graph = frames.asked(frames.receive(connection))
            if store:
                _answer(connection, store, query, (rows, graph))
            elif damage:
                frames.send(connection, frames.refusal(damage))
        except (EOFError, OSError):
            return


def _answer(connection: socket.socket, store: Embedded, query: Query, wanted: tuple[str | None, str | None]) -> None:
    body: frames.Body | None = None

    def begin(media_type: str) -> IO[bytes]:
        nonlocal body
        body = frames.Body(connection, media_type)
        return cast("IO[bytes]", body)

    start = time.process_time()
    try:
        store.write(query, *wanted, begin)
    except QueryError as error:
        if body is None or not body.begun:
            frames.send(connection, frames.refusal(error))
        else:
            body.end(error)
    else:
        if body is not None:
            body.end(seconds=time.process_time() - start)


if __name__ == "__main__":
    main(*sys.argv[1:])
