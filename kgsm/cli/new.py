"""kgsm new: nothing -> a study folder that explains itself."""

from pathlib import Path

import click

from kgsm.cli.verb import verb
from kgsm.new import new
from kgsm.text import Text

_NEXT = Text(
    de="""{folder} ist angelegt. Weiter geht es so:
    kgsm check {folder}                       sagt, was nicht stimmt
    kgsm publish {folder} --out published     schreibt alle Formate
    kgsm serve published                      zeigt sie auf http://127.0.0.1:8000""",
    en="""{folder} is there. What comes next:
    kgsm check {folder}                       tells what is wrong
    kgsm publish {folder} --out published     writes all formats
    kgsm serve published                      shows them on http://127.0.0.1:8000""",
)


@verb(
    """Make the small study folder FOLDER, an invented example that uses every feature once.

    It explains itself in comments and can be published as it is. FOLDER must not exist, or be empty; its name becomes part
    of every IRI."""
)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def command(folder: Path, language: str) -> None:
    new(folder)
    click.echo(_NEXT.in_language(language).format(folder=folder), err=True)
