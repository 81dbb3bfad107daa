"""A process that does much work -> one beside it that says so, should the work be ended in the middle.

Oxigraph ends its process where memory is short, and so does the system; no exception is left to be told then.
"""

import os
import signal
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from kgsm.text import Text

_ENDED: Final = Text(
    de="kgsm {verb}: Die Arbeit wurde mittendrin beendet, vom System oder von außen. Meist fehlt es an Arbeitsspeicher; kgsm "
    "braucht etwa 1 GB, unabhängig von der Länge einer Tabelle. Ein veröffentlichter Ordner ist ganz, wie er war oder neu.",
    en="kgsm {verb}: The work was ended in the middle, by the system or from outside. Most often memory is short; kgsm needs "
    "about 1 GB, whatever the length of a table. A published folder is whole, as it was or new.",
)
_LEFT: Final = b"."
_STDERR: Final = 2
_IGNORED: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGTSTP)


@contextmanager
def watched(verb: str, language: str) -> Iterator[None]:
    """Tell on stderr where this process ends inside the context, whatever ends it."""
    if not hasattr(os, "fork"):  # Windows
        yield
        return
    sentence = _ENDED.in_language(language).format(verb=verb)
    watching, working = os.pipe()
    try:
        with warnings.catch_warnings():
            # Python 3.12 warns of locks that other threads may hold; the new process asks for none.
            warnings.simplefilter("ignore", DeprecationWarning)
            watcher = os.fork()
    except OSError:  # no process to be had: the work is done all the same
        watcher = None
    if watcher == 0:
        _watch(watching, working, f"{sentence}\n".encode())
    os.close(watching)
    try:
        yield
    finally:
        with suppress(BrokenPipeError):  # somebody killed the watcher
            os.write(working, _LEFT)
        os.close(working)
        if watcher is not None:
            os.waitpid(watcher, 0)


def _watch(watching: int, working: int, sentence: bytes) -> None:
    """Wait for the other process to leave the context or to end, say the sentence if it ended, and end, too."""
    try:
        for each in _IGNORED:  # they reach the whole group, and this process is to see what the other one does about them
            signal.signal(each, signal.SIG_IGN)
        os.close(working)
        # Whoever reads the output of the other one waits for its end, not for ours.
        os.closerange(0, _STDERR)
        if os.read(watching, len(_LEFT)) != _LEFT:
            os.write(_STDERR, sentence)
    finally:
        os._exit(0)
