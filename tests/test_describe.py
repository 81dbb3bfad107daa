"""Describing: the four forms of an observation say the same, whatever stands in the cells."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import Graph, Literal, URIRef

from kgsm.cube import Cube
from kgsm.describe import describe
from kgsm.namespaces import PREFIXES, QB, RDF, SDMX_DIMENSION, STATDCAT, XSD
from kgsm.study import Study
from tests.small_study import STUDY, small_study

Row = list[str | None]

USE = f"{STUDY}/use"
PROPERTY = f"{STUDY}/property/"
PLAIN: Row = ["2013", "yes", "54", None, None, None, None, None, None, None, None, "exact"]


def statements(cube: Cube, form: str, folder: Path) -> set[str]:
    """Return the triples of the first stream in `form`, read by another reader than any of ours."""
    stream = cube.observations[0]
    path = folder / f"part.{form}"
    path.unlink(missing_ok=True)
    stream.write(form, path)
    text = path.read_text(encoding="utf-8")
    if form == "nt":
        found = ox.parse(text, ox.RdfFormat.N_TRIPLES)
    elif form == "ttl":
        prefixes = {**PREFIXES, "property": PROPERTY}
        head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in prefixes.items())
        found = ox.parse(f"@base <{STUDY}/> .\n{head}{text}", ox.RdfFormat.TURTLE)
    else:
        nodes = [json.loads(line) for line in text.splitlines()]
        document = json.dumps({"@context": cube.context, "@graph": nodes})
        found = ox.parse(document, ox.RdfFormat.JSON_LD)
    return {str(each) for each in found}


def only(graph: Graph, subject: str, predicate: str) -> set[object]:
    return set(graph.objects(URIRef(subject), URIRef(predicate)))


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t\"\\'"), min_size=1, max_size=30)
integers = st.integers(-(10**20), 10**20).map(str)
decimals = st.decimals(allow_nan=False, allow_infinity=False, places=3).map(lambda each: format(each, "f"))
numbers = st.one_of(integers, decimals, st.sampled_from(["007", "+5", "-0", "0.50", ".5", "100"]))
rows = st.fixed_dictionaries(
    {},
    optional={
        "ratio": st.one_of(integers, decimals),
        "size": st.one_of(integers, st.sampled_from(["007", "+5"])),
        "day": st.dates().map(str),
        "year": st.integers(1000, 9999).map(str),
        "page": st.sampled_from(["https://example.org/a?b=c&d=%20e#f", "urn:x:y", f"{STUDY}/use"]),
        "words": texts,
        "note_de": texts,
        "note_en": texts,
    },
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(numbers, rows)
def test_every_form_of_an_observation_is_the_same_graph(tmp_path: Path, value: str, cells: dict[str, str]) -> None:
    names = ("ratio", "size", "day", "year", "page", "words", "note_de", "note_en")
    row: Row = ["2013", "yes", value, *(cells.get(each) for each in names), "rounded"]
    with small_study([row]) as study:
        cube = describe(study)
        expected = statements(cube, "nt", tmp_path)
        assert statements(cube, "ttl", tmp_path) == expected
        assert statements(cube, "jsonld", tmp_path) == expected
        datatype = XSD.decimal if "." in value else XSD.integer
        assert f'<{USE}/observation/2013/yes> <{PROPERTY}amount> "{value}"^^<{datatype}>' in expected
        graph = Graph().parse(tmp_path / "part.nt", format="nt")
        said = only(graph, f"{USE}/observation/2013/yes", f"{PROPERTY}words")
        assert said == {Literal(each) for each in [cells.get("words")] if each}
        cube.observations[0].write("csv", tmp_path / "part.csv")
        with (tmp_path / "part.csv").open(encoding="utf-8", newline="") as file:
            head = cube.observations[0].headers["csv"].split(",")
            (record,) = [dict(zip(head, each, strict=True)) for each in csv.reader(file)]
        assert record["words"] == cells.get("words", "")
        assert record["amount"] == value
        assert record["use_label_en"] == "yes in English"


def test_observations_keep_the_order_of_the_table(tmp_path: Path) -> None:
    first: Row = ["2016", "yes", *PLAIN[2:]]
    with small_study([first, PLAIN]) as study:
        describe(study).observations[0].write("nt", tmp_path / "x.nt")
    subjects = list(dict.fromkeys(line.split(" ")[0] for line in (tmp_path / "x.nt").read_text().splitlines()))
    assert [each.split("/")[-2] for each in subjects if "/observation/" in each] == ["2016", "2013"]


def test_each_slice_holds_its_observations_and_its_key_value(tmp_path: Path) -> None:
    with small_study([PLAIN, ["2013", "no", *PLAIN[2:]], ["2016", "yes", *PLAIN[2:]]]) as study:
        cube = describe(study)
        graph = cube.graph + Graph().parse(
            data="\n".join(sorted(statements(cube, "nt", tmp_path))).replace("\n", " .\n") + " .", format="nt"
        )
    slices = set(graph.objects(URIRef(USE), QB.slice))
    assert slices == {URIRef(f"{USE}/slice/2013"), URIRef(f"{USE}/slice/2016")}
    assert only(graph, f"{USE}/slice/2013", str(QB.observation)) == {
        URIRef(f"{USE}/observation/2013/yes"),
        URIRef(f"{USE}/observation/2013/no"),
    }
    assert only(graph, f"{USE}/slice/2013", f"{PROPERTY}wave") == {URIRef(f"{STUDY}/code/wave/2013")}


def test_a_constant_is_a_triple_of_each_observation_and_no_part_of_its_iri(tmp_path: Path) -> None:
    with small_study([PLAIN]) as study:
        text = "\n".join(sorted(statements(describe(study), "nt", tmp_path)))
    assert f"<{USE}/observation/2013/yes> <http://purl.org/linked-data/sdmx/2009/dimension#refArea>" in text


def test_the_metadata_has_no_blank_node_and_says_where_each_subject_stands() -> None:
    with small_study([PLAIN]) as study:
        cube = describe(study)
    for graph in (cube.graph, cube.catalog):
        assert all(isinstance(term, URIRef | Literal) for triple in graph for term in triple)
    own = {each for each in cube.graph.subjects() if str(each).startswith(str(STUDY))}
    assert own - set(cube.places) == set()


def test_a_structure_has_a_specification_for_each_component_in_order() -> None:
    with small_study([PLAIN]) as study:
        graph = describe(study).graph
        names = [each.component.name for each in study.datasets[0].specifications]
    structure = URIRef(f"{USE}/structure")
    ordered = sorted(graph.objects(structure, QB.component), key=lambda each: int(str(graph.value(each, QB.order))))
    assert [str(each).rsplit("/", 1)[-1] for each in ordered] == [*names, "evidence", "statement"]
    assert (structure, RDF.type, QB.DataStructureDefinition) in graph


@pytest.mark.parametrize("form", ["nt", "ttl", "jsonld", "csv"])
def test_writing_twice_gives_the_same_bytes(form: str, tmp_path: Path) -> None:
    with small_study([PLAIN, ["2016", "no", *PLAIN[2:]]]) as study:
        stream = describe(study).observations[0]
        stream.write(form, tmp_path / "a")
        stream.write(form, tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_the_number_of_series_is_that_of_keys_without_the_period() -> None:
    rows: list[Row] = [[wave, use, "1", *[None] * 8, "exact"] for wave in ("2013", "2016") for use in ("yes", "no")]
    with small_study(rows) as study:
        assert number_of_series(study) == 4
        period = replace(study.datasets[0].specifications[0].component, super_property=SDMX_DIMENSION.refPeriod)
        first = replace(study.datasets[0].specifications[0], component=period)
        dataset = replace(study.datasets[0], specifications=(first, *study.datasets[0].specifications[1:]))
        assert number_of_series(replace(study, datasets=(dataset,))) == 2


def number_of_series(study: Study) -> int:
    return int(str(describe(study).catalog.value(study.iri, STATDCAT.numSeries)))
