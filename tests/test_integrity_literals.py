"""Literals: which belong to their datatypes, and which are equal."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgsm.namespaces import RDF, XSD
from kgsm.validate.integrity import check_graph
from kgsm.validate.integrity.lexical import in_lexical_space
from kgsm.validate.integrity.literals import lexical_form
from kgsm.validate.integrity.value import value_key

# Datatype, forms that belong to it, forms that do not.
FORMS = {
    "integer": (["5", "+05", "-0", "9" * 5000], ["5.0", "", " 5", "1_000", "٣", "5\n", "1e2"]),
    "byte": (["-128", "127"], ["128", "-129", "300"]),
    "unsignedByte": (["255"], ["256"]),
    "short": (["32767"], ["32768"]),
    "int": (["2147483647"], ["-2147483649"]),
    "long": (["9223372036854775807"], ["9223372036854775808"]),
    "unsignedLong": (["18446744073709551615", "-0"], ["18446744073709551616", "-1", "1" * 30]),
    "positiveInteger": (["1", "1" * 30], ["0", "-" + "1" * 30]),
    "nonNegativeInteger": (["0"], ["-1"]),
    "nonPositiveInteger": (["0", "-" + "1" * 30], ["1", "1" * 30]),
    "negativeInteger": (["-1"], ["0"]),
    "decimal": (["1", "1.", ".5", "-0.50"], ["1e2", "1E+05", "NaN", "1,5", "."]),
    "double": (["1", "1e3", "-INF", "+INF", "NaN", ".5E-3"], ["nan", "inf", "1e", "e5"]),
    "float": (["1.5", "INF"], ["1.5f"]),
    "boolean": (["true", "false", "1", "0"], ["True", "yes", ""]),
    "date": (
        ["2024-02-29", "2000-02-29", "2023-12-31+14:00", "-0001-01-01Z", "12024-02-29"],
        ["2023-02-29", "1900-02-29", "2023-04-31", "2023-1-1", "2023-01-01+14:30", "02023-01-01", "01.02.2023"],
    ),
    "dateTime": (
        ["2024-02-29T24:00:00", "2024-01-01T00:00:00.5Z"],
        ["2024-01-01", "2024-01-01T24:00:01", "2024-01-01T25:00:00", "2024-01-01 00:00:00"],
    ),
    "dateTimeStamp": (["2024-01-01T00:00:00Z"], ["2024-01-01T00:00:00"]),
    "time": (["24:00:00", "12:00:00-01:00"], ["24:00:01", "12:00"]),
    "gYear": (["2020", "2020Z", "-0044"], ["20", "2O20", "02020"]),
    "gYearMonth": (["2020-12", "2020-05-05:00"], ["2020-13"]),
    "gMonth": (["--12", "--12-05:00"], ["--13", "12"]),
    "gMonthDay": (["--02-29"], ["--02-30", "--04-31"]),
    "gDay": (["---31", "---01Z"], ["---32", "31"]),
    "duration": (["P1Y", "-P1M", "PT1S", "P1DT1H", "PT0.5S"], ["P", "PT", "P1YT", "1Y", "P1S", "P-1Y"]),
    "dayTimeDuration": (["P1D", "PT1M"], ["P1M"]),
    "yearMonthDuration": (["P1Y2M"], ["P1D", "P"]),
    "hexBinary": (["", "0aFF"], ["0", "0g"]),
    "base64Binary": (["", "AAAA", "AA==", "AA A=", "AAA="], ["A", "AAA", "AB=="]),
    "language": (["de", "de-CH-1901"], ["", "de_CH"]),
    "normalizedString": (["a  b"], ["a\tb"]),
    "token": (["a b", ""], [" a", "a  b"]),
    "NMTOKEN": (["1a"], ["a b"]),
    "Name": (["a:b"], ["1a"]),
    "NCName": (["a-1"], ["1a", "a:b"]),
    "anyURI": (["http://example.org/", "a b"], ["\x00"]),
    "string": (["", "a\nb"], ["\x00"]),
}

# Two literals that denote one value.
EQUAL = [
    ("integer", "30", "decimal", "30.0"),
    ("double", "3.0E1", "int", "30"),
    ("double", "1.0E-1", "decimal", "0.1"),
    ("float", "0.1", "decimal", ".10"),
    ("float", "1e39", "double", "INF"),
    ("decimal", "-0", "integer", "+00"),
    ("dateTime", "2020-01-01T12:00:00Z", "dateTime", "2020-01-01T14:00:00.0+02:00"),
    ("dateTime", "2020-02-29T23:30:00-01:00", "dateTimeStamp", "2020-03-01T00:30:00Z"),
    ("dateTime", "2019-12-31T24:00:00", "dateTime", "2020-01-01T00:00:00"),
    ("date", "2020-01-01+13:00", "date", "2019-12-31-11:00"),
    ("time", "24:00:00+01:00", "time", "00:00:00+01:00"),
    ("gYear", "2020Z", "gYear", "2020+00:00"),
    ("gMonthDay", "--12-31Z", "gMonthDay", "--12-31-00:00"),
    ("duration", "P1Y", "yearMonthDuration", "P12M"),
    ("duration", "P1D", "dayTimeDuration", "PT24H"),
    ("duration", "-PT0S", "duration", "P0M"),
    ("boolean", "1", "boolean", "true"),
    ("hexBinary", "0a", "hexBinary", "0A"),
]
DIFFERENT = [
    ("gYear", "2020", "gYear", "2021"),
    ("gYear", "2020", "gYear", "2020Z"),
    ("gDay", "---12", "gMonth", "--12"),
    ("time", "08:00:00+09:00", "time", "17:00:00-06:00"),
    ("dateTime", "2020-01-01T00:00:00", "dateTime", "2020-01-01T00:00:00Z"),
    ("dateTime", "1900-02-28T24:00:00", "dateTime", "1900-02-29T24:00:00"),
    ("date", "2020-01-01", "dateTime", "2020-01-01T00:00:00"),
    ("duration", "-P1M", "duration", "P1M"),
    ("duration", "P1M", "duration", "P30D"),
    ("decimal", "1" * 40, "decimal", "1" * 39 + "2"),
    ("boolean", "1", "integer", "1"),
]


@pytest.mark.parametrize("name", FORMS)
def test_a_form_belongs_to_its_datatype_or_not(name: str) -> None:
    right, wrong = FORMS[name]
    assert [form for form in right if not in_lexical_space(form, str(XSD[name]))] == []
    assert [form for form in wrong if in_lexical_space(form, str(XSD[name]))] == []


def test_a_datatype_that_nobody_knows_has_no_wrong_forms() -> None:
    assert in_lexical_space("whatever", "http://example.org/roman")
    assert not in_lexical_space("text", str(RDF.langString))


@pytest.mark.parametrize(("datatype", "form", "other_datatype", "other"), EQUAL)
def test_equal_values_have_one_key(datatype: str, form: str, other_datatype: str, other: str) -> None:
    assert value_key(form, str(XSD[datatype])) == value_key(other, str(XSD[other_datatype])) is not None


@pytest.mark.parametrize(("datatype", "form", "other_datatype", "other"), DIFFERENT)
def test_different_values_have_different_keys(datatype: str, form: str, other_datatype: str, other: str) -> None:
    assert value_key(form, str(XSD[datatype])) != value_key(other, str(XSD[other_datatype]))


def test_what_has_no_value_or_is_too_long_is_equal_to_itself_only() -> None:
    assert value_key("2023-02-29", str(XSD.date)) is None
    assert value_key("9" * 5000, str(XSD.gYear)) is None
    assert value_key("P" + "9" * 5000 + "Y", str(XSD.duration)) is None
    assert value_key("x", "http://example.org/roman") is None


@given(day=st.dates(), other=st.dates())
def test_days_are_as_far_apart_as_in_the_calendar(day: date, other: date) -> None:
    keys = [value_key(f"{each.isoformat()}T00:00:00Z", str(XSD.dateTime)) for each in (day, other)]
    first, second = (int(str(key).rsplit(" ", 1)[1]) for key in keys)
    assert first - second == (day - other).days * 86400


@given(st.decimals(allow_nan=False, allow_infinity=False), st.integers(0, 5))
def test_zeros_at_either_end_change_no_number(number: object, zeros: int) -> None:
    text = f"{number:f}"
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    longer = f"{sign}{'0' * zeros}{digits}{'' if '.' in digits else '.'}{'0' * zeros}"
    assert value_key(longer, str(XSD.decimal)) == value_key(text, str(XSD.decimal))


def test_the_form_of_a_literal_is_read_from_its_line() -> None:
    assert lexical_form(r'"a\"b\u00E9\n"') == ('a"bé\n', "")
    assert lexical_form(f'"5"^^<{XSD.integer}>') == ("5", str(XSD.integer))
    assert lexical_form('"x"@de-AT') == ("x", "@de-AT")


def test_a_plain_text_with_a_nul_is_no_string(tmp_path: Path) -> None:
    # RDF 1.1 Concepts, 3.3: a plain literal is an xsd:string, whose characters are XML's.
    file = tmp_path / "nul.nt"
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://purl.org/linked-data/cube#MeasureProperty>"
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    texts = [r'"a\u0000b"', r'"a\\u0000b"', r'"a\nb"', r'"a\u0000b"@de']
    lines = [f"<http://example.org/m{number}> {label} {text} ." for number, text in enumerate(texts)]
    file.write_text("\n".join([*lines, f"<http://example.org/m0> {kind} ."]), encoding="utf-8")
    assert [each.place.row for each in check_graph([file]).problems if each.code == "ic-0"] == [1]
