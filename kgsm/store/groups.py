"""A query's text → its groups: which patterns stand where, which variables each one shows, and where SERVICE is called.

The grammar of groups (SPARQL 1.1, 19.8, rules 53 to 67) by recursive descent over the tokens of `outline`. Triples and
expressions are left as runs of tokens: what is wrong in them the engine says. What this does not understand it refuses.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from kgsm.problems import QueryError
from kgsm.sparql import is_iri
from kgsm.store.outline import tokens, unescaped

_OPENING: Final = {"(": ")", "[": "]", "{": "}"}
_FORMS: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_DEEPEST: Final = 100


class Kind(StrEnum):
    """What an element of a group is."""

    TRIPLES = "triples"
    GROUP = "group"  # { … } or { … } UNION { … }
    OPTIONAL = "OPTIONAL"
    MINUS = "MINUS"
    GRAPH = "GRAPH"
    SERVICE = "SERVICE"
    FILTER = "FILTER"
    BIND = "BIND"
    VALUES = "VALUES"


_KEYWORDS: Final = frozenset(each.upper() for each in Kind if each.isupper())


@dataclass(frozen=True, slots=True)
class Element:
    """One pattern of a group, from `start` to `end` of the text.

    `term` is what GRAPH and SERVICE name: a variable with its question mark, or an IRI. `groups` are the groups inside,
    those of EXISTS in an expression too. `mentioned` are all variables in it; `always` those it binds in every solution,
    `visible` those it may bind, as SELECT * sees them (SPARQL 1.1, 18.2.1).
    """

    kind: Kind
    start: int
    end: int
    groups: "tuple[Group, ...]"
    mentioned: frozenset[str]
    always: frozenset[str]
    visible: frozenset[str]
    term: str = ""
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A group graph pattern, braces included. `nested` is whether it is a sub-select, whose own group is its only element."""

    start: int
    end: int
    elements: tuple[Element, ...]
    nested: bool
    always: frozenset[str]
    visible: frozenset[str]


@dataclass(frozen=True, slots=True)
class Structure:
    """A query taken apart: its prologue, its FROM clauses, its outermost group, and whether a `*` shows all variables."""

    text: str
    prologue: str
    dataset: str
    group: Group
    star: bool

    def services(self) -> "Iterator[Element]":
        """Yield the SERVICE patterns, those inside others too."""
        yield from _services(self.group)

    def words(self, start: int, end: int) -> frozenset[str]:
        """Return the words between two places, in capitals."""
        return frozenset(token.text.upper() for token in _tokens(self.text[start:end]) if token.kind == "word")

    def variables_outside(self, start: int, end: int) -> frozenset[str]:
        """Return the variables that the text has before and after two places."""
        return _variables(_tokens(self.text[:start])) | _variables(_tokens(self.text[end:]))


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


def structure(text: str) -> Structure:
    """Return the structure of a query. Raises QueryError, 400, where it is none that this can follow."""
    return _Parser(text).query()


def _services(group: Group) -> Iterator[Element]:
    for element in group.elements:
        if element.kind is Kind.SERVICE:
            yield element
        for inner in element.groups:
            yield from _services(inner)


def _tokens(text: str) -> list[_Token]:
    return [
        _Token(match.lastgroup or "", match[0], match.start(), match.end())
        for match in tokens(text)
        if match.lastgroup != "comment"
    ]


