"""A table → its observations in every form that is made of lines: SELECTs generated from the structure.

Each component of the structure becomes one `Statement`; the forms are assembled from the same list, so they cannot differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from rdflib import URIRef

from kgsm import iris
from kgsm.assembly import SDMX_JSON, Form
from kgsm.columns import rows_with_iri
from kgsm.cube import ObservationStream
from kgsm.describe import sentences
from kgsm.describe.columns import fields
from kgsm.describe.jsonstat import jsonstat
from kgsm.describe.parts import Constant, Parts, either, whole
from kgsm.describe.remarks import remarks
from kgsm.describe.rows import csv_header, csv_line, csv_rows, excel_header, excel_line, excel_rows, typed_rows
from kgsm.describe.sdmx import sdmx_cells, sdmx_header, sdmx_json, sdmx_rows
from kgsm.describe.selectable import assembly, rows_query
from kgsm.describe.terms import NEXT_OBJECT, Names, Object, Statement, number, typed, words
from kgsm.namespaces import DCTERMS, KGSM, PROV, QB, RDF, RDFS, XSD
from kgsm.study import Component, Dataset, Kind, Role, Specification, Study
from kgsm.tables import identifier, literal


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the forms of one dataset are assembled from.

    `rows` is the FROM clause, `type_` and `statements` are what each row says, `slice_` is the SQL expression of the IRI of its
    slice, `present` the SQL condition that it has a value, None where each has one.
    """

    rows: str
    type_: Statement
    statements: tuple[Statement, ...]
    slice_: str | None
    present: str | None


def observation_stream(study: Study, dataset: Dataset, names: Names) -> ObservationStream:
    """Return the observations of `dataset` as queries that have not run yet. Its table must have been read."""
    plan, found, document = _plan(study, dataset, names), fields(study, dataset), jsonstat(study, dataset)
    start, line, end = sdmx_json(study, dataset, document)
    queries = {
        SDMX_JSON: f"SELECT {line} AS line FROM {document.rows} ORDER BY t._row",
        "nt": _ntriples(plan),
        "nq": _nquads(plan, study),
        "ttl": _turtle(plan, names),
        "jsonld": _jsonld(plan, names),
        "csv": csv_rows(study, dataset, [each.cell for each in found]),
        "excel.csv": excel_rows(study, dataset, found),
        "sdmx.csv": sdmx_rows(study, dataset),
    }
    headers = {
        "csv": csv_header([each.column.name for each in found]),
        "excel.csv": excel_header(found),
        "sdmx.csv": sdmx_header(study, dataset),
    }
    lines = {
        "csv": csv_line([each.cell for each in found]),
        "excel.csv": excel_line(found),
        "sdmx.csv": csv_line(sdmx_cells(study, dataset)),
        SDMX_JSON: line,
        "nt": whole(_lines(plan)),
        "ttl": _block(plan, names),
        "jsonld": _node(plan, names),
    }
    told = remarks(study, dataset)
    columns = tuple(each.column for each in found)
    return ObservationStream(
        dataset=dataset,
        tables=study.tables,
        queries=queries,
        headers=headers,
        documents={"json": document.sections()},
        columns=columns,
        rows=typed_rows(study, dataset, found),
        remarks=told,
        rows_file=rows_query(document, _formulas(dataset, study), lines),
        assembly=assembly(study, dataset, document, columns, told).with_form(
            SDMX_JSON, Form(start, SDMX_JSON, tail=end, between=",\n")
        ),
    )


def _plan(study: Study, dataset: Dataset, names: Names) -> _Plan:
    columns, present = study.tables.columns(dataset.id), _present(dataset)
    filled = study.tables.filled(dataset.id)
    statements = _membership(dataset, names)
    for specification in dataset.specifications:
        statements += _of_specification(study, dataset, specification, names)
    joins = ""
    if "figure" in columns and study.evidence:
        joins += " LEFT JOIN _evidence AS e ON e.figure = t.figure"
        statements += [names.links(KGSM.evidence, "e.supporting"), names.links(KGSM.statement, "e.differing")]
    if "formula" in columns:
        joins += _formulas(dataset, study)
        statements.append(names.links(PROV.wasDerivedFrom, "f.observations"))
    if sentence := _sentence(dataset, names):
        statements.append(sentence)
    # Without its whole key a row is no observation: a violation, and nothing is published. Most tables have no such row.
    is_keyed = all(each.component.name in filled for each in dataset.key())
    rows = f"{rows_with_iri(dataset)}{joins}" + ("" if is_keyed else " WHERE t._iri IS NOT NULL")
    # A join may lose the order of the file, so then, and only then, the rows are sorted.
    rows += " ORDER BY t._row" if joins else ""
    return _Plan(rows, _type(names, present), tuple(statements), _slice(dataset), present)


