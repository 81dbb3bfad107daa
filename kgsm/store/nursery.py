"""A process that fills a store from published/ and forks the workers that evaluate queries on it.

Oxigraph's evaluation cannot be interrupted; a process can be killed. The workers share the memory of this process, which has
a single thread, so that forking is safe. It ends when whoever started it does: then its socket closes.

Messages on the control socket are one letter and a process id in eight bytes. `F` with a descriptor asks for a worker on that
socket and is answered with its id, `K` kills the worker with that id and is answered in kind.
"""

import os
import signal
import socket
import sys
import time
from pathlib import Path
from typing import IO, cast

from kgsm.problems import PublishedError, QueryError
from kgsm.sparql import Query
from kgsm.store import frames
from kgsm.store.confine import cut_off, limit_memory
from kgsm.store.embedded import Embedded, open_store


def main(published: str, descriptor: str, memory: str) -> None:
    """Fill a store from the folder `published`, say so on the socket `descriptor`, and fork workers until it closes.

    `memory` is how many bytes a worker may use beyond what is here already.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the one who started us decides
    with socket.socket(fileno=int(descriptor)) as control:
        try:
            store = open_store(Path(published))
        except PublishedError as error:
            frames.send(control, frames.refusal(QueryError(str(error), 503)))
            return
        frames.send(control, frames.head(store.release))
        _tend(control, store, int(memory))


def _tend(control: socket.socket, store: Embedded, memory: int) -> None:
    children: set[int] = set()
    try:
        while True:
            message, descriptors, _, _ = socket.recv_fds(control, frames.MESSAGE.size, 1, socket.MSG_WAITALL)
            if len(message) < frames.MESSAGE.size:
                return
            order, child = frames.MESSAGE.unpack(message)
            if order == b"F":
                child = _fork(control, store, descriptors[0], memory)
                children.add(child)
                os.close(descriptors[0])
            elif child in children:
                _end(child)
                children.discard(child)
            control.sendall(frames.MESSAGE.pack(order, child))
    finally:
        for child in children:
            _end(child)


def _fork(control: socket.socket, store: Embedded, descriptor: int, memory: int) -> int:
    child = os.fork()
    if child == 0:
        status = 1
        try:
            control.close()
            with socket.socket(fileno=descriptor) as connection:
                work(connection, store, memory)
            status = 0
        finally:
            os._exit(status)  # neither the parent's handlers nor its buffers are ours
    return child


def _end(child: int) -> None:
    # Nobody else waits for a child of ours, so its id is not given to another process before this.
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def work(connection: socket.socket, store: Embedded, memory: int) -> None:
    """Answer queries from `connection` until it closes."""
    limit_memory(memory)
    cut_off()
    while True:
        try:
            query, rows, graph = frames.asked(frames.receive(connection))
            _answer(connection, store, query, (rows, graph))
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
