"""`Study` → the files that describe its distributions: CSVW, data package, Croissant, SDMX structures, README, citation."""

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from kgsm.assembly import STRUCTURE_FILE
from kgsm.cube import Distribution, SideFile
from kgsm.describe.croissant import croissant
from kgsm.describe.csvw import csvw
from kgsm.describe.datapackage import datapackage
from kgsm.describe.forms import left_out
from kgsm.describe.remarks import reading_matter
from kgsm.describe.sdmx import structures
from kgsm.describe.structure_file import structure_file
from kgsm.study import Study

_SDMX_JSON: Final = "application/vnd.sdmx.structure+json;version=2.1.0"


def side_files(study: Study, files: tuple[Distribution, ...]) -> tuple[SideFile, ...]:
    """Return the side files of a study, in the order of its datasets."""
    tables = [each for each in study.datasets if each.id in study.tables]
    metadata = [
        _of(f"{study.id}/{each.id}.csv-metadata.json", "application/csvm+json", partial(csvw, study, each)) for each in tables
    ]
    package = _of(f"{study.id}/datapackage.json", "application/json", partial(datapackage, study))
    structure = _of(f"{study.id}/{study.id}.sdmx.json", _SDMX_JSON, partial(structures, study))
    askable = [
        _of(f"{study.id}/{each.id}/{STRUCTURE_FILE}", "application/json", partial(structure_file, study, each, files))
        for each in tables
    ]
    recipe = _of(f"{study.id}/croissant.json", "application/ld+json", partial(croissant, study))
    return (*metadata, *askable, package, recipe, structure, *reading_matter(study, files, left_out(study)))


def _of(path: str, media_type: str, content: Callable[[], Mapping[str, object]]) -> SideFile:
    return SideFile(path, media_type, lambda: json.dumps(content(), ensure_ascii=False, indent=2) + "\n")
