"""The published catalog against the official shapes of DCAT-AP.de 3.0 and DCAT-AP 3.0.0, where they lie beside the project."""

from pathlib import Path
from typing import Final

import pyshacl
import pytest
from rdflib import Graph
from rdflib.namespace import SH

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
EUROPEAN: Final = ("dcat-ap-3.0.0/dcat-ap-SHACL.ttl",)

pytestmark = pytest.mark.skipif(not OFFICIAL.is_dir(), reason="the official shapes are not beside the project")


def merged(*paths: Path) -> Graph:
    graph = Graph()
    for each in paths:
        graph.parse(each, format="turtle")
    return graph


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    ("shapes", "inference"), [(GERMAN, "none"), (EUROPEAN, "rdfs")], ids=["DCAT-AP.de 3.0", "DCAT-AP 3.0.0"]
)
def test_the_published_catalog_conforms(shapes: tuple[str, ...], inference: str) -> None:
    data = merged(ROOT / "published/catalog.ttl", OFFICIAL / "vocab/scheme-membership.ttl")
    rules = merged(*(OFFICIAL / each for each in shapes))
    _, results, text = pyshacl.validate(data, shacl_graph=rules, inference=inference, advanced=False)
    assert isinstance(results, Graph)
    assert list(results.objects(None, SH.result)) == [], text
