"""Catalogs that kgsm publishes against the official shapes of DCAT-AP.de and DCAT-AP, where they lie beside the project."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pyshacl
import pytest
from rdflib import Graph
from rdflib.namespace import SH

from kgsm.describe import describe
from kgsm.manifest import PublishedFile
from kgsm.publish.catalog import catalog, complete
from kgsm.read import read_study
from tests.study_folder import MINIMAL

ROOT: Final = Path(__file__).parent.parent
OFFICIAL: Final = next(
    (each for each in (folder / "shared/conformance/dcat-ap" for folder in ROOT.parents) if each.is_dir()),
    ROOT / "shared/conformance/dcat-ap",
)
GERMAN: Final = (
    "dcat-ap-3.0.0/dcat-ap-SHACL.ttl",
    *(
        f"dcat-ap-de-3.0/{each}.ttl"
        for each in (
            "dcat-ap-SHACL-DE",
            "dcat-ap-de-deprecated",
            "dcat-ap-spec-german-additions",
            "dcat-ap-de-controlledvocabularies",
        )
    ),
)
# What is to be kept, and what a validator may infer: 3.0.0 asks that every address be an rdfs:Resource.
PROFILES: Final = {
    "DCAT-AP.de 3.0": (GERMAN, "none"),
    "DCAT-AP 3.0.0": (("dcat-ap-3.0.0/dcat-ap-SHACL.ttl",), "rdfs"),
    "DCAT-AP 3.0.1": (("dcat-ap-3.0.1/dcat-ap-SHACL.ttl",), "none"),
    "DCAT-AP 3.0.1 with ranges": (("dcat-ap-3.0.1/dcat-ap-SHACL.ttl", "dcat-ap-3.0.1/ranges.ttl"), "rdfs"),
}

pytestmark = [
    pytest.mark.skipif(not OFFICIAL.is_dir(), reason="the official shapes are not beside the project"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


def merged(*paths: Path) -> Graph:
    graph = Graph()
    for each in paths:
        graph.parse(each, format="turtle")
    return graph


@cache
def rules(names: tuple[str, ...]) -> Graph:
    shapes = merged(*(OFFICIAL / each for each in names))
    # The shapes of 3.0.1 as released point to property shapes that do not exist (SEMICeu/DCAT-AP, issue 448).
    for subject, shape in list(shapes.subject_objects(SH.property)):
        if (shape, SH.path, None) not in shapes:
            shapes.remove((subject, SH.property, shape))
    return shapes


def results(data: Graph, profile: str) -> list[str]:
    """Return what the official shapes say of `data`, of whatever severity."""
    names, inference = PROFILES[profile]
    together = data + merged(OFFICIAL / "vocab/scheme-membership.ttl")
    _, report, text = pyshacl.validate(together, shacl_graph=rules(names), inference=inference, advanced=False)
    assert isinstance(report, Graph), text
    return [str(text)] if list(report.objects(None, SH.result)) else []


@pytest.mark.parametrize("profile", PROFILES)
def test_the_published_catalog_conforms(profile: str) -> None:
    assert results(merged(ROOT / "published/catalog.ttl"), profile) == []


def records(number: int) -> Iterator[Graph]:
    """Yield the records of so many studies, made by kgsm from one folder under as many names."""
    study = read_study(MINIMAL)
    with study.tables:
        cube = describe(study)
        files = [PublishedFile(each.path, 1234, "ab" * 32, each.media_type) for each in cube.distributions]
        lines = complete(cube, files).serialize(format="nt")
    # One that is in the official list as it was in 2019; it is the only value that the list is asked for.
    lines = re.sub(r"(?<=/def/contributors/)\w+", "regionalstatistik", lines)
    for place in range(number):
        name = f"{study.iri}-{place:03}"
        renamed = lines.replace(f"<{study.iri}", f"<{name}").replace(f'"{study.iri}"', f'"{name}"')
        yield Graph(bind_namespaces="none").parse(data=renamed, format="nt")


def test_a_catalog_of_several_studies_conforms() -> None:
    assert results(catalog("https://example.org/data/", records(3)), "DCAT-AP.de 3.0") == []


@pytest.mark.slow
@pytest.mark.parametrize("profile", PROFILES)
def test_a_catalog_of_500_studies_conforms(profile: str) -> None:
    whole = catalog("https://example.org/data/", records(500))
    assert len(whole) > 100_000
    assert results(whole, profile) == []
