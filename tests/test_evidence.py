"""A person's own copy of a source against the spans of the evidence, with a text of our own."""

import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kgsm.evidence import Outcome, check_evidence
from kgsm.problems import KgsmError, Severity
from kgsm.study import Evidence, Source, Span, Study
from tests.builders import NOTHING, evidence, source, survey, two

TEXT = (
    "Über das Vereinsleben in Großmöhringen\n"
    "\n"
    "Von den 1.204 Einwohnerinnen und Einwohnern sind 54 % in einem Verein, im Süden sogar 61 %. "
    "Nur jede zehnte Person gehört drei Vereinen an. \U0001f3bb \U0001f3ba Im Musikverein spielen 38 Leute.\n"
    "Fünf Jahre zuvor waren es 54 Prozent – fast ebenso viele.\n"
)
TABLE = "wave,use,quantity,value,base\n2013,yes,share,54,users"


def digest(text: str) -> str:
    """Return the SHA-256 of a text as UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def span(text: str, token: str, after: str = "") -> Span:
    """Return where `token` stands in `text` for the first time after `after`."""
    start = text.index(token, text.index(after))
    return Span(start, start + len(token))


def spoken(text: str, figure: str, token: str, sentence: str, after: str = "") -> Evidence:
    """Return evidence for a token in its sentence."""
    return evidence(
        figure, token, span=span(text, token, after), sentence=span(text, sentence), sentence_digest=digest(sentence)
    )


SHARE_SENTENCE = "Von den 1.204 Einwohnerinnen und Einwohnern sind 54 % in einem Verein, im Süden sogar 61 %."
PLAYERS_SENTENCE = "\U0001f3bb \U0001f3ba Im Musikverein spielen 38 Leute."
EVIDENCE = (
    spoken(TEXT, "F1", "54 %", SHARE_SENTENCE),
    spoken(TEXT, "F2", "61 %", SHARE_SENTENCE),
    spoken(TEXT, "F3", "38", PLAYERS_SENTENCE),
)
SOURCE = source(digest=digest(TEXT), length=len(TEXT))


def checked(
    folder: Path, data: bytes, given_source: Source = SOURCE, given_evidence: tuple[Evidence, ...] = EVIDENCE
) -> Outcome:
    """Return what a copy with these bytes shows."""
    copy = folder / "copy.txt"
    copy.write_bytes(data)
    with survey(TABLE, sources=(given_source,), evidence=given_evidence) as study:
        return check_evidence(study, "S00", copy)


def codes(outcome: Outcome) -> list[str]:
    """Return the codes of an outcome's problems."""
    return [each.code for each in outcome.problems]


def test_the_very_text_shows_each_figure_with_its_sentence(tmp_path: Path) -> None:
    outcome = checked(tmp_path, TEXT.encode())
    assert outcome.same
    assert outcome.problems == ()
    assert [(each.figure, each.token, each.found, each.sentence) for each in outcome.passages] == [
        ("F1", "54 %", True, SHARE_SENTENCE),
        ("F2", "61 %", True, SHARE_SENTENCE),
        ("F3", "38", True, PLAYERS_SENTENCE),
    ]


@pytest.mark.parametrize(
    ("data", "difference"),
    [
        (b"\xef\xbb\xbf" + TEXT.encode(), "encoding (UTF-8 with BOM)"),
        (TEXT.replace("\n", "\r\n").encode(), "line ends (CR)"),
        (TEXT.replace("\n", "\r").encode(), "line ends (CR)"),
        (unicodedata.normalize("NFD", TEXT).encode(), "decomposed letters (not NFC)"),
        (TEXT.encode("utf-16"), "encoding (utf-16)"),
        (TEXT.rstrip("\n").encode(), "line end at the end"),
        ((TEXT + "\n").encode(), "line end at the end"),
        (
            b"\xef\xbb\xbf" + unicodedata.normalize("NFD", TEXT).replace("\n", "\r\n").encode(),
            "encoding (UTF-8 with BOM), line ends (CR), decomposed letters (not NFC)",
        ),
    ],
)
def test_a_copy_of_the_same_words_is_told_what_differs_and_passes(tmp_path: Path, data: bytes, difference: str) -> None:
    outcome = checked(tmp_path, data)
    assert outcome.same
    assert codes(outcome) == ["source-differs"]
    assert outcome.problems[0].severity is Severity.WARNING
    assert f"only this differs: {difference}. The character spans hold." in outcome.problems[0].message.en
    assert hashlib.sha256(data).hexdigest() in outcome.problems[0].message.en
    assert [each.found for each in outcome.passages] == [True, True, True]
    assert [each.sentence for each in outcome.passages] == [SHARE_SENTENCE, SHARE_SENTENCE, PLAYERS_SENTENCE]


