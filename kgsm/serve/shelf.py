"""The files of a release, held open from its first request to its last: what is published meanwhile is another release."""

import io
import os
import resource
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from kgsm.manifest import PublishedFile

_OTHERS: Final = 512  # descriptors that connections and workers take


class Shelf:
    """The files of a published folder by their paths. One that is not as the manifest says is not there."""

    def __init__(self, folder: Path, files: Iterable[PublishedFile]) -> None:
        self._held: dict[str, int] = {}
        self._marks: dict[str, tuple[int, int]] = {}
        self._folder = folder
        found = list(files)
        room = _room_for(len(found))
        for file in found[:room]:
            try:
                descriptor = os.open(folder / file.path, os.O_RDONLY | os.O_CLOEXEC)
            except OSError:
                continue
            mark = _mark(descriptor)
            if mark[0] == file.size:
                self._held[file.path], self._marks[file.path] = descriptor, mark
            else:
                os.close(descriptor)
        self._rest = {file.path for file in found[room:]}

    def open(self, file: PublishedFile) -> io.BufferedReader | None:
        """Return a file to read from, None where it is not there as the manifest says."""
        descriptor = self._held.get(file.path)
        if descriptor is not None:
            if _mark(descriptor) != self._marks[file.path]:
                return None  # someone wrote into it
            return io.BufferedReader(_Reader(os.dup(descriptor), file.size), 65536)
        if file.path not in self._rest:
            return None
        try:
            handle = (self._folder / file.path).open("rb")
        except OSError:
            return None
        if os.fstat(handle.fileno()).st_size == file.size:
            return handle
        handle.close()
        return None

    def close(self) -> None:
        """Let go of the files. What is being read goes on."""
        held, self._held = self._held, {}
        for each in held.values():
            os.close(each)

    def __del__(self) -> None:
        self.close()


def _mark(descriptor: int) -> tuple[int, int]:
    found = os.fstat(descriptor)
    return found.st_size, found.st_mtime_ns


def _room_for(count: int) -> int:
    """Return how many of so many files can be held open, after asking the system for as many descriptors as it gives."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = min(2 * count + _OTHERS, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    return max(0, min(count, (soft - _OTHERS) // 2))


class _Reader(io.RawIOBase):
    """Reads a descriptor that others read, too, from a place of its own."""

    def __init__(self, descriptor: int, size: int) -> None:
        self._descriptor = descriptor
        self._size = size
        self._place = 0

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Go to a place."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._size}[whence]
        self._place = max(0, start + offset)
        return self._place

    def tell(self) -> int:
        """Return the place."""
        return self._place

    def readinto(self, buffer: Any, /) -> int:
        """Read from the place on."""
        count = os.preadv(self._descriptor, [buffer], self._place)
        self._place += count
        return count

    def close(self) -> None:
        """Let go of the descriptor, once."""
        if not self.closed:
            os.close(self._descriptor)
        super().close()
