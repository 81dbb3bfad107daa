"""The shapes: each is one claim, told in both languages, and each accepts its valid and refuses its invalid example."""

import re
from collections import Counter
from functools import cache
from itertools import chain
from pathlib import Path

import pyshacl
import pytest
from rdflib import Graph, Literal, URIRef

from kgsm import home
from kgsm.messages import MESSAGES
from kgsm.namespaces import CONTRIBUTOR, KGSM, PREFIXES, RDF, RDFS, SH, SHAPES

FAMILIES = ("catalog", "codelist", "cube", "finding")
HIGH_VALUE = "http://data.europa.eu/eli/reg_impl/2023/138/oj"
EXAMPLES = home.shapes() / "examples"
TARGETS = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode)


def read(*paths: Path) -> Graph:
    graph = Graph(bind_namespaces="none")
    for path in paths:
        graph.parse(path, format="turtle")
    return graph


@cache
def shapes_of(family: str) -> Graph:
    return read(home.shapes() / "shapes.ttl", home.shapes() / f"{family}.ttl")


@cache
def all_shapes() -> Graph:
    return read(*sorted(home.shapes().glob("*.ttl")))


@cache
def context_of(family: str) -> Graph:
    return read(EXAMPLES / family / "context.ttl")


def claims(family: str) -> list[str]:
    """Return the names of the shapes of a family: those with an IRI."""
    kinds = (SH.NodeShape, SH.PropertyShape)
    found = chain.from_iterable(shapes_of(family).subjects(RDF.type, kind) for kind in kinds)
    return sorted(str(each).removeprefix(str(SHAPES)) for each in found if isinstance(each, URIRef))


EVERY = [(family, name) for family in FAMILIES for name in claims(family)]


def broken(data: Graph, shapes: Graph) -> Counter[str]:
    """Return the names of the shapes that `data` breaks, each with the number of results."""
    _, report, text = pyshacl.validate(data, shacl_graph=shapes, inference="none")
    assert isinstance(report, Graph), text
    sources = (report.value(each, SH.sourceShape) for each in report.subjects(RDF.type, SH.ValidationResult))
    return Counter(str(each).removeprefix(str(SHAPES)) for each in sources)


def in_context(family: str, turtle: str) -> Graph:
    """Return `turtle`, which may use our prefixes and ex:, together with the context of its family."""
    known = {**PREFIXES, "ex": "http://example.org/"}
    prefixes = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in known.items())
    return (Graph(bind_namespaces="none") + context_of(family)).parse(data=prefixes + turtle, format="turtle")


def example(family: str, name: str, kind: str) -> Graph:
    return in_context(family, (EXAMPLES / family / f"{name}.{kind}.ttl").read_text(encoding="utf-8"))


@pytest.mark.parametrize("family", FAMILIES)
def test_the_context_of_the_examples_conforms(family: str) -> None:
    assert not broken(context_of(family), shapes_of(family))


@pytest.mark.parametrize(("family", "name"), EVERY)
def test_a_valid_example_breaks_no_shape(family: str, name: str) -> None:
    assert not broken(example(family, name, "valid"), shapes_of(family))


@pytest.mark.parametrize(("family", "name"), EVERY)
def test_an_invalid_example_breaks_its_shape_and_no_other(family: str, name: str) -> None:
    assert set(broken(example(family, name, "invalid"), shapes_of(family))) == {name}


@pytest.mark.parametrize(
    ("family", "name", "turtle"),
    [
        ("cube", "DatasetHasOneStructure", "ex:tourism qb:structure ex:other ."),
        ("cube", "SpecificationHasOneComponent", "ex:structure qb:component ex:empty . ex:empty qb:order 4 ."),
        ("cube", "SpecificationHasOrder", "ex:structure-unit qb:order 4 ."),
        ("cube", "ComponentLabelInBothLanguages", 'ex:unit rdfs:label "Maßeinheit"@de .'),
        ("cube", "ComponentLabelInBothLanguages", 'ex:unit rdfs:label "unité"@fr .'),
        ("cube", "SliceHasOneStructure", "ex:north qb:sliceStructure ex:other . ex:structure qb:sliceKey ex:other ."),
        ("codelist", "HierarchyHasNoCircle", "ex:forum skos:broader ex:forum ."),
        ("codelist", "ConceptHasOneCode", 'ex:forum skos:notation "board" .'),
        ("finding", "ObservationHasOneDataset", "ex:yes qb:dataSet ex:other . ex:other qb:structure ex:structure ."),
        ("finding", "ObservationHasUnit", "ex:yes sdmx-attribute:unitMeasure unit:NUM ."),
        ("finding", "BaseSizeIsPositiveInteger", 'ex:no kgsm:baseSize "many" .'),
        ("finding", "EvidenceIsAboutObservation", "ex:yes-evidence oa:hasBody ex:no ."),
        ("finding", "TokenIsShort", 'ex:yes-evidence kgsm:token "sixty" .'),
        ("finding", "SelectorStartsBeforeItEnds", 'ex:yes-token oa:start "130"^^xsd:nonNegativeInteger .'),
        ("finding", "SourceIsNoCopyOfItself", "ex:minutes kgsm:copyOf ex:minutes ."),
        ("catalog", "PublisherIsOneAgent", "ex:rooms dcterms:publisher ex:club . ex:club a foaf:Agent ; foaf:name 'Club' ."),
        ("catalog", "StudyIdentifierIsItsIRI", 'ex:rooms dcterms:identifier "rooms" .'),
        ("catalog", "DistributionHasOneLicence", "ex:rooms.csv dcterms:license <http://dcat-ap.de/def/licenses/cc-by> ."),
        ("catalog", "DistributionHasOneFormat", "ex:rooms.csv dcterms:format <http://example.org/csv> ."),
        ("catalog", "StudyHasPlace", "ex:rooms dcterms:spatial ex:village ."),
        ("catalog", "ContributorIsFromGovData", f"ex:rooms dcatde:contributorID <{CONTRIBUTOR}one> , <{CONTRIBUTOR}two> ."),
        ("catalog", "HighValueIsWhole", f"ex:rooms dcatap:applicableLegislation <{HIGH_VALUE}> ."),
        ("catalog", "KeywordHasPortalCharacters", 'ex:rooms dcat:keyword "x"@de .'),
    ],
)
def test_a_shape_sees_the_other_ways_to_break_it(family: str, name: str, turtle: str) -> None:
    assert name in broken(in_context(family, turtle), shapes_of(family))


