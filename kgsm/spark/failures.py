"""What Spark and Java say when they fail → a sentence that says what to do."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from kgsm.problems import KgsmError

_OURS: Final = re.compile(r"kgsm: (an executor has [^\n]*)")
_MISSING: Final = re.compile(r"ModuleNotFoundError: No module named '([\w.]+)'")
_HOMES: Final = frozenset({"py4j", "pyspark"})
_RAISED: Final = re.compile(r"[\w.]+(Error|Exception): ")
_JAVAS: Final = ("java.", "javax.", "org.", "com.", "io.fabric8.", "py4j.")
_LONGEST: Final = 300
_CAUSED: Final = re.compile(r"^\s*Caused by: [\w.$]+: ?(.*)$", re.MULTILINE)
# What Java writes at each start, and the lines of a trace.
_ALWAYS: Final = re.compile(
    r"WARNING: |Error occurred during init|Using |Setting |To adjust |at |\.\.\. |[0-9/]{8} [0-9:]{8} (WARN|INFO) |/.*Warning: "
)
_PREFACE: Final = re.compile(r'^(Exception in thread "[^"]*" |Error: )?([\w.$]+(Exception|Error): )?')
# What Java and Spark say → what to do.
_REMEDIES: Final = (
    (
        re.compile("heap|[Dd]river memory"),
        "spark.driver.memory is at least 450m and at most what this machine has, in Java's words: 512m, 4g",
    ),
    (re.compile("Size must be|[Ee]xecutor memory"), "spark.executor.memory and the like are written as 900m or 4g"),
    (
        re.compile("container image", re.IGNORECASE),
        "--spark-conf spark.kubernetes.container.image=IMAGE names one with Python, duckdb and backports.zstd",
    ),
    (re.compile("UnsupportedClassVersion"), "Spark needs Java 17 or later: apt install openjdk-17-jre-headless"),
)


@contextmanager
def translated() -> Iterator[None]:
    """Tell what Spark raises as a KgsmError."""
    try:
        yield
    except Exception as error:
        if not is_sparks(error):
            raise
        raise KgsmError(_sentence(str(error))) from error


def is_sparks(error: Exception) -> bool:
    """Return whether PySpark raised it: told by its home, since without PySpark there are no classes to catch."""
    return type(error).__module__.partition(".")[0] in _HOMES or isinstance(error, ConnectionError)


def not_started(lines: Sequence[str]) -> str:
    """Return what to say where Java has written these lines and ended."""
    said = (each.strip() for each in lines)
    cause = next((each for each in said if each and not _ALWAYS.match(each)), "it says nothing")
    return f"Spark has not started: {_with_remedy(_PREFACE.sub('', cause)[:_LONGEST].rstrip('.'))}. Nothing was published."


def _with_remedy(cause: str) -> str:
    remedy = next((remedy for pattern, remedy in _REMEDIES if pattern.search(cause)), "")
    return f"{cause}. {remedy}" if remedy else cause


def _sentence(text: str) -> str:
    if ours := _OURS.search(text):
        return f"Spark could not do it: {ours[1]}. Both need the same version. Nothing was published."
    if missing := _MISSING.search(text):
        return (
            f"Spark's executors have no Python module '{missing[1]}'. On each of them: pip install duckdb backports.zstd, or "
            "name a Python that has them in PYSPARK_PYTHON. Nothing was published."
        )
    return f"Spark could not do it: {_with_remedy(_cause(text))}. Nothing was published."


def _cause(text: str) -> str:
    """Return the line that says why: that of an executor's Python, deep below those of Java, else the first of Java's."""
    lines = [each.strip().removeprefix(": ") for each in text.splitlines()]
    lines = [each for each in lines if each and not each.startswith(("at ", "..."))]
    raised = [each for each in lines if _RAISED.match(each)]
    of_python = [each for each in raised if not each.startswith(_JAVAS)]
    told = next(iter((*of_python, *raised, *lines)), "no reason given")
    deepest = _CAUSED.findall(text)[-1:] if not of_python else []  # Kubernetes: "An error has occurred."
    whole = f"{told[:_LONGEST].rstrip('.')} ({deepest[0].strip()})" if deepest and deepest[0].strip() not in told else told
    return whole[: 2 * _LONGEST].rstrip(".")
