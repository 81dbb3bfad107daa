"""Nothing -> a small study folder that explains itself, copied from kgsm/template/."""

import shutil
from pathlib import Path

from kgsm import iris
from kgsm.problems import KgsmError, Place, StudyError, problem

_TEMPLATE = Path(__file__).parent / "template"


def new(folder: Path | str) -> None:
    """Make the study folder `folder`: an invented example that can be published as it is.

    Raises StudyError where the folder's name cannot be the study's part of an IRI, KgsmError where it is not empty.
    """
    target = Path(folder).resolve()
    name = target.name
    if not iris.NAME.fullmatch(name):
        raise StudyError([problem(Place(str(folder)), "wrong-name", found=name)])
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise KgsmError(f"'{folder}' is not empty; nothing was written. Name a new folder.")
    shutil.copytree(_TEMPLATE, target, dirs_exist_ok=True, copy_function=shutil.copyfile)
