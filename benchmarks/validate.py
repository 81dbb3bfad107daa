"""Tables of 10,000 to 10 million rows with 0.1 % faults -> the cost of checking them: compiled, by pySHACL, and by Jena.

All are given the same rows and the same claims: the shapes derived from the structure, and kgsm's own about figures. pySHACL and
Jena get them as they are usually written, as properties of a node shape with a class as its target. CPU seconds, since cores are
shared, each size in a process of its own. pySHACL is measured at 10,000 rows and Jena at 100,000, and both are taken as linear,
which flatters them. Loading is in neither pySHACL's figure nor ours: the compiled check reads columns that are there anyway,
pySHACL a graph that is there already. Jena's figure is that of its command with its loading, less that of an empty graph.

Jena is found in the class path KGSM_JENA, or where Debian's package libapache-jena-java puts it; without it the line says so.
"""

import json
import math
import os
import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from rdflib import Graph, Literal
from rdflib.namespace import SH

from kgsm import home, iris
from kgsm.describe.shapes import describe_shapes
from kgsm.namespaces import QB, RDF, SHAPES
from kgsm.study import Answers, Kind, Study
from kgsm.turtle import together, triples_of
from kgsm.validate.engine import run
from kgsm.validate.nodes import graph_of, quiet
from kgsm.validate.observed import ANSWERED, check_observed
from kgsm.validate.result import TOLD
from kgsm.validate.rows import all_rows
from kgsm.validate.terms import terms_of
from tests.builders import Plan, survey

SIZES: Final = (10_000, 100_000, 1_000_000, 10_000_000)
ORACLE: Final = 10_000
JENA: Final = 100_000
PLAN: Final = Plan(
    "wave,use,purpose,quantity,town,value,base,base_size,exactness,day\n2013,yes,internal,count,t,5,users,318,exact,2013-06-01",
    id="bench",
    dimensions=("wave", "use", "purpose", "quantity", "town"),
    kinds={"town": Kind.TEXT, "day": Kind.DATE},
    answers=Answers.NONE,
    slice_by=(),
)
# A row in a thousand is wrong, in one of eight ways.
_ROWS: Final = """
INSERT INTO bench
SELECT i + 2, CASE WHEN f = 0 THEN '2014' WHEN i % 2 = 0 THEN '2013' ELSE '2016' END,
       CASE WHEN f = 1 THEN 'maybe' WHEN i % 3 = 0 THEN 'yes' ELSE 'no' END,
       CASE WHEN f = 2 THEN NULL WHEN i % 5 = 0 THEN 'internal' ELSE 'external' END, 'count',
       CASE WHEN f = 3 THEN 'a b' WHEN f = 4 THEN 't' || (i - 30) ELSE 't' || i END,
       CASE WHEN f = 5 THEN '46,0' ELSE (i % 300)::VARCHAR END, CASE WHEN f = 6 THEN 'all' ELSE 'users' END, '318',
       CASE WHEN f = 7 THEN NULL ELSE 'exact' END, '2013-06-' || lpad((i % 28 + 1)::VARCHAR, 2, '0')
FROM (SELECT i, CASE WHEN i % 1000 = 999 THEN (i // 1000) % 8 ELSE -1 END AS f FROM range(?) AS r(i)) ORDER BY i
"""


_TARGETS: Final = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
# What Jena 4.5 needs of Debian's /usr/share/java.
_DEBIAN: Final = Path("/usr/share/java")
_LIBRARIES: Final = (
    "commons-cli", "commons-codec", "commons-compress", "commons-csv", "commons-io", "commons-lang3", "dexx.collection", "gson",
    "guava", "failureaccess", "httpclient", "httpclient-cache", "httpcore", "jackson-annotations", "jackson-core",
    "jackson-databind", "jsonld-java", "protobuf", "slf4j-api", "slf4j-nop", "jcl-over-slf4j", "thrift", "caffeine",
    "RoaringBitmap",
)  # fmt: skip
_MESSAGES: Final = "org/apache/jena/ext/"


def main(arguments: Sequence[str] = ()) -> None:
    """Print the table; with a number as its argument, check so many rows and print what it took as JSON."""
    if arguments:
        print(json.dumps(compiled(int(arguments[0]))))
        return
    print(f"{'rows':>10} {'results':>8} {'CPU s':>8} {'wall s':>7} {'peak MB':>8}")
    spent = {rows: _in_its_own_process(rows) for rows in SIZES}
    exponent = math.log10(spent[SIZES[-1]] / spent[SIZES[1]]) / math.log10(SIZES[-1] / SIZES[1])
    print(f"From {SIZES[1]:,} to {SIZES[-1]:,} rows the cost grows as rows ^ {exponent:.2f}.")
    found, oracle = by_pyshacl()
    print(f"\npySHACL, {ORACLE:,} rows: {oracle:.1f} CPU s, {found} results")
    _compare("pySHACL", oracle / ORACLE, spent)
    with TemporaryDirectory() as folder:
        libraries = _libraries(Path(folder))
        if libraries is None:
            print("\nJena is not here: apt install libapache-jena-java, or name its class path in KGSM_JENA.")
            return
        found, oracle = by_jena(libraries, Path(folder))
    print(f"\nJena, {JENA:,} rows: {oracle:.1f} CPU s, {found} results")
    _compare("Jena", oracle / JENA, spent)


