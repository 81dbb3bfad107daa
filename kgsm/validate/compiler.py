"""A shape and the terms of a dataset's rows → SQL conditions: which rows do not conform, each with the value that is wrong.

One condition a constraint, over all rows at once. A shape with a parameter that is not known here is `Unsupported` as a
whole: it goes to an engine that knows it (kgsm/validate/observed.py).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kgsm.namespaces import DCTERMS, QB, RDF, SH, SKOS
from kgsm.study import Study
from kgsm.validate.constraints import ON_LIST, ON_VALUE, Unsupported, is_term, one_of
from kgsm.validate.terms import ELSEWHERE, Term, Terms

_SAID: Final = frozenset(
    {SH.message, SH.severity, SH.name, SH.description, SH.order, SH.group, SH.defaultValue, SH.path, SH.targetClass}
    | {SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf}
)  # fmt: skip
_LOGIC: Final = {
    SH["or"]: SH.OrConstraintComponent, SH["and"]: SH.AndConstraintComponent, SH["not"]: SH.NotConstraintComponent,
    SH.node: SH.NodeConstraintComponent,
}  # fmt: skip
_COUNTED: Final = frozenset({SH.minCount, SH.maxCount, SH.hasValue, SH.uniqueLang})


@dataclass(frozen=True, slots=True)
class Condition:
    """The rows where the SQL `violated` holds do not conform to `shape`, by `component`.

    `path` is the shape's, None where it has none; `value` the term that is wrong, None where there is none to show or where
    it is the observation itself (`of_row`). `terms` are those that the path leads to.
    """

    shape: Node
    component: URIRef
    violated: str
    path: Node | None = None
    value: Term | None = None
    terms: tuple[Term, ...] = ()
    of_row: bool = False


@dataclass(frozen=True, slots=True)
class Compiler:
    """What shapes are compiled against: their graph, the terms of a dataset's rows, the study with its code lists."""

    shapes: Graph
    terms: Terms
    study: Study

    def compile(self, shape: Node, target: str) -> list[Condition]:
        """Return the conditions of a shape for the rows where the SQL `target` holds. Raises Unsupported."""
        if self._flag(shape, SH.deactivated):
            return []
        found = self._of_property(shape) if (shape, SH.path, None) in self.shapes else self._of_node(shape)
        return [replace(each, violated=f"({target}) AND ({each.violated})") for each in found]

    def targets(self, shape: Node) -> list[str]:
        """Return for each target of a shape the condition under which a row is a focus node. Raises Unsupported."""
        found = [self._has(RDF.type, each) for each in self.shapes.objects(shape, SH.targetClass)]
        subjects = [self.values(each) for each in self.shapes.objects(shape, SH.targetSubjectsOf)]
        found += [_any([term.present for term in terms]) for terms in subjects]
        for target in (SH.targetNode, SH.targetObjectsOf, SH.target):
            if (shape, target, None) in self.shapes:
                raise Unsupported(f"sh:{target.removeprefix(str(SH))}")
        return found

    def members(self, shape: Node) -> tuple[URIRef, str] | None:
        """Return the dataset whose observations or gaps a shape asks, and the rows that those are; None where it does not.

        Such a shape has a dataset as its target, a path that leads back to them from it, and sh:property.
        """
        dataset, path = self.shapes.value(shape, SH.targetNode), self.shapes.value(shape, SH.path)
        asked = {each for each in self.shapes.predicates(shape) if str(each).startswith(str(SH))}
        if not isinstance(dataset, URIRef) or path is None or not asked <= {SH.targetNode, SH.path, SH.property}:
            return None
        listed = self.shapes.value(path, SH.alternativePath)
        steps = list(Collection(self.shapes, listed)) if listed is not None else [path]
        links = {self.shapes.value(each, SH.inversePath) for each in steps}
        rows = {QB.dataSet: "NOT _gap", DCTERMS.isPartOf: "_gap"}
        if not links <= set(rows):
            return None
        return dataset, " OR ".join(f"({rows[each]})" for each in rows if each in links)

    def values(self, path: Node) -> tuple[Term, ...]:
        """Return the terms that a path leads to from a row. Raises Unsupported where that is not a matter of columns."""
        if isinstance(path, URIRef):
            if path in ELSEWHERE:
                raise Unsupported(f"the path {path}")
            return self.terms.get(path, ())
        listed = self.shapes.value(path, SH.alternativePath)
        if listed is None:
            raise Unsupported("a path of several steps")
        return tuple(term for step in Collection(self.shapes, listed) for term in self.values(step))

    def _of_property(self, shape: Node) -> Iterator[Condition]:
        path = self._one(shape, SH.path)
        terms = self.values(path)
        here = Condition(shape, SH.MinCountConstraintComponent, "", path, None, terms)
        for parameter, value in self._parameters(shape):
            if parameter in _COUNTED:
                component, violated = self._counted(parameter, value, terms)
                yield replace(here, component=component, violated=violated)
                continue
            component = self._component(parameter)
            for term in terms:
                violated = f"{term.present} AND NOT coalesce({self._test(term, parameter, value)}, false)"
                yield replace(here, component=component, violated=violated, value=term)

    def _of_node(self, shape: Node) -> Iterator[Condition]:
        for parameter, value in self._parameters(shape):
            if parameter == SH["class"]:
                component, holds = SH.ClassConstraintComponent, self._has(RDF.type, value)
            elif parameter in _LOGIC:
                component, holds = _LOGIC[parameter], self._logic(parameter, value, self._row_conforms)
            else:
                raise Unsupported(f"{_name(parameter)} of the observation itself")
            yield Condition(shape, component, f"NOT coalesce({holds}, false)", of_row=True, terms=self._mentioned(value))

    def _parameters(self, shape: Node) -> Iterator[tuple[URIRef, Node]]:
        for parameter, value in sorted(self.shapes.predicate_objects(shape), key=lambda each: (str(each[0]), str(each[1]))):
            if self._is_declared(parameter):
                raise Unsupported(f"<{parameter}>, a constraint of one's own,")
            if not str(parameter).startswith(str(SH)) or parameter in _SAID or parameter == SH.deactivated:
                continue
            known = parameter in _COUNTED or parameter in ON_VALUE or parameter in ON_LIST or parameter in _LOGIC
            if not known and parameter != SH["class"]:
                raise Unsupported(_name(parameter))
            yield URIRef(str(parameter)), value

    def _is_declared(self, parameter: Node) -> bool:
        """Say whether a predicate is the parameter of a constraint component that the shapes declare (SHACL 6)."""
        return any((None, SH.parameter, each) in self.shapes for each in self.shapes.subjects(SH.path, parameter))

    def _component(self, parameter: URIRef) -> URIRef:
        if parameter in ON_VALUE:
            return ON_VALUE[parameter][1]
        if parameter not in ON_LIST and parameter not in _LOGIC:
            raise Unsupported(f"{_name(parameter)} of a value")
        return ON_LIST[parameter][1] if parameter in ON_LIST else _LOGIC[parameter]

    def _counted(self, parameter: URIRef, value: Node, terms: Sequence[Term]) -> tuple[URIRef, str]:
        """Return the component, and when it is violated, of what is asked of all value nodes together (SHACL 4.2, 4.4, 4.8)."""
        if parameter == SH.hasValue:
            equal = [f"({each.present} AND {is_term(each, value)})" for each in terms]
            return SH.HasValueConstraintComponent, f"NOT coalesce({_any(equal)}, false)"
        if parameter == SH.uniqueLang:
            if len({each.language for each in terms}) < len(terms):
                raise Unsupported("sh:uniqueLang of one language in several columns")
            return SH.UniqueLangConstraintComponent, "false"
        if len({each.column for each in terms}) > 1 and not all(each.language for each in terms):
            raise Unsupported("values of several columns, which may be the same")
        count = " + ".join(f"({each.present})::INTEGER" for each in terms) or "0"
        if parameter == SH.minCount:
            return SH.MinCountConstraintComponent, f"({count}) < {int(str(value))}"
        # A cell holds one value: whatever is more would be other rows' affair.
        return SH.MaxCountConstraintComponent, "false" if len(terms) <= int(str(value)) else f"({count}) > {int(str(value))}"

    def _test(self, term: Term, parameter: URIRef, value: Node) -> str:
        if parameter in ON_VALUE:
            return ON_VALUE[parameter][0](term, value)
        if parameter in ON_LIST:
            return ON_LIST[parameter][0](term, list(Collection(self.shapes, value)))
        return self._logic(parameter, value, lambda shape: self._term_conforms(term, shape))

    def _logic(self, parameter: URIRef, value: Node, conforms: Callable[[Node], str]) -> str:
        if parameter == SH["not"]:
            return f"NOT coalesce({conforms(value)}, false)"
        if parameter == SH.node:
            return conforms(value)
        each = [f"coalesce({conforms(shape)}, false)" for shape in Collection(self.shapes, value)]
        return _any(each) if parameter == SH["or"] else _all(each)

    def _term_conforms(self, term: Term, shape: Node) -> str:
        scheme = self._scheme(shape)
        if scheme is not None:
            return one_of(term, scheme)
        if (shape, SH.path, None) in self.shapes or (shape, SH.property, None) in self.shapes:
            raise Unsupported("a path from a value")
        tests = []
        for parameter, value in self._parameters(shape):
            if parameter in _COUNTED or parameter == SH["class"]:
                raise Unsupported(f"{_name(parameter)} of a value")
            tests.append(self._test(term, parameter, value))
        return _all(tests)

    def _row_conforms(self, shape: Node) -> str:
        of_path = (shape, SH.path, None) in self.shapes
        return _all(
            [
                f"NOT coalesce({each.violated}, false)"
                for each in (self._of_property(shape) if of_path else self._of_node(shape))
            ]
        )

    def _scheme(self, shape: Node) -> list[Node] | None:
        """Return the concepts of a code list of the study, where `shape` asks for their scheme and nothing else."""
        inner = self.shapes.value(shape, SH.property)
        if inner is None or self.shapes.value(inner, SH.path) != SKOS.inScheme:
            return None
        scheme = self.shapes.value(inner, SH.hasValue)
        asked = [list(self.shapes.predicates(each)) for each in (shape, inner)]
        if not set(asked[0]) <= {RDF.type, SH.property} or not set(asked[1]) <= {RDF.type, SH.path, SH.hasValue}:
            return None
        code_list = next((each for each in self.study.code_lists if each.iri == scheme), None)
        return [each.iri for each in code_list.concepts] if code_list else None

    def _mentioned(self, value: Node) -> tuple[Term, ...]:
        """Return the terms of the first path below `value`: where a person looks first."""
        waiting, seen = [value], set[Node]()
        while waiting:
            node = waiting.pop(0)
            path = self.shapes.value(node, SH.path)
            if path is not None:
                return self.values(path)
            seen.add(node)
            inner = [self.shapes.value(node, RDF.first), self.shapes.value(node, RDF.rest), self.shapes.value(node, SH["not"])]
            waiting += [each for each in inner if each is not None and each not in seen]
        return ()

    def _has(self, predicate: URIRef, value: Node) -> str:
        return _any([f"({each.present} AND {is_term(each, value)})" for each in self.values(predicate)])

    def _flag(self, shape: Node, parameter: URIRef) -> bool:
        return self.shapes.value(shape, parameter) == Literal(True)  # noqa: FBT003 - an RDF literal

    def _one(self, shape: Node, predicate: URIRef) -> Node:
        found = list(self.shapes.objects(shape, predicate))
        if len(found) != 1:
            raise Unsupported(f"{len(found)} values of {_name(predicate)}")
        return found[0]


def _any(conditions: Sequence[str]) -> str:
    return f"({' OR '.join(conditions)})" if conditions else "false"


def _all(conditions: Sequence[str]) -> str:
    return f"({' AND '.join(conditions)})" if conditions else "true"


def _name(parameter: Node) -> str:
    return f"sh:{str(parameter).removeprefix(str(SH))}"
