"""Rows and terms of a table → RDF nodes: which node a row is, and the graph of rows that the slow engine is given."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from rdflib import Graph, Literal, URIRef

from kgsm import iris
from kgsm.namespaces import XSD
from kgsm.tables import literal
from kgsm.validate.result import IRI
from kgsm.validate.rows import Rows
from kgsm.validate.terms import Term, Terms

_FIRST: Final = "SELECT _iri, min(_row) FROM {rows} WHERE _iri IN (SELECT unnest(?::VARCHAR[])) GROUP BY _iri"
_ALL: Final = "SELECT _row, _iri, {terms} FROM {rows} ORDER BY _row"


def nodes_of(rows: Rows, found: Iterable[tuple[int, str | None]]) -> dict[int, URIRef]:
    """Return the node of each row, given with the IRI that its codes make.

    That is the observation; but a node of its own for a row whose codes make no IRI, or that of an earlier row: what two rows
    say would otherwise be said of one thing.
    """
    named = dict(found)
    query = _FIRST.format(rows=rows.relation)
    asked = sorted({iri for iri in named.values() if iri is not None and IRI.fullmatch(iri)})
    first = dict(rows.study.tables.connection.execute(query, [asked]).fetchall())
    return {
        row: URIRef(iri) if iri is not None and first.get(iri) == row else iris.row(rows.dataset.iri, row)
        for row, iri in named.items()
    }


def selected(term: Term) -> str:
    """Return the SQL of a term as one value, a struct; NULL where the row does not have it."""
    parts = f"'iri': {term.iri}, 'text': {term.text}, 'datatype': {term.datatype}, 'language': {literal(term.language)}"
    return f"CASE WHEN {term.present} THEN {{{parts}}} END"


def node(term: object) -> URIRef | Literal | None:
    """Return the RDF term that `selected` has read."""
    if not isinstance(term, dict):
        return None
    if term["iri"]:
        return URIRef(term["text"])
    if term["language"]:
        return Literal(term["text"], lang=term["language"])
    datatype = None if term["datatype"] == str(XSD.string) else URIRef(term["datatype"])
    # As it stands: "05" is not "5" where its form is what is judged.
    return Literal(term["text"], datatype=datatype, normalize=False)


def graph_of(rows: Rows, terms: Terms) -> tuple[Graph, dict[URIRef, int]]:
    """Return all rows of a dataset as a graph, and the row of each node. For small tables: a Python object a triple."""
    predicates = [(predicate, term) for predicate, each in terms.items() for term in each]
    query = _ALL.format(terms=", ".join(selected(term) for _, term in predicates), rows=rows.relation)
    found = rows.study.tables.connection.execute(query).fetchall()
    nodes = nodes_of(rows, ((row, iri) for row, iri, *_ in found))
    graph = Graph(bind_namespaces="none")
    with quiet():
        for row, _, *cells in found:
            for (predicate, _), cell in zip(predicates, cells, strict=True):
                value = node(cell)
                if value is not None:
                    graph.add((nodes[row], predicate, value))
    return graph, {each: row for row, each in nodes.items()}


@contextmanager
def quiet() -> Iterator[None]:
    """Keep rdflib from logging that a literal is ill-typed, where that is what is looked for."""
    log = logging.getLogger("rdflib.term")
    before, log.disabled = log.disabled, True
    try:
        yield
    finally:
        log.disabled = before
