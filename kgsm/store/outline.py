r"""A query's text → its outline: the form, whether it names graphs, calls SERVICE or asks for chance, from its tokens.

Oxigraph's parser knows no word boundaries: it reads `SERVICE:x` as SERVICE and the name `:x`, and `1SERVICE` as a number and
SERVICE. And it takes \u escapes only inside strings and IRIs, where other engines replace them first (SPARQL 1.1, 19.2). So
SERVICE is found wherever either could see one.
"""

import re
from dataclasses import dataclass
from typing import Final

# SPARQL 1.1, 19.8: the terminals that may hide a keyword come first, then names, words and single characters. A comment ends at
# a line feed or a carriage return. `\` outside strings and IRIs belongs to a name (PN_LOCAL_ESC) and takes its character along.
_TOKEN: Final = re.compile(
    r"""
      (?P<iri> <[^<>"{}|^`\\\x00-\x20]*(?:\\[uU][0-9A-Fa-f][^<>"{}|^`\\\x00-\x20]*)*> )
    | (?P<string> '''(?:(?:'|'')?(?:[^'\\]|\\.))*''' | \"\"\"(?:(?:"|"")?(?:[^"\\]|\\.))*\"\"\"
                | '(?:[^'\\\n\r]|\\.)*' | "(?:[^"\\\n\r]|\\.)*" )
    | (?P<comment> \#[^\n\r]* )
    | (?P<variable> [?$]\w+ )
    | (?P<tag> @[A-Za-z]+(?:-[A-Za-z0-9]+)* )
    | (?P<name> (?:[^\W\d_][\w.-]*)?:(?:\\.|%|[\w.:-])* | _:[\w.-]* )
    | (?P<number> \d+ )
    | (?P<word> [^\W\d]\w* )
    | (?P<escape> \\. )
    | (?P<other> [^\s] )
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_SERVICE_PREFIX: Final = re.compile(r"service(silent)?:", re.IGNORECASE)
_FORMS: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
# The functions whose answer differs from one evaluation to the next (SPARQL 1.1, 17.4.2 to 17.4.5).
_VOLATILE: Final = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE"})


@dataclass(frozen=True, slots=True)
class Outline:
    """What the tokens of a query tell.

    `form` is SELECT, ASK, CONSTRUCT or DESCRIBE, None where there is no such word: an update, or no query at all.
    `dataset` is whether there is a FROM clause, `service` whether there may be a SERVICE clause, `volatile` whether the same
    query may have another answer on the same data.
    """

    form: str | None
    dataset: bool
    service: bool
    volatile: bool


def outline(text: str) -> Outline:
    """Return the outline of a query."""
    words = [token.upper() for kind, token in _tokens(text) if kind == "word"]
    return Outline(
        form=next((word for word in words if word in _FORMS), None),
        dataset="FROM" in words,
        service=_calls_service(text) or _calls_service(_unescaped(text)),
        volatile=not _VOLATILE.isdisjoint(words),
    )


def _tokens(text: str) -> list[tuple[str, str]]:
    return [(match.lastgroup or "", match[0]) for match in _TOKEN.finditer(text)]


def _calls_service(text: str) -> bool:
    """Return whether an engine could read SERVICE somewhere in `text`.

    A word that contains it counts, glued to whatever. So does a name with such a prefix before a brace, where no name may
    stand but after GRAPH: `{ SERVICE:x {`.
    """
    tokens = [("", ""), *((kind, token) for kind, token in _tokens(text) if kind != "comment"), ("", "")]
    for (_, before), (kind, token), (_, after) in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if kind == "word" and "service" in token.lower():
            return True
        if kind == "name" and after == "{" and before.upper() != "GRAPH" and _SERVICE_PREFIX.search(token):
            return True
    return False


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda match: _character(int(match[1] or match[2], 16)), text)


def _character(codepoint: int) -> str:
    return chr(codepoint) if codepoint <= 0x10FFFF else "\N{REPLACEMENT CHARACTER}"
