"""Stores on disk: the answers of those in memory, whole or not there, and nobody waits for one to read a page or a file."""

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Store as Oxigraph

from kgsm import home
from kgsm.app import create_app
from kgsm.cli.stores import AUTO, DISK, MEMORY, is_on_disk, place_for
from kgsm.counts import counted
from kgsm.limits import Limits
from kgsm.manifest import read_manifest
from kgsm.problems import LoadingError, PublishedError, QueryError
from kgsm.serve.examples import EXAMPLES
from kgsm.sparql import N_TRIPLES, Query, Store, select
from kgsm.store import Builder, Depot, Describing, open_depot, open_pool, open_store
from kgsm.store.depot import FORM as MARKED
from kgsm.store.depot import OnDisk, counts_of, in_use, release_of
from kgsm.store.embedded import open_on_disk
from kgsm.store.filling import fill
from kgsm.store.loader import build
from tests.published_fixture import HOME, write_published
from tests.serving import Client, client_of
from tests.test_releases import RELEASE, number_of, read_while_releases_change, release, swap
from tests.test_serve_server import PATIENCE, get, served

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="workers are forked")

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
BLANK = re.compile(rb"_:[0-9a-f]+")
BESIDE = (
    COUNT,
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    f"SELECT (COUNT(*) AS ?n) FROM <{HOME}ns> {{ ?s ?p ?o }}",
    f"SELECT (COUNT(*) AS ?n) FROM NAMED <{HOME}ns> {{ ?s ?p ?o }}",
    f"SELECT (COUNT(*) AS ?n) FROM NAMED <{HOME}ns> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    "SELECT ?s ?o { ?s <http://purl.org/linked-data/cube#dataSet>/<http://purl.org/dc/terms/isPartOf>? ?o }",
    "SELECT ?p (SUM(?o) AS ?sum) (AVG(?o) AS ?mean) (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o FILTER(ISNUMERIC(?o)) } GROUP BY ?p",
    "ASK { ?s ?p 'nothing says this' }",
)
THINGS = f"""
SELECT DISTINCT ?thing {{ ?thing a ?type FILTER(STRSTARTS(STR(?thing), "{HOME}") && !CONTAINS(STR(?thing), "#")) }} ORDER BY ?thing
"""


def until(true: Callable[[], object], what: str = "it did not come to that") -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def built(depot: Depot) -> OnDisk:
    """Build the store of the release that is published, in this process, and return it."""
    release = release_of(depot.published)
    with depot.alone(release) as lock:
        assert lock
        build(depot, release)
    found = depot.find(release)
    assert found
    return found


def waited_for(depot: Depot) -> OnDisk:
    """Have the store built as a server does, by a process of its own, and return it."""
    with closing(Builder(depot, fits=False)) as builder:
        until(lambda: builder.ready() or builder.failure())
        assert not builder.failure()
    found = depot.find(release_of(depot.published))
    assert found
    return found


@pytest.fixture(scope="module")
def depot(tmp_path_factory: pytest.TempPathFactory) -> Depot:
    """Return a depot with the store of the first study."""
    made = open_depot(tmp_path_factory.mktemp("depot"), home.published())
    built(made)
    return made


@pytest.fixture
def small(tmp_path: Path) -> Depot:
    """Return an empty depot beside a small published folder."""
    return open_depot(tmp_path / "published.store", write_published(tmp_path / "published"))


def rows(store: Store, query: str) -> list[str]:
    content = json.loads(store.answer(Query(query)).read())
    return sorted(json.dumps(each, sort_keys=True) for each in content.get("results", {"bindings": [content]})["bindings"])


def test_a_store_on_disk_answers_like_the_one_in_memory(depot: Depot) -> None:
    memory = open_store(depot.published)
    with open_pool(depot.published, Limits(), depot) as disk:
        for query in (*EXAMPLES.values(), *BESIDE):
            assert rows(disk, query) == rows(memory, query), query
        for iri in (None, f"{HOME}ns"):
            whole = Query("CONSTRUCT WHERE { ?s ?p ?o }", default_graphs=(iri,) if iri else ())
            found = [BLANK.sub(b"_:", store.answer(whole, graph=N_TRIPLES).read()) for store in (disk, memory)]
            assert found[0].count(b"\n") > 300
            assert sorted(found[0].splitlines()) == sorted(found[1].splitlines())
        assert disk.version(Query(COUNT)) == memory.version(Query(COUNT))


def test_counts_are_made_with_the_store_and_served_without_asking_it(depot: Depot) -> None:
    found = counts_of(depot, release_of(depot.published))
    assert found == counted(open_store(depot.published))
    assert found is not None
    assert found.whole["distinctSubjects"] > 100
    assert counts_of(depot, "0" * 64) is None
    app = create_app(depot.published, depot=depot)
    try:
        assert app.extensions["kgsm"].statistics.counts() == found
        assert b"classPartition" in app.test_client().get("/.well-known/void", headers={"Accept": "text/turtle"}).data
    finally:
        app.extensions["kgsm"].close()


def test_what_runs_away_on_disk_is_stopped_and_the_next_query_answered(depot: Depot) -> None:
    with open_pool(depot.published, Limits(seconds=1, public=1), depot) as pool:
        with pytest.raises(QueryError, match=r"longer than 1 seconds|more memory"):
            pool.answer(Query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?d && ?i != ?c) }"))
        assert int(select(pool, COUNT)[0]["n"].value) > 1000


