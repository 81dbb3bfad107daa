"""The endpoint against others on the same data: requests a second and the slowest hundredth, with 1, 8 and 64 clients.

    python -m benchmarks.endpoint [--observations 2000] [--seconds 2] [--oxigraph PATH] [--rdflib-endpoint PYTHON]

PATH is the `oxigraph` server's program (PyPI: oxigraph), PYTHON an interpreter that has rdflib-endpoint and uvicorn. What is not
named is taken from this environment, and left out where it is not there. All run in the same run, one after the other for each question; the last column, kgsm's rate by theirs, is what
to read. wrk (Debian: wrk) makes the load where it is installed: a client in Python takes more of the processor than the servers.
"""

import argparse
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

CLIENTS = (1, 8, 64)
PATIENCE = 120
BASE = "http://bench.example/"
QB = "http://purl.org/linked-data/cube#"
NOT_MODIFIED = 304
CONDITION = " # with If-None-Match"
QUERIES = {
    "cached small result": f"SELECT ?p ?o {{ <{BASE}observation/7> ?p ?o }}",
    "uncached star query": f"SELECT ?p ?o {{ <{BASE}observation/$n> ?p ?o }}",
    "evaluated 1 ms query": f"SELECT ?t (COUNT(*) AS ?n) {{ ?o <{BASE}period> ?t }} GROUP BY ?t ORDER BY ?t # $n",
    "evaluated 10 ms query": f"SELECT (COUNT(*) AS ?n) {{ ?a <{BASE}period> <{BASE}period/3> ; <{BASE}value> ?v . "
    f"?b <{BASE}period> <{BASE}period/3> ; <{BASE}value> ?w FILTER(?v < ?w) }} # $n",
    "1 MB result": f"SELECT ?s ?p ?o {{ ?s a <{QB}Observation> ; ?p ?o }} LIMIT 4500",
    "conditional request": f"SELECT ?p ?o {{ <{BASE}observation/7> ?p ?o }}{CONDITION}",
}


def data(folder: Path, observations: int) -> Path:
    """Write a cube of N-Triples and return its path."""
    path = folder / "cube.nt"
    with path.open("w", encoding="utf-8") as file:
        for n in range(observations):
            this = f"<{BASE}observation/{n}>"
            file.write(f"{this} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{QB}Observation> .\n")
            file.write(f"{this} <{BASE}area> <{BASE}area/{n % 97}> .\n{this} <{BASE}period> <{BASE}period/{n // 97}> .\n")
            file.write(f'{this} <{BASE}value> "{n * 7919 % 1000}"^^<http://www.w3.org/2001/XMLSchema#integer> .\n')
            file.write(f'{this} <{BASE}note> "observation number {n}"@en .\n')
    return path


@contextmanager
def running(command: list[str], port: int, path: str) -> Iterator[None]:
    """Run a server while the block runs; it answers at `path` first."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                connection = HTTPConnection("127.0.0.1", port, timeout=5)
                connection.request("GET", f"{path}?query={quote('ASK {}')}")
                if connection.getresponse().status == 200:
                    break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class Client:
    """A connection that is kept, and as little Python about it as can be: the client must not be what is measured."""

    def __init__(self, port: int) -> None:
        self._connection = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)

    def get(self, address: str, tag: str = "") -> tuple[int, str, int]:
        """Return the status, the ETag and the length of an answer."""
        condition = f"If-None-Match: {tag}\r\n" if tag else ""
        head = f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/sparql-results+json\r\n{condition}\r\n"
        self._connection.sendall(head.encode())
        answer = bytearray()
        while (end := answer.find(b"\r\n\r\n")) < 0:
            answer += self._more()
        fields = dict(line.lower().split(b": ", 1) for line in bytes(answer[:end]).split(b"\r\n")[1:])
        status, length = int(answer[9:12]), int(fields.get(b"content-length", 0))
        if fields.get(b"transfer-encoding") == b"chunked":
            while not answer.endswith(b"0\r\n\r\n"):
                answer += self._more()
        elif status != NOT_MODIFIED:
            while len(answer) < end + 4 + length:
                answer += self._more()
        return status, fields.get(b"etag", b"").decode(), len(answer) - end - 4

    def _more(self) -> bytes:
        piece = self._connection.recv(1_000_000)
        if not piece:
            raise ConnectionError
        return piece

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


LUA = """
local place = 0
function request()
  place = place + 1
  return wrk.format("GET", (string.gsub(%s, "%%$n", tostring(place %% 97)) .. "%%20%%23%s-" .. tostring(place)))
