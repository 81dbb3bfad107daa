"""The verbs, strung together: study folder or RDF files -> problems, study folder -> published folder -> score."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from rdflib import Graph, URIRef

from kgsm.consequences import causes
from kgsm.cube import Cube
from kgsm.describe import describe
from kgsm.manifest import read_manifest
from kgsm.meter import Meter
from kgsm.namespaces import DCAT, DCATDE, RDF, SH
from kgsm.problems import Problem, PublishedError, Severity, StudyError, in_reading_order, printable, problem
from kgsm.publish import publish as publish_cube
from kgsm.quality import Score, score
from kgsm.read import read_folder, read_identifier
from kgsm.report import Report
from kgsm.tables import Engine, answering, interruptible, room
from kgsm.text import Text
from kgsm.validate import validate, with_problems
from kgsm.validate.integrity import check_graph

# Called with what is being done, so that a terminal can show it; a Meter is told, too, how far it is.
OnStage: TypeAlias = Callable[[Text], None]

READING: Final = Text(de="liest", en="reading")
DESCRIBING: Final = Text(de="beschreibt", en="describing")
VALIDATING: Final = Text(de="prüft", en="validating")
PUBLISHING: Final = Text(de="veröffentlicht", en="publishing")


@dataclass(frozen=True, slots=True)
class _Examined:
    """A study folder, read and validated: `result` is None where nothing could be built from it."""

    problems: tuple[Problem, ...]
    result: tuple[Cube, Report] | None


def _unseen(_: Text) -> None:
    """Show nobody what is being done."""


def check(folder: Path | str, on_stage: OnStage = _unseen) -> tuple[Problem, ...]:
    """Return everything that is wrong with a study folder, in reading order, each fault once. Nothing is written."""
    return examine(folder, on_stage).problems


def examine(folder: Path | str, on_stage: OnStage = _unseen) -> Report:
    """Return everything that is wrong with a study folder, for people and as a SHACL report. Nothing is written."""
    with _examined(Path(folder), on_stage) as examined:
        validated = examined.result[1] if examined.result is not None else None
        return with_problems(validated, examined.problems, Path(folder).name)


def examine_graph(files: Sequence[Path | str], on_stage: OnStage = _unseen) -> Report:
    """Return which integrity constraints of the Data Cube (IC-0 to IC-21) the RDF in `files`, taken as one graph, breaks."""
    on_stage(VALIDATING)
    return check_graph([Path(each) for each in files])


def publish(
    folder: Path | str, out: Path | str, on_stage: OnStage = _unseen, engine: Engine | None = None
) -> tuple[Problem, ...]:
    """Publish a study folder into the published folder `out`, whole or not at all, and return what is no violation.

    `engine` answers what is asked of all rows, in place of this process: a cluster (kgsm.spark.connected).

    Raises StudyError where there is a violation, PublishedError where `out` cannot be used; then `out` is as it was.
    """
    with _examined(Path(folder), on_stage, engine) as examined:
        if examined.result is None or any(each.severity is Severity.VIOLATION for each in examined.problems):
            raise StudyError(examined.problems)
        on_stage(PUBLISHING)
        publish_cube(*examined.result, Path(out))
        return examined.problems


def duplicates(folders: Sequence[Path]) -> dict[Path, Problem]:
    """Return a problem for each folder whose study has the same identifier as another one's: nobody can tell which is meant."""
    found = {folder: read_identifier(folder) for folder in dict.fromkeys(folders)}
    told = {}
    for folder, own in found.items():
        others = [other for other, each in found.items() if own and each and other != folder and each[0] == own[0]]
        if own and others:
            whole = printable(str(others[0]))  # however long: it is where to look
            told[folder] = problem(own[1], "duplicate-study", found=own[0], right=Text(whole, whole))
    return told


@dataclass(frozen=True, slots=True)
class Rated:
    """A published study's score, and whether its record has the contributor's id that GovData asks for."""

    score: Score
    has_contributor: bool


def score_catalog(published: Path) -> tuple[Rated, ...]:
    """Return how data.europa.eu would score each study of a published folder, sorted by IRI; nothing is fetched.

    Raises PublishedError where there is no catalog.
    """
    manifest = read_manifest(published)
    catalog = _parsed(published / "catalog.nt", "nt")
    studies = sorted(each for each in catalog.subjects(RDF.type, DCAT.Dataset) if isinstance(each, URIRef))
    rated = []
    for study in studies:
        name = f"{study.removeprefix(manifest.base)}/report.ttl"
        report = _parsed(published / name, "turtle") if manifest.file(name) else None
        conforms = report is not None and (None, SH.resultSeverity, SH.Violation) not in report
        rated.append(Rated(score(catalog, study, conforms=conforms), (study, DCATDE.contributorID, None) in catalog))
    return tuple(rated)


def _parsed(path: Path, form: str) -> Graph:
    try:
        return Graph(bind_namespaces="none").parse(path, format=form)
    except (OSError, ValueError, SyntaxError) as error:
        raise PublishedError(f"{path} cannot be read: {error}. Publish again.") from error


@contextmanager
def _examined(folder: Path, on_stage: OnStage, engine: Engine | None = None) -> Iterator[_Examined]:
    """Read, describe and validate a study folder; its tables are open inside the context only."""
    with interruptible(), room():
        on_stage(READING)
        study, found = read_folder(folder, on_stage if isinstance(on_stage, Meter) else None)
        if study is None:
            yield _Examined(tuple(in_reading_order(found)), None)
            return
        with study.tables:
            on_stage(DESCRIBING)
            cube = describe(study)
            with answering(study.tables, engine):
                on_stage(VALIDATING)
                report = validate(cube, study)
                yield _Examined(causes(found, report.problems, study), (cube, report))