@pytest.mark.parametrize("family", FAMILIES)
def test_every_shape_has_two_examples_and_every_example_its_shape(family: str) -> None:
    expected = {f"{name}.{kind}.ttl" for name in claims(family) for kind in ("valid", "invalid")}
    assert {each.name for each in (EXAMPLES / family).iterdir()} == expected | {"context.ttl"}


@pytest.mark.parametrize(("family", "name"), EVERY)
def test_a_shape_says_what_is_wrong_in_german_and_english_and_by_a_code(family: str, name: str) -> None:
    graph, shape = shapes_of(family), SHAPES[name]
    messages = {each.language: str(each) for each in graph.objects(shape, SH.message) if isinstance(each, Literal)}
    assert sorted(filter(None, messages)) == ["de", "en"]
    assert all(each.endswith(".") for each in messages.values())
    codes = [str(each) for each in graph.objects(shape, KGSM.problemCode)]
    assert len(codes) == 1
    assert re.fullmatch(r"[a-z]+(-[a-z]+|-100)*", codes[0])
    assert graph.value(shape, RDFS.comment), "where the claim comes from"
    assert re.fullmatch(r"([A-Z][A-Za-z0-9]*)+", name)


@pytest.mark.parametrize(("family", "name"), EVERY)
def test_a_shape_is_flat_and_has_a_target_of_its_own(family: str, name: str) -> None:
    graph, shape = shapes_of(family), SHAPES[name]
    assert any((shape, target, None) in graph for target in TARGETS)
    # A nested property shape is built anew for every focus node.
    assert (shape, SH.property, None) not in graph
    kind = SH.PropertyShape if (shape, SH.path, None) in graph else SH.NodeShape
    assert set(graph.objects(shape, RDF.type)) == {kind}


def test_no_name_of_a_shape_occurs_twice() -> None:
    assert [name for name, times in Counter(name for _, name in EVERY).items() if times > 1] == []


def test_a_code_that_only_shapes_know_is_told_by_one_of_them() -> None:
    times = Counter(str(each) for each in all_shapes().objects(None, KGSM.problemCode))
    assert [code for code in times if times[code] > 1 and code not in MESSAGES] == []


def test_a_code_is_told_at_one_severity() -> None:
    graph = all_shapes()
    severities: dict[str, set[str]] = {}
    for shape, code in graph.subject_objects(KGSM.problemCode):
        severities.setdefault(str(code), set()).add(str(graph.value(shape, SH.severity, default=SH.Violation)))
    assert {code for code, found in severities.items() if len(found) > 1} == set()
    # Codes of kgsm/messages.py stand for faults that keep a study from being published; but for this warning about a row.
    assert {code for code, found in severities.items() if code in MESSAGES and found != {str(SH.Violation)}} == {
        "no-reason",
        *("base-not-stated", "missing-match", "no-sentence", "one-source-figure", "parts-sum-nearly"),  # remarks
    }


def test_the_shapes_are_well_formed_and_the_vocabulary_keeps_them() -> None:
    vocabulary = read(*sorted(home.ontology().glob("*.ttl")))
    conforms, _, text = pyshacl.validate(vocabulary, shacl_graph=all_shapes(), inference="none", meta_shacl=True)
    assert conforms, text


def test_queries_use_declared_prefixes_and_what_pre_binding_allows() -> None:
    graph = all_shapes()
    declared = {str(each) for each in graph.objects(None, SH.prefix)}
    queries = [str(each) for each in graph.objects(None, SH.select)]
    used = set(chain.from_iterable(re.findall(r"\b([a-z-]+):[A-Za-z]", query) for query in queries))
    assert used == declared
    # SHACL 5.2.1
    assert not [query for query in queries if re.search(r"\b(MINUS|VALUES|SERVICE)\b", query)]
    assert all("$this" in query for query in queries)


@pytest.mark.parametrize("path", sorted(home.shapes().rglob("*.ttl")), ids=lambda path: path.name)
def test_prefixes_are_ours_and_sorted(path: Path) -> None:
    declared = re.findall(r"^@prefix ([\w-]*): <(.*)> \.$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert declared == sorted(declared)
    assert dict(declared).items() <= {**PREFIXES, "ex": "http://example.org/"}.items()
