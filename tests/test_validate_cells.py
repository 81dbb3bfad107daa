"""Tables, cell by cell: each fault is told once, at its row and column, with what was probably meant."""

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgsm import home
from kgsm.describe.shapes import describe_shapes
from kgsm.namespaces import SHAPES
from kgsm.problems import Problem, Severity, in_reading_order
from kgsm.study import Answers, Kind, Study
from kgsm.tables import Tables
from kgsm.validate import hints, kinds
from kgsm.validate.cells import check_cells
from kgsm.validate.observed import check_observed
from kgsm.validate.result import TOLD, Result
from kgsm.validate.shapes import read_shapes
from tests.builders import Plan, evidence, survey, told


def problems(*plans: Plan | str, **values: object) -> list[Problem]:
    """Return what the derived shapes and the checks of cells find, in reading order."""
    with survey(*plans, **values) as study:
        return in_reading_order(each.problem for each in results(study))


def results(study: Study) -> list[Result]:
    """Return what keeps tables from being published, but for the checks of the model."""
    observed = check_observed(read_shapes(home.shapes()) + describe_shapes(study), study, TOLD)
    spoken = [each for each in observed if not each.silent]
    general = [each for each in spoken if str(each.shape).startswith(str(SHAPES))]
    every = [*(each for each in spoken if each not in general), *check_cells(study), *general]
    return [each for each in every if each.problem.severity is Severity.VIOLATION]


def test_a_sound_table_has_no_problem() -> None:
    table = """
        wave,use,quantity,value,base,base_size,status,note_de,note_en
        2013,yes,share,54,respondents,318,A,Gut,Good
        2013,yes,count,172,respondents,318,A,,
        2013,no,share,45.91,not-stated,,E,,
        2016,no,count,,not-stated,,M,Nicht gefragt,Not asked
        2016,yes,change,-10.5,,,P,,
    """
    assert problems(table) == []


def test_each_kind_of_fault_is_named_at_its_cell() -> None:
    table = """
        wave,use,quantity,value,base,base_size,status
        2013,yes,share,"46,0",respondents,318,A
        2013,maybe,count,172,respondents,318,A
        ,no,count,172,respondents,318,A
        2013,no,share,46,,318,A
        2016,no,share,,respondents,318,A
        2016,yes,share,64,respondents,318,M
        2016,yes,count,64,respondents,a few,A
        2016,yes,change,10,respondents,,
    """
    assert told(problems(table)) == [
        "tables/use.csv:2:value wrong-datatype",
        "tables/use.csv:3:use unknown-code",
        "tables/use.csv:4:wave missing-value",
        "tables/use.csv:5:base missing-value",
        "tables/use.csv:6:value missing-value",
        "tables/use.csv:7:value value-of-missing",
        "tables/use.csv:8:base_size wrong-datatype",
        "tables/use.csv:9:status missing-value",
    ]


@pytest.mark.parametrize(
    ("cell", "hint"),
    [
        ("Yes", " Upper and lower case make a difference: 'yes'."),
        ("ja", " That is the label; its code is 'yes'."),
        ("Nein", " That is the label; its code is 'no'."),
        ("yess", " Did you mean 'yes'?"),
        ("blue", ""),
    ],
)
def test_an_unknown_code_is_told_with_the_nearest_one(cell: str, hint: str) -> None:
    (problem,) = problems(f"wave,use,quantity,value\n2013,{cell},count,5")
    assert problem.message.en == f"The code '{cell}' is not in the code list 'use'.{hint}"


