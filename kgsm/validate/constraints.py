"""A constraint of SHACL core on a value node → the SQL condition under which the node conforms to it.

Each function says what one parameter asks of a term (SHACL 4). What it does not know is `Unsupported`, never passed over.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

from rdflib import Literal, URIRef
from rdflib.term import Node

from kgsm.namespaces import SH, XSD
from kgsm.tables import literal
from kgsm.validate.terms import Term

# Classes whose extent RE2 and the engines' regular expressions see differently, and what RE2 has not at all.
_OTHER: Final = re.compile(r"\\[dDwWsSbBpPiIcC1-9]|\(\?")
_WELL_FORMED: Final[Mapping[URIRef, str]] = {
    XSD.integer: "regexp_full_match({text}, '[+-]?[0-9]+')",
    XSD.decimal: r"regexp_full_match({text}, '[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)')",
    XSD.boolean: "{text} IN ('true', 'false', '1', '0')",
    # XSD 1.1 part 2, 3.3.9, in the years that a calendar has
    XSD.date: (
        "regexp_full_match({text}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(Z|[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00))?') "
        "AND NOT starts_with({text}, '0000') AND TRY_CAST({text}[:10] AS DATE) IS NOT NULL"
    ),
}
_NUMERIC: Final = (XSD.integer, XSD.decimal)
_LITTLE: Final = re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{1,18})?")


class Unsupported(Exception):  # noqa: N818 - not an error: the slow engine takes over
    """A shape asks for what cannot be asked of columns; the message says for what."""


def is_term(term: Term, node: Node) -> str:
    """Return the condition that a term is `node` (RDF 1.1, 3.2 and 3.3: the same lexical form, datatype and language)."""
    if isinstance(node, URIRef):
        return f"({term.iri} AND {term.text} = {literal(node)})"
    if not isinstance(node, Literal):
        raise Unsupported("a blank node as a value")
    if node.language or term.language:
        same = (node.language or "") == term.language
        return f"{term.text} = {literal(str(node))}" if same else "false"
    datatype = node.datatype or XSD.string
    return f"(NOT {term.iri} AND {term.text} = {literal(str(node))} AND {term.datatype} = {literal(datatype)})"


def one_of(term: Term, nodes: Sequence[Node]) -> str:
    """Return the condition that a term is one of `nodes`."""
    if nodes and all(isinstance(each, URIRef) for each in nodes):
        listed = ", ".join(literal(str(each)) for each in nodes)
        # A subquery is hashed once; a list of constants would be walked for every row.
        return f"({term.iri} AND {term.text} IN (SELECT unnest([{listed}]::VARCHAR[])))"
    return "(" + " OR ".join([is_term(term, each) for each in nodes] or ["false"]) + ")"


def _datatype(term: Term, node: Node) -> str:
    if not isinstance(node, URIRef):
        raise Unsupported("a datatype that is no IRI")
    form = _WELL_FORMED.get(node, "true").format(text=term.text)
    return f"(NOT {term.iri} AND {term.datatype} = {literal(node)} AND {form})"


def _node_kind(term: Term, node: Node) -> str:
    kinds: dict[Node, str] = {
        SH.IRI: term.iri, SH.BlankNodeOrIRI: term.iri, SH.IRIOrLiteral: "true", SH.BlankNode: "false",
        SH.Literal: f"NOT {term.iri}", SH.BlankNodeOrLiteral: f"NOT {term.iri}",
    }  # fmt: skip
    if node not in kinds:
        raise Unsupported(f"sh:nodeKind {node}")
    return kinds[node]


def _pattern(term: Term, node: Node) -> str:
    if _OTHER.search(str(node)):
        raise Unsupported(f"the regular expression {node}")
    return f"regexp_matches({term.text}, {literal(str(node))})"


def _length(sign: str) -> Callable[[Term, Node], str]:
    return lambda term, node: f"length({term.text}) {sign} {int(str(node))}"


def _range(sign: str) -> Callable[[Term, Node], str]:
    def compare(term: Term, node: Node) -> str:
        if not isinstance(node, Literal) or node.datatype not in _NUMERIC or not _LITTLE.fullmatch(str(node)):
            raise Unsupported(f"the bound {node}")
        # What is no number is not comparable, and a violation (SHACL 4.3).
        number = f"coalesce(TRY_CAST({term.text} AS DECIMAL(38, 18))::DOUBLE, TRY_CAST({term.text} AS DOUBLE))"
        exact = f"CASE WHEN TRY_CAST({term.text} AS DECIMAL(38, 18)) IS NOT NULL"
        decided = f"{exact} THEN TRY_CAST({term.text} AS DECIMAL(38, 18)) {sign} {node} ELSE {number} {sign} {node} END"
        formed = " OR ".join(_datatype(term, each) for each in _NUMERIC)
        return f"(({formed}) AND {decided})"

    return compare


def _languages(term: Term, tags: Sequence[Node]) -> str:
    """Return whether the term has one of the languages, or a kind of one (BCP 47 basic filtering)."""
    given = [str(each).lower() for each in tags]
    fits = any(term.language == each or term.language.startswith(f"{each}-") for each in given)
    return "true" if term.language and fits else "false"


OfValue: TypeAlias = Callable[[Term, Node], str]
OfList: TypeAlias = Callable[[Term, Sequence[Node]], str]
# What is asked of each value node for itself, with the constraint component of SHACL that asks it.
ON_VALUE: Final[Mapping[URIRef, tuple[OfValue, URIRef]]] = {
    SH.datatype: (_datatype, SH.DatatypeConstraintComponent),
    SH.nodeKind: (_node_kind, SH.NodeKindConstraintComponent),
    SH.pattern: (_pattern, SH.PatternConstraintComponent),
    SH.minLength: (_length(">="), SH.MinLengthConstraintComponent),
    SH.maxLength: (_length("<="), SH.MaxLengthConstraintComponent),
    SH.minInclusive: (_range(">="), SH.MinInclusiveConstraintComponent),
    SH.maxInclusive: (_range("<="), SH.MaxInclusiveConstraintComponent),
    SH.minExclusive: (_range(">"), SH.MinExclusiveConstraintComponent),
    SH.maxExclusive: (_range("<"), SH.MaxExclusiveConstraintComponent),
}
ON_LIST: Final[Mapping[URIRef, tuple[OfList, URIRef]]] = {
    SH["in"]: (one_of, SH.InConstraintComponent),
    SH.languageIn: (_languages, SH.LanguageInConstraintComponent),
}