def test_a_copy_in_the_encoding_of_old_windows_is_read_all_the_same(tmp_path: Path) -> None:
    text = TEXT.replace("\U0001f3bb \U0001f3ba ", "")
    given_evidence = (spoken(text, "F1", "54 %", SHARE_SENTENCE),)
    outcome = checked(tmp_path, text.encode("cp1252"), source(digest=digest(text)), given_evidence)
    assert outcome.same
    assert "encoding (Windows-1252)" in outcome.problems[0].message.en
    assert outcome.passages[0].sentence == SHARE_SENTENCE


def test_another_text_is_refused_with_what_to_do_and_each_figure_is_tried(tmp_path: Path) -> None:
    other = "Ein ganz anderer Text über Großmöhringen, in dem nichts davon steht." * 4
    outcome = checked(tmp_path, other.encode())
    assert not outcome.same
    assert codes(outcome) == ["source-differs", *["token-not-found", "sentence-differs"] * 3]
    assert outcome.problems[0].severity is Severity.VIOLATION
    assert str(outcome.problems[0].place) == "sources.csv:2:sha256"
    assert f"The file has {len(other)} characters, the text {len(TEXT)}." in outcome.problems[0].message.en
    assert "UTF-8 (NFC, line end LF, no BOM)" in outcome.problems[0].message.en
    assert "evidence.csv, locator" in outcome.problems[0].message.de
    assert outcome.problems[1].message.en.endswith("It does not occur in the text.")
    assert [each.found for each in outcome.passages] == [False, False, False]


def test_a_text_that_has_shifted_is_told_where_the_token_stands_now(tmp_path: Path) -> None:
    outcome = checked(tmp_path, ("Neu: " + TEXT).encode())
    messages = [each.message.en for each in outcome.problems if each.code == "token-not-found"]
    for message, token in zip(messages, ("54 %", "61 %", "38"), strict=True):
        moved = span("Neu: " + TEXT, token)
        assert f"where '{token}' was expected. It stands at characters {moved.start}-{moved.end}." in message


def test_a_cut_text_leaves_spans_outside(tmp_path: Path) -> None:
    cut = TEXT[:100]
    outcome = checked(tmp_path, cut.encode())
    assert (
        codes(outcome)
        == [
            "source-differs",
            "span-outside-text",
            *["span-outside-text"] * 2,
            *["span-outside-text"] * 2,
        ][: len(outcome.problems)]
    )
    outside = [each for each in outcome.problems if each.code == "span-outside-text"]
    assert "(100 characters)" in outside[0].message.en
    assert {str(each.place) for each in outside} == {"evidence.csv:2:start", "evidence.csv:2:sentence_start"}
    assert not any(each.found for each in outcome.passages[1:])


def test_spans_count_code_points_whatever_their_bytes(tmp_path: Path) -> None:
    players = EVIDENCE[2].span
    assert players is not None
    assert TEXT[players.start : players.end] == "38"
    assert TEXT.encode()[players.start : players.end] != b"38"
    assert checked(tmp_path, TEXT.encode(), given_evidence=(EVIDENCE[2],)).passages[0].found


def test_a_token_that_is_not_in_its_span_is_told_even_in_the_very_text(tmp_path: Path) -> None:
    wrong = replace(EVIDENCE[0], span=Span(92, 95))
    outcome = checked(tmp_path, TEXT.encode(), given_evidence=(wrong,))
    assert codes(outcome) == ["token-not-found"]
    assert outcome.problems[0].message.en.startswith("At characters 92-95 stands ")
    assert outcome.passages[0].sentence == SHARE_SENTENCE
    assert not outcome.passages[0].found


