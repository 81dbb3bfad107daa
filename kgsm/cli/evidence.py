"""kgsm evidence: study folder and a person's own copy of a source -> each figure with its sentence."""

from collections.abc import Sequence
from pathlib import Path

import click

from kgsm.cli.problems import lines, summary
from kgsm.cli.verb import Exit, verb
from kgsm.evidence import Passage, check_evidence
from kgsm.problems import Severity
from kgsm.read import read_study


@verb(
    """Check the figures of the study folder STUDY against your own copy of a source.

    ID is the source's id in sources.csv, FILE the text that you have. Each figure is shown with the sentence that it stands
    in, in your copy; what differs is a problem that says how to proceed. Nothing of the text is kept."""
)
@click.argument("study", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--source", "sources", metavar="ID=FILE", multiple=True, required=True, help="A source and your copy; repeatable."
)
@click.pass_context
def command(ctx: click.Context, study: Path, sources: Sequence[str], language: str) -> None:
    copies = [_pair(each) for each in sources]
    read = read_study(study)
    with read.tables:
        outcomes = [check_evidence(read, source, file) for source, file in copies]
    for outcome in outcomes:
        for line in _passages(outcome.passages):
            click.echo(line)
        for line in lines(outcome.problems, language):
            click.echo(line)
    problems = [each for outcome in outcomes for each in outcome.problems]
    click.echo(f"{study}: {summary(problems, language)}.", err=True)
    if any(each.severity is Severity.VIOLATION for each in problems):
        ctx.exit(Exit.PROBLEMS)


def _pair(word: str) -> tuple[str, Path]:
    source, _, file = word.partition("=")
    if not source or not file:
        raise click.UsageError(f"'{word}' is not ID=FILE: --source S1=article.txt")
    return source, Path(file)


def _passages(passages: Sequence[Passage]) -> list[str]:
    """Return a line for each figure that has a passage: ok or not, id, token, sentence."""
    shown = [each for each in passages if each.sentence or each.found]
    figure = max((len(each.figure) for each in shown), default=0)
    token = max((len(each.token) for each in shown), default=0)
    return [
        f"{'ok ' if each.found else 'NOT'}  {each.figure:{figure}}  {each.token:{token}}  {_one_line(each.sentence)}"
        for each in shown
    ]


def _one_line(text: str) -> str:
    return "".join(each for each in " ".join(text.split()) if each.isprintable())
