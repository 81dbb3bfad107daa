"""Tables of 10,000 to 1,000,000 rows with 0.1 % faults -> the cost of checking them: compiled, and by pySHACL.

Both are given the same rows and the same shapes, derived from the structure and kgsm's own. CPU seconds, since cores are
shared; pySHACL is measured at 10,000 rows and taken as linear, which flatters it. Loading is in neither figure: the compiled
check reads the columns that are there anyway, pySHACL a graph that is there already.
"""

import resource
import sys
import time
from collections.abc import Callable
from typing import Final

from rdflib import Graph
from rdflib.namespace import SH

from kgsm import home
from kgsm.describe.shapes import describe_shapes
from kgsm.study import Answers, Kind, Study
from kgsm.validate.engine import run
from kgsm.validate.nodes import graph_of
from kgsm.validate.observed import ANSWERED, check_observed
from kgsm.validate.result import TOLD
from kgsm.validate.rows import all_rows
from kgsm.validate.shapes import read_shapes
from kgsm.validate.terms import terms_of
from tests.builders import Plan, survey

SIZES: Final = (10_000, 100_000, 1_000_000)
ORACLE: Final = 10_000
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


def main() -> None:
    """Print the table."""
    shapes = read_shapes(home.shapes())
    print(f"{'rows':>10} {'results':>8} {'compiled CPU s':>15} {'wall s':>7} {'peak MB':>8}")
    spent = {rows: compiled(shapes, rows) for rows in SIZES}
    found, oracle = by_pyshacl(shapes)
    print(f"\npySHACL, {ORACLE:,} rows: {oracle:.1f} CPU s, {found} results")
    for rows, cpu in spent.items():
        of_oracle = oracle * rows / ORACLE
        print(
            f"{rows:>10,} rows: pySHACL {of_oracle:,.0f} CPU s by extrapolation, compiled {cpu:.1f}: {of_oracle / cpu:,.0f} times"
        )


def compiled(shapes: Graph, rows: int) -> float:
    """Check so many rows, print what it took, and return the CPU seconds."""
    with survey(PLAN) as study:
        fill(study, rows)
        whole = shapes + describe_shapes(study)
        found, cpu, wall = timed(lambda: len(list(check_observed(whole, study, TOLD))))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    print(f"{rows:>10,} {found:>8,} {cpu:>15.2f} {wall:>7.2f} {peak:>8.0f}", flush=True)
    return cpu


def by_pyshacl(shapes: Graph) -> tuple[int, float]:
    """Return how many results pySHACL finds in so many rows, and in how many CPU seconds."""
    with survey(PLAN) as study:
        fill(study, ORACLE)
        whole = Graph(bind_namespaces="none")
        targets = {SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf}
        for triple in shapes + describe_shapes(study):
            if not (triple[0] in ANSWERED and triple[1] in targets):
                whole.add(triple)
        graph, _ = graph_of(all_rows(study)[0], terms_of(all_rows(study)[0]))
        found, cpu, _ = timed(lambda: len(list(run(graph, whole).objects(None, SH.result))))
    return found, cpu


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
    main()
