"""Publishing by Spark: the same files, the same problems, and sentences for what is missing."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import duckdb
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import kgsm
from benchmarks.generate import study_folder
from kgsm import conductor, home
from kgsm.cli.group import kgsm as command
from kgsm.describe import describe
from kgsm.describe.shapes import describe_shapes
from kgsm.problems import KgsmError, StudyError
from kgsm.spark import Cluster, connected
from kgsm.spark.failures import not_started, translated
from kgsm.study import Study
from kgsm.tables import Engine, answering
from kgsm.turtle import together, triples_of
from kgsm.validate.nodes import quiet
from kgsm.validate.remarks import remarks
from kgsm.validate.tables import check_tables
from tests.builders import Plan, survey
from tests.generated import plans
from tests.in_parts import in_parts
from tests.study_folder import MINIMAL

TEMPLATE = Path(kgsm.__file__).parent / "template"
GENERAL = together(triples_of(home.shapes() / "finding.ttl"), triples_of(home.shapes() / "shapes.ttl"))
CLUSTER = "local-cluster[2,1,1024]"
WHY_NOT = "" if find_spec("pyspark") and shutil.which("java") else "needs PySpark (pip install 'kgsm[spark]') and Java 17"
# What PySpark itself says about the pandas that other tests need.
pytestmark = pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")
on_a_cluster = pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)


def digest(folder: Path) -> dict[str, bytes]:
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def told_of(study: Study, limit: int | None) -> list[object]:
    shapes = GENERAL + describe_shapes(study)
    return [*check_tables(shapes, study, limit), *remarks(study)]


def both(all_plans: tuple[Plan, ...], rows: int, limit: int | None) -> tuple[list[object], list[object]]:
    """Return the results of the checks, whole and in parts of so many rows."""
    with survey(*all_plans) as study, quiet():
        whole = told_of(study, limit)
        with answering(study.tables, in_parts(rows)):
            return whole, told_of(study, limit)


@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(plans("data"), st.integers(1, 5), st.sampled_from([None, 1, 3]))
def test_what_is_wrong_in_parts_of_a_table_is_what_is_wrong_in_it(plan: Plan, rows: int, limit: int | None) -> None:
    whole, parts = both((plan,), rows, limit)
    assert parts == whole


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.tuples(plans("one"), plans("two")), st.integers(1, 6), st.sampled_from([None, 1, 2, 100]))
def test_three_hundred_generated_tables_have_the_same_results_in_parts(
    all_plans: tuple[Plan, ...], rows: int, limit: int | None
) -> None:
    whole, parts = both(all_plans, rows, limit)
    assert parts == whole


def test_every_line_of_every_form_is_the_same_in_parts() -> None:
    study = kgsm.read_study(TEMPLATE)
    with study.tables:
        streams = describe(study).observations[-1:]
        asked = [(each, query) for each in streams for query in each.queries.values()]
        asked += [(each, one.query) for each in streams for part in each.documents.values() for one in part if one.query]
        whole = [b"".join(stream.lines(query)) for stream, query in asked]
        with answering(study.tables, in_parts(4)):
            pieces = [list(stream.lines(query)) for stream, query in asked]
    assert [b"".join(each) for each in pieces] == whole
    assert all(piece.endswith(b"\n") for each in pieces for piece in each)


def test_lines_longer_than_a_piece_come_whole() -> None:
    study = kgsm.read_study(TEMPLATE)
    with study.tables:
        dataset = study.datasets[0].id
        query = f'SELECT repeat(_row::VARCHAR, 900000) || chr(10) || _row AS line FROM "{dataset}"'
        whole = b"".join(study.tables.scans.lines(dataset, query))
        with answering(study.tables, in_parts(1)):
            pieces = list(study.tables.scans.lines(dataset, query))
    assert b"".join(pieces) == whole
    assert all(piece.endswith(b"\n") for piece in pieces)


def run(*arguments: str) -> tuple[int, str]:
    found = CliRunner().invoke(command, ["publish", str(MINIMAL), "--out", "nowhere", *arguments])
    return found.exit_code, found.output


def test_without_pyspark_a_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    assert run("--engine", "spark") == (
        3, "kgsm publish: PySpark is not installed. It comes with: pip install 'kgsm[spark]'\n"
    )  # fmt: skip


@pytest.fixture
def pyspark(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Stand in for PySpark and Java where they are not: what is looked for before either is started."""
    module = ModuleType("pyspark")
    module.__spec__ = ModuleSpec("pyspark", None)
    monkeypatch.setitem(sys.modules, "pyspark", module)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


@pytest.mark.usefixtures("pyspark")
def test_without_java_a_sentence_says_how_to_get_it() -> None:
    code, told = run("--engine", "spark")
    assert code == 3
    assert told.startswith("kgsm publish: Spark needs Java 17 or later, and there is none")


