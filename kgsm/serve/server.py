"""An application → processes that answer HTTP (granian), until they are told to stop."""

import multiprocessing
import os
import signal
import socket
import stat
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from multiprocessing.synchronize import Event
from typing import Any, Final

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from kgsm.limits import NEARBY

App = Callable[..., Any]  # WSGI

# Who waits for a query, or for a slow client, holds a thread. kgsm.limits bounds both well below this, so that pages and copies
# always find one.
_THREADS: Final = 128
_MOST: Final = 8  # processes that answer, unless someone asks for more
_EMPTY: Final = 150_000_000  # bytes that such a process takes without data
_IN_MEMORY: Final = 4  # bytes that Oxigraph takes for a byte of N-Triples, about; each process holds all of them
_NEAR: Final = 5  # and for one of the copy of the default graph with its numbers, see kgsm/store/near.py
_SECONDS_TO_RESTART: Final = 1
_BEAT: Final = 0.5
_HEADER_TIMEOUT: Final = 10_000  # milliseconds
_IDLE: Final = 30_000  # milliseconds in which a client has to take something of what is under way
_SECONDS_TO_LISTEN: Final = 60
_SECONDS_TO_STOP: Final = 5  # a query may be running that nothing else ends
# Granian writes to stdout unless told otherwise; stdout is for data.
_LOGGING: Final[dict[str, Any]] = {
    "handlers": {"console": {"formatter": "generic", "class": "logging.StreamHandler", "stream": "ext://sys.stderr"}},
    "loggers": {"_granian": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}


def workers_for(data: int) -> int:
    """Return how many processes should answer over so many bytes of triples in memory: one a core, as far as memory goes."""
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return max(1, min(cores, _MOST, _room() // (_EMPTY + _taken(data))))


def fits_in_memory(data: int) -> bool:
    """Return whether one process can hold so many bytes of triples in memory."""
    return _EMPTY + _taken(data) <= _room()


def _taken(data: int) -> int:
    """Return what so many bytes of N-Triples take in memory, with the copy for light queries where they are few."""
    return (_IN_MEMORY + (_NEAR if data <= NEARBY else 0)) * data


def _room() -> int:
    """Return how many bytes of memory we take without being asked to: a quarter of the machine's."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 4
    except (ValueError, OSError):
        return _EMPTY


def run(load: Callable[[], App], host: str, port: int, workers: int) -> None:
    """Serve on `host` and `port` until SIGINT or SIGTERM; SIGHUP starts fresh workers, which read the folder anew.

    `load` is called in each of the processes and makes its application. Nothing is printed but warnings, on stderr; requests
    are not logged. A worker that dies is replaced. Raises SystemExit where none ever came up.
    """
    up = multiprocessing.Event()
    while True:
        up.clear()
        try:
            _server(host, port, workers).serve(target_loader=partial(_loaded, load, up, port), wrap_loader=False)
        except SystemExit as stopped:
            if not stopped.code or not up.is_set():
                raise
            # Granian gives up on a worker that dies twice in five seconds. Ours had come up, so it was killed: once more.
            time.sleep(_SECONDS_TO_RESTART)
        else:
            return


def _loaded(load: Callable[[], App], up: Event, port: int) -> App:
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    app = load()
    threading.Thread(target=_give_up_on_the_idle, args=(port,), daemon=True).start()
    up.set()
    return app


def _give_up_on_the_idle(port: int) -> None:
    """Let the kernel end connections whose client takes nothing for a while, or is gone without a word (Linux).

    Connections inherit the option of the socket that accepts them, which granian opens after it has loaded us.
    """
    if sys.platform != "linux":
        return
    deadline = time.monotonic() + _SECONDS_TO_LISTEN
    while time.monotonic() < deadline:
        for each in os.listdir("/proc/self/fd"):  # noqa: PTH208 - names, not paths
            with suppress(OSError):
                if _is_listening(int(each), port):
                    return
        time.sleep(_BEAT / 10)


def _is_listening(descriptor: int, port: int) -> bool:
    """Return whether a descriptor listens on `port`, after its connections were told how long to wait for a client."""
    if not stat.S_ISSOCK(os.fstat(descriptor).st_mode):
        return False
    with socket.socket(fileno=os.dup(descriptor)) as found:
        if found.family not in {socket.AF_INET, socket.AF_INET6} or found.getsockname()[1] != port:
            return False
        if not found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            return False
        found.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _IDLE)
        return True


def _end_with(parent: int) -> None:
    """End this process when its parent is gone: one that was killed cannot say so, and its port would stay taken."""
    while os.getppid() == parent:
        time.sleep(_BEAT)
    os.kill(os.getpid(), signal.SIGKILL)


def _server(host: str, port: int, workers: int) -> Any:
    return Granian(
        "kgsm",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=_THREADS,
        websockets=False,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=_HEADER_TIMEOUT),
        respawn_failed_workers=True,
        workers_kill_timeout=_SECONDS_TO_STOP,
        log_level=LogLevels.error,
        log_dictconfig=_LOGGING,
    )
