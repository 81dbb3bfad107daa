"""The pages of a published folder: how long the server takes to make each kind, in milliseconds.

    python -m benchmarks.pages [--published FOLDER] [--rounds 40]

Whole requests through the WSGI application with the store in this process, one reader at a time. Every request is another address,
so that no finished page is answered from memory, but for the last column, the same addresses again. `processor` is the processor's
time, which other work on the machine does not make longer.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path

from flask.testing import FlaskClient

from kgsm import create_app, open_store
from kgsm.sparql import prologue

KINDS = {
    "study": "dcat:Dataset",
    "dataset": "qb:DataSet",
    "observation": "qb:Observation",
    "source": "kgsm:Source",
    "code list": "skos:ConceptScheme",
    "concept": "skos:Concept",
}
PAGES = {
    "home": ["/"],
    "findings": ["/search"],
    "search": ["/search?q=facebook", "/search?q=startegie", "/search?q=wie+viele+gemeinden"],
    "code lists": ["/code"],
    "downloads": ["/download"],
    "catalog": ["/catalog"],
    "vocabulary": ["/ns"],
    "sparql": ["/sparql"],
    "method": ["/about/method"],
}
TABLE = "{:<12}{:>7}{:>10}{:>8}{:>18}{:>8}{:>14}"


def paths(client: FlaskClient, base: str, kind: str) -> list[str]:
    """Return the addresses of up to 100 things of a class, of one class and IRI after the other."""
    query = f"{prologue('dcat', 'kgsm', 'qb', 'skos')}SELECT DISTINCT ?x {{ ?x a {kind} }} ORDER BY STR(?x) LIMIT 100"
    answer = client.get("/sparql", query_string={"query": query, "format": "json"})
    found = [each["x"]["value"] for each in json.loads(answer.get_data())["results"]["bindings"]]
    return ["/" + each.removeprefix(base) for each in found if each.startswith(base)]


def taken(client: FlaskClient, addresses: Sequence[str]) -> Iterator[tuple[float, float]]:
    """Yield the milliseconds that each address takes, by the clock and of the processor."""
    for each in addresses:
        start, processor = time.perf_counter(), time.process_time()
        answer = client.get(each, headers={"Accept": "text/html"})
        answer.get_data()
        yield (time.perf_counter() - start) * 1000, (time.process_time() - processor) * 1000
        if answer.status_code != 200:
            raise SystemExit(f"{each}: {answer.status}")


def measure(client: FlaskClient, known: Sequence[str], rounds: int) -> Iterator[str]:
    """Yield median and 95th percentile of new pages, by the clock and of the processor, and the median of pages made before."""
    turns = enumerate(islice(cycle(known), max(rounds, len(known))))
    new = [f"{each}{'&' if '?' in each else '?'}lang={('de', 'en')[turn % 2]}&turn={turn}" for turn, each in turns]
    first, again = list(taken(client, new)), list(taken(client, new))
    for column in zip(*first, strict=True):
        yield f"{statistics.median(column):.1f}"
        yield f"{statistics.quantiles(column, n=20)[-1]:.1f}"
    yield f"{statistics.median(each for each, _ in again):.1f}"


def main(arguments: list[str]) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="How long pages take.")
    parser.add_argument("--published", type=Path, default=Path("published"))
    parser.add_argument("--rounds", type=int, default=40, help="requests for each kind of page, at least")
    options = parser.parse_args(arguments)
    app = create_app(options.published, open_store(options.published))
    site = app.extensions["kgsm"]
    client = app.test_client()
    print("Pages, milliseconds of the server for each, one reader at a time")
    print(TABLE.format("page", "pages", "median", "p95", "processor: median", "p95", "from memory"))
    known = {name: paths(client, site.manifest.base, kind) for name, kind in KINDS.items()}
    for name, addresses in (PAGES | known).items():
        if addresses:
            print(TABLE.format(name, len(addresses), *measure(client, addresses, options.rounds)), flush=True)
    site.close()


if __name__ == "__main__":
    main(sys.argv[1:])
