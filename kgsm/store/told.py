"""How far the build of a store is, and why it failed: what its process tells whoever waits for it."""

import json
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PROGRESS: Final = "progress.json"
LOADING, OPTIMISING = "load", "optimise"
_BEAT: Final = 0.5
_NO_SPACE: Final = "No space left on device"


@dataclass(slots=True)
class Told:
    """How far a build is, in a file that all who wait for it read: bytes of the graphs done and in all, since when."""

    path: Path
    total: int
    started: float
    done: int = 0
    stage: str = LOADING
    _last: float = 0.0

    def tell(self, more: int = 0, stage: str = "") -> None:
        """Note that so many bytes more are done, and what is being done now."""
        self.done += more
        self.stage = stage or self.stage
        if stage or time.monotonic() - self._last > _BEAT:
            self._last = time.monotonic()
            content = {"done": self.done, "total": self.total, "started": self.started, "stage": self.stage}
            with suppress(OSError):  # the store needs the room more
                self.path.with_suffix(".new").write_text(json.dumps(content), encoding="ascii")
                self.path.with_suffix(".new").replace(self.path)


def sentence(error: Exception) -> str:
    """Return what went wrong in a sentence for whoever runs the server."""
    if _NO_SPACE in str(error):
        return "There is no space left on the device that the store is built on."
    return str(error)
