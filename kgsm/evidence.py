"""A person's own copy of a source → for each figure, whether it stands where the study says, and its sentence.

The text is read, compared and forgotten: nothing of it is written anywhere.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kgsm.problems import KgsmError, Place, Problem, Severity, did_you_mean, problem
from kgsm.study import Evidence, Source, Span, Study
from kgsm.text import Text

_BOMS: Final = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
# So many characters on either side are shown where the study names no sentence.
_AROUND: Final = 80

_WHY_SPAN: Final = Text(
    de="Es ist ein kürzerer Text, oder die Position ist falsch.", en="It is a shorter text, or the span is wrong."
)
_WHY_SENTENCE: Final = Text(
    de="Entweder hat sich der Satz geändert, oder seine Grenzen sind andere.",
    en="Either the sentence has changed, or its limits are others.",
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A figure's place in the person's copy: whether the `token` stands there, and the sentence around it, if there is one."""

    figure: str
    token: str
    found: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a copy of a source shows: `same` says whether it is the text that the figures come from, by its digest."""

    same: bool
    passages: tuple[Passage, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Copy:
    """A copy as text: NFC, and where it is not the very file, without a byte order mark and with line feeds alone.

    `changes` are what had to be changed for that.
    """

    text: str
    digest: str
    changes: tuple[Text, ...]


def check_evidence(study: Study, source_id: str, file: Path) -> Outcome:
    """Check each span that the study gives in a source against a person's own copy of it.

    Spans are code points of the NFC text (Web Annotation 4.2.5). Where the digest differs they are tried all the same.
    Raises KgsmError where the file cannot be read.
    """
    source = next((each for each in study.sources if each.id == source_id), None)
    if source is None:
        hint = did_you_mean(source_id, [each.id for each in study.sources])
        told = problem(Place("sources.csv"), "unknown-source", found=source_id, hint=hint)
        return Outcome(same=False, passages=(), problems=(told,))
    try:
        data = file.read_bytes()
    except OSError as error:
        raise KgsmError(f"{file} cannot be read: {error.strerror}") from error
    copy = _read(data, source)
    same, problems = _compared(copy, source)
    passages: list[Passage] = []
    from_it = [each for each in study.evidence if each.source == source_id]
    if not from_it:
        problems.append(problem(source.place, "no-such-evidence", Severity.INFO, found=source_id))
    for evidence in from_it:
        found = list(_faults(evidence, copy.text))
        problems += found
        passages.append(_passage(evidence, copy.text, found))
    return Outcome(same, tuple(passages), tuple(problems))


def _read(data: bytes, source: Source) -> _Copy:
    digest = hashlib.sha256(data).hexdigest()
    encoding = next((name for bom, name in _BOMS.items() if data.startswith(bom)), "utf-8")
    changes: list[Text] = []
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text, encoding = data.decode("cp1252", errors="replace"), "Windows-1252"
    if digest == source.digest:
        return _Copy(unicodedata.normalize("NFC", text), digest, ())
    if encoding != "utf-8":
        named = "UTF-8 mit BOM" if encoding == "utf-8-sig" else encoding
        changes.append(Text(de=f"Kodierung ({named})", en=f"encoding ({named.replace('mit', 'with')})"))
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    if lines != text:
        changes.append(Text(de="Zeilenenden (CR)", en="line ends (CR)"))
    composed = unicodedata.normalize("NFC", lines)
    if composed != lines:
        changes.append(Text(de="zerlegte Umlaute (nicht NFC)", en="decomposed letters (not NFC)"))
    return _Copy(composed, digest, tuple(changes))


def _compared(copy: _Copy, source: Source) -> tuple[bool, list[Problem]]:
    place = Place(source.place.file, source.place.row, "sha256")
    if source.digest is None:
        return False, [problem(place, "no-digest", Severity.INFO, found=source.id)]
    if copy.digest == source.digest:
        return True, []
    # The last line end is what editors change first.
    stripped = copy.text.rstrip("\n")
    same = source.digest in {_digest(each) for each in (copy.text, stripped, stripped + "\n")}
    why = _only(copy) if same else _proceed(copy, source)
    severity = Severity.WARNING if same else Severity.VIOLATION
    return same, [problem(place, "source-differs", severity, found=copy.digest, right=source.digest, why=why)]


def _only(copy: _Copy) -> Text:
    changes = copy.changes or (Text(de="Zeilenende am Schluss", en="line end at the end"),)
    de, en = (", ".join(each.in_language(language) for each in changes) for language in ("de", "en"))
    return Text(
        de=f"Die Wörter sind dieselben; verschieden ist nur: {de}. Die Zeichenpositionen gelten.",
        en=f"The words are the same; only this differs: {en}. The character spans hold.",
    )


def _proceed(copy: _Copy, source: Source) -> Text:
    length = len(copy.text)
    de = f"Die Datei hat {length} Zeichen" + (f", der Text {source.length}" if source.length is not None else "")
    en = f"The file has {length} characters" + (f", the text {source.length}" if source.length is not None else "")
    return Text(
        de=f"{de}. Gebraucht wird der Text allein, als UTF-8 (NFC, Zeilenende LF, ohne BOM). Bei einer anderen Fassung führt "
        "die Fundstelle in Worten (evidence.csv, locator) zur Zahl.",
        en=f"{en}. What is needed is the text alone, as UTF-8 (NFC, line end LF, no BOM). In another version the locator in "
        "words (evidence.csv, locator) leads to the figure.",
    )


def _faults(evidence: Evidence, text: str) -> Iterator[Problem]:
    if evidence.span is None:
        locator = evidence.locator
        why = (
            Text(de=f"Fundstelle: {locator.in_language('de')}", en=f"Locator: {locator.in_language('en')}")
            if locator
            else locator
        )
        yield problem(evidence.place, "no-span", Severity.INFO, why=why)
        return
    if not _inside(evidence.span, text):
        yield _outside(evidence, evidence.span, text, "start")
    else:
        there = text[evidence.span.start : evidence.span.end]
        if there != unicodedata.normalize("NFC", evidence.token):
            why = _elsewhere(evidence.token, text)
            yield problem(
                _column(evidence, "token"),
                "token-not-found",
                span=_span(evidence.span),
                found=there,
                right=evidence.token,
                why=why,
            )
    yield from _sentence_faults(evidence, text)


def _sentence_faults(evidence: Evidence, text: str) -> Iterator[Problem]:
    if evidence.sentence is None:
        return
    if not _inside(evidence.sentence, text):
        yield _outside(evidence, evidence.sentence, text, "sentence_start")
        return
    digest = _digest(text[evidence.sentence.start : evidence.sentence.end])
    if evidence.sentence_digest is not None and digest != evidence.sentence_digest:
        place = _column(evidence, "sentence_sha256")
        span, right = _span(evidence.sentence), evidence.sentence_digest
        yield problem(place, "sentence-differs", span=span, found=digest, right=right, why=_WHY_SENTENCE)


def _outside(evidence: Evidence, span: Span, text: str, column: str) -> Problem:
    return problem(_column(evidence, column), "span-outside-text", span=_span(span), found=len(text), why=_WHY_SPAN)


def _elsewhere(token: str, text: str) -> Text:
    """Return where else in the text the token stands, not counting 54 in 154 or in 540."""
    word = unicodedata.normalize("NFC", token)
    pattern = rf"(?<!\d){re.escape(word)}(?!\d)" if word else r"(?!)"
    places = [each.span() for each in re.finditer(pattern, text)]
    if len(places) == 1:
        start, end = places[0]
        return Text(de=f"Sie steht an den Zeichen {start}-{end}.", en=f"It stands at characters {start}-{end}.")
    if places:
        return Text(de=f"Sie kommt an {len(places)} anderen Stellen vor.", en=f"It occurs at {len(places)} other places.")
    return Text(de="Sie kommt im Text nicht vor.", en="It does not occur in the text.")


def _passage(evidence: Evidence, text: str, faults: list[Problem]) -> Passage:
    found = evidence.span is not None and not {each.code for each in faults} & {"token-not-found", "span-outside-text"}
    span = evidence.span
    if evidence.sentence is not None and _inside(evidence.sentence, text):
        sentence = text[evidence.sentence.start : evidence.sentence.end]
    elif span is not None and _inside(span, text):
        sentence = text[max(0, span.start - _AROUND) : span.end + _AROUND]
    else:
        sentence = ""
    return Passage(evidence.figure, evidence.token, found, sentence)


def _inside(span: Span, text: str) -> bool:
    return 0 <= span.start < span.end <= len(text)


def _span(span: Span) -> str:
    return f"{span.start}-{span.end}"


def _column(evidence: Evidence, column: str) -> Place:
    return Place(evidence.place.file, evidence.place.row, column)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
