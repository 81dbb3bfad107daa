"""A path that a person wrote → the file inside the study folder, or the problem that it has; and files that nobody named."""

from collections.abc import Collection, Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final

from kgsm.problems import Place, Problem, Severity, did_you_mean, problem
from kgsm.text import Text

_KEY_OF_FOLDER: Final = {"tables": "dataset", "codes": "code"}


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
        why = Text(de=reason, en=reason)
    hint = did_you_mean(path.stem, _neighbours(path))
    return problem(place, "missing-file", found=name, why=Text(de=why.de + hint.de, en=why.en + hint.en))


def _neighbours(path: Path) -> list[str]:
    """Return the names, without their suffix, of the files of the same kind beside `path`."""
    try:
        return sorted(each.stem for each in path.parent.iterdir() if each.suffix == path.suffix)
    except (OSError, ValueError):
        return []


def unused_files(folder: Path, used: Collection[Path]) -> Iterator[Problem]:
    """Yield a warning for each CSV file in tables/ and codes/ that no key led to.

    A table whose `[dataset.NAME]` was forgotten, or is spelt otherwise, would vanish without a word.
    """
    known = {each.resolve() for each in used}
    for name, key in _KEY_OF_FOLDER.items():
        for path in sorted((folder / name).glob("[!.]*.csv")):
            if path.resolve() not in known:
                why = Text(de=f"Ihr Schlüssel wäre [{key}.{path.stem}].", en=f"Its key would be [{key}.{path.stem}].")
                yield problem(Place(f"{name}/{path.name}"), "unused-file", Severity.WARNING, why=why)
