"""What Spark and Java say when they fail → a sentence that says what to do."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from kgsm.problems import KgsmError

_OURS: Final = re.compile(r"kgsm: (an executor has [^\n]*)")
_MISSING: Final = re.compile(r"ModuleNotFoundError: No module named '([\w.]+)'")
_HOMES: Final = frozenset({"py4j", "pyspark"})
_LONGEST: Final = 300


@contextmanager
def translated() -> Iterator[None]:
    """Tell what Spark raises as a KgsmError."""
    try:
        yield
    except Exception as error:
        # Told by their home, since without PySpark there are no classes to catch.
        if type(error).__module__.partition(".")[0] not in _HOMES and not isinstance(error, ConnectionError):
            raise
        raise KgsmError(_sentence(str(error))) from error


def _sentence(text: str) -> str:
    if ours := _OURS.search(text):
        return f"Spark could not do it: {ours[1]}. Both need the same version. Nothing was published."
    if missing := _MISSING.search(text):
        return (
            f"Spark's executors have no Python module '{missing[1]}'. On each of them: pip install duckdb backports.zstd, or "
            "name a Python that has them in PYSPARK_PYTHON. Nothing was published."
        )
    return f"Spark could not do it: {_cause(text)}. Nothing was published."


def _cause(text: str) -> str:
    """Return the line that says why: Java's exceptions come with the place first, and the cause deep below."""
    lines = [each.strip() for each in text.splitlines() if each.strip() and not each.strip().startswith(("at ", "..."))]
    told = next(
        (each for each in lines if "Exception: " in each or "Error: " in each), lines[0] if lines else "no reason given"
    )
    return told.removeprefix(": ")[:_LONGEST].rstrip(".")
