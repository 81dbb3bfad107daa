"""A study in memory, on disk and in columns: what it takes to load, to start, and to answer what statisticians ask.

    python -m benchmarks.stores [--observations 20000] [--published FOLDER] [--rounds 5]

The columns are the published Parquet, and DuckDB writes the answer to each query as SPARQL 1.1 results in JSON. That is what a
store that answers some queries from columns would bring: kgsm has none, but this is the place for one, a store around another, as
kgsm/store/cached.py is. An answer of the columns that is not the store's ends the benchmark.
"""

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import OK, HTTPConnection
from pathlib import Path
from typing import Final
from urllib.parse import quote

import duckdb

from benchmarks.endpoint import free_port
from benchmarks.generate import study_folder
from kgsm import publish
from kgsm.namespaces import XSD
from kgsm.sparql import Query, Store, prologue
from kgsm.store import Depot, open_depot, open_store
from kgsm.store.depot import OnDisk, release_of
from kgsm.store.embedded import open_on_disk

BASE: Final = "https://example.org/register"
DATASET: Final = f"<{BASE}/people>"
_PREFIXES: Final = prologue("qb", "rdfs", "skos", "sdmx-measure") + f"PREFIX p: <{BASE}/property/>\n"


def _literal(value: str, datatype: str) -> str:
    """Return SQL that writes a value as a term of the results format (SPARQL 1.1 Query Results JSON, 3.2.2)."""
    return f"""'{{"type":"literal","value":"' || {value} || '","datatype":"{datatype}"}}'"""


def _label(value: str, language: str) -> str:
    return f"""'{{"type":"literal","value":"' || {value} || '","xml:lang":"{language}"}}'"""


def _iri(value: str) -> str:
    return f"""'{{"type":"uri","value":"' || {value} || '"}}'"""


# SPARQL's average of integers is a decimal, which Oxigraph cuts off after 18 digits; DuckDB's is a double.
_MEAN: Final = """rtrim(rtrim(format('{}.{:018d}', s // n, ((s % n) * 1000000000000000000::HUGEINT // n)::BIGINT), '0'), '.')"""
_YEAR: Final = _literal("year", str(XSD.gYear))
_SUM: Final = _literal("s", str(XSD.integer))
_VALUE: Final = _literal("value::BIGINT", str(XSD.integer))
# For each question the query, and the SQL whose one column is each solution as the results format writes it.
QUESTIONS: Final[dict[str, tuple[str, str]]] = {
    "average by period": (
        f"SELECT ?year (AVG(?v) AS ?mean) {{ ?o qb:dataSet {DATASET} ; p:year ?year ; sdmx-measure:obsValue ?v }} GROUP BY ?year",
        f"""SELECT '{{"year":' || {_YEAR} || ',"mean":' || {_literal(_MEAN, str(XSD.decimal))} || '}}'
            FROM (SELECT year, sum(value::HUGEINT) AS s, count(value) AS n FROM people GROUP BY year)""",
    ),
    "pivot": (
        f"SELECT ?year ?sex (SUM(?v) AS ?sum) {{ ?o qb:dataSet {DATASET} ; p:year ?year ; p:sex ?sex ; sdmx-measure:obsValue ?v }}"
        " GROUP BY ?year ?sex",
        f"""SELECT '{{"year":' || {_YEAR} || ',"sex":' || {_iri(f"'{BASE}/code/sex/' || sex")} || ',"sum":' || {_SUM} || '}}'
            FROM (SELECT year, sex, sum(value::HUGEINT) AS s FROM people GROUP BY year, sex)""",
    ),
    "top 10": (
        f"SELECT ?o ?v {{ ?o qb:dataSet {DATASET} ; sdmx-measure:obsValue ?v }} ORDER BY DESC(?v) ?o LIMIT 10",
        f"""SELECT '{{"o":' || {_iri("observation")} || ',"v":' || {_VALUE} || '}}'
            FROM (SELECT observation, value FROM people ORDER BY value DESC, observation LIMIT 10)""",
    ),
    "slice, with labels": (
        f"SELECT ?year ?v ?label {{ ?o p:district <{BASE}/code/district/d0> ; p:sex <{BASE}/code/sex/male> ; p:age ?age ; "
        "p:year ?year ; sdmx-measure:obsValue ?v . ?age skos:prefLabel ?label FILTER(LANG(?label) = 'en') }",
        f"""SELECT '{{"year":' || {_YEAR} || ',"v":' || {_VALUE} || ',"label":'
            || {_label("age_label_en", "en")} || '}}' FROM people WHERE district = 'd0' AND sex = 'male'""",
    ),
    "one observation": (
        f"SELECT ?year ?v {{ <{BASE}/people/observation/d0/2000/female/y1> p:year ?year ; sdmx-measure:obsValue ?v }}",
        f"""SELECT '{{"year":' || {_YEAR} || ',"v":' || {_VALUE} || '}}' FROM people
            WHERE district = 'd0' AND year = '2000' AND sex = 'female' AND age = 'y1'""",
    ),
}
Answer = Callable[[], bytes]


