"""The page of a dataset or a finding → what other sites may show of it in a frame, and the lines that put it there."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Final
from urllib.parse import urlencode

from kgsm.serve.facts import Words
from kgsm.serve.pages.bars import Mark
from kgsm.serve.pages.dataset import DatasetPage
from kgsm.serve.pages.findings import Finding
from kgsm.serve.pages.observation import ObservationPage
from kgsm.serve.pages.parts import Frame, Value
from kgsm.serve.pages.tables import Table
from kgsm.serve.visit import Visit

EMBED: Final = "embed"  # the parameter


@dataclass(frozen=True, slots=True)
class EmbedPage:
    """A finding, or tables, with a line that says where they are from. `rest` leads to the whole page."""

    template: ClassVar[str] = "embed.html"
    frame: Frame
    title: Words
    finding: Finding | None
    tables: tuple[Table, ...]
    marks: tuple[Mark, ...]
    reference: str
    rest: Value


def of_dataset(visit: Visit, page: DatasetPage) -> EmbedPage:
    """Return the tables of a dataset's page, as they are chosen there."""
    query = f"?{visit_query(visit, page.filters.pairs())}"
    return EmbedPage(
        frame=page.frame,
        title=page.title,
        finding=None,
        tables=page.tables,
        marks=page.marks,
        reference=page.citation.reference,
        rest=Value(visit.words("embed.dataset"), visit.at(visit.path) + query),
    )


def of_finding(visit: Visit, page: ObservationPage) -> EmbedPage:
    """Return a finding: its sentence, its value and of whom it is true."""
    query = f"?{visit_query(visit, ())}"
    return EmbedPage(
        frame=page.frame,
        title=Words(page.frame.title) if len(page.title) > 1 else page.title[0],
        finding=page.finding,
        tables=(),
        marks=(),
        reference=page.citation.reference,
        rest=Value(visit.words("embed.finding"), visit.at(visit.path) + query),
    )


def visit_query(visit: Visit, pairs: Iterable[tuple[str, str]]) -> str:
    """Return the query string of a page with some choices in the reader's language."""
    return urlencode([*pairs, ("lang", visit.language)])
