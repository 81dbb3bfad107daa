"""ontology/ → what it says of the built-in components of a study and of their code lists.

A study's file stands alone with it: its dimensions have their range (Data Cube, IC-4), its codes their list (IC-19) and their
labels, whether or not a reader has the vocabulary at hand.
"""

from collections.abc import Iterator

from rdflib import URIRef

from kgsm import home
from kgsm.describe.graphs import Description
from kgsm.namespaces import KGSM, QB
from kgsm.study import Role, Study
from kgsm.turtle import together, triples_of


def describe_borrowed(description: Description, study: Study) -> None:
    """Add the triples of ontology/ about each built-in component in use, its generic code list, and qb:measureType."""
    ontology = together(*(triples_of(path) for path in sorted(home.ontology().glob("*.ttl"))))
    for subject in dict.fromkeys(_subjects(study)):
        for predicate, value in ontology.predicate_objects(subject):
            description.graph.add((subject, predicate, value))


def _subjects(study: Study) -> Iterator[URIRef]:
    # Attributes of every structure, which only they can make optional (Data Cube, IC-6).
    if study.datasets:
        yield from (KGSM.evidence, KGSM.statement)
    for dataset in study.datasets:
        if len(dataset.of_role(Role.MEASURE)) > 1:
            yield QB.measureType
        for specification in dataset.specifications:
            component = specification.component
            code_list = study.code_list(component.code_list or "")
            if component.built_in:
                yield component.iri
            if code_list is not None and code_list.generic:
                yield code_list.iri
                for concept in code_list.concepts:
                    yield concept.iri
                    if concept.unit is not None:
                        yield concept.unit
