"""A long file → the same in a coding that a client takes, made once: while it goes out the first time, it is kept."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from werkzeug.wsgi import FileWrapper

from kgsm.serve.encodings import encoding

_ROOM: Final = 2_000_000_000
_PIECE: Final = 262_144


class Packed:
    """A bounded folder of coded files, by entity tag and coding. Without a folder, files are coded each time."""

    def __init__(self, folder: Path | None, room: int = _ROOM) -> None:
        self._folder = folder
        self._room = room
        if folder:
            with suppress(OSError):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def kept(self, etag: str, coding: str) -> tuple[int, Iterable[bytes]] | None:
        """Return the size and the bytes of a file that was coded before."""
        if self._folder is None:
            return None
        try:
            handle = self._path(self._folder, etag, coding).open("rb")
        except OSError:
            return None
        return os.fstat(handle.fileno()).st_size, FileWrapper(handle, _PIECE)

    def coded(self, body: Iterable[bytes], etag: str, coding: str) -> Iterator[bytes]:
        """Yield `body` in a coding, and keep it when it has come to its end."""
        path = self._path(self._folder, etag, coding) if self._folder else None
        mine = path.with_suffix(f".{os.getpid()}-{id(body)}") if path else None
        try:
            file = mine.open("xb") if mine else None
        except OSError:
            file = None
        whole = False
        try:
            for piece in encoding(body, coding):
                if file:
                    try:
                        file.write(piece)
                    except OSError:  # no space: this one is not kept
                        file.close()
                        file = None
                yield piece
            whole = file is not None
        finally:
            if file:
                file.close()
            if path and mine:
                with suppress(OSError):
                    mine.replace(path) if whole else mine.unlink(missing_ok=True)
                    self._make_room()

    def _make_room(self) -> None:
        """Let go of the files that were coded first, where there are too many bytes."""
        found = sorted((each.stat().st_mtime, each.stat().st_size, each) for each in (self._folder or Path()).glob("coded-*"))
        size = sum(each[1] for each in found)
        for _, freed, path in found[:-1]:
            if size <= self._room:
                return
            path.unlink(missing_ok=True)
            size -= freed

    @staticmethod
    def _path(folder: Path, etag: str, coding: str) -> Path:
        return folder / f"coded-{hashlib.sha256(f'{etag} {coding}'.encode()).hexdigest()[:32]}"
