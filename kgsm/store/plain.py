r"""A query's text → what it asks, where that is a basic graph pattern and nothing else; None where it is, or may be, more.

What is taken is less than SPARQL has, on purpose: ASCII names, absolute IRIs, strings without escapes, no paths, blank nodes,
filters or functions. What is evaluated is not the text but the tokens that were understood, with a space between, so that no
other reading of the text, as that of an engine that knows no word boundaries, is ever evaluated.
"""

import re
from dataclasses import dataclass
from typing import Final

# A variable with its `?`, an absolute IRI as it is, or the sign that stands for any literal.
Node = str
Pattern = tuple[Node, Node, Node]

LITERAL: Final = '"'
LONGEST: Final = 4_000  # characters of a query
WIDEST: Final = 15  # variables of a row: as many as the patterns may have (MOST_PATTERNS), since a row takes time by its width
_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_IRI: Final = r"<[A-Za-z][A-Za-z0-9+.-]*:[^<>\"{}|^`\\\x00-\x20]*>"
# A local name ends where no reading goes on: `ex:a.b` and `ex:a.ex:b` are names with dots (SPARQL 1.1, 19.8, PN_LOCAL).
_NAME: Final = r"(?:[A-Za-z][A-Za-z0-9_-]*)?:(?:[A-Za-z0-9_][A-Za-z0-9_-]*)?(?![\w:%\\-]|\.[\w.:%\\-])"
_TOKEN: Final = re.compile(
    rf"""
      (?P<space> [\x20\t\r\n]+ | \#[^\n\r]* )
    | (?P<variable> [?$][A-Za-z_]\w* )
    | (?P<iri> {_IRI} )
    | (?P<literal> (?: "[^"\\\n\r]*" | '[^'\\\n\r]*' ) (?!["'])
        (?: @[A-Za-z]+(?:-[A-Za-z0-9]+)*(?![\w-]) | \^\^(?:{_IRI}|{_NAME}) )? )
    | (?P<name> {_NAME} )
    | (?P<number> [0-9]+ )
    | (?P<word> [A-Za-z]++(?!\w) )
    | (?P<sign> [{{}}.;,*] )
    | (?P<else> . )
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Plain:
    """A query whose only part is a basic graph pattern: its `form`, the `text` to evaluate, and the triple patterns.

    `made` is how many triples its answer has for a solution, 0 where it has rows.
    """

    form: str
    text: str
    patterns: tuple[Pattern, ...]
    made: int = 0


class _MoreError(Exception):
    """The query has, or may have, more than a basic graph pattern."""


def plain(text: str) -> Plain | None:
    """Return what a plain query asks, None where it is not one."""
    if len(text) > LONGEST:
        return None
    tokens: list[tuple[str, str]] = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind == "else":
            return None
        if kind != "space":
            tokens.append((kind, match[0]))
    try:
        return _Reading(tokens).query()
    except _MoreError:
        return None


class _Reading:
    """A descent over the tokens, which ends with the first one that is not expected."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = [*tokens, ("end", "")]
        self._place = 0
        self._prefixes: dict[str, str] = {}

    def query(self) -> Plain:
        while self._word("PREFIX"):
            name, iri = self._next("name"), self._next("iri")
            if not name.endswith(":"):
                raise _MoreError
            self._prefixes[name] = _absolute(iri[1:-1])
        form = self._next("word").upper()
        if form == "DESCRIBE":
            patterns: list[Pattern] = [(self._node("iri", "name"), "?p", "?o")]
            made = patterns
        else:
            made = self._head(form)
            patterns = self._group()
            self._modifiers()
        self._next("end")
        if form == "CONSTRUCT" and not made:
            made = patterns
        return Plain(form, " ".join(token for _, token in self._tokens), tuple(patterns), len(made))

    def _head(self, form: str) -> list[Pattern]:
        """Read what stands before the group, and return the template."""
        made: list[Pattern] = []
        if form == "SELECT":
            _ = self._word("DISTINCT") or self._word("REDUCED")
            if not self._sign("*"):
                start = self._place
                self._next("variable")
                while self._kind() == "variable":
                    self._next("variable")
                if self._place - start > WIDEST:
                    raise _MoreError
        elif form == "CONSTRUCT":
            if self._token() == "{":
                made = self._group()
                if not made:
                    raise _MoreError
            elif self._token().upper() != "WHERE":
                raise _MoreError
        elif form != "ASK":
            raise _MoreError
        self._word("WHERE")
        return made

    def _group(self) -> list[Pattern]:
        found: list[Pattern] = []
        self._expect("{")
        while not self._sign("}"):
            subject = self._node("variable", "iri", "name")
            found += self._properties(subject)
            if not self._sign("."):
                self._expect("}")
                break
        return found

    def _properties(self, subject: Node) -> list[Pattern]:
        found: list[Pattern] = []
        while True:
            verb = _TYPE if self._token() == "a" and self._next("word") else self._node("variable", "iri", "name")
            found.append((subject, verb, self._object()))
            while self._sign(","):
                found.append((subject, verb, self._object()))
            if not self._sign(";"):
                return found
            while self._sign(";"):
                pass
            if self._token() in {".", "}"}:
                return found

    def _object(self) -> Node:
        return self._node("variable", "iri", "name", "literal", "number")

    def _node(self, *kinds: str) -> Node:
        kind = self._kind()
        if kind not in kinds:
            raise _MoreError
        token = self._next(kind)
        if kind == "variable":
            return f"?{token[1:]}"
        if kind == "iri":
            return _absolute(token[1:-1])
        if kind == "name":
            prefix, _, local = token.partition(":")
            if f"{prefix}:" not in self._prefixes:
                raise _MoreError
            return self._prefixes[f"{prefix}:"] + local
        return LITERAL

    def _modifiers(self) -> None:
        """Read LIMIT and OFFSET, each once: they do not make a query cheaper, and are not counted on."""
        open_ = {"LIMIT", "OFFSET"}
        while self._kind() == "word" and (word := self._token().upper()) in open_:
            open_.discard(word)
            self._next("word")
            self._next("number")

    def _kind(self) -> str:
        return self._tokens[self._place][0]

    def _token(self) -> str:
        return self._tokens[self._place][1]

    def _next(self, kind: str) -> str:
        found, token = self._tokens[self._place]
        if found != kind:
            raise _MoreError
        self._place += 1
        return token

    def _word(self, word: str) -> bool:
        found, token = self._tokens[self._place]
        is_there = found == "word" and token.upper() == word
        self._place += is_there
        return is_there

    def _sign(self, sign: str) -> bool:
        is_there = self._tokens[self._place] == ("sign", sign)
        self._place += is_there
        return is_there

    def _expect(self, sign: str) -> None:
        if not self._sign(sign):
            raise _MoreError


def _absolute(iri: str) -> str:
    """Return an IRI that an engine leaves as it is: without dot segments, which resolving removes (RFC 3986, 5.2.4)."""
    if "/." in iri or ":." in iri:
        raise _MoreError
    return iri
