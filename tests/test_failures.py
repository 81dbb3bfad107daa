"""What goes wrong around kgsm: no disk, no memory, lines without end. A sentence and an exit code, and nothing half new."""

import errno
import gc
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from benchmarks.generate import study_folder
from kgsm.assembly import Workbook
from kgsm.problems import KgsmError
from kgsm.tables import interruptible, room
from kgsm.workbook import write_workbook
from tests.study_folder import MINIMAL, StudyFolder

ROOT = Path(__file__).parent.parent
ENVIRONMENT = 3
MEGABYTE = 1 << 20
ADDRESS_SPACE = 400 * MEGABYTE  # Python and its libraries fit, a table does not
# Runs a verb, and tells at the end how much memory it held at most, in kB.
MEASURED = """
import atexit, re, sys
from pathlib import Path
from kgsm.__main__ import main
status = Path("/proc/self/status")
atexit.register(lambda: print(re.search("VmHWM:\\s*([0-9]+)", status.read_text())[1], file=sys.stderr, flush=True))
main()
"""
needs_proc = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells what a process held at most")


def kgsm(*words: object, limit: tuple[int, int] | None = None, **environment: object) -> subprocess.CompletedProcess[str]:
    """Run a verb, with `limit`, a resource and what may be had of it."""

    def restrict() -> None:
        if limit is not None:
            resource.setrlimit(limit[0], (limit[1], limit[1]))

    variables = {**os.environ, "PYTHONPATH": str(ROOT), **{name: str(value) for name, value in environment.items()}}
    command = [sys.executable, "-m", "kgsm", *map(str, words)]
    return subprocess.run(command, env=variables, text=True, capture_output=True, check=False, preexec_fn=restrict)


