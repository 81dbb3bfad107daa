"""The page of a dataset → a picture of its bars as SVG, with what makes it true: of whom, how exact, whose, from where.

Geometry and colours are attributes: a picture that is opened by itself is under the same policy as a page, which allows no
style element, and an article that shows it brings no style sheet of ours.
"""

import re
import textwrap
from dataclasses import dataclass
from typing import ClassVar, Final

from kgsm.serve.facts import Words
from kgsm.serve.pages.bars import Bar, Mark
from kgsm.serve.pages.dataset import DatasetPage
from kgsm.serve.pages.findings import Finding
from kgsm.serve.pages.parts import Frame
from kgsm.serve.pages.tables import Table, TableRow
from kgsm.serve.strings import say
from kgsm.serve.visit import RefusalError, Visit

WIDTH: Final = 880  # pixels, as are all lengths here
_EDGE, _VALUE, _BAR = 24, 450, 466  # where texts begin, where values end, where bars begin
_BAR_WIDTH: Final = WIDTH - _EDGE - _BAR
# Of each kind of text: its size, the height of its line, and how many wide letters a line takes.
_KINDS: Final = {"title": (22, 30, 66), "caption": (16, 24, 90), "row": (15, 20, 38), "note": (13, 19, 110)}
_NO_XML: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text with its left or right (`ends`) end at `x` and its foot at `y`."""

    x: float
    y: float
    text: str
    kind: str
    size: int
    language: str
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """A bar; of a hatched one `solid` is the part of it that is not, else the whole. `track` is how long 100 % would be."""

    x: float
    y: float
    width: float
    solid: float
    track: float
    mark: Mark


@dataclass(frozen=True, slots=True)
class PicturePage:
    """A picture, and what it says to those who do not see it: `title` and `description`."""

    template: ClassVar[str] = "picture.svg"
    frame: Frame
    title: str
    description: str
    width: int
    height: float
    lines: tuple[Line, ...]
    shapes: tuple[Shape, ...]


def picture(visit: Visit, page: DatasetPage) -> PicturePage:
    """Return the picture of the tables on a page that have bars. Raises RefusalError, 404, where none has."""
    shown = [each for each in page.tables if each.has_bars]
    if not shown:
        raise RefusalError(404, visit.say("picture.none"))
    drawing = _Drawing(visit.language)
    drawing.paragraph(Words(page.frame.title), "title")
    for table in shown:
        drawing.table(table)
    drawing.y += 14
    drawing.legend(page.marks)
    licence = next((each.values for each in page.rows if each.name.text == visit.say("licence")), ())
    for each in (page.citation.reference, *(value.words.text for value in licence)):
        drawing.y += 6
        drawing.paragraph(Words(each), "note")
    told = "; ".join(f"{_label(row)}: {row.finding.shown}" for table in shown for row in table.rows)
    return PicturePage(
        page.frame,
        _clean(page.frame.title),
        _clean(told),
        WIDTH,
        drawing.y + _EDGE,
        tuple(drawing.lines),
        tuple(drawing.shapes),
    )


class _Drawing:
    """What has been drawn, down to `y`."""

    def __init__(self, language: str) -> None:
        self.y: float = _EDGE
        self.lines: list[Line] = []
        self.shapes: list[Shape] = []
        self._language = language

    def paragraph(self, words: Words, kind: str, indent: int = 0) -> None:
        size, height, letters = _KINDS[kind]
        for each in textwrap.wrap(_clean(words.text), letters):
            self.y += height
            self.lines.append(Line(_EDGE + indent, self.y, each, kind, size, words.language or self._language))

    def table(self, table: Table) -> None:
        self.y += 12
        self.paragraph(Words(" · ".join(each.text for each in table.caption), table.caption[0].language), "caption")
        self.y += 4
        for row in table.rows:
            self._row(row)

    def _row(self, row: TableRow) -> None:
        top, finding = self.y, row.finding
        self.paragraph(_label(row), "row")
        first = top + _KINDS["row"][1]
        shown = finding.shown or say("missing", self._language)
        self.lines.append(Line(_VALUE, first, shown, "row", _KINDS["row"][0], self._language, ends=True))
        if finding.bar:
            self.shapes.append(_shape(finding.bar, _BAR, first - 12, _BAR_WIDTH))
        if row.words:
            said = Words(", ".join(each.text for each in row.words), row.words[0].language)
            self.paragraph(said, "note")
        self.y += 6

    def legend(self, marks: tuple[Mark, ...]) -> None:
        for each in marks:
            top = self.y + 7
            key = "bar.outlined.legend" if each is Mark.OUTLINED else "bar.hatched"
            self.paragraph(Words(say(key, self._language)), "note", indent=52)
            bar = Bar(each, "100", "60", "40") if each is Mark.HATCHED else Bar(each, "100")
            self.shapes.append(_shape(bar, _EDGE, top, 40))


def _shape(bar: Bar, x: float, y: float, width: float) -> Shape:
    length = float(bar.length) * width / 100
    solid = float(bar.hatched_from) * width / 100 if bar.mark is Mark.HATCHED else length
    return Shape(x, round(y, 2), round(length, 2), round(solid, 2), width, bar.mark)


def _label(row: TableRow) -> Words:
    told = [each.value.words for each in row.cells if each]
    return Words(", ".join(each.text for each in told), told[0].language if told else "") if told else _named(row.finding)


def _named(finding: Finding) -> Words:
    return finding.sentence or Words(finding.figure)


def _clean(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)
