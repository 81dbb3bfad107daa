"""kgsm completion: a shell's name -> the script that completes kgsm's verbs and options in it."""

import click
from click.shell_completion import get_completion_class

from kgsm.cli.verb import verb


@verb(
    """Print the completion script of SHELL (bash, zsh or fish). No file of yours is changed.

    \b
    bash:  eval "$(kgsm completion bash)"      in ~/.bashrc
    zsh:   eval "$(kgsm completion zsh)"       in ~/.zshrc
    fish:  kgsm completion fish | source       in ~/.config/fish/config.fish"""
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, shell: str, language: str) -> None:  # noqa: ARG001 - the script has no language
    script = get_completion_class(shell)
    assert script is not None  # noqa: S101 - for the type checker: click has these three
    click.echo(script(ctx.find_root().command, {}, "kgsm", "_KGSM_COMPLETE").source())
