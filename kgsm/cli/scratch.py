"""The server's folder for temporary files, where the system has a place for one."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

from kgsm import scratch as temporary

_PREFIX: Final = "kgsm-serve-"


@contextmanager
def scratch() -> Iterator[Path | None]:
    """Yield a folder for temporary files, None where the system has no place for one."""
    with ExitStack() as stack:
        found: Path | None = None
        with suppress(OSError):
            found = stack.enter_context(temporary.scratch(_PREFIX))
        yield found