def test_triples_are_loaded_in_pieces_and_blank_nodes_stay_one(tmp_path: Path) -> None:
    folder = write_published(tmp_path)
    blank = b"".join(b'_:one <http://x.example/p> "%d" .\n' % each for each in range(50))
    manifest = json.loads((folder / "manifest.json").read_text())
    entry = next(each for each in manifest["files"] if each["path"] == "ns.nt")
    (folder / "ns.nt").write_bytes((folder / "ns.nt").read_bytes() + blank)
    entry["bytes"] += len(blank)
    (folder / "manifest.json").write_text(json.dumps(manifest))
    read: list[int] = []
    whole, pieces = Oxigraph(), Oxigraph()
    fill(whole, folder, read_manifest(folder))
    fill(pieces, folder, read_manifest(folder), read.append, most=7)
    assert len(whole) == len(pieces)
    about = "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s <http://x.example/p> ?o }"
    assert [str(each["n"].value) for each in pieces.query(about)] == ["1"]  # type: ignore[union-attr]
    assert abs(sum(read) - sum(each.size for each in read_manifest(folder).graphs())) < 100


def test_a_store_that_was_half_built_when_its_process_was_killed_is_built_anew(small: Depot) -> None:
    release = release_of(small.published)
    with pytest.raises(PublishedError, match="no store"):
        open_pool(small.published, None, small)
    with small.alone(release) as lock:
        assert lock
        command = [sys.executable, "-m", "kgsm.store.loader", str(small.published), str(small.folder), release]
        with subprocess.Popen(command, pass_fds=[lock.fileno()]) as loader:
            until(lambda: (small.building(release) / "store").exists() or loader.poll() is not None)
            loader.kill()
    (small.building(release) / "store").mkdir(parents=True, exist_ok=True)
    (small.building(release) / "store" / "000004.log").write_bytes(b"half a line")
    assert small.find(release) is None or loader.returncode == 0
    found = waited_for(small)
    assert not small.building(release).exists()
    assert int(select(open_on_disk(found), COUNT)[0]["n"].value) > 100


def test_a_file_in_the_place_of_a_store_gives_way_to_one(small: Depot) -> None:
    small.folder.mkdir(parents=True)
    small.place(release_of(small.published)).write_text("no store")
    found = waited_for(small)
    small.clear()
    assert [each for each in small.folder.iterdir() if each.name.startswith(".gone-")] == []
    assert int(select(open_on_disk(found), COUNT)[0]["n"].value) > 100


