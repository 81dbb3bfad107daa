"""What is being done -> one line on a terminal, from the third second on, and gone at the end.

How long a step has to go is told where it is known: its share, its speed, and the time that is left at that speed.
"""

import os
import shutil
import sys
import threading
import time
from types import TracebackType
from typing import Final, Self, TextIO

from kgsm.meter import Meter, Unit
from kgsm.text import Text

_WAIT: Final = 2.0  # seconds without a line: most work is done by then
_BEAT: Final = 0.5
_SURE: Final = 1.0  # seconds after which a speed says something
_MINUTE: Final = 60
_LEFT: Final = Text(de="noch", en="left:")
_OF: Final = Text(de="von", en="of")
_UNITS: Final = {Unit.ROWS: Text(de="Zeilen", en="rows"), Unit.BYTES: Text(de="B", en="B")}
_TWO_DIGITS: Final = 10
_SCALES: Final = ((1e9, "G"), (1e6, "M"), (1e3, "k"))


class Progress(Meter):
    """A line such as `kgsm: validating … 4 s, 30 %, left: 9 s` on `stream`, if that is a terminal and not `quiet`."""

    def __init__(self, language: str, stream: TextIO | None = None, wait: float = _WAIT, *, quiet: bool = False) -> None:
        super().__init__()
        self._language = language
        self._stream = stream or sys.stderr
        self._wait = wait
        self._quiet = quiet
        self._width = 0
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        if not self._quiet and self._stream.isatty() and os.environ.get("TERM") != "dumb":
            self._thread = threading.Thread(target=self._show, daemon=True)
            self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._ended.set()
        if self._thread is not None:
            self._thread.join()

    def _show(self) -> None:
        started = time.monotonic()
        wait = self._wait
        while not self._ended.wait(wait):
            stage = self.stage.in_language(self._language)
            self._write(f"kgsm: {stage} … {int(time.monotonic() - started)} s{far(self, self._language)}")
            wait = _BEAT
        if self._width:
            self._write("")
            self._stream.write("\r")
            self._stream.flush()

    def _write(self, line: str) -> None:
        # A longer line would wrap, and the next one would not stand in its place.
        line = line[: shutil.get_terminal_size().columns - 1]
        # Spaces, no escape sequence: the line is plain text on every terminal.
        self._stream.write("\r" + line.ljust(self._width))
        self._stream.flush()
        self._width = len(line)


def far(meter: Meter, language: str) -> str:
    """Return how far the step is, how fast it goes and what is left of it, beginning with a comma; empty where nobody knows."""
    total, unit, done, passed = meter.total, meter.unit, meter.done(), time.monotonic() - meter.began
    if not total:
        return ""
    share = min(done / total, 1.0)
    told = f", {share * 100:.0f} %"
    if unit is not Unit.SHARE:
        told += f" {_OF.in_language(language)} {_amount(total, unit, language)}"
    if passed < _SURE or not done:
        return told
    if unit is not Unit.SHARE:
        told += f", {_amount(done / passed, unit, language)}/s"
    return f"{told}, {_LEFT.in_language(language)} {_time(passed * (1 - share) / share)}"


def _amount(number: float, unit: Unit, language: str) -> str:
    """Return a number and its unit, two or three digits: `4.2 M rows`, `870 kB`."""
    scale, sign = next((each for each in _SCALES if number >= each[0]), (1.0, ""))
    digits = f"{number / scale:.{int(number / scale < _TWO_DIGITS and scale > 1)}f}"
    digits = digits.replace(".", ",") if language == "de" else digits
    name = _UNITS[unit].in_language(language)
    return f"{digits} {sign}{' ' if sign and unit is Unit.ROWS else ''}{name}"


def _time(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 2 * _MINUTE else f"{seconds / _MINUTE:.0f} min"
