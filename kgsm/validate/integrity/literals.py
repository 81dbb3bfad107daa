"""The literals of a graph → those outside the lexical space of their datatype (IC-0), and those that are equal."""

import re
from typing import Final

from kgsm.namespaces import XSD
from kgsm.validate.integrity.lexical import in_lexical_space
from kgsm.validate.integrity.triples import Triples
from kgsm.validate.integrity.value import value_key

# Typed literals of XML Schema, without the great many whose form is plain to see; and texts with an escaped control character,
# since a plain literal is an xsd:string, which has none (RDF 1.1 Concepts, 3.3; XML Schema 1.1 part 2, 3.3.1).
_SUSPECTS: Final = rf"""
    SELECT id, text FROM term
    WHERE starts_with(text, '"') AND ends_with(text, '>') AND contains(text, '"^^<{XSD}')
    AND NOT regexp_full_match(text, '"[+-]?[0-9]+"\^\^<{re.escape(str(XSD))}(integer|decimal|double|float)>')
    AND NOT regexp_full_match(text, '"[+-]?[0-9]+[.][0-9]+"\^\^<{re.escape(str(XSD))}(decimal|double|float)>')
    UNION ALL
    SELECT id, text FROM term
    WHERE starts_with(text, '"') AND ends_with(text, '"') AND regexp_matches(text, '\\[bfuU]')"""
_ILL_TYPED: Final = """
    CREATE TABLE ill_typed AS SELECT t.s, t.p, t.o FROM triple t WHERE t.o IN (SELECT unnest(?))"""
_OF_DIMENSIONS: Final = """
    SELECT id, text FROM term
    WHERE starts_with(text, '"') AND id IN (
        SELECT t.o FROM triple t WHERE t.p IN (SELECT property FROM part WHERE is_dimension)
    )"""
_EQUAL: Final = """
    CREATE TABLE equal AS SELECT literal, min(literal) OVER (PARTITION BY key) AS code
    FROM (SELECT unnest($literals::BIGINT[]) AS literal, unnest($keys::VARCHAR[]) AS key)"""

QUERY: Final = "SELECT s, p, o, NULL, s, NULL FROM ill_typed"

_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_ESCAPES: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


def lexical_form(text: str) -> tuple[str, str]:
    """Return the lexical form and the datatype or language tag of a literal in N-Triples form."""
    form, _, kind = text[1:].rpartition('"')
    if "\\" in form:
        form = _ESCAPE.sub(_unescaped, form)
    return form, kind[3:-1] if kind.startswith("^^<") else kind


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _ESCAPES.get(match[3], match[3])


def find_ill_typed(triples: Triples) -> None:
    """Make the table `ill_typed` of the triples whose literal is not in the lexical space of its datatype.

    The forms are those of the file: what a store makes of them is no proof (Data Cube, IC-0; RDF 1.1 Concepts, 5).
    """
    wrong = [term for term, text in triples.rows(_SUSPECTS) if not _is_well_typed(*lexical_form(text))]
    triples.connection.execute(_ILL_TYPED, [wrong])


def _is_well_typed(form: str, kind: str) -> bool:
    return in_lexical_space(form, kind or str(XSD.string))


def merge_equal(triples: Triples) -> None:
    """Make the table `equal` (literal, code) of the values of dimensions: literals with the same value have the same code."""
    keys = {term: key for term, text in triples.rows(_OF_DIMENSIONS) if (key := value_key(*lexical_form(text)))}
    triples.connection.execute(_EQUAL, {"literals": list(keys), "keys": list(keys.values())})
