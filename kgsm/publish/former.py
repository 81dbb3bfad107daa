"""What is published already → what of it stays: the other studies, and files that kgsm did not make."""

import errno
import os
import shutil
from pathlib import Path
from typing import Final

from kgsm.manifest import MANIFEST, Manifest, PublishedFile, read_manifest
from kgsm.problems import PublishedError
from kgsm.publish.drafts import sha256

_NO_LINKS: Final = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK, errno.ENOSYS, errno.EXDEV}


def read_former(out: Path, base: str, study_id: str) -> Manifest:
    """Return the manifest of what `out` holds, an empty one where it holds nothing.

    Raises PublishedError where `out` holds anything that kgsm did not publish, or other studies with another base.
    """
    if not out.exists() or not any(out.iterdir()):
        return Manifest(base, (), ())
    if not (out / MANIFEST).exists():
        raise PublishedError(
            f"'{out}' is not empty and kgsm did not make it (it has no {MANIFEST}). Nothing was touched. "
            "Name a new or an empty folder."
        )
    former = read_manifest(out)
    others = [each for each in former.studies if each != study_id]
    if others and former.base != base:
        raise PublishedError(
            f"'{out}' holds {', '.join(others)} below {former.base}, and this study's base is {base}. "
            "One published folder has one base: publish into another folder, or change 'base' in study.toml."
        )
    return former


def keep_studies(former: Manifest, out: Path, study_id: str, folder: Path) -> tuple[PublishedFile, ...]:
    """Put the files of all studies but `study_id` into `folder` and return them.

    Raises PublishedError where one of them is not as it was published.
    """
    kept = tuple(
        file for file in former.files for other in former.studies if other != study_id and file.path.startswith(f"{other}/")
    )
    for other in former.studies:
        if other != study_id and not {f"{other}/catalog.nt", f"{other}/report.ttl"} <= {each.path for each in kept}:
            raise PublishedError(
                f"What '{out}' holds of the study '{other}' is not whole. Publish it again into an empty folder."
            )
    for file in kept:
        path = out / file.path
        if path.is_symlink() or not path.is_file() or path.stat().st_size != file.size or sha256(path) != file.sha256:
            raise PublishedError(
                f"'{path}' is missing or was changed after it was published. Publish the study "
                f"'{file.path.partition('/')[0]}' again into an empty folder, then this one."
            )
        _link(path, folder / file.path)
    return kept


def keep_foreign(former: Manifest, out: Path, folder: Path) -> None:
    """Put what kgsm did not make into `folder` too: a README, a .gitkeep, a repository's .git. It is never in the manifest.

    Raises PublishedError where a file that kgsm makes now has the same name.
    """
    made = {each.path for each in former.files} | {MANIFEST}
    holding = {parent.as_posix() for path in made for parent in Path(path).parents}
    for parent, names, files in os.walk(out) if out.exists() else ():
        here = Path(parent).relative_to(out)
        links = [name for name in names if (Path(parent) / name).is_symlink()]
        for name in (*files, *links):
            if (here / name).as_posix() not in made:
                _keep(out / here / name, folder / here / name)
        for name in names:
            if name not in links and (here / name).as_posix() not in holding:
                (folder / here / name).mkdir(parents=True, exist_ok=True)


def _keep(path: Path, new: Path) -> None:
    if new.exists():
        raise PublishedError(f"'{path}' was not made by kgsm, and kgsm now makes a file of that name. Move yours elsewhere.")
    if path.is_symlink():
        new.parent.mkdir(parents=True, exist_ok=True)
        new.symlink_to(path.readlink())
    elif path.is_file():
        _link(path, new)
    else:
        raise PublishedError(f"'{path}' is neither a file nor a folder, and kgsm did not make it. Move it elsewhere.")


def _link(path: Path, new: Path) -> None:
    """Make `new` the same file as `path`, or a copy where the file system has no hard links."""
    new.parent.mkdir(parents=True, exist_ok=True)
    try:
        new.hardlink_to(path)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        shutil.copy2(path, new)