def test_a_loader_ends_when_whoever_started_it_is_killed(small: Depot) -> None:
    release = release_of(small.published)
    start = (
        "import os, subprocess, sys, time\n"
        "os.mkfifo(sys.argv[1] + '/wait.nt')\n"
        "print(subprocess.Popen([sys.executable, '-m', 'kgsm.store.loader', *sys.argv[1:]]).pid, flush=True)\n"
        "time.sleep(600)"
    )
    manifest = json.loads((small.published / "manifest.json").read_text())
    manifest["files"].append(
        {"path": "wait.nt", "bytes": 0, "sha256": "0", "mediaType": N_TRIPLES, "graph": "http://x.example/"}
    )
    (small.published / "manifest.json").write_text(json.dumps(manifest))  # it waits for ever for what nobody writes
    command = [sys.executable, "-c", start, str(small.published), str(small.folder), release]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        loader = int(parent.stdout.readline())
        until(lambda: small.building(release).exists())
        parent.kill()
    until(lambda: not Path(f"/proc/{loader}").exists() or "Z" in Path(f"/proc/{loader}/stat").read_text().split()[2])


def test_one_of_two_who_want_a_store_builds_it_and_both_have_it(small: Depot) -> None:
    with closing(Builder(small, fits=False)) as one, closing(Builder(small, fits=False)) as other:
        began = [one.ready(), one.is_ours, other.ready(), other.is_ours]
        assert began == [False, True, False, False]
        until(lambda: one.ready() and other.ready())


@pytest.mark.parametrize("fault", ["cut", "gone", "unmarked", "of another form", "of another release"])
def test_a_store_whose_files_are_not_those_of_its_mark_is_not_there(small: Depot, fault: str) -> None:
    place = small.folder / "place"
    (place / "store").mkdir(parents=True)
    (place / "store" / "000009.sst").write_bytes(b"what it holds")
    content = {"form": MARKED, "release": "place", "base": "", "files": [["000009.sst", 13]]}
    (place / "store.json").write_text(json.dumps(content))
    assert small.find("place") == OnDisk(place, "place", "", 13)
    match fault:
        case "cut":
            (place / "store" / "000009.sst").write_bytes(b"what it")
        case "gone":
            (place / "store" / "000009.sst").unlink()
        case "unmarked":
            (place / "store.json").unlink()
        case "of another form":
            (place / "store.json").write_text(json.dumps(content | {"form": "0"}))
        case _:
            (place / "store.json").write_text(json.dumps(content | {"release": "0"}))
    assert small.find("place") is None


def damage(stored: OnDisk) -> None:
    """Change the bytes of a store, but not their number."""
    for path in (stored.folder / "store").glob("*.sst"):
        content = bytearray(path.read_bytes())
        content[: len(content) - 60] = bytes(255 - each for each in content[: len(content) - 60])
        path.write_bytes(content)


def test_bytes_that_changed_on_the_disk_are_seen_by_a_query_and_the_store_is_given_up(small: Depot) -> None:
    damage(built(small))
    with open_pool(small.published, None, small) as pool:
        with pytest.raises(QueryError, match="damaged") as caught:
            pool.answer(Query(COUNT))
        assert caught.value.status == 503
    assert small.find(release_of(small.published)) is None
    built(small)


