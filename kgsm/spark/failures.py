"""What Spark and Java say when they fail → a sentence that says what to do."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from kgsm.problems import KgsmError

_OURS: Final = re.compile(r"kgsm: (an executor has [^\n]*)")
_MISSING: Final = re.compile(r"ModuleNotFoundError: No module named '([\w.]+)'")
_HOMES: Final = frozenset({"py4j", "pyspark"})
_RAISED: Final = re.compile(r"[\w.]+(Error|Exception): ")
_JAVAS: Final = ("java.", "javax.", "org.", "py4j.")
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
    """Return the line that says why: that of an executor's Python, deep below those of Java, else the first of Java's."""
    lines = [each.strip().removeprefix(": ") for each in text.splitlines()]
    lines = [each for each in lines if each and not each.startswith(("at ", "..."))]
    raised = [each for each in lines if _RAISED.match(each)]
    of_python = [each for each in raised if not each.startswith(_JAVAS)]
    told = next(iter((*of_python, *raised, *lines)), "no reason given")
    return told[:_LONGEST].rstrip(".")
