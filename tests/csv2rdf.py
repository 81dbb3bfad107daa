"""A CSV and its CSVW metadata → triples, by the W3C's rules of minimal mode, for tests: no code of kgsm takes part.

Generating RDF from Tabular Data (2015), 5; only what our metadata uses. Numbers are compared by what they are worth: a column
has one datatype, and 54 as xsd:decimal is the number that xsd:integer writes.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, TypeAlias

import pyoxigraph as ox
import uritemplate

Triple: TypeAlias = tuple[str, str, object]

XSD: Final = "http://www.w3.org/2001/XMLSchema#"
NUMBERS: Final = {f"{XSD}integer", f"{XSD}decimal"}


def csv2rdf(metadata: Path) -> set[Triple]:
    """Return the triples of the table that a metadata file describes."""
    content = json.loads(metadata.read_text("utf-8"))
    schema = content["tableSchema"]
    real = [each for each in schema["columns"] if not each.get("virtual")]
    triples: set[Triple] = set()
    with (metadata.parent / content["url"]).open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        assert next(reader) == [each["titles"] for each in real]
        for row in reader:
            values = {column["name"]: cell for column, cell in zip(real, row, strict=True) if cell}
            triples.update(_of_row(schema, values))
    return triples


def _of_row(schema: Mapping[str, Any], row: Mapping[str, str]) -> Iterator[Triple]:
    values: dict[str, Any] = dict(row)
    subject = uritemplate.expand(schema["aboutUrl"], values)
    for column in schema["columns"]:
        if column.get("suppressOutput") or (not column.get("virtual") and column["name"] not in values):
            continue
        predicate = uritemplate.expand(column["propertyUrl"], values)
        if "valueUrl" in column:
            yield subject, predicate, ("iri", uritemplate.expand(column["valueUrl"], values))
            continue
        text, language = values[column["name"]], column.get("lang")
        datatype = column.get("datatype", "string")
        yield subject, predicate, _literal(text, language, XSD + datatype)


def _literal(text: str, language: str | None, datatype: str) -> object:
    if datatype in NUMBERS:
        return ("number", Decimal(text))
    return ("text", text, language) if language else ("literal", text, datatype)


def read_ntriples(path: Path) -> set[Triple]:
    """Return the triples of a file in the same shape."""
    return {
        (each.subject.value, each.predicate.value, _object(each.object))
        for each in ox.parse(path=path, format=ox.RdfFormat.N_TRIPLES)
        if isinstance(each.subject, ox.NamedNode)
    }


def _object(term: object) -> object:
    if isinstance(term, ox.NamedNode):
        return ("iri", term.value)
    assert isinstance(term, ox.Literal)
    return _literal(term.value, term.language, term.datatype.value)
