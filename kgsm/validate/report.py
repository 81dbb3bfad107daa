"""Results → one sh:ValidationReport for machines, and problems in reading order for people (SHACL 3.6)."""

from collections.abc import Iterable
from typing import Final

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from kgsm import iris
from kgsm.namespaces import PROV, RDF, SH, bind_prefixes
from kgsm.problems import Place, Severity, in_reading_order
from kgsm.report import Report
from kgsm.study import Study
from kgsm.validate.result import Result, order

NO_SHAPES: Final = Graph(bind_namespaces="none")
_SEVERITIES: Final = {Severity.VIOLATION: SH.Violation, Severity.WARNING: SH.Warning, Severity.INFO: SH.Info}


def report_of(study: Study, results: Iterable[Result], shapes: Graph = NO_SHAPES) -> Report:
    """Return the report of a study: every result, in an order that depends on nothing but the study.

    `shapes` are those that paths of several steps are copied from (SHACL 3.6.2.2).
    """
    told = list(results)
    graph = bind_prefixes(Graph(bind_namespaces="none"))
    report = iris.part(study.iri, "report")
    graph.add((report, RDF.type, SH.ValidationReport))
    # SHACL 3.6.1.1: a report conforms when it has no result, of whatever severity.
    graph.add((report, SH.conforms, Literal(not told)))
    for number, result in enumerate(sorted(told, key=order), start=1):
        node = iris.part(study.iri, "report", f"result-{number}")
        graph.add((report, SH.result, node))
        _add(graph, study, node, result)
        _copy(graph, shapes, result.path)
    # Nothing conforms because its faults were silent.
    spoken = [each for each in told if not each.silent] or told
    return Report(graph, tuple(in_reading_order(each.problem for each in spoken)))


def _add(graph: Graph, study: Study, node: URIRef, result: Result) -> None:
    problem = result.problem
    graph.add((node, RDF.type, SH.ValidationResult))
    graph.add((node, SH.focusNode, result.focus))
    if result.path is not None:
        graph.add((node, SH.resultPath, result.path))
    if result.value is not None:
        graph.add((node, SH.value, result.value))
    graph.add((node, SH.resultSeverity, _SEVERITIES[problem.severity]))
    message = result.said or problem.message
    for language in ("de", "en"):
        graph.add((node, SH.resultMessage, Literal(message.in_language(language), lang=language)))
    graph.add((node, SH.sourceShape, result.shape))
    graph.add((node, SH.sourceConstraintComponent, result.component))
    graph.add((node, PROV.wasDerivedFrom, _cell(study, problem.place)))


def _copy(graph: Graph, shapes: Graph, node: Node | None) -> None:
    if isinstance(node, BNode):
        for predicate, value in shapes.predicate_objects(node):
            graph.add((node, predicate, value))
            _copy(graph, shapes, value)


def _cell(study: Study, place: Place) -> URIRef:
    return iris.file_part(study.iri, place.file, place.row, _column(study, place))


def _column(study: Study, place: Place) -> int | None:
    """Return the number of a table's column, counted from 1, where the place names one."""
    for dataset in study.datasets:
        if dataset.table == place.file and dataset.id in study.tables and place.column is not None:
            columns = study.tables.columns(dataset.id)
            return columns.index(place.column) + 1 if place.column in columns else None
    return None
