"""Numbers, dates and sizes of the data → as German and English write them."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

NO_BREAK: Final = "\N{NO-BREAK SPACE}"
_DATE: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_SIZES: Final = ("B", "kB", "MB", "GB")
# The day before the month in English too, as readers in Europe write it.
_LOCALES: Final = {"de": "de", "en": "en_GB"}
_PARSED: Final = {each: Locale.parse(each) for each in _LOCALES}  # from its name a locale takes longer than a number


@lru_cache(maxsize=20_000)
def number(lexical: str, language: str) -> str:
    """Return a number with the digits of its lexical form: `83.80` is `83,80` in German. Anything else comes back as it is."""
    try:
        value = Decimal(lexical)
    except InvalidOperation:
        return lexical
    if not value.is_finite() or abs(value.adjusted()) > 30:
        return lexical
    decimals = max(0, -int(value.as_tuple().exponent))
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(value, format=pattern, locale=_PARSED[language]).replace("-", "\N{MINUS SIGN}")


def day(lexical: str, language: str) -> str:
    """Return an xsd:date, gYearMonth or gYear in words: `27. Januar 2014`, `Januar 2014`, `2014`."""
    found = _DATE.fullmatch(lexical)
    if not found:
        return lexical
    year, month, of_month = found.groups()
    try:
        when = date(int(year), int(month or 1), int(of_month or 1))
    except ValueError:
        return lexical
    if of_month:
        return format_date(when, "long", locale=_LOCALES[language])
    return format_skeleton("yMMMM", when, locale=_LOCALES[language]) if month else year


def language_name(tag: str, language: str) -> str:
    """Return what a language (BCP 47) is called: `Deutsch`, `German`. An unknown one comes back as it is."""
    try:
        found = Locale.parse(tag, sep="-").get_display_name(_LOCALES[language])
    except (ValueError, UnknownLocaleError):
        return tag
    return found[:1].upper() + found[1:] if found else tag


def size(octets: int, language: str) -> str:
    """Return a file size: `2,3 kB`. A kilobyte is 1,000 bytes."""
    value = Decimal(octets)
    unit = 0
    while value >= 1000 and unit < len(_SIZES) - 1:
        value /= 1000
        unit += 1
    rounded = value.quantize(Decimal("0.1")) if unit and value < 100 else value.quantize(Decimal(1))
    return f"{number(str(rounded), language)}{NO_BREAK}{_SIZES[unit]}"
