"""The only place where an IRI is minted.

A study's IRIs, all of them:

{base}catalog                                             the catalog
{base}{study}                                             the study
{base}{study}#change-{number}                             a change of a figure, row by row of changes.csv
{base}{study}#highlights-{number}                         a node of the list of findings for the home page
{base}{study}/{file}.{suffix}                             a distribution
{base}{study}/{file}.{suffix}#checksum                    its checksum
{base}{study}/report, …/report/result-{number}            the report of its validation, and a result in it
{base}{study}/remarks, …/remarks/result-{number}          what its readers should know, and a remark in it
{base}{study}/{path of a file}#cell={row},{column}        a cell of the study folder, in a report
{base}{study}/shapes                                      the shapes derived from its structures
{base}{study}/shapes#{dataset}/{component}/{claim}        one of them
{base}{study}/source/{source}                             a source
{base}{study}/property/{component}                        a component property
{base}{study}/code/{list}                                 a code list
{base}{study}/code/{list}/{code}                          a concept
{base}{study}/{dataset}                                   a dataset
{base}{study}/{dataset}/structure                         its data structure definition
{base}{study}/{dataset}/structure/{component}             a component specification
{base}{study}/{dataset}/structure/slice-key               its slice key
{base}{study}/{dataset}/slice/{code}…                     a slice
{base}{study}/{dataset}/observation/{code}/{code}…        an observation: a code for each dimension that varies
{base}{study}/{dataset}#row-{number}                      a row that is no observation of its own, in a report
{base}{study}/{dataset}/observation/…#evidence-{source}   evidence for it
{base}{study}/{dataset}/observation/…#statement-{source}  a differing statement about it
"""

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote, unquote

from rdflib import URIRef

# What a name or code may be: it stands in an IRI as it is, so percent-encoding never arises (RFC 3986, 2.3 unreserved).
NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")

_FILE_PART: Final = re.compile(
    r"[^/#]+/(?P<file>[^#]+\.(?:csv|toml))"
    r"(?:#(?:(?:row|cell)=(?P<record>[0-9]+)(?:,[0-9]+)?|line=[0-9]+,(?P<line>[0-9]+)))?"
)

# First path segments below the base that the server and the catalog use themselves.
RESERVED_STUDIES: Final = frozenset(
    {
        "about",
        "api",
        "catalog",
        "code",
        "download",
        "feed.atom",
        "health",
        "manifest",
        "ns",
        "query",
        "report",
        "robots.txt",
        "search",
        "shapes",
        "sitemap.xml",
        "sparql",
        "static",
    }
)
# Second path segments that are not datasets.
RESERVED_DATASETS: Final = frozenset(
    {
        "code",
        "codes",
        "contact",
        "creator",
        "croissant",
        "datapackage",
        "endpoint",
        "property",
        "publisher",
        "report",
        "service",
        "shapes",
        "source",
    }
)


def catalog(base: str) -> URIRef:
    """Return the IRI of the catalog below `base`."""
    return URIRef(f"{base}catalog")


def study(base: str, study_id: str) -> URIRef:
    """Return the IRI of a study."""
    return URIRef(f"{base}{study_id}")


def endpoint(base: str) -> URIRef:
    """Return the address of the SPARQL endpoint below `base`."""
    return URIRef(f"{base}sparql")


def written(base: str) -> URIRef:
    """Return the graph that holds what is written into no graph: the default graph is the union of all."""
    return fragment(endpoint(base), "written")


def pushed(base: str) -> URIRef:
    """Return the graph of a remote store in which `kgsm push` writes down which graphs are there, each with its digest."""
    return fragment(endpoint(base), "pushed")


def minted_graph(base: str, name: str) -> URIRef:
    """Return a graph that the graph store makes for what was sent without a name (Graph Store HTTP Protocol, 5.5)."""
    return URIRef(f"{endpoint(base)}/graphs/{name}")


def page(iri: str) -> URIRef:
    """Return the address of the page about what has the IRI `iri`."""
    return URIRef(f"{iri}.html")


def fragment(document_iri: str, name: str) -> URIRef:
    """Return the IRI of a part of a document that has no function of its own here."""
    return URIRef(f"{document_iri}#{name}")


def part(study_iri: str, *segments: str) -> URIRef:
    """Return the IRI of a study's part that has no function of its own here: `contact`, `publisher`, `service`."""
    return URIRef("/".join((study_iri, *segments)))


def distribution(study_iri: str, file_name: str) -> URIRef:
    """Return the IRI of a distribution, `file_name` with its suffix."""
    return URIRef(f"{study_iri}/{file_name}")


