"""Publishing a cube: what lies in the folder, that all of it says the same, and that it is the same every time."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from kgsm import home, iris
from kgsm.describe import describe
from kgsm.manifest import MANIFEST, read_manifest
from kgsm.namespaces import DCAT, DCTERMS, RDF, SH, SPDX, XSD
from kgsm.problems import KgsmError, Place, StudyError, problem
from kgsm.publish import publish
from kgsm.tables import Tables
from tests import cubes
from tests.small_study import small_study

# rdflib's JSON-LD parser uses a class of rdflib that rdflib deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

TESTS = Path(__file__).parent
PYTHONPATH = f"{TESTS.parent}{os.pathsep}{TESTS}"
TOWNS = iris.study(cubes.BASE, "towns")
ROWS = 6
FORMATS = {"ttl": ("turtle", pyoxigraph.RdfFormat.TURTLE), "jsonld": ("json-ld", pyoxigraph.RdfFormat.JSON_LD)}
FORMATS["nt"] = ("nt", pyoxigraph.RdfFormat.N_TRIPLES)


@pytest.fixture(scope="module")
def tables() -> Iterator[Tables]:
    with cubes.tables(ROWS) as made:
        yield made


@pytest.fixture(scope="module")
def published(tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("publish") / "published"
    publish(cubes.cube(tables), cubes.report(), out)
    return out


def read(path: Path) -> Graph:
    return Graph().parse(path, format="xml" if path.suffix == ".rdf" else FORMATS[path.suffix[1:]][0])


def test_the_folder_holds_what_the_layout_promises_and_nothing_else(published: Path) -> None:
    documents = [f"{name}.{form}" for name in ("catalog", "code", "ns", "shapes") for form in ("jsonld", "nt", "ttl")]
    study = ["catalog.nt", "codes.ttl", "report.nt", "report.ttl", "towns.jsonld", "towns.nt", "towns.ttl", "use.csv"]
    expected = [*documents, "catalog.rdf", MANIFEST, "report.ttl", "study.schema.json", *(f"towns/{name}" for name in study)]
    assert sorted(cubes.snapshot(published)) == sorted(expected)
    assert [each.name for each in published.parent.iterdir()] == ["published"]


def test_the_manifest_names_each_file_with_its_size_digest_and_triples(published: Path) -> None:
    manifest = read_manifest(published)
    assert (manifest.base, manifest.studies) == (cubes.BASE, ("towns",))
    assert {each.path for each in manifest.files} == set(cubes.snapshot(published)) - {MANIFEST}
    for file in manifest.files:
        content = (published / file.path).read_bytes()
        assert (file.size, file.sha256) == (len(content), hashlib.sha256(content).hexdigest())
        expected = None if file.path.endswith((".csv", ".json")) else len(read(published / file.path))
        assert (file.path, file.triples) == (file.path, expected)


def test_the_catalog_is_the_same_graph_as_rdf_xml(published: Path) -> None:
    assert set(read(published / "catalog.rdf")) == set(read(published / "catalog.nt"))


def test_each_graph_is_loaded_from_one_file(published: Path) -> None:
    assert {each.path: each.graph for each in read_manifest(published).graphs()} == {
        "catalog.nt": "https://example.org/catalog",
        "code.nt": "https://w3id.org/kgsm/code",
        "ns.nt": "https://w3id.org/kgsm/ns",
        "shapes.nt": "https://w3id.org/kgsm/shapes",
        "towns/report.nt": "https://example.org/towns/report",
        "towns/towns.nt": "https://example.org/towns",
    }


@pytest.mark.parametrize("stem", ["catalog", "code", "ns", "shapes", "towns/towns"])
def test_every_serialisation_is_the_same_graph_for_rdflib_and_for_oxigraph(published: Path, stem: str) -> None:
    graphs = [read(published / f"{stem}.{form}") for form in FORMATS]
    assert isomorphic(graphs[0], graphs[2])
    assert isomorphic(graphs[1], graphs[2])
    datasets = []
    for form, (_, oxigraph_format) in FORMATS.items():
        dataset = pyoxigraph.Dataset(pyoxigraph.parse(path=published / f"{stem}.{form}", format=oxigraph_format))
        dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
        datasets.append(dataset)
    assert datasets[0] == datasets[1] == datasets[2]


def test_the_study_graph_is_its_metadata_and_its_observations(published: Path, tables: Tables) -> None:
    lines = (published / "towns/towns.nt").read_text(encoding="utf-8").splitlines()
    described = len(cubes.cube(tables).graph)
    assert lines[:described] == sorted(lines[:described])
    assert sum(" <http://purl.org/linked-data/cube#Observation> ." in line for line in lines[described:]) == ROWS
    assert "obs" not in "".join(lines[:described])


def test_decimals_keep_their_printed_form_in_every_serialisation(published: Path) -> None:
    decimal = f"^^<{XSD.decimal}>"
    for form, (_, oxigraph_format) in FORMATS.items():
        objects = {
            str(quad.object) for quad in pyoxigraph.parse(path=published / f"towns/towns.{form}", format=oxigraph_format)
        }
        assert {f'"54"{decimal}', f'"1.50"{decimal}'} <= objects, form


def test_turtle_is_written_for_people(published: Path) -> None:
    text = (published / "towns/towns.ttl").read_text(encoding="utf-8")
    assert text.startswith("@base <https://example.org/towns/> .\n@prefix adms: ")
    assert "\n@prefix property: <https://example.org/towns/property/> .\n" in text
    assert '\n<code/wave/w0> a skos:Concept ;\n    skos:prefLabel "Welle w0"@de, "Wave w0"@en ;\n' in text
    assert "\nproperty:wave a qb:DimensionProperty, rdf:Property ;\n" in text


def test_jsonld_is_written_for_web_developers(published: Path) -> None:
    document = json.loads((published / "towns/towns.jsonld").read_text(encoding="utf-8"))
    nodes = {node["id"]: node for node in document["@graph"]}
    assert nodes["code/wave/w0"] == {
        "type": "skos:Concept",
        "id": "code/wave/w0",
        "inScheme": "code/wave",
        "prefLabel": {"de": "Welle w0", "en": "Wave w0"},
        "skos:notation": "w0",
    }
    assert list(nodes["code/wave/w0"])[:2] == ["type", "id"]
    assert nodes["use/structure/wave"]["order"] == 1
    assert nodes["use/observation/w1/c1"] == {
        "type": "qb:Observation",
        "id": "use/observation/w1/c1",
        "dataSet": "use",
        "wave": "code/wave/w1",
        "value": 1,
    }


def test_the_code_lists_are_those_of_the_study(published: Path) -> None:
    graph = read(published / "towns/codes.ttl")
    assert {str(subject) for subject in graph.subjects()} == {
        "https://example.org/towns/code/wave",
        "https://example.org/towns/code/wave/w0",
        "https://example.org/towns/code/wave/w0#period",
        "https://example.org/towns/code/wave/w1",
        "https://example.org/towns/code/wave/w1#period",
    }


def test_the_table_has_a_header_and_a_record_for_each_row(published: Path) -> None:
    text = (published / "towns/use.csv").read_text(encoding="utf-8")
    assert text.startswith('wave,code,value,note\nw0,c0,0,"Größer, ""etwa""\n0"\nw1,c1,1,""\n')


def test_the_catalog_lists_the_study_and_knows_the_size_and_digest_of_its_files(published: Path) -> None:
    graph = read(published / "catalog.ttl")
    node = iris.catalog(cubes.BASE)
    assert list(graph.objects(node, DCAT.dataset)) == [TOWNS]
    assert list(graph.objects(node, DCTERMS.publisher)) == [URIRef(f"{TOWNS}/publisher")]
    assert {each.language for each in graph.objects(node, DCTERMS.title) if isinstance(each, Literal)} == {"de", "en"}
    distributions = list(graph.subjects(RDF.type, DCAT.Distribution))
    assert len(distributions) == 4
    for each in distributions:
        content = (published / str(each).removeprefix(cubes.BASE)).read_bytes()
        assert graph.value(each, DCAT.byteSize) == Literal(str(len(content)), datatype=XSD.nonNegativeInteger)
        checksum = graph.value(each, SPDX.checksum)
        assert checksum == iris.checksum(str(each))
        assert graph.value(checksum, SPDX.algorithm) == SPDX.checksumAlgorithm_sha256
        digest = graph.value(checksum, SPDX.checksumValue)
        assert isinstance(digest, Literal)
        assert (str(digest), digest.datatype) == (hashlib.sha256(content).hexdigest(), XSD.hexBinary)


def test_the_report_says_that_the_study_conforms(published: Path) -> None:
    graph = read(published / "report.ttl")
    assert [bool(each) for each in graph.objects(None, SH.conforms)] == [True]


def test_the_vocabulary_is_that_of_the_ontology_folder(published: Path) -> None:
    written = Graph()
    for path in home.ontology().glob("*.ttl"):
        written.parse(path)
    assert isomorphic(read(published / "ns.nt") + read(published / "code.nt"), written)


def test_a_second_run_changes_no_byte(published: Path, tables: Tables, tmp_path: Path) -> None:
    before = cubes.snapshot(published)
    publish(cubes.cube(tables), cubes.report(), published)
    assert cubes.snapshot(published) == before
    publish(cubes.cube(tables), cubes.report(), tmp_path / "new")
    assert cubes.snapshot(tmp_path / "new") == before


def run(out: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(TESTS / "cubes.py"), str(out), *arguments],
        env={**os.environ, "PYTHONPATH": PYTHONPATH, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_neither_the_hash_seed_nor_the_locale_nor_the_time_zone_changes_a_byte(tmp_path: Path) -> None:
    environments = [
        {"PYTHONHASHSEED": "0", "LC_ALL": "C", "TZ": "UTC", "PYTHONUTF8": "0"},
        {"PYTHONHASHSEED": "4711", "LC_ALL": "de_DE.UTF-8", "TZ": "Pacific/Apia"},
        {"PYTHONHASHSEED": "1", "LC_ALL": "tr_TR.ISO-8859-9", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ]
    contents = []
    for number, environment in enumerate(environments):
        assert run(tmp_path / str(number), **environment).stderr == ""
        contents.append(cubes.snapshot(tmp_path / str(number)))
    assert contents[0] == contents[1] == contents[2]


def test_a_report_with_a_blank_node_is_named_alike_every_time(tables: Tables, tmp_path: Path) -> None:
    for name in ("one", "other"):
        publish(cubes.cube(tables), cubes.anonymous_report(), tmp_path / name)
    assert cubes.snapshot(tmp_path / "one") == cubes.snapshot(tmp_path / "other")


def test_a_study_that_was_described_is_published_and_its_jsonld_can_be_streamed(tmp_path: Path) -> None:
    words = ("2013-06-01", "2013", "https://example.org/a?b=c", 'Ein "Wort"\\', "eins,\nzwei", "one", "exact")
    amounts = (("yes", "54", "1.50", "-0"), ("no", "46.0", "54", "007"), ("no", None, None, None))
    rows = [(wave, *cells, *words) for wave, cells in zip(("2013", "2013", "2016"), amounts, strict=True)]
    with small_study(rows) as study:
        publish(describe(study), cubes.report("small", study.base), tmp_path / "published")
    folder = tmp_path / "published/small"
    assert isomorphic(read(folder / "small.jsonld"), read(folder / "small.nt"))
    assert isomorphic(read(folder / "small.ttl"), read(folder / "small.nt"))
    streamed = pyoxigraph.parse(path=folder / "small.jsonld", format=pyoxigraph.RdfFormat.STREAMING_JSON_LD)
    file = read_manifest(tmp_path / "published").file("small/small.jsonld")
    assert file is not None
    assert len(list(streamed)) == file.triples


# What must not be published


def test_a_study_with_a_violation_is_not_published(tables: Tables, tmp_path: Path) -> None:
    fault = problem(Place("study.toml"), "no-dimension")
    with pytest.raises(StudyError) as raised:
        publish(cubes.cube(tables), replace(cubes.report(), problems=(fault,)), tmp_path / "published")
    assert raised.value.problems == (fault,)
    assert list(tmp_path.iterdir()) == []


VALUES = {"ttl": "sdmx-measure:obsValue 3 ", "jsonld": '"value": 3', "nt": '"3"^^'}


@pytest.mark.parametrize("form", ["ttl", "jsonld", "nt"])
def test_a_serialisation_that_says_something_else_is_noticed_and_nothing_is_published(
    tables: Tables, tmp_path: Path, form: str
) -> None:
    out = tmp_path / "published"
    publish(cubes.cube(tables), cubes.report(), out)
    before = cubes.snapshot(out)
    query = cubes.queries(TOWNS)[form]
    wrong = f"SELECT replace(line, '{VALUES[form]}', '{VALUES[form].replace('3', '4')}') AS line FROM ({query})"
    with pytest.raises(KgsmError, match="does not hold the same graph"):
        publish(cubes.cube(tables, changes={form: wrong}), cubes.report(), out)
    assert cubes.snapshot(out) == before
    assert [each.name for each in tmp_path.iterdir()] == ["published"]


@pytest.mark.parametrize(
    ("form", "change", "says"),
    [
        ("ttl", "line || ' }'", r"towns\.ttl cannot be read back"),
        ("jsonld", "line || ']'", r"towns\.jsonld cannot be read back"),
        ("nt", "replace(line, '> .', '>')", r"towns\.nt cannot be read back"),
        ("nt", "line || chr(10) || line", "state something twice"),
        ("csv", "line || chr(10) || line", "does not hold one record for each"),
        ("csv", "CASE WHEN line LIKE '%c4%' THEN line || ',x' ELSE line END", "cannot be read back as CSV"),
    ],
)
def test_a_file_that_cannot_be_read_back_is_noticed(tables: Tables, tmp_path: Path, form: str, change: str, says: str) -> None:
    wrong = f"SELECT {change} AS line FROM ({cubes.queries(TOWNS)[form]})"
    with pytest.raises(KgsmError, match=says):
        publish(cubes.cube(tables, changes={form: wrong}), cubes.report(), tmp_path / "published")
    assert list(tmp_path.iterdir()) == []


def test_a_blank_node_in_the_description_is_refused(tables: Tables, tmp_path: Path) -> None:
    whole = cubes.cube(tables)
    whole.graph.add((TOWNS, DCTERMS.temporal, BNode()))
    with pytest.raises(KgsmError, match="has a blank node"):
        publish(whole, cubes.report(), tmp_path / "published")


def test_a_record_of_two_studies_is_refused(tables: Tables, tmp_path: Path) -> None:
    whole = cubes.cube(tables)
    whole.catalog.add((URIRef("https://example.org/other"), RDF.type, DCAT.Dataset))
    with pytest.raises(KgsmError, match="this one is about 2"):
        publish(whole, cubes.report(), tmp_path / "published")


def test_a_form_that_nobody_knows_is_refused(tables: Tables, tmp_path: Path) -> None:
    whole = cubes.cube(tables)
    files = (replace(whole.distributions[0], form="docx"),)
    with pytest.raises(KgsmError, match="the form 'docx' is unknown"):
        publish(replace(whole, distributions=files), cubes.report(), tmp_path / "published")


# Size


def test_a_study_without_observations_is_published(tmp_path: Path) -> None:
    with cubes.tables(0) as none:
        publish(cubes.cube(none), cubes.report(), tmp_path / "published")
    assert (tmp_path / "published/towns/use.csv").read_text() == "wave,code,value,note\n"
    document = json.loads((tmp_path / "published/towns/towns.jsonld").read_text(encoding="utf-8"))
    assert all("Observation" not in node["type"] for node in document["@graph"])


PEAK = """
import resource, sys
from pathlib import Path
from kgsm.publish import publish
from tests import cubes
with cubes.tables(int(sys.argv[2])) as tables:
    publish(cubes.cube(tables), cubes.report(), Path(sys.argv[1]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_two_hundred_thousand_observations_take_no_more_memory_than_a_few(tmp_path: Path) -> None:
    peaks = []
    for rows in (2_000, 200_000):
        done = subprocess.run(
            [sys.executable, "-c", PEAK, str(tmp_path / str(rows)), str(rows)],
            env={**os.environ, "PYTHONPATH": PYTHONPATH},
            capture_output=True,
            text=True,
            check=True,
        )
        peaks.append(int(done.stdout) / (1 if sys.platform == "darwin" else 1024))
    study = read_manifest(tmp_path / "200000").file("towns/towns.nt")
    assert study is not None
    assert study.size > 120_000_000
    # In MB (macOS counts bytes, and is given 1024 times as much). One Python object a triple would be some 100 more.
    assert peaks[1] - peaks[0] < 80
