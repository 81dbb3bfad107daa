"""A second opinion on a cube: pySHACL with shapes/integrity.ttl, after the three updates beside it."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pyshacl
import rdflib
from rdflib import BNode, Graph, Literal
from rdflib.namespace import Namespace
from rdflib.plugins.sparql import prepareQuery, prepareUpdate
from rdflib.plugins.sparql.sparql import Query, Update
from rdflib.query import Result

from kgsm import home
from kgsm.namespaces import PREFIXES, RDF, SH, SHAPES
from kgsm.validate.integrity import check_graph

EX = Namespace("http://example.org/")
HEAD = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in {**PREFIXES, "ex": str(EX)}.items())

# What a result says: the constraint, focus node, path, value.
Told = tuple[str, str, str, str]


@contextmanager
def forms_kept() -> Iterator[None]:
    """Keep rdflib from rewriting literals, and from telling that some are ill-typed."""
    logger = logging.getLogger("rdflib.term")
    before = rdflib.NORMALIZE_LITERALS, logger.disabled
    rdflib.NORMALIZE_LITERALS, logger.disabled = False, True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        rdflib.NORMALIZE_LITERALS, logger.disabled = before


@cache
def shapes() -> Graph:
    return Graph().parse(home.shapes() / "integrity.ttl")


@cache
def updates() -> tuple[Update, ...]:
    return tuple(prepareUpdate(path.read_text("utf-8")) for path in sorted(home.shapes().glob("normalize-*.ru")))


@cache
def prepared(query: str) -> Query:
    return prepareQuery(query)


class Prepared(Graph):
    """A graph that parses each query once: rdflib's parser takes longer than all the rest."""

    def query(self, query_object: str | Query, *args: Any, **options: Any) -> Result:
        return super().query(prepared(query_object) if isinstance(query_object, str) else query_object, *args, **options)


def normalized(*texts: str) -> Graph:
    """Return the normal form of a graph in Turtle."""
    graph = Graph()
    for text in texts:
        graph.parse(data=text, format="turtle")
    for update in updates():
        graph.update(update)
    return graph


def results(report: Graph) -> set[Told]:
    """Return what a report says, blank nodes being all one."""
    found = set()
    for node in report.subjects(RDF.type, SH.ValidationResult):
        shape = str(report.value(node, SH.sourceShape)).removeprefix(str(SHAPES))
        terms = (report.value(node, part) for part in (SH.focusNode, SH.resultPath, SH.value))
        focus, path, value = ("_:" if isinstance(term, BNode) else "" if term is None else term.n3() for term in terms)
        found.add((shape, focus, path, value))
    return found


def by_pyshacl(turtle: str) -> set[Told]:
    """Return what pySHACL says of the normal form of a graph in Turtle."""
    with forms_kept():
        graph = Prepared()
        for triple in normalized(turtle):
            if not isinstance(triple[0], Literal):  # which rdflib's updates do not see to
                graph.add(triple)
        _, report, text = pyshacl.validate(graph, shacl_graph=shapes(), inference="none", inplace=True)
        assert isinstance(report, Graph), text
        return results(report)


def by_kgsm(turtle: str, folder: Path) -> set[Told]:
    """Return what kgsm says of a graph in Turtle, in its report."""
    path = folder / "cube.ttl"
    path.write_text(turtle, encoding="utf-8")
    with forms_kept():
        return results(check_graph([path]).graph)


def broken(told: set[Told]) -> set[str]:
    """Return the constraints that results are about."""
    return {shape for shape, *_ in told}
