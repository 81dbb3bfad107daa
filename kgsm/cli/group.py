"""The command `kgsm`: a group of verbs, each imported when it is named."""

import difflib
import io
import logging
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final, NoReturn

import click
from click.shell_completion import CompletionItem

from kgsm import __version__
from kgsm.cli.verb import Exit

# Each verb with its line in `kgsm --help`; its module in kgsm/cli/ has the same name (with an underscore) and
# calls its command `command`.
VERBS: Final[dict[str, str]] = {
    "new": "Make a small study folder that explains itself.",
    "check": "Tell everything that is wrong with a study folder.",
    "publish": "Check a study folder and write its files.",
    "catalog": "Tell how portals would score the catalog.",
    "serve": "Serve a published folder: pages, SPARQL, catalog.",
    "export-site": "Write the pages as files for any web space.",
    "push": "Put a published folder into a remote store.",
    "query": "Ask a SPARQL endpoint; the answer is a table.",
    "evidence": "Check figures against your own copy of a source.",
    "completion": "Print the completion script of a shell.",
}

_EPILOG: Final = """\b
Exit codes: 0 done, 1 the study has problems, 2 wrong usage,
3 environment (network, port, file), 130 interrupted."""


class VerbGroup(click.Group):
    """A group that knows its verbs' names and imports a verb's module only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the verbs in the order in which a study meets them."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import the verb's module and return its command; None where there is no such verb."""
        if cmd_name not in VERBS:
            return None
        command = import_module(f"kgsm.cli.{cmd_name.replace('-', '_')}").command
        assert isinstance(command, click.Command)  # noqa: S101 - for the type checker; tests/test_cli.py runs each
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb, or say which one may have been meant."""
        name = args[0]
        if name not in VERBS and not name.startswith("-") and not ctx.resilient_parsing:
            near = difflib.get_close_matches(name, VERBS, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            ctx.fail(f"There is no verb '{name}'.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """Write the list of verbs without importing them."""
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete verbs without importing them."""
        verbs = [CompletionItem(name, help=text) for name, text in VERBS.items() if name.startswith(incomplete)]
        return [*verbs, *click.Command.shell_complete(self, ctx, incomplete)]


@click.group(
    cls=VerbGroup,
    epilog=_EPILOG,
    subcommand_metavar="VERB [ARGUMENTS]...",
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "KGSM"},
)
@click.version_option(__version__, prog_name="kgsm", message="%(prog)s %(version)s")
def kgsm() -> None:
    """Publish statistical findings as linked open data.

    A study folder (TOML and CSV) becomes an RDF Data Cube, checked and written in every format, and served with pages and
    a SPARQL endpoint. Options can be set in the environment, too: KGSM_LANG, KGSM_PORT, KGSM_PUBLISH_OUT.
    """


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line `arguments` (those of the process by default) and exit with the code of house rule 4."""
    colour = False if os.environ.get("NO_COLOR") else None  # None: only on a terminal
    # rdflib complains of an IRI that is none; kgsm tells it as a problem, with its place.
    logging.getLogger("rdflib").addHandler(logging.NullHandler())
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # what is piped into a file is UTF-8 wherever it is made
    try:
        words = None if arguments is None else list(arguments)
        code = kgsm.main(words, prog_name="kgsm", standalone_mode=False, color=colour)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except ImportError as error:
        click.echo(f"kgsm is not installed whole: {error}. Install it again.", err=True)
        code = Exit.ENVIRONMENT
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        code = Exit.INTERRUPTED
    sys.exit(code or Exit.DONE)