@pytest.mark.parametrize(
    ("cell", "right"),
    [
        ("46,0", "46.0 is meant (with a decimal point)"),
        ("54 %", "54 is meant (without spaces, without the percent sign (the unit says it already))"),
        ("54\u00a0%", "54 is meant (without spaces, without the percent sign (the unit says it already))"),
        ("1.600,5", "1600.5 is meant (without a thousands separator, with a decimal point)"),
        ("1'600", "1600 is meant (without a thousands separator)"),
        ("1 600", "1600 is meant (without spaces)"),
        ("1\u202f600", "1600 is meant (without spaces)"),
        ("1O", "10 is meant (with digits instead of the letters O, l or I)"),
        ("l2", "12 is meant (with digits instead of the letters O, l or I)"),
        ("−5", "-5 is meant (with the minus sign -)"),
        ("1E+05", "100000 is meant (without an exponent)"),
        ("1.5e-2", "0.015 is meant (without an exponent)"),
        ("５４", "54 is meant (with the digits 0 to 9)"),
        ("1.600.000", "1600000 is meant (without a thousands separator)"),
    ],
)
def test_a_number_as_people_write_it_is_told_as_it_should_be(cell: str, right: str) -> None:
    assert hints.hint(Kind.NUMBER)(cell).en == f" Probably {right}."


@pytest.mark.parametrize("cell", ["", "n/a", "about 50", "1,2,3", "--5", "1.2.3", "5 or 6", "12e", "½", "1" * 90])
def test_where_no_number_can_be_guessed_nothing_is_suggested(cell: str) -> None:
    assert not hints.hint(Kind.NUMBER)(cell)


@settings(deadline=None)
@given(st.text(max_size=20), st.sampled_from([Kind.INTEGER, Kind.NUMBER, Kind.DECIMAL, Kind.YEAR, Kind.DATE]))
def test_what_a_hint_suggests_is_right(cell: str, kind: Kind) -> None:
    hint = hints.hint(kind)(cell).en
    if kind is not Kind.DATE and hint:
        form = r"[+-]?[0-9]+" if kind in (Kind.INTEGER, Kind.YEAR) else r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)"
        assert re.fullmatch(rf" Probably {form} is meant \(.*\)\.", hint)


@pytest.mark.parametrize(
    ("cell", "hint"),
    [
        ("01.02.2020", " Probably 2020-02-01 is meant."),
        ("1. 2. 2020", " Probably 2020-02-01 is meant."),
        ("2020-2-1", " Probably 2020-02-01 is meant."),
        ("2020/02/01", " Probably 2020-02-01 is meant."),
        ("01/02/2020", " A date begins with the year: 2014-01-31."),
        ("30.02.2020", " There is no such day."),
        ("2013-02-29", " There is no such day."),
        ("summer 2013", ""),
    ],
)
def test_a_date_in_another_order_is_told_as_it_should_be(cell: str, hint: str) -> None:
    assert hints.hint(Kind.DATE)(cell).en == hint


def test_a_count_with_a_thousands_point_is_not_taken_for_a_small_number() -> None:
    (problem,) = problems("wave,use,quantity,value\n2013,yes,count,1.600")
    assert problem.message.en == "'1.600' is not a whole number. Probably 1600 is meant (without a thousands separator)."
    assert problem.message.de == "'1.600' ist keine ganze Zahl. Gemeint ist wohl 1600 (ohne Tausendertrennung)."


def test_a_number_with_a_comma_before_three_digits_may_mean_two_numbers() -> None:
    (problem,) = problems('wave,use,quantity,value\n2013,yes,count,"1,600"')
    meant = "1600 (without a thousands separator) or 1.600 (with a decimal point)"
    assert problem.message.en == f"'1,600' is not a number. Probably {meant} is meant."


def in_python(kind: Kind, cell: str) -> bool:
    """Say whether a cell is of a kind, by rules written down a second time."""
    sign_off = cell[1:] if cell[:1] in ("+", "-") else cell
    match kind:
        case Kind.INTEGER:
            return bool(sign_off) and all(each in "0123456789" for each in sign_off)
        case Kind.DECIMAL | Kind.NUMBER:
            digits = sign_off.replace(".", "", 1)
            return bool(digits) and all(each in "0123456789" for each in digits)
        case Kind.YEAR:
            return len(cell) == 4 and all(each in "0123456789" for each in cell) and int(cell) > 0
        case Kind.DATE:
            if len(cell) != 10 or cell[4] + cell[7] != "--":
                return False
            try:
                return date.fromisoformat(cell).isoformat() == cell
            except ValueError:
                return False
        case _:
            return True


