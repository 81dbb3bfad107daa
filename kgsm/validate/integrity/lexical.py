"""A literal → whether its lexical form belongs to its datatype (XML Schema 1.1, part 2; RDF 1.1 Concepts, 5)."""

import re
from calendar import isleap
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

from kgsm.namespaces import RDF, XSD

_YEAR: Final = r"-?(?:[1-9][0-9]{3,}|0[0-9]{3})"
_MONTH: Final = r"(?:0[1-9]|1[0-2])"
_DAY: Final = r"(?:0[1-9]|[12][0-9]|3[01])"
_TIME: Final = r"(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?|24:00:00(?:\.0+)?)"
_ZONE: Final = r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
_DECIMAL: Final = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_CLOCK: Final = r"(?:T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+(?:\.[0-9]+)?S)?)?"
_NAME_START: Final = "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"  # noqa: E501
_NAME: Final = _NAME_START + ".0-9\u00b7\u0300-\u036f\u203f-\u2040-"
_CHARACTER: Final = "\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff"  # XML 1.0, 2.2

# Days of the months of a leap year; whether the year is one is asked for where there is a year.
_LENGTHS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

_INTEGERS: Final[Mapping[str, tuple[int | None, int | None]]] = MappingProxyType(
    {
        "integer": (None, None),
        "nonNegativeInteger": (0, None),
        "positiveInteger": (1, None),
        "nonPositiveInteger": (None, 0),
        "negativeInteger": (None, -1),
        "long": (-(2**63), 2**63 - 1),
        "int": (-(2**31), 2**31 - 1),
        "short": (-(2**15), 2**15 - 1),
        "byte": (-(2**7), 2**7 - 1),
        "unsignedLong": (0, 2**64 - 1),
        "unsignedInt": (0, 2**32 - 1),
        "unsignedShort": (0, 2**16 - 1),
        "unsignedByte": (0, 2**8 - 1),
    }
)
_FORMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "decimal": _DECIMAL,
        "double": rf"{_DECIMAL}(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN",
        "float": rf"{_DECIMAL}(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN",
        "boolean": "true|false|1|0",
        "time": f"{_TIME}{_ZONE}?",
        "gYear": f"{_YEAR}{_ZONE}?",
        "gYearMonth": f"{_YEAR}-{_MONTH}{_ZONE}?",
        "gMonth": f"--{_MONTH}{_ZONE}?",
        "gDay": f"---{_DAY}{_ZONE}?",
        "duration": rf"-?P(?=[0-9T])(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+D)?{_CLOCK}",
        "yearMonthDuration": r"-?P(?=[0-9])(?:[0-9]+Y)?(?:[0-9]+M)?",
        "dayTimeDuration": rf"-?P(?=[0-9T])(?:[0-9]+D)?{_CLOCK}",
        "hexBinary": "(?:[0-9A-Fa-f]{2})*",
        "base64Binary": "(?:(?:[A-Za-z0-9+/] ?){4})*"
        "(?:(?:[A-Za-z0-9+/] ?){2}[AEIMQUYcgkosw048] ?=|[A-Za-z0-9+/] ?[AQgw] ?= ?=)?",
        "language": "[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*",
        "string": f"[{_CHARACTER}]*",
        "anyURI": f"[{_CHARACTER}]*",
        "normalizedString": r"[^\t\n\r]*",
        "token": r"(?:[^\t\n\r ]+(?: [^\t\n\r ]+)*)?",
        "NMTOKEN": f"[:{_NAME}]+",
        "Name": f"[:{_NAME_START}][:{_NAME}]*",
        "NCName": f"[{_NAME_START}][{_NAME}]*",
    }
)
_DATES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "date": f"(?P<year>{_YEAR})-(?P<month>{_MONTH})-(?P<day>{_DAY}){_ZONE}?",
        "dateTime": f"(?P<year>{_YEAR})-(?P<month>{_MONTH})-(?P<day>{_DAY})T{_TIME}{_ZONE}?",
        "dateTimeStamp": f"(?P<year>{_YEAR})-(?P<month>{_MONTH})-(?P<day>{_DAY})T{_TIME}{_ZONE}",
        "gMonthDay": f"--(?P<month>{_MONTH})-(?P<day>{_DAY}){_ZONE}?",
    }
)


def _is_form(pattern: re.Pattern[str], text: str) -> bool:
    return pattern.fullmatch(text) is not None


def _is_integer(least: int | None, most: int | None, text: str) -> bool:
    if re.fullmatch("[+-]?[0-9]+", text) is None:
        return False
    digits = text.lstrip("+-").lstrip("0")
    if len(digits) > 20:  # longer than any bound, and perhaps than Python turns into a number
        return (least is None) if text[0] == "-" else (most is None)
    number = -int(digits or "0") if text[0] == "-" else int(digits or "0")
    return (least is None or least <= number) and (most is None or number <= most)


def _is_date(pattern: re.Pattern[str], text: str) -> bool:
    match = pattern.fullmatch(text)
    if match is None:
        return False
    parts = match.groupdict()
    month, day = int(parts["month"]), int(parts["day"])
    # Four digits tell a leap year, and any number of them may stand before.
    leap = "year" not in parts or isleap(int(parts["year"][-4:]))
    return day <= _LENGTHS[month - 1] and (leap or (month, day) != (2, 29))


_CHECKS: Final[Mapping[str, Callable[[str], bool]]] = MappingProxyType(
    {
        **{str(XSD[name]): partial(_is_integer, *bounds) for name, bounds in _INTEGERS.items()},
        **{str(XSD[name]): partial(_is_form, re.compile(form)) for name, form in _FORMS.items()},
        **{str(XSD[name]): partial(_is_date, re.compile(form)) for name, form in _DATES.items()},
        str(RDF.langString): lambda _: False,  # without a language tag, which literals with one do not come here
    }
)


def in_lexical_space(text: str, datatype: str) -> bool:
    """Return whether `text` is a lexical form of the datatype with the IRI `datatype`.

    White space is not collapsed: " 5" is no integer (RDF 1.1 Concepts, 5.1). A datatype that is not one of XML Schema's is
    not recognized, and has no ill-typed literals (RDF 1.1 Semantics, 7).
    """
    check = _CHECKS.get(datatype)
    return check is None or check(text)
