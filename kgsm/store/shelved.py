"""Answers in files that several processes share: as many as there are slots, each put there whole by renaming.

The slot of an answer follows from its key, and an answer that comes later takes the place of the one before: the folder is
bounded without anyone who counts. Each file says which key it answers, so two keys of one slot are never mistaken.
"""

import hashlib
import json
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

_SLOTS: Final = 128
_LARGEST: Final = 500_000  # bytes of an answer that is shared; 64 MB in all

Held = tuple[str, bytes, str]


class Shelved:
    """A bounded memory of answers in a folder. What cannot be read or written is as if it were not there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def get(self, key: Sequence[str | None]) -> Held | None:
        """Return media type, bytes and digest of the answer to `key`."""
        try:
            content = self._slot(key).read_bytes()
        except OSError:
            return None
        head, _, body = content.partition(b"\n")
        try:
            found = json.loads(head)
            if found["key"] != list(key) or found["size"] != len(body):
                return None
            return str(found["media_type"]), body, str(found["digest"])
        except (ValueError, KeyError, TypeError):
            return None

    def keep(self, key: Sequence[str | None], held: Held) -> None:
        """Put an answer into its slot."""
        media_type, body, digest = held
        if len(body) > _LARGEST:
            return
        head = {"key": list(key), "media_type": media_type, "digest": digest, "size": len(body)}
        slot = self._slot(key)
        mine = slot.with_suffix(f".{os.getpid()}")
        with suppress(OSError):
            mine.write_bytes(json.dumps(head).encode() + b"\n" + body)
            mine.replace(slot)

    def _slot(self, key: Sequence[str | None]) -> Path:
        number = int.from_bytes(hashlib.sha256(repr(tuple(key)).encode()).digest()[:4], "big") % _SLOTS
        return self._folder / f"answer-{number}"
