"""A path that a person wrote -> the file inside the study folder, or the problem that it has."""

from pathlib import Path, PurePosixPath, PureWindowsPath

from kgsm.problems import Place, Problem, problem
from kgsm.text import Text


def file_in(folder: Path, name: str, place: Place, problems: list[Problem], why: Text) -> Path | None:
    """Return the regular file `name` of the study folder; else add the problem at `place`, with `why` the file is needed.

    A path that leaves the folder, as it is written or through a symbolic link, is never opened.
    """
    windows = PureWindowsPath(name)
    if "\0" in name or windows.drive or windows.root or ".." in windows.parts or PurePosixPath(name).is_absolute():
        problems.append(problem(place, "outside-folder", found=name))
        return None
    path = folder / name
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            problems.append(problem(place, "outside-folder", found=name))
            return None
        if path.is_file():
            with path.open("rb"):
                return path
    except (OSError, RuntimeError) as error:  # no permission; a name too long; a circle of symbolic links (Python 3.11, 3.12)
        reason = getattr(error, "strerror", None) or str(error)
        why = Text(de=reason, en=reason)
    problems.append(problem(place, "missing-file", found=name, why=why))
    return None
