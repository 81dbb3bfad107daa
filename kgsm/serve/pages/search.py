"""A question in plain words → the page of what answers it; without a question, all findings by theme."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from kgsm.serve import wording
from kgsm.serve.facts import Words
from kgsm.serve.folding import in_alphabet, pieces
from kgsm.serve.pages.findings import names
from kgsm.serve.pages.parts import Frame, Value, frame
from kgsm.serve.search import Hit, Sort
from kgsm.serve.visit import Visit
from kgsm.sparql import prologue

LONGEST: Final = 200  # characters of a question
LISTED: Final = 300  # findings that the page without a question lists
THEMES: Final = (
    prologue("qb")
    + """
SELECT DISTINCT ?finding ?dataset WHERE { VALUES ?finding { $findings } ?finding qb:dataSet ?dataset }
"""
)
_ORDER: Final = ("de", "en", "")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; `marked` is whether it is a word that was asked for."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Result:
    """Something that was found. `language` is the title's where it is not the reader's."""

    kind: str
    href: str
    title: tuple[Piece, ...]
    language: str
    detail: str


@dataclass(frozen=True, slots=True)
class Theme:
    """A dataset with its findings."""

    dataset: Value
    findings: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The page of the search. `proposal` is another spelling with its address, empty where none is near."""

    template: ClassVar[str] = "search.html"
    frame: Frame
    question: str
    count: str
    results: tuple[Result, ...]
    proposal: str
    themes: tuple[Theme, ...]


def search(visit: Visit, question: str) -> SearchPage:
    """Return the page that answers `question`."""
    asked = " ".join(question[:LONGEST].split())
    found = visit.site.search.index().find(asked)
    title = visit.say("search.title.of", question=asked) if asked else visit.say("search.title")
    return SearchPage(
        frame=frame(visit, title, search=asked),
        question=asked,
        count=wording.number(str(found.total), visit.language),
        results=tuple(_result(visit, each) for each in found.hits),
        proposal=found.proposal,
        themes=() if found.hits else _themes(visit),
    )


def as_json(visit: Visit, question: str) -> dict[str, object]:
    """Return what answers `question` for a program. A page of the site has an address, everything else an IRI."""
    found = visit.site.search.index().find(" ".join(question[:LONGEST].split()))
    results = [
        {
            "type": each.entry.sort.name.lower().replace("_", "-"),
            **({"address": visit.at(each.entry.iri)} if each.entry.sort is Sort.PAGE else {"iri": each.entry.iri}),
            "title": in_language(each.entry.titles, visit.language)[0],
            "score": round(each.score, 3),
        }
        for each in found.hits
    ]
    return {"question": question[:LONGEST], "total": found.total, "proposal": found.proposal, "results": results}


def _result(visit: Visit, hit: Hit) -> Result:
    title, language = in_language(hit.entry.titles, visit.language)
    return Result(
        kind=visit.say(f"sort.{hit.entry.sort.name.lower()}"),
        href=visit.at(hit.entry.iri) if hit.entry.sort is Sort.PAGE else visit.href(hit.entry.iri),
        title=tuple(Piece(text, bool(word) and word in hit.marked) for text, word in pieces(title or hit.entry.iri)),
        language=language if language != visit.language else "",
        detail=in_language(hit.entry.details, visit.language)[0][:300],
    )


def in_language(texts: Mapping[str, str], language: str) -> tuple[str, str]:
    """Return the text in a language, else in another one, and the language that it is in; an empty text where there is none."""
    for each in (language, *_ORDER, *sorted(texts)):
        if each in texts:
            return texts[each], each
    return "", language


def _themes(visit: Visit) -> tuple[Theme, ...]:
    entries = [each for each in visit.site.search.index().entries if each.sort is Sort.FINDING][:LISTED]
    if not entries:
        return ()
    of_dataset: dict[str, list[Value]] = {}
    where = {
        each["finding"].value: each["dataset"].value for each in visit.ask(THEMES, findings=[each.iri for each in entries])
    }
    for each in entries:
        text, language = in_language(each.titles, visit.language)
        words = Words(text, language if language and language != visit.language else None)
        of_dataset.setdefault(where.get(each.iri, ""), []).append(Value(words, visit.href(each.iri)))
    labels = names(visit, [each for each in of_dataset if each])
    themes = [Theme(Value(labels.label(iri), visit.href(iri)), tuple(found)) for iri, found in of_dataset.items() if iri]
    return tuple(sorted(themes, key=lambda each: (in_alphabet(each.dataset.words.text), each.dataset.href)))
