"""An error → a page that says what happened and what one can do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from kgsm.serve.pages.about import STATUSES
from kgsm.serve.pages.parts import Frame, Value, bare
from kgsm.serve.visit import Visit


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """The page of an error. `suggestions` are pages, or formats, that the reader may have wanted."""

    template: ClassVar[str] = "error.html"
    frame: Frame
    status: int
    title: str
    detail: str
    advice: str
    suggestions: tuple[Value, ...]


def error(visit: Visit, status: int, detail: str = "", suggestions: Sequence[Value] = ()) -> ErrorPage:
    """Return the page of an error."""
    known = status if status in STATUSES else 400 if status < 500 else 500
    title = visit.say(f"error.{known}")
    return ErrorPage(
        frame=bare(visit, title),
        status=status,
        title=title,
        detail=detail,
        advice=visit.say(f"error.do.{known}"),
        suggestions=tuple(suggestions),
    )
