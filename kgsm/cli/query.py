"""kgsm query: a SPARQL query -> a table, CSV, JSON Lines or Turtle."""

import shutil
import sys
from pathlib import Path
from typing import Final

import click

from kgsm.cli.answers import as_csv, as_json_lines, as_table
from kgsm.cli.verb import verb
from kgsm.query import prefixes_of, query

ENDPOINT: Final = "http://127.0.0.1:8000/sparql"


@verb(
    """Ask the SPARQL endpoint ENDPOINT, by default that of kgsm serve on this machine.

    QUERY is the text of a query, a file, or - for standard input. The answer of SELECT and ASK is a table; the answer of
    CONSTRUCT and DESCRIBE is Turtle. Prefixes that kgsm knows (qb, skos, kgsm ...) need not be declared.

    \b
    kgsm query 'SELECT ?dataset WHERE { ?dataset a qb:DataSet }'
    kgsm query https://example.org/sparql shares.rq --csv > shares.csv"""
)
@click.argument("words", nargs=-1, metavar="[ENDPOINT] QUERY", required=True)
@click.option(
    "--endpoint", default=ENDPOINT, show_default=True, envvar="KGSM_ENDPOINT", help="The same, where it does not change."
)
@click.option("--csv", "form", flag_value="csv", help="The answer as CSV.")
@click.option("--json", "form", flag_value="json", help="The answer as JSON Lines: one object a row, numbers as numbers.")
@click.option("--timeout", type=click.IntRange(min=1), default=60, show_default=True, help="Seconds to wait.")
def command(words: tuple[str, ...], endpoint: str, form: str | None, timeout: int, language: str) -> None:  # noqa: ARG001
    endpoint, text = _endpoint_and_text(words, endpoint)
    answer = query(endpoint, text, timeout)
    if isinstance(answer, str):
        click.echo(answer, nl=False)
    elif form == "csv":
        click.echo(as_csv(answer), nl=False)
    elif form == "json":
        click.echo(as_json_lines(answer), nl=False)
    else:
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
        click.echo(as_table(answer, prefixes_of(text), width), nl=False)
        click.echo(f"{len(answer.rows)} {'row' if len(answer.rows) == 1 else 'rows'}", err=True)


def _endpoint_and_text(words: tuple[str, ...], default: str) -> tuple[str, str]:
    """Tell the two arguments apart: an endpoint is an address without spaces, and comes first."""
    first = words[0]
    is_address = first.startswith(("http://", "https://")) and not any(each.isspace() for each in first)
    endpoint, rest = (first, words[1:]) if is_address else (default, words)
    if len(rest) > 1:
        raise click.UsageError("One ENDPOINT and one QUERY are asked for. Quote the query: kgsm query 'SELECT ...'")
    return endpoint, _text(rest[0] if rest else "-")


def _text(word: str) -> str:
    if word == "-":
        return sys.stdin.read()  # what is typed or piped in
    if any(each.isspace() for each in word) or "{" in word:
        return word
    path = Path(word)
    if not path.is_file():
        raise click.UsageError(f"There is no file '{word}', and it is no query either.")
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.UsageError(f"'{word}' is not UTF-8.") from error