@pytest.mark.parametrize(
    ("master", "sentence"),
    [
        ("sparkle://host:1", "'sparkle://host:1' is no cluster that Spark knows"),
        ("spark://127.0.0.1:9", "No Spark master answers at spark://127.0.0.1:9 ("),
        ("spark://127.0.0.1", "No Spark master answers at spark://127.0.0.1 (no address with a port)."),
        ("k8s://https://127.0.0.1:9", "No Kubernetes answers at k8s://https://127.0.0.1:9 ("),
        ("k8s://[::1]:9", "No Kubernetes answers at k8s://[::1]:9 ("),
        ("k8s://host", "No Kubernetes answers at k8s://host (no address with a port)."),
        ("yarn", "YARN is found by Hadoop's own configuration: HADOOP_CONF_DIR or YARN_CONF_DIR names"),
    ],
)
def test_a_cluster_that_there_is_not_is_named(
    pyspark: Path, monkeypatch: pytest.MonkeyPatch, master: str, sentence: str
) -> None:
    for name in ("HADOOP_CONF_DIR", "YARN_CONF_DIR"):
        monkeypatch.delenv(name, raising=False)
    (pyspark / "java").touch(mode=0o755)
    code, told = run("--engine", "spark", "--master", master)
    assert (code, told.startswith(f"kgsm publish: {sentence}")) == (3, True)


@pytest.mark.parametrize(
    "arguments", [["--master", "yarn"], ["--spark-conf", "a=b"], ["--engine", "spark", "--spark-conf", "a"]]
)
def test_settings_without_spark_and_wrong_ones_are_wrong_usage(arguments: list[str]) -> None:
    assert run(*arguments)[0] == 2


def test_a_master_in_the_environment_does_not_disturb_who_publishes_here(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KGSM_SPARK_MASTER", "yarn")
    (tmp_path / "study").mkdir()
    found = CliRunner().invoke(command, ["publish", str(tmp_path / "study"), "--out", str(tmp_path / "out")])
    assert (found.exit_code, "[no-study]" in found.output) == (1, True)


JAVA = """An error occurred while calling o1.collect.
: org.apache.spark.SparkException: Job aborted due to stage failure: Task 0 in stage 4.0 failed 4 times
{inner}	at org.apache.spark.scheduler.DAGScheduler.abortStage(DAGScheduler.scala:2844)
"""
PYTHON = """Caused by: org.apache.spark.api.python.PythonException: [PYTHON_EXCEPTION] Traceback (most recent call last):
  File "worker.py", line 1, in process
{raised}
"""


@pytest.mark.parametrize(
    ("raised", "sentence"),
    [
        (
            None,
            "Spark could not do it: org.apache.spark.SparkException: Job aborted due to stage failure: Task 0 in stage 4.0 ",
        ),
        ("_duckdb.BinderException: Binder Error: no x", "Spark could not do it: _duckdb.BinderException: Binder Error: no x. "),
        (
            "ModuleNotFoundError: No module named 'duckdb'",
            "Spark's executors have no Python module 'duckdb'. On each of them: ",
        ),
        ("RuntimeError: kgsm: an executor has DuckDB 1, and the driver 2", "Spark could not do it: an executor has DuckDB 1, "),
    ],
)
def test_what_java_says_becomes_a_sentence(raised: str | None, sentence: str) -> None:
    text = JAVA.format(inner=PYTHON.format(raised=raised) if raised else "")
    with pytest.raises(KgsmError) as told, translated():
        raise ConnectionError(text)
    assert str(told.value).startswith(sentence)
    assert str(told.value).endswith("Nothing was published.")


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (
            ["Invalid maximum heap size: -Xmxabc\n", "Error: Could not create the Java Virtual Machine.\n"],
            "Spark has not started: Invalid maximum heap size: -Xmxabc. spark.driver.memory is at least 450m ",
        ),
        (
            [
                "WARNING: Using incubator modules: jdk.incubator.vector\n",
                "Using Spark's default log4j profile: org/apache/spark/log4j2-defaults.properties\n",
                "26/11/24 17:29:26 WARN Utils: Your hostname, vm, resolves to a loopback address\n",
                'Exception in thread "main" org.apache.spark.SparkException: No main class set in JAR.\n',
                "\tat org.apache.spark.deploy.SparkSubmit.main(SparkSubmit.scala)\n",
            ],
            "Spark has not started: No main class set in JAR. Nothing",
        ),
        (
            ["Error occurred during initialization of VM\n", "Could not reserve enough space for 1KB object heap\n"],
            "Spark has not started: Could not reserve enough space for 1KB object heap. spark.driver.memory is ",
        ),
        ([], "Spark has not started: it says nothing. "),
    ],
)
def test_what_a_java_says_that_ends_at_once_becomes_a_sentence(lines: list[str], sentence: str) -> None:
    assert not_started(lines).startswith(sentence)
    assert not_started(lines).endswith("Nothing was published.")


