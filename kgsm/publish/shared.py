"""ontology/ and shapes/ → the documents that every published folder has: vocabulary, generic code lists, shapes."""

from collections.abc import Iterable
from pathlib import Path

from rdflib import Graph

from kgsm import home
from kgsm.namespaces import CODES, SHAPES_DOCUMENT, VOCABULARY
from kgsm.publish.drafts import Document
from kgsm.turtle import together, triples_of


def shared_documents() -> tuple[Document, ...]:
    """Return the documents that do not depend on the study, from the files that kgsm ships."""
    ontology = sorted(home.ontology().glob("*.ttl"))
    codes = [each for each in ontology if each.name.startswith("codes-")]
    return (
        Document("ns", _graph(each for each in ontology if each not in codes), VOCABULARY),
        Document("code", _graph(codes), CODES),
        Document("shapes", _graph(sorted(home.shapes().glob("*.ttl"))), SHAPES_DOCUMENT),
    )


def _graph(paths: Iterable[Path]) -> Graph:
    return together(*(triples_of(each) for each in paths))
