"""The verbs, strung together: study folder or RDF files -> problems, study folder -> published folder."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from kgsm.consequences import causes
from kgsm.cube import Cube
from kgsm.describe import describe
from kgsm.problems import Problem, Severity, StudyError, in_reading_order
from kgsm.publish import publish as publish_cube
from kgsm.read import read_folder
from kgsm.report import Report
from kgsm.tables import room
from kgsm.text import Text
from kgsm.validate import validate, with_problems
from kgsm.validate.integrity import check_graph

# Called with what is being done, so that a terminal can show it.
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


def publish(folder: Path | str, out: Path | str, on_stage: OnStage = _unseen) -> tuple[Problem, ...]:
    """Publish a study folder into the published folder `out`, whole or not at all, and return what is no violation.

    Raises StudyError where there is a violation, PublishedError where `out` cannot be used; then `out` is as it was.
    """
    with _examined(Path(folder), on_stage) as examined:
        if examined.result is None or any(each.severity is Severity.VIOLATION for each in examined.problems):
            raise StudyError(examined.problems)
        on_stage(PUBLISHING)
        publish_cube(*examined.result, Path(out))
        return examined.problems


@contextmanager
def _examined(folder: Path, on_stage: OnStage) -> Iterator[_Examined]:
    """Read, describe and validate a study folder; its tables are open inside the context only."""
    with room():
        on_stage(READING)
        study, found = read_folder(folder)
        if study is None:
            yield _Examined(tuple(in_reading_order(found)), None)
            return
        with study.tables:
            on_stage(DESCRIBING)
            cube = describe(study)
            on_stage(VALIDATING)
            report = validate(cube, study)
            yield _Examined(causes(found, report.problems, study), (cube, report))
