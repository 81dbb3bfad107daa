"""Findings → problems for people and one sh:ValidationReport for machines (SHACL 3.6)."""

import logging
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kgsm.namespaces import PREFIXES, QB, RDF, SH, SHAPES, bind_prefixes
from kgsm.problems import Place, Problem, Severity, problem, shown
from kgsm.report import Report
from kgsm.text import Text
from kgsm.validate.integrity.findings import Finding
from kgsm.validate.integrity.lines import lines_of
from kgsm.validate.integrity.literals import lexical_form
from kgsm.validate.result import TOLD

_SEVERITIES: Final = MappingProxyType({Severity.VIOLATION: SH.Violation, Severity.WARNING: SH.Warning, Severity.INFO: SH.Info})
# The constraint components of the shapes of integrity.ttl that have no query.
_COMPONENTS: Final[Mapping[int, URIRef]] = MappingProxyType(
    {
        3: SH.QualifiedMinCountConstraintComponent,
        4: SH.MinCountConstraintComponent,
        5: SH.OrConstraintComponent,
        6: SH.OrConstraintComponent,
        7: SH.QualifiedMinCountConstraintComponent,
    }
)
_EXACTLY_ONE: Final = frozenset({1, 2, 9})
_LONGEST: Final = 160


def report_of(findings: Iterable[Finding], files: Sequence[Path], remarks: Sequence[Problem]) -> Report:
    """Return the report of what was found in `files`, in reading order, behind `remarks`, which are no shape's."""
    found = list(findings)
    lines = [
        lines_of(path, {each.culprit for each in found if each.file == number}) for number, path in enumerate(files, start=1)
    ]
    last = {each.number: each for each in found}
    told = []
    for each in found:
        said = _problem(Place(files[each.file - 1].as_posix(), lines[each.file - 1].get(each.culprit)), each)
        told.append((_and_more(said, each.total - TOLD) if each is last[each.number] else said, each))
    told.sort(key=lambda pair: (pair[0].place.order(), pair[1].number))
    graph = bind_prefixes(Graph(bind_namespaces="none"))
    report = BNode("report")
    graph.add((report, RDF.type, SH.ValidationReport))
    # SHACL 3.6.1.1: a report conforms when it has no result.
    graph.add((report, SH.conforms, Literal(lexical_or_value=not told and not remarks)))
    for number, (said, finding) in enumerate([*((each, None) for each in remarks), *told], start=1):
        node = BNode(f"result-{number}")
        graph.add((report, SH.result, node))
        _add(graph, node, said)
        if finding is None:
            _add_remark(graph, node, said)
        else:
            _add_finding(graph, node, finding)
    return Report(graph, (*remarks, *(said for said, _ in told)))


def _problem(place: Place, finding: Finding) -> Problem:
    focus, path, value, other = (_shown(each) for each in (finding.focus, finding.path, finding.value, finding.other))
    code = f"ic-{finding.number}"
    return problem(place, code, focus=focus, path=path, value=value, other=other, times=finding.times)


def _and_more(said: Problem, more: int) -> Problem:
    if more <= 0:
        return said
    de, en = f"{said.message.de} Ebenso an {more} weiteren Stellen.", f"{said.message.en} The same in {more} more places."
    return replace(said, message=Text(de=de, en=en))


def _shown(node: str | None) -> Text:
    """Return a node as a sentence can name it: prefixed where the prefix is one of ours, both ends only where it is long."""
    if node is None:
        return Text(de="", en="")
    if node.startswith('"'):
        form, kind = lexical_form(node)
        text = f'"{shown(form)}"' + (f"^^{_short(f'<{kind}>')}" if kind and not kind.startswith("@") else kind)
    else:
        text = _short(node)
    text = "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)
    text = text if len(text) <= _LONGEST else f"{text[:60]}…{text[-99:]}"
    return Text(de=text, en=text)


def _short(iri: str) -> str:
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(f"<{namespace}"):
            local = iri[len(namespace) + 1 : -1]
            if local.replace("-", "").isalnum():
                return f"{prefix}:{local}"
    return iri


def _add(graph: Graph, node: BNode, said: Problem) -> None:
    graph.add((node, RDF.type, SH.ValidationResult))
    graph.add((node, SH.resultSeverity, _SEVERITIES[said.severity]))
    for language in ("de", "en"):
        graph.add((node, SH.resultMessage, Literal(said.message.in_language(language), lang=language)))


def _add_remark(graph: Graph, node: BNode, said: Problem) -> None:
    """Add what a result must have (SHACL 3.6.2) where no shape gave it: the file is in focus, the problem is the component."""
    graph.add((node, SH.focusNode, Literal(said.place.file)))
    graph.add((node, SH.sourceConstraintComponent, SHAPES[said.code]))


def _add_finding(graph: Graph, node: BNode, finding: Finding) -> None:
    graph.add((node, SH.focusNode, _term(finding.focus)))
    path = _path(graph, node, finding)
    if path is not None:
        graph.add((node, SH.resultPath, path))
    if finding.value is not None:
        graph.add((node, SH.value, _term(finding.value)))
    graph.add((node, SH.sourceShape, SHAPES[f"IC-{finding.number}"]))
    component = _COMPONENTS.get(finding.number, SH.SPARQLConstraintComponent)
    if finding.number in _EXACTLY_ONE:
        component = SH.MaxCountConstraintComponent if finding.times else SH.MinCountConstraintComponent
    graph.add((node, SH.sourceConstraintComponent, component))


def _path(graph: Graph, node: BNode, finding: Finding) -> Node | None:
    """Return the path of a result; two shapes have a path that is no single property (SHACL 2.3.1)."""
    path = BNode(f"{node}-path")
    if finding.number == 3:
        Collection(graph, path, [QB.component, QB.componentProperty])
        return path
    if finding.number == 7:
        graph.add((path, SH.inversePath, QB.sliceKey))
        return path
    return None if finding.path is None else _term(finding.path)


def _term(node: str) -> Node:
    """Return the rdflib term of a node in N-Triples form."""
    if node.startswith("_:"):
        return BNode(node[2:])
    if not node.startswith('"'):
        return URIRef(node[1:-1])
    form, kind = lexical_form(node)
    if kind.startswith("@"):
        return Literal(form, lang=kind[1:])
    with _quietly():
        return Literal(form, datatype=URIRef(kind) if kind else None, normalize=False)


@contextmanager
def _quietly() -> Iterator[None]:
    """Keep rdflib from warning, and from logging with a traceback, that a literal is ill-typed: that is what is reported."""
    logger = logging.getLogger("rdflib.term")
    before, logger.disabled = logger.disabled, True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.disabled = before
