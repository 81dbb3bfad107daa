"""Figure ids across all tables: which stand twice, which have no evidence, which observation each belongs to."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rdflib import URIRef

from kgsm.columns import observation_iri
from kgsm.problems import Place, Problem, Severity, did_you_mean, problem
from kgsm.read.csv_records import MOST
from kgsm.read.setting import Lost, Setting
from kgsm.read.sources import SOURCES_FILE
from kgsm.read.values import NOTHING
from kgsm.study import Dataset
from kgsm.tables import ROW, Tables, identifier, literal
from kgsm.text import Text

_CREATE: Final = """
CREATE TEMP TABLE figures (dataset INTEGER, _row BIGINT, figure VARCHAR);
CREATE TEMP TABLE wanted (figure VARCHAR);
"""
_TWICE: Final = f"""
SELECT later.dataset, later._row, later.figure, earlier.dataset, earlier._row
FROM (SELECT figure, min((dataset, _row)) AS first FROM figures GROUP BY figure HAVING count(*) > 1) AS twice
JOIN figures AS later ON later.figure = twice.figure AND (later.dataset, later._row) <> twice.first
JOIN figures AS earlier ON earlier.figure = twice.figure AND (earlier.dataset, earlier._row) = twice.first
ORDER BY later.dataset, later._row LIMIT {MOST}
"""
_NEAR: Final = "SELECT DISTINCT figure FROM figures ORDER BY jaro_winkler_similarity(figure, ?) DESC, figure LIMIT 20"
_NO_FIGURE: Final = Text(
    de="Auf die Kennung einer berichteten Zahl verweist evidence.csv; oder der Datensatz nennt eine Quelle für alles (source).",
    en="evidence.csv refers to the id of a reported figure; or the dataset names the source of all its rows (source).",
)


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures that were asked for: the observation's IRI of each, None where a cell of its key is empty."""

    observations: Mapping[str, URIRef | None]
    tables: Tables
    lost: Lost

    def has(self, figure: str) -> bool:
        """Return whether there is a figure, or may be one in what could not be read."""
        return figure in self.observations or figure in self.lost.figures or bool(self.lost.files - {SOURCES_FILE})

    def near(self, figure: str) -> Text:
        """Return a hint at the figure id nearest to one that there is not; among very many ids nothing is looked for."""
        if self.tables.connection.execute("SELECT count(*) > 10000 FROM figures").fetchone() == (True,):
            return NOTHING
        near = self.tables.connection.execute(_NEAR, [figure[:80]]).fetchall()
        return did_you_mean(figure, [each for (each,) in near])


def find_figures(setting: Setting, tables: Tables, datasets: Sequence[Dataset], wanted: Collection[str]) -> Figures:
    """Return the observations of the `wanted` figure ids; add the problem of each id that stands twice."""
    connection = tables.connection
    connection.execute(_CREATE)
    if wanted:
        connection.execute("INSERT INTO wanted SELECT unnest(?)", [sorted(wanted)])
    observations: dict[str, URIRef | None] = {}
    for number, dataset in enumerate(datasets):
        if "figure" not in tables.columns(dataset.id):
            continue
        table = identifier(dataset.id)
        connection.execute(f"INSERT INTO figures SELECT {number}, {ROW}, figure FROM {table} WHERE figure IS NOT NULL")
        query = f"SELECT figure, {observation_iri(dataset)} FROM {table} SEMI JOIN wanted USING (figure) ORDER BY {ROW} DESC"
        for figure, iri in connection.execute(query).fetchall():
            observations[figure] = URIRef(iri) if iri else None
    for number, row, figure, first_number, first_row in connection.execute(_TWICE).fetchall():
        right = Place(datasets[first_number].table, first_row)
        place = Place(datasets[number].table, row, "figure")
        setting.problems.append(problem(place, "duplicate-figure", found=figure, right=right))
    return Figures(observations, tables, setting.lost)


def check_evidence(tables: Tables, datasets: Sequence[Dataset], supported: Collection[str], problems: list[Problem]) -> None:
    """Add a problem for each reported figure that no source supports, in datasets without a source of their own.

    `supported` are the ids of the figures with evidence. A missing value (status M) needs none.
    """
    connection = tables.connection
    connection.execute("CREATE TEMP TABLE supported (figure VARCHAR)")
    if supported:
        connection.execute("INSERT INTO supported SELECT unnest(?)", [sorted(supported)])
    for dataset in datasets:
        if dataset.source is None and "figure" in tables.columns(dataset.id):
            _check_dataset(tables, dataset, problems)


def _check_dataset(tables: Tables, dataset: Dataset, problems: list[Problem]) -> None:
    reported = (
        f"{_value(tables, dataset, 'origin', 'reported')} = 'reported' AND {_value(tables, dataset, 'status', 'A')} <> 'M'"
    )
    rows = (
        f"FROM {identifier(dataset.id)} WHERE {reported} AND (figure IS NULL OR figure NOT IN (SELECT figure FROM supported))"
    )
    unsupported = tables.connection.execute(f"SELECT {ROW}, figure {rows} ORDER BY {ROW} LIMIT {MOST}").fetchall()
    for row, figure in unsupported:
        place = Place(dataset.table, row, "figure")
        if figure is None:
            problems.append(problem(place, "missing-value", why=_NO_FIGURE))
        else:
            problems.append(problem(place, "no-evidence", found=figure))
    if len(unsupported) == MOST:
        total = tables.connection.execute(f"SELECT count(*) {rows}").fetchone()
        if total and total[0] > MOST:
            place = Place(dataset.table, None, "figure")
            problems.append(problem(place, "more-of-the-same", Severity.INFO, found=total[0] - MOST, right="no-evidence"))


def _value(tables: Tables, dataset: Dataset, name: str, default: str) -> str:
    """Return the SQL expression of an attribute with a default: its column, or its constant."""
    if name in tables.columns(dataset.id):
        return f"coalesce({identifier(name)}, {literal(default)})"
    specification = dataset.specification(name)
    return literal(specification.constant if specification and specification.constant else default)
