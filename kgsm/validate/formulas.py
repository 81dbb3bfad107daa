"""The formulas of computed figures → those that cannot be read, do not follow, or go round in a circle."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, NamedTuple

from kgsm.formula import FormulaError, Operator, Reference, Step, figures, parse
from kgsm.problems import Problem, did_you_mean, problem
from kgsm.study import Study
from kgsm.validate.figures import Value, figure_values, number_of
from kgsm.validate.result import Result, capped, of_table
from kgsm.validate.rows import Rows, all_rows

_FORMULAS: Final = "SELECT _row, _iri, figure, formula, _value FROM {rows} WHERE formula IS NOT NULL ORDER BY _row"
_FIGURES: Final = "SELECT figure FROM {rows} WHERE figure IS NOT NULL LIMIT 1000"
_BATCH: Final = 10_000


class _Computed(NamedTuple):
    """A row with a formula."""

    rows: Rows
    row: int
    iri: str | None
    figure: str | None
    formula: str
    value: str | None


@dataclass(slots=True)
class _Circle:
    """Which computed figures mention which, and where."""

    mentions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    computed: dict[str, _Computed] = field(default_factory=dict)


def check_formulas(study: Study) -> Iterator[Result]:
    """Return what is wrong with the formulas of the study, each evaluated exactly on the printed values that it mentions."""
    circle = _Circle()
    for rows in all_rows(study):
        if rows.has("formula"):
            yield from capped(_of_table(rows, circle))
    yield from capped(_cycles(circle))


def evaluate(steps: Sequence[Step], values: Mapping[str, Fraction]) -> Fraction:
    """Return what the steps of a formula give. Raises ZeroDivisionError, and KeyError for a figure without a value."""
    stack: list[Fraction] = []
    for step in steps:
        match step:
            case Reference(figure):
                stack.append(values[figure])
            case Operator("negate"):
                stack.append(-stack.pop())
            case Operator(sign):
                right, left = stack.pop(), stack.pop()
                stack.append(_applied(sign, left, right))
            case number:
                stack.append(number)
    return stack.pop()


def printed(number: Fraction, decimals: int) -> str:
    """Return a number as it is printed with so many decimals, a half rounded away from zero as in commerce (DIN 1333)."""
    units = math.floor(abs(number) * 10**decimals + Fraction(1, 2))
    digits = str(units).rjust(decimals + 1, "0")
    sign = "-" if number < 0 and units else ""
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}" if decimals else f"{sign}{digits}"


def _applied(sign: str, left: Fraction, right: Fraction) -> Fraction:
    match sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case _:
            return left / right


def _of_table(rows: Rows, circle: _Circle) -> Iterator[Result]:
    # A cursor of its own: the connection answers the queries for the values meanwhile.
    with rows.study.tables.connection.cursor() as cursor:
        cursor.execute(_FORMULAS.format(rows=rows.relation))
        while batch := cursor.fetchmany(_BATCH):
            computed = [_Computed(rows, *row) for row in batch]
            values = figure_values(rows.study, (figure for each in computed for figure in figures(each.formula)))
            for each in computed:
                yield from _of_row(each, values)
                _note(circle, each, values)


def _of_row(each: _Computed, values: Mapping[str, Value]) -> Iterator[Result]:
    place = each.rows.place(each.row, "formula")
    try:
        steps = parse(each.formula)
    except FormulaError as error:
        yield _result(each, problem(place, "wrong-formula", found=error.reason))
        return
    mentioned = figures(each.formula)
    unknown = [figure for figure in mentioned if figure not in values]
    known = {figure: values[figure] for figure in mentioned if figure in values}
    for figure in unknown:
        hint = did_you_mean(figure, _known(each.rows.study))
        yield _result(each, problem(place, "unknown-figure", found=figure, hint=hint))
    # A cell that is wrong is told where it stands, and not again by every formula that needs it.
    for figure in (figure for figure, value in known.items() if value.gap and value.number is None):
        yield _result(each, problem(place, "formula-without-value", found=figure))
    numbers = {figure: value.number for figure, value in known.items() if value.number is not None}
    if len(numbers) == len(mentioned):
        yield from _follows(each, steps, numbers)


def _follows(each: _Computed, steps: Sequence[Step], values: Mapping[str, Fraction]) -> Iterator[Result]:
    try:
        number = evaluate(steps, values)
    except ZeroDivisionError:
        yield _result(each, problem(each.rows.place(each.row, "formula"), "formula-divides-by-zero"))
        return
    given = number_of(each.value)
    if given is None or each.value is None:
        return
    right = printed(number, len(each.value.partition(".")[2]))
    if Fraction(right) != given:
        place = each.rows.place(each.row, each.rows.dataset.value_column())
        told = problem(place, "formula-does-not-follow", found=each.value, right=right)
        yield _result(each, told)


def _result(each: _Computed, told: Problem) -> Result:
    return of_table(each.rows.dataset, told, each.iri, ("formula", each.formula))


def _known(study: Study) -> list[str]:
    return [
        figure
        for rows in all_rows(study)
        if rows.has("figure")
        for (figure,) in study.tables.connection.execute(_FIGURES.format(rows=rows.relation)).fetchall()
    ]


def _note(circle: _Circle, each: _Computed, values: Mapping[str, Value]) -> None:
    mentioned = tuple(figure for figure in figures(each.formula) if figure in values and values[figure].computed)
    if each.figure is not None and mentioned:
        circle.mentions[each.figure] = mentioned
        circle.computed[each.figure] = each


def _cycles(circle: _Circle) -> Iterator[Result]:
    done: set[str] = set()
    for start in circle.mentions:
        trail: dict[str, None] = {}
        walk = [iter((start,))]
        while walk:
            figure = next(walk[-1], None)
            if figure is None:
                walk.pop()
                if trail:
                    done.add(trail.popitem()[0])
            elif figure in trail:
                way = list(trail)
                members = [*way[way.index(figure) :], figure]
                each = circle.computed[figure]
                place = each.rows.place(each.row, "formula")
                yield _result(each, problem(place, "cyclic-formula", found=" → ".join(members)))
            elif figure not in done:
                trail[figure] = None
                walk.append(iter(circle.mentions.get(figure, ())))
