"""What rows refer to and no cell holds → small tables beside the study's own: evidence, formulas, labels, words."""

from collections.abc import Iterable, Sequence

from kgsm import formula
from kgsm.columns import observation_iri
from kgsm.describe.sentences import said, write_findings
from kgsm.study import Study
from kgsm.tables import identifier

_TABLES = """
CREATE OR REPLACE TABLE _evidence (figure VARCHAR, supporting VARCHAR[], differing VARCHAR[], sources VARCHAR[]);
CREATE OR REPLACE TABLE _formulas (formula VARCHAR, observations VARCHAR[]);
CREATE OR REPLACE TABLE _labels (list VARCHAR, code VARCHAR, label_de VARCHAR, label_en VARCHAR);
CREATE OR REPLACE TABLE _said (dataset VARCHAR, component VARCHAR, code VARCHAR, de VARCHAR, en VARCHAR);
"""


def write_links(study: Study) -> None:
    """Write the tables: `_evidence` a row a figure, `_formulas` a formula, `_labels` a concept, `_said` a code in sentences.

    The sentences themselves go into the tables of the datasets.
    """
    study.tables.connection.execute(_TABLES)
    _insert(study, "_evidence", _evidence(study))
    _insert(study, "_formulas", _formulas(study))
    labels = [
        (code_list.id, each.code, each.label.de, each.label.en) for code_list in study.code_lists for each in code_list.concepts
    ]
    _insert(study, "_labels", labels)
    _insert(study, "_said", [row for dataset in study.datasets for row in said(study, dataset)])
    for dataset in study.datasets:
        write_findings(study, dataset)


def _insert(study: Study, table: str, rows: Sequence[Sequence[object]]) -> None:
    # One statement for all rows: one for each takes minutes for a code list of 20,000.
    if rows:
        columns = [list(column) for column in zip(*rows, strict=True)]
        cells = ", ".join("unnest(?)" for _ in columns)
        study.tables.connection.execute(f"INSERT INTO {table} SELECT {cells}", columns)


def _evidence(study: Study) -> list[tuple[object, ...]]:
    by_figure: dict[str, tuple[list[str], list[str], list[str]]] = {}
    for each in study.evidence:
        supporting, differing, sources = by_figure.setdefault(each.figure, ([], [], []))
        (differing if each.differs else supporting).append(each.iri.removeprefix(each.observation))
        if not each.differs:
            sources.append(each.source)
    return [
        (figure, supporting or None, differing or None, sources or None)
        for figure, (supporting, differing, sources) in by_figure.items()
    ]


def _formulas(study: Study) -> list[tuple[object, ...]]:
    mentioned = {text: formula.figures(text) for text in _texts(study)}
    observations = _observations(study, {figure for figures in mentioned.values() for figure in figures})
    rows: list[tuple[object, ...]] = []
    for text, figures in mentioned.items():
        found = [observations[each] for each in dict.fromkeys(figures) if each in observations]
        rows.append((text, found or None))
    return rows


def _texts(study: Study) -> list[str]:
    texts: dict[str, None] = {}
    for dataset in study.datasets:
        if dataset.id in study.tables and "formula" in study.tables.columns(dataset.id):
            query = f"SELECT DISTINCT formula FROM {identifier(dataset.id)} WHERE formula IS NOT NULL ORDER BY formula"
            texts |= dict.fromkeys(text for (text,) in study.tables.connection.execute(query).fetchall())
    return list(texts)


def _observations(study: Study, figures: Iterable[str]) -> dict[str, str]:
    wanted = sorted(figures)
    observations: dict[str, str] = {}
    for dataset in study.datasets:
        if wanted and dataset.id in study.tables and "figure" in study.tables.columns(dataset.id):
            query = (
                f"SELECT figure, {observation_iri(dataset)} FROM {identifier(dataset.id)} WHERE figure IN (SELECT unnest(?))"
            )
            observations |= dict(study.tables.connection.execute(query, [wanted]).fetchall())
    return observations
