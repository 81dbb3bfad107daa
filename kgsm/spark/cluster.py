"""The address of a cluster → a connection to it, under which Spark answers what is asked of tables; or why there is none."""

import os
import re
import shutil
import signal
import socket
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kgsm.problems import KgsmError
from kgsm.scans import Scans
from kgsm.scratch import scratch
from kgsm.spark import worker
from kgsm.spark.failures import translated
from kgsm.spark.parts import Parts
from kgsm.spark.scans import SparkScans
from kgsm.tables import Tables

if TYPE_CHECKING:
    from pyspark import SparkContext

# A part takes a core some tenths of a second: long beside the start of a task, short beside its loss.
ROWS_A_PART: Final = 65_536
_PREFIX: Final = "kgsm-spark-"
_NO_PYSPARK: Final = "PySpark is not installed. It comes with: pip install 'kgsm[spark]'"
_NO_JAVA: Final = (
    "Spark needs Java 17 or later, and there is none: no JAVA_HOME, no 'java' on the path. "
    "It comes with: apt install openjdk-17-jre-headless"
)
# Spark's documentation, Submitting Applications, Master URLs.
_MASTER: Final = re.compile(r"local(-cluster)?(\[.*\])?|spark://.+|yarn|k8s://.+")
_STANDALONE: Final = re.compile(r"([^:,/]+):([0-9]+)")
_WAIT: Final = 10.0
_QUIET: Final = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR"}


@dataclass(frozen=True, slots=True)
class Cluster:
    """A Spark context that answers in place of the tables' own database, in parts of so many rows."""

    context: "SparkContext"
    rows_a_part: int = ROWS_A_PART

    @contextmanager
    def scans(self, tables: Tables, /) -> Iterator[Scans]:
        """Return what answers for the tables, which do not change until the context ends."""
        with scratch(_PREFIX) as folder:
            yield SparkScans(self.context, Parts(tables, folder, self.rows_a_part), tables.scans)


@contextmanager
def connected(
    master: str | None = None, settings: Mapping[str, str] | None = None, rows_a_part: int = ROWS_A_PART
) -> Iterator[Cluster]:
    """Connect to the cluster at `master`, else the one that Spark's own settings name, else this machine's cores.

    `settings` are Spark's (spark.executor.memory …). Raises KgsmError, which says what to do, where there is no PySpark, no
    Java, or no such cluster.
    """
    _require(master)
    with translated():
        context = _context(master, settings or {})
    try:
        yield Cluster(context, rows_a_part)
    finally:
        context.stop()


def _require(master: str | None) -> None:
    if find_spec("pyspark") is None:
        raise KgsmError(_NO_PYSPARK)
    home = os.environ.get("JAVA_HOME")
    if shutil.which(str(Path(home) / "bin" / "java") if home else "java") is None:
        raise KgsmError(_NO_JAVA)
    if master is None:
        return
    if not _MASTER.fullmatch(master):
        raise KgsmError(f"'{master}' is no cluster that Spark knows: local[*], spark://HOST:PORT, yarn, k8s://HOST:PORT.")
    if master.startswith("spark://"):
        _require_answer(master)


def _require_answer(master: str) -> None:
    """Ask whether one of the masters listens: Spark itself would try for a minute, and say something else."""
    addresses = _STANDALONE.findall(master.removeprefix("spark://"))
    reason = "no address with a port" if not addresses else ""
    for host, port in addresses:
        try:
            with socket.create_connection((host, int(port)), timeout=_WAIT):
                return
        except (OSError, OverflowError) as error:
            reason = str(error)
    raise KgsmError(f"No Spark master answers at {master} ({reason}).")


def _context(master: str | None, settings: Mapping[str, str]) -> "SparkContext":
    spark = import_module("pyspark")
    # Executors take what is defined there along, and need no kgsm of their own.
    import_module("pyspark.cloudpickle").register_pickle_by_value(worker)
    conf = spark.SparkConf().setAppName("kgsm")
    for name, value in (_QUIET | dict(settings)).items():
        conf.set(name, value)
    if master is not None:
        conf.setMaster(master)
    if master is None or master.startswith("local"):
        # Spark has no other way to be told. The executors of this machine have this Python, and nobody else is to reach them.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    # PySpark forgets the Java that it starts, should it be interrupted meanwhile. It has no public name for this step.
    with _held_back(signal.SIGINT):
        spark.SparkContext._ensure_initialized(conf=conf)  # noqa: SLF001
    try:
        context: SparkContext = spark.SparkContext(conf=conf)
    except KeyboardInterrupt:  # left alone, Java would wait for ever for what it was told to start
        spark.SparkContext._gateway.proc.kill()  # noqa: SLF001
        raise
    return context


@contextmanager
def _held_back(number: signal.Signals) -> Iterator[None]:
    """Let a signal wait until the context ends."""
    if threading.current_thread() is not threading.main_thread():  # signals come to that one alone
        yield
        return
    came: list[int] = []
    former = signal.signal(number, lambda *_: came.append(number))
    try:
        yield
    finally:
        signal.signal(number, former)
        if came:
            signal.raise_signal(number)
