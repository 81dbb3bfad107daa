"""Formulas: what is one, what it mentions, and what it gives, against Python's own arithmetic."""

from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgsm.formula import DEEPEST, LONGEST, FormulaError, figures, parse
from kgsm.validate.formulas import evaluate, printed

VALUES = {"A": Fraction(318), "B-1": Fraction(172), "C": Fraction("54.09"), "D": Fraction(0)}


@st.composite
def expressions(draw: st.DrawFn, depth: int = 4) -> tuple[str, str]:
    """Draw an expression twice: as a formula, and as Python that computes with fractions."""
    if depth == 0 or draw(st.booleans()):
        if draw(st.booleans()):
            figure = draw(st.sampled_from(sorted(VALUES)))
            return f"[{figure}]", f"values['{figure}']"
        number = draw(st.from_regex(r"[0-9]{1,3}(\.[0-9]{1,3})?", fullmatch=True))
        return number, f"Fraction('{number}')"
    left, right = draw(expressions(depth=depth - 1)), draw(expressions(depth=depth - 1))
    space = draw(st.sampled_from(["", " ", "  "]))
    match draw(st.sampled_from(["+", "-", "*", "/", "()", "negate"])):
        case "()":
            return f"({space}{left[0]}{space})", f"({left[1]})"
        case "negate":
            return f"-{space}{left[0]}", f"-{left[1]}"
        case sign:
            return f"{left[0]}{space}{sign}{space}{right[0]}", f"{left[1]} {sign} {right[1]}"


@settings(deadline=None)
@given(expressions())
def test_a_formula_gives_what_python_computes_with_fractions(expression: tuple[str, str]) -> None:
    formula, python = expression
    try:
        expected = eval(python, {"Fraction": Fraction, "values": VALUES})  # noqa: S307 - the oracle; its text is drawn above
    except ZeroDivisionError:
        with pytest.raises(ZeroDivisionError):
            evaluate(parse(formula), VALUES)
    else:
        assert evaluate(parse(formula), VALUES) == expected


@settings(deadline=None)
@given(expressions())
def test_a_formula_mentions_the_figures_that_its_steps_need(expression: tuple[str, str]) -> None:
    formula, _ = expression
    mentioned = figures(formula)
    evaluate_with = dict.fromkeys(mentioned, Fraction(1))
    with suppress(ZeroDivisionError):
        evaluate(parse(formula), evaluate_with)
    assert set(mentioned) == {each for each in VALUES if f"[{each}]" in formula}


@settings(deadline=None)
@given(st.text(alphabet="0123456789.[]()+-*/ AB,%", max_size=30))
def test_any_text_is_a_formula_or_says_why_not_in_both_languages(text: str) -> None:
    try:
        steps = parse(text)
    except FormulaError as error:
        reason = error.reason
    else:
        with suppress(ZeroDivisionError):
            evaluate(steps, dict.fromkeys(figures(text), Fraction(7)))
        return
    assert reason.de
    assert reason.en


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "it ends too early"),
        ("1 +", "it ends too early"),
        ("(1", "it ends too early"),
        ("1 2", "at character 3 stands '2'"),
        ("100 · [A]", "at character 5 stands '·'"),
        ("[A] : [B]", "at character 5 stands ':'"),
        ("5,4", "at character 2 stands ','"),
        ("[]", "at character 1 stands '[]'"),
        ("[A", "at character 1 stands '['"),
        ("1)", "at character 2 stands ')'"),
        ("__import__('os')", "at character 1 stands '_'"),
        ("2 ** 3", "at character 4 stands '*'"),
        ("1e9", "at character 2 stands 'e'"),
        ("+1", "at character 1 stands '+'"),
    ],
)
def test_what_is_no_formula_is_told_with_its_position(text: str, reason: str) -> None:
    with pytest.raises(FormulaError) as raised:
        parse(text)
    assert raised.value.reason.en == reason


def test_a_formula_that_is_too_long_or_too_deep_is_refused_before_it_costs_anything() -> None:
    with pytest.raises(FormulaError, match="characters, more than 1000"):
        parse("1+" * LONGEST + "1")
    with pytest.raises(FormulaError, match="nested too deeply"):
        parse("(" * DEEPEST + "1" + ")" * DEEPEST)
    with pytest.raises(FormulaError, match="nested too deeply"):
        parse("-" * (DEEPEST + 1) + "1")
    assert evaluate(parse("+".join(["1"] * (LONGEST // 2))), {}) == LONGEST // 2


def test_a_broken_formula_still_tells_its_figures() -> None:
    assert figures("100 * [ F13-06 ] / ([F13-02] + [F13-06]") == ("F13-06", "F13-02")
    assert figures("[] [a[b]") == ("b",)
    assert figures("26 + 71") == ()


@pytest.mark.parametrize(
    ("number", "decimals", "text"),
    [
        ("54.088", 0, "54"),
        ("54.088", 2, "54.09"),
        ("19.875", 2, "19.88"),
        ("0.5", 0, "1"),
        ("-0.5", 0, "-1"),
        ("-0.4", 0, "0"),
        ("2.5", 0, "3"),
        ("0.05", 1, "0.1"),
        ("0.004", 2, "0.00"),
        ("-12.345", 2, "-12.35"),
        ("1600", 3, "1600.000"),
    ],
)
def test_halves_are_rounded_away_from_zero(number: str, decimals: int, text: str) -> None:
    assert printed(Fraction(number), decimals) == text
