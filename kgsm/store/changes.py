"""A change and a store → the store with the change made: SPARQL 1.1 Update, and what the Graph Store Protocol writes.

The default graph of the store is the union of its named graphs. What is written into no graph stands in a graph of its own; a
pattern without GRAPH is looked for in the union. A triple of another graph goes only where that graph is named.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from kgsm.problems import QueryError
from kgsm.sparql import Change, Deed, is_iri
from kgsm.store.outline import outline
from kgsm.store.outline import tokens as tokens_of
from kgsm.store.refusal import SERVICE_IS_OFF, TOO_DEEP
from kgsm.store.states import Form

_DEFAULT: Final = DefaultGraph()
_PROLOGUE: Final = frozenset({"PREFIX", "BASE"})
_WHOLE: Final = frozenset({"CLEAR", "DROP"})
_BETWEEN: Final = frozenset({"ADD", "MOVE", "COPY"})
_MOST: Final = 1000
_NUMBER: Final = re.compile(r"[+-]?(?<![.\w])[0-9]+(?:\.[0-9]+)?(?![\w.]*[eE])")
LOAD_IS_OFF: Final = (
    "LOAD fetches from other servers, and this one sends them no request. Send the triples: INSERT DATA, or PUT."
)


@dataclass(frozen=True, slots=True)
class _Word:
    """A word, or a sign, of an update outside all brackets."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Made:
    """What a change did: whether a graph was made anew, and its literals as it wrote them."""

    created: bool
    forms: tuple[Form, ...]


def change(store: Store, asked: Change, own: str) -> Made:
    """Make a change in a store; `own` is the graph of what is written into none.

    Raises QueryError: 400 where the change is wrong or reaches out, 404 where there is no such graph to delete.
    """
    if asked.deed is Deed.UPDATE:
        _update(store, asked, own)
        return Made(False, tuple(form for _, body in asked.content for form in _literals(body.decode("utf-8"))))  # noqa: FBT003
    graph = NamedNode(asked.graph or own)
    there = next(store.quads_for_pattern(None, None, None, graph), None) is not None
    if asked.deed is Deed.DELETE and not there:
        raise QueryError(f"There is no graph {graph.value[:200]}.", 404)
    triples = [each for media_type, body in asked.content for each in _triples(body, media_type, graph.value)]
    if asked.deed is not Deed.POST:
        store.remove_graph(graph)
    store.extend(Quad(each.subject, each.predicate, each.object, graph) for each in triples)
    forms = tuple((each.predicate, each.object) for each in triples if isinstance(each.object, Literal))
    return Made(not there and bool(triples), forms)


def _literals(text: str) -> Iterator[Form]:
    """Yield the typed literals of an update: "5"^^xsd:nonNegativeInteger, 1.50, 007."""
    tokens = [(match.lastgroup, match[0], match.start()) for match in tokens_of(text) if match.lastgroup != "comment"]
    prologue = "".join(each for each, _ in _operations(text))
    for place, (kind, said, start) in enumerate(tokens):
        behind = [each for _, each, _ in tokens[place + 1 : place + 4]]
        if kind == "string" and behind[:2] == ["^", "^"] and len(behind) == 3:
            written = f"{said}^^{behind[2]}"
        elif kind == "number" and (match := _NUMBER.match(text, start - (text[start - 1] in "+-"))):
            written = match[0]
        else:
            continue
        with suppress(SyntaxError):
            yield from _parsed(f"{prologue}\n", written)


def _parsed(prologue: str, written: str) -> Iterator[Form]:
    # Turtle reads the prologue of SPARQL (RDF 1.1 Turtle, 6.5) and keeps the form of a literal.
    for quad in parse(f"{prologue}<urn:x:s> <urn:x:p> {written} .", RdfFormat.TURTLE):
        if isinstance(quad.object, Literal):
            yield None, quad.object


def _triples(body: bytes, media_type: str, base: str) -> list[Triple]:
    form = RdfFormat.from_media_type(media_type)
    if form is None or (form.supports_datasets and form != RdfFormat.JSON_LD):
        raise QueryError(f"'{media_type[:80]}' is no format of one graph that is read here.", 415)
    try:
        # Nothing is fetched: a JSON-LD context elsewhere is an error.
        quads = list(parse(body, form, base_iri=base, without_named_graphs=True, rename_blank_nodes=True))
    except (SyntaxError, ValueError) as error:
        raise QueryError(f"The graph cannot be read: {error}.", 400) from error
    return [each.triple for each in quads]


def _update(store: Store, asked: Change, own: str) -> None:
    for _, body in asked.content:
        text = body.decode("utf-8")
        found = outline(text)
        if found.service:
            raise QueryError(SERVICE_IS_OFF, 400)
        if found.deep:
            raise QueryError(TOO_DEEP, 400)
        operations = list(_operations(text))
        if len(operations) > _MOST:
            raise QueryError(f"An update may have {_MOST} operations.", 400)
        if any(operation[:4].upper() == "LOAD" for _, operation in operations):
            raise QueryError(LOAD_IS_OFF, 400)
        for prologue, operation in operations:
            _operate(store, prologue, operation, asked, own)


