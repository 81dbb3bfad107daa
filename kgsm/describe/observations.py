"""A table → its observations in every form that is made of lines: SELECTs generated from the structure.

Each component of the structure becomes one `Statement`; the forms are assembled from the same list, so they cannot differ.
"""

from dataclasses import dataclass

from kgsm import iris
from kgsm.columns import rows_with_iri
from kgsm.cube import ObservationStream
from kgsm.describe.columns import fields
from kgsm.describe.jsonstat import jsonstat
from kgsm.describe.remarks import remarks
from kgsm.describe.rows import csv_header, csv_rows, excel_header, excel_rows, typed_rows
from kgsm.describe.sdmx import sdmx_header, sdmx_rows
from kgsm.describe.terms import NEXT_OBJECT, Names, Object, Statement, number, typed, words
from kgsm.namespaces import DCTERMS, KGSM, PROV, QB, RDF, XSD
from kgsm.study import Component, Dataset, Kind, Role, Specification, Study
from kgsm.tables import identifier, literal

_TURTLE = (
    "SELECT {subject} || concat_ws(' ;' || chr(10) || '    ', {statements}) || ' .' || {slices} || chr(10) AS line FROM {rows}"
)
_JSONLD = "SELECT '{{' || concat_ws(', ', {statements}) || '}}' AS line FROM {rows}"


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the forms of one dataset are assembled from.

    `rows` is the FROM clause, `statements` what each row says, `slice_` the IRI of its slice, `present` whether it has a value.
    """

    rows: str
    statements: tuple[Statement, ...]
    slice_: str | None
    present: str


def observation_stream(study: Study, dataset: Dataset, names: Names) -> ObservationStream:
    """Return the observations of `dataset` as queries that have not run yet. Its table must have been read."""
    plan, found = _plan(study, dataset, names), fields(study, dataset)
    queries = {
        "nt": _ntriples(plan),
        "nq": _nquads(plan, study),
        "ttl": _turtle(plan, names),
        "jsonld": _jsonld(plan, names, types=2 if dataset.has_gaps() else 1),
        "csv": csv_rows(study, dataset, [each.cell for each in found]),
        "excel.csv": excel_rows(study, dataset, found),
        "sdmx.csv": sdmx_rows(study, dataset),
    }
    headers = {
        "csv": csv_header([each.column.name for each in found]),
        "excel.csv": excel_header(found),
        "sdmx.csv": sdmx_header(study, dataset),
    }
    return ObservationStream(
        dataset=dataset,
        tables=study.tables,
        queries=queries,
        headers=headers,
        documents={"json": jsonstat(study, dataset)},
        columns=tuple(each.column for each in found),
        rows=typed_rows(study, dataset, found),
        remarks=remarks(study, dataset),
    )


def _plan(study: Study, dataset: Dataset, names: Names) -> _Plan:
    columns = study.tables.columns(dataset.id)
    statements = _identity(dataset, names)
    for specification in dataset.specifications:
        statements += _of_specification(study, dataset, specification, names)
    joins = ""
    if "figure" in columns and study.evidence:
        joins += " LEFT JOIN _evidence AS e ON e.figure = t.figure"
        statements += [names.links(KGSM.evidence, "e.supporting"), names.links(KGSM.statement, "e.differing")]
    if "formula" in columns:
        joins += " LEFT JOIN _formulas AS f ON f.formula = t.formula"
        statements.append(names.links(PROV.wasDerivedFrom, "f.observations"))
    # A join may lose the order of the file, so then, and only then, the rows are sorted.
    rows = f"{rows_with_iri(dataset)}{joins} ORDER BY t._row" if joins else rows_with_iri(dataset)
    return _Plan(rows, tuple(statements), _slice(dataset), _present(dataset))


def _identity(dataset: Dataset, names: Names) -> list[Statement]:
    # IC-14 asks every observation for its measures, so a gap, told by an empty value, is no qb:Observation.
    observation = names.statement(RDF.type, names.iri(QB.Observation))
    of_dataset = names.statement(QB.dataSet, names.iri(dataset.iri))
    if not dataset.has_gaps():
        return [observation, of_dataset]
    present = _present(dataset)
    gap = names.statement(RDF.type, names.iri(KGSM.MissingValue)).when(f"NOT ({present})")
    part = names.statement(DCTERMS.isPartOf, names.iri(dataset.iri)).when(f"NOT ({present})")
    return [observation.when(present), gap, of_dataset.when(present), part]


def _of_specification(study: Study, dataset: Dataset, specification: Specification, names: Names) -> list[Statement]:
    component = specification.component
    if component.role is Role.MEASURE and len(dataset.of_role(Role.MEASURE)) > 1:  # Data Cube 6.5.2
        chosen = f"t.measure = {literal(component.name)}"
        kind = names.statement(QB.measureType, names.iri(component.iri))
        value = names.statement(component.iri, _object(study, component, "t.value", names))
        return [kind.when(chosen), value.when(chosen)]
    if component.kind is Kind.BILINGUAL:
        return [_bilingual(study, dataset, component, names)]
    if specification.constant is not None:
        return [names.statement(component.iri, _object(study, component, literal(specification.constant), names))]
    if component.name in study.tables.columns(dataset.id):
        return [names.statement(component.iri, _object(study, component, f"t.{identifier(component.name)}", names))]
    return _unit_of_quantity(study, dataset, component, names) if component.name == "unit" else []


def _bilingual(study: Study, dataset: Dataset, component: Component, names: Names) -> Statement:
    columns = study.tables.columns(dataset.id)
    found = [each for each in ("de", "en") if f"{component.name}_{each}" in columns]
    texts = {each: words(f"t.{identifier(f'{component.name}_{each}')}", each) for each in found}
    every = [names.statement(component.iri, each) for each in texts.values()]
    any_text = " OR ".join(f"t.{identifier(f'{component.name}_{each}')} IS NOT NULL" for each in found)
    pairs = ", ".join(f"{literal(f'{chr(34)}{language}{chr(34)}: ')} || {each.json}" for language, each in texts.items())
    empty = names.statement(component.iri, Object("''", "''", "''"))
    return Statement(
        nt=f"concat_ws(chr(10), {', '.join(each.nt for each in every)})",
        ttl=f"{empty.ttl} || concat_ws({NEXT_OBJECT}, {', '.join(each.ttl for each in texts.values())})",
        json=f"{empty.json} || '{{' || concat_ws(', ', {pairs}) || '}}'",
    ).when(any_text)


def _unit_of_quantity(study: Study, dataset: Dataset, component: Component, names: Names) -> list[Statement]:
    quantity, code_list = dataset.specification("quantity"), study.code_list("quantity")
    if quantity is None or code_list is None:
        return []
    column = "t.quantity" if quantity.constant is None else literal(quantity.constant)
    units = {each.code: each.unit for each in code_list.concepts if each.unit is not None}
    return [names.statement(component.iri, names.chosen(units, column))]


def _object(study: Study, component: Component, column: str, names: Names) -> Object:
    if component.kind is Kind.CODE:
        code_list = study.code_list(component.code_list or "")
        if code_list is not None:
            return names.code(code_list, column)
    match component.kind:
        case Kind.INTEGER | Kind.DECIMAL | Kind.NUMBER:
            return number(column, component.kind)
        case Kind.DATE:
            return typed(column, XSD.date)
        case Kind.YEAR:
            return typed(column, XSD.gYear)
        case Kind.TEXT | Kind.BILINGUAL:
            return words(column)
        case _:
            return names.iri_in(column)


def _present(dataset: Dataset) -> str:
    return f"t.{identifier(dataset.value_column())} IS NOT NULL" if dataset.has_gaps() else "true"


def _slice(dataset: Dataset) -> str | None:
    codes = [f"t.{identifier(each.component.name)}" for each in dataset.key() if each.component.name in dataset.slice_by]
    return f"{literal(iris.slices(dataset.iri))} || {' || {} || '.format(literal('/')).join(codes)}" if codes else None


def _ntriples(plan: _Plan) -> str:
    return f"SELECT {_lines(plan)} AS line FROM {plan.rows}"


def _lines(plan: _Plan) -> str:
    lines = [each.nt for each in plan.statements]
    if plan.slice_:
        line = f"'<' || {plan.slice_} || {literal(f'> <{QB.observation}> <')} || t._iri || '> .'"
        lines.append(f"CASE WHEN {plan.present} THEN {line} END")
    return f"concat_ws(chr(10), {', '.join(lines)})"


def _nquads(plan: _Plan, study: Study) -> str:
    # Each line ends in ` .`, and nothing else does: a line end inside a literal is escaped.
    end, named = "' .' || chr(10)", literal(f" <{study.iri}> .") + " || chr(10)"
    return f"SELECT rtrim(replace({_lines(plan)} || chr(10), {end}, {named}), chr(10)) AS line FROM {plan.rows}"


def _turtle(plan: _Plan, names: Names) -> str:
    subject, slices = _relative("t._iri", names), "''"
    if plan.slice_:
        line = f"chr(10) || '<' || {_relative(plan.slice_, names)} || '> qb:observation <' || {subject} || '> .'"
        slices = f"CASE WHEN {plan.present} THEN {line} ELSE '' END"
    statements = ", ".join(each.ttl for each in plan.statements)
    return _TURTLE.format(subject=f"'<' || {subject} || '> '", statements=statements, slices=slices, rows=plan.rows)


def _jsonld(plan: _Plan, names: Names, types: int) -> str:
    pairs = [each.json for each in plan.statements]
    # The type, told by the first statements, comes before the id: only so can a reader of any number of nodes do without
    # memory (Streaming JSON-LD, key ordering).
    pairs.insert(types, f"'\"id\": \"' || {_relative('t._iri', names)} || '\"'")
    if plan.slice_:
        pair = f"'\"inSlice\": \"' || {_relative(plan.slice_, names)} || '\"'"
        pairs.append(f"CASE WHEN {plan.present} THEN {pair} END")
    return _JSONLD.format(statements=", ".join(pairs), rows=plan.rows)


def _relative(iri: str, names: Names) -> str:
    return f"substr({iri}, {len(names.base) + 1})"
