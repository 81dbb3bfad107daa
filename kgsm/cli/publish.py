"""kgsm publish: study folder -> published folder."""

from pathlib import Path
from typing import Final

import click

from kgsm.cli.problems import json_lines, lines, summary
from kgsm.cli.progress import Progress
from kgsm.cli.verb import Exit, verb
from kgsm.conductor import publish
from kgsm.manifest import read_manifest
from kgsm.problems import StudyError
from kgsm.text import Text

_REFUSED: Final = Text(
    de="{study}: {summary}. Nichts wurde veröffentlicht.",
    en="{study}: {summary}. Nothing was published.",
)
_PUBLISHED: Final = Text(
    de="{study}: {summary}. {out} enthält jetzt {files} Dateien, {size:.1f} MB.",
    en="{study}: {summary}. {out} now holds {files} files, {size:.1f} MB.",
)


@verb(
    """Check the study folder STUDY and write its files.

    Turtle, JSON-LD and N-Triples, one CSV a dataset, the catalog and a manifest. Where there is a problem nothing is
    written; the published folder changes as a whole or not at all. Other studies in it stay."""
)
@click.argument("study", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default="published", show_default=True,
    help="The published folder.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, envvar="KGSM_JSON", help="Problems as JSON, one object a line.")
@click.pass_context
def command(ctx: click.Context, study: Path, out: Path, language: str, *, as_json: bool) -> None:
    try:
        with Progress(language) as progress:
            problems = publish(study, out, progress)
        refused = False
    except StudyError as error:
        problems, refused = error.problems, True
    for line in json_lines(problems) if as_json else lines(problems, language):
        click.echo(line)
    words = {"study": study, "summary": summary(problems, language), "out": out}
    if refused:
        click.echo(_REFUSED.in_language(language).format(**words), err=True)
        ctx.exit(Exit.PROBLEMS)
    files = read_manifest(out).files
    size = sum(each.size for each in files) / 1_000_000
    click.echo(_PUBLISHED.in_language(language).format(**words, files=len(files), size=size), err=True)
