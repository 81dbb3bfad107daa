"""What all verbs share: options, and exceptions -> a sentence on stderr and an exit code."""

import os
import sys
import traceback
from collections.abc import Callable
from enum import IntEnum
from typing import Any, Final

import click

from kgsm.cli.problems import lines, summary
from kgsm.problems import KgsmError, QueryError, StudyError
from kgsm.text import Text

BAD_REQUEST: Final = 400


class Exit(IntEnum):
    """The exit codes of every verb."""

    DONE = 0
    PROBLEMS = 1  # the study has problems
    USAGE = 2  # the command line, or the query, asks for what there is not
    ENVIRONMENT = 3  # no network, port taken, file not readable, nothing published there, a fault of kgsm
    INTERRUPTED = 130


_UNEXPECTED: Final = Text(
    de="Das hätte nicht geschehen dürfen: {what}. Bitte melden: derselbe Befehl mit --debug zeigt, was dazugehört.",
    en="This should not have happened: {what}. Please report it: the same command with --debug shows what to enclose.",
)


class VerbCommand(click.Command):
    """A verb: whatever it raises becomes a sentence and an exit code, never a traceback (unless --debug asks for it)."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the verb; `Exit` says what its exceptions mean."""
        debug, language = ctx.params.pop("debug"), ctx.params["language"]
        told: Exception
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise  # click's own affair
        except BrokenPipeError:  # whoever read our output has left, and nobody is there to be told
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise click.exceptions.Exit(Exit.ENVIRONMENT) from None
        except StudyError as error:
            for line in lines(error.problems, language):
                click.echo(line)
            sentence, code, told = f"{summary(error.problems, language)}.", Exit.PROBLEMS, error
        except KgsmError as error:
            sentence, code, told = str(error), _code(error), error
        except OSError as error:
            sentence = f"{error.filename}: {error.strerror}" if error.filename else str(error)
            code, told = Exit.ENVIRONMENT, error
        except Exception as error:  # noqa: BLE001 - the last line of defence: nobody should meet a traceback
            what = f"{type(error).__name__}: {error}".rstrip(": ")
            sentence, code, told = _UNEXPECTED.in_language(language).format(what=what), Exit.ENVIRONMENT, error
        if debug:
            click.echo("".join(traceback.format_exception(told)), err=True)
        click.echo(f"kgsm {ctx.info_name}: {sentence}", err=True)
        raise click.exceptions.Exit(code)


def _code(error: KgsmError) -> Exit:
    return Exit.USAGE if isinstance(error, QueryError) and error.status == BAD_REQUEST else Exit.ENVIRONMENT


def verb(help_text: str) -> Callable[[Callable[..., Any]], click.Command]:
    """Return the decorator that makes a function a verb with `help_text` and the options that every verb has."""

    def decorate(function: Callable[..., Any]) -> click.Command:
        command = click.command(cls=VerbCommand, help=help_text)(function)
        command.params += [
            click.Option(
                ["--lang", "language"], type=click.Choice(["de", "en"]), default="en", show_default=True,
                envvar="KGSM_LANG", help="Language of the sentences.",
            ),
            click.Option(["--debug"], is_flag=True, envvar="KGSM_DEBUG", help="Show where a fault arose."),
        ]  # fmt: skip
        return command

    return decorate
