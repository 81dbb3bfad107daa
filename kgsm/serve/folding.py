"""A text → its words as they are compared: without case, accents and the choice between ü and ue; how alike two words are."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

# A number with the thousands parted, as German and English part them, is one word: 1.600, 1,600.
_WORD: Final = re.compile(r"(?<![0-9])[0-9]{1,3}(?:[.,][0-9]{3})+(?![0-9])|[^\W_]+", re.UNICODE)
_PARTED: Final = re.compile(r"[.,]")
SPELLINGS: Final = (("ß", "ss"), ("ae", "a"), ("oe", "o"), ("ue", "u"), ("æ", "a"), ("ø", "o"))
LIKE: Final = 0.5  # Dice's coefficient of their trigrams, from which two words may be one misspelt


def folded(word: str) -> str:
    """Return a word as it is compared: `Größe`, `Groesse` and `GROSSE` are one; so are `1.600` and `1600`."""
    plain = unicodedata.normalize("NFKD", _PARTED.sub("", word.casefold()))
    plain = "".join(each for each in plain if not unicodedata.combining(each))
    for old, new in SPELLINGS:
        plain = plain.replace(old, new)
    return plain


def words(text: str) -> list[str]:
    """Return the words of a text, folded."""
    return [folded(each) for each in _WORD.findall(text)]


def pieces(text: str) -> list[tuple[str, str]]:
    """Return a text in pieces, each with its folded word; what stands between words has none."""
    found = []
    end = 0
    for match in _WORD.finditer(text):
        if match.start() > end:
            found.append((text[end : match.start()], ""))
        found.append((match[0], folded(match[0])))
        end = match.end()
    return [*found, (text[end:], "")] if end < len(text) else found


def in_alphabet(text: str) -> tuple[str, str]:
    """Return what texts are put in order by: ö stands with o (DIN 5007-1), capital letters with small ones."""
    return " ".join(words(text)), text


def likeness(wanted: str, word: str) -> float:
    """Return how well `word` answers the folded `wanted`: 1 the same, less for its beginning, a part, a misspelling, 0 none."""
    if wanted == word:
        return 1.0
    if len(wanted) >= 3 and word.startswith(wanted):
        return 0.8
    if len(wanted) >= 4 and wanted in word:
        return 0.6
    # An ending in the way: gemeinden, Gemeinde.
    if len(word) >= 5 and wanted.startswith(word) and len(wanted) - len(word) <= 2:
        return 0.7
    if len(wanted) < 4 or abs(len(wanted) - len(word)) > 3:
        return 0.0
    mine, other = trigrams(wanted), trigrams(word)
    dice = 2 * len(mine & other) / (len(mine) + len(other))
    return dice / 2 if dice >= LIKE else 0.0


@lru_cache(maxsize=50_000)
def trigrams(word: str) -> frozenset[str]:
    """Return the trigrams of a word with its edges."""
    edged = f"  {word} "
    return frozenset(edged[place : place + 3] for place in range(len(edged) - 2))
