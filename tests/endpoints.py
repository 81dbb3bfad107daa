"""SPARQL endpoints that are not ours, started for tests on 127.0.0.1, and a relay before one that notes what is asked."""

import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs

OXIGRAPH: Final = Path(sys.executable).with_name("oxigraph")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Wait until someone listens on `port`; fail where the process ends first."""
    while True:
        assert process.poll() is None, f"the endpoint ended with {process.returncode}"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return


@contextmanager
def oxigraph() -> Iterator[str]:
    """Start Oxigraph's own server (PyPI: oxigraph) with an empty store in memory, and yield its address."""
    port = free_port()
    process = subprocess.Popen(
        [str(OXIGRAPH), "serve", "--bind", f"127.0.0.1:{port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def put(address: str, body: str, media_type: str = "text/turtle", where: str = "store?default") -> None:
    request = urllib.request.Request(f"{address}/{where}", body.encode(), {"Content-Type": media_type}, method="PUT")
    urllib.request.urlopen(request).close()


@dataclass
class Relay:
    """A server before another one. `bodies` are the requests that came; `answer`, where it is set, answers in its place."""

    address: str = ""
    bodies: list[bytes] = field(default_factory=list)
    answer: Callable[[BaseHTTPRequestHandler], None] | None = None

    @property
    def queries(self) -> list[str]:
        return [parse_qs(each.decode())["query"][0] for each in self.bodies]


@contextmanager
def relay(target: str = "") -> Iterator[Relay]:
    """Start a relay before the endpoint `target`, or one that answers by itself."""
    noted = Relay()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            noted.bodies.append(body)
            if noted.answer is not None:
                noted.answer(self)
                return
            request = urllib.request.Request(
                target, body, {"Content-Type": self.headers["Content-Type"], "Accept": self.headers["Accept"]}
            )
            with urllib.request.urlopen(request) as response:
                content = response.read()
                self.send_response(200)
                self.send_header("Content-Type", response.headers["Content-Type"])
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    noted.address = f"http://127.0.0.1:{server.server_port}/query"
    try:
        yield noted
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


VIRTUOSO: Final = shutil.which("virtuoso-t")
NO_VIRTUOSO: Final = "Virtuoso is not installed (Debian: apt-get install virtuoso-opensource)"
_SETTINGS: Final = """
[Database]
DatabaseFile = {folder}/v.db
ErrorLogFile = {folder}/v.log
LockFile = {folder}/v.lck
TransactionFile = {folder}/v.trx
xa_persistent_file = {folder}/v.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = {folder}/v-temp.db
TransactionFile = {folder}/v-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
ServerThreads = 10
CheckpointInterval = 0
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
MaxClientConnections = 10
[SPARQL]
ResultSetMaxRows = 1000000
"""


@contextmanager
def virtuoso(folder: Path) -> Iterator[str]:
    """Start Virtuoso with an empty store in `folder`, and yield its address. The user is dba, the password, too."""
    assert VIRTUOSO is not None, NO_VIRTUOSO
    http, sql = free_port(), free_port()
    settings = folder / "virtuoso.ini"
    settings.write_text(_SETTINGS.format(folder=folder, http=http, sql=sql))
    command = [VIRTUOSO, "+foreground", "+configfile", str(settings)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
    try:
        wait_for(http, process)
        yield f"http://127.0.0.1:{http}"
    finally:
        process.kill()
        process.wait()
