"""Figures that contradict each other: shares and counts, parts and wholes, bases and respondents, formulas."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgsm.problems import Problem, in_reading_order
from kgsm.study import Answers, Kind
from kgsm.validate.formulas import check_formulas
from kgsm.validate.model import check_model
from tests.builders import Plan, evidence, partition, survey, told

HEADER = "wave,use,quantity,value,base,base_size,exactness\n"


def problems(*plans: Plan | str, **values: object) -> list[Problem]:
    """Return what the checks of the model and of formulas find, in reading order."""
    with survey(*plans, **values) as study:
        return in_reading_order(each.problem for each in [*check_model(study), *check_formulas(study)])


def test_the_first_studys_use_of_2013_agrees_with_itself() -> None:
    table = """
        wave,use,quantity,value,base,base_size,figure,origin,formula,exactness
        2013,no,count,146,respondents,318,F13-04,reported,,exact
        2013,no,share,46,respondents,318,F13-05,reported,,rounded
        2013,yes,count,172,respondents,318,F13-06,reported,,exact
        2013,yes,share,54,respondents,318,F13-07,reported,,rounded
        2013,yes,share-from-counts,54.09,respondents,318,C13-05,computed,100 * [F13-06] / [F13-02],exact
        2013,no,share-from-counts,45.91,respondents,318,C13-06,computed,100 * [F13-04] / [F13-02],exact
    """
    fieldwork = Plan(
        """
        wave,quantity,value,figure
        2013,count,318,F13-02
        """,
        id="fieldwork",
        dimensions=("wave", "quantity"),
        answers=Answers.NONE,
    )
    use = Plan(table, partitions=(partition("use", "yes", "no", wave="2013"),))
    assert problems(use, fieldwork, respondents=(("2013", "F13-02"),)) == []


@pytest.mark.parametrize("value", ["100.1", "101", "1000000"])
def test_no_share_is_larger_than_the_whole(value: str) -> None:
    (problem,) = problems(f"{HEADER}2013,yes,share,{value},users,,exact")
    assert told([problem]) == ["tables/use.csv:2:value share-above-100"]
    assert f"A share of {value}%" in problem.message.en


def test_no_share_or_count_is_negative_but_a_change_may_be() -> None:
    table = f"{HEADER}2013,yes,share,-1,users,,exact\n2013,no,count,-2,users,,exact\n2013,no,change,-3,users,,exact"
    assert told(problems(table)) == ["tables/use.csv:2:value negative-value", "tables/use.csv:3:value negative-value"]


def test_a_count_is_at_most_its_base_and_a_base_at_most_the_respondents_of_its_wave() -> None:
    use = f"""
        {HEADER.strip()},figure
        2013,yes,count,320,respondents,318,exact,
        2013,no,count,5,respondents,319,exact,
        2016,no,count,5,respondents,332,exact,
        2016,yes,count,332,respondents,,exact,
    """
    fieldwork = Plan(
        "wave,quantity,value,base_size,figure\n2013,count,318,,F13-02\n2016,count,332,1600,F16-01",
        id="fieldwork",
        dimensions=("wave", "quantity"),
        answers=Answers.NONE,
    )
    found = problems(use, fieldwork, respondents=(("2013", "F13-02"), ("2016", "F16-01")))
    assert told(found) == ["tables/use.csv:2:value count-above-base", "tables/use.csv:3:base_size base-above-respondents"]
    assert "(318)" in found[1].message.en


def test_nobody_is_no_base() -> None:
    table = f"{HEADER}2013,yes,share,54,users,0,exact\n2013,no,share,46,users,-318,exact"
    assert told(problems(table)) == ["tables/use.csv:2:base_size wrong-base-size", "tables/use.csv:3:base_size wrong-base-size"]


def test_a_constant_that_cannot_be_right_is_found_in_study_toml() -> None:
    use = Plan("wave,use,quantity,value\n2013,yes,count,320\n2013,no,share,5", constants={"base": "users", "base_size": "319"})
    fieldwork = Plan("wave,value,figure\n2013,318,F1", id="fieldwork", dimensions=("wave",), constants={"unit": "count"})
    assert told(problems(use, fieldwork, respondents=(("2013", "F1"),))) == [
        "study.toml:9:constants.base_size base-above-respondents",
        "tables/use.csv:2:value count-above-base",
    ]


def test_a_share_follows_from_the_count_of_its_cell() -> None:
    table = f"""
        {HEADER}
        2013,yes,count,172,users,318,exact
        2013,yes,share,55,users,318,rounded
        2013,yes,share-from-counts,54.08,users,318,exact
        2016,yes,count,26,users,162,exact
        2016,yes,share,16,users,162,rounded
    """
    found = problems(table)
    assert [(str(each.place), each.message.en) for each in found] == [
        ("tables/use.csv:3:value", "172 of 318 is 54% when rounded, not 55% (count in row 2)."),
        ("tables/use.csv:4:value", "172 of 318 is 54.09% when rounded, not 54.08% (count in row 2)."),
    ]


@pytest.mark.parametrize("exactness", ["approximate", "number-word"])
def test_a_share_in_words_need_not_follow(exactness: str) -> None:
    assert problems(f"{HEADER}2013,yes,count,172,users,318,exact\n2013,yes,share,50,users,318,{exactness}") == []


def test_a_share_whose_own_base_is_not_known_is_compared_by_the_base_of_the_count() -> None:
    table = f"{HEADER}2013,yes,count,172,users,318,exact\n2013,yes,share,60,users,,rounded"
    assert told(problems(table)) == ["tables/use.csv:3:value share-does-not-follow"]


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 10**15 - 1), st.integers(1, 10**15 - 1), st.integers(0, 10)).map(
            lambda drawn: (min(drawn[0], drawn[1]), *drawn[1:])
        ),
        min_size=1,
        max_size=20,
    )
)
def test_a_rounded_share_is_judged_as_the_decimal_module_judges_it(cells: list[tuple[int, int, int]]) -> None:
    lines = ["cell,quantity,value,base,base_size"]
    for number, (count, base, decimals) in enumerate(cells):
        with_half = Decimal(200 * count) / Decimal(2 * base)
        unit = Decimal(1).scaleb(-decimals)
        right = (Decimal(100 * count) / Decimal(base)).quantize(unit, ROUND_HALF_UP)
        assert with_half >= 0
        lines += [f"c{number},count,{count},users,{base}", f"c{number},share,{right:f},users,{base}"]
        wrong = right + unit if right < 50 else right - unit
        lines += [f"c{number},share-from-counts,{wrong:f},users,{base}"]
    plan = Plan("\n".join(lines), dimensions=("cell", "quantity"), kinds={"cell": Kind.TEXT}, slice_by=())
    rows = [each.place.row for each in problems(plan) if each.code == "share-does-not-follow"]
    assert rows == [4 + 3 * number for number in range(len(cells))]


def test_a_share_of_a_computers_precision_is_right_to_ten_decimals() -> None:
    table = "wave,use,quantity,value,base,base_size\n2013,yes,count,172,users,318\n2013,yes,share,{},users,318"
    assert problems(table.format("54.088050314465406")) == []
    assert told(problems(table.format("54.088050324465406"))) == ["tables/use.csv:3:value share-does-not-follow"]


def test_measures_of_one_point_are_compared_where_they_have_one_base() -> None:
    table = """
        wave,measure,value,unit,base,base_size
        2013,number,172,count,users,318
        2013,rate,55,percent,users,318
        2016,number,172,count,respondents,332
        2016,rate,55,percent,users,318
    """
    plan = Plan(table, dimensions=("wave",), measures=("number", "rate"))
    assert told(problems(plan)) == ["tables/use.csv:3:value share-does-not-follow"]


def test_the_parts_of_a_whole_sum_to_it() -> None:
    rows = """
        2013,yes,count,172,users,318,exact
        2013,no,count,145,users,318,exact
        2016,yes,share,64,users,,exact
        2016,no,share,38,users,,exact
        2016,yes,share-from-counts,64.1,users,,exact
        2016,no,share-from-counts,35.7,users,,exact
        2013,yes,share,54,users,,exact
        2013,no,share,46,users,,exact
    """
    found = problems(Plan(HEADER + rows, partitions=(partition("use", "yes", "no"),)))
    assert [(str(each.place), each.code, each.message.en) for each in found] == [
        ("tables/use.csv:3:value", "parts-do-not-sum", "The parts (172 + 145) sum to 317 instead of 318."),
        ("tables/use.csv:5:value", "parts-do-not-sum", "The parts (64 + 38) sum to 102 instead of 100."),
        ("tables/use.csv:7:value", "parts-do-not-sum", "The parts (64.1 + 35.7) sum to 99.8 instead of 100."),
    ]


def test_parts_are_summed_only_where_all_are_known_and_exact_and_each_unit_is_in_one() -> None:
    rows = "2013,yes,share,54,users,,exact\n2016,yes,share,64,users,,exact\n2016,no,share,20,users,,{}"
    parts = (partition("use", "yes", "no"),)
    assert problems(Plan(HEADER + rows.format("approximate"), partitions=parts)) == []
    assert told(problems(Plan(HEADER + rows.format("exact"), partitions=parts))) == ["tables/use.csv:4:value parts-do-not-sum"]
    assert problems(Plan(HEADER + rows.format("exact"), partitions=parts, answers=Answers.MULTIPLE)) == []
    elsewhere = (partition("use", "yes", "no", wave="2013"), partition("nothing", "yes"), partition("use", "yes", other="x"))
    assert problems(Plan(HEADER + rows.format("exact"), partitions=elsewhere)) == []


def test_single_answers_sum_to_100_at_most_and_multiple_ones_to_anything() -> None:
    rows = "2013,yes,share,54,users,,exact\n2013,no,share,48,users,,exact\n2016,yes,share,48,users,,exact"
    (problem,) = problems(HEADER + rows)
    assert told([problem]) == ["tables/use.csv:3:value answers-above-100"]
    assert "(54 + 48) sum to 102%" in problem.message.en
    assert problems(Plan(HEADER + rows, answers=Answers.MULTIPLE)) == []
    assert problems(HEADER + "2013,yes,share,54,users,,exact\n2013,no,share,47,users,,exact") == []


def test_narrower_codes_are_not_summed_beside_their_broader_one() -> None:
    rows = "wave,age,quantity,value,base\n2013,young,share,40,users\n2013,old,share,60,users\n2013,very-old,share,20,users"
    assert problems(Plan(rows, dimensions=("wave", "age", "quantity"))) == []


def test_nothing_is_summed_where_the_dimension_of_the_answers_cannot_be_told() -> None:
    rows = "wave,use,purpose,quantity,value,base\n2013,yes,internal,share,54,users\n2013,yes,external,share,60,users"
    plan = Plan(rows, dimensions=("wave", "use", "purpose", "quantity"))
    assert problems(plan) == []
    told_by_partition = Plan(rows, dimensions=plan.dimensions, partitions=(partition("purpose", "internal", "external"),))
    assert told(problems(told_by_partition)) == ["tables/use.csv:3:value parts-do-not-sum"]


def test_a_value_that_is_wrong_in_itself_is_not_told_again_by_its_neighbours() -> None:
    rows = "2013,yes,share,540,users,318,exact\n2013,no,share,46,users,318,exact\n2013,yes,count,172,users,318,exact"
    parts = (partition("use", "yes", "no"),)
    assert told(problems(Plan(HEADER + rows, partitions=parts))) == ["tables/use.csv:2:value share-above-100"]


FORMULAS = "wave,use,quantity,value,figure,origin,formula,status\n"


def formula_problems(rows: str) -> list[str]:
    """Return the problems of a table of formulas as sentences."""
    found = problems(Plan(FORMULAS + rows, answers=Answers.NONE), evidence=(evidence("F1"),))
    return [f"{each.place}: {each.message.en}" for each in found]


def test_a_computed_figure_that_does_not_follow_is_told_with_what_follows() -> None:
    rows = (
        "2013,yes,count,172,F1,reported,,A\n2013,no,count,318,F2,reported,,A\n2013,yes,change,54.1,F3,computed,100*[F1]/[F2],A"
    )
    assert formula_problems(rows) == []
    assert formula_problems(rows.replace("54.1", "54.2")) == [
        "tables/use.csv:4:value: The formula gives 54.1, the table says 54.2."
    ]
    assert formula_problems(rows.replace("54.1", "54.0")) == [
        "tables/use.csv:4:value: The formula gives 54.1, the table says 54.0."
    ]
    assert formula_problems(rows.replace("54.1", "")) == []


def test_what_a_formula_needs_and_does_not_find_is_told() -> None:
    rows = "2013,yes,count,172,F1,reported,,A\n2013,no,count,,F2,reported,,M\n"
    assert formula_problems(rows + "2013,yes,change,1,F3,computed,[F1] + [F11],A") == [
        "tables/use.csv:4:formula: No row of a table has the figure id 'F11'. Did you mean 'F1'?"
    ]
    assert formula_problems(rows + "2013,yes,change,1,F3,computed,[F1] + [F2],A") == [
        "tables/use.csv:4:formula: The formula needs the figure 'F2', but its value is missing (status M)."
    ]
    assert formula_problems(rows + "2013,yes,change,1,F3,computed,1 / ([F1] - 172),A") == [
        "tables/use.csv:4:formula: The formula divides by 0."
    ]
    assert formula_problems(rows + "2013,yes,change,1,F3,computed,[F1] + = 2,A") == [
        "tables/use.csv:4:formula: The formula cannot be read: at character 8 stands '='. "
        "Allowed are [figure id], numbers, + - * / and parentheses."
    ]


def test_a_formula_keeps_quiet_about_a_cell_that_is_told_where_it_stands() -> None:
    rows = "2013,yes,count,n/a,F1,reported,,A\n2013,no,count,,F2,reported,,A\n2013,no,change,1,F3,computed,[F1] + [F2],A"
    assert formula_problems(rows) == []


def test_formulas_that_refer_to_each_other_in_a_circle_are_told_once() -> None:
    rows = """2013,yes,count,1,A,computed,[B],A
        2013,no,count,1,B,computed,[C] * 1,A
        2016,yes,count,1,C,computed,[A],A
        2016,no,count,1,D,computed,[A],A
        2013,yes,change,1,E,computed,[E],A"""
    assert formula_problems(rows) == [
        "tables/use.csv:2:formula: The formulas refer to each other in a circle: A → B → C → A.",
        "tables/use.csv:6:formula: The formulas refer to each other in a circle: E → E.",
    ]


def test_a_long_chain_of_formulas_is_followed_without_trouble() -> None:
    rows = "\n".join(f"c{number},{number},f{number},computed,[f{number - 1}] + 1" for number in range(1, 3000))
    table = f"cell,value,figure,origin,formula\nc0,0,f0,reported,\n{rows}"
    plan = Plan(
        table, dimensions=("cell",), kinds={"cell": Kind.TEXT}, constants={"unit": "count"}, answers=Answers.NONE, slice_by=()
    )
    assert problems(plan) == []


def test_a_formula_reaches_the_figures_of_other_tables() -> None:
    other = Plan("wave,value,figure\n2013,318,F13-02", id="fieldwork", dimensions=("wave",), constants={"unit": "count"})
    rows = "2013,yes,count,172,F1,reported,,A\n2013,no,count,146,F2,computed,[F13-02] - [F1],A"
    assert problems(FORMULAS + rows, other) == []
    assert told(problems(FORMULAS + rows.replace("146", "147"), other)) == ["tables/use.csv:3:value formula-does-not-follow"]
