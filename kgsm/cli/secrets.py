"""The environment, or a file → a secret; never the command line, which every user of the machine can read."""

import os
from pathlib import Path
from typing import Final

import click

from kgsm.store.written import CURRENT, origin, release
from kgsm.text import Text

_SHORTEST: Final = 20
_STALE: Final = Text(
    de="{state} entstand aus einem früheren Stand von {folder} und wird gezeigt. Ohne den Ordner beginnt es von vorn.",
    en="{state} was made from a former release of {folder}, and is what is served. Without it things begin anew.",
)


def secret(variable: str, file: Path | None) -> str:
    """Return the token in a file's first line, or in an environment variable, which is then no longer there.

    Raises UsageError where there is none, or one that could be guessed.
    """
    told = os.environ.pop(variable, "")  # what this process starts need not know
    if file is not None:
        told = _first_line(file)
    if len(told) < _SHORTEST or not told.isascii() or not told.isprintable() or " " in told:
        raise click.UsageError(
            f"A token of at least {_SHORTEST} letters, digits and signs is needed, in {variable} or --token-file. "
            "This makes one: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
        )
    return told


def credentials(variable: str, file: Path | None) -> str:
    """Return `user:password`, or a bearer token, from a file's first line or an environment variable; empty where none is."""
    told = os.environ.pop(variable, "")
    return _first_line(file) if file is not None else told


def _first_line(file: Path) -> str:
    try:
        return (file.read_text(encoding="utf-8").splitlines() or [""])[0].strip()
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"{file} cannot be read: {error}.") from error


def note(folder: Path, state: Path, language: str) -> None:
    """Say where a state was made from another release than the one that is published now."""
    if (state / CURRENT).exists() and origin(state) not in {"", release(folder)}:
        click.echo(_STALE.in_language(language).format(state=state, folder=folder), err=True)
