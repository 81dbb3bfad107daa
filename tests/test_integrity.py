"""kgsm check of RDF files: each constraint, on cubes of many kinds, by kgsm's queries and by pySHACL with the shapes."""

import re
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef

from kgsm import home
from kgsm.messages import MESSAGES
from kgsm.namespaces import KGSM, RDF, SH, SHAPES
from kgsm.problems import Problem, Severity
from kgsm.validate.integrity import check_graph
from kgsm.validate.result import TOLD
from tests.integrity_oracle import HEAD, broken, by_kgsm, by_pyshacl, shapes

HERE = Path(__file__)
CONSTRAINTS = [f"IC-{number}" for number in range(22)]
OURS = sorted((home.shapes() / "examples" / "integrity").glob("*.ttl"))
# Examples of another origin, where they lie beside the checkout.
SHARED = sorted(each for above in HERE.parents for each in (above / "shared/conformance/qb-examples").glob("*/*.ttl"))

STRUCTURE = """
ex:set qb:structure ex:structure .
ex:structure qb:component [ qb:dimension ex:place ] , [ qb:dimension ex:year ] , [ qb:measure ex:number ] .
ex:place rdfs:range ex:Place . ex:year rdfs:range xsd:gYear .
"""
MEASURES = """
ex:set qb:structure ex:structure .
ex:structure qb:component [ qb:dimension ex:place ] , [ qb:dimension qb:measureType ] , [ qb:measure ex:beds ] , [ qb:measure ex:rooms ] .
ex:place rdfs:range ex:Place .
ex:o1 qb:dataSet ex:set ; ex:place ex:east ; qb:measureType ex:beds ; ex:beds 7 .
ex:o2 qb:dataSet ex:set ; ex:place ex:east ; qb:measureType ex:rooms ; ex:rooms 4 .
"""
TWO_HIERARCHIES = """
ex:set qb:structure ex:structure .
ex:structure qb:component [ qb:dimension ex:place ] , [ qb:dimension ex:trade ] , [ qb:measure ex:number ] .
ex:place rdfs:range ex:Place ; qb:codeList ex:places .
ex:trade rdfs:range ex:Trade ; qb:codeList ex:trades .
ex:places a qb:HierarchicalCodeList ; qb:hierarchyRoot ex:land ; qb:parentChildProperty ex:contains .
ex:land ex:contains ex:east . ex:east ex:contains ex:land .
ex:trades a qb:HierarchicalCodeList ; qb:hierarchyRoot ex:all ; qb:parentChildProperty [ owl:inverseOf skos:broader ] .
ex:crafts skos:broader ex:all . ex:bakery skos:broader ex:crafts . ex:all skos:broader ex:bakery .
"""
SLICES = """
ex:set qb:structure ex:structure ; qb:slice ex:slice ; ex:unit ex:person ; ex:source ex:register .
ex:structure qb:sliceKey ex:key ; qb:component [ qb:dimension ex:place ] , [ qb:dimension ex:year ] , [ qb:measure ex:number ] ,
    [ qb:attribute ex:unit ; qb:componentRequired true ; qb:componentAttachment qb:DataSet ] ,
    [ qb:attribute ex:source ; qb:componentRequired true ; qb:componentAttachment qb:Slice ] .
ex:place rdfs:range ex:Place . ex:year rdfs:range xsd:gYear .
ex:key qb:componentProperty ex:year .
ex:slice qb:sliceStructure ex:key ; ex:year "2020"^^xsd:gYear ; qb:observation ex:o1 , ex:o2 .
ex:o1 qb:dataSet ex:set ; ex:place ex:east ; ex:number 1 . ex:o2 qb:dataSet ex:set ; ex:place ex:west ; ex:number 1 .
"""


def observation(name: str, **values: str) -> str:
    parts = "".join(f" ; ex:{component} {value}" for component, value in values.items())
    return f"ex:{name} qb:dataSet ex:set{parts} .\n"


def year(text: str) -> str:
    return f'"{text}"^^xsd:gYear'


