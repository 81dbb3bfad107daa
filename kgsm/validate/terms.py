"""A table's columns → the RDF terms that its rows state, as SQL expressions: what a shape's path leads to.

A sound cell becomes the term that `describe` writes. An unsound one, which is never written, still needs a term to be judged
and reported: the concept that the code would have, a literal outside of its datatype's lexical space, or, where a cell could
be no part of an IRI, the cell as text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from rdflib import URIRef

from kgsm.iris import NAME
from kgsm.namespaces import DCTERMS, KGSM, PROV, QB, RDF, XSD
from kgsm.study import CodeList, Component, Kind, Role, Specification
from kgsm.tables import identifier, literal
from kgsm.validate.kinds import IRI_FORM
from kgsm.validate.rows import Rows

# What follows from evidence.csv and from formulas, not from the cells of a row.
ELSEWHERE: Final = frozenset({KGSM.evidence, KGSM.statement, PROV.wasDerivedFrom})
_DATATYPE: Final = {
    Kind.INTEGER: XSD.integer, Kind.DECIMAL: XSD.decimal, Kind.DATE: XSD.date, Kind.YEAR: XSD.gYear, Kind.TEXT: XSD.string,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """A term as SQL: whether the row has it, whether it is an IRI, its text, and a literal's datatype.

    `language` is no SQL: a column is in one language. `column` is where the term stands, empty where in none.
    """

    present: str
    iri: str
    text: str
    datatype: str
    language: str = ""
    column: str = ""


Terms: TypeAlias = Mapping[URIRef, tuple[Term, ...]]


def terms_of(rows: Rows) -> Terms:
    """Return the terms that the rows of a dataset state, by predicate. A predicate that is not there is stated by no row."""
    kind = f"CASE WHEN _gap THEN {literal(KGSM.MissingValue)} ELSE {literal(QB.Observation)} END"
    found: dict[URIRef, tuple[Term, ...]] = {
        RDF.type: (_iri(kind),),
        QB.dataSet: (_iri(literal(rows.dataset.iri), "NOT _gap"),),
        DCTERMS.isPartOf: (_iri(literal(rows.dataset.iri), "_gap"),),
    }
    for specification in rows.dataset.specifications:
        terms = _of_specification(rows, specification)
        if terms:
            found[specification.component.iri] = terms
    if rows.has_measures():
        found[QB.measureType] = (_measure(rows),)
    return found


def _iri(text: str, present: str = "true") -> Term:
    return Term(present, "true", text, "NULL")


def _of_specification(rows: Rows, specification: Specification) -> tuple[Term, ...]:
    component = specification.component
    if component.kind is Kind.BILINGUAL:
        languages = [each for each in ("de", "en") if rows.has(f"{component.name}_{each}")]
        return tuple(_words(f"{component.name}_{each}", each) for each in languages)
    if component.role is Role.MEASURE:
        chosen = f"measure = {literal(component.name)} AND " if rows.has_measures() else ""
        return (_of_cell(rows, component, rows.dataset.value_column(), f"coalesce({chosen}_value IS NOT NULL, false)"),)
    if rows.has(component.name) or specification.constant is not None:
        return (_of_cell(rows, component, component.name, f"{identifier(component.name)} IS NOT NULL"),)
    return (_unit_of_quantity(rows),) if component.name == "unit" else ()


def _words(column: str, language: str) -> Term:
    cell = identifier(column)
    return Term(f"{cell} IS NOT NULL", "false", cell, literal(RDF.langString), language, column)


def _of_cell(rows: Rows, component: Component, column: str, present: str) -> Term:
    cell = identifier(column)
    match component.kind:
        case Kind.CODE if code_list := rows.study.code_list(component.code_list or ""):
            iri, text = _concept(code_list, cell)
            return Term(present, iri, text, literal(XSD.string), column=column)
        case Kind.CODE | Kind.IRI:
            return Term(present, f"regexp_full_match({cell}, {literal(IRI_FORM)})", cell, literal(XSD.string), column=column)
        case Kind.NUMBER:
            datatype = f"CASE WHEN contains({cell}, '.') THEN {literal(XSD.decimal)} ELSE {literal(XSD.integer)} END"
            return Term(present, "false", cell, datatype, column=column)
        case _:
            return Term(present, "false", cell, literal(_DATATYPE[component.kind]), column=column)


def _concept(code_list: CodeList, cell: str) -> tuple[str, str]:
    """Return whether a code becomes an IRI, and its text, as SQL."""
    stem = f"{code_list.iri}/"
    if all(str(each.iri) == stem + each.code for each in code_list.concepts):
        iri = f"regexp_full_match({cell}, {literal(NAME.pattern)})"
        return iri, f"CASE WHEN {iri} THEN {literal(stem)} || {cell} ELSE {cell} END"
    whens = " ".join(f"WHEN {literal(each.code)} THEN {literal(each.iri)}" for each in code_list.concepts)
    text = f"CASE {cell} {whens} ELSE {cell} END"
    return f"regexp_full_match({text}, {literal(IRI_FORM)})", text


def _unit_of_quantity(rows: Rows) -> Term:
    quantities = rows.study.code_list("quantity")
    units = {each.code: each.unit for each in (quantities.concepts if quantities else ()) if each.unit is not None}
    whens = " ".join(f"WHEN {literal(code)} THEN {literal(unit)}" for code, unit in units.items())
    text = f"CASE quantity {whens} END" if whens else "NULL::VARCHAR"
    return _iri(text, f"{text} IS NOT NULL")


def _measure(rows: Rows) -> Term:
    measures = {each.component.name: each.component.iri for each in rows.dataset.of_role(Role.MEASURE)}
    whens = " ".join(f"WHEN {literal(name)} THEN {literal(iri)}" for name, iri in measures.items())
    names = ", ".join(literal(each) for each in measures)
    text = f"CASE measure {whens} ELSE measure END"
    return Term("measure IS NOT NULL", f"measure IN ({names})", text, literal(XSD.string), column="measure")
