"""A file before and after it was read → whether it is the same: passes over a file that changes between them fit no file."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class State:
    """What the system says of a file. Whoever writes to it, truncates it or puts another in its place changes one of these."""

    device: int
    number: int
    size: int
    modified: int
    changed: int


def state_of(path: Path) -> State | None:
    """Return the state of a file, None where there is none any more."""
    try:
        found = path.stat()
    except OSError:
        return None
    # The time of the last change (ctime) is set by the system alone; a program may turn back the other one.
    return State(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
