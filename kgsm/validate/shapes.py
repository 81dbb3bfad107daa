"""Graphs and shapes → the results of SHACL validation, each with its place in the study folder."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.plugins.sparql import prepareUpdate
from rdflib.plugins.sparql.sparql import Update
from rdflib.term import Node

from kgsm import home
from kgsm.cube import Cube
from kgsm.namespaces import KGSM, RDF, SH, SHAPES
from kgsm.problems import KgsmError, Problem, Severity
from kgsm.text import Text
from kgsm.turtle import together, triples_of
from kgsm.validate.engine import Violation, run
from kgsm.validate.places import Subject, place_of
from kgsm.validate.queried import Queried
from kgsm.validate.result import Result, capped, order

# Constraints on observations and their values: validation asks them of the tables, not of what describes a study.
_OF_OBSERVATIONS: Final = tuple(SHAPES[f"IC-{number}"] for number in (0, 1, *range(11, 22)))

# Of SHACL's other parts (Advanced Features, JavaScript), and entailment (SHACL 1.5): pySHACL passes over them as we run it.
_NOT_ASKED: Final = frozenset({SH.entailment, SH.expression, SH.js, SH.rule, SH.target})
_SEVERITIES: Final = {SH.Warning: Severity.WARNING, SH.Info: Severity.INFO}


def check_shapes(cube: Cube, folder: Path | None = None) -> Iterator[Result]:
    """Return what the shapes (by default those of kgsm) find in the cube's graphs together with the vocabulary.

    Raises KgsmError where the shapes cannot be read or applied: nothing conforms to shapes that nobody asked.
    """
    shapes = read_shapes(folder or home.shapes())
    data = together(cube.graph, cube.catalog, *(triples_of(path) for path in _files(home.ontology())))
    # The integrity constraints are about normalized cubes (Data Cube, 10).
    data.update(_closure(home.shapes() / "normalize-1.ru"))
    for shape in _OF_OBSERVATIONS:
        shapes.add((shape, SH.deactivated, Literal(lexical_or_value=True)))
    report = run(_queried(data), shapes)
    nodes = report.subjects(RDF.type, SH.ValidationResult)
    # The engine's order is that of its sets.
    yield from capped(sorted((_result(cube, data, shapes, Violation(report, node)) for node in nodes), key=order))


@cache
def _closure(path: Path) -> Update:
    """Return the first phase of normalization, parsed: rdflib takes longer to read it than to do it."""
    return prepareUpdate(path.read_text(encoding="utf-8"))


def _queried(data: Graph) -> Graph:
    try:
        return Queried(data)
    except ValueError:  # an IRI that is none, which another check tells; rdflib minds it less
        return data


def read_shapes(folder: Path) -> Graph:
    """Return the shapes of a folder as one graph. Raises KgsmError where there are none, or one asks for what is not SHACL."""
    shapes = together(*(triples_of(path) for path in _files(folder)))
    if not any((None, RDF.type, kind) in shapes for kind in (SH.NodeShape, SH.PropertyShape)):
        raise KgsmError(f"There are no shapes in {folder}, so nothing can be validated.")
    for predicate in set(shapes.predicates()):
        # An engine passes over a misspelt constraint, and everything conforms to it.
        if str(predicate).startswith(str(SH)) and not _in_shacl(str(predicate)):
            raise KgsmError(f"The shapes in {folder} use <{predicate}>, which SHACL does not have.")
        if predicate in _NOT_ASKED:
            raise KgsmError(f"The shapes in {folder} use <{predicate}>, which is not supported here, so it would go unchecked.")
    return shapes


def _in_shacl(term: str) -> bool:
    try:
        SH[term.removeprefix(str(SH))]
    except AttributeError:  # rdflib's namespace is closed
        return False
    return True


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.ttl"))


def _result(cube: Cube, data: Graph, shapes: Graph, violation: Violation) -> Result:
    focus = violation.iri(SH.focusNode) or URIRef("")
    path, value = violation.iri(SH.resultPath), violation.one(SH.value)
    shape = _named_shape(shapes, violation.one(SH.sourceShape))
    component = violation.iri(SH.sourceConstraintComponent) or SH.SPARQLConstraintComponent
    # A query asks for a whole dataset, list or source at once, and names the culprit as the value.
    culprit = value if component == SH.SPARQLConstraintComponent and value in cube.places else None
    place = place_of(cube, data, Subject(culprit or focus, focus, path))
    severity = _SEVERITIES.get(violation.iri(SH.resultSeverity) or SH.Violation, Severity.VIOLATION)
    problem = Problem(place, _code(shapes, shape), _message(shapes, shape, violation), severity)
    known = value if isinstance(value, URIRef | Literal) else None
    return Result(problem, focus, path, known, shape, component)


def _named_shape(shapes: Graph, shape: Node | None) -> URIRef:
    """Return the shape, or the nearest one around it that has an IRI."""
    seen: set[Node] = set()
    while shape is not None and not isinstance(shape, URIRef) and shape not in seen:
        seen.add(shape)
        shape = min(shapes.subjects(None, shape), key=str, default=None)
    return shape if isinstance(shape, URIRef) else SH.Shape


def _code(shapes: Graph, shape: URIRef) -> str:
    code = shapes.value(shape, KGSM.problemCode)
    if code is not None:
        return str(code)
    # A shape of someone else's: its own name, LabelMissing -> label-missing.
    name = str(shape).replace("/", "#").rsplit("#", 1)[-1]
    return "".join(f"-{each.lower()}" if each.isupper() else each for each in name).strip("-") or "shape"


def _message(shapes: Graph, shape: URIRef, violation: Violation) -> Text:
    source = violation.one(SH.sourceConstraint)
    said = [*shapes.objects(shape, SH.message), *(shapes.objects(source, SH.message) if source is not None else ())]
    by_language = {each.language: str(each) for each in [*violation.messages(), *said] if isinstance(each, Literal)}
    other = by_language.get(None) or next(iter(sorted(by_language.values())), str(shape))
    value = violation.one(SH.value)
    texts = [by_language.get(language) or other for language in ("de", "en")]
    # Messages of queries may hold the variables of the result (SHACL 5.2.2).
    for name, node in (("value", value), ("this", violation.one(SH.focusNode)), ("path", violation.one(SH.resultPath))):
        texts = [text.replace(f"{{?{name}}}", str(node)).replace(f"{{${name}}}", str(node)) for text in texts]
    return Text(de=texts[0], en=texts[1])
