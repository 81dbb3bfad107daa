"""SHACL on the metadata: places, codes, messages in both languages, and no conforming report that nobody earned."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import rdflib
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, SH, XSD

from kgsm import home, iris
from kgsm.cube import Cube
from kgsm.describe import describe
from kgsm.namespaces import PROV, SHAPES
from kgsm.problems import KgsmError, Place, Severity
from kgsm.study import Span, Study
from kgsm.text import Text
from kgsm.validate import validate
from kgsm.validate.report import report_of
from kgsm.validate.result import TOLD
from kgsm.validate.shapes import check_shapes, read_shapes
from tests.builders import STUDY_IRI, Plan, evidence, source, survey, two

TABLE = (
    "wave,use,quantity,value,base,base_size,figure\n2013,yes,share,54,respondents,318,F1\n2013,no,share,46,respondents,318,F2"
)
PREFIXES = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix kgsm: <https://w3id.org/kgsm/ns#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix qb: <http://purl.org/linked-data/cube#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix shapes: <https://w3id.org/kgsm/shapes#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
LABELS = """
shapes:ConceptHasTwoLabels a sh:PropertyShape ;
    sh:targetSubjectsOf skos:notation ;
    sh:path skos:prefLabel ;
    sh:minCount 2 ;
    sh:message "Zwei Bezeichnungen."@de , "Two labels."@en ;
    kgsm:problemCode "missing-language" .
