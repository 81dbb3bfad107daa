r"""A query's text → its outline: the form, whether it names graphs, calls SERVICE or asks for chance, from its tokens.

Oxigraph's parser knows no word boundaries: it reads `SERVICE:x` as SERVICE and the name `:x`, and `1SERVICE` as a number and
SERVICE. And it takes \u escapes only inside strings and IRIs, where other engines replace them first (SPARQL 1.1, 19.2). So
SERVICE is found wherever either could see one.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

# SPARQL 1.1, 19.8: the terminals that may hide a keyword come first, then names, words and single characters. A comment ends at
# a line feed or a carriage return. `\` outside strings and IRIs belongs to a name (PN_LOCAL_ESC) and takes its character along.
# What looks like a prefix, and has no colon behind it, is taken as a whole, and apart by itself: at each of its words the colon
# would be looked for once more, for an hour where there are a million of them.
_TOKEN: Final = re.compile(
    r"""
      (?P<iri> <[^<>"{}|^`\\\x00-\x20]*(?:\\[uU][0-9A-Fa-f][^<>"{}|^`\\\x00-\x20]*)*> )
    | (?P<string> '''(?:(?:'|'')?(?:[^'\\]|\\.))*''' | \"\"\"(?:(?:"|"")?(?:[^"\\]|\\.))*\"\"\"
                | '(?:[^'\\\n\r]|\\.)*' | "(?:[^"\\\n\r]|\\.)*" )
    | (?P<comment> \#[^\n\r]* )
    | (?P<variable> [?$]\w+ )
    | (?P<tag> @[A-Za-z]+(?:-[A-Za-z0-9]+)* )
    | (?P<name> (?:[^\W\d_][\w.-]*+)?:(?:\\.|%|[\w.:-])* | _:[\w.-]* )
    | (?P<run> [^\W\d_][\w.-]*+ )
    | (?P<number> \d+ )
    | (?P<word> [^\W\d]\w* )
    | (?P<escape> \\. )
    | (?P<other> [^\s] )
    """,
    re.VERBOSE | re.DOTALL,
)
_OF_A_RUN: Final = re.compile(r"(?P<number> \d+ ) | (?P<word> [^\W\d]\w* ) | (?P<other> [^\s] )", re.VERBOSE)
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_SERVICE_PREFIX: Final = re.compile(r"service(silent)?:", re.IGNORECASE)
_FORMS: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
# The functions whose answer differs from one evaluation to the next (SPARQL 1.1, 17.4.2 to 17.4.5).
_VOLATILE: Final = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE"})
_PERHAPS_VOLATILE: Final = re.compile("now|rand|uuid|bnode", re.IGNORECASE)
_LONG: Final = 8_000  # characters of a query that is not taken apart just to find out whether it may be cached
_OPENING: Final = frozenset("({[")
_CLOSING: Final = frozenset(")}]")
_OPERATORS: Final = frozenset("!+-*/^|&=<>")
_CHAINING: Final = frozenset({"UNION", "OPTIONAL", "MINUS", "FILTER", "BIND", "EXISTS", "NOT"})
_DEEPEST: Final = 300  # brackets in brackets; Oxigraph's parser recurses, and dies at 1,500 or so
_CHAIN: Final = 1500  # the same sign again and again: `!!!!`, `1+1+1+`, `<a>/<b>/`: its tree is as deep as that is long


@dataclass(frozen=True, slots=True)
class Outline:
    """What the tokens of a query tell.

    `form` is SELECT, ASK, CONSTRUCT or DESCRIBE, None where there is no such word: an update, or no query at all.
    `dataset` is whether there is a FROM clause, `service` whether there may be a SERVICE clause, `volatile` whether the same
    query may have another answer on the same data, `deep` whether it nests deeper than a query of a person or a program does.
    """

    form: str | None
    dataset: bool
    service: bool
    volatile: bool
    deep: bool


def outline(text: str) -> Outline:
    """Return the outline of a query."""
    found = _tokens(text)
    words = [token.upper() for kind, token in found if kind == "word"]
    return Outline(
        form=next((word for word in words if word in _FORMS), None),
        dataset="FROM" in words,
        service=_calls_service(text) or _calls_service(unescaped(text)),
        volatile=not _VOLATILE.isdisjoint(words),
        deep=_is_deep(found),
    )


def volatile(text: str) -> bool:
    """Return whether the same query may have another answer on the same data; True, too, where that takes long to tell."""
    if not _PERHAPS_VOLATILE.search(text):
        return False
    return len(text) > _LONG or any(each.lastgroup == "word" and each[0].upper() in _VOLATILE for each in tokens(text))


def _is_deep(found: list[tuple[str, str]]) -> bool:
    """Return whether brackets nest deeply, or operators in one bracket make a chain that nests deeply once it is parsed."""
    chains: list[Counter[str]] = [Counter()]
    opened = [""]
    for kind, sign in found:
        if kind == "other" and sign in _OPENING:
            chains.append(Counter())
            opened.append(sign)
        elif kind == "other" and sign in _CLOSING and len(opened) > 1:
            chains.pop()
            opened.pop()
        elif (kind == "other" and sign in _OPERATORS) or (kind == "word" and sign.upper() in _CHAINING):
            # Between braces - is the sign of a number: VALUES may list thousands.
            chains[-1][sign.upper()] += opened[-1] == "(" or sign != "-"
        else:
            continue
        if len(opened) > _DEEPEST or chains[-1][sign.upper()] > _CHAIN:
            return True
    return False


def tokens(text: str) -> Iterator[re.Match[str]]:
    """Yield the tokens of a query or an update in time that grows as its length does, each with its kind as `lastgroup`."""
    for match in _TOKEN.finditer(text):
        if match.lastgroup == "run":
            yield from _OF_A_RUN.finditer(text, match.start(), match.end())
        else:
            yield match


def _tokens(text: str) -> list[tuple[str, str]]:
    return [(match.lastgroup or "", match[0]) for match in tokens(text)]


def _calls_service(text: str) -> bool:
    """Return whether an engine could read SERVICE somewhere in `text`.

    A word that contains it counts, glued to whatever. So does a name with such a prefix before a brace, where no name may
    stand but after GRAPH: `{ SERVICE:x {`.
    """
    found = [("", ""), *((kind, token) for kind, token in _tokens(text) if kind != "comment"), ("", "")]
    for (_, before), (kind, token), (_, after) in zip(found, found[1:], found[2:], strict=False):
        if kind == "word" and "service" in token.lower():
            return True
        if kind == "name" and after == "{" and before.upper() != "GRAPH" and _SERVICE_PREFIX.search(token):
            return True
    return False


def unescaped(text: str) -> str:
    r"""Return `text` with each \u escape as its character (SPARQL 1.1, 19.2)."""
    return _ESCAPE.sub(lambda match: _character(int(match[1] or match[2], 16)), text)


def _character(codepoint: int) -> str:
    return chr(codepoint) if codepoint <= 0x10FFFF else "\N{REPLACEMENT CHARACTER}"