def test_a_damaged_store_that_is_not_ours_to_remove_is_given_up_and_memory_does_where_it_fits(
    small: Depot, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = release_of(small.published)
    damage(built(small))
    lock, mark = small.folder / f".lock-{release[:32]}", small.place(release) / "store.json"

    def refused(path: Path, *, missing_ok: bool = False) -> None:
        raise PermissionError(path, missing_ok)

    with closing(Builder(small, fits=True)) as builder, closing(Builder(small, fits=False)) as other:
        assert (builder.ready(), other.ready()) == (True, True)
        lock.unlink()
        lock.mkdir()  # nobody can have it
        with open_pool(small.published, None, small) as pool, monkeypatch.context() as patched:
            patched.setattr(Path, "unlink", refused)
            with pytest.raises(QueryError, match="damaged"):
                pool.answer(Query(COUNT))
        assert mark.exists()
        assert not builder.ready()  # for once: who serves from it has to turn away
        assert (builder.ready(), builder.where()) == (True, None)
        assert (other.ready(), other.ready()) == (False, False)
        assert "Is a directory" in str(other.refusal())
        mark.touch()  # another store in its place is another one
        assert (builder.ready(), other.ready()) == (True, True)


def test_stores_of_former_releases_go_when_nobody_reads_them_and_those_of_others_stay(tmp_path: Path) -> None:
    published, folder = release(tmp_path / "published", 1), tmp_path / "stores"
    depot, others = open_depot(folder, published), open_depot(folder, release(tmp_path / "other", 9))
    first, foreign = built(depot), built(others)
    with ExitStack() as stack:
        stack.enter_context(in_use(first))
        swap(published, release(tmp_path / "new", 2))
        second = built(depot)
        depot.clear()
        assert first.folder.exists()
    depot.clear()
    assert not first.folder.exists()
    assert second.folder.exists()
    assert foreign.folder.exists()
    assert not list(folder.glob(".gone-*"))
    with pytest.raises(PublishedError, match="no longer there"), in_use(first):
        pass


def test_a_store_is_never_kept_in_the_published_folder(small: Depot) -> None:
    with pytest.raises(PublishedError, match="a place beside it"):
        open_depot(small.published / "stores", small.published)


def test_what_cannot_be_built_is_told_in_a_sentence_and_memory_does_where_it_fits(small: Depot) -> None:
    small.folder.write_text("a file, where a folder should be")
    for fits in (False, True):
        with closing(Builder(small, fits=fits)) as builder:
            assert builder.ready() is fits
            assert "File exists" in builder.failure() or "Not a directory" in builder.failure()
            assert "SPARQL is not available" in str(builder.refusal())
            assert builder.where() is None
    small.folder.unlink()
    (small.published / "ns.nt").write_bytes(b"not what was published\n")
    with closing(Builder(small, fits=False)) as builder:
        until(lambda: builder.ready() or builder.failure())
        assert "is not the file that the manifest describes" in builder.failure()
    assert not small.building(release_of(small.published)).exists()


@pytest.mark.slow
def test_a_full_disk_leaves_a_sentence_and_no_store(tmp_path: Path) -> None:
    full = tmp_path / "full"
    full.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "none", str(full)], capture_output=True).returncode:
        pytest.skip("needs the right to mount a small file system")
    try:
        with closing(Builder(open_depot(full, home.published()), fits=False)) as builder:
            until(lambda: builder.ready() or builder.failure())
            assert "no space left" in builder.failure()
            assert not builder.depot.building(release_of(home.published())).exists()
    finally:
        subprocess.run(["umount", str(full)], check=True)


def test_where_a_store_is_kept_follows_from_its_size_and_from_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [is_on_disk(each, 10_000) for each in (AUTO, MEMORY, DISK)] == [False, False, True]
    assert [is_on_disk(each, 10**13) for each in (AUTO, MEMORY, DISK)] == [True, False, True]
    published = tmp_path / "somewhere" / "published"
    published.mkdir(parents=True)
    assert place_for(published, None) == tmp_path / "somewhere" / "published.store"
    assert place_for(published, tmp_path / "there") == tmp_path / "there"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert place_for(published, None).parent == tmp_path / "cache" / "kgsm"


# What is served before the store is there


@pytest.fixture(scope="module")
def waiting() -> Iterator[FlaskClient]:
    """Yield a client of the first study while its store is not there."""
    app = create_app(home.published(), Describing(home.published(), lambda: LoadingError("Not yet.", 17)))
    app.test_client_class = Client
    yield app.test_client()
    app.extensions["kgsm"].close()


@pytest.fixture(scope="module")
def study() -> str:
    return "/" + read_manifest(home.published()).studies[0]


