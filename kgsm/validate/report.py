"""Results → one sh:ValidationReport for machines, and problems in reading order for people (SHACL 3.6)."""

from collections.abc import Iterable

from rdflib import Graph, Literal, URIRef

from kgsm import iris
from kgsm.namespaces import PROV, RDF, SH, bind_prefixes
from kgsm.problems import Place, Severity, in_reading_order
from kgsm.report import Report
from kgsm.study import Study
from kgsm.validate.result import Result, order

_SEVERITIES = {Severity.VIOLATION: SH.Violation, Severity.WARNING: SH.Warning, Severity.INFO: SH.Info}


def report_of(study: Study, results: Iterable[Result]) -> Report:
    """Return the report of a study: every result, in an order that depends on nothing but the study."""
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
    return Report(graph, tuple(in_reading_order(each.problem for each in told)))


def _add(graph: Graph, study: Study, node: URIRef, result: Result) -> None:
    problem = result.problem
    graph.add((node, RDF.type, SH.ValidationResult))
    graph.add((node, SH.focusNode, result.focus))
    if result.path is not None:
        graph.add((node, SH.resultPath, result.path))
    if result.value is not None:
        graph.add((node, SH.value, result.value))
    graph.add((node, SH.resultSeverity, _SEVERITIES[problem.severity]))
    for language in ("de", "en"):
        graph.add((node, SH.resultMessage, Literal(problem.message.in_language(language), lang=language)))
    graph.add((node, SH.sourceShape, result.shape))
    graph.add((node, SH.sourceConstraintComponent, result.component))
    graph.add((node, PROV.wasDerivedFrom, _cell(study, problem.place)))


def _cell(study: Study, place: Place) -> URIRef:
    return iris.file_part(study.iri, place.file, place.row, _column(study, place))


def _column(study: Study, place: Place) -> int | None:
    """Return the number of a table's column, counted from 1, where the place names one."""
    for dataset in study.datasets:
        if dataset.table == place.file and dataset.id in study.tables and place.column is not None:
            columns = study.tables.columns(dataset.id)
            return columns.index(place.column) + 1 if place.column in columns else None
    return None
