"""A literal → a key that equal values share, whatever their lexical forms: 30 and 30.0, 12:00Z and 14:00+02:00."""

import math
import re
import struct
from decimal import Decimal
from typing import Final

from kgsm.namespaces import XSD
from kgsm.validate.integrity.lexical import in_lexical_space

_EXACT: Final = frozenset(
    str(XSD[name])
    for name in (
        *(
            "decimal",
            "integer",
            "nonNegativeInteger",
            "positiveInteger",
            "nonPositiveInteger",
            "negativeInteger",
            "long",
            "int",
        ),
        *("short", "byte", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
    )
)
# Types of points in time, each with the family that its values are compared in.
_MOMENTS: Final = {
    **{str(XSD[name]): name for name in ("date", "time", "gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay")},
    str(XSD.dateTime): "dateTime",
    str(XSD.dateTimeStamp): "dateTime",
}
_DURATIONS: Final = frozenset(str(XSD[name]) for name in ("duration", "yearMonthDuration", "dayTimeDuration"))
_MOMENT: Final = re.compile(
    r"(?:(?P<year>-?[0-9]{4,})|-)?(?:-(?P<month>[0-9]{2}))?(?:-{1,2}(?P<day>[0-9]{2}))?T?"
    r"(?:(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9.]+))?(?P<zone>Z|[+-][0-9]{2}:[0-9]{2})?"
)
_DURATION: Final = re.compile(
    r"(?P<sign>-?)P(?:(?P<Y>[0-9]+)Y)?(?:(?P<M>[0-9]+)M)?(?:(?P<D>[0-9]+)D)?"
    r"(?:T(?:(?P<h>[0-9]+)H)?(?:(?P<m>[0-9]+)M)?(?:(?P<s>[0-9.]+)S)?)?"
)
# Times and durations longer than this are compared as terms: nobody writes them, and Python refuses to count so far.
_LONGEST: Final = 200
_BEFORE: Final = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)


def value_key(text: str, datatype: str) -> str | None:
    """Return the key of the value of a literal, None where the literal is equal to nothing but itself.

    Numbers are compared across their types, as SPARQL's `=` does; times with a zone by instant, and never with those without;
    durations by months and seconds (XML Schema 1.1, part 2, 2.2.2). What is ill-typed has no value.
    """
    if not in_lexical_space(text, datatype):
        return None
    if datatype in _EXACT:
        return _number(text)
    if datatype in (str(XSD.double), str(XSD.float)):
        return _floating(text, single=datatype == str(XSD.float))
    if datatype == str(XSD.boolean):
        return f"boolean {text in ('true', '1')}"
    if datatype in _MOMENTS:
        return _moment(text, _MOMENTS[datatype])
    if datatype in _DURATIONS:
        return _duration(text)
    if datatype == str(XSD.hexBinary):
        return f"hexBinary {text.upper()}"
    return None


def _number(text: str) -> str:
    """Return the key of a decimal number of any length, made of its digits."""
    sign = "-" if text[0] == "-" else ""
    whole, _, fraction = text.lstrip("+-").partition(".")
    whole, fraction = whole.lstrip("0") or "0", fraction.rstrip("0")
    digits = f"{whole}.{fraction}" if fraction else whole
    return "number 0" if digits == "0" else f"number {sign}{digits}"


def _floating(text: str, *, single: bool) -> str:
    number = float(text.replace("INF", "inf"))
    if single and math.isfinite(number):
        number = _single(number)
    if not math.isfinite(number):
        return f"number {number}"
    # The shortest decimal that denotes it: so 0.1E0 is 0.1, as under SPARQL's promotion of decimals.
    return _number(f"{Decimal(repr(number)):f}")


def _single(number: float) -> float:
    """Return the shortest decimal of the single-precision number nearest to `number`, as a double."""
    try:
        near: float = struct.unpack("f", struct.pack("f", number))[0]
    except OverflowError:
        return math.copysign(math.inf, number)
    shortest = (float(f"{near:.{digits}g}") for digits in range(1, 10))
    return next((each for each in shortest if struct.pack("f", each) == struct.pack("f", near)), near)


def _moment(text: str, family: str) -> str | None:
    match = _MOMENT.fullmatch(text)
    if match is None or len(text) > _LONGEST:
        return None
    part = match.groupdict()
    hour = int(part["hour"] or 0)
    if family == "time" and hour == 24:  # the same midnight; of a date it would be the next one (3.3.8.1)
        hour = 0
    # What a type lacks is filled alike for all of its values.
    minutes = 1440 * _days(int(part["year"] or 1972), int(part["month"] or 1), int(part["day"] or 1))
    minutes += 60 * hour + int(part["minute"] or 0)
    kind = family
    if part["zone"] is not None:
        kind, minutes = f"{family} zoned", minutes - _ahead(part["zone"])
    return f"{kind} {_with_fraction(60 * minutes, part['second'] or '0')}"


def _ahead(zone: str) -> int:
    """Return the minutes that a time zone is ahead of UTC."""
    if zone == "Z":
        return 0
    minutes = int(zone[1:3]) * 60 + int(zone[4:6])
    return -minutes if zone[0] == "-" else minutes


def _days(year: int, month: int, day: int) -> int:
    """Return the days from the beginning of the year 0 to a day of the Gregorian calendar, for any year."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    past = year - 1
    return 365 * year + past // 4 - past // 100 + past // 400 + _BEFORE[month - 1] + (leap and month > 2) + day - 1


def _duration(text: str) -> str | None:
    match = _DURATION.fullmatch(text)
    if match is None or len(text) > _LONGEST:
        return None
    part = {name: value or "0" for name, value in match.groupdict().items()}
    months = 12 * int(part["Y"]) + int(part["M"])
    seconds = _with_fraction(86400 * int(part["D"]) + 3600 * int(part["h"]) + 60 * int(part["m"]), part["s"])
    sign = "-" if match["sign"] and (months, seconds) != (0, "0") else ""
    return f"duration {sign}{months} {seconds}"


def _with_fraction(seconds: int, more: str) -> str:
    """Return the key of `seconds` and `more` of them, which is a decimal number."""
    whole, _, fraction = more.partition(".")
    fraction = fraction.rstrip("0")
    return f"{seconds + int(whole)}.{fraction}" if fraction else f"{seconds + int(whole)}"
