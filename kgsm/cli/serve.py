"""kgsm serve: published folder -> a web server."""

import multiprocessing
import socket
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

import click
from flask import Flask

from kgsm.app import Writing, create_app
from kgsm.cli.limits import limited
from kgsm.cli.scratch import scratch
from kgsm.cli.secrets import credentials, note, secret
from kgsm.cli.stores import AUTO, DISK, MEMORY, InMemory, Make, OnDisk, is_on_disk, place_for
from kgsm.cli.verb import Exit, verb
from kgsm.home import default_published
from kgsm.limits import Limits
from kgsm.manifest import MANIFEST, read_manifest, require_graphs
from kgsm.problems import PublishedError
from kgsm.serve.journal import App, Counts, Journal
from kgsm.serve.operator import read_operator, unfilled
from kgsm.serve.releases import Releases
from kgsm.serve.server import fits_in_memory, run, workers_for
from kgsm.serve.warm import warm
from kgsm.store import Builder, Depot, lay_out, open_depot, open_remote
from kgsm.store.outbound import endpoints
from kgsm.store.wire import Wire
from kgsm.text import Text

_SERVING: Final = Text(
    de="kgsm: {folder} steht auf http://{address} (Strg-C beendet).",
    en="kgsm: {folder} is served on http://{address} (Ctrl-C stops).",
)
_UNFILLED: Final = Text(
    de="{file} lässt offen: {keys}. Die Seiten sagen, dass es fehlt.",
    en="{file} leaves open: {keys}. The pages say that it is missing.",
)
_TAKEN: Final = Text(
    de="{address} ist nicht frei: {reason}. Ein anderer Port: --port {other}.",
    en="{address} is not free: {reason}. Another port: --port {other}.",
)
_BEAT: Final = 0.05


@verb(
    """Serve the published folder PUBLISHED: pages for people, formats for programs, a SPARQL endpoint.

    Without PUBLISHED the folder 'published' here is served, and where there is none the study that came with kgsm."""
)
@click.argument("published", required=False, type=click.Path(path_type=Path))
@click.option("--host", default="127.0.0.1", show_default=True, envvar="KGSM_HOST", help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, envvar="KGSM_PORT", help="Port to listen on."
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    show_default="one a core, as far as memory goes",
    envvar="KGSM_WORKERS",
    help="Processes that answer.",
)
@click.option("--store", metavar="URL", envvar="KGSM_STORE", help="A SPARQL endpoint that answers in place of the own store.")
@click.option(
    "--credentials-file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), envvar="KGSM_CREDENTIALS_FILE",
    help="With --store: a file whose first line is user:password, or a token. Or the variable KGSM_STORE_CREDENTIALS.",
)  # fmt: skip
@click.option(
    "--data",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Serve an RDF file that kgsm did not make, in place of PUBLISHED; may be given several times.",
)
@click.option("--base-iri", metavar="IRI", envvar="KGSM_BASE_IRI", help="With --data: what the IRIs served here begin with.")
@click.option("--access-log", is_flag=True, envvar="KGSM_ACCESS_LOG", help="A line of JSON on stderr for each request.")
@click.option("--metrics", is_flag=True, envvar="KGSM_METRICS", help="Answer /metrics (Prometheus) to this machine.")
@click.option(
    "--allow-service", "services", multiple=True, metavar="IRI", envvar="KGSM_ALLOW_SERVICE",
    help="An endpoint that SERVICE may call, exactly as written; may be given several times. None by default.",
)  # fmt: skip
@click.option(
    "--writable", is_flag=True, envvar="KGSM_WRITABLE",
    help="Take SPARQL Update and graphs from whoever has the token: that of the variable KGSM_TOKEN, or of --token-file.",
)  # fmt: skip
@click.option("--token-file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), envvar="KGSM_TOKEN_FILE",
    help="With --writable: the file whose first line is the token.",
)  # fmt: skip
@click.option("--state", metavar="FOLDER", type=click.Path(path_type=Path, file_okay=False), envvar="KGSM_STATE",
    help="With --writable: where what was written is kept. [default: PUBLISHED.state]",
)  # fmt: skip
@click.option("--store-in", type=click.Choice([AUTO, MEMORY, DISK]), default=AUTO, show_default=True, envvar="KGSM_STORE_IN",
    help="Where the own store is: auto is memory up to about a million observations, then disk.",
)  # fmt: skip
@click.option("--store-dir", metavar="FOLDER", type=click.Path(path_type=Path, file_okay=False), envvar="KGSM_STORE_DIR",
    help="Where stores on disk are kept. [default: PUBLISHED.store, or the user's cache]",
)  # fmt: skip
@click.option("--behind-proxy", is_flag=True, envvar="KGSM_BEHIND_PROXY", help="A proxy says who asks (X-Forwarded-For).")
@click.option(
    "--site",
    metavar="FILE",
    envvar="KGSM_SITE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A site.toml that says who runs the site.",
)
@limited
@click.pass_context
def command(
    ctx: click.Context, published: Path | None, host: str, port: int, workers: int | None, store: str | None, language: str,
    data: tuple[Path, ...], base_iri: str | None, services: tuple[str, ...], limits: Limits, token_file: Path | None,
    state: Path | None, credentials_file: Path | None, site: Path | None, store_in: str, store_dir: Path | None, *,
    behind_proxy: bool, writable: bool, access_log: bool, metrics: bool,
) -> None:  # fmt: skip
    if data and (published or store):
        raise click.UsageError("--data FILE stands in place of PUBLISHED and --store.", ctx)
    if writable and (data or store):
        raise click.UsageError("--writable is for a published folder, not for --data and --store.", ctx)
    if store:  # an address that is none is told here, once, and not by each worker
        open_remote(store)
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    with scratch() as room:
        folder = published or default_published()
        if data and room is None:
            raise PublishedError("--data needs a folder for temporary files, and there is none that can be written to.")
        if data and room:
            folder = room / "data"
            folder.mkdir()
            lay_out(data, base_iri or f"http://{address}/", folder)
        endpoints(services)
        # What is wrong with the folder is said here, once, and not by each worker.
        manifest = read_manifest(folder)
        size = 0 if store else sum(file.size for file in manifest.graphs())
        on_disk = not store and not writable and is_on_disk(store_in, size)
        depot = open_depot(place_for(folder, store_dir), folder) if on_disk else None
        if store is None and depot is None:
            require_graphs(folder, manifest)
        missing = unfilled(read_operator(site)) if site else ()
        if missing:
            click.echo(f"kgsm serve: {_UNFILLED.in_language(language).format(file=site, keys=', '.join(missing))}", err=True)
        reason = _why_not(host, port)
        if reason:
            words = {"address": address, "reason": reason, "other": port + 1 if port < 65535 else 8000}
            click.echo(f"kgsm serve: {_TAKEN.in_language(language).format(**words)}", err=True)
            ctx.exit(Exit.ENVIRONMENT)
        name = ", ".join(str(each) for each in data) or folder
        line = _SERVING.in_language(language).format(folder=name, address=address)
        wire = Wire(credentials("KGSM_STORE_CREDENTIALS", credentials_file), limits.seconds)
        writing = None
        if writable:
            writing = Writing(state or folder.with_name(f"{folder.name}.state"), secret("KGSM_TOKEN", token_file))
            note(folder, writing.state, language)
        if workers is None:  # who writes is alone
            workers = 1 if writable else workers_for(0 if depot else size)
        limits = replace(limits, processes=workers)
        make = partial(
            create_app, folder, limits=limits,
            behind_proxy=behind_proxy, services=services, writing=writing, wire=wire, shared=room,
            site=site,
        )  # fmt: skip
        around = partial(_journal, room, access_log=access_log, metrics=metrics)
        prepared: Callable[[], OnDisk | InMemory] | None = None
        if depot:
            prepared = partial(_on_disk, depot, size, make, language)
        elif store is None:
            prepared = partial(InMemory, folder, size, make, multiprocessing.Event())
        # What was written stands on the release that it was written on: another one waits for a restart.
        manifest_path = None if writable else folder / MANIFEST
        load = partial(
            _application, partial(make, store=store), manifest_path, prepared, around, _Announcement(line, host, port)
        )
        try:
            run(load, host, port, workers)
        except SystemExit as stopped:  # granian has given up on its workers, and said so
            ctx.exit(Exit.ENVIRONMENT if stopped.code else Exit.DONE)


