"""The compiled shapes against pySHACL: on the same rows the same results, one by one."""

from collections import Counter

import pytest
from builders import Plan, survey
from generated import Outcome, lax, of_report, of_results, plans
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import Graph, URIRef
from rdflib.namespace import SH

from kgsm import home
from kgsm.describe import describe
from kgsm.study import Study
from kgsm.validate.engine import run
from kgsm.validate.nodes import graph_of, quiet
from kgsm.validate.observed import ANSWERED, check_observed
from kgsm.validate.result import Result
from kgsm.validate.rows import all_rows
from kgsm.validate.shapes import read_shapes
from kgsm.validate.terms import terms_of

GENERAL = read_shapes(home.shapes())
# So many datasets stand in one study: pySHACL takes most of its time to read shapes.
TOGETHER = 10
STUDIES = st.tuples(*(plans(f"data-{number}") for number in range(TOGETHER)))


def shapes_of(study: Study) -> Graph:
    """Return the shapes of observations: those of the study, and those of kgsm that no other check answers."""
    return GENERAL + describe(study).shapes


def without_others(shapes: Graph) -> Graph:
    targets = {SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf}
    some = Graph(bind_namespaces="none")
    for triple in shapes:
        if not (triple[0] in ANSWERED and triple[1] in targets):
            some.add(triple)
    return some


def rows_as_graph(study: Study) -> Graph:
    whole = Graph(bind_namespaces="none")
    for rows in all_rows(study):
        whole += graph_of(rows, terms_of(rows))[0]
    return whole


def compared(*all_plans: Plan) -> tuple[Counter[Outcome], Counter[Outcome]]:
    """Return the results of the compiled shapes and of pySHACL that the other does not have."""
    with survey(*all_plans) as study, quiet():
        shapes = shapes_of(study)
        found = list(check_observed(shapes, study))
        ours = of_results((each for each in found if not _is_lax(each)), shapes)
        # Metadata has no observations and is checked elsewhere.
        theirs = of_report(run(rows_as_graph(study), without_others(shapes)))
    return ours - theirs, theirs - ours


def _is_lax(each: Result) -> bool:
    about_type = each.component in (
        SH.DatatypeConstraintComponent,
        SH.OrConstraintComponent,
        SH.MinInclusiveConstraintComponent,
    )
    return about_type and isinstance(each.focus, URIRef) and lax(each.value)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(STUDIES)
def test_two_hundred_generated_cubes_have_the_results_of_pyshacl(all_plans: tuple[Plan, ...]) -> None:
    assert compared(*all_plans) == (Counter(), Counter())


@pytest.mark.slow
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(STUDIES)
def test_two_thousand_generated_cubes_have_the_results_of_pyshacl(all_plans: tuple[Plan, ...]) -> None:
    assert compared(*all_plans) == (Counter(), Counter())
