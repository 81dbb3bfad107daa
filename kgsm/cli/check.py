"""kgsm check: study folder -> its problems."""

from pathlib import Path

import click

from kgsm.cli.formats import FORMATS, Checked, show
from kgsm.cli.problems import summary
from kgsm.cli.progress import Progress
from kgsm.cli.verb import Exit, verb
from kgsm.conductor import examine
from kgsm.problems import Severity


@verb(
    """Tell everything that is wrong with the study folder STUDY.

    One line for each problem: place, sentence, code; where there are many, first how many of each kind. Rows are counted as a
    spreadsheet counts them. Nothing is written."""
)
@click.argument("study", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(list(FORMATS)), default="text", show_default=True, envvar="KGSM_FORMAT",
    help="text for people, json, jsonl (one object a line), sarif and github for code hosts, ttl (SHACL report), html.",
)  # fmt: skip
@click.option("--json", "form", flag_value="jsonl", envvar="KGSM_JSON", help="The same as --format jsonl.")
@click.option(
    "--fail-on", type=click.Choice([each.value for each in Severity]), default=Severity.VIOLATION.value, show_default=True,
    help="Exit with 1 from this severity on.",
)  # fmt: skip
@click.pass_context
def command(ctx: click.Context, study: Path, form: str, fail_on: str, language: str) -> None:
    with Progress(language) as progress:
        report = examine(study, progress)
    show(Checked(study, report, language), form)
    click.echo(f"{study}: {summary(report.problems, language)}.", err=True)
    severities = list(Severity)
    failing = severities[: severities.index(Severity(fail_on)) + 1]
    if any(each.severity in failing for each in report.problems):
        ctx.exit(Exit.PROBLEMS)