def test_queries_wait_and_are_told_how_long(waiting: FlaskClient) -> None:
    for path in ("/sparql?query=" + quote(COUNT), "/sparql/graphs?default", f"/sparql/graphs?graph={HOME}ns", "/sitemap.xml"):
        response = waiting.get(path)
        assert (response.status_code, response.headers["Retry-After"]) == (503, "17"), path
        assert "Not yet." in response.text
    page = waiting.get("/sparql?query=" + quote(COUNT), headers={"Accept": "text/html"})
    assert (page.status_code, "Not yet." in page.text) == (503, True)
    assert waiting.get("/health").text == "ok\nsparql: Not yet.\n"
    assert "void:triples" not in waiting.get("/.well-known/void").text


def test_pages_and_files_are_there_and_say_what_is_missing(waiting: FlaskClient, study: str) -> None:
    notice = "Die einzelnen Befunde werden gerade geladen"
    for path in (
        "/",
        study,
        f"{study}/use",
        "/search?q=facebook",
        "/search",
        "/code",
        "/about/method",
        "/catalog",
        "/download",
    ):
        response = waiting.get(path, headers={"Accept": "text/html", "Accept-Language": "de"})
        assert response.status_code == 200, path
        assert notice in response.text, path
        assert not re.search(r">0<|\b0 Befunde|keine Befunde", response.text), path
    for path in (
        f"{study}{study}.nt",
        f"{study}/use.csv",
        f"{study}/use.csv?wave=2013",
        f"{study}/use/structure.json",
        "/catalog.ttl",
    ):
        assert waiting.get(path).status_code == 200, path


@pytest.mark.parametrize("query", ["", "?quantity=share&wave=2013", "?rows=use&cols=purpose", "?lang=en"])
def test_the_rows_of_a_dataset_are_those_that_the_whole_store_shows(waiting: FlaskClient, study: str, query: str) -> None:
    path, html = f"{study}/use{query}", {"Accept": "text/html", "Accept-Language": "de"}
    whole = client_of(home.published())
    then, now = (
        re.findall(r"<table class=\"findings.*?</table>", each.get(path, headers=html).text, re.S) for each in (whole, waiting)
    )
    whole.application.extensions["kgsm"].close()
    assert now
    assert now == then


def test_what_is_about_findings_waits_and_what_is_not_there_is_not_there(waiting: FlaskClient, study: str) -> None:
    for path in (f"{study}/use/observation/x", f"{study}/use.ttl", f"{study}/use?page=2", "/search?q=facebook&format=json"):
        assert waiting.get(path, headers={"Accept": "*/*"}).status_code == 503, path
    for path in ("/nothing", f"{study}/nothing/at/all", "/code/nothing"):
        assert waiting.get(path, headers={"Accept": "text/html"}).status_code == 404, path
    every = [each["thing"].value for each in select(waiting.application.extensions["kgsm"].store, THINGS)]
    assert len(every) > 50
    for iri in every[::7]:
        path = "/" + iri.removeprefix(HOME)
        assert waiting.get(path, headers={"Accept": "text/html"}).status_code == 200, path
        assert waiting.get(path, headers={"Accept": "text/turtle"}).status_code in {200, 503}, path


def options(stores: Path, workers: int = 1) -> tuple[str, ...]:
    return ("--workers", str(workers), "--store-in", "disk", "--store-dir", str(stores))


def test_a_server_answers_pages_at_once_and_queries_when_its_store_is_built(tmp_path: Path) -> None:
    published, query = release(tmp_path / "published", 1), "/sparql?query=" + quote(RELEASE)
    depot = open_depot(tmp_path / "stores", published)
    with ExitStack() as stack:
        with depot.alone(release_of(published)) as lock:  # nobody else builds it meanwhile
            assert lock
            process, port = stack.enter_context(served(published, *options(depot.folder, 2)))
            status, headers, body = get(port, query)
            assert (status, headers["retry-after"].isdigit()) == (503, True)
            assert b"The store that answers SPARQL is about to be built" in body
            assert b"\nsparql: The store" in get(port, "/health")[2]
            assert get(port, "/muster/use.csv")[0] == 200
            assert get(port, "/muster/use", Accept="text/html")[0] == 200
        until(lambda: all(answers(port, query, 1) for _ in range(8)), "one of the processes does not answer")
        assert get(port, "/health")[2] == b"ok\n"
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=PATIENCE)
        assert "The store for SPARQL is being built" in said
        assert "Traceback" not in said, said[-2000:]
    with served(published, *options(depot.folder)) as (process, port):
        assert number_of(port, query) == 1  # nothing is built: it is there