"""


@contextmanager
def probe(**values: object) -> Iterator[tuple[Cube, Study]]:
    """Give a sound study with two figures, and its cube."""
    description = two("Eine Probe, lang genug für jedes Portal, mit zwei Zahlen aus einer erdachten Umfrage.")
    keyword = (Text(de="Probe", en="sample"),)
    known = (evidence("F1", "54 %", span=Span(3, 7), locator=two("Satz 1")), evidence("F2", locator=two("Satz 2")))
    sound = {
        "description": description,
        "keywords": keyword,
        "evidence": known,
        "sources": (source(digest="0" * 64, length=99),),
    }
    with survey(Plan(TABLE), **{**sound, **values}) as study:
        yield describe(study), study


def shapes_in(folder: Path, *texts: str) -> Path:
    """Write a folder of shapes and return it."""
    for number, text in enumerate(texts):
        (folder / f"shapes-{number}.ttl").write_text(PREFIXES + text, encoding="utf-8")
    return folder


def found(folder: Path, **values: object) -> list[tuple[str, str, str]]:
    """Return what the shapes of a folder find, as place, code and English message."""
    with probe(**values) as (cube, _):
        problems = [each.problem for each in check_shapes(cube, folder)]
        return sorted((str(each.place), each.code, each.message.en) for each in problems)


def without_labels(study_lists: Study, **labels: Text) -> Study:
    """Return the study with other labels for codes."""
    lists = tuple(
        replace(
            each, concepts=tuple(replace(concept, label=labels.get(concept.code, concept.label)) for concept in each.concepts)
        )
        for each in study_lists.code_lists
    )
    return replace(study_lists, code_lists=lists)


def test_a_sound_study_conforms_to_our_shapes() -> None:
    with probe() as (cube, study):
        report = validate(cube, study)
    assert report.problems == ()
    node = URIRef(f"{STUDY_IRI}/report")
    assert (node, SH.result, None) not in report.graph
    assert (node, SH.conforms, Literal(True)) in report.graph  # noqa: FBT003 - an RDF literal


def test_a_missing_label_is_told_at_its_column(tmp_path: Path) -> None:
    shapes = shapes_in(tmp_path, LABELS)
    with survey(TABLE) as study:
        cube = describe(without_labels(study, yes=Text(de="ja", en=""), no=Text(de="", en="no"), young=Text(de="", en="")))
        places = sorted(str(each.problem.place) for each in check_shapes(cube, shapes))
    assert places == ["codes/age.csv:2:label_de", "codes/use.csv:2:label_en", "codes/use.csv:3:label_de"]


def test_the_message_of_a_shape_comes_in_both_languages_with_its_severity(tmp_path: Path) -> None:
    shapes = shapes_in(tmp_path, LABELS.replace("sh:minCount 2", "sh:minCount 3 ; sh:severity sh:Warning"))
    with survey(TABLE) as study:
        result = next(check_shapes(describe(study), shapes))
    assert result.problem.message == Text(de="Zwei Bezeichnungen.", en="Two labels.")
    assert result.problem.severity is Severity.WARNING
    assert result.shape == SHAPES.ConceptHasTwoLabels
    assert result.component == SH.MinCountConstraintComponent


def test_the_culprit_of_a_query_is_where_its_value_stands(tmp_path: Path) -> None:
    shapes = """
    <https://w3id.org/kgsm/shapes> sh:declare shapes:prefix-oa .
    shapes:prefix-oa sh:prefix "oa" ; sh:namespace "http://www.w3.org/ns/oa#" .
    shapes:SourceIsSilent a sh:NodeShape ;
        sh:targetClass kgsm:Source ;
        sh:sparql shapes:SourceIsSilent-query ;
        kgsm:problemCode "unknown-source" .
    shapes:SourceIsSilent-query a sh:SPARQLConstraint ;
        sh:message "{$this} spricht von {?value}."@de , "{$this} speaks of {?value}."@en ;
        sh:prefixes <https://w3id.org/kgsm/shapes> ;
        sh:select "SELECT $this ?value WHERE { ?target oa:hasSource $this . ?value oa:hasTarget ?target }" .
    """
    told = found(shapes_in(tmp_path, shapes))
    observation = f"{STUDY_IRI}/use/observation/F1"
    expected = f"{STUDY_IRI}/source/S00 speaks of {observation}#evidence-S00."
    assert ("evidence.csv:2", "unknown-source", expected) in told


def test_a_selector_is_told_at_the_columns_of_its_span(tmp_path: Path) -> None:
    shapes = """
    shapes:NoSpans a sh:PropertyShape ; sh:targetSubjectsOf oa:start ; sh:path oa:start ; sh:maxCount 0 ;
        sh:message "Keine."@de , "None."@en ; kgsm:problemCode "wrong-span" .
    """
    spoken = evidence("F1", "54 %", span=Span(3, 7), sentence=Span(0, 9))
    assert found(shapes_in(tmp_path, shapes), evidence=(spoken,)) == [
        ("evidence.csv:2:sentence_start", "wrong-span", "None."),
        ("evidence.csv:2:start", "wrong-span", "None."),
    ]


def test_what_has_no_place_of_its_own_is_told_at_what_it_is_part_of(tmp_path: Path) -> None:
    shapes = """
    shapes:NoBodies a sh:NodeShape ; sh:targetObjectsOf oa:hasBody ; sh:class qb:Observation ;
        sh:message "Nein."@de , "No."@en ; kgsm:problemCode "unknown-figure" .
    shapes:NoUnits a sh:NodeShape ; sh:targetNode <http://qudt.org/vocab/unit/NUM> ; sh:class qb:DataSet ;
        sh:message "Nein."@de , "No."@en ; kgsm:problemCode "wrong-choice" .
    """
    assert found(shapes_in(tmp_path, shapes)) == [
        ("study.toml", "wrong-choice", "No."),
        ("study.toml:9", "unknown-figure", "No."),
        ("study.toml:9", "unknown-figure", "No."),
    ]


def test_a_shape_of_someone_else_needs_no_code_no_iri_and_no_second_language(tmp_path: Path) -> None:
    shapes = """
    <https://elsewhere.example/QuestionIsShort> a sh:NodeShape ; sh:targetClass qb:DataSet ;
        sh:property [ sh:path kgsm:question ; sh:maxLength 2 ; sh:message "Trop long."@fr ] .
    """
    (first, *_) = found(shapes_in(tmp_path, shapes))
    assert first == ("study.toml:9:question", "question-is-short", "Trop long.")
    with probe() as (cube, study):
        report = report_of(study, check_shapes(cube, tmp_path))
    assert not any(isinstance(term, rdflib.BNode) for triple in report.graph for term in triple)
    shape = URIRef("https://elsewhere.example/QuestionIsShort")
    assert set(report.graph.objects(None, SH.sourceShape)) == {shape}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("shapes:Broken a sh:PropertyShape ; sh:path ;;; .", "cannot be read as Turtle"),
        ("shapes:Misspelt a sh:NodeShape ; sh:targetClass qb:DataSet ; sh:minCout 1 .", "which SHACL does not have"),
        ("shapes:Js a sh:NodeShape ; sh:targetClass qb:DataSet ; sh:js [ sh:jsFunctionName 'f' ] .", "is not supported here"),
        ("shapes:Target a sh:NodeShape ; sh:target [ sh:select '' ] ; sh:nodeKind sh:Literal .", "is not supported here"),
        ("shapes:Either a sh:NodeShape ; sh:expression [ sh:path qb:dataSet ] .", "is not supported here"),
        ("shapes:NoShape a qb:DataSet .", "There are no shapes"),
        (
            "shapes:Twice a sh:PropertyShape ; sh:targetClass qb:DataSet ; sh:path kgsm:note ; sh:minCount 1 , 2 .",
            "The shapes cannot be applied",
        ),
        (
            "shapes:Query a sh:NodeShape ; sh:targetClass qb:DataSet ; sh:sparql shapes:q ."
            'shapes:q sh:select "SELECT $this WHERE {" .',
            "The shapes cannot be applied",
        ),
    ],
)
def test_shapes_that_cannot_be_applied_are_an_error_and_no_conforming_report(tmp_path: Path, text: str, reason: str) -> None:
    shapes = shapes_in(tmp_path, text)
    with probe() as (cube, _), pytest.raises(KgsmError, match=reason):
        list(check_shapes(cube, shapes))
    assert rdflib.NORMALIZE_LITERALS
    assert Literal("01", datatype=rdflib.XSD.integer).eq(Literal(1))


def test_a_shape_that_a_whole_file_fails_is_told_a_hundred_times_and_counted(tmp_path: Path) -> None:
    shapes = shapes_in(tmp_path, LABELS.replace("sh:minCount 2", "sh:minCount 3"))
    with survey(TABLE) as study:
        use = study.code_lists[1]
        many = tuple(
            replace(use.concepts[0], code=f"c{row}", iri=iris.concept(use.iri, f"c{row}"), place=Place("codes/use.csv", row))
            for row in range(2, 202)
        )
        longer = replace(study, code_lists=(replace(use, concepts=many),))
        problems = [each.problem for each in check_shapes(describe(longer), shapes)]
    vocabulary = [each for each in problems if each.place.file == "study.toml"]
    assert len(problems) == TOLD
    assert [each.place.row for each in problems if each not in vocabulary][:-1] == list(range(2, TOLD + 1))
    assert "more places." in problems[-1].message.en


def test_a_folder_without_shapes_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(KgsmError, match="There are no shapes"):
        read_shapes(tmp_path)


def test_our_shapes_can_be_read() -> None:
    assert len(read_shapes(home.shapes())) > 100


FAULTY = """
    wave,use,quantity,value,base,base_size,figure,status
    2013,yes,share,54,respondents,318,F1,A
    2013,maybe,share,"46,0",respondents,318,F2,A
    2013,yes,share,54,respondents,318,F3,A
