"""evidence.csv → which source says which figure, and where in the source."""

from collections.abc import Mapping, Sequence
from typing import Final

from rdflib import URIRef

from kgsm import iris
from kgsm.problems import Place, did_you_mean, shown
from kgsm.read.columns import Columns
from kgsm.read.figures import Figures
from kgsm.read.generic import generic_code_lists
from kgsm.read.row import Row
from kgsm.read.setting import Setting
from kgsm.read.sheet import UNREAD, Sheet, read_sheet
from kgsm.read.sources import SOURCES_FILE, YES_OR_NO
from kgsm.read.values import STAND_IN_BASE
from kgsm.study import Dataset, Evidence, Source, Span
from kgsm.text import Text

EVIDENCE_FILE: Final = "evidence.csv"
EVIDENCE_COLUMNS: Final = Columns(
    required=("figure", "source"),
    optional=(
        "differs", "id", "locator_de", "locator_en", "token", "start", "end", "sentence_start", "sentence_end",
        "sentence_sha256", "stated", "exactness", "note_de", "note_en", "quote",
    ),
    plain=frozenset(
        {"figure", "source", "differs", "id", "start", "end", "sentence_start", "sentence_end", "sentence_sha256", "exactness"}
    ),
)  # fmt: skip

_FILE_WHY: Final = Text(
    de="Sie belegt die Zahlen der Datensätze, die keine gemeinsame Quelle (source) haben.",
    en="It gives the evidence for the figures of datasets that have no common source (source).",
)
_PLACE_WHY: Final = Text(
    de="Ein Beleg braucht eine Fundstelle in Worten (locator) oder Zeichenpositionen (start, end).",
    en="Evidence needs a place in words (locator) or a character span (start, end).",
)
_END_BEFORE_START: Final = Text(de="Das Ende liegt nicht hinter dem Anfang.", en="The end is not behind the start.")
_OUTSIDE_SENTENCE: Final = Text(de="Sie liegt nicht im Satz.", en="It does not lie in the sentence.")
_TOKEN_WHY: Final = Text(
    de="Zu Zeichenpositionen gehört die Zahl, wie sie gedruckt ist.", en="A span needs its number as printed."
)
_STATED_WHY: Final = Text(
    de="Eine Zeile mit differs = yes nennt den anderen Wert.", en="A row with differs = yes says the other value."
)
_DIFFERS_WHY: Final = Text(
    de="Eine Zeile mit einem anderen Wert (stated) trägt hier yes.", en="A row with another value (stated) has yes here."
)


def read_evidence_file(setting: Setting, datasets: Sequence[Dataset]) -> Sheet:
    """Return the rows of evidence.csv, which is needed where a dataset has no source of its own."""
    needed = any(each.source is None for each in datasets)
    path = setting.folder / EVIDENCE_FILE
    if not (needed or path.exists() or path.is_symlink()):
        return UNREAD
    found = setting.file(EVIDENCE_FILE, Place(EVIDENCE_FILE), _FILE_WHY)
    sheet = read_sheet(found, EVIDENCE_FILE, EVIDENCE_COLUMNS, setting.problems) if found else UNREAD
    if needed and sheet.whole and not sheet.rows:
        setting.tell_empty(EVIDENCE_FILE)
    _check_duplicates(sheet.rows)
    return sheet


def read_evidence(setting: Setting, sheet: Sheet, sources: Sequence[Source], figures: Figures) -> tuple[Evidence, ...]:
    """Return the evidence in the order of the file, without what belongs to no observation or no source."""
    by_id = {each.id: each for each in sources}
    _check_references(setting, sheet, by_id, figures)
    evidence = (_evidence(row, by_id, figures) for row in sheet.rows)
    return tuple(each for each in evidence if each is not None)


def supported_figures(sheet: Sheet) -> set[str]:
    """Return the ids of the figures that a source supports."""
    return {row.get("figure") for row in sheet.rows if row.get("differs") != "yes"} - {""}


def _check_duplicates(rows: Sequence[Row]) -> None:
    # Figure, source and whether it differs are what the IRI of evidence is made of.
    seen: dict[tuple[str, str, bool], int] = {}
    for row in rows:
        key = (row.get("figure"), row.get("source"), row.get("differs") == "yes")
        if key in seen:
            row.tell("source", "duplicate-code", found=f"{key[0]}, {key[1]}", right=seen[key])
        seen.setdefault(key, row.number)


