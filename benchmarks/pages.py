"""The pages of a published folder: how long the server takes to make each kind, in milliseconds.

    python -m benchmarks.pages [--published FOLDER] [--rounds 40]

Whole requests through the WSGI application with the store in this process, one reader at a time. Every request is another address,
so that no finished page is answered from memory, but for the last column, the same addresses again. `processor` is the processor's
time, which other work on the machine does not make longer. The application is warmed before, as `kgsm serve` does.
"""

import argparse
import json
import re
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import urlencode

from flask.testing import FlaskClient

from kgsm import create_app, open_store
from kgsm.serve.cube.listed import listed
from kgsm.serve.cube.selection import Selection
from kgsm.serve.pages.paging import PAGE_SIZE
from kgsm.serve.site import Site
from kgsm.serve.warm import warm
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
_SELECT = re.compile(r'<select id="filter-\d+" name="([^"]*)">(.*?)</select>', re.DOTALL)
_OPTION = re.compile(r'<option value="([^"]+)"')
TABLE = "{:<12}{:>7}{:>10}{:>8}{:>18}{:>8}{:>14}"


def paths(client: FlaskClient, base: str, kind: str) -> list[str]:
    """Return the addresses of up to 100 things of a class, of one class and IRI after the other."""
    query = f"{prologue('dcat', 'kgsm', 'qb', 'skos')}SELECT DISTINCT ?x {{ ?x a {kind} }} ORDER BY STR(?x) LIMIT 100"
    answer = client.get("/sparql", query_string={"query": query, "format": "json"})
    found = [each["x"]["value"] for each in json.loads(answer.get_data())["results"]["bindings"]]
    return ["/" + each.removeprefix(base) for each in found if each.startswith(base)]


def filtered(client: FlaskClient, datasets: Sequence[str]) -> list[str]:
    """Return the addresses of datasets where one code is chosen: each of the first three that each filter offers."""
    found = []
    for path in datasets:
        form = client.get(path, headers={"Accept": "text/html"}).get_data(as_text=True)
        for name, options in _SELECT.findall(form):
            found += [f"{path}?{urlencode({name: unescape(code)})}" for code in _OPTION.findall(options)[:3]]
    return found


def last_pages(site: Site, datasets: Sequence[str]) -> list[str]:
    """Return the addresses of the last pages of datasets that have several."""
    found = []
    for path in datasets:
        if path.removeprefix("/") in site.cubes:
            _, rows = listed(site.cubes, Selection(site.cubes.cube(path.removeprefix("/")), {}), 1, 0)
            pages = -(-rows // PAGE_SIZE)
            found += [f"{path}?page={page}" for page in range(max(2, pages - 4), pages + 1)]
    return found


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
    warm(app)
    print("Pages, milliseconds of the server for each, one reader at a time")
    print(TABLE.format("page", "pages", "median", "p95", "processor: median", "p95", "from memory"))
    known = {name: paths(client, site.manifest.base, kind) for name, kind in KINDS.items()}
    known |= {"filtered": filtered(client, known["dataset"]), "last page": last_pages(site, known["dataset"])}
    for name, addresses in (PAGES | known).items():
        if addresses:
            print(TABLE.format(name, len(addresses), *measure(client, addresses, options.rounds)), flush=True)
    site.close()


if __name__ == "__main__":
    main(sys.argv[1:])
