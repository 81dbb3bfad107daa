"""A cell → an RDF term, as parts of a text: the one place where that happens.

`Statement` holds what one predicate says of a row, written in three forms. The SQL expressions are over the table `t`, whose
column `_iri` is the observation's IRI.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from rdflib import URIRef

from kgsm.describe.parts import Constant, Parts, either, whole
from kgsm.namespaces import RDF, XSD
from kgsm.study import CodeList, Kind
from kgsm.tables import literal

# What may follow a prefix without an escape, in Turtle (6.5, PN_LOCAL) and in JSON-LD alike.
_LOCAL: Final = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_-]|\.(?=[A-Za-z0-9_-]))*")
# How one object follows another of the same predicate in Turtle.
NEXT_OBJECT: Final = ",\n        "
_CANONICAL_INTEGER: Final = "'0|-?[1-9][0-9]{0,14}'"


@dataclass(frozen=True, slots=True)
class Object:
    """An object as the parts of its text in N-Triples, Turtle and JSON-LD."""

    nt: Parts
    ttl: Parts
    json: Parts


@dataclass(frozen=True, slots=True)
class Statement:
    """What one predicate says of a row: whole lines of N-Triples, `predicate object` in Turtle, `"key": value` in JSON-LD.

    `condition` is the SQL condition on which the row says it; None where every row does.
    """

    nt: Parts
    ttl: Parts
    json: Parts
    condition: str | None = None

    def when(self, condition: str | None) -> "Statement":
        """Return the statement for the rows where `condition` holds too."""
        both = [f"({each})" for each in (condition, self.condition) if each is not None]
        return replace(self, condition=" AND ".join(both) or None)


@dataclass(frozen=True, slots=True)
class Names:
    """How IRIs are written: relative to `base` or prefixed, by prefixes that differ between Turtle and JSON-LD.

    `keys` are the JSON-LD keys of predicates.
    """

    base: str
    turtle_prefixes: Mapping[str, str]
    json_prefixes: Mapping[str, str]
    keys: Mapping[URIRef, str]

    def turtle(self, iri: str) -> str:
        """Return `iri` as it stands in Turtle."""
        return _prefixed(iri, self.turtle_prefixes) or f"<{iri.removeprefix(self.base)}>"

    def json(self, iri: str) -> str:
        """Return `iri` as it stands in JSON-LD."""
        return _prefixed(iri, self.json_prefixes) or iri.removeprefix(self.base)

    def statement(self, predicate: URIRef, each: Object) -> Statement:
        """Return the statement that `predicate` has `each` as its one object."""
        return Statement(
            nt=(Constant("<"), "t._iri", Constant(f"> <{predicate}> "), *each.nt, Constant(" .")),
            ttl=(Constant(f"{self._verb(predicate)} "), *each.ttl),
            json=(Constant(self._key(predicate)), *each.json),
        )

    def links(self, predicate: URIRef, fragments: str) -> Statement:
        """Return the statement that `predicate` has each IRI of the SQL list `fragments` as object.

        A fragment begins with `#` and belongs to the observation's own IRI; anything else is a whole IRI. Where the list is
        NULL, nothing is said.
        """
        iris = f"list_transform({fragments}, lambda x: CASE WHEN starts_with(x, '#') THEN t._iri || x ELSE x END)"
        short = f"list_transform({iris}, lambda x: {self._relative('x')})"
        bracketed = f"list_transform({short}, lambda x: '<' || x || '>')"
        line = f"'<' || t._iri || {literal(f'> <{predicate}> <')} || x || '> .'"
        return Statement(
            nt=(f"array_to_string(list_transform({iris}, lambda x: {line}), chr(10))",),
            ttl=(Constant(f"{self._verb(predicate)} "), f"array_to_string({bracketed}, {literal(NEXT_OBJECT)})"),
            json=(Constant(self._key(predicate)), f"to_json({short})::VARCHAR"),
            condition=f"{fragments} IS NOT NULL",
        )

    def _relative(self, column: str) -> str:
        base = literal(self.base)
        return f"CASE WHEN starts_with({column}, {base}) THEN substr({column}, {len(self.base) + 1}) ELSE {column} END"

    def _verb(self, predicate: URIRef) -> str:
        return "a" if predicate == RDF.type else self.turtle(predicate)

    def _key(self, predicate: URIRef) -> str:
        key = "type" if predicate == RDF.type else self.keys.get(predicate, self.json(predicate))
        return f'"{key}": '

    def iri(self, iri: str) -> Object:
        """Return the object that is `iri` in every row."""
        return Object((Constant(f"<{iri}>"),), (Constant(self.turtle(iri)),), (Constant(f'"{self.json(iri)}"'),))

    def iri_in(self, column: str) -> Object:
        """Return the object that is the absolute IRI in `column`."""
        short = self._relative(column)
        return Object(_between("<", column, ">"), _between("<", short, ">"), _between('"', short, '"'))

    def code(self, code_list: CodeList, column: str) -> Object:
        """Return the object that is the concept of `code_list` with the code in `column`."""
        stem = f"{code_list.iri}/"
        if any(str(each.iri) != stem + each.code for each in code_list.concepts):  # a URIRef equals no str
            return self.chosen({each.code: each.iri for each in code_list.concepts}, column)
        turtle, json = (_prefix(stem, each) for each in (self.turtle_prefixes, self.json_prefixes))
        start = stem.removeprefix(self.base)
        return Object(
            nt=_between(f"<{stem}", column, ">"),
            ttl=(Constant(f"{turtle}:"), column) if turtle else _between(f"<{start}", column, ">"),
            json=_between(f'"{json}:' if json else f'"{start}', column, '"'),
        )

    def chosen(self, iri_of: Mapping[str, URIRef], column: str) -> Object:
        """Return the object that is the IRI which `iri_of` gives for the cell in `column`, or the absolute IRI in the cell."""
        cases = {code: self.iri(iri) for code, iri in iri_of.items()}
        other = self.iri_in(column)

        def case(form: str) -> str:
            whens = " ".join(f"WHEN {literal(code)} THEN {whole(getattr(each, form))}" for code, each in cases.items())
            return f"CASE {column} {whens} ELSE {whole(getattr(other, form))} END"

        return Object((case("nt"),), (case("ttl"),), (case("json"),))


def _prefix(namespace: str, prefixes: Mapping[str, str]) -> str | None:
    return next((prefix for prefix, each in prefixes.items() if each == namespace), None)


def _prefixed(iri: str, prefixes: Mapping[str, str]) -> str | None:
    for prefix, namespace in prefixes.items():
        if iri.startswith(namespace) and _LOCAL.fullmatch(iri[len(namespace) :]):
            return f"{prefix}:{iri[len(namespace) :]}"
    return None


def number(column: str, kind: Kind) -> Object:
    """Return the object that is the number in `column`: xsd:integer, xsd:decimal, or what it is printed as (NUMBER)."""
    # JSON has no 007 and no +7, and readers keep 15 digits at most: other integers carry their datatype (RFC 8259, 6).
    canonical = f"regexp_full_match({column}, {_CANONICAL_INTEGER})"
    integer = Object(
        nt=_typed(column, XSD.integer),
        ttl=(column,),
        json=(either(canonical, (column,), _typed_json(column, "xsd:integer")),),
    )
    # Turtle reads 54 as an integer: a decimal without a point is written in full (Turtle 2.5.2).
    decimal = Object(
        nt=_typed(column, XSD.decimal),
        ttl=(either(f"{column} LIKE '%._%'", (column,), _between('"', column, '"^^xsd:decimal')),),
        json=_typed_json(column, "xsd:decimal") if kind is Kind.NUMBER else _between('"', column, '"'),
    )
    if kind is Kind.INTEGER:
        return integer
    if kind is Kind.DECIMAL:
        return decimal
    printed = f"contains({column}, '.')"
    return Object(
        nt=(either(printed, decimal.nt, integer.nt),),
        ttl=(either(printed, decimal.ttl, integer.ttl),),
        json=(either(printed, decimal.json, integer.json),),
    )


def _between(before: str, column: str, after: str) -> Parts:
    return (Constant(before), column, Constant(after))


def _typed(column: str, datatype: URIRef) -> Parts:
    return _between('"', column, f'"^^<{datatype}>')


def _typed_json(column: str, datatype: str) -> Parts:
    return _between(f'{{"@type": "{datatype}", "@value": "', column, '"}')


def typed(column: str, datatype: URIRef) -> Object:
    """Return the object that is the cell as a literal of `datatype`, whose lexical forms hold nothing to escape."""
    short = f'"^^xsd:{str(datatype).removeprefix(str(XSD))}'
    return Object(_typed(column, datatype), _between('"', column, short), _between('"', column, '"'))


def words(column: str, language: str | None = None) -> Object:
    """Return the object that is the text in `column`, language-tagged where a language is given."""
    quoted = _between('"', _escaped(column), f'"@{language}' if language else '"')
    return Object(quoted, quoted, (f"to_json({column})::VARCHAR",))


def _escaped(column: str) -> str:
    # N-Triples 7.2 canonical form: only these four are escaped.
    expression = column
    for character, escape in (("'\\'", "'\\\\'"), ("'\"'", "'\\\"'"), ("chr(10)", "'\\n'"), ("chr(13)", "'\\r'")):
        expression = f"replace({expression}, {character}, {escape})"
    return expression