def _check_references(setting: Setting, sheet: Sheet, sources: Mapping[str, Source], figures: Figures) -> None:
    """Add a problem for each figure and each source that there is not."""
    for row in sheet.rows:
        figure, source = row.need("figure"), row.need("source")
        if figure and not figures.has(figure):
            row.tell("figure", "unknown-figure", found=figure, hint=figures.near(figure))
        if source and source not in sources and SOURCES_FILE not in setting.lost.files:
            row.tell("source", "unknown-source", found=source, hint=did_you_mean(source, sources))


def _evidence(row: Row, sources: Mapping[str, Source], figures: Figures) -> Evidence | None:
    figure, source_id = row.get("figure"), row.get("source")
    source = sources.get(source_id)
    if row.get("quote") and source is not None and not source.quotable:
        row.tell("quote", "quote-not-allowed", found=source_id)
    differs = row.choice("differs", YES_OR_NO) == "yes"
    _check_statement(row, differs=differs)
    span, sentence = _spans(row, source)
    # The IRI of an observation whose key is not whole stands nowhere: validation names the empty cell.
    observation = figures.observations.get(figure) or URIRef(STAND_IN_BASE)
    evidence = Evidence(
        figure=figure,
        source=source_id,
        iri=iris.statement(observation, source_id) if differs else iris.evidence(observation, source_id),
        observation=observation,
        differs=differs,
        id=row.get("id"),
        locator=row.text("locator"),
        token=row.get("token"),
        span=span,
        sentence=sentence,
        sentence_digest=row.digest("sentence_sha256"),
        stated=row.get("stated"),
        exactness=_exactness(row),
        note=row.text("note"),
        quote=row.get("quote"),
        place=row.place(),
    )
    return evidence if figures.observations.get(figure) and source is not None else None


def _exactness(row: Row) -> str:
    written = row.get("exactness")
    codes = generic_code_lists()["exactness"].codes()
    if written and written not in codes:
        row.tell("exactness", "unknown-code", found=written, right="exactness", hint=did_you_mean(written, codes))
        return ""
    return written


def _check_statement(row: Row, *, differs: bool) -> None:
    if differs:
        row.need("stated", _STATED_WHY)
        row.need("exactness", _STATED_WHY)
    elif row.get("stated") and not row.get("differs"):
        row.tell("differs", "missing-value", why=_DIFFERS_WHY)


def _spans(row: Row, source: Source | None) -> tuple[Span | None, Span | None]:
    """Return the spans of the number and of its sentence, after checking them against each other and the source."""
    span, sentence = _span(row, "start", "end"), _span(row, "sentence_start", "sentence_end")
    if not any(row.get(each) for each in ("start", "end", "locator_de", "locator_en")):
        row.tell("locator_de", "missing-value", why=_PLACE_WHY)
    if span is not None:
        _check_token(row, span)
        if sentence is not None and not (sentence.start <= span.start and span.end <= sentence.end):
            _tell_span(row, "start", span, _OUTSIDE_SENTENCE)
    if source is not None:
        _check_source(row, "end", span, source)
        _check_source(row, "sentence_end", sentence, source)
    return span, sentence


def _check_token(row: Row, span: Span) -> None:
    token = row.need("token", _TOKEN_WHY)
    if token and len(token) != span.end - span.start:
        de, en = f"'{shown(token)}' hat {len(token)} Zeichen.", f"'{shown(token)}' has {len(token)} characters."
        _tell_span(row, "start", span, Text(de=de, en=en))


def _check_source(row: Row, column: str, span: Span | None, source: Source) -> None:
    if span is not None and source.digest is None:
        de, en = (
            f"Zur Quelle '{source.id}' fehlt sha256 in sources.csv.",
            f"The source '{source.id}' has no sha256 in sources.csv.",
        )
        _tell_span(row, column, span, Text(de=de, en=en))
    elif span is not None and source.length is not None and span.end > source.length:
        de, en = f"Die Quelle hat {source.length} Zeichen.", f"The source has {source.length} characters."
        _tell_span(row, column, span, Text(de=de, en=en))


def _span(row: Row, first: str, last: str) -> Span | None:
    start, end = row.count(first), row.count(last)
    if start is None or end is None:
        for column, other in ((first, last), (last, first)):
            if not row.get(column) and row.get(other):
                row.tell(column, "missing-value", why=Text(de=f"Zu {other} gehört {column}.", en=f"{other} needs {column}."))
        return None
    if start < end:
        return Span(start, end)
    _tell_span(row, last, Span(start, end), _END_BEFORE_START)
    return None


def _tell_span(row: Row, column: str, span: Span, why: Text) -> None:
    row.tell(column, "wrong-span", found=f"{span.start}-{span.end}", why=why)
