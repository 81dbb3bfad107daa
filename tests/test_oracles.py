"""Three SHACL engines say of the published files, as a stranger downloads them, what kgsm says."""

import re
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pyshacl
import pytest
import shifty
from pyshacl.graph_abstraction import DataGraph
from rdflib import Graph
from rdflib.namespace import SH

from kgsm import home
from kgsm.validate.integrity import check_graph
from tests.integrity_oracle import forms_kept

STUDY = home.published() / "kommunen-social-media"
TURTLE = STUDY / "kommunen-social-media.ttl"
DERIVED, INTEGRITY = STUDY / "shapes.ttl", home.shapes() / "integrity.ttl"
VALUE = re.compile(r"sdmx-measure:obsValue (?=[0-9])")


def on_rdflib(data: Path, shapes: Path) -> Graph:
    return _report(pyshacl.validate(Graph().parse(data), shacl_graph=Graph().parse(shapes), inference="none"))


def on_oxigraph(data: Path, shapes: Path) -> Graph:
    store = pyoxigraph.Store()
    store.load(path=str(data), format=pyoxigraph.RdfFormat.TURTLE)
    return _report(pyshacl.validate(DataGraph.from_oxigraph_store(store), shacl_graph=Graph().parse(shapes), inference="none"))


def by_shifty(data: Path, shapes: Path) -> Graph:
    return _report(shifty.validate(str(data), Graph().parse(shapes), graph_mode="data", infer=False, on_unsupported="error"))


def _report(answer: tuple[object, object, object]) -> Graph:
    _, report, text = answer
    assert isinstance(report, Graph), text
    return report


def broken(report: Graph) -> set[tuple[str, str]]:
    """Return the shapes that a report is about, each with the constraint component."""
    nodes = report.objects(None, SH.result)
    return {(str(report.value(each, SH.sourceShape)), str(report.value(each, SH.sourceConstraintComponent))) for each in nodes}


Engine = Callable[[Path, Path], Graph]
ENGINES: dict[str, Engine] = {"pySHACL on rdflib": on_rdflib, "pySHACL on Oxigraph": on_oxigraph, "shifty": by_shifty}
SLOW = pytest.mark.slow
PAIRS = [
    *(pytest.param(engine, DERIVED, id=f"{name}, derived shapes") for name, engine in ENGINES.items()),
    pytest.param(by_shifty, INTEGRITY, id="shifty, integrity.ttl"),
    pytest.param(on_oxigraph, INTEGRITY, id="pySHACL on Oxigraph, integrity.ttl", marks=SLOW),
    pytest.param(on_rdflib, INTEGRITY, id="pySHACL on rdflib, integrity.ttl", marks=SLOW),
]


@pytest.mark.parametrize(("engine", "shapes"), PAIRS)
def test_the_published_turtle_conforms_as_it_is(engine: Engine, shapes: Path) -> None:
    with forms_kept():
        assert broken(engine(TURTLE, shapes)) == set()
    assert check_graph([TURTLE]).problems == ()


@pytest.mark.parametrize(("engine", "shapes"), PAIRS)
def test_an_observation_that_loses_its_value_is_found_by_each_engine(tmp_path: Path, engine: Engine, shapes: Path) -> None:
    copy = tmp_path / "cube.ttl"
    text, times = VALUE.subn("kgsm:otherValue ", TURTLE.read_text("utf-8"), count=1)
    assert times == 1
    copy.write_text(text, encoding="utf-8")
    with forms_kept():
        found = broken(engine(copy, shapes))
    if shapes == INTEGRITY:
        assert {shape.rpartition("#")[2] for shape, _ in found} == {"IC-14"}
        assert {each.code for each in check_graph([copy]).problems} == {"ic-14"}
    else:
        ((shape, component),) = found
        assert shape.endswith("/value/required")
        assert component == str(SH.MinCountConstraintComponent)
