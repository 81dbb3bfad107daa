"""The folder of a copy: each file once, with its digest; export.json, which lists them and says that the folder is ours."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kgsm.manifest import PublishedFile
from kgsm.problems import PublishedError

LISTING: Final = "export.json"
_FORMAT: Final = "kgsm export-site"
_PIECE: Final = 1 << 20


@dataclass(slots=True)
class Folder:
    """A copy that is being written below `path`. `sources` says of each file what it was made from: two never share one."""

    path: Path
    sources: dict[str, str] = field(default_factory=dict)

    def claim(self, name: str, source: str) -> Path:
        """Return where a file is to be written, its folder made.

        Raises PublishedError where another source has the name.
        """
        former = self.sources.setdefault(name, source)
        if former != source:
            raise PublishedError(f"'{source}' and '{former}' would both become the file '{name}'. Nothing was exported.")
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def write(self, name: str, content: bytes | Iterable[bytes], source: str = "") -> None:
        """Write a file, which is not there yet: not even under a name that a file system takes for the same."""
        with self.claim(name, source or name).open("xb") as file:
            file.writelines([content] if isinstance(content, bytes) else content)

    def listing(self, address: str, release: str) -> None:
        """Write export.json: where the copy belongs, of which release it is, and every file."""
        files = [_entry(self.path, each) for each in sorted(self.path.rglob("*")) if each.is_file()]
        told = {"format": _FORMAT, "address": address, "release": release, "files": files}
        self.write(LISTING, json.dumps(told, indent=1).encode() + b"\n")


def _entry(folder: Path, path: Path) -> dict[str, str | int]:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return {"path": path.relative_to(folder).as_posix(), "bytes": path.stat().st_size, "sha256": digest.hexdigest()}


def listed(folder: Path) -> tuple[PublishedFile, ...]:
    """Return the files that an earlier export made in `folder`, export.json included; none where it is empty or not there.

    Raises PublishedError where it holds anything and no export made it.
    """
    if not folder.exists() or not any(folder.iterdir()):
        return ()
    files = _read(folder / LISTING)
    if not files:
        raise PublishedError(
            f"'{folder}' is not empty and 'kgsm export-site' did not make it (it has no {LISTING} of ours). "
            "Nothing was touched. Name a new or an empty folder."
        )
    return files


def _read(path: Path) -> tuple[PublishedFile, ...]:
    try:
        told = json.loads(path.read_bytes())
        entries = told["files"] if told["format"] == _FORMAT else ()
        files = [PublishedFile(each["path"], each["bytes"], each["sha256"], "") for each in entries]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ()
    return (*files, PublishedFile(LISTING, path.stat().st_size, "", "")) if files else ()