@pytest.mark.slow
def test_a_new_release_is_served_from_disk_without_a_failed_request(tmp_path: Path) -> None:
    published, stores = release(tmp_path / "published", 1), tmp_path / "stores"
    built(open_depot(stores, published))
    with served(published, *options(stores, 2)) as (_, port):
        read_while_releases_change(port, published, tmp_path)
        until(lambda: len([each for each in stores.iterdir() if each.is_dir()]) == 1, "former stores are left")


def answers(port: int, query: str, number: int | None = None) -> bool:
    """Return whether a query is answered, and by that release."""
    status, _, body = get(port, query)
    if status != 200:
        return False
    return number in {None, int(json.loads(body)["results"]["bindings"][0]["n"]["value"])}


@pytest.mark.slow
def test_whoever_is_killed_while_a_store_is_built_or_swapped_the_server_comes_to_the_new_release(tmp_path: Path) -> None:
    published, stores = release(tmp_path / "published", 1), tmp_path / "stores"
    query = f"/sparql?query={quote(RELEASE)}"
    for number in range(2, 8):
        with served(published, *options(stores)) as (process, port):
            until(partial(answers, port, query))
            swap(published, release(tmp_path / f"new-{number}", number))
            time.sleep(0.25 * (number - 2))
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(PATIENCE)
        with served(published, *options(stores)) as (_, port):
            until(partial(answers, port, query, number))
        until(lambda: not list(stores.glob(".gone-*")))
    assert len([each for each in stores.iterdir() if each.is_dir() and not each.name.startswith(".")]) <= 2


@pytest.mark.slow
def test_a_server_whose_store_is_damaged_builds_it_anew_and_answers_again(tmp_path: Path) -> None:
    published, stores = release(tmp_path / "published", 1), tmp_path / "stores"
    damage(built(open_depot(stores, published)))
    query = f"/sparql?query={quote(RELEASE)}"
    with served(published, *options(stores)) as (_, port):
        assert get(port, query)[0] == 200  # a light query is not answered from the disk
        status, headers, body = get(port, f"/sparql?query={quote(COUNT)}")
        assert (status, b"damaged" in body, "retry-after" in headers) == (503, True, True)
        until(lambda: get(port, f"/sparql?query={quote(COUNT)}")[0] == 200)
        until(partial(answers, port, query, 1))
        assert get(port, "/health")[2] == b"ok\n"


@pytest.mark.slow
def test_a_large_store_in_memory_is_loaded_while_pages_are_served(tmp_path: Path) -> None:
    published = release(tmp_path / "published", 1)
    manifest = json.loads((published / "manifest.json").read_text())
    path = published / "ns.nt"
    with path.open("a") as file:
        file.writelines(f'<http://x.example/{each}> <http://x.example/p> "{"x" * 50}{each}" .\n' for each in range(500_000))
    entry = next(each for each in manifest["files"] if each["path"] == "ns.nt")
    with path.open("rb") as content:
        entry["bytes"], entry["sha256"] = path.stat().st_size, hashlib.file_digest(content, "sha256").hexdigest()
    (published / "manifest.json").write_text(json.dumps(manifest))
    query = f"/sparql?query={quote(RELEASE)}"
    with served(published, "--workers", "1") as (_, port):
        status, _, body = get(port, query)
        assert (status, b"is being loaded into memory" in body) == (503, True)
        assert get(port, "/muster/use.csv")[0] == 200
        until(lambda: get(port, query)[0] == 200)
