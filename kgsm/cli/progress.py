"""What is being done -> one line on a terminal, from the third second on, and gone at the end."""

import os
import sys
import threading
import time
from types import TracebackType
from typing import Final, Self, TextIO

from kgsm.text import Text

_WAIT: Final = 2.0  # seconds without a line: most work is done by then
_BEAT: Final = 0.5


class Progress:
    """A line such as `kgsm: validating … 4 s` on `stream`, if that is a terminal. Call it with each new stage."""

    def __init__(self, language: str, stream: TextIO | None = None, wait: float = _WAIT) -> None:
        self._language = language
        self._stream = stream or sys.stderr
        self._wait = wait
        self._stage = ""
        self._width = 0
        self._done = threading.Event()
        self._thread: threading.Thread | None = None

    def __call__(self, stage: Text) -> None:
        """Note what is being done from now on."""
        self._stage = stage.in_language(self._language)

    def __enter__(self) -> Self:
        if self._stream.isatty() and os.environ.get("TERM") != "dumb":
            self._thread = threading.Thread(target=self._show, daemon=True)
            self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._done.set()
        if self._thread is not None:
            self._thread.join()

    def _show(self) -> None:
        started = time.monotonic()
        wait = self._wait
        while not self._done.wait(wait):
            self._write(f"kgsm: {self._stage} … {int(time.monotonic() - started)} s")
            wait = _BEAT
        if self._width:
            self._write("")
            self._stream.write("\r")
            self._stream.flush()

    def _write(self, line: str) -> None:
        # Spaces, no escape sequence: the line is plain text on every terminal.
        self._stream.write("\r" + line.ljust(self._width))
        self._stream.flush()
        self._width = len(line)
