"""kgsm check: study folder -> its problems."""

from pathlib import Path

import click

from kgsm.cli.problems import json_lines, lines, summary
from kgsm.cli.progress import Progress
from kgsm.cli.verb import Exit, verb
from kgsm.conductor import check
from kgsm.problems import Severity


@verb(
    """Tell everything that is wrong with the study folder STUDY.

    One line for each problem: place, sentence, code. Rows are counted as a spreadsheet counts them. Nothing is written."""
)
@click.argument("study", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    envvar="KGSM_JSON",
    help="One JSON object a line, with the sentences in German and English.",
)
@click.pass_context
def command(ctx: click.Context, study: Path, language: str, *, as_json: bool) -> None:
    with Progress(language) as progress:
        problems = check(study, progress)
    for line in json_lines(problems) if as_json else lines(problems, language):
        click.echo(line)
    click.echo(f"{study}: {summary(problems, language)}.", err=True)
    if any(each.severity is Severity.VIOLATION for each in problems):
        ctx.exit(Exit.PROBLEMS)