class _Announcement:
    """A line that the first worker prints once it can be reached. A worker says it: a process with threads is not to fork."""

    def __init__(self, line: str, host: str, port: int) -> None:
        self._line, self._port = line, port
        self._host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
        self._first = multiprocessing.Semaphore(1)

    def expect(self) -> None:
        """Print the line when this worker is up, if no other does."""
        if self._first.acquire(block=False):
            threading.Thread(target=self._say_when_up, daemon=True).start()

    def _say_when_up(self) -> None:
        while True:
            try:
                socket.create_connection((self._host, self._port), timeout=1).close()
                break
            except OSError:
                time.sleep(_BEAT)
        click.echo(self._line, err=True)


def _application(
    make: Callable[[], Flask], manifest: Path | None, prepared: Callable[[], OnDisk | InMemory] | None,
    around: Callable[[App], App], announcement: _Announcement,
) -> App:  # fmt: skip
    """Make a worker's application, in the worker."""
    preparation = prepared() if manifest and prepared else None
    made = partial(_warming, preparation.whole if preparation else make)
    app = around(Releases(made, manifest, preparation) if manifest else made().wsgi_app)
    announcement.expect()
    return app


def _warming(make: Callable[[], Flask]) -> Flask:
    """Make an application, which answers from now on, and is warmed meanwhile."""
    app = make()
    threading.Thread(target=warm, args=(app,), daemon=True).start()
    return app


def _on_disk(depot: Depot, size: int, make: Make, language: str) -> OnDisk:
    """Return what sees to a store on disk, in the worker: a process that is started belongs to one."""
    return OnDisk(Builder(depot, fits=fits_in_memory(size)), size, make, language)


def _journal(scratch: Path | None, app: App, *, access_log: bool, metrics: bool) -> App:
    if not access_log and not metrics:
        return app
    return Journal(app, Counts(scratch) if metrics else None, sys.stderr if access_log else None)


def _why_not(host: str, port: int) -> str | None:
    """Return why nobody can listen there, None where one can."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        return error.strerror or str(error)
    return None
