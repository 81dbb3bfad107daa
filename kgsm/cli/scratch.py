"""A folder for temporary files that is gone when its process is, or when the next one starts.

A process that is killed leaves its folder behind. So each holds a lock on a file in its own, and clears away those of others
that nobody holds.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

_PREFIX: Final = "kgsm-serve-"
_ALIVE: Final = "alive"


@contextmanager
def scratch() -> Iterator[Path | None]:
    """Yield a folder for temporary files, None where the system has no place for one."""
    with ExitStack() as stack:
        found: Path | None = None
        with suppress(OSError):
            _clear(Path(tempfile.gettempdir()))
            found = Path(stack.enter_context(TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True)))
            held = stack.enter_context((found / f".{_ALIVE}").open("wb"))
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            (found / f".{_ALIVE}").rename(found / _ALIVE)  # nobody sees it without its lock
        yield found


def _clear(place: Path) -> None:
    for each in place.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if each.is_symlink() or each.stat().st_uid != os.getuid():
                continue
            with (each / _ALIVE).open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(each, ignore_errors=True)
