"""`Cube` → how much disk its files need at least, and whether that is there: better said before than after an hour."""

import shutil
from pathlib import Path
from typing import Final

from kgsm.cube import Cube
from kgsm.problems import PublishedError

# Fewer rows fit everywhere, or are refused by the system as soon.
_MANY: Final = 100_000
_SAMPLE: Final = 1000
_LENGTH: Final = f"SELECT avg(octet_length(encode(line))) FROM (SELECT line FROM ({{query}}) LIMIT {_SAMPLE})"
_MEGA: Final = 1e6
_GIGA: Final = 1e9


def require_space(cube: Cube, place: Path) -> None:
    """Raise PublishedError where the disk of the folder `place` has clearly no room for the texts of a long study."""
    needed = needed_bytes(cube)
    free = shutil.disk_usage(place).free
    if needed > free:
        raise PublishedError(
            f"The files of this study need at least {_amount(needed)} of disk, and {place} has {_amount(free)}. "
            "Nothing was published. --out names a folder on another disk."
        )


def _amount(size: float) -> str:
    return f"{size / _GIGA:.1f} GB" if size >= _GIGA else f"{size / _MEGA:.0f} MB"


def needed_bytes(cube: Cube) -> float:
    """Return what the texts of long datasets take, from the lengths of their first lines; nothing else is counted."""
    needed = 0.0
    for stream in cube.observations:
        rows = stream.count()
        if rows < _MANY:
            continue
        forms = {each.form for each in cube.distributions if each.dataset in {None, stream.dataset.id}}
        for form in sorted(forms & set(stream.queries)):
            found = stream.tables.connection.execute(_LENGTH.format(query=stream.queries[form])).fetchone()
            needed += rows * float(found[0] or 0) if found else 0
    return needed