CELLS = st.one_of(
    st.text(alphabet="0123456789+-.,eE _", min_size=1, max_size=8),
    st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", fullmatch=True),
    st.dates().map(lambda day: day.isoformat()),
    st.text(alphabet="0123456789", min_size=4, max_size=5),
    st.text(min_size=1, max_size=6).filter(lambda text: "\x00" not in text),
)


@settings(max_examples=15, deadline=None)
@given(st.lists(CELLS, min_size=1, max_size=200))
def test_the_sql_of_kinds_agrees_with_a_second_implementation(cells: list[str]) -> None:
    with Tables() as tables:
        tables.connection.execute("CREATE TABLE t (cell VARCHAR)")
        tables.connection.execute("INSERT INTO t SELECT unnest(?::VARCHAR[])", [cells])
        for kind in (Kind.INTEGER, Kind.DECIMAL, Kind.NUMBER, Kind.YEAR, Kind.DATE):
            condition = kinds.wrong(kind, "cell")
            found = tables.connection.execute(f"SELECT cell, NOT coalesce({condition}, false) FROM t").fetchall()
            assert [right for _, right in found] == [in_python(kind, cell) for cell, _ in found], kind


def test_every_kind_of_component_is_checked() -> None:
    table = """
        day,year,share,decimal,link,use,value
        2013-06-01,2013,54,1.5,https://a.example/ä,yes,5
        01.06.2013,13,5.4,"1,5",a.example,no,6
        2013-02-30,0000,x,NaN,https://a b,yes,7
    """
    own = {"day": Kind.DATE, "year": Kind.YEAR, "share": Kind.INTEGER, "decimal": Kind.DECIMAL, "link": Kind.IRI}
    plan = Plan(table, dimensions=("use", "day", "year"), kinds=own, constants={"unit": "count"}, slice_by=())
    assert told(problems(plan)) == [
        "tables/use.csv:3:day wrong-datatype",
        "tables/use.csv:3:decimal wrong-datatype",
        "tables/use.csv:3:link wrong-iri",
        "tables/use.csv:3:share wrong-datatype",
        "tables/use.csv:3:year wrong-datatype",
        "tables/use.csv:4:day wrong-datatype",
        "tables/use.csv:4:decimal wrong-datatype",
        "tables/use.csv:4:link wrong-iri",
        "tables/use.csv:4:share wrong-datatype",
        "tables/use.csv:4:year wrong-datatype",
    ]


def test_a_dimension_of_free_text_must_fit_into_an_iri() -> None:
    table = 'town,value\nKöln,5\nBonn,6\n"a b",7'
    plan = Plan(table, dimensions=("town",), kinds={"town": Kind.TEXT}, constants={"unit": "count"}, slice_by=())
    assert told(problems(plan)) == ["tables/use.csv:2:town wrong-name", "tables/use.csv:4:town wrong-name"]


def test_a_unit_may_be_any_iri_but_no_unknown_word() -> None:
    table = "use,unit,value\nyes,http://qudt.org/vocab/unit/KiloGM,5\nno,kilo,6"
    assert told(problems(Plan(table, dimensions=("use",), slice_by=()))) == ["tables/use.csv:3:unit unknown-code"]


def test_rows_with_the_same_key_are_told_with_both_rows() -> None:
    table = """
        wave,use,quantity,value
        2013,yes,count,5
        2013,no,count,5
        2013,yes,count,6
        2013,yes,share,6
        2013,yes,count,5
        ,yes,count,5
        ,yes,count,5
    """
    found = [each for each in problems(Plan(table, constants={"base": "users"})) if each.code == "duplicate-row"]
    assert [(str(each.place), each.message.en) for each in found] == [
        ("tables/use.csv:4", "This row has the same dimension values as row 2: 2013, yes, count."),
        ("tables/use.csv:6", "This row has the same dimension values as row 2: 2013, yes, count."),
    ]