def from_columns(connection: duckdb.DuckDBPyConnection, name: str) -> bytes:
    """Return the answer to a question as SPARQL 1.1 results in JSON, from the columns."""
    query, sql = QUESTIONS[name]
    row = connection.execute(f"SELECT string_agg(solution, ',') FROM ({sql}) AS solutions(solution)").fetchone()
    variables = [each.strip("?") for each in query.partition("{")[0].replace("AS", " ").split() if each.startswith("?")]
    return (
        f'{{"head":{{"vars":{json.dumps(variables)}}},"results":{{"bindings":[{row[0] if row and row[0] else ""}]}}}}'.encode()
    )


def solutions(body: bytes) -> Counter[str]:
    """Return the solutions of an answer in JSON; their order is no part of it."""
    return Counter(json.dumps(each, sort_keys=True) for each in json.loads(body)["results"]["bindings"])


def measured(answers: dict[str, Answer], rounds: int) -> dict[str, tuple[float, float]]:
    """Return the median of milliseconds by the clock and of the processor, each asked in turn, after one that does not count."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in answers}
    for number in range(rounds + 1):
        for name, ask in answers.items():
            start, processor = time.perf_counter(), time.process_time()
            ask()
            if number:
                taken[name].append(((time.perf_counter() - start) * 1000, (time.process_time() - processor) * 1000))
    return {
        name: (statistics.median(wall for wall, _ in each), statistics.median(cpu for _, cpu in each))
        for name, each in taken.items()
    }


def queries(memory: Store, disk: Store, parquet: Path, rounds: int) -> Iterator[str]:
    """Yield the lines of the table. Ends the program where the columns give another answer than the store."""
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute(f"CREATE VIEW people AS FROM read_parquet('{parquet}')")  # the path is ours
        for name, (text, _) in QUESTIONS.items():
            query = Query(_PREFIXES + text)
            answers: dict[str, Answer] = {
                "memory": lambda query=query: memory.answer(query).read(),  # type: ignore[misc]
                "disk": lambda query=query: disk.answer(query).read(),  # type: ignore[misc]
                "columns": lambda name=name: from_columns(connection, name),  # type: ignore[misc]
            }
            found = {each: solutions(ask()) for each, ask in answers.items()}
            if not found["memory"] == found["disk"] == found["columns"] or not found["memory"]:
                raise SystemExit(f"{name}: the answers differ, {[list(each.items())[:2] for each in found.values()]}")
            taken = measured(answers, rounds)
            cells = " ".join(f"{wall:9.1f} {cpu:9.1f}" for wall, cpu in taken.values())
            yield f"{name:20} {cells} {taken['memory'][1] / taken['columns'][1]:9.1f} {taken['disk'][1] / taken['columns'][1]:9.1f}"


def child(command: list[str], pass_fds: tuple[int, ...] = ()) -> tuple[float, float, float]:
    """Run a process and return its seconds by the clock and of the processor, and its largest size in MB."""
    start = time.perf_counter()
    with subprocess.Popen(command, pass_fds=pass_fds) as running:
        _, status, usage = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        raise SystemExit(f"{command} ended with {running.returncode}")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def on_disk(depot: Depot) -> tuple[OnDisk, tuple[float, float, float]]:
    """Build the store on disk and return it, and what that took."""
    release = release_of(depot.published)
    with depot.alone(release) as lock:
        if lock is None:
            raise SystemExit(f"{depot.folder} is in use.")
        command = [sys.executable, "-m", "kgsm.store.loader", str(depot.published), str(depot.folder), release]
        taken = child(command, pass_fds=(lock.fileno(),))
    found = depot.find(release)
    if found is None:
        raise SystemExit("The store was not built.")
    return found, taken


@contextmanager
def serving(published: Path, stores: Path) -> Iterator[tuple[int, int]]:
    """Run `kgsm serve` over a store that is there, and yield its session and its port."""
    port = free_port()
    command = [sys.executable, "-m", "kgsm", "serve", str(published), "--port", str(port), "--workers", "1"]
    options = ["--store-in", "disk", "--store-dir", str(stores)]
    process = subprocess.Popen([*command, *options], stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        yield process.pid, port
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait()


def start(published: Path, stores: Path) -> tuple[float, float]:
    """Return the seconds until a server over a store that is there answers, by the clock and of all its processes."""
    before = time.perf_counter()
    with serving(published, stores) as (session, port):
        while True:
            try:
                connection = HTTPConnection("127.0.0.1", port, timeout=60)
                connection.request("GET", f"/sparql?query={quote('ASK { ?s ?p ?o }')}")
                if connection.getresponse().status == OK:
                    break
            except OSError:
                time.sleep(0.02)
        return time.perf_counter() - before, used(session)


def used(session: int) -> float:
    """Return the CPU seconds of all processes of a session (Linux: proc(5), fields 6, 14 and 15); nan elsewhere."""
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        if int(fields[3]) == session:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK") if ticks else float("nan")


def main(arguments: list[str]) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="A study in memory, on disk and in columns.")
    parser.add_argument("--observations", type=int, default=20_000)
    parser.add_argument(
        "--published", type=Path, help="a folder that was published of benchmarks.generate, in place of a new one"
    )
    parser.add_argument("--stores", type=Path, help="where its store is on disk already, or is to be built and kept")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        published = options.published or Path(scratch) / "published"
        if options.published is None:
            publish(study_folder(options.observations, Path(scratch) / "study"), published)
        depot = open_depot(options.stores or Path(scratch) / "stores", published)
        print(f"{'':28} {'seconds':>9} {'CPU s':>9} {'MB':>9} {'MB on disk':>11}")
        code = f"from pathlib import Path; from kgsm.store import open_store; open_store(Path({str(published)!r}))"
        print("{:28} {:9.1f} {:9.1f} {:9.0f}".format("loading into memory", *child([sys.executable, "-c", code])), flush=True)
        stored = depot.find(release_of(published))
        if stored is None:
            stored, taken = on_disk(depot)
            print("{:28} {:9.1f} {:9.1f} {:9.0f} {:11.0f}".format("building on disk", *taken, stored.size / 1e6), flush=True)
        print("{:28} {:9.1f} {:9.1f}".format("first answer, from disk", *start(published, depot.folder)), flush=True)
        print()
        print(f"{'ms: clock, CPU':20} {'memory':>19} {'disk':>19} {'columns':>19} {'CPU, memory and disk / columns':>31}")
        parquet = published / "register" / "people.parquet"
        for line in queries(open_store(published), open_on_disk(stored), parquet, options.rounds):
            print(line, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