def _operate(store: Store, prologue: str, operation: str, asked: Change, own: str) -> None:
    before = _default(store)
    try:
        # Without BASE relative IRIs are below the endpoint, which `own` is a part of.
        store.update(f"{prologue}\n{_adapted(operation, asked, own)}", base_iri=own)
    except SyntaxError as error:
        raise QueryError(f"The update cannot be read: {error}.", 400) from error
    except (RuntimeError, OSError, ValueError) as error:
        raise QueryError(f"The update cannot be made: {error}.", 400) from error
    after, graph = _default(store), NamedNode(own)
    for each in after - before:
        store.add(Quad(each.subject, each.predicate, each.object, graph))
    for each in before - after:
        store.remove(Quad(each.subject, each.predicate, each.object, graph))
    union = {each.triple for each in store if each.graph_name != _DEFAULT}
    for each in before - after:
        if each in union:
            where = next(
                str(quad.graph_name) for quad in store.quads_for_pattern(each.subject, each.predicate, each.object)
                if quad.graph_name != _DEFAULT
            )  # fmt: skip
            raise QueryError(
                f"What is to be deleted stands in the graph {where}. Name it: with GRAPH, WITH or CLEAR GRAPH.", 400
            )
    for each in after - union:
        store.remove(Quad(each.subject, each.predicate, each.object))
    store.extend(Quad(each.subject, each.predicate, each.object) for each in union - after)


def _default(store: Store) -> set[Triple]:
    return {each.triple for each in store.quads_for_pattern(None, None, None, _DEFAULT)}


def _operations(text: str) -> Iterator[tuple[str, str]]:
    """Yield each operation with the prologue that holds for it (Update, 3: prologues accumulate)."""
    prologue, start = "", 0
    words = [*_words(text), _Word(";", len(text), len(text))]
    own: list[_Word] = []
    for word in words:
        if word.text != ";":
            own.append(word)
            continue
        first = _first(own)
        if first is None:
            prologue += text[start : word.start] + "\n"
        else:
            prologue += text[start : first.start] + "\n"
            yield prologue, text[first.start : word.start]
        own, start = [], word.end


def _first(words: list[_Word]) -> _Word | None:
    """Return the word that says what an operation does: the first behind the prologue."""
    place = 0
    while place < len(words) and words[place].text.upper() in _PROLOGUE:
        place += 3 if words[place].text.upper() == "PREFIX" else 2
    return words[place] if place < len(words) else None


def _words(text: str) -> list[_Word]:
    depth, found = 0, []
    for match in tokens_of(text):
        if match.lastgroup == "comment":
            continue
        if match.lastgroup == "other" and match[0] in "({[":
            depth += 1
        elif match.lastgroup == "other" and match[0] in ")}]":
            depth -= 1
        elif depth == 0:
            found.append(_Word(match[0], match.start(), match.end()))
    return found


def _adapted(operation: str, asked: Change, own: str) -> str:
    """Return an operation as the store is to make it: the default graph by its name, and the graphs of the request as USING."""
    words = _words(operation)
    upper = [each.text.upper() for each in words]
    edits: list[tuple[int, int, str]] = []
    if upper[0] in _WHOLE and "DEFAULT" in upper:
        edits = [(word.start, word.end, f"SILENT GRAPH <{own}>") for word in words if word.text.upper() == "DEFAULT"]
        edits += [(word.start, word.end, "") for word in words if word.text.upper() == "SILENT"]
    elif upper[0] in _BETWEEN and upper[-1] == "DEFAULT":
        edits = [(words[-1].start, words[-1].end, f"GRAPH <{own}>")]
    elif upper[0] == "MOVE" and "DEFAULT" in upper:
        raise QueryError("The default graph is the union of the others and cannot be moved. COPY it, or MOVE a graph.", 400)
    if (asked.using or asked.using_named) and upper[0] in {"WITH", "INSERT", "DELETE"} and "DATA" not in upper[:2]:
        edits += _using(operation, words, upper, asked)
    for start, end, new in sorted(edits, reverse=True):
        operation = operation[:start] + new + operation[end:]
    return operation


def _using(operation: str, words: list[_Word], upper: list[str], asked: Change) -> list[tuple[int, int, str]]:
    """Return where the graphs of the request go into an operation (SPARQL 1.1 Protocol, 2.2.3)."""
    if {"USING", "WITH"} & set(upper):
        raise QueryError(
            "The request names graphs, and so does the update: by USING or WITH (SPARQL 1.1 Protocol, 2.2.3).", 400
        )
    graphs = [f"USING <{each}>" for each in asked.using] + [f"USING NAMED <{each}>" for each in asked.using_named]
    if not all(is_iri(each) for each in (*asked.using, *asked.using_named)):
        raise QueryError("A graph of the request is not an IRI.", 400)
    where = words[upper.index("WHERE")] if "WHERE" in upper else None
    if where is None:
        raise QueryError("The update has no WHERE, or one that cannot be found.", 400)
    if upper[:2] == ["DELETE", "WHERE"]:  # the short form has no USING; the pattern is the template, too
        pattern = operation[where.end :]
        return [(where.start, where.end, f"{pattern}\n{' '.join(graphs)} WHERE")]
    return [(where.start, where.start, f"{' '.join(graphs)} ")]
