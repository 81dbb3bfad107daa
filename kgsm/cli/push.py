"""kgsm push: published folder -> a remote SPARQL 1.1 store."""

from pathlib import Path
from typing import Final

import click

from kgsm.cli.progress import Progress
from kgsm.cli.secrets import credentials
from kgsm.cli.verb import verb
from kgsm.manifest import read_manifest, require_graphs
from kgsm.store import push
from kgsm.store.engines import engine_at
from kgsm.store.wire import Wire
from kgsm.text import Text

_PUSHED: Final = Text(
    de="{store}: {sent} Graphen gesendet, {resumed} waren schon da, {unchanged} unverändert, {removed} entfernt.",
    en="{store}: {sent} graphs sent, {resumed} were there already, {unchanged} unchanged, {removed} removed.",
)
_MERGED: Final = Text(
    de="{store} hält verschiedene Literale für gleich: {merged} Tripel weniger als gesendet.",
    en="{store} takes different literals for one: {merged} triples fewer than were sent.",
)


@verb(
    """Put the published folder PUBLISHED into the store whose SPARQL endpoint is STORE.

    Graph by graph beside what is there, then all at once: readers see the old release or the new one. What was interrupted goes
    on when it is started again; what has not changed is not sent. Credentials, user:password or a token, stand in the variable
    KGSM_STORE_CREDENTIALS or in a file.

    \b
    kgsm push http://localhost:7878/query
    kgsm push https://data.example/sparql --credentials-file secret.txt"""
)
@click.argument("store")
@click.argument("published", default="published", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--credentials-file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", envvar="KGSM_CREDENTIALS_FILE",
    help="A file whose first line is user:password, or a token.",
)  # fmt: skip
@click.option("--graph-store", default="", metavar="URL", help="Where graphs go, where STORE is no store that kgsm knows.")
@click.option("--update", default="", metavar="URL", help="Where updates go, where STORE is no store that kgsm knows.")
@click.option(
    "--timeout", type=click.FloatRange(min=1), default=600, show_default=True, help="Seconds to wait for each answer."
)
def command(
    store: str, published: Path, credentials_file: Path | None, graph_store: str, update: str, timeout: float, language: str
) -> None:
    wire = Wire(credentials("KGSM_STORE_CREDENTIALS", credentials_file), timeout)
    require_graphs(published, read_manifest(published))
    with Progress(language) as progress:
        engine = engine_at(store, wire, graph_store, update)
        done = push(published, engine, wire, progress)
    words = {"store": store, "sent": done.sent, "resumed": done.resumed, "unchanged": done.unchanged, "removed": done.removed}
    click.echo(_PUSHED.in_language(language).format(**words), err=True)
    if done.merged:
        click.echo(_MERGED.in_language(language).format(store=store, merged=done.merged), err=True)
