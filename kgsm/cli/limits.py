"""Options of the command line → `Limits` of the endpoint."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

import click

from kgsm.limits import Limits

_MEGABYTE: Final = 1_000_000
_DEFAULT: Final = Limits()


def limited(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that limit queries and clients; the function receives them as `limits`."""

    @wraps(function)
    def with_limits(
        *, time_limit: float, memory_limit: int, answer_limit: int, row_limit: int, request_limit: int, queries: int,
        client_queries: int, **others: Any,
    ) -> Any:  # fmt: skip
        limits = Limits(
            seconds=time_limit,
            memory=memory_limit * _MEGABYTE,
            size=answer_limit * _MEGABYTE,
            rows=row_limit,
            request=request_limit * _MEGABYTE,
            public=queries,
            client=client_queries,
        )
        return function(limits=limits, **others)

    for option in reversed(_OPTIONS):
        with_limits = option(with_limits)
    return with_limits


def _option(name: str, default: float, kind: click.IntRange | click.FloatRange, metavar: str, says: str) -> Callable[..., Any]:
    variable = f"KGSM_{name.removeprefix('--').replace('-', '_').upper()}"
    return click.option(name, type=kind, default=default, show_default=True, envvar=variable, metavar=metavar, help=says)


_WHOLE: Final = click.IntRange(min=1)
_OPTIONS: Final = (
    _option("--time-limit", _DEFAULT.seconds, click.FloatRange(min=0.1), "SECONDS", "How long a query may take."),
    _option("--memory-limit", _DEFAULT.memory // _MEGABYTE, _WHOLE, "MB", "Memory of a query, beside the data."),
    _option("--answer-limit", _DEFAULT.size // _MEGABYTE, _WHOLE, "MB", "Largest answer to a query."),
    _option("--row-limit", _DEFAULT.rows, _WHOLE, "N", "Rows, or triples, of an answer."),
    _option("--request-limit", _DEFAULT.request // _MEGABYTE, _WHOLE, "MB", "Largest request."),
    _option("--queries", _DEFAULT.public, _WHOLE, "N", "Queries at once in each of the processes that answer."),
    _option("--client-queries", _DEFAULT.client, _WHOLE, "N", "Queries under way for one client."),
)