def test_the_deepest_cause_is_told_where_the_first_says_nothing() -> None:
    text = (
        "An error occurred while calling None.JavaSparkContext.\n: io.fabric8.KubernetesClientException: An error has occurred.\n"
        "\tat io.fabric8.X.y(X.java:1)\nCaused by: java.io.IOException: Failed\nCaused by: java.net.UnknownHostException: nowhere\n"
    )
    with pytest.raises(KgsmError, match=r"An error has occurred \(nowhere\)\. Nothing"), translated():
        raise ConnectionError(text)


def test_what_is_no_fault_of_spark_stays_what_it_is() -> None:
    with pytest.raises(ZeroDivisionError), translated():
        raise ZeroDivisionError


# From here on with Spark itself.


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with connected(CLUSTER, rows_a_part=3) as found:
        yield found


@pytest.mark.slow
@on_a_cluster
def test_a_cluster_publishes_the_same_bytes_in_every_form(cluster: Cluster, tmp_path: Path) -> None:
    conductor.publish(MINIMAL, tmp_path / "here")
    conductor.publish(MINIMAL, tmp_path / "there", engine=cluster)
    assert digest(tmp_path / "there") == digest(tmp_path / "here")


# A row in seven is wrong, in one of seven ways; some keys are there twice, far apart; line ends stand in quotation marks.
FAULTS = """
COPY (
    SELECT CASE WHEN i % 49 = 0 THEN 'd9999' WHEN i % 301 = 7 THEN 'd0' ELSE 'd' || (i // 10000) END AS district,
           CASE WHEN i % 49 = 14 THEN '20O1' WHEN i % 301 = 7 THEN '2000' ELSE (2000 + (i // 400) % 25)::VARCHAR END AS year,
           CASE WHEN i % 49 = 21 THEN NULL WHEN i % 301 = 7 THEN 'male' ELSE ['female', 'male', 'total', 'unknown'][i // 100 % 4 + 1] END AS sex,
           CASE WHEN i % 301 = 7 THEN 'y1' ELSE 'y' || i % 100 END AS age,
           CASE WHEN i % 49 = 28 THEN '46,0' WHEN i % 49 = 35 THEN '1.600' WHEN i % 49 = 42 THEN '-3' ELSE i::VARCHAR END AS value,
           'A' AS status, CASE WHEN i % 5 = 0 THEN 'a "quoted"' || chr(10) || 'line' END AS note_de,
           CASE WHEN i % 5 = 0 THEN 'a, b' || chr(13) || chr(10) || 'c' END AS note_en
    FROM range(12000) AS numbers(i) ORDER BY i
) TO '{path}' (HEADER, DELIMITER ',')
"""


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = study_folder(12_000, tmp_path_factory.mktemp("faulty") / "register")
    with duckdb.connect() as connection:
        connection.execute(FAULTS.format(path=folder / "tables" / "people.csv"))
    return folder


def problems_of(folder: Path, out: Path, engine: Engine | None) -> list[str]:
    with pytest.raises(StudyError) as raised:
        conductor.publish(folder, out, engine=engine)
    assert not out.exists()
    return [each.line("de") for each in raised.value.problems]


def test_a_faulty_study_has_the_same_problems_in_the_same_order_in_parts(faulty: Path, tmp_path: Path) -> None:
    here = problems_of(faulty, tmp_path / "out", None)
    assert len({each.rpartition("[")[2] for each in here}) > 4
    assert problems_of(faulty, tmp_path / "out", in_parts(4000)) == here


@pytest.mark.slow
@on_a_cluster
def test_a_faulty_study_has_the_same_problems_in_the_same_order_on_a_cluster(
    cluster: Cluster, faulty: Path, tmp_path: Path
) -> None:
    there = problems_of(faulty, tmp_path / "out", Cluster(cluster.context, 3000))
    assert there == problems_of(faulty, tmp_path / "out", None)


def executors(cluster: Cluster) -> list[int]:
    """Return the ids of the cluster's executors: processes that our own Java process has started."""
    java = type(cluster.context)._gateway.proc.pid
    found = []
    for each in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it has ended
            parent = (each / "stat").read_text().rpartition(")")[2].split()[1]
            if int(parent) == java and b"CoarseGrainedExecutorBackend" in (each / "cmdline").read_bytes():
                found.append(int(each.name))
    return found


