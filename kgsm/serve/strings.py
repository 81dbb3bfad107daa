"""Every sentence of the interface, in German and English, by key."""

from typing import Final

from kgsm.serve.words.about import ABOUT
from kgsm.serve.words.data import DATA
from kgsm.serve.words.errors import ERRORS
from kgsm.serve.words.frame import FRAME
from kgsm.serve.words.lists import LISTS
from kgsm.serve.words.queries import QUERIES
from kgsm.text import Text

LANGUAGE_NAMES: Final = {"de": "Deutsch", "en": "English"}

STRINGS: Final[dict[str, Text]] = {**FRAME, **DATA, **LISTS, **QUERIES, **ABOUT, **ERRORS}


def say(key: str, language: str, **values: object) -> str:
    """Return the sentence `key` in a language, its braces filled."""
    return STRINGS[key].in_language(language).format(**values)
