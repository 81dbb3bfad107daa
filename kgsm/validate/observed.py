"""Shapes and tables → what does not conform: the shapes of observations, compiled, one scan of a table for all of them.

A shape that cannot be compiled is asked of the rows as a graph, by pySHACL; where they are too many for that, the check fails
and says so. Nothing is passed over.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Final

from rdflib import Graph, URIRef
from rdflib.term import Node

from kgsm import iris
from kgsm.namespaces import KGSM, QB, SH, SHAPES
from kgsm.points import key_query, measures_query
from kgsm.problems import problem
from kgsm.scans import Asked
from kgsm.study import Kind, Study
from kgsm.tables import identifier, literal
from kgsm.validate.compiler import Compiler, Condition
from kgsm.validate.constraints import Unsupported
from kgsm.validate.keys import duplicates, incomplete
from kgsm.validate.nodes import node, nodes_of, quiet, selected
from kgsm.validate.result import Result, and_more
from kgsm.validate.rows import Rows, all_rows
from kgsm.validate.sentences import Finding, Saying, saying, told
from kgsm.validate.slow import check_slowly
from kgsm.validate.terms import terms_of

# Shapes of shapes/ whose claim about observations is another check's: see docs/validation.md.
ANSWERED: Final = frozenset(
    SHAPES[name]
    for name in (
        "BaseStatusIsFromCodeList", "ComputedIsDerived", "DatasetIsDeclared", "DerivationHasNoCircle", "EvidenceIsDeclared",
        "ExactnessIsFromCodeList", "FigureIsUnique", "ObservationHasValue", "OriginIsFromCodeList", "ReportedHasEvidence",
        "StatementIsDeclared", "StatusIsFromCodeList",
    )
)  # fmt: skip
_COUNT: Final = "SELECT {counts} FROM {rows}"
_NAME: Final = "SELECT _row, _iri, {cell}, {value}, [{languages}]::VARCHAR[] FROM {rows} WHERE {violated} ORDER BY _row {limit}"
_SUSPECTS: Final = "CREATE TEMP TABLE _suspects AS SELECT * FROM {rows} WHERE {violated}"
# More than these are not copied: their first rows are found soon enough.
_FEW: Final = 100_000
_POINTS: Final = "SELECT _row, _iri, _first, _found, count(*) FILTER ({told}) OVER () FROM {points} ORDER BY _row {limit}"


@dataclass(frozen=True, slots=True)
class Job:
    """The rows of a dataset and the shapes that they are checked against; `limit` is how many results of a kind are told."""

    rows: Rows
    shapes: Graph
    limit: int | None
    compiler: Compiler


@dataclass(slots=True)
class Plan:
    """What is asked of a dataset: conditions for SQL, claims about points, and shapes for the slow engine, with the reason."""

    conditions: list[Condition] = field(default_factory=list)
    points: list[tuple[URIRef, str]] = field(default_factory=list)
    slow: list[tuple[Node, Node, str]] = field(default_factory=list)


def check_observed(shapes: Graph, study: Study, limit: int | None = None) -> Iterator[Result]:
    """Return which rows do not conform to which shapes, at most `limit` of each kind; the last says how many more there are.

    Raises KgsmError where a shape can be asked by no engine.
    """
    for rows in all_rows(study):
        job = Job(rows, shapes, limit, Compiler(shapes, terms_of(rows), study))
        plan = plan_of(job)
        yield from _points(job, plan.points)
        yield from _compiled(job, plan.conditions)
        yield from check_slowly(rows, shapes, plan.slow)


def plan_of(job: Job) -> Plan:
    """Return what is asked of the observations of a dataset, by whom."""
    plan = Plan()
    targets = (SH.targetNode, SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
    for shape in sorted({each for target in targets for each in job.shapes.subjects(target)}, key=str):
        if shape in ANSWERED or not _concerns(job, shape):
            continue
        reached = job.compiler.members(shape)
        if reached is not None:
            for each in sorted(job.shapes.objects(shape, SH.property), key=str):
                _compile(job, plan, (shape, each), [reached[1]])
        elif not _of_points(job, plan, shape):
            _compile(job, plan, (shape, shape), None)
    return plan


def _compile(job: Job, plan: Plan, shape: tuple[Node, Node], targets: Sequence[str] | None) -> None:
    whole, asked = shape
    try:
        for target in job.compiler.targets(whole) if targets is None else targets:
            plan.conditions += job.compiler.compile(asked, target)
    except Unsupported as reason:
        plan.slow.append((whole, asked, str(reason)))


def _concerns(job: Job, shape: Node) -> bool:
    """Say whether a shape has focus nodes among the rows of the dataset, or the dataset as one."""
    shapes, terms = job.shapes, job.compiler.terms
    of_class = {QB.Observation, KGSM.MissingValue} & set(shapes.objects(shape, SH.targetClass))
    stated = {*shapes.objects(shape, SH.targetSubjectsOf), *shapes.objects(shape, SH.targetObjectsOf)} & set(terms)
    return bool(of_class or stated) or job.rows.dataset.iri in set(shapes.objects(shape, SH.targetNode))


def _of_points(job: Job, plan: Plan, shape: Node) -> bool:
    """Take a shape that compares observations, if it is one of the two that are known by their query."""
    constraint = job.shapes.value(shape, SH.sparql)
    query = str(job.shapes.value(constraint, SH.select)) if constraint is not None else ""
    asked = {each for each in job.shapes.predicates(shape) if str(each).startswith(str(SH))}
    if not isinstance(shape, URIRef) or asked - {SH.targetNode, SH.sparql, SH.message, SH.severity}:
        return False
    known = {key_query(job.rows.dataset): "key", measures_query(job.rows.dataset): "measures"}
    if query in known:
        plan.points.append((shape, known[query]))
    return query in known


def _points(job: Job, shapes: Sequence[tuple[URIRef, str]]) -> Iterator[Result]:
    for shape, kind in shapes:
        taken, silent = (duplicates, "_row = _first") if kind == "key" else (incomplete, "_row <> _first")
        points = taken(job.rows)
        query = _POINTS.format(points=points.relation, told=f"WHERE NOT ({silent})", limit=_limit(job, 2))
        asked = Asked(job.rows.dataset.id, points.key, None if job.limit is None else job.limit * 2, counted=True)
        found = job.rows.study.tables.scans.first(asked, query)
        nodes = nodes_of(job.rows, ((row, iri) for row, iri, *_ in found))
        said = saying(job.shapes, shape)
        spoken = 0
        for row, _, first, cells, count in found:
            quietly = (row == first) == (kind == "key")
            spoken += not quietly
            values = {"found": cells, "right": first} if kind == "key" else {"found": cells}
            place = job.rows.place(row, "" if kind == "key" else "measure")
            one = Result(
                problem(place, said.code, said.severity, **values), job.rows.dataset.iri, None, nodes[row], shape,
                SH.SPARQLConstraintComponent, said.message, quietly,
            )  # fmt: skip
            last = spoken == job.limit and not quietly
            yield and_more(one, count - spoken) if last else one
            if last:
                break


def _compiled(job: Job, conditions: Sequence[Condition]) -> Iterator[Result]:
    possible = [each for each in conditions if not each.violated.endswith("AND (false)")]
    if not possible:
        return
    counts = ", ".join(f"count(*) FILTER (WHERE {each.violated})" for each in possible)
    query = _COUNT.format(counts=counts, rows=job.rows.relation)
    found = job.rows.study.tables.scans.counts(job.rows.dataset.id, query)
    violated = [(condition, count) for condition, count in zip(possible, found, strict=True) if count]
    with _suspects(job, violated) as relation:
        witnesses = [_witnesses(job, condition, relation) for condition, _ in violated]
    nodes = nodes_of(job.rows, ((row, iri) for each in witnesses for row, iri, *_ in each))
    with quiet():
        for (condition, count), each in zip(violated, witnesses, strict=True):
            said = saying(job.shapes, condition.shape)
            for number, (row, _, cell, value, languages) in enumerate(each, start=1):
                finding = _finding(job.rows, condition, (row, cell), frozenset(filter(None, languages)))
                one = _result(job, condition, said, finding)
                one = replace(one, focus=nodes[row], value=nodes[row] if condition.of_row else node(value))
                yield and_more(one, count - number) if number == job.limit else one


@contextmanager
def _suspects(job: Job, violated: Sequence[tuple[Condition, int]]) -> Iterator[str]:
    """Give a relation of the rows that violate anything: few rows of many are looked for once, and not once a condition."""
    if not job.rows.study.tables.scans.is_here or not 0 < sum(count for _, count in violated) <= _FEW:
        yield job.rows.relation
        return
    connection = job.rows.study.tables.connection
    conditions = " OR ".join(f"({each.violated})" for each, _ in violated)
    connection.execute(_SUSPECTS.format(rows=job.rows.relation, violated=conditions))
    try:
        yield "_suspects"
    finally:
        connection.execute("DROP TABLE _suspects")


def _witnesses(
    job: Job, condition: Condition, relation: str
) -> list[tuple[int, str | None, str | None, object, list[str | None]]]:
    """Return the rows that a condition holds for: number, IRI, cell, value, and the languages that are there."""
    column = _column(job.rows, condition)
    query = _NAME.format(
        cell=identifier(column) if job.rows.has(column) else "NULL",
        value="NULL" if condition.value is None else selected(condition.value),
        languages=", ".join(f"CASE WHEN {each.present} THEN {literal(each.language)} END" for each in condition.terms),
        rows=relation,
        violated=condition.violated,
        limit=_limit(job),
    )
    return job.rows.study.tables.scans.first(Asked(job.rows.dataset.id, limit=job.limit), query)


def _column(rows: Rows, condition: Condition) -> str:
    term = condition.value or next(iter(condition.terms), None)
    if term is not None and term.column:
        return term.column
    specification = next((each for each in rows.dataset.specifications if each.component.iri == condition.path), None)
    return specification.component.name if specification else ""


def _finding(rows: Rows, condition: Condition, cell: tuple[int, str | None], languages: frozenset[str]) -> Finding:
    row, text = cell
    specifications = rows.dataset.specifications
    component = next((each.component for each in specifications if each.component.iri == condition.path), None)
    if component is not None and component.kind is Kind.BILINGUAL:
        missing = next((each for each in ("de", "en") if each not in languages), "de")
        return Finding(row, component, f"{component.name}_{missing}", None, languages)
    return Finding(row, component, _column(rows, condition), text, languages)


def _result(job: Job, condition: Condition, said: Saying, found: Finding) -> Result:
    derived = str(condition.shape).startswith(f"{iris.shapes(job.rows.study.iri)}#") or found.languages != frozenset()
    one = told(job.rows, said, found, derived=derived)
    shape = condition.shape if isinstance(condition.shape, URIRef) else SH.Shape
    silent = _is_silent(job, condition, found)
    return Result(one, job.rows.dataset.iri, condition.path, None, shape, condition.component, said.message, silent)


def _is_silent(job: Job, condition: Condition, found: Finding) -> bool:
    """Say whether a person is told this fault by another check: of constants, of columns, of the cell that it follows from."""
    rows = job.rows
    bilingual = found.component is not None and found.component.kind is Kind.BILINGUAL
    if not bilingual and not rows.has(found.column):
        return True
    several = rows.has_measures() and found.column == rows.dataset.value_column()
    return several and condition.component == SH.MinCountConstraintComponent and found.cell is not None


def _limit(job: Job, times: int = 1) -> str:
    return "" if job.limit is None else f"LIMIT {job.limit * times}"
