"""static/dist/ → what the build of kgsm/serve/frontend/ has put there: the editor, and SPARQL in a page. It may not be there.

Everything works without it; an editable install and a machine without Node do not have it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

DIST: Final = Path(__file__).parent / "static" / "dist"
PATH: Final = "/static/dist/"  # where the files of DIST are on the site
EDITOR: Final = "editor.js"
IN_PAGE: Final = "sparql-in-page.js"  # its interface stands at the top of frontend/src/sparql-in-page.js


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the bundle. Its name has its digest; `integrity` is as Subresource Integrity writes it; `size` in bytes."""

    file: str
    integrity: str
    size: int

    @property
    def path(self) -> str:
        """Return where the file is on the site, from the first slash on."""
        return PATH + self.file


@dataclass(frozen=True, slots=True)
class Bundle:
    """What was built: files by the names of their sources, and the name of the file with the licences of what is in them."""

    folder: Path
    assets: Mapping[str, Asset]
    licences: str


def bundle() -> Bundle | None:
    """Return what was built, None where nothing was, or not all of it is there."""
    return read(DIST)


@cache
def read(folder: Path) -> Bundle | None:
    """Return what was built in a folder, None where nothing was, or not all of it is there. It is read once."""
    try:
        manifest = json.loads((folder / "manifest.json").read_bytes())
        assets = {name: Asset(each["file"], each["integrity"], each["size"]) for name, each in manifest["files"].items()}
        found = Bundle(folder, assets, manifest["licences"])
        whole = all((folder / each.file).stat().st_size == each.size for each in assets.values())
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if whole and (folder / found.licences).is_file() else None


def assets() -> Mapping[str, Asset]:
    """Return the files of the bundle by the names of their sources; none where nothing was built."""
    found = bundle()
    return found.assets if found else {}


def asset(name: str) -> Asset | None:
    """Return a file of the bundle by the name of its source, None where there is none."""
    return assets().get(name)


def is_named_by_digest(path: str) -> bool:
    """Return whether what is at a path of the site stays the same as long as it has that name."""
    return path.startswith(PATH) and path in {each.path for each in assets().values()}
