"""The sentence of a finding, `{wave} {value|nutzte|nutzten} {value} der Kommunen Social Media.` → its parts.

sentence = { text | "{" name "}" | "{" name "|" singular "|" plural "}" }

The singular is for 1, as CLDR's plural rules have it for German and English: 1 and -1, but not 1.0 and no other number.
"""

import re
from dataclasses import dataclass
from typing import Final, TypeAlias

from kgsm.problems import shown

_PART: Final = re.compile(r"\{([^{}|]*)(?:\|([^{}|]*)\|([^{}|]*))?\}|([^{}]+)|(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Filled:
    """What a component says of the row: a phrase or a label, a number, the value with its unit."""

    name: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """One of two texts: `singular` where the number in the component `name` is 1, else `plural`."""

    name: str
    singular: str
    plural: str


Part: TypeAlias = str | Filled | Chosen


class SentenceError(ValueError):
    """A sentence cannot be read; `found` is the text from the brace that has no other one, or too many `|`."""

    def __init__(self, found: str) -> None:
        self.found = shown(found[:40])
        super().__init__(self.found)


def parts(text: str) -> tuple[Part, ...]:
    """Return the parts of a sentence. Raises SentenceError where braces do not match."""
    found: list[Part] = []
    for match in _PART.finditer(text):
        name, singular, plural, plain, stray = match.groups()
        if stray is not None:
            raise SentenceError(text[match.start() :])
        if plain is not None:
            found.append(plain)
        elif singular is not None:
            found.append(Chosen(name.strip(), singular, plural))
        else:
            found.append(Filled(name.strip()))
    return tuple(found)


def names(text: str) -> tuple[str, ...]:
    """Return the components that a sentence mentions, each once. Raises SentenceError."""
    return tuple(dict.fromkeys(each.name for each in parts(text) if not isinstance(each, str)))
