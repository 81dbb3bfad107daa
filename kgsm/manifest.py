"""manifest.json of a published folder: every file with size, SHA-256, media type and triples.

It is what a server, a store and the next publication read first. Files that kgsm made are those that it lists; the manifest
itself is not in its own list.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from kgsm.problems import PublishedError

MANIFEST: Final = "manifest.json"


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file of a published folder.

    `path` is relative to the folder, with forward slashes. `size` is in bytes, `sha256` in 64 hexadecimal digits.
    `triples` is None where the file is not RDF. `graph` is the IRI of the graph that a store loads from this file: it
    stands on one serialisation of each graph only.
    """

    path: str
    size: int
    sha256: str
    media_type: str
    triples: int | None = None
    graph: str | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a published folder holds: `studies` are the ids below `base`, `files` are sorted by path."""

    base: str
    studies: tuple[str, ...]
    files: tuple[PublishedFile, ...]

    def file(self, path: str) -> PublishedFile | None:
        """Return the file at `path`, if the folder has it."""
        return next((each for each in self.files if each.path == path), None)

    def graphs(self) -> tuple[PublishedFile, ...]:
        """Return the files that a store loads, one for each graph."""
        return tuple(each for each in self.files if each.graph is not None)


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a published folder.

    Raises PublishedError where there is none, where it cannot be read, and where a path in it would leave the folder.
    Whether the files are there and as described is not looked at.
    """
    path = folder / MANIFEST
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError) as error:
        raise PublishedError(
            f"There is no {path}: '{folder}' is not a published folder. 'kgsm publish STUDY --out {folder}' makes one."
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise PublishedError(f"{path} cannot be read: {error}.") from error
    try:
        return _manifest(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise PublishedError(
            f"{path} is not a manifest of kgsm: {error}. Publish into an empty folder to make a new one."
        ) from error


def require_graphs(folder: Path, manifest: Manifest) -> None:
    """Make sure that the files which a store loads are there as the manifest describes them, byte for byte.

    Raises PublishedError with the first one that is not.
    """
    for each in manifest.graphs():
        try:
            with (folder / each.path).open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise PublishedError(f"{folder / each.path} cannot be read: {error.strerror}. Publish again.") from error
        if digest != each.sha256:
            raise PublishedError(f"{folder / each.path} is not the file that the manifest describes. Publish again.")


def dump(manifest: Manifest) -> str:
    """Return the text of manifest.json: files sorted by path, two spaces of indentation, a line end at the end."""
    content = {
        "base": manifest.base,
        "studies": sorted(manifest.studies),
        "files": [_entry(each) for each in sorted(manifest.files, key=lambda each: each.path)],
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _entry(file: PublishedFile) -> dict[str, str | int]:
    entry: dict[str, str | int] = {
        "path": file.path,
        "bytes": file.size,
        "sha256": file.sha256,
        "mediaType": file.media_type,
    }
    if file.triples is not None:
        entry["triples"] = file.triples
    if file.graph is not None:
        entry["graph"] = file.graph
    return entry


def _manifest(content: object) -> Manifest:
    """Return the manifest that `content` (JSON) describes; ValueError names what is missing or of another type."""
    top = _object(content, "the whole")
    studies = _list(top, "studies")
    if not all(isinstance(each, str) and "/" not in each and _stays_inside(each) for each in studies):
        raise ValueError("'studies' is not a list of names")
    files = [_file(_object(each, "an entry of 'files'")) for each in _list(top, "files")]
    paths = [each.path for each in files]
    if len(set(paths)) != len(paths):
        raise ValueError("a path stands in 'files' twice")
    files.sort(key=lambda each: each.path)
    return Manifest(_string(top, "base"), tuple(sorted(str(each) for each in studies)), tuple(files))


def _file(entry: Mapping[str, object]) -> PublishedFile:
    path = _string(entry, "path")
    if not _stays_inside(path):
        raise ValueError(f"the path '{path}' is not a relative path inside the folder")
    return PublishedFile(
        path=path,
        size=_count(entry, "bytes"),
        sha256=_string(entry, "sha256"),
        media_type=_string(entry, "mediaType"),
        triples=_count(entry, "triples") if "triples" in entry else None,
        graph=_string(entry, "graph") if "graph" in entry else None,
    )


def _stays_inside(path: str) -> bool:
    parts: Iterable[str] = path.split("/")
    if any(part in {"", ".", ".."} for part in parts) or "\\" in path or "\0" in path:
        return False
    return not PurePosixPath(path).is_absolute()


def _object(value: object, name: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise ValueError(f"{name} is not a JSON object")  # noqa: TRY004 - becomes one PublishedError, like all the others
    return value


def _list(content: Mapping[str, object], key: str) -> list[object]:
    value = content.get(key)
    if not isinstance(value, list):
        raise ValueError(f"'{key}' is missing or not a list")  # noqa: TRY004 - as above
    return value


def _string(content: Mapping[str, object], key: str) -> str:
    value = content.get(key)
    if not isinstance(value, str):
        raise ValueError(f"'{key}' is missing or not a text")  # noqa: TRY004 - as above
    return value


def _count(content: Mapping[str, object], key: str) -> int:
    value = content.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"'{key}' is missing or not a number of things")
    return value
