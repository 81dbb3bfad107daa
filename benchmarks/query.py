"""Questions about a published study → how long each server takes for them: SPARQL, and kgsm's cube API where it can say the same.

Each question is a new one each time, so that nobody answers from memory. The figures are medians of wall milliseconds and, after
the stroke, CPU milliseconds of all the server's processes, which is what to read on a busy machine. Answers are compared: as
many rows from everyone, or the table says so.
"""

import json
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from sys import executable
from typing import Final
from urllib.parse import quote, urlencode

from benchmarks.contest import Bench
from benchmarks.measure import printed
from benchmarks.peers import Peer
from benchmarks.servers import (
    OXIGRAPH,
    RDFLIB,
    VIRTUOSO,
    Server,
    kgsm,
    oxigraph,
    published,
    rdflib_endpoint,
    triples,
    virtuoso,
)
from benchmarks.table import Result, Section, number

_PREFIXES: Final = """\
PREFIX p: <https://example.org/register/property/>
PREFIX c: <https://example.org/register/code/>
PREFIX m: <http://purl.org/linked-data/sdmx/2009/measure#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
QUERIES: Final = {
    "one observation": "SELECT ?p ?o { <https://example.org/register/people/observation/d0/2000/female/y$n> ?p ?o }",
    "a slice of 400, with labels": (
        'SELECT ?s ?a ?v { ?o <https://example.org/register/property/district> ?d ; p:year "2000"^^xsd:gYear ; p:sex ?x ; p:age ?y ; '
        "m:obsValue ?v . ?x skos:prefLabel ?s . ?y skos:prefLabel ?a FILTER(?d = <https://example.org/register/code/district/d0>"
        ' && LANG(?s) = "en" && LANG(?a) = "en") }'
    ),
    "average by year": "SELECT ?t (AVG(?v) AS ?m) { ?o p:year ?t ; m:obsValue ?v } GROUP BY ?t ORDER BY ?t",
    "pivot of two dimensions, all rows": (
        "SELECT ?t ?x (SUM(?v) AS ?m) { ?o p:year ?t ; p:sex ?x ; m:obsValue ?v } GROUP BY ?t ?x ORDER BY ?t ?x"
    ),
    "top 10": "SELECT ?o ?v { ?o p:year ?t ; m:obsValue ?v } ORDER BY DESC(?v) ?o LIMIT 10",
    "a table of 10,000 rows": ("SELECT ?o ?t ?x ?y ?v { ?o p:year ?t ; p:sex ?x ; p:age ?y ; m:obsValue ?v } LIMIT 10000"),
}
# The same of the cube API, where it can be asked: rows by code.
_CUBE: Final = {
    "one observation": {"district": "d0", "year": "2000", "sex": "female", "age": "y$n"},
    "a slice of 400, with labels": {"district": "d0", "year": "20$y"},
}
_SEAM: Final = "SPARQL over one cube, answered from its columns: what it would bring"
_STORES: Final = "What `python -m benchmarks.stores` prints: the same queries of kgsm's stores, and of the published Parquet."
_CUBE_API: Final = "kgsm, cube API"
_LIMIT: Final = 60  # seconds for one answer
_MOST: Final = 25  # times that a question is asked
_LONG_ENOUGH: Final = 1.0  # seconds of asking


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question took: wall and CPU milliseconds, and how many rows the answer had; or why there is none."""

    wall: float
    cpu: float
    rows: int
    failure: str = ""


def measure(bench: Bench) -> Result:
    """Ask everyone everything, and return the tables."""
    sections: list[Section] = []
    for size in [bench.size(20_000), *([bench.size(100_000), bench.size(1_000_000)] if bench.full else [])]:
        with ExitStack() as stack:
            servers, reasons = running(bench, size, stack, slow=size <= 100_000)
            header = ("wall ms / CPU ms", *(each.name for each in servers), _CUBE_API)
            seconds = _LONG_ENOUGH if bench.shrink == 1 else 0
            rows = tuple(_row(name, servers, seconds) for name in QUERIES)
        text = f"{size:,} observations. {' '.join(reasons)}".strip()
        sections.append(Section("Query" if not sections else f"Query {size:,} observations", text, header, rows))
    if bench.shrink == 1:
        command = [executable, "-m", "benchmarks.stores", "--published", str(published(bench, bench.size(20_000)))]
        sections.append(Section(_SEAM, _STORES, block=printed(command)))
    return Result(tuple(sections), (), tuple(bench.peers.versions()))


