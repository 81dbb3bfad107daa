"""Files of a written state and shapes → `Report`: whether what Update or the Graph Store Protocol wrote conforms.

The integrity constraints are asked of columns, as `kgsm check FILE` does; the other shapes, those derived from each study's
structure among them, by pySHACL. One graph, as the default graph of the endpoint is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from rdflib import Graph, Literal, URIRef

from kgsm.namespaces import RDF, SH, SHAPES
from kgsm.problems import Place, Problem, Severity
from kgsm.report import Report
from kgsm.text import Text
from kgsm.validate.engine import Violation, run
from kgsm.validate.integrity import check_graph
from kgsm.validate.nodes import quiet

_TARGETS: Final = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf, SH.target)
_NO_FAULT: Final = frozenset({"no-cube", "no-observation"})  # a store may hold other graphs than cubes
_SEVERITIES: Final = {SH.Warning: Severity.WARNING, SH.Info: Severity.INFO}
_CONSTRAINT: Final = f"{SHAPES}IC-"


def check_state(files: Mapping[Path, str], shapes: Sequence[Path]) -> Report:
    """Return what is wrong with the graphs in `files`, each with its name, taken as one.

    Raises KgsmError where the shapes cannot be applied.
    """
    paths = list(files)
    graphs = {path.as_posix(): graph for path, graph in files.items()}
    cubes = check_graph(paths) if paths else None
    found = [
        replace(each, place=Place(graphs.get(each.place.file, "")))
        for each in (cubes.problems if cubes else ()) if each.code not in _NO_FAULT
    ]  # fmt: skip
    others = _by_shapes(paths, shapes)
    graph = Graph(bind_namespaces="none")
    if cubes is not None and found:
        graph += cubes.graph
    told = list(others.subjects(RDF.type, SH.ValidationResult))
    if told:
        graph += others
    return Report(graph, (*found, *(_problem(Violation(others, each)) for each in told)))


def _by_shapes(files: Sequence[Path], shapes: Sequence[Path]) -> Graph:
    asked = _read(shapes)
    for subject in {each for each in asked.subjects() if str(each).startswith(_CONSTRAINT)}:
        for target in _TARGETS:
            asked.remove((subject, target, None))
    if not len(asked):
        return Graph()
    with quiet():
        return run(_read(files), asked)


def _read(files: Sequence[Path]) -> Graph:
    graph = Graph(bind_namespaces="none")
    for each in files:
        graph.parse(each, format="ntriples")
    return graph


def _problem(violation: Violation) -> Problem:
    focus, shape = violation.one(SH.focusNode), violation.iri(SH.sourceShape)
    severity = _SEVERITIES.get(violation.iri(SH.resultSeverity) or SH.Violation, Severity.VIOLATION)
    messages = {each.language or "": str(each) for each in violation.messages() if isinstance(each, Literal)}
    first = next(iter(messages.values()), str(shape))
    text = Text(de=messages.get("de", first), en=messages.get("en", first))
    code = str(shape).rpartition("#")[2] if isinstance(shape, URIRef) else "shape"
    return replace(Problem(Place(str(focus)), code, text), severity=severity)
