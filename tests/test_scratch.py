"""Temporary folders: what a killed process leaves goes with the next one, and nothing that is in use or of others does."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from pyoxigraph import Literal, NamedNode, Quad

import kgsm
from kgsm.spark import worker
from kgsm.validate.integrity.triples import Triples

# What holds a folder, and waits; the lines are those of the work as it is done.
HOLDERS = {
    "spark": """
import duckdb
from kgsm.spark import worker
with worker._opened({"tables": {}, "version": duckdb.__version__}, "d", [open(sys.argv[1], "rb").read()]):
    told()
""",
    "integrity": """
from kgsm.validate.integrity.triples import Triples
with Triples():
    told()
""",
}
BEGIN = "import sys\ndef told():\n    print('holds', flush=True)\n    sys.stdin.read()\n"


def run_spark(part: Path) -> None:
    beside: worker.Beside = {"tables": {}, "version": duckdb.__version__}
    assert next(worker.answer(beside, "d", "SELECT count(*) FROM d", [part.read_bytes()])) == [(3,)]


def run_integrity(_: Path) -> None:
    with Triples() as triples:
        triples.add(Path("x"), [Quad(NamedNode("http://e/a"), NamedNode("http://e/b"), Literal("c"))])
        assert triples.size == 1


@pytest.mark.parametrize(("holder", "work"), [("spark", run_spark), ("integrity", run_integrity)])
def test_what_a_killed_process_has_left_goes_with_the_next_and_what_is_in_use_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, holder: str, work: Callable[[Path], None]
) -> None:
    part, place = tmp_path / "part.parquet", tmp_path / "tmp"
    place.mkdir()
    with duckdb.connect() as connection:
        connection.execute(f"COPY (FROM range(3)) TO '{part}' (FORMAT parquet)")
    command = [sys.executable, "-c", BEGIN + HOLDERS[holder], str(part)]
    env = {**os.environ, "TMPDIR": str(place), "PYTHONPATH": str(Path(kgsm.__file__).parents[1])}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env) as living:
        assert living.stdout is not None
        assert living.stdout.readline() == b"holds\n"
        [lives] = place.iterdir()
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env) as killed:
            assert killed.stdout is not None
            assert killed.stdout.readline() == b"holds\n"
            [left] = set(place.iterdir()) - {lives}
            os.kill(killed.pid, signal.SIGKILL)
        monkeypatch.setattr(tempfile, "tempdir", str(place))
        work(part)
        assert not left.exists()
        assert [*place.iterdir()] == [lives]
        living.kill()