def snapshot(folder: Path) -> dict[Path, bytes]:
    return {each.relative_to(folder): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return study_folder(200_000, tmp_path_factory.mktemp("register") / "register")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Return a function that makes a disk of so many megabytes, where the system lets us."""
    place = tmp_path / "disk"
    place.mkdir()

    def make(size: int) -> Path:
        mount = shutil.which("mount")
        command = [mount or "mount", "-t", "tmpfs", "-o", f"size={size}m", "tmpfs", str(place)]
        if mount is None or subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("a small disk needs the right to mount one (root)")
        return place

    yield make
    if place.is_mount():
        subprocess.run(["umount", str(place)], check=True)


@pytest.mark.slow
@pytest.mark.parametrize("rows", [20_000, 200_000])  # at the end of a transaction, and in the middle
def test_a_full_disk_of_temporary_files_is_told_and_left_empty(
    rows: int, tmp_path: Path, small_disk: Callable[[int], Path]
) -> None:
    place = small_disk(1)
    done = kgsm("check", study_folder(rows, tmp_path / "register"), TMPDIR=place)
    assert (done.returncode, done.stdout) == (ENVIRONMENT, "")
    assert done.stderr.startswith(f"kgsm check: There is no room for the tables in {place} (")
    assert done.stderr.endswith("TMPDIR names another folder.\n")
    assert list(place.iterdir()) == []


@pytest.mark.slow
def test_a_full_disk_leaves_the_published_folder_as_it_was(tmp_path: Path, small_disk: Callable[[int], Path]) -> None:
    out = small_disk(4) / "published"
    assert kgsm("publish", MINIMAL, "--out", out).returncode == 0
    before = snapshot(out)
    study = StudyFolder.copied_to(tmp_path).edit("study.toml", "Leiht die", "Verleiht die")
    done = kgsm("publish", study.path, "--out", out)  # beside 2.5 MB there is no room for as much
    assert (done.returncode, snapshot(out)) == (ENVIRONMENT, before)
    assert done.stderr == f"kgsm publish: '{out}' was not published: No space left on device. What was there is as it was.\n"
    assert list(out.parent.iterdir()) == [out]


@pytest.mark.slow
def test_clearly_too_little_disk_is_told_before_anything_is_written(register: Path, small_disk: Callable[[int], Path]) -> None:
    place = small_disk(4)
    done = kgsm("publish", register, "--out", place / "published")
    assert done.returncode == ENVIRONMENT
    assert "need at least" in done.stderr
    assert f"{place} has 4 MB. Nothing was published." in done.stderr
    assert list(place.iterdir()) == []


@pytest.mark.slow
def test_a_file_that_may_not_grow_leaves_nothing_behind(register: Path, tmp_path: Path) -> None:
    limit = (resource.RLIMIT_FSIZE, 2 * MEGABYTE)
    done = kgsm("publish", register, "--out", tmp_path / "out", limit=limit)
    assert (done.returncode, done.stderr.count("\n")) == (ENVIRONMENT, 1)
    assert list(tmp_path.iterdir()) == []


def test_too_little_memory_is_told_without_a_traceback(tmp_path: Path) -> None:
    rows = "".join(f"{year};visits;{year};;\n" for year in range(1000, 2000)) * 200
    study = StudyFolder.copied_to(tmp_path).put("tables/use.csv", "year;measure;value;note_de;note_en\n" + rows)
    done = kgsm("check", study.path, limit=(resource.RLIMIT_AS, ADDRESS_SPACE))
    # Who is refused first depends on the machine: DuckDB raises, Oxigraph and the C library end the process.
    if done.returncode == ENVIRONMENT:
        assert done.stderr.startswith("kgsm check: There is not enough memory")
    else:
        assert done.returncode != 0
        assert "kgsm check: The work was ended in the middle" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("end", "code", "told"),
    [("os.abort()", -signal.SIGABRT, True), ("os.kill(os.getpid(), 9)", -signal.SIGKILL, True), ("sys.exit(1)", 1, False)],
)
def test_work_that_is_ended_in_the_middle_is_told_by_another_process(end: str, code: int, told: bool) -> None:  # noqa: FBT001
    program = f"import os, sys\nfrom kgsm.cli.watched import watched\nwith watched('check', 'en'):\n    {end}"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, text=True, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith("kgsm check: The work was ended in the middle") if told else done.stderr == ""


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["check", "publish"])
def test_memory_that_ends_where_oxigraph_wants_it_is_told(verb: str, tmp_path: Path) -> None:
    study = study_folder(20_000, tmp_path / "register")
    out = ("--out", tmp_path / "out") if verb == "publish" else ()
    for most in range(400, 1100, 75):
        done = kgsm(verb, study, *out, limit=(resource.RLIMIT_AS, most * MEGABYTE))
        if done.returncode != 0:
            assert "emory is short" in done.stderr or "not enough memory" in done.stderr, (most, done.stderr)
            assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (duckdb.TransactionException("Failed to commit: Could not write file: No space left on device"), "There is no room"),
        (duckdb.TransactionException("Failed to commit: Failed to allocate block"), "There is not enough memory"),
        (duckdb.OutOfMemoryException("Allocation failure"), "There is not enough memory"),
        (duckdb.OutOfMemoryException("could not write to the temp directory"), "There is no room"),
    ],
)
def test_what_duckdb_says_of_a_lack_is_told_as_what_is_lacking(error: duckdb.Error, told: str) -> None:
    with pytest.raises(KgsmError, match=told), room():
        raise error


INTERRUPTED = """
import os, signal, threading
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever started the tests may have it ignored
import duckdb
from kgsm.tables import interruptible, room

threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
try:
    with duckdb.connect() as connection, interruptible(), room():
        connection.execute("SELECT sum(sin(i)) FROM range(1_000_000_000_000) AS numbers(i)").fetchall()
except KeyboardInterrupt:
    print("interrupted")
"""


@pytest.mark.slow  # DuckDB misses an interruption now and then, where the machine is busy
def test_an_interruption_in_a_query_is_an_interruption() -> None:
    # A process of its own: pytest-xdist's ignore interruptions.
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED], capture_output=True, text=True, check=False, timeout=60,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("interrupted\n", "")
    with pytest.raises(RuntimeError, match="else"), interruptible():
        raise RuntimeError("something else")


def test_a_workbook_for_which_there_is_no_room_is_an_error_of_the_file_system(tmp_path: Path) -> None:
    book = Workbook("A title", "2024-06-03", [("a", "b", "c", "d")], [("x", "y", "z", "", "", "")])
    with Path("/dev/full").open("wb", buffering=0) as full, pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        write_workbook(full, book, [("1",)] * 100, tmp_path)
    gc.collect()  # an archive that was left open would complain now
    assert list(tmp_path.iterdir()) == []


LINES = {
    "a cell": (b"d0,2000,female,y1,", b"a", "tables/people.csv:3:value", "There are more than"),
    "cells": (b"", b"a,", "tables/people.csv:3", "has more than 1048577 cells, the header 6"),
    "a quotation of many lines": (b'd0,2000,"', b"x,y\n", "tables/people.csv:3", "opens a text that does not end"),
    "quotations with line ends": (b"", b'"b\n",', "tables/people.csv:3", "opens a text that does not end"),
    "NULs": (b"d0,", b"\0", "tables/people.csv:3:year", "There are more than"),
}


def with_long_line(kind: str, size: int, folder: Path) -> Path:
    """Write a study whose second row is a line, or a quotation, of `size` bytes."""
    study = study_folder(100, folder / "study")
    start, unit, *_ = LINES[kind]
    with (study / "tables" / "people.csv").open("wb") as file:
        file.write(b"district,year,sex,age,value,status\nd0,2000,female,y0,1,A\n" + start)
        block = unit * (MEGABYTE // len(unit))
        for _ in range(size // MEGABYTE):
            file.write(block)
        file.write(b"\nd0,2000,female,y2,1,A\n")
    return study


def checked_in_little_memory(kind: str, size: int, folder: Path) -> None:
    *_, place, sentence = LINES[kind]
    study = with_long_line(kind, size, folder)
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, "check", study], cwd=ROOT, text=True, capture_output=True, check=False
    )
    assert int(done.stderr.splitlines()[-1]) < 500_000  # kB
    [first] = [line for line in done.stdout.splitlines() if line.startswith("tables/")]
    assert done.returncode == 1
    assert first.startswith(f"{place}: ")
    assert sentence in first


@needs_proc
@pytest.mark.parametrize("kind", LINES)
@pytest.mark.slow
def test_a_line_without_end_is_told_with_its_row(kind: str, tmp_path: Path) -> None:
    checked_in_little_memory(kind, 16 * MEGABYTE, tmp_path)


@needs_proc
@pytest.mark.slow
def test_a_line_of_3_gigabytes_is_read_in_little_memory(tmp_path: Path) -> None:
    checked_in_little_memory("a cell", 3 << 30, tmp_path)


@pytest.mark.slow
def test_one_bad_row_of_very_many_is_named_and_rows_far_apart_that_say_the_same_both(tmp_path: Path) -> None:
    study = study_folder(1_000_000, tmp_path / "study")
    table = study / "tables" / "people.csv"
    first = table.read_bytes().split(b"\n", 2)[1]
    with table.open("ab") as file:
        file.write(b"d0,2199,female,y0,x,A\n" + first + b"\r\n")
    done = kgsm("check", study)
    assert done.returncode == 1
    told = [line for line in done.stdout.splitlines() if line.startswith("tables/people.csv")]
    assert [line.split(": ")[0] for line in told] == ["tables/people.csv:1000002:value", "tables/people.csv:1000003"]
    assert "row 2" in told[1]
