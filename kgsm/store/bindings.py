"""The groups around a SERVICE → a pattern whose solutions are all that its answer can join with.

A solution of SERVICE matters only if it joins with one of the patterns beside it in its group; and, since it goes on into each
solution made from it, with one beside that group, and so on outwards. Three walls end that:

* OPTIONAL, MINUS and EXISTS: what joins with nothing outside may still decide whether OPTIONAL found anything. The group just
  outside counts, as far as it stands before (EXISTS: wherever); those further out do not.
* A sub-select: LIMIT and aggregates see its solutions before anything outside does.
* GRAPH is no wall, but what is inside is looked for in that graph.

OPTIONAL after SERVICE, and FILTER on what SERVICE may bind, are left out: that gives more bindings, never fewer.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final

from kgsm.store.groups import Element, Group, Kind

_WALLS: Final = frozenset({Kind.OPTIONAL, Kind.MINUS, Kind.FILTER, Kind.BIND})
_JOINING: Final = frozenset({Kind.TRIPLES, Kind.GROUP, Kind.GRAPH, Kind.VALUES})

_Edits = Mapping[tuple[int, int], str]
_Text = Callable[[int, int], str]


@dataclass(frozen=True, slots=True)
class Frame:
    """A group on the way to a SERVICE, and the `number` of the element that leads to it. `counts`: whether those beside do."""

    group: Group
    number: int
    counts: bool = True

    @property
    def element(self) -> Element:
        """The element that leads to the SERVICE, or is it."""
        return self.group.elements[self.number]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A group as text, and the variables that it may bind."""

    text: str
    visible: frozenset[str]


def into(frames: tuple[Frame, ...], group: Group, number: int) -> tuple[Frame, ...]:
    """Return the frames of what is inside an element of a group."""
    here = Frame(group, number, counts=not group.nested)
    if group.nested or here.element.kind in _WALLS:
        frames = tuple(replace(each, counts=False) for each in frames)
    return (*frames, here)


def around(frames: tuple[Frame, ...], wanted: Collection[str], edits: _Edits, text: _Text) -> Surroundings:
    """Return what surrounds the SERVICE of the last frame.

    That is what stands before it; where that binds nothing `wanted`, what stands behind it, too. `edits` are the SERVICE
    patterns that have been replaced, `text` gives a part of the query as it stands now.
    """
    before = _around(frames, edits, text, behind=False)
    if before.visible.isdisjoint(wanted):
        return _around(frames, edits, text, behind=True)
    return before


def _around(frames: tuple[Frame, ...], edits: _Edits, text: _Text, *, behind: bool) -> Surroundings:
    inner, visible = "", frozenset[str]()
    for frame in reversed(frames):
        if inner and frame.element.kind is Kind.GRAPH:
            term = frame.element.term
            inner = f"GRAPH {term if term.startswith('?') else f'<{term}>'} {inner}"
        front, back = _beside(frame, edits, behind=behind) if frame.counts else ([], [])
        lines = [*(_said(each, text) for each in front), inner, *(_said(each, text) for each in back)]
        visible = visible.union(*(each.visible for each in (*front, *back)))
        inner = f"{{ {chr(10).join(lines)}\n}}"
    return Surroundings(inner, visible)


def _beside(frame: Frame, edits: _Edits, *, behind: bool) -> tuple[list[Element], list[Element]]:
    """Return the elements before and behind that of a frame which count."""
    elements, kind = frame.group.elements, frame.element.kind
    front = [each for each in elements[: frame.number] if each.kind is not Kind.FILTER]
    back = []
    if kind is Kind.FILTER or (behind and kind not in _WALLS):
        # A FILTER is asked at the end of its group, wherever it stands.
        back = [each for each in elements[frame.number + 1 :] if each.kind in _JOINING and _is_settled(each, edits)]
    counted = (*front, *back)
    others = frozenset[str]().union(
        *(each.mentioned for each in elements if each not in counted and each.kind is not Kind.FILTER)
    )
    others |= frame.element.mentioned
    filters = [
        each for each in elements if each.kind is Kind.FILTER and not each.groups and each.mentioned.isdisjoint(others)
    ]  # fmt: skip
    return front, [*back, *filters]


def _is_settled(element: Element, edits: _Edits) -> bool:
    """Return whether every SERVICE in an element has been replaced."""
    inner = (each for group in element.groups for each in group.elements)
    return all(
        (each.kind is not Kind.SERVICE or (each.start, each.end) in edits) and _is_settled(each, edits) for each in inner
    )


def _said(element: Element, text: _Text) -> str:
    said = text(element.start, element.end)
    # What followed may be left out, and triples need an end before the next ones.
    return f"{said.rstrip().removesuffix('.')} ." if element.kind is Kind.TRIPLES else said
