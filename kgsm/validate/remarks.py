"""`Study` → what a reader of its figures should know and nobody can mend: warnings that are published, and stop nothing.

They are told in a report of their own, {study}/remarks: a base that no source states is no fault of the study.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from rdflib import Literal

from kgsm.namespaces import SH, SHAPES
from kgsm.problems import Severity, problem
from kgsm.study import Answers, Sentence, Study
from kgsm.tables import identifier, literal
from kgsm.text import Text
from kgsm.validate.checks import Check, run
from kgsm.validate.model import SUM, grouped
from kgsm.validate.result import Result
from kgsm.validate.rows import Rows, all_rows

# As far from 100 as rounding can lead, and the reader of a table wonders.
_NEARLY: Final = "_members = {members} AND _shares AND _sum <> 100 AND abs(_sum - 100) <= _slack"

# The columns that the sentences of the rows have been written into, when the study was described.
_FINDINGS: Final = ("_finding_de", "_finding_en")
_NONE_FITS: Final = Text(de="Keine passt auf ihre Codes.", en="None fits its codes.")
_IS_EMPTY: Final = Text(
    de="Die erste, die passt, nennt eine leere Zelle.", en="The first that fits names a cell that is empty."
)


def remarks(study: Study) -> Iterator[Result]:
    """Return the remarks on the figures and code lists of a study that has been described."""
    for rows in all_rows(study):
        yield from run(rows, [*_bases(rows), *_sums(rows), *_unsaid(rows)])
    yield from _single_sources(study)
    yield from _unmatched(study)


def _bases(rows: Rows) -> Iterator[Check]:
    if rows.has("base_status"):
        yield Check("base-not-stated", "base_status", "_share AND base_status = 'not-stated'", severity=Severity.WARNING)


def _sums(rows: Rows) -> Iterator[Check]:
    if rows.dataset.answers is Answers.MULTIPLE:
        return
    for relation, members in grouped(rows):
        condition, values = _NEARLY.format(members=members), {"parts": "_parts"}
        value = rows.dataset.value_column()
        yield Check("parts-sum-nearly", value, condition, SUM, values, relation=relation, severity=Severity.WARNING)


def _unsaid(rows: Rows) -> Iterator[Check]:
    """Return the checks that each row is said, in both languages. Gaps have no value to say, and need no sentence."""
    if not rows.dataset.sentences:
        return
    fits = " OR ".join(f"({_fits(each)})" for each in rows.dataset.sentences)
    unsaid = f"({' OR '.join(f'{each} IS NULL' for each in _FINDINGS)}) AND NOT _gap"
    for condition, why in ((f"NOT coalesce({fits}, false)", _NONE_FITS), (f"coalesce({fits}, false)", _IS_EMPTY)):
        yield Check("no-sentence", "", f"{unsaid} AND {condition}", "NULL", texts={"why": why}, severity=Severity.WARNING)


def _fits(sentence: Sentence) -> str:
    pairs = (("_unit" if name == "unit" else identifier(name), code) for name, code in sentence.where)
    return " AND ".join(f"{cell} = {literal(code)}" for cell, code in pairs) or "true"


def _single_sources(study: Study) -> Iterator[Result]:
    sources: Mapping[str, set[str]] = {each.figure: set() for each in study.evidence}
    for each in study.evidence:
        if not each.differs:
            sources[each.figure].add(each.source)
    for each in study.evidence:
        if sources[each.figure] == {each.source} and not each.differs:
            told = problem(each.place, "one-source-figure", Severity.WARNING, figure=each.figure, found=each.source)
            shape, component = SHAPES.FigureHasSecondSource, SH.SPARQLConstraintComponent
            yield Result(told, each.observation, None, Literal(each.figure), shape, component)


def _unmatched(study: Study) -> Iterator[Result]:
    for each in study.code_lists:
        without = [concept for concept in each.concepts if not concept.matches]
        if without and not each.generic:
            values = {"list": each.title, "found": len(without), "right": len(each.concepts)}
            told = problem(each.place, "missing-match", Severity.WARNING, **values)
            yield Result(told, each.iri, None, None, SHAPES.CodeHasMatch, SH.SPARQLConstraintComponent)
