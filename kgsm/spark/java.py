"""Spark's settings → the Java that it runs in, or a sentence why it has not started.

What each start writes, and what Java says of a failure, is kept here: people are told the cause. Once Spark runs, or where it
takes long to, what it says goes to our stderr.
"""

import os
import signal
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import TYPE_CHECKING, Final

from kgsm.problems import KgsmError
from kgsm.spark.failures import is_sparks, not_started

if TYPE_CHECKING:
    from pyspark import SparkConf, SparkContext

_MOST: Final = 400  # lines
_PATIENCE: Final = 5.0
_LONG: Final = 30.0  # seconds: a cluster that does not answer is asked for minutes, and Spark alone says so


class Told:
    """What Java writes into a pipe: kept, until it is let through to our own stderr; all of it where the start takes long."""

    def __init__(self, descriptor: int) -> None:
        self._kept: deque[bytes] = deque(maxlen=_MOST)
        self._lock = threading.Lock()
        self._through = False
        self._out = os.dup(2)
        self._timer = threading.Timer(_LONG, self._show)
        self._timer.daemon = True
        self._timer.start()
        self._thread = threading.Thread(target=self._read, args=(descriptor,), daemon=True)
        self._thread.start()

    def _read(self, descriptor: int) -> None:
        with os.fdopen(descriptor, "rb") as pipe:
            for line in pipe:
                with self._lock:
                    if self._through:
                        self._write(line)
                    else:
                        self._kept.append(line)
        self._timer.cancel()

    def _write(self, line: bytes) -> None:
        with suppress(OSError):  # nobody reads it any more; Java is not to wait for that
            os.write(self._out, line)

    def _show(self) -> None:
        with self._lock:
            self._through = True
            for line in self._kept:
                self._write(line)

    def let_through(self) -> None:
        """Pass on what comes from now on."""
        self._timer.cancel()
        with self._lock:
            self._through = True

    def lines(self) -> list[str]:
        """Return what a Java has said that has ended."""
        self._thread.join(_PATIENCE)
        with self._lock:
            return [each.decode(errors="replace") for each in self._kept]


def start(context: "type[SparkContext]", conf: "SparkConf") -> Told | None:
    """Start Spark's Java, and return what it says; None where this process has one. Raises KgsmError where it ends at once."""
    if context._gateway is not None:  # noqa: SLF001 - it has no public name
        return None
    reading, writing = os.pipe()
    told = Told(reading)
    try:
        # PySpark forgets the Java that it starts, should it be interrupted meanwhile. It has no public name for this step.
        with _held_back(signal.SIGINT):
            gateway = import_module("pyspark.java_gateway").launch_gateway(conf, {"stdout": writing, "stderr": writing})
            context._ensure_initialized(gateway=gateway)  # noqa: SLF001
    except Exception as error:
        if not is_sparks(error):
            raise
        os.close(writing)
        writing = -1
        raise KgsmError(not_started(told.lines())) from error
    finally:
        if writing >= 0:
            os.close(writing)
    return told


@contextmanager
def _held_back(number: signal.Signals) -> Iterator[None]:
    """Let a signal wait until the context ends."""
    if threading.current_thread() is not threading.main_thread():  # signals come to that one alone
        yield
        return
    came: list[int] = []
    former = signal.signal(number, lambda *_: came.append(number))
    try:
        yield
    finally:
        signal.signal(number, former)
        if came:
            signal.raise_signal(number)
