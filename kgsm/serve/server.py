"""An application → processes that answer HTTP (granian), until they are told to stop."""

from collections.abc import Callable
from typing import Any, Final

from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

# A query leaves the other threads running, so a few are enough to answer what needs none.
_THREADS: Final = 8
_SECONDS_TO_STOP: Final = 5  # a query may be running that nothing else ends
# Granian writes to stdout unless told otherwise; stdout is for data.
_LOGGING: Final[dict[str, Any]] = {
    "handlers": {"console": {"formatter": "generic", "class": "logging.StreamHandler", "stream": "ext://sys.stderr"}},
    "loggers": {"_granian": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}


def run(load: Callable[[], Flask], host: str, port: int, workers: int) -> None:
    """Serve on `host` and `port` until SIGINT or SIGTERM; SIGHUP starts fresh workers, which read the folder anew.

    `load` is called in each of the processes and makes its application. Nothing is printed but warnings, on stderr; requests
    are not logged. A worker that dies is replaced.
    """
    server = Granian(
        "kgsm",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=_THREADS,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=_SECONDS_TO_STOP,
        log_level=LogLevels.error,
        log_dictconfig=_LOGGING,
    )
    server.serve(target_loader=load, wrap_loader=False)