"""


def faulty_report() -> Graph:
    """Return the report of a study with faults in its table and its metadata."""
    with survey(Plan(FAULTY, source=None), sources=(source(digest="x"),)) as study:
        return validate(describe(study), study).graph


def test_the_report_is_one_of_shacl_with_places_and_without_blank_nodes() -> None:
    graph = faulty_report()
    report = URIRef(f"{STUDY_IRI}/report")
    assert (report, SH.conforms, Literal(False)) in graph  # noqa: FBT003 - an RDF literal
    results = list(graph.objects(report, SH.result))
    remarks = set(graph.objects(URIRef(f"{STUDY_IRI}/remarks"), SH.result))
    assert {*results, *remarks} == set(graph.subjects(RDF.type, SH.ValidationResult))
    assert {str(each) for each in results} == {f"{STUDY_IRI}/report/result-{number}" for number in range(1, len(results) + 1)}
    assert not any(isinstance(term, rdflib.BNode) for triple in graph for term in triple)
    derived = {name: iris.shape(STUDY_IRI, *name.split("/")) for name in ("use/use/code", "use/value/datatype", "use/key")}
    for result in results:
        for predicate in (SH.focusNode, SH.resultSeverity, SH.sourceShape, SH.sourceConstraintComponent, PROV.wasDerivedFrom):
            assert isinstance(graph.value(result, predicate, any=False), URIRef)
        assert {each.language for each in graph.objects(result, SH.resultMessage) if isinstance(each, Literal)} == {"de", "en"}
    (unknown,) = graph.subjects(SH.sourceShape, derived["use/use/code"])
    cells = {str(graph.value(unknown, PROV.wasDerivedFrom))}
    assert cells == {f"{STUDY_IRI}/tables/use.csv#cell=3,2"}
    assert graph.value(unknown, SH.sourceConstraintComponent) == SH.InConstraintComponent
    wrong = next(graph.subjects(SH.sourceShape, derived["use/value/datatype"]))
    assert graph.value(wrong, SH.value) == Literal("46,0", datatype=XSD.integer, normalize=False)
    assert graph.value(wrong, SH.focusNode) == URIRef(f"{STUDY_IRI}/use/observation/2013/maybe/share")
    digest = next(graph.subjects(SH.value, Literal("x")))
    assert str(graph.value(digest, PROV.wasDerivedFrom)) == f"{STUDY_IRI}/sources.csv#row=2"
    twice = {str(graph.value(each, PROV.wasDerivedFrom)) for each in graph.subjects(SH.sourceShape, derived["use/key"])}
    assert twice == {f"{STUDY_IRI}/tables/use.csv#row=2", f"{STUDY_IRI}/tables/use.csv#row=4"}


def test_the_same_study_gives_the_same_report() -> None:
    first, second = (faulty_report().serialize(format="nt", encoding="utf-8").splitlines() for _ in range(2))
    assert sorted(first) == sorted(second)


def test_a_row_whose_codes_make_no_iri_has_one_of_its_own() -> None:
    with survey('wave,use,quantity,value\n2013,"a <b>",count,5') as study:
        graph = validate(describe(study), study).graph
    (result,) = graph.subjects(SH.sourceShape, iris.shape(STUDY_IRI, "use", "use", "code"))
    assert graph.value(result, SH.focusNode) == iris.row(iris.dataset(STUDY_IRI, "use"), 2)
    Graph().parse(data=graph.serialize(format="turtle"))


def test_the_report_conforms_to_nothing_less_than_shacl(tmp_path: Path) -> None:
    """A warning keeps a study from no reader, yet the report does not conform: SHACL 3.6.1.1 knows no other reading."""
    shapes = shapes_in(tmp_path, LABELS.replace("sh:minCount 2", "sh:minCount 3 ; sh:severity sh:Warning"))
    with probe() as (cube, study):
        report = report_of(study, check_shapes(cube, shapes))
    assert report.violations == ()
    assert report.problems
    assert (None, SH.conforms, Literal(False)) in report.graph  # noqa: FBT003 - an RDF literal
