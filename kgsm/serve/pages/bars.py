"""A finding → the bar beside its number, where one would not lie: what may have one, how long it is, how it is marked."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final

from kgsm.namespaces import BASE_STATUS, EXACTNESS, KGSM, QUANTITY, SDMX_ATTRIBUTE, UNIT
from kgsm.serve.facts import Facts

_INEXACT: Final = frozenset({str(EXACTNESS.approximate), str(EXACTNESS["number-word"])})
_HATCH: Final = Decimal(8)  # per cent of the whole width that an inexact bar's end is hatched


class Mark(StrEnum):
    """How a bar is drawn. Each mark is also a word in the row: no two differ by colour alone."""

    PLAIN = "plain"  # exact or rounded, of a base that is stated or inferred
    HATCHED = "hatched"  # about, or a word for a number: its end is not known so well
    OUTLINED = "outlined"  # of whom is not stated


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its whole length, and where its hatched end begins, in per cent of the whole width."""

    mark: Mark
    length: str
    hatched_from: str = ""
    hatched: str = ""


def bar(facts: Facts, iri: str, lexical: str, *, answers: bool) -> Bar | None:
    """Return the bar of a finding, None where it gets none.

    Shares run from 0 to 100 always; counts get one only against one stated total; percentage points and facts of the
    fieldwork (`answers` is false) get none.
    """
    length = _length(facts, iri, lexical) if answers else None
    if length is None:
        return None
    shown = f"{length.normalize():f}"
    status = facts.value(iri, KGSM.baseStatus)
    if status == str(BASE_STATUS["not-stated"]):
        return Bar(Mark.OUTLINED, shown)
    if facts.value(iri, KGSM.exactness) in _INEXACT:
        start = max(Decimal(0), length - _HATCH)
        return Bar(Mark.HATCHED, shown, f"{start.normalize():f}", f"{(length - start).normalize():f}")
    return Bar(Mark.PLAIN, shown)


def _length(facts: Facts, iri: str, lexical: str) -> Decimal | None:
    try:
        value = Decimal(lexical)
    except InvalidOperation:
        return None
    unit, quantity = facts.value(iri, SDMX_ATTRIBUTE.unitMeasure), facts.value(iri, KGSM.quantity)
    if unit == str(UNIT.PERCENT) and quantity != str(QUANTITY["change"]):
        part = value
    elif quantity == str(QUANTITY["count"]) and facts.value(iri, KGSM.baseStatus) == str(BASE_STATUS.stated):
        size = facts.value(iri, KGSM.baseSize)
        part = value * 100 / Decimal(size) if size.isdigit() and int(size) else Decimal(-1)
    else:
        return None
    return part.quantize(Decimal("0.01")) if 0 <= part <= 100 else None
