"""What is published of the first study: the committed bytes are those that a build makes, and every format says the same."""

import csv
import hashlib
import os
import re
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path

import duckdb
import pyoxigraph as ox
import pytest
from rdflib import Graph, URIRef
from rdflib.compare import to_isomorphic

from kgsm.manifest import read_manifest
from kgsm.namespaces import DCAT, HOME, KGSM, PROV, QB, RDF, SDMX_MEASURE, SH

ROOT = Path(__file__).parent.parent
PUBLISHED = ROOT / "published"
STUDY = "kommunen-social-media"
BY_LIBRARIES = (".parquet", ".xlsx", ".zip")
FORMATS = {"ttl": ox.RdfFormat.TURTLE, "jsonld": ox.RdfFormat.JSON_LD, "nt": ox.RdfFormat.N_TRIPLES}


def contents(folder: Path) -> dict[str, bytes]:
    return {str(each.relative_to(folder)): each.read_bytes() for each in sorted(folder.rglob("*")) if each.is_file()}


def assert_same(made: Path, committed: Path) -> None:
    """Assert that two published folders are the same bytes.

    Parquet, workbooks and archives are written by DuckDB, XlsxWriter and zlib, whose versions show in the bytes; where one of
    them differs, what is in it must be the same, and so must be everything else but for its size and digest.
    """
    new, old = contents(made), contents(committed)
    assert set(new) == set(old)
    other = {name for name in new if new[name] != old[name]}
    bound = {name for name in other if name.endswith(BY_LIBRARIES)}
    for name in bound:
        assert inside(made / name) == inside(committed / name), name
    if bound:
        # The catalog has their sizes and digests, and the manifest those of the catalog.
        numbers = [(str(len(each[name])), hashlib.sha256(each[name]).hexdigest()) for each in (new, old) for name in other]
        pattern = re.compile("|".join(rf"\b{each}\b" for pair in numbers for each in pair).encode())
        for folder in (new, old):
            folder |= {name: pattern.sub(b"", folder[name]) for name in other - bound}
    assert {name for name in other - bound if new[name] != old[name]} == set()


def inside(path: Path) -> object:
    """Return what a Parquet file, a workbook or an archive holds, whoever compressed it."""
    if path.suffix == ".parquet":
        keys = f"SELECT key, value FROM parquet_kv_metadata('{path}') WHERE key <> 'ARROW:schema' ORDER BY ALL"
        return duckdb.execute(f"FROM '{path}'").fetchall(), duckdb.execute(keys).fetchall()
    with zipfile.ZipFile(path) as archive:
        # Archives within the archive are compared by themselves.
        return {each: archive.read(each) for each in archive.namelist() if not each.endswith(BY_LIBRARIES)}


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph(bind_namespaces="none").parse(PUBLISHED / STUDY / f"{STUDY}.nt", format="nt")


@pytest.mark.parametrize(("seed", "locale"), [("4711", "de_DE.UTF-8"), pytest.param("0", "C", marks=pytest.mark.slow)])
def test_building_again_changes_no_byte(tmp_path: Path, seed: str, locale: str) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale, "TZ": "Pacific/Auckland", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "kgsm", "publish", f"studies/{STUDY}", "--out", str(tmp_path / "published")]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert_same(tmp_path / "published", PUBLISHED)


@pytest.mark.parametrize("name", ["catalog", "code", "ns", "shapes", f"{STUDY}/{STUDY}"])
def test_every_serialisation_is_the_same_graph_for_two_readers(name: str) -> None:
    ours = {form: set(ox.parse(path=PUBLISHED / f"{name}.{form}", format=kind)) for form, kind in FORMATS.items()}
    theirs = {form: to_isomorphic(Graph().parse(PUBLISHED / f"{name}.{form}")) for form in ("ttl", "nt")}
    assert theirs["ttl"] == theirs["nt"]
    if name != "shapes":  # shapes have blank nodes; the reader above compares them
        assert ours["ttl"] == ours["jsonld"] == ours["nt"]


def test_no_blank_node_is_published_but_in_shapes() -> None:
    for file in read_manifest(PUBLISHED).files:
        if file.graph is not None and "shapes" not in file.path:
            triples = ox.parse(path=PUBLISHED / file.path, format=ox.RdfFormat.N_TRIPLES)
            assert not any(isinstance(term, ox.BlankNode) for each in triples for term in (each.subject, each.object))


def test_forty_one_figures_are_observations_and_five_statements_differ(graph: Graph) -> None:
    observations = set(graph.subjects(RDF.type, QB.Observation))
    assert len(observations) == 41
    assert len(set(graph.subjects(RDF.type, KGSM.Statement))) == 5
    assert len(set(graph.subjects(RDF.type, QB.DataSet))) == 11
    assert all(graph.value(each, QB.dataSet) and graph.value(each, SDMX_MEASURE.obsValue) is not None for each in observations)


def test_every_reported_figure_has_evidence_and_every_computed_one_its_inputs(graph: Graph) -> None:
    for observation in graph.subjects(RDF.type, QB.Observation):
        computed = graph.value(observation, KGSM.origin) == URIRef(f"{HOME}code/origin/computed")
        needed = PROV.wasDerivedFrom if computed else KGSM.evidence
        linked = set(graph.objects(observation, needed))
        assert linked, observation
        assert all((each, RDF.type, None) in graph for each in linked)


def test_the_csv_of_each_dataset_has_the_values_of_its_observations(graph: Graph) -> None:
    seen = 0
    for dataset in graph.subjects(RDF.type, QB.DataSet):
        name = str(dataset).rsplit("/", 1)[-1]
        with (PUBLISHED / STUDY / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = {row["observation"]: row["value"] for row in csv.DictReader(file)}
        values = {str(each): str(graph.value(each, SDMX_MEASURE.obsValue)) for each in graph.subjects(QB.dataSet, dataset)}
        assert rows == values
        seen += len(rows)
    assert seen == 41


def test_the_report_of_what_is_published_conforms() -> None:
    report = Graph().parse(PUBLISHED / "report.ttl")
    node = URIRef(f"{HOME}{STUDY}/report")
    assert [bool(each) for each in report.objects(node, SH.conforms)] == [True]
    assert (node, SH.result, None) not in report


def test_what_a_reader_should_know_stands_in_the_report_as_warnings() -> None:
    report = Graph().parse(PUBLISHED / "report.ttl")
    results = set(report.objects(URIRef(f"{HOME}{STUDY}/remarks"), SH.result))
    assert {each for result in results for each in report.objects(result, SH.resultSeverity)} == {SH.Warning}
    told = Counter(str(report.value(each, SH.sourceShape)).rpartition("#")[2] for each in results)
    assert told["BaseIsStated"] == 17
    assert told["FigureHasSecondSource"] == 10
    assert told["CodeHasMatch"] > 0


def test_the_catalog_names_each_file_with_its_size() -> None:
    catalog = Graph().parse(PUBLISHED / "catalog.ttl")
    base = read_manifest(PUBLISHED).base
    sizes = {str(node): int(str(size)) for node, size in catalog.subject_objects(DCAT.byteSize)}
    assert len(sizes) == 6 + 6 * 11 + 1
    for node, size in sizes.items():
        assert (PUBLISHED / node.removeprefix(base)).stat().st_size == size
