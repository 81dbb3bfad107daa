"""The score of a catalog (MQA, data.europa.eu): 405 points, what is certain without a network, and what to do about the rest."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from rdflib import Graph, Literal, URIRef

from kgsm import home
from kgsm.conductor import score_catalog
from kgsm.namespaces import DCAT, DCTERMS, DQV, MQA, PREFIXES, RDF
from kgsm.quality import CRITERIA, TOTAL, measurements, rating, score

STUDY: Final = URIRef("https://w3id.org/kgsm/kommunen-social-media")


@pytest.fixture(scope="module")
def record() -> Graph:
    return Graph(bind_namespaces="none").parse(home.published() / "kommunen-social-media/catalog.nt", format="nt")


def changed(record: Graph, update: str) -> Graph:
    graph = Graph(bind_namespaces="none") + record
    graph.update("".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items()) + update)
    assert set(graph) != set(record)
    return graph


def test_the_dimensions_have_the_points_of_the_methodology() -> None:
    sums: dict[str, int] = {}
    for each in CRITERIA:
        sums[each.dimension.en] = sums.get(each.dimension.en, 0) + each.points
    assert sums == {"findability": 100, "accessibility": 100, "interoperability": 110, "reusability": 75, "contextuality": 20}
    assert sum(sums.values()) == TOTAL == 405
    assert [rating(points).en for points in (405, 351, 350, 221, 220, 121, 120, 0)] == [
        "excellent", "excellent", "good", "good", "sufficient", "sufficient", "bad", "bad",
    ]  # fmt: skip


def test_the_published_catalog_misses_nothing_but_what_only_the_portal_sees() -> None:
    (rated,) = score_catalog(home.published())
    assert (rated.score.points, rated.score.open, rated.score.missed) == (325, 80, ())
    assert not rated.has_contributor


# What is taken away, and which criteria with how many points go with it.
LOSSES: Final[dict[str, tuple[str, set[str], int]]] = {
    "no keyword": ("DELETE WHERE { ?s dcat:keyword ?k }", {"keywordAvailability"}, 30),
    "no theme": ("DELETE WHERE { ?s dcat:theme ?t }", {"categoryAvailability"}, 30),
    "a theme of EuroVoc alone": ("DELETE { ?s dcat:theme ?t } INSERT { ?s dcat:theme <http://eurovoc.europa.eu/1> } WHERE { ?s dcat:theme ?t }", {"categoryAvailability"}, 30),
    "no place": ("DELETE { ?s dcterms:spatial ?t } WHERE { ?s a dcat:Dataset ; dcterms:spatial ?t }", {"spatialAvailability"}, 20),
    "no period": ("DELETE WHERE { ?s dcterms:temporal ?t }", {"temporalAvailability"}, 20),
    "a licence that the EU does not know": ("DELETE { ?l skos:exactMatch ?e } WHERE { ?l skos:exactMatch ?e }", {"knownLicence"}, 10),
    "no size": ("DELETE WHERE { ?d dcat:byteSize ?b }", {"byteSizeAvailability"}, 5),
    "no contact": ("DELETE { ?s dcat:contactPoint ?c } WHERE { ?s a dcat:Dataset ; dcat:contactPoint ?c }", {"contactPointAvailability"}, 20),
    "no date anywhere": ("DELETE WHERE { ?s dcterms:issued ?d }", {"dateIssuedAvailability"}, 5),
    "Excel alone": ("DELETE { ?s dcat:distribution ?d } WHERE { ?s dcat:distribution ?d . FILTER(!STRENDS(STR(?d), '.xlsx')) }", {"formatMediaTypeNonProprietary"}, 20),
    "the endpoint alone": (
        "DELETE { ?s dcat:distribution ?d } WHERE { ?s dcat:distribution ?d . FILTER(!STRENDS(STR(?d), '/endpoint')) }",
        {"downloadUrlAvailability", "mediaTypeAvailability", "formatMediaTypeVocabularyAlignment", "formatMediaTypeNonProprietary", "formatMediaTypeMachineInterpretable", "byteSizeAvailability"},
        85,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LOSSES)
def test_what_is_missing_costs_its_points_and_says_what_to_do(name: str, record: Graph) -> None:
    update, lost, points = LOSSES[name]
    found = score(changed(record, update), STUDY, conforms=True)
    assert {each.criterion.name for each in found.missed} == lost
    assert found.points == 325 - points
    assert all(each.criterion.advice.de and each.criterion.advice.en for each in found.missed)


def test_what_does_not_conform_has_30_points_less(record: Graph) -> None:
    assert score(record, STUDY, conforms=False).points == 295


def test_the_best_distribution_counts(record: Graph) -> None:
    worse = changed(
        record, "DELETE { ?d dcterms:format ?f } WHERE { ?d dcterms:format ?f . FILTER(!STRENDS(STR(?d), 'use.csv')) }"
    )
    assert score(worse, STUDY, conforms=True).points == 325


def test_the_catalog_says_its_quality_itself() -> None:
    catalog = Graph(bind_namespaces="none").parse(home.published() / "catalog.nt", format="nt")
    found = {
        catalog.value(each, DQV.isMeasurementOf): catalog.value(each, DQV.value)
        for each in catalog.objects(STUDY, DQV.hasQualityMeasurement)
    }
    assert found[MQA.scoring] == Literal(325)
    assert len(found) == len(CRITERIA) - 2 + 1
    assert MQA.accessUrlStatusCode not in found
    assert {value for metric, value in found.items() if metric != MQA.scoring} == {Literal(True)}  # noqa: FBT003 - RDF
    assert set(measurements(score(catalog, STUDY, conforms=True))) <= set(catalog)


def test_a_dataset_without_distributions_has_the_points_of_its_own() -> None:
    alone = Graph(bind_namespaces="none")
    alone.add((STUDY, RDF.type, DCAT.Dataset))
    alone.add((STUDY, DCTERMS.issued, Literal("2024-01-01")))
    assert score(alone, STUDY, conforms=False).points == 5


def run(*words: object) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    command = [sys.executable, "-m", "kgsm", *map(str, words)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=False, timeout=120)


def test_the_command_tells_people_and_programs() -> None:
    german = run("catalog", "score", home.published(), "--lang", "de")
    assert german.returncode == 0
    assert "325 von 405 Punkten (gut), 80 weitere" in german.stdout
    assert "contributor_id" in german.stdout
    whole = json.loads(run("catalog", "score", home.published(), "--json").stdout)
    assert (whole["maximum"], whole["studies"][0]["points"], whole["studies"][0]["open"]) == (405, 325, 80)
    assert sum(each["maximum"] for each in whole["studies"][0]["criteria"]) == 405


def test_a_folder_without_a_catalog_is_no_catalog(tmp_path: Path) -> None:
    done = run("catalog", "score", tmp_path)
    assert done.returncode == 3
    assert "not a published folder" in done.stderr
