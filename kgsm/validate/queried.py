"""A graph whose triples rdflib holds and whose queries Oxigraph answers: what describes, where code lists are long.

rdflib takes a third of a millisecond for each step of a query; twenty thousand codes are millions of steps. Oxigraph rewrites
numbers as it loads them, so no graph of observations comes here.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

import pyoxigraph
from rdflib import BNode, Graph, Literal, URIRef, Variable
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result
from rdflib.term import Identifier, Node

# A query whose sub-select groups by $this, and that joins and filters only, without asking $this of a filter: what it finds
# for one node is what it finds for all, of that node (SPARQL 1.1, 18.5: a join with the one binding). Oxigraph does not put a
# binding into a sub-select, so asking for each node would group the whole graph each time.
_OF_ALL: Final = re.compile(r"\s*SELECT\s+DISTINCT\s+\$this\s[^#]*\bGROUP\s+BY\s+\$this\s[^#]*", re.IGNORECASE)
_PROLOGUE: Final = re.compile(r"(?:\s*PREFIX\s+\S*:\s*<[^<>]*>)*", re.IGNORECASE)
_MORE_THAN_JOINS: Final = re.compile(
    r"\b(?:OPTIONAL|MINUS|EXISTS|UNION|VALUES|BIND|GRAPH|SERVICE|LIMIT|OFFSET|BOUND)\b|\(\s*[^()]*[$?]this\b", re.IGNORECASE
)
_THIS: Final = Variable("this")


class Queried(Graph):
    """The graph `data`, to be read only: what is added later no query sees. Raises ValueError where an IRI is none."""

    def __init__(self, data: Graph) -> None:
        super().__init__(store=data.store, identifier=data.identifier, bind_namespaces="none")
        terms: dict[Node, Any] = {}
        for triple in data:
            for each in triple:
                if each not in terms:
                    terms[each] = _to_oxigraph(each)
        self._of_all: dict[str, dict[Identifier, list[dict[Variable, Identifier]]]] = {}
        self._store = pyoxigraph.Store()
        self._store.bulk_extend(pyoxigraph.Quad(terms[s], terms[p], terms[o]) for s, p, o in data)

    def query(
        self, query_object: str | Query, processor: Any = "sparql", result: Any = "sparql", initNs: Any = None,  # noqa: N803 - rdflib's
        initBindings: Mapping[str, Identifier] | None = None, *args: Any, **options: Any,  # noqa: N803
    ) -> Result:  # fmt: skip
        """Return what Oxigraph answers, with `initBindings` as rdflib has them. Raises SyntaxError where it is no query."""
        if not isinstance(query_object, str):
            return super().query(query_object, processor, result, initNs, initBindings, *args, **options)
        given = {Variable(str(name)): term for name, term in (initBindings or {}).items()}
        if set(given) == {_THIS} and _is_of_all(query_object):
            return self._of_one(query_object, given[_THIS])
        return self._asked(query_object, given)

    def _of_one(self, query: str, node: Identifier) -> Result:
        """Return what a query finds for one node, which is asked for all of them once."""
        if query not in self._of_all:
            of_all = self._of_all[query] = {}
            for row in self._asked(query, {}).bindings:
                of_all.setdefault(row[_THIS], []).append(dict(row))
        answer = Result("SELECT")
        found = self._of_all[query].get(node, [])
        answer.bindings = list[Mapping[Variable, Identifier]](found)
        answer.vars = list(found[0]) if found else [_THIS]
        return answer

    def _asked(self, query_object: str, given: Mapping[Variable, Identifier]) -> Result:
        bound = {pyoxigraph.Variable(str(name)): _to_oxigraph(term) for name, term in given.items()}
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


def _is_of_all(query: str) -> bool:
    asked = _PROLOGUE.sub("", query, count=1)
    return _OF_ALL.fullmatch(asked) is not None and _MORE_THAN_JOINS.search(asked) is None


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
