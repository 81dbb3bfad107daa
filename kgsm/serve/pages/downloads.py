"""The manifest → the page of all files."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Final

from kgsm import iris
from kgsm.manifest import PublishedFile
from kgsm.namespaces import DCAT, DCTERMS
from kgsm.serve import wording
from kgsm.serve.facts import Facts, Words
from kgsm.serve.pages.code import Snippet, snippets
from kgsm.serve.pages.parts import Frame, Row, frame, row, rows
from kgsm.serve.visit import Visit
from kgsm.sparql import prologue

DATES: Final = (
    prologue("dcat", "dcterms")
    + """
SELECT ?s ?p ?o WHERE { VALUES ?s { $studies } FILTER(?p IN (dcterms:title, dcterms:modified, dcat:version)) ?s ?p ?o }
"""
)
_FORMATS: Final = {
    "text/turtle": "Turtle",
    "application/ld+json": "JSON-LD",
    "application/n-triples": "N-Triples",
    "application/n-quads": "N-Quads",
    "application/trig": "TriG",
    "application/rdf+xml": "RDF/XML",
    "text/csv": "CSV",
    "application/csvm+json": "CSVW",
    "application/json": "JSON",
    "application/vnd.apache.parquet": "Parquet",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.sdmx.data+csv;version=2.0.0": "SDMX-CSV",
    "application/vnd.sdmx.structure+json;version=2.1.0": "SDMX-JSON",
    "application/yaml": "YAML",
    "application/zip": "zip",
    "application/gzip": "gzip",
    "application/zstd": "zstd",
    "text/plain": "text",
}


@dataclass(frozen=True, slots=True)
class File:
    """A file to download."""

    path: str
    href: str
    format: str
    size: str
    triples: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Group:
    """The files of a study, or those that belong to none. `rows` say of which date and version they are."""

    title: Words
    files: tuple[File, ...]
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class DownloadsPage:
    """The page of all files."""

    template: ClassVar[str] = "downloads.html"
    frame: Frame
    groups: tuple[Group, ...]
    snippets: tuple[Snippet, ...]


def downloads(visit: Visit, host: str) -> DownloadsPage:
    """Return the page of all files. `host` is how the reader calls this server, for the lines of code."""
    manifest = visit.site.manifest
    studies = {each: str(iris.study(manifest.base, each)) for each in manifest.studies}
    facts = visit.known(DATES, studies=studies.values())
    groups = [Group(facts.label(iri), files(visit, f"{study}/"), _rows(visit, facts, iri)) for study, iri in studies.items()]
    own = tuple(f"{study}/" for study in studies)
    others = _files(visit, (each for each in manifest.files if not each.path.startswith(own)))
    groups.append(Group(visit.words("downloads.general"), others))
    table = next((each.href for group in groups for each in group.files if each.format == "CSV"), "")
    return DownloadsPage(
        frame=frame(visit, visit.say("downloads.title")),
        groups=tuple(each for each in groups if each.files),
        snippets=snippets(host + table) if table else (),
    )


def files(visit: Visit, folder: str) -> tuple[File, ...]:
    """Return the files below a folder, which is named with a slash at its end."""
    return _files(visit, (each for each in visit.site.manifest.files if each.path.startswith(folder)))


def _rows(visit: Visit, facts: Facts, study: str) -> tuple[Row, ...]:
    return rows(
        row(visit, "modified", wording.day(facts.value(study, DCTERMS.modified), visit.language)),
        row(visit, "version", facts.value(study, DCAT.version)),
    )


def _files(visit: Visit, found: Iterable[PublishedFile]) -> tuple[File, ...]:
    return tuple(
        File(
            path=each.path,
            href=visit.at(f"/{each.path}"),
            format=_FORMATS.get(each.media_type, each.media_type),
            size=wording.size(each.size, visit.language),
            triples="" if each.triples is None else wording.number(str(each.triples), visit.language),
            sha256=each.sha256,
        )
        for each in found
    )