end
"""


def measure_by_wrk(port: int, path: str, query: str, clients: int, options: argparse.Namespace) -> tuple[float, float]:
    """Return requests a second that were answered well and the 99th percentile in milliseconds, as wrk sees them."""
    address = f"{path}?query=" + quote(query, safe="$")
    command = [
        "wrk",
        "-t1",
        f"-c{clients}",
        f"-d{options.seconds}s",
        "--latency",
        "-H",
        "Accept: application/sparql-results+json",
    ]
    if query.endswith(CONDITION):
        client = Client(port)
        command += ["-H", f"If-None-Match: {client.get(address)[1] or 'none'}"]
        client.close()
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        if "$n" in query:
            script.write(
                LUA % (json.dumps(address.replace("%", "%%").replace("%%", "%")), f"{clients}-{port}-{time.time_ns()}")
            )
            script.flush()
            command += ["-s", script.name, f"http://127.0.0.1:{port}"]
        else:
            command.append(f"http://127.0.0.1:{port}{address}")
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rate = float(re.findall(r"Requests/sec: +([\d.]+)", said)[0])
    refused = [int(each) for each in re.findall(r"Non-2xx or 3xx responses: (\d+)", said)]
    count = int(re.findall(r"(\d+) requests in", said)[0])
    slowest, unit = re.findall(r"99% +([\d.]+)(us|ms|s|m)", said)[0]
    milliseconds = float(slowest) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60_000}[unit]
    return rate * (1 - sum(refused) / max(1, count)), milliseconds


def measure(port: int, path: str, query: str, clients: int, requests: int) -> tuple[float, float]:
    """Return requests a second and the 99th percentile in milliseconds. A query with $n is another one each time."""
    taken: list[float] = []
    share = max(1, requests // clients)

    def one(number: int) -> None:
        client = Client(port)
        for turn in range(share):
            place = number * share + turn
            text = f"{query.replace('$n', str(place % 97))} # {clients} {place}" if "$n" in query else query
            address = f"{path}?query=" + quote(text)
            start = time.perf_counter()
            status, _, _ = client.get(address, tags.get(query, ""))
            if status in {200, NOT_MODIFIED}:
                taken.append(time.perf_counter() - start)
        client.close()

    tags = {}
    if query.endswith(CONDITION):
        first = Client(port)
        tags[query] = first.get(f"{path}?query=" + quote(query))[1] or '"none"'
        first.close()
    threads = [threading.Thread(target=one, args=(each,)) for each in range(clients)]
    start = time.perf_counter()
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    elapsed = time.perf_counter() - start
    slowest = statistics.quantiles(taken, n=100)[-1] if len(taken) > 1 else float("nan")
    return len(taken) / elapsed, slowest * 1000


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def kgsm(cube: Path, port: int, _: str) -> tuple[list[str], str]:
    """Return the command and the path of kgsm's endpoint."""
    options = ["--base-iri", BASE, "--client-queries", "64"]
    return [sys.executable, "-m", "kgsm", "serve", "--data", str(cube), "--port", str(port), *options], "/sparql"


def oxigraph(cube: Path, port: int, program: str) -> tuple[list[str], str]:
    """Return those of the Oxigraph server, after it has loaded the data."""
    store = str(cube.parent / "oxigraph")
    subprocess.run([program, "load", "--location", store, "--file", str(cube)], check=True, capture_output=True)
    return [program, "serve-read-only", "--location", store, "--bind", f"127.0.0.1:{port}"], "/query"


def rdflib_endpoint(cube: Path, port: int, python: str) -> tuple[list[str], str]:
    """Return those of rdflib-endpoint."""
    code = (
        "import rdflib, uvicorn, sys; from rdflib_endpoint import SparqlEndpoint; g = rdflib.Dataset(default_union=True);"
        f"g.parse({str(cube)!r}, format='nt'); uvicorn.run(SparqlEndpoint(graph=g, path='/sparql'), port={port}, log_level='error')"
    )
    return [python, "-c", code], "/sparql"


def measured(name: str, server: tuple[int, str], what: str, clients: int, options: argparse.Namespace) -> tuple[float, float]:
    """Return what one server does with one question."""
    port, path = server
    if shutil.which("wrk") and name != "rdflib-endpoint":
        return measure_by_wrk(port, path, QUERIES[what], clients, options)
    count = options.requests if "1 MB" not in what else options.requests // 8
    if name == "rdflib-endpoint":  # it takes seconds for what takes the others milliseconds
        count = min(count, 64) if "1 MB" not in what and "evaluated" not in what else max(2, min(clients, 8))
    return measure(port, path, QUERIES[what], clients, count)


def main(arguments: list[str]) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="The endpoint against others.")
    parser.add_argument("--observations", type=int, default=2000)
    parser.add_argument("--requests", type=int, default=400, help="for each row, where wrk is not installed")
    parser.add_argument("--seconds", type=int, default=2, help="for each row, where it is")
    beside = str(Path(sys.executable).parent)
    parser.add_argument("--oxigraph", default=shutil.which("oxigraph", path=beside) or shutil.which("oxigraph") or "")
    parser.add_argument("--rdflib-endpoint", default=sys.executable if find_spec("rdflib_endpoint") else "")
    options = parser.parse_args(arguments)
    makers: dict[str, tuple[Callable[[Path, int, str], tuple[list[str], str]], str]] = {"kgsm": (kgsm, "-")}
    makers["oxigraph"] = (oxigraph, options.oxigraph)
    makers["rdflib-endpoint"] = (rdflib_endpoint, options.rdflib_endpoint)
    print(
        f"{'':22} {'clients':>7} " + " ".join(f"{name + ' 1/s':>19} {'p99 ms':>8} {'ratio':>6}" for name in makers), flush=True
    )
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        cube = data(Path(folder), options.observations)
        servers: dict[str, tuple[int, str]] = {}
        for name, (make, program) in makers.items():
            if program:
                port = free_port()
                command, path = make(cube, port, program)
                stack.enter_context(running(command, port, path))
                servers[name] = port, path
        for what in QUERIES:
            for clients in CLIENTS:
                own, cells = 0.0, []
                for name, server in servers.items():
                    rate, slowest = measured(name, server, what, clients, options)
                    own = own or rate
                    cells.append(f"{rate:19.0f} {slowest:8.1f} {own / rate if rate else float('nan'):6.1f}")
                print(f"{what:22} {clients:7} " + " ".join(cells), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