# What the graph is, its Turtle, the constraints it breaks.
CUBES = {
    "years are not equal because they cannot be compared": (
        STRUCTURE
        + "".join(observation(f"o{each}", place="ex:east", year=year(each), number="1") for each in ("2019", "2020", "2021")),
        set(),
    ),
    "one year twice": (
        STRUCTURE + "".join(observation(name, place="ex:east", year=year("2020"), number="1") for name in ("o1", "o2")),
        {"IC-12"},
    ),
    "an observation without a year is no duplicate of another one": (
        STRUCTURE + "".join(observation(name, place="ex:east", number="1") for name in ("o1", "o2")),
        {"IC-11"},
    ),
    "numbers equal by value": (
        STRUCTURE
        + "".join(observation(f"o{each}", place=each, year=year("2020"), number="1") for each in ("30", "30.0", "3.0E1"))
        .replace("o30.0", "b")
        .replace("o3.0E1", "c"),
        {"IC-12"},
    ),
    "times equal by instant": (
        STRUCTURE
        + observation("o1", place='"2020-01-01T00:30:00+02:00"^^xsd:dateTime', year=year("2020"), number="1")
        + observation("o2", place='"2019-12-31T22:30:00.0Z"^^xsd:dateTime', year=year("2020"), number="1"),
        {"IC-12"},
    ),
    "times that differ in their zone alone": (
        STRUCTURE
        + observation("o1", place='"2020-01-01T00:30:00Z"^^xsd:dateTime', year=year("2020"), number="1")
        + observation("o2", place='"2020-01-01T00:30:00+01:00"^^xsd:dateTime', year=year("2020"), number="1"),
        set(),
    ),
    "the dimensions' values swapped are other values": (
        STRUCTURE
        + observation("o1", place="ex:a", year="ex:b", number="1")
        + observation("o2", place="ex:b", year="ex:a", number="1"),
        set(),
    ),
    "a measure-dimension cube": (MEASURES, set()),
    "by qb:measureDimension": (MEASURES.replace("qb:dimension qb:measureType", "qb:measureDimension qb:measureType"), set()),
    "a duplicate for one measure does not make up for another": (
        MEASURES.replace("qb:measureType ex:rooms ; ex:rooms 4", "qb:measureType ex:beds ; ex:beds 4"),
        {"IC-12", "IC-17"},
    ),
    "a duplicate where all measures are present": (
        MEASURES + "ex:o3 qb:dataSet ex:set ; ex:place ex:east ; qb:measureType ex:rooms ; ex:rooms 5 .",
        {"IC-12"},
    ),
    "another measure than the one it names": (MEASURES.replace("ex:rooms 4", "ex:beds 4"), {"IC-15", "IC-16"}),
    "a measure type that is no measure of the structure": (
        MEASURES + "ex:o3 qb:dataSet ex:set ; ex:place ex:east ; qb:measureType ex:halls ; ex:halls 1 .",
        set(),
    ),
    "a cube of measures alone": (
        MEASURES.replace("[ qb:dimension ex:place ] , ", "").replace("ex:o2 qb:dataSet ex:set ;", "ex:o2 a ex:Draft ;"),
        {"IC-17"},
    ),
    "values of a slice and of a dataset": (
        SLICES.replace("ex:slice qb:sliceStructure", "ex:slice ex:source ex:register ; qb:sliceStructure"),
        set(),
    ),
    "an attribute written at another level than it is attached to": (SLICES, {"IC-13"}),
    "an observation of a slice without its dataset": (
        SLICES.replace("ex:slice qb:sliceStructure", "ex:slice ex:source ex:register ; qb:sliceStructure").replace(
            "ex:o2 qb:dataSet ex:set ;", "ex:o2"
        ),
        {"IC-1", "IC-18"},
    ),
    "two hierarchies with circles, one by its inverse": (
        TWO_HIERARCHIES + observation("o1", place="ex:east", trade="ex:bakery", number="1"),
        set(),
    ),
    "a code that only the other list's property reaches": (
        TWO_HIERARCHIES + "ex:mill skos:broader ex:east . " + observation("o1", place="ex:mill", trade="ex:bakery", number="1"),
        {"IC-20"},
    ),
    "a code that only the other list's property reaches, backwards": (
        TWO_HIERARCHIES + "ex:all ex:contains ex:mill . " + observation("o1", place="ex:east", trade="ex:mill", number="1"),
        {"IC-21"},
    ),
    "several datasets, one structure": (
        STRUCTURE
        + "ex:other qb:structure ex:structure . "
        + observation("o1", place="ex:east", year=year("2020"), number="1")
        + observation("o2", place="ex:east", year=year("2020"), number="1").replace("ex:set", "ex:other"),
        set(),
    ),
    "two structures": (
        STRUCTURE
        + "ex:set qb:structure ex:later . ex:later qb:component [ qb:dimension ex:place ] , [ qb:measure ex:number ] . "
        + observation("o1", place="ex:east", year=year("2020"), number="1"),
        {"IC-2"},
    ),
    "no structure": (observation("o1", place="ex:east", number="1"), {"IC-2"}),
    "a structure that is not typed, without a measure": (
        STRUCTURE.replace("qb:measure ex:number", "qb:attribute ex:number")
        + observation("o1", place="ex:east", year=year("2020")),
        {"IC-3"},
    ),
    "an ordered collection inside a collection": (
        STRUCTURE.replace("rdfs:range ex:Place", "rdfs:range skos:Concept ; qb:codeList ex:places")
        + "ex:places a skos:Collection ; skos:member ex:coast . ex:coast skos:memberList ( ex:east ex:west ) . ex:east a skos:Concept . "
        + observation("o1", place="ex:east", year=year("2020"), number="1"),
        set(),
    ),
    "a member of a collection that is no concept": (
        STRUCTURE.replace("rdfs:range ex:Place", "rdfs:range skos:Concept ; qb:codeList ex:places")
        + "ex:places a skos:Collection ; skos:member ex:east . "
        + observation("o1", place="ex:east", year=year("2020"), number="1"),
        {"IC-19"},
    ),
    "codes of a class below skos:Concept": (
        STRUCTURE.replace("rdfs:range ex:Place", "rdfs:range skos:Concept ; qb:codeList ex:places")
        + "ex:places a skos:ConceptScheme . ex:Area rdfs:subClassOf ex:Region . ex:Region rdfs:subClassOf skos:Concept . "
        + "ex:east a ex:Area ; skos:inScheme ex:places . "
        + observation("o1", place="ex:east", year=year("2020"), number="1"),
        set(),
    ),
    "blank nodes as observations": (
        STRUCTURE
        + "[] qb:dataSet ex:set ; ex:place ex:east ; ex:year 2020 ; ex:number 1 . [] qb:dataSet ex:set ; ex:place ex:east ; ex:year 2020 ; ex:number 2 .",
        {"IC-12"},
    ),
    "literals outside their lexical space": (
        STRUCTURE + observation("o1", place="ex:east", year='"2O20"^^xsd:gYear', number='"1,5"^^xsd:decimal'),
        {"IC-0"},
    ),
}