def test_a_sentence_with_other_limits_is_told(tmp_path: Path) -> None:
    sentence = EVIDENCE[0].sentence
    assert sentence is not None
    shorter = replace(EVIDENCE[0], sentence=Span(sentence.start, sentence.end - 1))
    outcome = checked(tmp_path, TEXT.encode(), given_evidence=(shorter,))
    assert codes(outcome) == ["sentence-differs"]
    assert outcome.passages[0].found


def test_a_decomposed_token_is_found_in_the_composed_text(tmp_path: Path) -> None:
    token = unicodedata.normalize("NFD", "Fünf")
    given_evidence = evidence("F4", token, span=span(TEXT, "Fünf"))
    outcome = checked(tmp_path, TEXT.encode(), given_evidence=(given_evidence,))
    assert outcome.passages[0].found
    assert "Fünf Jahre zuvor" in outcome.passages[0].sentence


def test_a_figure_without_a_span_is_told_with_its_locator(tmp_path: Path) -> None:
    without = (evidence("F1", locator=two("2nd paragraph")), evidence("F2", locator=NOTHING))
    outcome = checked(tmp_path, TEXT.encode(), given_evidence=without)
    assert codes(outcome) == ["no-span", "no-span"]
    assert {each.severity for each in outcome.problems} == {Severity.INFO}
    assert outcome.problems[0].message.en.endswith("Locator: 2nd paragraph")
    assert [each.found for each in outcome.passages] == [False, False]


def test_a_source_without_a_digest_is_checked_by_its_spans_alone(tmp_path: Path) -> None:
    outcome = checked(tmp_path, TEXT.encode(), source())
    assert codes(outcome) == ["no-digest"]
    assert not outcome.same
    assert all(each.found for each in outcome.passages)


def test_a_source_that_gives_no_figure_and_one_that_is_unknown_are_told(tmp_path: Path) -> None:
    assert codes(checked(tmp_path, TEXT.encode(), given_evidence=())) == ["no-such-evidence"]
    with survey(TABLE, sources=(SOURCE,)) as study:
        outcome = check_evidence(study, "S0", tmp_path / "copy.txt")
    assert codes(outcome) == ["unknown-source"]
    assert "Did you mean 'S00'?" in outcome.problems[0].message.en


def test_a_file_that_cannot_be_read_is_an_error_of_its_own(tmp_path: Path) -> None:
    with survey(TABLE, sources=(SOURCE,)) as study, pytest.raises(KgsmError, match=r"nowhere\.txt cannot be read"):
        check_evidence(study, "S00", tmp_path / "nowhere.txt")


def test_nothing_of_the_text_is_kept(tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    checked(tmp_path, TEXT.encode())
    assert sorted(tmp_path.iterdir()) == [*before, tmp_path / "copy.txt"]


@pytest.fixture(scope="module")
def any_study() -> Iterator[Study]:
    with survey(TABLE) as study:
        yield study


@settings(deadline=None)
@given(text=st.text(max_size=60), start=st.integers(0, 60), length=st.integers(1, 5))
def test_a_span_made_on_any_text_holds_on_its_bytes(
    any_study: Study, tmp_path_factory: pytest.TempPathFactory, text: str, start: int, length: int
) -> None:
    composed = unicodedata.normalize("NFC", text.encode("utf-8", "ignore").decode())
    token = composed[start : start + length]
    # A token that begins with a combining mark may compose differently on its own; nobody prints such a number.
    assume(token and unicodedata.normalize("NFC", token) == token and not composed.startswith("\ufeff"))
    copy = tmp_path_factory.getbasetemp() / "any.txt"
    copy.write_bytes(composed.encode())
    given_evidence = evidence("F1", token, span=Span(start, start + len(token)))
    study = replace(any_study, sources=(source(digest=digest(composed)),), evidence=(given_evidence,))
    outcome = check_evidence(study, "S00", copy)
    assert outcome.same
    assert outcome.passages[0].found
