"""kgsm new: nothing -> a study folder that explains itself."""

import shlex
from pathlib import Path
from typing import Final

import click

from kgsm.cli.verb import verb
from kgsm.new import new
from kgsm.text import Text

_NEXT: Final = Text(de="{folder} ist angelegt. Weiter geht es so:", en="{folder} is there. What comes next:")
_STEPS: Final = {
    "kgsm check {folder}": Text(de="sagt, was nicht stimmt", en="tells what is wrong"),
    "kgsm publish {folder} --out published": Text(de="schreibt alle Formate", en="writes all formats"),
    "kgsm serve published": Text(de="zeigt sie auf http://127.0.0.1:8000", en="shows them on http://127.0.0.1:8000"),
}


@verb(
    """Make the small study folder FOLDER, an invented example that uses every feature once.

    It explains itself in comments and can be published as it is. FOLDER must not exist, or be empty; its name becomes part
    of every IRI."""
)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def command(folder: Path, language: str) -> None:
    new(folder)
    click.echo(_NEXT.in_language(language).format(folder=folder), err=True)
    steps = {step.format(folder=shlex.quote(str(folder))): what.in_language(language) for step, what in _STEPS.items()}
    width = max(map(len, steps))
    for step, what in steps.items():
        click.echo(f"    {step:{width}}  {what}", err=True)
