"""A folder for temporary files that is gone when its process is, or when the next one starts.

A process that is killed leaves its folder behind. So each holds a lock on a file in its own, and clears away those of others
that nobody holds.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

_ALIVE: Final = "alive"


@contextmanager
def scratch(prefix: str, place: Path | None = None) -> Iterator[Path]:
    """Yield a folder for temporary files in `place`, or where the system has them, its name beginning with `prefix`.

    Other folders there with this prefix whose processes are dead are removed first. Raises OSError where there is no place.
    """
    _clear(place or Path(tempfile.gettempdir()), prefix)
    with TemporaryDirectory(prefix=prefix, dir=place, ignore_cleanup_errors=True) as name:
        found = Path(name)
        with (found / f".{_ALIVE}").open("wb") as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            (found / f".{_ALIVE}").rename(found / _ALIVE)  # nobody sees it without its lock
            yield found


def _clear(place: Path, prefix: str) -> None:
    for each in place.glob(f"{prefix}*"):
        with suppress(OSError):
            if each.is_symlink() or each.stat().st_uid != os.getuid():
                continue
            with (each / _ALIVE).open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(each, ignore_errors=True)