def _formulas(dataset: Dataset, study: Study) -> str:
    has_formulas = "formula" in study.tables.columns(dataset.id)
    return " LEFT JOIN _formulas AS f ON f.formula = t.formula" if has_formulas else ""


def _type(names: Names, present: str | None) -> Statement:
    # IC-14 asks every observation for its measures, so a gap, told by an empty value, is no qb:Observation.
    observation, gap = names.iri(QB.Observation), names.iri(KGSM.MissingValue)
    if present is None:
        return names.statement(RDF.type, observation)
    forms = (observation.nt, gap.nt), (observation.ttl, gap.ttl), (observation.json, gap.json)
    return names.statement(RDF.type, Object(*((either(present, *each),) for each in forms)))


def _membership(dataset: Dataset, names: Names) -> list[Statement]:
    of_dataset = names.statement(QB.dataSet, names.iri(dataset.iri))
    present = _present(dataset)
    if present is None:
        return [of_dataset]
    part = names.statement(DCTERMS.isPartOf, names.iri(dataset.iri)).when(f"NOT ({present})")
    return [of_dataset.when(present), part]


def _of_specification(study: Study, dataset: Dataset, specification: Specification, names: Names) -> list[Statement]:
    component = specification.component
    if component.role is Role.MEASURE and len(dataset.of_role(Role.MEASURE)) > 1:  # Data Cube 6.5.2
        chosen = f"t.measure = {literal(component.name)}"
        kind = names.statement(QB.measureType, names.iri(component.iri))
        value = names.statement(component.iri, _object(study, component, "t.value", names)).when("t.value IS NOT NULL")
        return [kind.when(chosen), value.when(chosen)]
    if component.kind is Kind.BILINGUAL:
        told = _bilingual(study, dataset, component, names)
        return [told] if told else []
    if specification.constant is not None:
        return [names.statement(component.iri, _object(study, component, literal(specification.constant), names))]
    if component.name in study.tables.columns(dataset.id):
        column = f"t.{identifier(component.name)}"
        is_filled = component.name in study.tables.filled(dataset.id)
        statement = names.statement(component.iri, _object(study, component, column, names))
        return [statement.when(None if is_filled else f"{column} IS NOT NULL")]
    return _unit_of_quantity(study, dataset, component, names) if component.name == "unit" else []


def _sentence(dataset: Dataset, names: Names) -> Statement | None:
    """Return what a row says of itself in words, None where the dataset has no sentences."""
    texts = {each: sentences.finding(dataset, each) for each in sentences.LANGUAGES}
    return _texts(names, RDFS.label, {language: text for language, text in texts.items() if text})


def _bilingual(study: Study, dataset: Dataset, component: Component, names: Names) -> Statement | None:
    columns = study.tables.columns(dataset.id)
    found = [each for each in ("de", "en") if f"{component.name}_{each}" in columns]
    return _texts(names, component.iri, {each: f"t.{identifier(f'{component.name}_{each}')}" for each in found})


def _texts(names: Names, predicate: URIRef, cells: Mapping[str, str]) -> Statement | None:
    """Return the statement that `predicate` has each text of `cells`, SQL expressions by language; None without any."""
    if not cells:
        return None
    texts = {each: words(cell, each) for each, cell in cells.items()}
    every = {each: names.statement(predicate, text) for each, text in texts.items()}
    empty = names.statement(predicate, Object((), (), ()))
    pairs = {each: (Constant(f'"{each}": '), *text.json) for each, text in texts.items()}

    def listed(separator: str, parts: Mapping[str, Parts]) -> str:
        # concat_ws passes over what is NULL.
        filled = (f"CASE WHEN {cells[each]} IS NOT NULL THEN {whole(part)} END" for each, part in parts.items())
        return f"concat_ws({literal(separator)}, {', '.join(filled)})"

    return Statement(
        nt=(listed("\n", {each: statement.nt for each, statement in every.items()}),),
        ttl=(*empty.ttl, listed(NEXT_OBJECT, {each: text.ttl for each, text in texts.items()})),
        json=(*empty.json, Constant("{"), listed(", ", pairs), Constant("}")),
        condition=" OR ".join(f"{cell} IS NOT NULL" for cell in cells.values()),
    )