def report_problems(folder: Path, turtle: str) -> tuple[Problem, ...]:
    path = folder / "cube.ttl"
    path.write_text(turtle, encoding="utf-8")
    return check_graph([path]).problems


@pytest.mark.parametrize("name", CUBES)
def test_a_cube_breaks_these_constraints_and_no_others(tmp_path: Path, name: str) -> None:
    turtle, expected = CUBES[name]
    assert broken(by_kgsm(HEAD + turtle, tmp_path)) == expected
    assert broken(by_pyshacl(HEAD + turtle)) == expected


@pytest.mark.parametrize("path", [*OURS, *SHARED], ids=lambda path: path.name)
def test_an_example_breaks_its_constraint_or_none(tmp_path: Path, path: Path) -> None:
    number = int(re.findall(r"\d+", path.name)[0])
    expected = set() if ".valid" in path.name or path.parent.name == "good" else {f"IC-{number}"}
    assert broken(by_kgsm(path.read_text("utf-8"), tmp_path)) == expected
    assert {each.code.upper() for each in check_graph([path]).problems} == expected


def test_each_constraint_has_two_examples() -> None:
    assert {path.name for path in OURS} == {f"{name}.{kind}.ttl" for name in CONSTRAINTS for kind in ("valid", "invalid")}


def test_the_shapes_are_the_constraints_and_each_says_what_it_is() -> None:
    graph = shapes()
    named = {shape for kind in (SH.NodeShape, SH.PropertyShape) for shape in graph.subjects(RDF.type, kind)}
    assert named == {SHAPES[name] for name in CONSTRAINTS}
    for name in CONSTRAINTS:
        shape = SHAPES[name]
        assert graph.value(shape, SH.severity) == SH.Violation
        assert (shape, URIRef("http://www.w3.org/2000/01/rdf-schema#seeAlso"), None) in graph
        assert graph.value(shape, KGSM.problemCode) == Literal(name.lower())
        assert {str(each.language) for each in graph.objects(shape, SH.message) if isinstance(each, Literal)} == {"de", "en"}


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_a_sentence_names_its_constraint_and_no_other_one(name: str) -> None:
    sentences = [*MESSAGES[name.lower()].values(), *(str(each) for each in shapes().objects(SHAPES[name], SH.message))]
    assert len(sentences) == 4
    assert all(re.findall(r"IC-\d+", each) == [name] for each in sentences)


def test_each_place_is_the_line_of_the_node_at_fault(tmp_path: Path) -> None:
    turtle = STRUCTURE + "\n" + observation("o1", place="ex:east", number="1") + observation("o2", place="ex:east", number="1")
    found = report_problems(tmp_path, HEAD + turtle)
    first = HEAD.count("\n") + STRUCTURE.count("\n") + 2
    assert [(each.place.row, each.code) for each in found] == [(first, "ic-11"), (first + 1, "ic-11")]
    assert f"cube.ttl:{first}: IC-11: The observation <http://example.org/o1> has no value of the dimension" in str(found[0])


