"""A finished folder takes the place of another in one step, which the kernel does whole or not at all.

Linux has renameat2 with RENAME_EXCHANGE, macOS renamex_np with RENAME_SWAP. Where neither works, as on some network file
systems, two renames do it: between them there is no published folder. A process that is killed in that moment leaves the
former content in the staging folder, and the next publication puts it back first (`restore`).
"""

import ctypes
import errno
import os
import sys
from pathlib import Path
from typing import Final

_AT_FDCWD: Final = -100  # fcntl.h of Linux
_RENAME_EXCHANGE: Final = 2  # linux/fs.h
_RENAME_SWAP: Final = 2  # sys/stdio.h of macOS
_NOT_HERE: Final = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP}


def take_place(finished: Path, out: Path, former: Path) -> None:
    """Put `finished` where `out` is. What was at `out` is afterwards at `finished`, or at `former`, if anywhere.

    Raises OSError where the file system refuses; `out` is then as it was.
    """
    if not out.exists() or not any(out.iterdir()):
        finished.rename(out)  # rename replaces an empty folder (POSIX)
        return
    try:
        exchange(finished, out)
    except OSError as error:
        if error.errno not in _NOT_HERE:
            raise
        in_two_steps(finished, out, former)


def exchange(one: Path, other: Path) -> None:
    """Exchange two folders of one file system. Raises OSError, with ENOSYS where the system cannot do it."""
    library = ctypes.CDLL(None, use_errno=True)
    names = os.fsencode(one), os.fsencode(other)
    if sys.platform == "darwin" and hasattr(library, "renamex_np"):
        failed = library.renamex_np(*names, ctypes.c_uint(_RENAME_SWAP))
    elif hasattr(library, "renameat2"):
        failed = library.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], ctypes.c_uint(_RENAME_EXCHANGE))
    else:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    if failed:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(one), None, str(other))


def in_two_steps(finished: Path, out: Path, former: Path) -> None:
    """Put `finished` where `out` is by two renames, `out` at `former` first. Where the second fails, the first is undone."""
    out.rename(former)
    try:
        finished.rename(out)
    except OSError:
        former.rename(out)
        raise


def restore(out: Path, former: Path) -> None:
    """Put back the former content that a killed process had moved away."""
    if former.exists() and not out.exists():
        former.rename(out)
