"""A cell → an RDF term, as SQL expressions: the one place where that happens.

`Statement` holds what one predicate says of a row, written in three forms. Each form is an SQL expression over the table `t`
whose column `_iri` is the observation's IRI; it is NULL where the row says nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from rdflib import URIRef

from kgsm.namespaces import RDF, XSD
from kgsm.study import CodeList, Kind
from kgsm.tables import literal

# What may follow a prefix without an escape, in Turtle (6.5, PN_LOCAL) and in JSON-LD alike.
_LOCAL: Final = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_-]|\.(?=[A-Za-z0-9_-]))*")
# How one object follows another of the same predicate in Turtle.
NEXT_OBJECT: Final = "',' || chr(10) || '        '"
_CANONICAL_INTEGER: Final = "'0|-?[1-9][0-9]{0,14}'"


@dataclass(frozen=True, slots=True)
class Object:
    """An object as SQL expressions of its text in N-Triples, Turtle and JSON-LD."""

    nt: str
    ttl: str
    json: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What one predicate says of a row: whole lines of N-Triples, `predicate object` in Turtle, `"key": value` in JSON-LD."""

    nt: str
    ttl: str
    json: str

    def when(self, condition: str) -> "Statement":
        """Return the statement for the rows where the SQL `condition` holds."""
        return replace(
            self, **{form: f"CASE WHEN {condition} THEN {getattr(self, form)} END" for form in ("nt", "ttl", "json")}
        )


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
            nt=f"'<' || t._iri || {literal(f'> <{predicate}> ')} || {each.nt} || ' .'",
            ttl=f"{literal(self._verb(predicate) + ' ')} || {each.ttl}",
            json=f"{literal(self._key(predicate))} || {each.json}",
        )

    def links(self, predicate: URIRef, fragments: str) -> Statement:
        """Return the statement that `predicate` has each IRI of the SQL list `fragments` as object.

        A fragment begins with `#` and belongs to the observation's own IRI; anything else is a whole IRI.
        """
        whole = f"list_transform({fragments}, lambda x: CASE WHEN starts_with(x, '#') THEN t._iri || x ELSE x END)"
        short = f"list_transform({whole}, lambda x: {self._relative('x')})"
        bracketed = f"list_transform({short}, lambda x: '<' || x || '>')"
        line = f"'<' || t._iri || {literal(f'> <{predicate}> <')} || x || '> .'"
        return Statement(
            nt=f"array_to_string(list_transform({whole}, lambda x: {line}), chr(10))",
            ttl=f"{literal(self._verb(predicate) + ' ')} || array_to_string({bracketed}, {NEXT_OBJECT})",
            json=f"{literal(self._key(predicate))} || to_json({short})::VARCHAR",
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
        return Object(literal(f"<{iri}>"), literal(self.turtle(iri)), literal(f'"{self.json(iri)}"'))

    def iri_in(self, column: str) -> Object:
        """Return the object that is the absolute IRI in `column`."""
        whole, short = f"'<' || {column} || '>'", self._relative(column)
        return Object(whole, f"'<' || {short} || '>'", f"'\"' || {short} || '\"'")

    def code(self, code_list: CodeList, column: str) -> Object:
        """Return the object that is the concept of `code_list` with the code in `column`."""
        stem = f"{code_list.iri}/"
        if any(str(each.iri) != stem + each.code for each in code_list.concepts):  # a URIRef equals no str
            return self.chosen({each.code: each.iri for each in code_list.concepts}, column)
        turtle, json = (_prefix(stem, each) for each in (self.turtle_prefixes, self.json_prefixes))
        start = stem.removeprefix(self.base)
        return Object(
            nt=f"{literal('<' + stem)} || {column} || '>'",
            ttl=f"{literal(turtle + ':')} || {column}" if turtle else f"{literal('<' + start)} || {column} || '>'",
            json=f"{literal(chr(34) + (json + ':' if json else start))} || {column} || '\"'",
        )

    def chosen(self, iri_of: Mapping[str, URIRef], column: str) -> Object:
        """Return the object that is the IRI which `iri_of` gives for the cell in `column`, or the absolute IRI in the cell."""
        cases = {code: self.iri(iri) for code, iri in iri_of.items()}
        other = self.iri_in(column)

        def case(form: str) -> str:
            whens = " ".join(f"WHEN {literal(code)} THEN {getattr(each, form)}" for code, each in cases.items())
            return f"CASE {column} {whens} ELSE {getattr(other, form)} END"

        return Object(case("nt"), case("ttl"), case("json"))


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
    canonical = f"CASE WHEN regexp_full_match({column}, {_CANONICAL_INTEGER}) THEN {column}"
    integer = Object(
        nt=f"'\"' || {column} || {_typed_end(XSD.integer)}",
        ttl=column,
        json=f"{canonical} ELSE {_typed_json(column, 'xsd:integer')} END",
    )
    # Turtle reads 54 as an integer: a decimal without a point is written in full (Turtle 2.5.2).
    decimal = Object(
        nt=f"'\"' || {column} || {_typed_end(XSD.decimal)}",
        ttl=f"CASE WHEN {column} LIKE '%._%' THEN {column} ELSE '\"' || {column} || '\"^^xsd:decimal' END",
        json=_typed_json(column, "xsd:decimal") if kind is Kind.NUMBER else f"'\"' || {column} || '\"'",
    )
    if kind is Kind.INTEGER:
        return integer
    if kind is Kind.DECIMAL:
        return decimal
    printed = f"CASE WHEN contains({column}, '.')"
    return Object(
        *(f"{printed} THEN {getattr(decimal, form)} ELSE {getattr(integer, form)} END" for form in ("nt", "ttl", "json"))
    )


def _typed_end(datatype: URIRef) -> str:
    return literal(f'"^^<{datatype}>')


def _typed_json(column: str, datatype: str) -> str:
    start = f'{{"@type": "{datatype}", "@value": "'
    return f"{literal(start)} || {column} || '\"}}'"


def typed(column: str, datatype: URIRef) -> Object:
    """Return the object that is the cell as a literal of `datatype`, whose lexical forms hold nothing to escape."""
    nt = f"'\"' || {column} || {_typed_end(datatype)}"
    short = literal(f'"^^xsd:{str(datatype).removeprefix(str(XSD))}')
    return Object(nt, f"'\"' || {column} || {short}", f"'\"' || {column} || '\"'")


def words(column: str, language: str | None = None) -> Object:
    """Return the object that is the text in `column`, language-tagged where a language is given."""
    quoted = f"'\"' || {_escaped(column)} || '\"{'@' + language if language else ''}'"
    return Object(quoted, quoted, f"to_json({column})::VARCHAR")


def _escaped(column: str) -> str:
    # N-Triples 7.2 canonical form: only these four are escaped.
    expression = column
    for character, escape in (("'\\'", "'\\\\'"), ("'\"'", "'\\\"'"), ("chr(10)", "'\\n'"), ("chr(13)", "'\\r'")):
        expression = f"replace({expression}, {character}, {escape})"
    return expression
