"""kgsm export-site: published folder -> a folder of files that any web space can show."""

from pathlib import Path
from typing import Final

import click

from kgsm.cli.progress import Progress
from kgsm.cli.verb import verb
from kgsm.export import export_site
from kgsm.home import default_published
from kgsm.serve.twin import DEAD, Address, AddressError, parse_address
from kgsm.text import Text

_DONE: Final = Text(
    de="{out} enthält jetzt {files} Dateien, {size:.1f} MB; {pages} davon sind Seiten, deutsch und englisch. "
    "Die Adresse ist {url}; Regeln für den Server stehen in {out}/rules.",
    en="{out} now holds {files} files, {size:.1f} MB; {pages} of them are pages, German and English. "
    "The address is {url}; rules for the server are in {out}/rules.",
)
_TOO_LARGE: Final = Text(
    de="SPARQL in der Seite fehlt: Die Daten sind zu groß für einen Browser; die Seite nennt stattdessen die Downloads.",
    en="SPARQL in the page was left out: the data are too large for a browser; the page names the downloads instead.",
)
_NO_QUERIES: Final = Text(
    de="SPARQL in der Seite fehlt: kgsm wurde ohne die Dateien dafür gebaut; die Seite nennt stattdessen die Downloads.",
    en="SPARQL in the page was left out: kgsm was built without the files for it; the page names the downloads instead.",
)
_FIRST: Final = 5  # addresses that are named; the file has all
_DEAD: Final = Text(
    de="{count} Adressen, die die Daten nennen, führen schon auf der laufenden Seite ins Leere; in der Kopie sind sie keine "
    "Verweise: {first}. Alle stehen in {file}.",
    en="{count} addresses that the data name lead nowhere on the running site either; in the copy they are no links: {first}. "
    "All of them are in {file}.",
)


def _address(_: click.Context, __: click.Parameter, text: str) -> Address:
    try:
        return parse_address(text)
    except AddressError as error:
        raise click.BadParameter(str(error)) from error


@verb(
    """Write the site of a published folder into the folder OUT, as files that any web space can show.

    Every page in German and English, every file, and rules for Apache, nginx, GitHub Pages and w3id.org. OUT changes as a
    whole or not at all; what lies there must be an earlier export, or nothing."""
)
@click.argument("out", type=click.Path(path_type=Path))
@click.option(
    "--base-url", "address", required=True, metavar="URL", callback=_address, envvar="KGSM_BASE_URL",
    help="Where OUT will be seen, such as https://example.org/data/. The IRIs of the data stay as they are.",
)  # fmt: skip
@click.option(
    "--published", type=click.Path(path_type=Path), envvar="KGSM_PUBLISHED",
    help="The published folder; by default the folder 'published' here, or else the study that came with kgsm.",
)  # fmt: skip
@click.option(
    "--site", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False), envvar="KGSM_SITE",
    help="A site.toml that says who runs the site.",
)  # fmt: skip
def command(out: Path, address: Address, published: Path | None, site: Path | None, language: str) -> None:
    folder = published or default_published()
    with Progress(language) as progress:
        twin = export_site(folder, out, address, site, progress)
    words = {"out": out, "files": twin.files, "size": twin.size / 1_000_000, "pages": twin.pages, "url": address.url}
    click.echo(_DONE.in_language(language).format(**words), err=True)
    if not twin.queries:
        click.echo((_TOO_LARGE if twin.too_large else _NO_QUERIES).in_language(language), err=True)
    if twin.dead:
        first = ", ".join([*twin.dead[:_FIRST], *(["…"] if len(twin.dead) > _FIRST else [])])
        told = _DEAD.in_language(language).format(count=len(twin.dead), first=first, file=out / DEAD)
        click.echo(told, err=True)
