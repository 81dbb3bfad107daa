"""`Cube` and `Report` → the files of a published folder, put in place whole or not at all.

A folder holds the studies of one base. Publishing one keeps the others, and whatever else lies there; files of former
publications that are no longer made disappear.
"""

from pathlib import Path
from typing import Final

from rdflib import Graph

from kgsm import home, iris
from kgsm.cube import Cube
from kgsm.manifest import MANIFEST, Manifest, PublishedFile, dump
from kgsm.problems import StudyError
from kgsm.publish.catalog import catalog, complete, study_of
from kgsm.publish.cube_files import write_study
from kgsm.publish.drafts import Document, published, write, write_document
from kgsm.publish.former import keep_foreign, keep_studies, read_former
from kgsm.publish.shared import shared_documents
from kgsm.publish.space import require_space
from kgsm.publish.staging import clean_up, locked, put_in_place, staging, target, translated
from kgsm.report import Report

__all__ = ["publish"]

_ALL: Final = ("ttl", "jsonld", "nt")


def publish(cube: Cube, report: Report, out: Path) -> None:
    """Write the study and everything that goes with it to `out`, all of it in one step.

    Raises StudyError where `report` has violations, PublishedError where `out` cannot be replaced, and KgsmError where a file,
    read back, is not the graph that was to be written. Whatever is raised, and wherever the process is killed, `out` holds
    its former content or the new one, whole.
    """
    if report.violations:
        raise StudyError(report.problems)
    study = study_of(cube.catalog)
    start, slash, study_id = study.rpartition("/")
    base = start + slash
    with translated(out):
        place = target(out)
        with locked(place):
            clean_up(place)
            require_space(cube, place.parent)
            former = read_former(place, base, study_id)
            with staging(place) as content:
                own = _write_study(cube, report, content)
                kept = keep_studies(former, place, study_id, content)
                studies = sorted({*former.studies, study_id})
                files = (*own, *kept, *_write_shared(base, studies, content))
                keep_foreign(former, place, content)
                write(content / MANIFEST, dump(Manifest(base, tuple(studies), files)).encode())
                put_in_place(content, place)


def _write_study(cube: Cube, report: Report, content: Path) -> tuple[PublishedFile, ...]:
    study = study_of(cube.catalog)
    study_id = study.rpartition("/")[2]
    files = write_study(cube, study, content)
    record = Document(f"{study_id}/catalog", complete(cube, files))
    outcome = Document(f"{study_id}/report", report.graph, f"{study}/report", f"{study}/")
    asked = Document(f"{study_id}/shapes", cube.shapes, iris.shapes(study), f"{study}/")
    shapes = write_document(asked, content, _ALL) if cube.shapes else ()
    return (*files, *shapes, *write_document(record, content, ("nt",)), *write_document(outcome, content, ("ttl", "nt")))


def _write_shared(base: str, studies: list[str], content: Path) -> tuple[PublishedFile, ...]:
    """Write what belongs to no study alone: catalog, report, vocabulary, generic code lists, shapes, schema of study.toml."""
    records = [Graph().parse(content / each / "catalog.nt", format="nt") for each in studies]
    reports = Graph(bind_namespaces="none")
    for each in studies:
        reports.parse(content / each / "report.ttl", format="turtle")
    whole = Document("catalog", catalog(base, records), iris.catalog(base), base)
    files = list(write_document(whole, content, (*_ALL, "rdf")))
    files += [file for each in shared_documents() for file in write_document(each, content, _ALL)]
    schema = home.schema()
    write(content / schema.name, schema.read_bytes())
    return (
        *files,
        *write_document(Document("report", reports), content, ("ttl",)),
        published(content, schema.name, "application/schema+json"),
    )