def checksum(distribution_iri: str) -> URIRef:
    """Return the IRI of a distribution's checksum."""
    return URIRef(f"{distribution_iri}#checksum")


def shapes(study_iri: str) -> URIRef:
    """Return the IRI of the document of a study's shapes."""
    return URIRef(f"{study_iri}/shapes")


def shape(study_iri: str, *parts: str) -> URIRef:
    """Return the IRI of a shape of a study: `parts` are dataset, component and claim, or fewer."""
    return URIRef(f"{shapes(study_iri)}#{'/'.join(parts)}")


def row(dataset_iri: str, number: int) -> URIRef:
    """Return the IRI, in a report, of a table's row whose codes make no IRI, or that of an earlier row."""
    return URIRef(f"{dataset_iri}#row-{number}")


def source(study_iri: str, source_id: str) -> URIRef:
    """Return the IRI of a source."""
    return URIRef(f"{study_iri}/source/{source_id}")


def component(study_iri: str, name: str) -> URIRef:
    """Return the IRI of a component property."""
    return URIRef(f"{study_iri}/property/{name}")


def code_list(study_iri: str, list_id: str) -> URIRef:
    """Return the IRI of a code list."""
    return URIRef(f"{study_iri}/code/{list_id}")


def concept(code_list_iri: str, code: str) -> URIRef:
    """Return the IRI of a concept of a code list."""
    return URIRef(f"{code_list_iri}/{code}")


def period(owner_iri: str) -> URIRef:
    """Return the IRI of the period of time of a wave or of a study."""
    return URIRef(f"{owner_iri}#period")


def dataset(study_iri: str, dataset_id: str) -> URIRef:
    """Return the IRI of a dataset."""
    return URIRef(f"{study_iri}/{dataset_id}")


def structure(dataset_iri: str) -> URIRef:
    """Return the IRI of a dataset's data structure definition."""
    return URIRef(f"{dataset_iri}/structure")


def specification(dataset_iri: str, component_name: str) -> URIRef:
    """Return the IRI of a component specification."""
    return URIRef(f"{dataset_iri}/structure/{component_name}")


def slice_key(dataset_iri: str) -> URIRef:
    """Return the IRI of a dataset's slice key."""
    return URIRef(f"{dataset_iri}/structure/slice-key")


def slices(dataset_iri: str) -> str:
    """Return what the IRI of each slice begins with; the codes of the slice key's dimensions follow, joined by `/`."""
    return f"{dataset_iri}/slice/"


def slice_(dataset_iri: str, codes: Iterable[str]) -> URIRef:
    """Return the IRI of the slice that fixes the dimensions of the slice key at `codes`."""
    return URIRef(slices(dataset_iri) + "/".join(codes))


def observations(dataset_iri: str) -> str:
    """Return what the IRI of each observation begins with; its codes follow, joined by `/`."""
    return f"{dataset_iri}/observation/"


def evidence(observation_iri: str, source_id: str) -> URIRef:
    """Return the IRI of the evidence that a source gives for an observation."""
    return URIRef(f"{observation_iri}#evidence-{source_id}")


def statement(observation_iri: str, source_id: str) -> URIRef:
    """Return the IRI of a source's differing statement about an observation."""
    return URIRef(f"{observation_iri}#statement-{source_id}")


def file_part(study_iri: str, file: str, row: int | None, column: int | None) -> URIRef:
    """Return the IRI of a cell or row of a study folder's CSV file (RFC 7111) or of a line of a text file (RFC 5147).

    `file` is relative to the folder; rows and columns count from 1. RFC 5147 counts the positions between lines, from 0.
    """
    whole = f"{study_iri}/{quote(file)}"
    if row is None:
        return URIRef(whole)
    if not file.endswith(".csv"):
        return URIRef(f"{whole}#line={row - 1},{row}")
    return URIRef(f"{whole}#row={row}" if column is None else f"{whole}#cell={row},{column}")


def place_of(iri: str, base: str) -> str | None:
    """Return the place in a study folder that `file_part` made `iri` of, `tables/use.csv:3`; None where `iri` is no such place.

    A cell is told by its row: the column is a number in its IRI, which nobody counts to.
    """
    found = _FILE_PART.fullmatch(iri.removeprefix(base)) if iri.startswith(base) else None
    if found is None:
        return None
    row = found["record"] or found["line"]
    return unquote(found["file"]) + (f":{row}" if row else "")


def of_evidence(evidence_iri: str, aspect: str) -> URIRef:
    """Return the IRI of the `target`, `token` or `sentence` of a piece of evidence or a statement."""
    return URIRef(f"{evidence_iri}-{aspect}")
