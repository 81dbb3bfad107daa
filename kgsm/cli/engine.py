"""Options of the command line → what asks and writes the rows: this machine, or a Spark cluster."""

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from typing import Any, Final

import click

from kgsm.spark import connected
from kgsm.text import Text

_ALONE: Final = Text(
    de="--master und --spark-conf gehören zu --engine spark.", en="--master and --spark-conf go with --engine spark."
)
_NO_PAIR: Final = "'{found}' is not KEY=VALUE, such as spark.executor.memory=4g."


def _settings(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    pairs = [each.partition("=") for each in given]
    for each, (key, equals, _value) in zip(given, pairs, strict=True):
        if not key or not equals:
            raise click.BadParameter(_NO_PAIR.format(found=each))
    return {key: value for key, _equals, value in pairs}


def powered(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that name an engine; the function receives it as `engine`, a context of Engine or None."""

    @wraps(function)
    def with_engine(*, engine: str, master: str | None, settings: dict[str, str], **others: Any) -> Any:
        if engine == "spark":
            return function(engine=connected(master, settings), **others)
        if settings or _is_typed("master"):
            raise click.UsageError(_ALONE.in_language(others["language"]))
        return function(engine=nullcontext(), **others)

    for option in reversed(_OPTIONS):
        with_engine = option(with_engine)
    return with_engine


def _is_typed(name: str) -> bool:
    # A variable of the environment may stand there for the days on which Spark is asked for.
    return click.get_current_context().get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE


_OPTIONS: Final = (
    click.option(
        "--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True, envvar="KGSM_ENGINE",
        help="What asks and writes long tables: DuckDB here, or on the machines of a Spark cluster (kgsm[spark], Java 17).",
    ),
    click.option(
        "--master", metavar="URL", envvar="KGSM_SPARK_MASTER",
        help="With --engine spark: the cluster, such as spark://HOST:7077, yarn, local[4]. [default: as Spark is configured]",
    ),
    click.option(
        "--spark-conf", "settings", metavar="KEY=VALUE", multiple=True, callback=_settings,
        help="With --engine spark: a setting of Spark's, such as spark.executor.memory=4g; may be given several times.",
    ),
)  # fmt: skip
