"""Adding what a study says to a graph: texts in two languages, optional values, places."""

from dataclasses import dataclass, field

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from kgsm.namespaces import bind_prefixes
from kgsm.problems import Place
from kgsm.text import Text


def new_graph() -> Graph:
    """Return an empty graph with our prefixes and no others."""
    return bind_prefixes(Graph(bind_namespaces="none"))


@dataclass(frozen=True, slots=True)
class Description:
    """A graph that is being filled, and the place in the study folder of each of its subjects."""

    graph: Graph = field(default_factory=new_graph)
    places: dict[URIRef, Place] = field(default_factory=dict)

    def add(self, subject: URIRef, predicate: URIRef, *objects: Node | None) -> None:
        """Add a triple for each of `objects` that is not None."""
        for each in objects:
            if each is not None:
                self.graph.add((subject, predicate, each))

    def add_text(self, subject: URIRef, predicate: URIRef, text: Text) -> None:
        """Add `text` as one language-tagged literal per language that it has."""
        for language, words in (("de", text.de), ("en", text.en)):
            if words:
                self.graph.add((subject, predicate, Literal(words, lang=language)))

    def place(self, subject: URIRef, place: Place) -> None:
        """Note where `subject` stands in the study folder."""
        self.places[subject] = place
