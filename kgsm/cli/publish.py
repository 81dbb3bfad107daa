"""kgsm publish: study folders -> published folder."""

from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Final

import click

from kgsm.cli.engine import powered
from kgsm.cli.problems import json_lines, lines, summary
from kgsm.cli.progress import Progress
from kgsm.cli.verb import Exit, verb
from kgsm.cli.watched import watched
from kgsm.conductor import duplicates, publish
from kgsm.manifest import read_manifest
from kgsm.problems import Problem, StudyError
from kgsm.tables import Engine
from kgsm.text import Text

_CONNECTING: Final = Text(de="verbindet sich mit Spark", en="connecting to Spark")
_REFUSED: Final = Text(
    de="{study}: {summary}. Nichts wurde veröffentlicht.",
    en="{study}: {summary}. Nothing was published.",
)
_PUBLISHED: Final = Text(
    de="{study}: {summary}. {out} enthält jetzt {files} Dateien, {size:.1f} MB.",
    en="{study}: {summary}. {out} now holds {files} files, {size:.1f} MB.",
)


@verb(
    """Check the study folders STUDY... and write their files.

    Turtle, JSON-LD and N-Triples, one CSV a dataset, the catalog and a manifest. Where there is a problem nothing is
    written; the published folder changes as a whole or not at all. Other studies in it stay. Of several folders each is
    published by itself, so that one with problems keeps none of the others out of the catalog.

    With --engine spark a cluster asks the rows of long tables and makes their texts; the files are the same."""
)
@click.argument(
    "studies", metavar="STUDY...", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default="published", show_default=True,
    help="The published folder.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, envvar="KGSM_JSON", help="Problems as JSON, one object a line.")
@click.option("--quiet", "-q", is_flag=True, envvar="KGSM_QUIET", help="No progress, no summary: problems only.")
@powered
@click.pass_context
def command(
    ctx: click.Context, studies: tuple[Path, ...], out: Path, language: str, *,
    engine: AbstractContextManager[Engine | None], as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    ctx.with_resource(watched("publish", language))
    with Progress(language, quiet=quiet) as progress:
        progress(_CONNECTING)
        opened = ctx.with_resource(engine)
    doubles = duplicates(studies)
    several = len(studies) > 1
    failed = False
    for study in dict.fromkeys(studies):
        problems, refused = _published(study, out, doubles.get(study), opened, Progress(language, quiet=quiet))
        told = [_below(study, each) for each in problems] if several else problems
        for line in json_lines(told) if as_json else lines(told, language):
            click.echo(line)
        words = {"study": study, "summary": summary(problems, language), "out": out}
        failed |= refused
        if refused:
            if not quiet:
                click.echo(_REFUSED.in_language(language).format(**words), err=True)
            continue
        if quiet:
            continue
        files = read_manifest(out).files
        size = sum(each.size for each in files) / 1_000_000
        click.echo(_PUBLISHED.in_language(language).format(**words, files=len(files), size=size), err=True)
    if failed:
        ctx.exit(Exit.PROBLEMS)


def _published(
    study: Path, out: Path, double: Problem | None, engine: Engine | None, progress: Progress
) -> tuple[tuple[Problem, ...], bool]:
    """Return the problems of a study, and whether they kept it from being published."""
    if double is not None:
        return (double,), True
    try:
        with progress:
            return publish(study, out, progress, engine), False
    except StudyError as error:
        return error.problems, True


def _below(study: Path, found: Problem) -> Problem:
    return replace(found, place=replace(found.place, file=f"{study}/{found.place.file}"))
