"""A graph whose triples rdflib holds and whose queries Oxigraph answers: what describes, where code lists are long.

rdflib takes a third of a millisecond for each step of a query; twenty thousand codes are millions of steps. Oxigraph rewrites
numbers as it loads them, so no graph of observations comes here.
"""

from typing import Any

import pyoxigraph
from rdflib import BNode, Graph, Literal, URIRef, Variable
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result
from rdflib.term import Identifier, Node


class Queried(Graph):
    """The graph `data`, to be read only: what is added later no query sees. Raises ValueError where an IRI is none."""

    def __init__(self, data: Graph) -> None:
        super().__init__(store=data.store, identifier=data.identifier, bind_namespaces="none")
        terms: dict[Node, Any] = {}
        for triple in data:
            for each in triple:
                if each not in terms:
                    terms[each] = _to_oxigraph(each)
        self._store = pyoxigraph.Store()
        self._store.bulk_extend(pyoxigraph.Quad(terms[s], terms[p], terms[o]) for s, p, o in data)

    def query(self, query_object: str | Query, *args: Any, **options: Any) -> Result:
        """Return what Oxigraph answers, with `initBindings` as rdflib has them. Raises SyntaxError where it is no query."""
        if not isinstance(query_object, str):
            return super().query(query_object, *args, **options)
        bound = {
            pyoxigraph.Variable(str(name)): _to_oxigraph(term) for name, term in (options.get("initBindings") or {}).items()
        }
        found = self._store.query(query_object, substitutions=bound)
        if isinstance(found, pyoxigraph.QueryBoolean):
            answer = Result("ASK")
            answer.askAnswer = bool(found)
            return answer
        if not isinstance(found, pyoxigraph.QuerySolutions):
            raise TypeError("A shape asks by SELECT or ASK (SHACL 5.3).")
        answer = Result("SELECT")
        answer.vars = [Variable(each.value) for each in found.variables]
        answer.bindings = [
            {name: _to_rdflib(term) for name, term in zip(answer.vars, row, strict=True) if term is not None} for row in found
        ]
        return answer


def _to_oxigraph(node: Node) -> Any:
    if isinstance(node, BNode):
        return pyoxigraph.BlankNode(str(node))
    if isinstance(node, Literal):
        if node.language is not None:
            return pyoxigraph.Literal(str(node), language=node.language)
        return pyoxigraph.Literal(str(node), datatype=None if node.datatype is None else pyoxigraph.NamedNode(node.datatype))
    return pyoxigraph.NamedNode(str(node))


def _to_rdflib(term: Any) -> Identifier:
    if isinstance(term, pyoxigraph.BlankNode):
        return BNode(term.value)
    if isinstance(term, pyoxigraph.Literal):
        if term.language is not None:
            return Literal(term.value, lang=term.language)
        return Literal(term.value, datatype=URIRef(term.datatype.value))
    return URIRef(term.value)