def kill_in_mid_job(cluster: Cluster, parent: Path, told: list[int]) -> None:
    """Kill an executor once the first N-Triples of its parts are written; `told` is then its id, and the size of the file."""
    while not told:
        time.sleep(0.01)
        for file in parent.glob(".there.kgsm-staging/content/register/register.nt"):
            size = file.stat().st_size
            if size > 1_000_000:
                victim = executors(cluster)[0]
                os.kill(victim, signal.SIGKILL)
                told += [victim, size]
                return


@pytest.mark.slow
@on_a_cluster
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to find the executors")
def test_an_executor_killed_in_mid_job_changes_nothing_but_time(cluster: Cluster, tmp_path: Path) -> None:
    folder = study_folder(20_000, tmp_path / "register")
    conductor.publish(folder, tmp_path / "here")
    told: list[int] = []
    killer = threading.Thread(target=kill_in_mid_job, args=(cluster, tmp_path, told), daemon=True)
    killer.start()
    conductor.publish(folder, tmp_path / "there", engine=Cluster(cluster.context, 1000))
    killer.join(1)
    there = digest(tmp_path / "there")
    assert told
    assert told[1] < len(there["register/register.nt"]) / 2  # more than half of the lines were still to be made
    assert told[0] not in executors(cluster)
    assert there == digest(tmp_path / "here")


@pytest.mark.slow
@on_a_cluster
def test_the_command_publishes_a_long_table_on_a_cluster(tmp_path: Path) -> None:
    folder = study_folder(70_000, tmp_path / "register")  # two parts
    conductor.publish(folder, tmp_path / "here")
    options = ["--engine", "spark", "--master", CLUSTER, "--spark-conf", "spark.executor.memory=900m"]
    done = subprocess.run(
        [sys.executable, "-m", "kgsm", "publish", str(folder), "--out", str(tmp_path / "there"), *options],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(kgsm.__file__).parents[1])},
    )
    assert done.returncode == 0, done.stderr
    assert digest(tmp_path / "there") == digest(tmp_path / "here")


def java_of(group: int) -> list[int]:
    """Return the ids of the Java processes of a process group."""
    found = []
    for each in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it has ended
            state = (each / "stat").read_text().rpartition(")")[2].split()
            if int(state[2]) == group and b"SparkSubmit" in (each / "cmdline").read_bytes():
                found.append(int(each.name))
    return found


@pytest.mark.slow
@on_a_cluster
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to find Java")
def test_an_interruption_while_spark_starts_leaves_no_java_behind(tmp_path: Path) -> None:
    words = ["publish", str(MINIMAL), "--out", str(tmp_path / "out"), "--engine", "spark", "--master", "local[2]"]
    process = subprocess.Popen(
        [sys.executable, "-m", "kgsm", *words],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(Path(kgsm.__file__).parents[1])},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    while not (java := java_of(process.pid)):
        assert process.poll() is None, "it ended before it began"
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    assert process.communicate(timeout=60)[1].endswith("Interrupted.\n")
    assert process.returncode == 130
    deadline = time.monotonic() + 60
    while any(Path(f"/proc/{each}").exists() for each in java):
        assert time.monotonic() < deadline, "Java is still there"
        time.sleep(0.1)


@pytest.mark.slow
@on_a_cluster
@pytest.mark.parametrize(
    ("conf", "sentence"),
    [
        ("spark.driver.memory=abc", "Spark has not started: Invalid maximum heap size: -Xmxabc. spark.driver.memory is "),
        (
            "spark.driver.memory=900000g",
            "Spark has not started: Could not reserve enough space for 943718400000KB object heap. ",
        ),
        ("spark.driver.memory=100m", "Spark could not do it: org.apache.spark.SparkIllegalArgumentException: [INVALID_DRIVER"),
    ],
)
def test_a_java_that_cannot_start_is_told_in_one_line(tmp_path: Path, conf: str, sentence: str) -> None:
    options = ["--engine", "spark", "--master", "local[2]", "--spark-conf", conf]
    done = subprocess.run(
        [sys.executable, "-m", "kgsm", "publish", str(MINIMAL), "--out", str(tmp_path / "out"), *options],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(kgsm.__file__).parents[1])},
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith(f"kgsm publish: {sentence}")
    assert done.stderr.count("\n") == 1


@pytest.mark.slow
@on_a_cluster
def test_what_fails_in_an_executor_is_told_in_a_sentence(cluster: Cluster) -> None:
    study = kgsm.read_study(TEMPLATE)
    dataset = study.datasets[0].id
    with study.tables, answering(study.tables, Cluster(cluster.context, 2)):
        with pytest.raises(KgsmError, match=r"^Spark could not do it: .*no_such_column.* Nothing was published\.$"):
            list(study.tables.scans.lines(dataset, f'SELECT no_such_column AS line FROM "{dataset}"'))
        # The cluster lives on.
        assert study.tables.scans.counts(dataset, f'SELECT count(*) FROM "{dataset}"')