def test_one_number_written_in_two_ways_is_one_key() -> None:
    table = "size,value\n5,1\n05,2\n5.0,3\n6,4"
    plan = Plan(table, dimensions=("size",), kinds={"size": Kind.NUMBER}, constants={"unit": "count"}, slice_by=())
    assert told(problems(plan)) == ["tables/use.csv:3 duplicate-row", "tables/use.csv:4 duplicate-row"]


def test_a_dataset_without_a_varying_dimension_has_one_row() -> None:
    plan = Plan("value\n5\n6", dimensions=("use",), constants={"use": "yes", "unit": "count"}, slice_by=())
    assert told(problems(plan)) == ["tables/use.csv:3 duplicate-row"]


def test_texts_come_in_pairs() -> None:
    table = """
        wave,use,quantity,value,note_de,note_en
        2013,yes,count,5,Gut,Good
        2013,no,count,5,Gut,
        2016,yes,count,5,,Good
        2016,no,count,5,,
    """
    found = problems(table)
    assert told(found) == ["tables/use.csv:3:note_en missing-language", "tables/use.csv:4:note_de missing-language"]
    assert "missing in English" in found[0].message.en
    assert "fehlt auf Deutsch" in found[1].message.de
    only_german = problems("wave,use,quantity,value,note_de\n2013,yes,count,5,Gut")
    assert told(only_german) == ["tables/use.csv:2:note_en missing-language"]


def test_a_required_text_is_missed_once() -> None:
    plan = Plan("wave,use,quantity,value,note_de,note_en\n2013,yes,count,5,,", required=("note",))
    assert told(problems(plan)) == ["tables/use.csv:2:note_de missing-value"]


def test_computed_figures_have_a_formula_and_reported_ones_have_none() -> None:
    table = """
        wave,use,quantity,value,origin,formula
        2013,yes,count,5,computed,2 + 3
        2013,no,count,5,computed,
        2016,yes,count,5,reported,2 + 3
        2016,no,count,5,reported,
    """
    assert told(problems(table)) == ["tables/use.csv:3:formula missing-value", "tables/use.csv:4:formula formula-of-reported"]


def test_a_reported_figure_needs_evidence_unless_its_dataset_has_a_source() -> None:
    table = """
        wave,use,quantity,value,figure,status,origin,formula
        2013,yes,count,5,F1,A,reported,
        2013,no,count,5,F2,A,reported,
        2016,yes,count,5,,A,reported,
        2016,no,count,,F4,M,reported,
        2016,yes,change,5,F5,A,computed,[F1]
        2016,no,change,5,F6,A,reported,
    """
    plan = Plan(table, source=None)
    spoken = (evidence("F1"), evidence("F6", differs=True))
    assert told(problems(plan, evidence=spoken)) == [
        "tables/use.csv:3:figure no-evidence",
        "tables/use.csv:4:figure missing-value",
        "tables/use.csv:7:figure no-evidence",
    ]
    assert problems(Plan(table, source="S00"), evidence=spoken) == []


def test_columns_without_which_rows_cannot_be_right_are_missed_once() -> None:
    plan = Plan("wave,use,value\n2013,yes,5\n2013,no,6", dimensions=("wave", "use"), source=None, usual={})
    assert told(problems(plan)) == [
        "tables/use.csv:1:exactness missing-column",
        "tables/use.csv:1:figure missing-column",
        "tables/use.csv:1:unit missing-column",
    ]
    shares = Plan("wave,use,quantity,value\n2013,yes,share,5")
    assert told(problems(shares)) == ["tables/use.csv:1:base missing-column"]


def test_a_percentage_that_is_no_share_needs_no_base() -> None:
    plan = Plan("wave,value\n2013,-3.5\n2016,120", dimensions=("wave",), constants={"unit": "percent"}, answers=Answers.NONE)
    assert problems(plan) == []


