"""kgsm check: study folder, or RDF files of anyone -> their problems."""

from pathlib import Path
from typing import Final

import click

from kgsm.cli.explained import as_text, sections
from kgsm.cli.formats import FORMATS, Checked, show
from kgsm.cli.problems import summary
from kgsm.cli.progress import Progress
from kgsm.cli.verb import Exit, verb
from kgsm.cli.watched import watched
from kgsm.conductor import examine, examine_graph
from kgsm.problems import Severity, did_you_mean
from kgsm.text import Text

_ONE: Final = Text(
    de="Ein Studienordner wird für sich geprüft, Dateien zusammen.", en="One study folder is checked by itself, files together."
)


def _explain(ctx: click.Context, _: click.Parameter, code: str | None) -> None:
    if code is None:
        return
    if code not in sections():
        hint = did_you_mean(code, sections()).in_language("en")
        raise click.BadParameter(f"there is no code '{code}'.{hint}")
    click.echo(as_text(code))
    ctx.exit()


@verb(
    """Tell everything that is wrong with a study folder, or with the data cubes in RDF files, together one graph.

    One line for each problem: place, sentence, code; where there are many, first how many of each kind. Rows are counted as a
    spreadsheet counts them. RDF files (.ttl .nt .nq .trig .jsonld .rdf) of whatever origin are held against the integrity
    constraints IC-0 to IC-21 of the RDF Data Cube. Nothing is written.

    Remarks, such as a figure with one source, are told where nothing stops publishing, and fail with --fail-on warning."""
)
@click.argument("paths", metavar="STUDY | FILE...", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(list(FORMATS)), default="text", show_default=True, envvar="KGSM_FORMAT",
    help="text for people, json, jsonl (one object a line), sarif and github for code hosts, ttl (SHACL report), html.",
)  # fmt: skip
@click.option("--json", "form", flag_value="jsonl", envvar="KGSM_JSON", help="The same as --format jsonl.")
@click.option(
    "--fail-on", type=click.Choice([each.value for each in Severity]), default=Severity.VIOLATION.value, show_default=True,
    help="Exit with 1 from this severity on.",
)  # fmt: skip
@click.option(
    "--explain", metavar="CODE", is_eager=True, expose_value=False, callback=_explain,
    help="Say what a code means, why it matters and how to mend it, and check nothing.",
)  # fmt: skip
@click.option("--quiet", "-q", is_flag=True, envvar="KGSM_QUIET", help="No progress, no summary: problems only.")
@click.pass_context
def command(ctx: click.Context, paths: tuple[Path, ...], form: str, fail_on: str, language: str, *, quiet: bool) -> None:
    study = paths[0] if paths[0].is_dir() else None
    if any(each.is_dir() for each in paths) and len(paths) > 1:
        raise click.UsageError(_ONE.in_language(language))
    with watched("check", language), Progress(language, quiet=quiet) as progress:
        report = examine(study, progress) if study else examine_graph(paths, progress)
    severities = list(Severity)
    failing = severities[: severities.index(Severity(fail_on)) + 1]
    checked = Checked(paths, report, language, strict=Severity.WARNING in failing)
    show(checked, form)
    if not quiet:
        click.echo(f"{checked.name}: {summary(checked.all, language)}.", err=True)
    if any(each.severity in failing for each in checked.all):
        ctx.exit(Exit.PROBLEMS)