def running(bench: Bench, size: int, stack: ExitStack, *, slow: bool = True) -> tuple[list[Server], list[str]]:
    """Start all servers on so many observations; return those that run, and why others do not."""
    data = triples(bench, size)
    starts: dict[str, Callable[[Peer], AbstractContextManager[Server]]] = {
        OXIGRAPH: lambda peer: oxigraph(peer, data, bench.folder / f"oxigraph-{size}"),
        VIRTUOSO: lambda peer: virtuoso(peer, data, bench.folder / f"virtuoso-{size}"),
    }
    reasons = []
    if slow:
        starts[RDFLIB] = lambda peer: rdflib_endpoint(peer, data)
    else:
        reasons.append(f"{RDFLIB} is not asked: it takes minutes for most of it.")
    servers = [stack.enter_context(kgsm(published(bench, size)))]
    for name, start in starts.items() if not bench.alone else ():
        peer = bench.peers[name]
        if peer.missing:
            reasons.append(f"{name}: {peer.missing}.")
            continue
        try:
            servers.append(stack.enter_context(start(peer)))
        except (RuntimeError, OSError, subprocess.SubprocessError) as error:
            reasons.append(f"{name} could not be started ({type(error).__name__}).")
    return servers, reasons


def _row(name: str, servers: Sequence[Server], seconds: float) -> tuple[str, ...]:
    """Return the line of one question: everyone is asked in turn, twice."""
    addresses = [(each, f"{each.path}?query={quote(_PREFIXES + QUERIES[name], safe='$')}", True) for each in servers]
    if name in _CUBE:
        addresses.append((servers[0], f"/register/people.csv?{urlencode(_CUBE[name], safe='$')}", False))
    halves = [[_ask(*each, seconds) for each in addresses] for _ in range(2)]
    asked = [_both(*each) for each in zip(*halves, strict=True)]
    expected = asked[0].rows
    cells = [_cell(each, expected if place < len(servers) else None) for place, each in enumerate(asked)]
    return (name, *cells, *([] if name in _CUBE else [""]))


def _cell(asked: Asked, expected: int | None) -> str:
    if asked.failure:
        return asked.failure
    other = f" ({asked.rows:,} rows, not {expected:,})" if expected is not None and asked.rows != expected else ""
    return f"{number(asked.wall)} / {number(asked.cpu)}{other}"


def _both(one: Asked, other: Asked) -> Asked:
    if one.failure or other.failure:
        return one if one.failure else other
    return Asked(statistics.median((one.wall, other.wall)), statistics.median((one.cpu, other.cpu)), one.rows)


def _ask(server: Server, address: str, is_query: bool, seconds: float) -> Asked:  # noqa: FBT001 - which kind of address
    """Ask one question again and again, another text each time, until that has taken long enough."""
    taken: list[float] = []
    rows = 0
    before, start = server.cpu(), time.perf_counter()
    while not taken or (len(taken) < _MOST and time.perf_counter() - start < seconds):
        own = address.replace("$n", str(len(taken))).replace("$y", f"{len(taken):02}") + (
            f"%20%23{time.time_ns()}" if is_query else ""
        )
        connection = HTTPConnection("127.0.0.1", server.port, timeout=_LIMIT)
        began = time.perf_counter()
        try:
            connection.request("GET", own, headers={"Accept": "application/sparql-results+json" if is_query else "text/csv"})
            answer = connection.getresponse()
            body = answer.read()
        except TimeoutError:
            return Asked(0, 0, 0, f"more than {_LIMIT} s")
        except (OSError, HTTPException) as error:
            return Asked(0, 0, 0, f"broken off: {type(error).__name__}")
        finally:
            connection.close()
        taken.append((time.perf_counter() - began) * 1000)
        if answer.status != 200:
            return Asked(0, 0, 0, f"status {answer.status}")
        rows = _count(body, is_query=is_query)
    return Asked(statistics.median(taken), (server.cpu() - before) * 1000 / len(taken), rows)


def _count(body: bytes, *, is_query: bool) -> int:
    return len(json.loads(body)["results"]["bindings"]) if is_query else body.count(b"\n") - 1
