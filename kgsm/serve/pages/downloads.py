"""The manifest → the page of all files."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Final

from kgsm import iris
from kgsm.manifest import PublishedFile
from kgsm.namespaces import DCAT, DCTERMS, QB, RDF
from kgsm.serve import wording
from kgsm.serve.cube.formats import EXCEL_CSV, JSON_STAT
from kgsm.serve.facts import Facts, Words
from kgsm.serve.folding import in_alphabet
from kgsm.serve.negotiate import CSV
from kgsm.serve.pages.code import Snippet, snippets
from kgsm.serve.pages.parts import Frame, Row, frame, row, rows
from kgsm.serve.visit import Visit
from kgsm.sparql import prologue

DATASETS: Final = (
    prologue("dcterms", "qb", "rdf", "rdfs")
    + """
SELECT ?s ?p ?o WHERE { ?s a qb:DataSet ; ?p ?o FILTER(?p IN (rdf:type, dcterms:title, rdfs:label)) }
"""
)
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
    "application/schema+json": "JSON Schema",
    "application/vnd.apache.parquet": "Parquet",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
    "application/vnd.sdmx.data+csv;version=2.0.0": "SDMX-CSV",
    "application/vnd.sdmx.structure+json;version=2.1.0": "SDMX-JSON",
    "application/yaml": "YAML",
    "application/zip": "zip",
    "application/gzip": "gzip",
    "application/zstd": "zstd",
    "text/plain": "Text",
}
_BY_SUFFIX: Final = {EXCEL_CSV.suffix: EXCEL_CSV.title}


@dataclass(frozen=True, slots=True)
class File:
    """A file to download. `name` is the last part of its path."""

    path: str
    name: str
    href: str
    format: str
    size: str
    triples: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Part:
    """The files of a dataset."""

    title: Words
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The files of a whole study, or those that belong to none. `rows` say of which date and version they are.

    `parts` are the datasets of the study.
    """

    title: Words
    files: tuple[File, ...]
    rows: tuple[Row, ...] = ()
    parts: tuple[Part, ...] = ()


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
    groups = [_group(visit, facts, study, iri) for study, iri in studies.items()]
    own = tuple(f"{study}/" for study in studies)
    others = _files(visit, (each for each in manifest.files if not each.path.startswith(own)))
    groups.append(Group(visit.words("downloads.general"), others))
    parts = (each for group in groups for part in group.parts for each in part.files)
    table = next((each.href for each in parts if each.format == CSV.title), "")
    return DownloadsPage(
        frame=frame(visit, visit.say("downloads.title")),
        groups=tuple(each for each in groups if each.files or each.parts),
        snippets=snippets(host + table) if table else (),
    )


def files(visit: Visit, folder: str) -> tuple[File, ...]:
    """Return the files below a folder, which is named with a slash at its end."""
    return _files(visit, (each for each in visit.site.manifest.files if each.path.startswith(folder)))


def _group(visit: Visit, facts: Facts, study: str, iri: str) -> Group:
    datasets = visit.known(DATASETS)
    found = {
        each: of_dataset(visit, path.removeprefix("/"))
        for each in datasets.subjects(RDF.type, QB.DataSet)
        if each.startswith(f"{iri}/") and (path := visit.site.path(each))
    }
    parts = [Part(datasets.label(each), listed) for each, listed in found.items() if listed]
    own = {file.path for part in parts for file in part.files}
    whole = tuple(each for each in files(visit, f"{study}/") if each.path not in own)
    return Group(
        facts.label(iri), whole, _rows(visit, facts, iri), tuple(sorted(parts, key=lambda each: in_alphabet(each.title.text)))
    )


def of_dataset(visit: Visit, path: str) -> tuple[File, ...]:
    """Return the files of a dataset: its tables, and what lies in its folder, whose rows and structure are for programs."""
    return (*files(visit, f"{path}."), *files(visit, f"{path}/"))


def _rows(visit: Visit, facts: Facts, study: str) -> tuple[Row, ...]:
    return rows(
        row(visit, "modified", wording.day(facts.value(study, DCTERMS.modified), visit.language)),
        row(visit, "version", facts.value(study, DCAT.version)),
    )


def _files(visit: Visit, found: Iterable[PublishedFile]) -> tuple[File, ...]:
    return tuple(
        File(
            path=each.path,
            name=each.path.rpartition("/")[2],
            href=visit.at(f"/{each.path}"),
            format=_format(visit, each),
            size=wording.size(each.size, visit.language),
            triples="" if each.triples is None else wording.number(str(each.triples), visit.language),
            sha256=each.sha256,
        )
        for each in found
    )


def _format(visit: Visit, file: PublishedFile) -> str:
    if file.path.endswith(JSON_STAT.suffix) and file.path.removesuffix(JSON_STAT.suffix) in visit.site.cubes:
        return JSON_STAT.title
    known = _FORMATS.get(file.media_type, file.media_type)
    return next((title for suffix, title in _BY_SUFFIX.items() if file.path.endswith(suffix)), known)
