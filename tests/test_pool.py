"""Query workers: what takes too long or too much is stopped alone, what dies is replaced, and nothing is left behind."""

import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Store as Oxigraph

from kgsm.limits import Limits
from kgsm.problems import PublishedError, QueryError
from kgsm.sparql import CSV, JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Query, Store, select
from kgsm.store import Cached, Shelved, open_pool
from kgsm.store.embedded import Embedded
from kgsm.store.pool import Pool
from tests.published_fixture import write_published
from tests.serving import client_of

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="workers are forked")

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . FILTER(?a != ?d && ?i != ?c && ?l != ?i) }"
GREEDY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?d ?g"
LONG = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
LIMITS = Limits(seconds=1, memory=200_000_000, size=40_000_000, public=2, own=1, patience=0.2)


@pytest.fixture(scope="module")
def pool(published: Path) -> Iterator[Pool]:
    with open_pool(published, LIMITS) as made:
        yield made


def nursery_of(pool: Pool) -> int:
    assert pool._nursery._process is not None
    return pool._nursery._process.pid


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_pool_answers_like_the_store_it_is_made_of(pool: Pool, store: Store) -> None:
    graph = "CONSTRUCT WHERE { ?s a <http://www.w3.org/2004/02/skos/core#ConceptScheme> }"
    for query in (COUNT, "ASK { ?s ?p ?o }", LONG + " LIMIT 20000", "SELECT ('\N{SNOWMAN}\0' AS ?x) {}"):
        assert len(pool.answer(Query(query)).read()) == len(store.answer(Query(query)).read())
    assert pool.answer(Query(COUNT), rows=CSV).read() == store.answer(Query(COUNT), rows=CSV).read()
    assert pool.answer(Query(graph)).media_type == TURTLE
    assert pool.version(Query(COUNT)) == store.version(Query(COUNT))
    assert select(pool, COUNT) == select(store, COUNT)


def test_what_took_the_engine_long_is_shared_and_not_what_had_to_wait(pool: Pool, tmp_path: Path) -> None:
    cached = Cached(pool, shared=Shelved(tmp_path))
    assert cached.answer(Query("SELECT (1 AS ?x) {}")).read()
    assert list(tmp_path.iterdir()) == []
    few = "{{ SELECT * {{ ?{0}1 ?{0}2 ?{0}3 }} LIMIT 400 }}".format
    assert cached.answer(Query(f"SELECT (COUNT(*) AS ?n) {{ {few('a')} {few('b')} FILTER(?a1 != ?b1) }}")).read()
    assert len(list(tmp_path.iterdir())) == 1


def test_what_is_wrong_with_a_query_comes_through(pool: Pool) -> None:
    with pytest.raises(QueryError) as caught:
        pool.answer(Query("SELECT *\n{ ?s }"))
    assert (caught.value.status, caught.value.line) == (400, 2)
    with pytest.raises(QueryError, match="SERVICE is switched off"):
        pool.answer(Query("ASK { SERVICE <http://127.0.0.1/> { } }"))
    with pytest.raises(QueryError) as caught:
        pool.answer(Query(COUNT), rows=None)
    assert caught.value.status == 406


@pytest.mark.parametrize(
    ("query", "reason"),
    [(ENDLESS, "longer than 1 seconds"), (GREEDY, "more memory|longer than")],
)
def test_a_query_that_takes_too_much_is_stopped_and_the_next_one_answered(pool: Pool, query: str, reason: str) -> None:
    with pytest.raises(QueryError, match=reason) as caught:
        pool.answer(Query(query))
    assert caught.value.status == 503
    assert pool.answer(Query(COUNT)).read()


def test_strangers_wait_for_each_other_and_pages_for_none_of_them(published: Path) -> None:
    refused: list[str] = []

    def ask() -> None:
        try:
            busy.answer(Query(ENDLESS))
        except QueryError as error:
            refused.append(str(error))

    with open_pool(published, LIMITS) as busy:
        threads = [threading.Thread(target=ask) for _ in range(5)]
        for each in threads:
            each.start()
        client = client_of(published, busy)
        for _ in range(5):
            assert client.get("/muster/use", headers={"Accept": "text/html"}).status_code == 200
        for each in threads:
            each.join()
        assert sum("Too many" in each for each in refused) == 3
        assert sum("longer than" in each for each in refused) == 2
        assert busy.answer(Query(COUNT)).read()


def test_the_endpoint_says_when_to_come_back(published: Path, pool: Pool) -> None:
    response = client_of(published, pool).get("/sparql", query_string={"query": ENDLESS})
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert "longer than 1 seconds" in json.loads(response.data)["detail"]