def test_every_measure_stands_at_every_point() -> None:
    table = """
        wave,use,measure,value,unit,status
        2013,yes,rate,54,http://qudt.org/vocab/unit/PERCENT,A
        2013,yes,number,172,count,A
        2013,no,rate,46,percent,A
        2016,yes,number,172,count,A
        2016,yes,rate,,percent,M
        2016,no,rate,,percent,M
        2016,no,number,,count,M
        2013,no,Rate,46,percent,A
        2013,no,,46,percent,A
    """
    plan = Plan(
        table, dimensions=("wave", "use"), measures=("rate", "number"), kinds={"rate": Kind.NUMBER}, answers=Answers.NONE
    )
    found = problems(plan)
    assert told(found) == [
        "tables/use.csv:4:measure incomplete-measures",
        "tables/use.csv:5:measure incomplete-measures",
        "tables/use.csv:9:measure unknown-code",
        "tables/use.csv:10:measure missing-value",
    ]
    assert "'number'" in found[0].message.en
    assert "'rate'" in found[1].message.en


def test_each_measure_has_its_own_kind() -> None:
    table = """
        wave,measure,value,unit
        2013,rate,54.5,percent
        2013,number,17.2,count
        2016,rate,"54,5",percent
        2016,number,172,count
    """
    own = {"rate": Kind.DECIMAL, "number": Kind.INTEGER}
    plan = Plan(table, dimensions=("wave",), measures=("rate", "number"), kinds=own, answers=Answers.NONE)
    assert told(problems(plan)) == ["tables/use.csv:3:value wrong-datatype", "tables/use.csv:4:value wrong-datatype"]


def test_a_measure_in_another_case_is_told_with_the_right_one() -> None:
    plan = Plan(
        "wave,measure,value,unit\n2013,Rate,54,percent\n2013,number,2,count",
        dimensions=("wave",), measures=("rate", "number"), answers=Answers.NONE,
    )  # fmt: skip
    (unknown,) = [each for each in problems(plan) if each.code == "unknown-code"]
    assert unknown.message.en.endswith("Did you mean 'rate'?")


def test_a_wrong_column_is_told_a_hundred_times_and_counted() -> None:
    rows = "\n".join(f"2013,yes,count,{number}x" for number in range(150))
    found = [each for each in problems(f"wave,use,quantity,value\n{rows}") if each.code == "wrong-datatype"]
    assert len(found) == TOLD
    assert found[-1].message.en.endswith("The same at 50 more places.")
    assert found[-1].message.de.endswith("Ebenso an 50 weiteren Stellen.")
    assert "more places" not in found[-2].message.en


def test_a_long_code_list_is_checked_without_being_searched_for_slips() -> None:
    with survey("wave,use,quantity,value\n2013,yess,count,5") as study:
        use = study.code_list("use")
        assert use is not None
        many = tuple(replace(use.concepts[0], code=f"code-{number}") for number in range(2000))
        longer = replace(use, concepts=(*use.concepts, *many))
        lists = tuple(longer if each.id == "use" else each for each in study.code_lists)
        (result,) = results(replace(study, code_lists=lists))
        assert result.problem.message.en == "The code 'yess' is not in the code list 'use'."


def test_a_table_without_a_column_of_its_key_is_left_to_the_reader() -> None:
    assert problems("wave,use,value\n2013,yes,5") == []


def test_hostile_cells_are_shown_short_and_quoted_in_sql() -> None:
    table = """
        wave,use,quantity,value
        2013,"yes'); DROP TABLE use; --",count,5
        2013,"{0}",count,{found}
    """
    found = problems(table)
    assert told(found) == [
        "tables/use.csv:2:use unknown-code",
        "tables/use.csv:3:use unknown-code",
        "tables/use.csv:3:value wrong-datatype",
    ]
    assert "DROP TABLE" in found[0].message.en
