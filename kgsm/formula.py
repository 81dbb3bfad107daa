"""The formula of a computed figure, `100 * [F13-06] / [F13-02]` -> the figures it mentions, and the steps that compute it.

expression = term { ("+" | "-") term }
term       = factor { ("*" | "/") factor }
factor     = "-" factor | "(" expression ")" | number | "[" figure id "]"
"""

import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, TypeAlias

from kgsm.problems import shown
from kgsm.text import Text

# Longer or deeper than any formula of a person, and short enough that reading one can exhaust nothing.
LONGEST: Final = 1000
DEEPEST: Final = 50

_FIGURE: Final = re.compile(r"\[\s*([^\[\]]*?)\s*\]")
_TOKEN: Final = re.compile(r"\s*(?:(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<figure>\[[^\[\]]*\])|(?P<sign>[-+*/()]))")


@dataclass(frozen=True, slots=True)
class Reference:
    """The value of another figure."""

    figure: str


@dataclass(frozen=True, slots=True)
class Operator:
    """What is done with the two values before it, or with the one before it where `sign` is `negate`."""

    sign: str


Step: TypeAlias = Fraction | Reference | Operator


class FormulaError(ValueError):
    """A text is not a formula; `reason` says what was found where."""

    def __init__(self, reason: Text) -> None:
        self.reason = reason
        super().__init__(reason.en)


def figures(text: str) -> tuple[str, ...]:
    """Return the ids of the figures that a formula mentions, each once, in order. A broken formula raises nothing."""
    return tuple(dict.fromkeys(found for found in _FIGURE.findall(text) if found))


def parse(text: str) -> tuple[Step, ...]:
    """Return the steps of a formula in postfix order: values before their operator.

    Raises FormulaError where the text is no formula.
    """
    if len(text) > LONGEST:
        found = str(len(text))
        raise FormulaError(
            Text(de=f"sie hat {found} Zeichen, mehr als {LONGEST}", en=f"it has {found} characters, more than {LONGEST}")
        )
    reader = _Reader(_tokens(text))
    _expression(reader, DEEPEST)
    if reader.ahead != "":
        raise reader.unexpected()
    return tuple(reader.steps)


@dataclass(slots=True)
class _Reader:
    """Tokens with their positions, the place among them, and the steps so far. The empty token is the end."""

    tokens: list[tuple[str, int]]
    index: int = 0
    steps: list[Step] = field(default_factory=list)

    @property
    def ahead(self) -> str:
        return self.tokens[self.index][0]

    def take(self) -> str:
        token = self.ahead
        self.index += 1
        return token

    def unexpected(self) -> FormulaError:
        token, position = self.tokens[self.index]
        if not token:
            return FormulaError(Text(de="sie endet zu früh", en="it ends too early"))
        return _unexpected(token, position)


def _unexpected(token: str, position: int) -> FormulaError:
    found = shown(token)
    return FormulaError(
        Text(de=f"an Zeichen {position + 1} steht '{found}'", en=f"at character {position + 1} stands '{found}'")
    )


def _tokens(text: str) -> list[tuple[str, int]]:
    tokens: list[tuple[str, int]] = []
    position = 0
    end = len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position, end)
        if match is None:
            position += len(text[position:]) - len(text[position:].lstrip())
            raise _unexpected(text[position], position)
        group = match.lastgroup or "sign"
        tokens.append((match[group], match.start(group)))
        position = match.end()
    tokens.append(("", end))
    return tokens


def _expression(reader: _Reader, depth: int) -> None:
    _term(reader, depth)
    while reader.ahead in ("+", "-"):
        sign = reader.take()
        _term(reader, depth)
        reader.steps.append(Operator(sign))


def _term(reader: _Reader, depth: int) -> None:
    _factor(reader, depth)
    while reader.ahead in ("*", "/"):
        sign = reader.take()
        _factor(reader, depth)
        reader.steps.append(Operator(sign))


def _factor(reader: _Reader, depth: int) -> None:
    if depth == 0:
        raise FormulaError(Text(de="sie ist zu tief verschachtelt", en="it is nested too deeply"))
    ahead = reader.ahead
    if ahead == "-":
        reader.take()
        _factor(reader, depth - 1)
        reader.steps.append(Operator("negate"))
    elif ahead == "(":
        reader.take()
        _expression(reader, depth - 1)
        if reader.ahead != ")":
            raise reader.unexpected()
        reader.take()
    elif ahead[:1] == "[" and ahead[1:-1].strip():
        reader.steps.append(Reference(reader.take()[1:-1].strip()))
    elif ahead[:1].isdigit():
        reader.steps.append(Fraction(reader.take()))
    else:
        raise reader.unexpected()
