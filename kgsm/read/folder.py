"""A path that a person wrote → the file inside the study folder, or the problem that it has; and files that nobody named."""

import stat
from collections.abc import Collection, Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final

from kgsm.problems import Place, Problem, Severity, did_you_mean, problem
from kgsm.text import Text

# What a table may be, by the end of its name.
TABLES: Final = (".csv", ".csv.gz", ".csv.zst", ".parquet")
_KEY_OF_FOLDER: Final = {"tables": ("dataset", TABLES), "codes": ("code", (".csv",))}


def file_in(folder: Path, name: str, place: Place, why: Text) -> Path | Problem:
    """Return the regular file `name` of the study folder; else the problem at `place`, with `why` the file is needed.

    A path that leaves the folder, as it is written or through a symbolic link, is never opened.
    """
    windows = PureWindowsPath(name)
    if "\0" in name or windows.drive or windows.root or ".." in windows.parts or PurePosixPath(name).is_absolute():
        return problem(place, "outside-folder", found=name)
    path = folder / name
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            return problem(place, "outside-folder", found=name)
        if path.is_file():
            with path.open("rb"):
                return path
    except (OSError, RuntimeError, ValueError) as error:  # no permission; a circle of links until 3.12; a NUL in a path
        reason = getattr(error, "strerror", None) or str(error)
        return problem(place, "missing-file", found=name, why=Text(de=f"{reason}.", en=f"{reason}."))
    kind = _kind(path)
    if kind is not None:
        return problem(place, "missing-file", found=name, why=kind)
    hint = did_you_mean(path.stem, _neighbours(path))
    return problem(place, "missing-file", found=name, why=Text(de=why.de + hint.de, en=why.en + hint.en))


def _kind(path: Path) -> Text | None:
    """Return what is at `path` in the place of a file, None where nothing is."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return None
    if stat.S_ISDIR(mode):
        return Text(de="Dort ist ein Ordner.", en="There is a folder.")
    if not stat.S_ISREG(mode):
        # Bytes that come once only cannot be read twice, and may never come.
        return Text(de="Dort ist keine Datei, sondern eine Pipe oder ein Gerät.", en="There is a pipe or a device, no file.")
    return None


def _neighbours(path: Path) -> list[str]:
    """Return the names, without their suffix, of the files of the same kind beside `path`."""
    try:
        return sorted(each.stem for each in path.parent.iterdir() if each.suffix == path.suffix)
    except (OSError, ValueError):
        return []


def unused_files(folder: Path, used: Collection[Path]) -> Iterator[Problem]:
    """Yield a warning for each table in tables/ and CSV file in codes/ that no key led to.

    A table whose `[dataset.NAME]` was forgotten, or is spelt otherwise, would vanish without a word.
    """
    known = {each.resolve() for each in used}
    for name, (key, endings) in _KEY_OF_FOLDER.items():
        for path in sorted(each for ending in endings for each in (folder / name).glob(f"[!.]*{ending}")):
            if path.resolve() not in known:
                stem = path.name.removesuffix(next(each for each in endings if path.name.endswith(each)))
                why = Text(de=f"Ihr Schlüssel wäre [{key}.{stem}].", en=f"Its key would be [{key}.{stem}].")
                yield problem(Place(f"{name}/{path.name}"), "unused-file", Severity.WARNING, why=why)