def _variables(tokens: list[_Token]) -> frozenset[str]:
    return frozenset(token.text[1:] for token in tokens if token.kind == "variable")


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = [*_tokens(text), _Token("end", "", len(text), len(text))]
        self._place = 0
        self._depth = 0
        self._prefixes: dict[str, str] = {}
        self._star = False

    def query(self) -> Structure:
        """Rule 2: the prologue, the form, FROM, and the group after them."""
        prologue = self._prologue()
        form = self._next().text.upper()
        if form not in _FORMS:
            raise self._lost()
        if form == "CONSTRUCT" and self._ahead("{"):
            self._balanced()
        dataset = []
        while not self._ahead("{"):
            if self._word("FROM"):
                begin = self._next()
                if self._word("NAMED"):
                    self._next()
                dataset.append(self._text[begin.start : self._next().end])
            elif self._ahead("("):
                self._balanced()
            else:
                self._star |= self._now().text == "*"
                self._next()
        group = self._group()
        return Structure(self._text, prologue, "\n".join(dataset), group, self._star)

    def _prologue(self) -> str:
        while True:
            if self._word("PREFIX"):
                self._next()
                prefix, iri = self._next(), self._next()
                if prefix.kind != "name" or iri.kind != "iri":
                    raise self._lost()
                self._prefixes[prefix.text] = unescaped(iri.text[1:-1])
            elif self._word("BASE"):
                self._next()
                self._next()
            else:
                return self._text[: self._now().start]

    def _group(self) -> Group:
        """Rule 53: a sub-select or patterns between braces."""
        start = self._expect("{").start
        self._depth += 1
        if self._depth > _DEEPEST:
            raise QueryError("The query nests its groups more deeply than a query with SERVICE may.", 400)
        if self._word("SELECT"):
            elements, always, visible, nested = (*self._select(), True)
        else:
            elements, nested = self._patterns(), False
            always = frozenset[str]().union(*(each.always for each in elements))
            visible = frozenset[str]().union(*(each.visible for each in elements))
        self._depth -= 1
        return Group(start, self._expect("}").end, elements, nested, always, visible)

    def _select(self) -> tuple[tuple[Element, ...], frozenset[str], frozenset[str]]:
        """Rule 8: a sub-select shows what it projects."""
        self._next()
        plain, named, star = set[str](), set[str](), False
        while not self._ahead("{") and not self._word("WHERE"):
            token = self._now()
            if token.text == "(":
                inside = self._balanced()
                named.add(inside[-2].text[1:])  # ( … AS ?name )
            else:
                star |= token.text == "*"
                plain |= _variables([token])
                self._next()
        if self._word("WHERE"):
            self._next()
        self._star |= star
        first = self._place
        inner = self._group()
        element = self._element(Kind.GROUP, first, (inner,))
        grouped = self._word("GROUP")
        while not self._ahead("}"):
            if self._now().kind == "other" and self._now().text in _OPENING:
                self._balanced()
            else:
                self._next()
        visible = inner.visible if star else frozenset(plain | named)
        return (element,), frozenset() if grouped else inner.always & visible, visible

    def _patterns(self) -> tuple[Element, ...]:
        found = []
        while not self._ahead("}"):
            if self._ahead("."):
                self._next()
            else:
                found.append(self._pattern())
        return tuple(found)

    def _pattern(self) -> Element:
        first, token = self._place, self._now()
        word = token.text.upper() if token.kind == "word" else ""
        if token.text == "{":
            return self._unions()
        if word in {Kind.OPTIONAL, Kind.MINUS}:
            self._next()
            group = self._group()
            visible = group.visible if word == Kind.OPTIONAL else frozenset[str]()
            return self._element(Kind(word), first, (group,), visible=visible)
        if word in {Kind.GRAPH, Kind.SERVICE}:
            return self._named(Kind(word))
        if word in {Kind.FILTER, Kind.BIND}:
            return self._expression(Kind(word))
        if word == Kind.VALUES:
            return self._values()
        if word in _FORMS:
            raise self._lost()
        return self._triples()

    def _unions(self) -> Element:
        first = self._place
        groups = [self._group()]
        while self._word("UNION"):
            self._next()
            groups.append(self._group())
        always = groups[0].always.intersection(*(each.always for each in groups))
        visible = frozenset[str]().union(*(each.visible for each in groups))
        return self._element(Kind.GROUP, first, tuple(groups), always=always, visible=visible)

    def _named(self, kind: Kind) -> Element:
        first = self._place
        self._next()
        silent = kind is Kind.SERVICE and self._word("SILENT")
        if silent:
            self._next()
        term = self._term()
        group = self._group()
        own = frozenset({term[1:]}) if term.startswith("?") else frozenset[str]()
        element = self._element(kind, first, (group,), group.always | own, group.visible | own)
        return replace(element, term=term, silent=silent)

    def _term(self) -> str:
        token = self._next()
        if token.kind == "variable":
            return f"?{token.text[1:]}"
        if token.kind == "iri":
            iri = unescaped(token.text[1:-1])
        else:
            prefix, colon, local = token.text.partition(":")
            iri = self._prefixes.get(prefix + colon, "") + unescaped(local).replace("\\", "")
        if not is_iri(iri):
            raise QueryError(f"{token.text[:200]} is no absolute IRI: after SERVICE and GRAPH one has to stand.", 400)
        return iri

    def _expression(self, kind: Kind) -> Element:
        """Rules 60 and 68: brackets, a call, or EXISTS; the groups of EXISTS wherever they are in it."""
        first = self._place
        self._next()
        groups: list[Group] = []
        while not self._ahead("(") and not self._word("EXISTS"):
            if self._ahead("}") or self._now().kind == "end":
                raise self._lost()
            self._next()
        if self._word("EXISTS"):
            self._next()
            groups.append(self._group())
        else:
            inside = self._balanced(groups)
            if kind is Kind.BIND:
                return self._element(kind, first, tuple(groups), visible=_variables(inside[-2:-1]))
        return self._element(kind, first, tuple(groups))

    def _values(self) -> Element:
        first = self._place
        self._next()
        names = _variables(self._balanced() if self._ahead("(") else [self._next()])
        rows = self._balanced()
        full = not any(each.text.upper() == "UNDEF" for each in rows)
        return self._element(Kind.VALUES, first, (), names if full else frozenset(), names)

    def _triples(self) -> Element:
        first = self._place
        while not self._ahead("}") and not self._ahead("{"):
            token = self._now()
            if token.kind == "word" and token.text.upper() in _KEYWORDS:
                break
            if token.kind == "other" and token.text in _OPENING:
                self._balanced()
            else:
                self._next()
        if self._place == first:
            raise self._lost()
        bound = _variables(self._tokens[first : self._place])
        return self._element(Kind.TRIPLES, first, (), bound, bound)

    def _element(
        self, kind: Kind, first: int, groups: tuple[Group, ...] = (),
        always: frozenset[str] = frozenset(), visible: frozenset[str] = frozenset(),
    ) -> Element:  # fmt: skip
        inside = self._tokens[first : self._place]
        return Element(kind, inside[0].start, inside[-1].end, groups, _variables(inside), always, visible)

    def _balanced(self, groups: list[Group] | None = None) -> list[_Token]:
        """Take a bracket and what it holds; the groups of EXISTS in it go into `groups`."""
        first = self._place
        closing = _OPENING.get(self._next().text)
        if closing is None:
            raise self._lost()
        while not self._ahead(closing):
            token = self._now()
            if token.kind == "end":
                raise self._lost()
            if groups is not None and self._word("EXISTS"):
                self._next()
                groups.append(self._group())
            elif token.kind == "other" and token.text in _OPENING:
                self._depth += 1
                if self._depth > _DEEPEST:
                    raise self._lost()
                self._balanced(groups)
                self._depth -= 1
            else:
                self._next()
        self._next()
        return self._tokens[first : self._place]

    def _now(self) -> _Token:
        return self._tokens[self._place]

    def _next(self) -> _Token:
        token = self._now()
        if token.kind == "end":
            raise self._lost()
        self._place += 1
        return token

    def _ahead(self, sign: str) -> bool:
        token = self._now()
        return token.kind == "other" and token.text == sign

    def _word(self, word: str) -> bool:
        token = self._now()
        return token.kind == "word" and token.text.upper() == word

    def _expect(self, sign: str) -> _Token:
        if not self._ahead(sign):
            raise self._lost()
        return self._next()

    def _lost(self) -> QueryError:
        token = self._now()
        before = self._text[: token.start]
        line, column = before.count("\n") + 1, token.start - before.rfind("\n")
        found = f"'{token.text[:40]}'" if token.text else "the end"
        return QueryError(f"A query with SERVICE cannot be followed here: {found} was not expected.", 400, line, column)
