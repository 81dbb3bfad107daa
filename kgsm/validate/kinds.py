"""A component's kind → the SQL condition under which a cell of it is wrong, and what would be right.

The lexical forms are those of XML Schema (XSD 1.1 part 2), of which a year and a date are taken without a time zone, in the
years 0001 to 9999.
"""

from collections.abc import Iterable
from typing import Final

from kgsm.iris import NAME
from kgsm.study import Kind
from kgsm.tables import identifier, literal
from kgsm.text import Text

# An absolute IRI: RFC 3987, 2.2, with what SPARQL 1.1 (IRIREF) refuses.
IRI_FORM: Final = r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|\\^`\x7f-\x{A0}]+'
_DECIMAL: Final = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)"
_FORMS: Final = {
    Kind.INTEGER: "[+-]?[0-9]+",  # 3.4.13
    Kind.DECIMAL: _DECIMAL,  # 3.3.3.1
    Kind.NUMBER: _DECIMAL,
    Kind.DATE: "[0-9]{4}-[0-9]{2}-[0-9]{2}",  # 3.3.9.2
    Kind.YEAR: "[0-9]{4}",  # 3.3.11.2
    Kind.IRI: IRI_FORM,
}
RIGHT: Final = {
    Kind.INTEGER: Text(de="keine ganze Zahl", en="not a whole number"),
    Kind.DECIMAL: Text(de="keine Dezimalzahl", en="not a decimal number"),
    Kind.NUMBER: Text(de="keine Zahl", en="not a number"),
    Kind.DATE: Text(de="kein Datum (2014-01-31)", en="not a date (2014-01-31)"),
    Kind.YEAR: Text(de="keine Jahreszahl (2014)", en="not a year (2014)"),
}


def wrong(kind: Kind, column: str) -> str | None:
    """Return the SQL condition under which the cell of `column` is not of `kind`; None where any text is right."""
    form = _FORMS.get(kind)
    if form is None:
        return None
    cell = identifier(column)
    condition = f"NOT regexp_full_match({cell}, {literal(form)})"
    if kind is Kind.DATE:
        return f"({condition} OR starts_with({cell}, '0000') OR TRY_CAST({cell} AS DATE) IS NULL AND {cell} IS NOT NULL)"
    if kind is Kind.YEAR:
        return f"({condition} OR {cell} = '0000')"
    return condition


def unknown(codes: Iterable[str], column: str) -> str:
    """Return the SQL condition under which the cell of `column` is none of the codes."""
    listed = ", ".join(literal(code) for code in codes)
    # A subquery is hashed once; a list of constants would be walked for every row.
    return f"{identifier(column)} NOT IN (SELECT unnest([{listed}]::VARCHAR[]))"


def unnamable(column: str) -> str:
    """Return the SQL condition under which the cell of `column` cannot stand in an IRI as it is."""
    return f"NOT regexp_full_match({identifier(column)}, {literal(NAME.pattern)})"
