"""The folder beside the published one in which the next content is made: one process at a time, nothing left behind.

`.{name}.kgsm-staging/` holds a marker that says it is ours, `content/` (what will be published; after the exchange, what was)
and, for a moment on file systems that cannot exchange, `former/`.
"""

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import duckdb

from kgsm.problems import PublishedError
from kgsm.publish.swap import restore, take_place

_MARKER: Final = "made-by-kgsm"
_CONTENT: Final = "content"
_FORMER: Final = "former"


def target(out: Path) -> Path:
    """Return `out` as an absolute path to a folder that may be replaced.

    Raises PublishedError, with what to do, where it may not. A symbolic link is not followed: a folder would take its place.
    """
    if out.is_symlink():
        raise PublishedError(f"'{out}' is a symbolic link. Publish into the folder itself: '{out.resolve()}'.")
    whole = out.resolve()
    if whole == Path.cwd() or whole in Path.cwd().parents:
        raise PublishedError(
            f"'{out}' is the folder you are working in, or above it, and publishing replaces it. "
            f"Name one below: '{out / 'published'}'."
        )
    if whole.exists() and not whole.is_dir():
        raise PublishedError(f"'{out}' is a file. Name a folder.")
    if whole.is_mount():
        raise PublishedError(f"'{out}' is a mount point, which cannot be replaced. Name a folder in it: '{out / 'published'}'.")
    return whole


@contextmanager
def translated(out: Path) -> Iterator[None]:
    """Turn an error of the file system, DuckDB's included, into a PublishedError. Nothing has been put in place then."""
    try:
        yield
    except (OSError, duckdb.OperationalError) as error:
        raise PublishedError(f"'{out}' was not published: {_reason(error)} What was there is as it was.") from error


def _reason(error: OSError | duckdb.OperationalError) -> str:
    if isinstance(error, OSError) and error.errno == errno.EXDEV:
        return "this file system cannot move the folder (a lower layer of a container image?). Publish into a new folder."
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror} ('{error.filename}')." if error.filename else f"{error.strerror}."
    said = (str(error).splitlines() or [""])[0].rstrip(".")  # DuckDB has more to say, of settings that are not the user's
    if isinstance(error, duckdb.OutOfMemoryException) and "temp" not in said:
        return f"There is not enough memory ({said}). kgsm needs about 1 GB, whatever the length of a table."
    return f"{said}."


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Hold the lock of `out`, a file beside it. Raises PublishedError where another process holds it."""
    out.parent.mkdir(parents=True, exist_ok=True)
    path = _beside(out, "lock")
    lock = _open_lock(path)
    while lock is None:
        lock = _open_lock(path)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(lock)


def _open_lock(path: Path) -> int | None:
    """Return the locked file, or None where the process before us removed it between our open and our lock."""
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if path.exists() and os.path.samestat(os.fstat(lock), path.stat()):
            return lock
    except BlockingIOError as error:
        os.close(lock)
        raise PublishedError(
            f"Another process is publishing into the same folder ({path} is locked). Try again later."
        ) from error
    except OSError:
        os.close(lock)
        raise
    os.close(lock)
    return None


def clean_up(out: Path) -> None:
    """Remove what a killed process left beside `out`, and put back what it had moved away. The lock must be held.

    Raises PublishedError where the staging folder's place is taken by something that kgsm did not make.
    """
    folder = _beside(out, "staging")
    if not folder.exists() and not folder.is_symlink():
        return
    # Empty: killed before the marker was made, or after it was removed.
    ours = folder.is_dir() and not folder.is_symlink() and ((folder / _MARKER).is_file() or not any(folder.iterdir()))
    if not ours:
        raise PublishedError(f"'{folder}' is in the way, and kgsm did not make it. Move it elsewhere.")
    restore(out, folder / _FORMER)
    _remove(folder)


@contextmanager
def staging(out: Path) -> Iterator[Path]:
    """Make the folder for the next content of `out`, yield it, and remove whatever is left of it in the end."""
    folder = _beside(out, "staging")
    folder.mkdir()
    try:
        (folder / _MARKER).touch()
        content = folder / _CONTENT
        content.mkdir()
        if out.exists():
            shutil.copymode(out, content)
        yield content
    finally:
        restore(out, folder / _FORMER)
        # What cannot be removed now is removed by the next publication, or named by it.
        _remove(folder, ignore_errors=True)


def put_in_place(content: Path, out: Path) -> None:
    """Make `content` durable and put it where `out` is, in one step."""
    for folder, _, files in os.walk(content):
        for name in files:
            if not (Path(folder) / name).is_symlink():
                _sync(Path(folder) / name)
        _sync(Path(folder))
    _sync(content.parent)
    take_place(content, out, content.with_name(_FORMER))
    # The new content stands; should the disk refuse to say so, it is no less published.
    with suppress(OSError):
        _sync(out.parent)
        _sync(content.parent)


def _beside(out: Path, what: str) -> Path:
    return out.with_name(f".{out.name}.kgsm-{what}")


def _remove(folder: Path, *, ignore_errors: bool = False) -> None:
    """Remove the staging folder, its marker last: a process that is killed here leaves one that is still known as ours."""
    for name in (_CONTENT, _FORMER):
        if (folder / name).exists():
            shutil.rmtree(folder / name, ignore_errors=ignore_errors)
    shutil.rmtree(folder, ignore_errors=ignore_errors)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
