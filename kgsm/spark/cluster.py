"""The address of a cluster → a connection to it, under which Spark answers what is asked of tables; or why there is none."""

import os
import re
import shutil
import socket
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kgsm import scratch as temporary
from kgsm.problems import KgsmError
from kgsm.scans import Scans
from kgsm.spark import worker
from kgsm.spark.failures import translated
from kgsm.spark.java import start
from kgsm.spark.parts import Parts
from kgsm.spark.scans import SparkScans
from kgsm.tables import Tables

if TYPE_CHECKING:
    from pyspark import SparkContext

# A part takes a core some tenths of a second: long beside the start of a task, short beside its loss.
ROWS_A_PART: Final = 65_536
_PREFIX: Final = "kgsm-spark-"
_NO_PYSPARK: Final = "PySpark is not installed. It comes with: pip install 'kgsm[spark]'"
_NO_HADOOP: Final = (
    "YARN is found by Hadoop's own configuration: HADOOP_CONF_DIR or YARN_CONF_DIR names the folder with core-site.xml and "
    "yarn-site.xml, and neither is set."
)
_NO_MASTER: Final = (
    "Spark has given up while it started: what answers at {master} is no Spark master, or one of another version. Nothing was "
    "published."
)
_NO_JAVA: Final = (
    "Spark needs Java 17 or later, and there is none: no JAVA_HOME, no 'java' on the path. "
    "It comes with: apt install openjdk-17-jre-headless"
)
# Spark's documentation, Submitting Applications, Master URLs.
_MASTER: Final = re.compile(r"local(-cluster)?(\[.*\])?|spark://.+|yarn|k8s://.+")
_STANDALONE: Final = re.compile(r"([^:,/]+):([0-9]+)")
# Spark's documentation, Running on Kubernetes: HTTPS where nothing is said, and a port always.
_KUBERNETES: Final = re.compile(r"k8s://(?:https?://)?(\[[^\]]+\]|[^:/]+):([0-9]+)/?")
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
        with temporary.scratch(_PREFIX) as folder:
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
    if master == "yarn" and not {"HADOOP_CONF_DIR", "YARN_CONF_DIR"} & os.environ.keys():
        raise KgsmError(_NO_HADOOP)
    if master.startswith("spark://"):
        _require_answer(master, _STANDALONE.findall(master.removeprefix("spark://")))
    if master.startswith("k8s://"):
        _require_answer(master, _KUBERNETES.findall(master))


def _require_answer(master: str, addresses: Sequence[tuple[str, str]]) -> None:
    """Ask whether one of the addresses listens: Spark itself would try for a minute, and say something else."""
    reason = "no address with a port" if not addresses else ""
    for host, port in addresses:
        try:
            with socket.create_connection((host.strip("[]"), int(port)), timeout=_WAIT):
                return
        except (OSError, OverflowError) as error:
            reason = str(error)
    raise KgsmError(f"No {'Kubernetes' if master.startswith('k8s') else 'Spark master'} answers at {master} ({reason}).")


def _context(master: str | None, settings: Mapping[str, str]) -> "SparkContext":
    # PySpark warns of a pandas that it does not know. Neither we nor the executors use it.
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
    spark = import_module("pyspark")
    # Executors take what is defined there along, and need no kgsm of their own.
    for module in (worker, temporary):
        import_module("pyspark.cloudpickle").register_pickle_by_value(module)
    conf = spark.SparkConf().setAppName("kgsm")
    for name, value in (_QUIET | dict(settings)).items():
        conf.set(name, value)
    if master is not None:
        conf.setMaster(master)
    if master is None or master.startswith("local"):
        # Spark has no other way to be told. The executors of this machine have this Python, and nobody else is to reach them.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    told = start(spark.SparkContext, conf)
    try:
        context: SparkContext = spark.SparkContext(conf=conf)
    except KeyboardInterrupt:  # left alone, Java would wait for ever for what it was told to start
        spark.SparkContext._gateway.proc.kill()  # noqa: SLF001
        raise
    if told:
        told.let_through()
    if context._jsc.sc().isStopped():  # noqa: SLF001 - Spark gives up in the background, and tells the log only
        context.stop()
        raise KgsmError(_NO_MASTER.format(master=context.master))
    return context
