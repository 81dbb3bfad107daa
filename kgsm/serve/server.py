"""An application → processes that answer HTTP (granian), until they are told to stop."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.synchronize import Event
from typing import Any, Final

from flask import Flask
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

# Who waits for a query, or for a slow client, holds a thread. kgsm.limits bounds both well below this, so that pages and copies
# always find one.
_THREADS: Final = 80
_SECONDS_TO_RESTART: Final = 1
_BEAT: Final = 0.5
_HEADER_TIMEOUT: Final = 10_000  # milliseconds
_SECONDS_TO_STOP: Final = 5  # a query may be running that nothing else ends
# Granian writes to stdout unless told otherwise; stdout is for data.
_LOGGING: Final[dict[str, Any]] = {
    "handlers": {"console": {"formatter": "generic", "class": "logging.StreamHandler", "stream": "ext://sys.stderr"}},
    "loggers": {"_granian": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}


def run(load: Callable[[], Flask], host: str, port: int, workers: int) -> None:
    """Serve on `host` and `port` until SIGINT or SIGTERM; SIGHUP starts fresh workers, which read the folder anew.

    `load` is called in each of the processes and makes its application. Nothing is printed but warnings, on stderr; requests
    are not logged. A worker that dies is replaced. Raises SystemExit where none ever came up.
    """
    up = multiprocessing.Event()
    while True:
        up.clear()
        try:
            _server(host, port, workers).serve(target_loader=partial(_loaded, load, up), wrap_loader=False)
        except SystemExit as stopped:
            if not stopped.code or not up.is_set():
                raise
            # Granian gives up on a worker that dies twice in five seconds. Ours had come up, so it was killed: once more.
            time.sleep(_SECONDS_TO_RESTART)
        else:
            return


def _loaded(load: Callable[[], Flask], up: Event) -> Flask:
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    app = load()
    up.set()
    return app


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
