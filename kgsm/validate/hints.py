"""A wrong cell → what was probably meant: a decimal comma, a percent sign, a day before its month, another case."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Final

from kgsm.problems import did_you_mean, shown
from kgsm.study import CodeList, Kind
from kgsm.text import Text

NOTHING: Final = Text(de="", en="")
_NUMBER: Final = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_INTEGER: Final = re.compile(r"[+-]?[0-9]+")
_LETTERS: Final = str.maketrans({"O": "0", "o": "0", "Ο": "0", "О": "0", "l": "1", "I": "1", "|": "1"})
_MINUS: Final = re.compile(r"^[−–—‐‑]")
_GROUPS: Final = re.compile(r"[+-]?[0-9]{1,3}(?:[.'’ ][0-9]{3})+")
_COMMA: Final = re.compile(r"[+-]?[0-9]*,[0-9]+")
_EITHER: Final = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")
_EXPONENT: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]{1,2}")
_DAY_FIRST: Final = re.compile(r"([0-9]{1,2})\.\s?([0-9]{1,2})\.\s?([0-9]{4})")
_SHORT: Final = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_SLASHES: Final = re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}")
# Longer lists are not searched for similar codes: that would take longer than looking.
_SEARCHED: Final = 1000


def hint(kind: Kind) -> Callable[[str], Text]:
    """Return the function that says what a wrong cell of `kind` probably means, as a sentence after a space, or nothing."""
    match kind:
        case Kind.DATE:
            return _date
        case Kind.INTEGER | Kind.YEAR:
            return lambda found: _number(found, _INTEGER)
        case Kind.DECIMAL | Kind.NUMBER:
            return lambda found: _number(found, _NUMBER)
        case _:
            return lambda found: NOTHING  # noqa: ARG005


def why_no_iri(found: str) -> Text:
    """Return the reason why a cell is no absolute IRI."""
    refused = re.search(r'[\x00-\x20<>"{}|\\^`\x7f-\xa0]', found)
    if refused is not None:
        character = shown(refused.group())
        return Text(
            de=f"das Zeichen '{character}' darf darin nicht stehen.", en=f"the character '{character}' may not stand in it."
        )
    return Text(de="sie beginnt mit https:// oder einem anderen Schema.", en="it begins with https:// or another scheme.")


def code(code_list: CodeList) -> Callable[[str], Text]:
    """Return the function that names the code which a wrong one probably means: another case, a label, a slip."""
    by_case = {each.casefold(): each for each in reversed(code_list.codes())}
    by_label = {
        label.casefold(): each.code
        for each in reversed(code_list.concepts)
        for label in (each.label.de, each.label.en)
        if label
    }

    def nearest(found: str) -> Text:
        cell = found.casefold()
        if cell in by_case:
            right = shown(by_case[cell])
            return Text(
                de=f" Groß- und Kleinschreibung zählt: '{right}'.",
                en=f" Upper and lower case make a difference: '{right}'.",
            )
        if cell in by_label:
            right = shown(by_label[cell])
            return Text(
                de=f" Das ist die Bezeichnung; der Code dazu ist '{right}'.", en=f" That is the label; its code is '{right}'."
            )
        return did_you_mean(found, code_list.codes()) if len(by_case) <= _SEARCHED else NOTHING

    return nearest


def _number(found: str, form: re.Pattern[str]) -> Text:
    if len(found) > 80:
        return NOTHING
    if form is _NUMBER and _EITHER.fullmatch(found):  # thousands in English, decimals in German
        whole, decimal = found.replace(",", ""), found.replace(",", ".")
        return Text(
            de=f" Gemeint ist wohl {whole} (ohne Tausendertrennung) oder {decimal} (mit Dezimalpunkt).",
            en=f" Probably {whole} (without a thousands separator) or {decimal} (with a decimal point) is meant.",
        )
    right, reasons = found, list[Text]()
    for repair in (_digits, _spaces, _percent, _minus, _letters, _exponent, _separators):
        if form.fullmatch(right):
            break
        after, reason = repair(right, form)
        if after != right:
            right, reasons = after, [*reasons, reason]
    if not reasons or not form.fullmatch(right):
        return NOTHING
    de, en = (", ".join(each.in_language(language) for each in reasons) for language in ("de", "en"))
    return Text(de=f" Gemeint ist wohl {right} ({de}).", en=f" Probably {right} is meant ({en}).")


def _digits(text: str, _: re.Pattern[str]) -> tuple[str, Text]:
    # Fullwidth, superscript and other digits; the minus sign and fractions stay as they are.
    after = "".join(str(unicodedata.digit(each)) if not each.isascii() and each.isdigit() else each for each in text)
    return after, Text(de="mit den Ziffern 0 bis 9", en="with the digits 0 to 9")


def _spaces(text: str, _: re.Pattern[str]) -> tuple[str, Text]:
    # Non-breaking and thin spaces look like spaces, or like nothing at all.
    after = "".join(each for each in text if not each.isspace() and unicodedata.category(each) not in ("Cf", "Zs"))
    return after, Text(de="ohne Leerzeichen", en="without spaces")


def _percent(text: str, _: re.Pattern[str]) -> tuple[str, Text]:
    reason = Text(
        de="ohne Prozentzeichen (die Einheit sagt es schon)", en="without the percent sign (the unit says it already)"
    )
    return text.removesuffix("%").removesuffix("٪"), reason


def _minus(text: str, _: re.Pattern[str]) -> tuple[str, Text]:
    return _MINUS.sub("-", text), Text(de="mit dem Minuszeichen -", en="with the minus sign -")


def _letters(text: str, form: re.Pattern[str]) -> tuple[str, Text]:
    after = text.translate(_LETTERS)
    reason = Text(de="mit Ziffern statt der Buchstaben O, l oder I", en="with digits instead of the letters O, l or I")
    return (after, reason) if any(each.isdigit() for each in text) and form.fullmatch(after) else (text, reason)


def _exponent(text: str, form: re.Pattern[str]) -> tuple[str, Text]:
    reason = Text(de="ohne Exponent", en="without an exponent")
    if not _EXPONENT.fullmatch(text):
        return text, reason
    mantissa, _, power = text.lower().partition("e")
    whole, _, fraction = mantissa.partition(".")
    shift = int(power) - len(fraction)
    digits = whole + fraction
    if shift >= 0:
        return digits + "0" * shift, reason
    if form is _INTEGER:
        return text, reason
    sign = digits[0] if digits[0] in "+-" else ""
    digits = digits.removeprefix(sign).rjust(1 - shift, "0")
    return f"{sign}{digits[:shift]}.{digits[shift:]}", reason


def _separators(text: str, form: re.Pattern[str]) -> tuple[str, Text]:
    comma = Text(de="mit Dezimalpunkt", en="with a decimal point")
    groups = Text(de="ohne Tausendertrennung", en="without a thousands separator")
    if _GROUPS.fullmatch(text):
        return re.sub(r"[.'’ ]", "", text), groups
    head, _, tail = text.rpartition(",")
    if tail.isascii() and tail.isdigit() and _GROUPS.fullmatch(head):
        return re.sub(r"[.'’ ]", "", head) + "." + tail, Text(de=f"{groups.de}, {comma.de}", en=f"{groups.en}, {comma.en}")
    if _COMMA.fullmatch(text) and form is _NUMBER:
        return text.replace(",", "."), comma
    if form is _INTEGER and re.fullmatch(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+", text):
        return text.replace(",", ""), groups
    return text, comma


def _date(found: str) -> Text:
    if _SLASHES.fullmatch(found):
        return Text(de=" Ein Datum beginnt mit dem Jahr: 2014-01-31.", en=" A date begins with the year: 2014-01-31.")
    day_first, short = _DAY_FIRST.fullmatch(found), _SHORT.fullmatch(found)
    if day_first is not None:
        day, month, year = day_first.groups()
    elif short is not None:
        year, month, day = short.groups()
    else:
        return NOTHING
    try:
        right = date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return Text(de=" Diesen Tag gibt es nicht.", en=" There is no such day.")
    return Text(de=f" Gemeint ist wohl {right}.", en=f" Probably {right} is meant.")
