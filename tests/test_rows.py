"""How many rows an answer has is told from its bytes, whatever its values contain and however it comes in pieces."""

import json
from pathlib import Path
from typing import Final

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgsm.limits import Limits
from kgsm.problems import QueryError
from kgsm.serve.negotiate import ANSWERED_GRAPHS, ROWS, Format
from kgsm.sparql import CSV, JSON, XML, Answer, Query, Store
from kgsm.store import Bounded, open_pool
from kgsm.store.rows import Rows

TRICKS: Final = (
    None,
    "",
    "},{",
    '},{"',
    '},{"x":',
    "},{}",
    "{},{}",
    "\\",
    '\\"',
    '"',
    '""',
    "\n",
    "\r\n",
    "a\nb,c\n",
    "<result>",
    " } , { ",
)


def answer(values: list[tuple[str | None, ...]], media_type: str) -> bytes:
    rows = " ".join("(" + " ".join("UNDEF" if each is None else json.dumps(each) for each in row) + ")" for row in values)
    found = pyoxigraph.Store().query(f"SELECT ?x ?y {{ VALUES (?x ?y) {{ {rows} }} }}")
    assert isinstance(found, pyoxigraph.QuerySolutions)
    return found.serialize(format=pyoxigraph.QueryResultsFormat.from_media_type(media_type)) or b""


def passes(body: bytes, media_type: str, most: int, size: int) -> bool:
    rows = Rows(media_type, most)
    try:
        for start in range(0, len(body), size):
            rows.add(body[start : start + size])
        rows.add(b"", last=True)
    except QueryError:
        return False
    return True


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(*[st.one_of(st.sampled_from(TRICKS), st.text(st.sampled_from('"\\{}[],: \nx'), max_size=6))] * 2), max_size=8),
    st.sampled_from(ROWS), st.integers(1, 200),
)  # fmt: skip
def test_rows_are_counted_whatever_they_hold(values: list[tuple[str | None, ...]], form: Format, size: int) -> None:
    body = answer(values, form.media_type)
    count = len(values)
    assert passes(body, form.media_type, max(count, 1), size)
    if count > 1:
        assert not passes(body, form.media_type, count - 1, size)
    if form.media_type == JSON:
        wide = json.dumps(json.loads(body), indent=2).encode()
        assert passes(wide, JSON, max(count, 1), size)
        assert count < 2 or not passes(wide, JSON, count - 1, size)


@pytest.mark.parametrize("most", [40, 39])
def test_an_answer_has_as_many_rows_or_triples_as_it_may_and_no_more(published: Path, most: int) -> None:
    query = f"VALUES ?x {{ {' '.join(map(str, range(40)))} }}"
    with open_pool(published, Limits(rows=most)) as pool:
        for form in (*ROWS, *ANSWERED_GRAPHS):
            text = (
                f"SELECT ?x {{ {query} }}" if form in ROWS else f"CONSTRUCT {{ <x:s> <http://x.example/p> ?x }} {{ {query} }}"
            )
            if most == 40:
                assert pool.answer(Query(text), form.media_type, form.media_type).size
                continue
            with pytest.raises(QueryError, match="more than 39 rows or triples") as caught:
                pool.answer(Query(text), form.media_type, form.media_type)
            assert caught.value.status == 503
            assert pool.answer(Query(text, own=True), form.media_type, form.media_type).size, "a page is not bounded by it"


def test_a_long_answer_breaks_off_at_the_row_too_many(published: Path) -> None:
    with open_pool(published, Limits(rows=100_000)) as pool:
        for media_type in (JSON, XML, CSV):
            long = pool.answer(Query("SELECT * { ?a ?b ?c . ?d ?e ?f }"), media_type)
            assert long.size is None
            with pytest.raises(QueryError, match="more than 100000 rows"):
                long.read()


# Another one's store


class Slow:
    """A store that answers in pieces, and has no limits."""

    def __init__(self, pieces: int, size: int) -> None:
        self.pieces, self.size, self.closed = pieces, size, 0

    def answer(self, query: Query, rows: str | None = JSON, graph: str | None = None) -> Answer:  # noqa: ARG002
        return Answer(CSV, self)

    def __iter__(self):  # type: ignore[no-untyped-def]
        for _ in range(self.pieces):
            yield b"x\n" * (self.size // 2)

    def version(self, query: Query) -> str | None:  # noqa: ARG002
        return None

    def close(self) -> None:
        self.closed += 1


def test_a_store_without_limits_is_given_ours() -> None:
    short = Bounded(Slow(3, 100)).answer(Query("SELECT * {}"))
    assert (short.size, len(short.read())) == (300, 300)
    for limits, reason in ((Limits(size=250), "250 bytes"), (Limits(rows=100), "100 rows"), (Limits(seconds=0), "0 seconds")):
        with pytest.raises(QueryError, match=reason) as caught:
            Bounded(Slow(3, 100), limits).answer(Query("SELECT * {}"))
        assert caught.value.status == 503
    long = Slow(100, 100_000)
    found = Bounded(long, Limits(size=5_000_000)).answer(Query("SELECT * {}"))
    assert found.size is None
    pieces = iter(found.body)
    assert len(next(pieces)) > 2_000_000
    with pytest.raises(QueryError, match="5000000 bytes"):
        list(pieces)
    assert long.closed == 1, "the other store is not read any further"
    assert Bounded(Slow(100, 100_000), Limits(size=5)).answer(Query("SELECT * {}", own=True)).read()


def test_what_a_store_says_of_itself_is_passed_on(store: Store) -> None:
    bounded = Bounded(store)
    query = Query("SELECT * { ?s ?p ?o } LIMIT 5")
    assert bounded.version(query) == store.version(query)
    assert bounded.answer(query).digest == store.answer(query).digest
