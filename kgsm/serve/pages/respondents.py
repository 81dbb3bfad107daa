"""Findings that say how many were asked and how many answered → key facts: `318 of about 1,600 (2013)`."""

from collections.abc import Sequence

from kgsm.namespaces import KGSM
from kgsm.serve.facts import Facts, Words
from kgsm.serve.pages.findings import Finding, findings
from kgsm.serve.pages.parts import Row, Value, row, rows
from kgsm.serve.pages.tables import of_same_period
from kgsm.serve.visit import Visit


def respondents(visit: Visit, facts: Facts, study: str, shown: Sequence[Finding] | None = None) -> tuple[Row, ...]:
    """Return how many answered, and of how many: in all waves of `study`, or in those of the findings that are `shown`."""
    answered, invited = (findings(visit, facts.iris(study, each)) for each in (KGSM.respondents, KGSM.invited))
    answers = of_same_period(visit, answered, answered if shown is None else shown)
    asked = {wave: each for each, wave in of_same_period(visit, invited, invited if shown is None else shown)}
    return rows(
        row(visit, "respondents", *(_value(visit, each, wave, asked.get(wave)) for each, wave in answers)),
        row(visit, "invited", *(_value(visit, each, wave) for wave, each in asked.items())),
    )


def _value(visit: Visit, finding: Finding, wave: Words, whole: Finding | None = None) -> Value:
    number = _number(visit, finding)
    if whole is not None:
        number = visit.say("base.of", count=number, size=_number(visit, whole))
    return Value(Words(f"{number} ({wave.text})"), finding.href)


def _number(visit: Visit, finding: Finding) -> str:
    """Return a number as exactly as it is known."""
    return finding.shown if finding.plain else visit.say("number.about", number=finding.shown)
