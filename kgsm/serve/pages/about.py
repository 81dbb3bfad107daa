"""The page about these pages, and the paragraphs that errors point to."""

from dataclasses import dataclass
from typing import ClassVar, Final

from kgsm.serve.pages.parts import Frame, frame
from kgsm.serve.visit import Visit

STATUSES: Final = (400, 404, 405, 406, 408, 413, 414, 415, 416, 429, 500, 502, 503)


@dataclass(frozen=True, slots=True)
class AboutPage:
    """The page about these pages."""

    template: ClassVar[str] = "about.html"
    frame: Frame
    statuses: tuple[int, ...] = STATUSES


def about(visit: Visit) -> AboutPage:
    """Return the page about these pages."""
    return AboutPage(frame(visit, visit.say("about.title")))
