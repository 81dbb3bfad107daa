"""`[[dataset.NAME.sentence]]` and `[dataset.NAME.phrase]` → how findings are said; what they mention must be there."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from kgsm.problems import did_you_mean
from kgsm.read.components import VALUE_COLUMN, Known
from kgsm.read.keys import Keys
from kgsm.read.sheet import FORMULA
from kgsm.sentence import SentenceError, names
from kgsm.study import Component, Kind, Phrase, Role, Sentence, Specification

SENTENCE_KEYS: Final = ("where", "text")


def read_sentences(keys: Keys, known: Known, specifications: Sequence[Specification]) -> tuple[Sentence, ...]:
    """Return the sentences of a dataset in the order of the file."""
    codes = _codes(known, specifications)
    sayable = {VALUE_COLUMN, *(each.component.name for each in specifications if _is_sayable(each.component))}
    return tuple(
        _sentence(keys.inner("sentence", index, allowed=SENTENCE_KEYS), codes, sayable)
        for index in range(keys.size("sentence"))
    )


def _sentence(keys: Keys, codes: Mapping[str, tuple[str, ...]], sayable: set[str]) -> Sentence:
    keys.need("text")
    where = keys.cells("where")
    for name, code in where.items():
        if name not in codes:
            keys.tell("where", "unknown-component", name, found=name, hint=did_you_mean(name, codes))
        elif codes[name] and code not in codes[name]:
            keys.tell("where", "unknown-code", name, found=code, right=name, hint=did_you_mean(code, codes[name]))
    text = keys.text("text")
    for language, written in (("de", text.de), ("en", text.en)):
        try:
            mentioned = names(written)
        except SentenceError as fault:
            keys.tell("text", "wrong-sentence", language, found=fault.found)
            continue
        if re.match(FORMULA, written):  # it becomes a cell of a table
            keys.tell("text", "formula-cell", language, found=written)
        for name in mentioned:
            if name not in sayable:
                keys.tell("text", "unknown-component", language, found=name, hint=did_you_mean(name, sayable))
    return Sentence(tuple(where.items()), text, keys.place())


def read_phrases(keys: Keys, known: Known, specifications: Sequence[Specification]) -> tuple[Phrase, ...]:
    """Return the phrases of a dataset in the order of the file."""
    codes = _codes(known, specifications)
    found: list[Phrase] = []
    tables = keys.inner("phrase", allowed=None)
    for name in tables:
        if name not in codes:
            tables.tell(name, "unknown-component", found=name, hint=did_you_mean(name, codes))
            continue
        phrases = tables.inner(name, allowed=None)
        for code in phrases:
            if codes[name] and code not in codes[name]:
                phrases.tell(code, "unknown-code", found=code, right=name, hint=did_you_mean(code, codes[name]))
            else:
                found.append(Phrase(name, code, phrases.text(code)))
    return tuple(found)


def _codes(known: Known, specifications: Sequence[Specification]) -> dict[str, tuple[str, ...]]:
    """Return the codes of each coded component; none where its list could not be read, so that no code is called unknown."""
    return {each.component.name: known.codes_of(each.component) for each in specifications if _is_coded(each.component)}


def _is_coded(component: Component) -> bool:
    return component.code_list is not None


def _is_sayable(component: Component) -> bool:
    return component.kind is not Kind.BILINGUAL and component.role is not Role.MEASURE