@pytest.mark.parametrize(
    ("suffix", "text", "row"),
    [
        (".nt", "<http://example.org/a> <http://example.org/b> 'c' .\n<http://example.org/set> <{qb}structure> _:b .\n", None),
        (".ttl", "@base <http://example.org/> .\n@prefix qb: <{qb}> .\n<o1>\n a qb:Observation .\n", 3),
        (
            ".ttl",
            "@prefix qb: <{qb}> .\n@prefix ex: <http://example.org/> .\nex:a ex:b\n  ex:o1 ,\n  ex:c .\nex:o1 a qb:Observation .\n",
            6,
        ),
        (".ttl", "PREFIX qb: <{qb}>\nPREFIX : <http://example.org/>\n\n:o1 a qb:Observation .\n", 4),
        (
            ".rdf",
            '<rdf:RDF xmlns:rdf="{rdf}" xmlns:q="{qb}">\n<q:Observation\n  rdf:about="http://example.org/o1"/></rdf:RDF>',
            3,
        ),
        (".jsonld", '{{\n"@id": "http://example.org/o1",\n"@type": "{qb}Observation"}}', 2),
        (".nq", "\n<http://example.org/o1> <{rdf}type> <{qb}Observation> <http://example.org/graph> .", 2),
    ],
)
def test_lines_are_found_in_every_format(tmp_path: Path, suffix: str, text: str, row: int | None) -> None:
    path = tmp_path / f"cube{suffix}"
    path.write_text(text.format(qb="http://purl.org/linked-data/cube#", rdf=str(RDF)), encoding="utf-8")
    problems = check_graph([path]).problems
    assert [(each.place.row, each.code) for each in problems if each.code == "ic-1"] == ([] if row is None else [(row, "ic-1")])


def test_many_faults_of_one_kind_are_told_in_part_and_counted_in_full(tmp_path: Path) -> None:
    many = "".join(observation(f"o{number}", year=year("2020"), number="1") for number in range(TOLD + 50))
    found = [each for each in report_problems(tmp_path, HEAD + STRUCTURE + many) if each.code == "ic-11"]
    assert len(found) == TOLD
    assert found[-1].message.en.endswith("The same in 50 more places.")
    assert found[-1].message.de.endswith("Ebenso an 50 weiteren Stellen.")


def test_several_files_are_one_graph_and_blank_nodes_stay_apart(tmp_path: Path) -> None:
    structure, data = tmp_path / "structure.ttl", tmp_path / "data.ttl"
    structure.write_text(HEAD + STRUCTURE + "ex:key a qb:SliceKey . _:x a qb:SliceKey .", encoding="utf-8")
    data.write_text(HEAD + "_:x qb:dataSet ex:set ; ex:place ex:east ; ex:number 1 .", encoding="utf-8")
    found = check_graph([structure, data]).problems
    assert [(Path(each.place.file).name, each.code) for each in found] == [
        ("data.ttl", "ic-11"), ("structure.ttl", "ic-7"), ("structure.ttl", "ic-7"),
    ]  # fmt: skip


def test_named_graphs_are_one_graph(tmp_path: Path) -> None:
    path = tmp_path / "cube.trig"
    data = observation("o1", place="ex:east", year=year("2020"), number="1")
    path.write_text(f"{HEAD} ex:meta {{ {STRUCTURE} }} ex:data {{ {data} }}", encoding="utf-8")
    assert check_graph([path]).problems == ()


def test_the_report_is_that_of_a_shacl_engine(tmp_path: Path) -> None:
    path = tmp_path / "cube.ttl"
    path.write_text(HEAD + MEASURES.replace("ex:rooms 4", "ex:beds 4"), encoding="utf-8")
    graph = check_graph([path]).graph
    (report,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert graph.value(report, SH.conforms) == Literal(lexical_or_value=False)
    again = Graph().parse(data=graph.serialize(format="turtle"), format="turtle")
    assert again.isomorphic(graph)
    for node in graph.objects(report, SH.result):
        assert {str(each) for each in graph.predicates(node)} >= {
            str(SH[each])
            for each in ("focusNode", "resultSeverity", "resultMessage", "sourceShape", "sourceConstraintComponent")
        }


def test_two_runs_say_the_same(tmp_path: Path) -> None:
    path = tmp_path / "cube.ttl"
    path.write_text(HEAD + CUBES["blank nodes as observations"][0], encoding="utf-8")
    first, second = check_graph([path]), check_graph([path])
    assert first.problems == second.problems
    assert set(first.graph) == set(second.graph)


@pytest.mark.parametrize("text", ["", "# nothing\n", "<http://example.org/a> <http://example.org/b> 3 ."])
def test_a_graph_without_a_cube_does_not_conform(tmp_path: Path, text: str) -> None:
    (found,) = report_problems(tmp_path, text)
    assert (found.code, found.severity) == ("no-cube", Severity.VIOLATION)


def test_a_cube_without_observations_says_what_was_not_checked(tmp_path: Path) -> None:
    (found,) = report_problems(tmp_path, HEAD + STRUCTURE)
    assert (found.code, found.severity) == ("no-observation", Severity.WARNING)
