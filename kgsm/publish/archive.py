"""All other files of a study → one zip archive: sorted, no clock, no machine, each file in pieces."""

import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from kgsm.problems import KgsmError

_PIECE: Final = 1 << 20
_MIDNIGHT: Final = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip archive knows
_UNIX: Final = 3
_ALREADY_SMALL: Final = {".parquet", ".xlsx"}


def write_archive(path: Path, files: Iterable[Path], folder: str) -> None:
    """Write the new archive `path` of `files`, which lie beside it or below, as parts of `folder`; read it back (KgsmError)."""
    names = {each: each.relative_to(path.parent).as_posix() for each in files}
    with path.open("xb") as raw, zipfile.ZipFile(raw, "x") as archive:
        for each, name in sorted(names.items(), key=lambda pair: pair[1]):
            _add(archive, each, f"{folder}/{name}")
    with zipfile.ZipFile(path) as archive:
        broken = archive.testzip()
    if broken is not None:
        raise KgsmError(f"{path.name} cannot be read back: {broken} is broken in it. Nothing was published.")


def _add(archive: zipfile.ZipFile, file: Path, name: str) -> None:
    entry = zipfile.ZipInfo(name, _MIDNIGHT)
    entry.create_system = _UNIX  # else it would say on what it was made
    entry.external_attr = 0o100644 << 16
    entry.compress_type = zipfile.ZIP_STORED if file.suffix in _ALREADY_SMALL else zipfile.ZIP_DEFLATED
    entry.file_size = file.stat().st_size  # decides whether the entry needs 64 bits
    with file.open("rb") as source, archive.open(entry, "w") as target:
        while piece := source.read(_PIECE):
            target.write(piece)
