"""Results → one sh:ValidationReport for machines, and problems in reading order for people (SHACL 3.6)."""

from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import quote

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from kgsm import iris
from kgsm.namespaces import KGSM, PROV, RDF, SH, SHAPES, bind_prefixes
from kgsm.problems import Place, Problem, Severity, in_reading_order
from kgsm.report import Report
from kgsm.study import Study
from kgsm.validate.result import Result, order

NO_SHAPES: Final = Graph(bind_namespaces="none")
_SEVERITIES: Final = {Severity.VIOLATION: SH.Violation, Severity.WARNING: SH.Warning, Severity.INFO: SH.Info}


def report_of(study: Study, results: Iterable[Result], shapes: Graph = NO_SHAPES, remarks: Iterable[Result] = ()) -> Report:
    """Return the report of a study: every result, in an order that depends on nothing but the study.

    `remarks` stand in a second report beside it, and are no problems. `shapes` are those that paths of several steps are
    copied from (SHACL 3.6.2.2).
    """
    told = list(results)
    graph = bind_prefixes(Graph(bind_namespaces="none"))
    _add_report(graph, study, "report", told)
    for result in told:
        _copy(graph, shapes, result.path)
    noted = list(remarks)
    if noted:
        _add_report(graph, study, "remarks", noted)
    # Nothing conforms because its faults were silent.
    spoken = [each for each in told if not each.silent] or told
    said, noticed = (tuple(in_reading_order(each.problem for each in some)) for some in (spoken, noted))
    return Report(graph, said, noticed)


def _add_report(graph: Graph, study: Study, name: str, results: Sequence[Result]) -> None:
    report = iris.part(study.iri, name)
    graph.add((report, RDF.type, SH.ValidationReport))
    # SHACL 3.6.1.1: a report conforms when it has no result, of whatever severity.
    graph.add((report, SH.conforms, Literal(not results)))
    for number, result in enumerate(sorted(results, key=order), start=1):
        node = iris.part(study.iri, name, f"result-{number}")
        graph.add((report, SH.result, node))
        _add(graph, study, node, result)


def with_problems(report: Report | None, problems: Sequence[Problem], name: str) -> Report:
    """Return the report with a result for each of `problems` that validation did not find: reading did.

    Without a study there is no report yet: it is the study folder's, by its `name`.
    """
    graph = bind_prefixes(Graph(bind_namespaces="none"))
    known = frozenset(report.problems) if report is not None else frozenset[Problem]()
    if report is not None:
        graph += report.graph
    reports = (each for each in graph.subjects(RDF.type, SH.ValidationReport) if str(each).endswith("/report"))
    node = next(reports, None) or URIRef(f"urn:kgsm:{quote(name)}/report")
    study = URIRef(str(node).removesuffix("/report"))
    others = [each for each in problems if each not in known]
    graph.add((node, RDF.type, SH.ValidationReport))
    graph.set((node, SH.conforms, Literal((node, SH.result, None) not in graph and not others)))
    for number, each in enumerate(others, start=1):
        result, place = iris.part(study, "report", f"reading-{number}"), each.place
        graph.add((node, SH.result, result))
        cell = iris.file_part(study, place.file, place.row, None)
        for predicate, value in (
            (RDF.type, SH.ValidationResult), (SH.focusNode, cell), (SH.sourceShape, SHAPES.StudyFolderIsReadable),
            (SH.sourceConstraintComponent, SH.SPARQLConstraintComponent), (SH.resultSeverity, _SEVERITIES[each.severity]),
            (PROV.wasDerivedFrom, cell), (KGSM.problemCode, Literal(each.code)),
        ):  # fmt: skip
            graph.add((result, predicate, value))
        for language in ("de", "en"):
            graph.add((result, SH.resultMessage, Literal(each.message.in_language(language), lang=language)))
    # What a row says that cannot be read nobody knows, a second source perhaps: what stops publishing is told without remarks.
    stopped = any(each.severity is Severity.VIOLATION for each in problems)
    return Report(graph, tuple(problems), () if stopped or report is None else report.remarks)


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