def test_short_answers_are_whole_and_carry_their_length_and_long_ones_come_in_pieces(published: Path, pool: Pool) -> None:
    client = client_of(published, pool)
    query = {"query": LONG + " LIMIT 4000"}
    response = client.get("/sparql", query_string=query)
    assert len(response.data) > 1_000_000
    assert response.headers["Content-Length"] == str(len(response.data))
    assert len(json.loads(response.data)["results"]["bindings"]) == 4000
    assert client.head("/sparql", query_string=query).headers["Content-Length"] == str(len(response.data))
    query = {"query": LONG + " LIMIT 20000"}
    response = client.get("/sparql", query_string=query)
    assert "Content-Length" not in response.headers
    assert len(json.loads(response.data)["results"]["bindings"]) == 20000
    assert response.headers["ETag"].startswith('W/"')
    again = client.get("/sparql", query_string=query, headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", response.headers["ETag"])


def test_a_long_answer_leaves_its_place_to_others_and_its_worker_comes_back(pool: Pool) -> None:
    long = [iter(pool.answer(Query(LONG + f" LIMIT {each}")).body) for each in (20_000, 20_001, 20_002)]
    assert all(next(each) for each in long)
    assert pool.answer(Query(COUNT)).read()
    for each in long:
        assert b"".join(each).endswith(b"]}}")
    assert pool._places[False]._free.qsize() == LIMITS.public


def test_what_is_stopped_after_it_began_is_an_error_and_not_a_shorter_answer(pool: Pool) -> None:
    body = iter(pool.answer(Query(LONG)).body)
    with pytest.raises(QueryError, match=r"more than 40000000 bytes|longer than|memory"):
        for _ in body:
            pass
    assert pool.answer(Query(COUNT)).read()
    assert pool._places[False]._free.qsize() == LIMITS.public


def test_an_answer_that_nobody_reads_to_its_end_gives_its_worker_free(pool: Pool) -> None:
    answer = pool.answer(Query(LONG))
    assert next(iter(answer.body))
    answer.body.close()  # type: ignore[attr-defined]
    assert pool._streams._value == LIMITS.transfers
    assert pool.answer(Query(COUNT)).read()


def test_whoever_dies_is_replaced(published: Path) -> None:
    with open_pool(published, LIMITS) as pool:
        assert pool.answer(Query(COUNT)).read()
        worker = pool._places[False]._free.get()
        assert worker is not None
        os.kill(worker.id, signal.SIGKILL)
        assert worker.connection.recv(1) == b""
        pool._places[False]._free.put(worker)
        assert pool.answer(Query(COUNT)).read()
        os.kill(nursery_of(pool), signal.SIGKILL)
        assert pool._nursery._control.recv(1) == b""
        for query in (COUNT, ENDLESS, COUNT, ENDLESS, COUNT, COUNT):
            try:
                assert pool.answer(Query(query)).read()
            except QueryError as error:
                assert query == ENDLESS, error  # noqa: PT017 - only those may fail


def test_another_release_is_not_mixed_with_the_one_that_is_served(tmp_path: Path) -> None:
    folder = write_published(tmp_path)
    with open_pool(folder, LIMITS) as pool:
        (folder / "manifest.json").write_text((folder / "manifest.json").read_text() + "\n")
        os.kill(nursery_of(pool), signal.SIGKILL)
        assert pool._nursery._control.recv(1) == b""
        with pytest.raises(QueryError, match="published anew") as caught:
            pool.answer(Query(COUNT))
        assert caught.value.status == 503


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    with pytest.raises(PublishedError, match="not a published folder"):
        open_pool(tmp_path)
    folder = write_published(tmp_path)
    (folder / "ns.nt").unlink()
    with pytest.raises(PublishedError, match="cannot be loaded"):
        open_pool(folder)


def test_nothing_is_left_behind(published: Path) -> None:
    pool = open_pool(published, LIMITS)
    assert pool.answer(Query(COUNT)).read()
    worker = pool._places[False]._free.get()
    assert worker is not None
    pool._places[False]._free.put(worker)
    nursery = nursery_of(pool)
    pool.close()
    pool.close()
    assert not alive(nursery)
    deadline = time.monotonic() + 30
    while alive(worker.id) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not alive(worker.id)


RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


@pytest.mark.parametrize(
    ("media_type", "triple"),
    [
        (RDF_XML, "<x:s> <http://x.example/1> 1"), (RDF_XML, "<x:s> <http://x.example/> 1"), (RDF_XML, f"<x:s> <{RDF}Description> 1"),
        (RDF_XML, f"<x:s> <{RDF}li> 1"), (RDF_XML, "<x:s> <x:p> 'a\\u0001'"), (JSON_LD, "<x:s> <x:p> <<( <x:a> <x:b> <x:c> )>>"),
    ],
)  # fmt: skip
def test_what_a_format_cannot_say_is_told_and_harms_no_worker(
    pool: Pool, monkeypatch: pytest.MonkeyPatch, media_type: str, triple: str
) -> None:
    query = Query(f"CONSTRUCT {{ {triple} }} {{}}")
    for store, tidy in ((pool, 20_000), (Embedded(Oxigraph(), ""), 20_000), (Embedded(Oxigraph(), ""), 0)):
        monkeypatch.setattr("kgsm.store.embedded._TIDY", tidy)
        with pytest.raises(QueryError, match=r"no name for the property|no XML document|JSON-LD 1\.1") as caught:
            store.answer(query, graph=media_type)
        assert caught.value.status == 400
    assert b"x:s" in pool.answer(query, graph=N_TRIPLES).read()