def _in_its_own_process(rows: int) -> float:
    done = subprocess.run([sys.executable, "-m", "benchmarks.validate", str(rows)], stdout=subprocess.PIPE, check=True)
    said = json.loads(done.stdout)
    print(f"{rows:>10,} {said['results']:>8,} {said['cpu']:>8.2f} {said['wall']:>7.2f} {said['peak']:>8.0f}", flush=True)
    return float(said["cpu"])


def _compare(engine: str, each: float, spent: dict[int, float]) -> None:
    for rows, cpu in spent.items():
        print(
            f"{rows:>10,} rows: {engine} {each * rows:,.0f} CPU s by extrapolation, compiled {cpu:.1f}: {each * rows / cpu:,.0f} times"
        )


def compiled(rows: int) -> dict[str, float]:
    """Check so many rows, and return the number of results, the seconds, and the peak memory of this process in MB."""
    with survey(PLAN) as study:
        fill(study, rows)
        whole = _general() + describe_shapes(study)
        found, cpu, wall = timed(lambda: len(list(check_observed(whole, study, TOLD))))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    return {"results": found, "cpu": cpu, "wall": wall, "peak": peak}


def by_pyshacl() -> tuple[int, float]:
    """Return how many results pySHACL finds in so many rows, and in how many CPU seconds."""
    with survey(PLAN) as study, quiet():
        fill(study, ORACLE)
        shapes = usual(study)
        graph, _ = graph_of(all_rows(study)[0], terms_of(all_rows(study)[0]))
        found, cpu, _ = timed(lambda: len(list(run(graph, shapes).objects(None, SH.result))))
    return found, cpu


def by_jena(libraries: str, folder: Path) -> tuple[int, float]:
    """Return how many results Jena finds in so many rows, and in how many CPU seconds more than in none."""
    shapes, rows, none = folder / "shapes.ttl", folder / "rows.nt", folder / "none.nt"
    none.write_bytes(b"")
    with survey(PLAN) as study, quiet():
        fill(study, JENA)
        usual(study).serialize(shapes, format="turtle", encoding="utf-8")
        graph_of(all_rows(study)[0], terms_of(all_rows(study)[0]))[0].serialize(rows, format="nt", encoding="utf-8")
    command = ["java", "-Xmx8g", "-cp", libraries, "shacl.shacl_validate", "--shapes", str(shapes), "--data"]
    spent, report = [], ""
    for data in (none, rows):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        report = subprocess.run([*command, str(data)], capture_output=True, encoding="utf-8", check=True).stdout
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return report.count(":focusNode"), spent[1] - spent[0]


def _general() -> Graph:
    return together(triples_of(home.shapes() / "finding.ttl"), triples_of(home.shapes() / "shapes.ttl"))


def usual(study: Study) -> Graph:
    """Return the same claims as properties of one node shape whose target is the class of observations."""
    (dataset,) = study.datasets
    observation = SHAPES.Observation
    derived = describe_shapes(study)
    wrappers = {iris.shape(study.iri, dataset.id, *part) for part in ((), ("observations",), ("gaps",))}
    graph = Graph(bind_namespaces="none")
    for triple in _general() + derived:
        if triple[0] not in wrappers and not (triple[0] in ANSWERED and triple[1] in _TARGETS):
            graph.add(triple)
    graph.add((observation, RDF.type, SH.NodeShape))
    graph.add((observation, SH.targetClass, QB.Observation))
    graph.add((observation, SH.severity, SH.Violation))
    graph.add((observation, SH.name, Literal("observation")))
    for wrapper in wrappers:
        for each in derived.objects(wrapper, SH.property):
            graph.add((observation, SH.property, each))
    return graph


def _libraries(folder: Path) -> str | None:
    """Return Jena's class path, None where there is no Jena."""
    if "KGSM_JENA" in os.environ:
        return os.environ["KGSM_JENA"]
    jena = sorted(_DEBIAN.glob("jena-*-4.*.jar"))
    if not jena:
        return None
    _with_messages(jena, folder)
    return ":".join(str(each) for each in (folder, *jena, *(_DEBIAN / f"{name}.jar" for name in _LIBRARIES)))


def _with_messages(jars: Sequence[Path], folder: Path) -> None:
    """Put texts of Jena where Debian's build looks for them: its classes were renamed, the files were not."""
    for each in _texts(jars):
        with zipfile.ZipFile(each[0]) as jar:
            path = folder / each[1].removeprefix(_MESSAGES)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(jar.read(each[1]))


def _texts(jars: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    for path in jars:
        with zipfile.ZipFile(path) as jar:
            yield from ((path, name) for name in jar.namelist() if name.startswith(_MESSAGES) and name.endswith(".properties"))


def fill(study: Study, rows: int) -> None:
    """Put so many rows into the table of the study."""
    study.tables.connection.execute("DELETE FROM bench")
    study.tables.connection.execute(_ROWS, [rows])


def timed(work: Callable[[], int]) -> tuple[int, float, float]:
    """Return what `work` gives, and its CPU and wall seconds."""
    cpu, wall = time.process_time(), time.perf_counter()
    found = work()
    return found, time.process_time() - cpu, time.perf_counter() - wall


if __name__ == "__main__":
    main(sys.argv[1:])
