"""Shapes that cannot be compiled → what they find, by pySHACL over the rows as a graph."""

from collections.abc import Iterator, Sequence
from typing import Final

from rdflib import Graph, URIRef
from rdflib.term import Node

from kgsm.namespaces import RDF, SH
from kgsm.problems import KgsmError, Problem
from kgsm.validate.engine import Violation, run
from kgsm.validate.nodes import graph_of, quiet
from kgsm.validate.result import Result
from kgsm.validate.rows import Rows
from kgsm.validate.sentences import saying
from kgsm.validate.terms import terms_of

# Rows that pySHACL gets through in about a minute.
MOST: Final = 10_000


def check_slowly(rows: Rows, shapes: Graph, asked: Sequence[tuple[Node, Node, str]]) -> Iterator[Result]:
    """Return what shapes, each with the one property of it that is asked and why it cannot be compiled, find in the rows.

    Raises KgsmError with that reason where there are too many rows.
    """
    if not asked:
        return
    count = (rows.study.tables.connection.execute(f"SELECT count(*) FROM {rows.relation}").fetchone() or (0,))[0]
    if count > MOST:
        _, shape, reason = asked[0]
        raise KgsmError(
            f"The shape {shape} cannot be checked: {reason} cannot be asked of columns, and {rows.dataset.table} has {count} "
            f"rows, of which an engine for graphs gets through {MOST}."
        )
    with quiet():
        graph, row_of = graph_of(rows, terms_of(rows))
        report = run(graph, _only(shapes, asked))
        for node in sorted(report.subjects(RDF.type, SH.ValidationResult), key=str):
            violation = Violation(report, node)
            # pySHACL tells beside a result of sh:node what it was made of, as if that were another (SHACL 4.7.1).
            if (None, SH.node, violation.one(SH.sourceShape)) not in shapes:
                yield _result(rows, shapes, violation, row_of)


def _only(shapes: Graph, asked: Sequence[tuple[Node, Node, str]]) -> Graph:
    """Return the shapes without any target, or property that has one, but those that are asked."""
    wholes = {whole for whole, _, _ in asked}
    parts = {part for _, part, _ in asked}
    some = Graph(bind_namespaces="none")
    for subject, predicate, value in shapes:
        aimed = predicate in {SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf, SH.target}
        if (aimed and subject not in wholes) or (predicate == SH.property and subject in wholes - parts and value not in parts):
            continue
        some.add((subject, predicate, value))
    return some


def _result(rows: Rows, shapes: Graph, violation: Violation, row_of: dict[URIRef, int]) -> Result:
    focus, value = violation.iri(SH.focusNode) or URIRef(""), violation.value()
    shape = violation.iri(SH.sourceShape) or SH.Shape
    path = violation.one(SH.resultPath)
    row = row_of.get(focus) or (row_of.get(value) if isinstance(value, URIRef) else None)
    specification = next((each for each in rows.dataset.specifications if each.component.iri == path), None)
    place = rows.place(row or 1, specification.component.name if specification else "")
    said = saying(shapes, shape)
    component = violation.iri(SH.sourceConstraintComponent) or SH.SPARQLConstraintComponent
    return Result(Problem(place, said.code, said.message, said.severity), focus, path, value, shape, component)
