"""Queries of shapes that Oxigraph answers find for each focus node what rdflib finds for it, and nothing of another one."""

from collections import Counter

import pytest
from rdflib import Graph
from rdflib.namespace import RDF, SH

from kgsm import home
from kgsm.validate.engine import run
from kgsm.validate.queried import Queried, _is_of_all

LISTS = """
@prefix ex: <http://example.org/> . @prefix qb: <http://purl.org/linked-data/cube#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
ex:p qb:codeList ex:a , ex:b , ex:c .
ex:a1 skos:inScheme ex:a ; skos:topConceptOf ex:a ; skos:notation "1" ; skos:prefLabel "Eins"@de .
ex:a2 skos:inScheme ex:a ; skos:topConceptOf ex:a ; skos:notation "1" ; skos:prefLabel "Eins"@de ; skos:broader ex:a2 .
ex:b1 skos:inScheme ex:b ; skos:topConceptOf ex:b ; skos:notation "1" ; skos:prefLabel "Eins"@de .
ex:b2 skos:inScheme ex:b ; skos:topConceptOf ex:b ; skos:notation "1" ; skos:prefLabel "Zwei"@de .
ex:b3 skos:inScheme ex:b ; skos:topConceptOf ex:b ; skos:notation "3" ; skos:prefLabel "Zwei"@de .
"""
PREFIX = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"


def results(data: Graph) -> Counter[tuple[str, ...]]:
    shapes = Graph().parse(home.shapes() / "codelist.ttl").parse(home.shapes() / "shapes.ttl")  # which has the prefixes
    report = run(data, shapes)
    parts = (SH.sourceShape, SH.focusNode, SH.sourceConstraintComponent, SH.value)
    nodes = report.subjects(RDF.type, SH.ValidationResult)
    return Counter(tuple(str(report.value(node, part)) for part in parts) for node in nodes)


def test_each_list_is_told_its_own_faults_once() -> None:
    data = Graph().parse(data=LISTS, format="turtle")
    found = results(Queried(data))
    assert found == results(data)
    by_query = [
        key for key in found.elements() if key[0].endswith(("#CodeIsUnique", "#LabelIsUnique", "#HierarchyHasNoCircle"))
    ]
    assert len(by_query) == 5
    assert {focus[-1] for _, focus, *_ in by_query} == {"a", "b"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT DISTINCT $this ?value WHERE { { SELECT $this ?x WHERE { ?c skos:inScheme $this ; skos:notation ?x } GROUP BY $this ?x } ?value skos:notation ?x }", True),
        ("SELECT DISTINCT $this ?value WHERE { ?value skos:inScheme $this }", False),
        ("SELECT DISTINCT $this ?x WHERE { { SELECT $this ?x WHERE { ?c skos:inScheme $this } GROUP BY $this ?x } FILTER ($this != ?x) }", False),
        ("SELECT DISTINCT $this ?x WHERE { { SELECT $this ?x WHERE { ?c skos:inScheme $this } GROUP BY $this ?x } OPTIONAL { $this ?y ?x } }", False),
        ("SELECT DISTINCT $this ?x WHERE { { SELECT ?x (COUNT($this) AS ?n) WHERE { ?c skos:inScheme $this } GROUP BY $this ?x } }", False),
    ],
)  # fmt: skip
def test_only_a_query_that_joins_and_groups_by_the_node_is_asked_of_all_nodes_at_once(query: str, expected: bool) -> None:  # noqa: FBT001
    assert _is_of_all(PREFIX + query) is expected