def _unit_of_quantity(study: Study, dataset: Dataset, component: Component, names: Names) -> list[Statement]:
    quantity, code_list = dataset.specification("quantity"), study.code_list("quantity")
    if quantity is None or code_list is None:
        return []
    column = "t.quantity" if quantity.constant is None else literal(quantity.constant)
    units = {each.code: each.unit for each in code_list.concepts if each.unit is not None}
    return [names.statement(component.iri, names.chosen(units, column)).when(f"{column} IS NOT NULL")]


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


def _present(dataset: Dataset) -> str | None:
    return f"t.{identifier(dataset.value_column())} IS NOT NULL" if dataset.has_gaps() else None


def _slice(dataset: Dataset) -> str | None:
    codes = [f"t.{identifier(each.component.name)}" for each in dataset.key() if each.component.name in dataset.slice_by]
    return f"{literal(iris.slices(dataset.iri))} || {' || {} || '.format(literal('/')).join(codes)}" if codes else None


def _ntriples(plan: _Plan) -> str:
    return f"SELECT {whole(_lines(plan))} AS line FROM {plan.rows}"


def _nquads(plan: _Plan, study: Study) -> str:
    # Each line ends in ` .`, and nothing else does: a line end inside a literal is escaped.
    end, named = "' .' || chr(10)", literal(f" <{study.iri}> .") + " || chr(10)"
    return f"SELECT rtrim(replace({whole(_lines(plan))} || chr(10), {end}, {named}), chr(10)) AS line FROM {plan.rows}"


def _lines(plan: _Plan) -> Parts:
    parts = plan.type_.nt
    for each in plan.statements:
        parts += _further("\n", each.nt, each.condition)
    if plan.slice_:
        line = (Constant("<"), plan.slice_, Constant(f"> <{QB.observation}> <"), "t._iri", Constant("> ."))
        parts += _further("\n", line, plan.present)
    return parts


def _turtle(plan: _Plan, names: Names) -> str:
    return f"SELECT {_block(plan, names)} AS line FROM {plan.rows}"


def _block(plan: _Plan, names: Names) -> str:
    subject = (Constant("<"), _relative("t._iri", names), Constant(">"))
    parts = (*subject, Constant(" "), *plan.type_.ttl)
    for each in plan.statements:
        parts += _further(" ;\n    ", each.ttl, each.condition)
    parts += (Constant(" ."),)
    if plan.slice_:
        slice_ = (Constant("<"), _relative(plan.slice_, names), Constant("> qb:observation "), *subject, Constant(" ."))
        parts += _further("\n", slice_, plan.present)
    return whole((*parts, Constant("\n")))


def _jsonld(plan: _Plan, names: Names) -> str:
    return f"SELECT {_node(plan, names)} AS line FROM {plan.rows}"


def _node(plan: _Plan, names: Names) -> str:
    # The type comes before the id: only so can a reader of any number of nodes do without memory (Streaming JSON-LD, key
    # ordering).
    parts = (Constant("{"), *plan.type_.json, Constant(', "id": "'), _relative("t._iri", names), Constant('"'))
    for each in plan.statements:
        parts += _further(", ", each.json, each.condition)
    if plan.slice_:
        parts += _further(", ", (Constant('"inSlice": "'), _relative(plan.slice_, names), Constant('"')), plan.present)
    return whole((*parts, Constant("}")))


def _further(separator: str, parts: Parts, condition: str | None) -> Parts:
    """Return the parts after a separator, empty where the condition does not hold."""
    further = (Constant(separator), *parts)
    return further if condition is None else (either(condition, further),)


def _relative(iri: str, names: Names) -> str:
    return f"substr({iri}, {len(names.base) + 1})"
