"""changes.csv → what was changed after it had been published: figures that were corrected, addresses that are gone."""

import re
from collections.abc import Sequence
from typing import Final

from rdflib import URIRef

from kgsm import iris
from kgsm.columns import rows_with_iri
from kgsm.problems import Place, did_you_mean
from kgsm.read.columns import Columns
from kgsm.read.figures import Figures
from kgsm.read.row import Row
from kgsm.read.setting import Setting
from kgsm.read.sheet import UNREAD, Sheet, read_sheet
from kgsm.read.values import NOTHING
from kgsm.study import Change, Dataset
from kgsm.tables import Tables
from kgsm.text import Text

CHANGES_FILE: Final = "changes.csv"
CHANGES_COLUMNS: Final = Columns(
    required=("date", "reason_de", "reason_en"),
    optional=("figure", "dataset", "withdrawn", "old", "new"),
    plain=frozenset({"date", "figure", "dataset", "withdrawn", "old", "new"}),
)

_WHY: Final = Text(de="Sie nennt, was geändert wurde.", en="It says what was changed.")
_SUBJECT: Final = Text(
    de="Eine Änderung betrifft eine Zahl (figure), einen Datensatz (dataset) oder etwas, das es nicht mehr gibt (withdrawn).",
    en="A change is about a figure, a dataset, or something that is gone (withdrawn).",
)
_NO_ADDRESS: Final = Text(
    de="keine Adresse unter der Studie (DATENSATZ oder DATENSATZ/observation/CODE/CODE)",
    en="not an address below the study (DATASET or DATASET/observation/CODE/CODE)",
)
# A dataset, or an observation of one.
_ADDRESS: Final = re.compile(rf"(?P<dataset>{iris.NAME.pattern})(?:/observation(?:/{iris.NAME.pattern})*)?")


def read_changes_file(setting: Setting) -> Sheet:
    """Return the rows of changes.csv, none where there is no such file."""
    path = setting.folder / CHANGES_FILE
    if not (path.exists() or path.is_symlink()):
        return UNREAD
    found = setting.file(CHANGES_FILE, Place(CHANGES_FILE), _WHY)
    return read_sheet(found, CHANGES_FILE, CHANGES_COLUMNS, setting.problems) if found else UNREAD


def read_changes(
    setting: Setting, sheet: Sheet, datasets: Sequence[Dataset], figures: Figures, tables: Tables
) -> tuple[Change, ...]:
    """Return the changes in the order of the file, without those that are about nothing."""
    known = {each.id: each for each in datasets}
    changes = []
    for row in sheet.rows:
        day, reason = (row.date("date") if row.need("date") else None), row.text("reason", required=True)
        present = _present(row, known, figures)
        withdrawn = _withdrawn(setting, row, known, tables) if row.get("withdrawn") else None
        if not (row.get("figure") or row.get("dataset") or row.get("withdrawn")):
            row.tell("figure", "missing-value", why=_SUBJECT)
        about = withdrawn or present
        if day is not None and about is not None:
            iri = iris.fragment(setting.study_iri, f"change-{row.number - 1}")
            successor = present if withdrawn else None
            former = (row.get("old"), row.get("new"))
            changes.append(Change(iri, day, about, withdrawn is not None, successor, *former, reason, row.place()))
    return tuple(changes)


def _present(row: Row, datasets: dict[str, Dataset], figures: Figures) -> URIRef | None:
    """Return the observation or the dataset that a change is about, or that replaces what is gone."""
    figure, dataset = row.get("figure"), row.get("dataset")
    if figure and not figures.has(figure):
        row.tell("figure", "unknown-figure", found=figure, hint=figures.near(figure))
    if dataset and dataset not in datasets:
        row.tell("dataset", "unknown-dataset", found=dataset, hint=did_you_mean(dataset, datasets))
    if figure:
        return figures.observations.get(figure)
    return datasets[dataset].iri if dataset in datasets else None


def _withdrawn(setting: Setting, row: Row, datasets: dict[str, Dataset], tables: Tables) -> URIRef | None:
    written = row.get("withdrawn")
    found = _ADDRESS.fullmatch(written)
    if found is None:
        row.tell("withdrawn", "wrong-datatype", found=written, right=_NO_ADDRESS, hint=NOTHING)
        return None
    iri = iris.part(setting.study_iri, written)
    dataset = datasets.get(found["dataset"])
    if dataset is not None and (iri == dataset.iri or _is_there(tables, dataset, iri)):
        row.tell("withdrawn", "not-withdrawn", found=written)
        return None
    return iri


def _is_there(tables: Tables, dataset: Dataset, iri: URIRef) -> bool:
    if dataset.id not in tables or not {each.component.name for each in dataset.key()} <= set(tables.columns(dataset.id)):
        return False
    query = f"SELECT 1 FROM {rows_with_iri(dataset)} WHERE _iri = ? LIMIT 1"
    return tables.connection.execute(query, [str(iri)]).fetchone() is not None
