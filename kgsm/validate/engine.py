"""A graph and shapes → the report of pySHACL: the slow engine, and the judge of the fast one."""

from typing import Any, Final

import pyshacl
import rdflib
from pyparsing import ParseException
from pyshacl.constraints.constraint_component import ConstraintComponent
from pyshacl.errors import ReportableRuntimeError, ValidationFailure
from rdflib import Graph, Literal, URIRef
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result
from rdflib.term import Node

from kgsm.namespaces import SH
from kgsm.problems import KgsmError
from kgsm.validate.queried import Queried

# pySHACL 0.40 takes the text of a value for the replacement of a pattern, and stops at a backslash in it.
_formatted: Final[Any] = ConstraintComponent._format_sparql_based_result_message  # noqa: SLF001 - see above


def _message(component: ConstraintComponent, message: Literal, values: object) -> object:
    """Return the message with its values."""
    return _formatted(component, message, _escaped(values))


def _escaped(values: object) -> object:
    if isinstance(values, dict):
        return {name: _escaped(each) for name, each in values.items()}
    if isinstance(values, tuple | list):
        return tuple(_escaped(each) for each in values)
    return None if values is None else str(values).replace("\\", "\\\\")


ConstraintComponent._format_sparql_based_result_message = _message  # type: ignore[method-assign] # noqa: SLF001


def run(data: Graph, shapes: Graph) -> Graph:
    """Return the report of pySHACL. Raises KgsmError where the shapes cannot be applied.

    The queries of `data` may be answered by another engine: see kgsm/validate/queried.py.
    """
    normalize = rdflib.NORMALIZE_LITERALS
    try:
        # In place: without inference and rules pySHACL adds nothing to the data.
        asked = data if isinstance(data, Queried) else _Prepared(data)
        _, report, text = pyshacl.validate(asked, shacl_graph=shapes, inference="none", inplace=True)
    except (ReportableRuntimeError, ParseException, SyntaxError) as error:
        raise KgsmError(f"The shapes cannot be applied: {error}") from error
    finally:
        # pySHACL leaves it off where it stops half-way, and then "01"^^xsd:integer is no longer "1" for anyone.
        rdflib.NORMALIZE_LITERALS = normalize
    if isinstance(report, ValidationFailure) or not isinstance(report, Graph):
        raise KgsmError(f"The shapes cannot be applied: {text}")
    return report


class _Prepared(Graph):
    """A graph that parses each query once: pySHACL asks a shape's query of each focus node, and rdflib parses slowly."""

    def __init__(self, data: Graph) -> None:
        super().__init__(store=data.store, identifier=data.identifier, bind_namespaces="none")
        self._queries: dict[str, Query] = {}

    def query(self, query_object: str | Query, *args: Any, **options: Any) -> Result:
        if isinstance(query_object, str):
            if query_object not in self._queries:
                self._queries[query_object] = prepareQuery(query_object)
            query_object = self._queries[query_object]
        return super().query(query_object, *args, **options)


class Violation:
    """A sh:ValidationResult of an engine's report."""

    def __init__(self, report: Graph, node: Node) -> None:
        self._report, self._node = report, node

    def value(self) -> URIRef | Literal | None:
        """Return the value node."""
        value = self.one(SH.value)
        return value if isinstance(value, URIRef | Literal) else None

    def one(self, predicate: URIRef) -> Node | None:
        """Return the object of `predicate`, any where there are several."""
        return self._report.value(self._node, predicate)

    def iri(self, predicate: URIRef) -> URIRef | None:
        """Return the object of `predicate` where it is an IRI."""
        value = self.one(predicate)
        return value if isinstance(value, URIRef) else None

    def messages(self) -> list[Literal]:
        """Return the messages, sorted."""
        found = self._report.objects(self._node, SH.resultMessage)
        return sorted(each for each in found if isinstance(each, Literal))
