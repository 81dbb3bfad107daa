"""The published folder as a place: other studies, foreign files, folders that may not be replaced, disks that are full."""

import errno
import fcntl
import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import Graph

from kgsm import iris
from kgsm.manifest import MANIFEST, read_manifest
from kgsm.namespaces import DCAT, RDF, SH
from kgsm.problems import PublishedError
from kgsm.publish import publish, swap
from kgsm.publish.staging import clean_up
from kgsm.tables import Tables
from tests import cubes

TESTS = Path(__file__).parent
PYTHONPATH = f"{TESTS.parent}{os.pathsep}{TESTS}"


@pytest.fixture(scope="module")
def tables() -> Iterator[Tables]:
    with cubes.tables() as made:
        yield made


@pytest.fixture
def out(tables: Tables, tmp_path: Path) -> Path:
    """Return a published folder with the study `towns`."""
    folder = tmp_path / "parent" / "published"
    publish(cubes.cube(tables), cubes.report(), folder)
    return folder


def add(tables: Tables, out: Path, study_id: str) -> None:
    publish(cubes.cube(tables, study_id), cubes.report(study_id), out)


def alone(out: Path) -> bool:
    return [each.name for each in out.parent.iterdir()] == [out.name]


# Several studies


def test_another_study_is_added_and_the_first_one_stays_as_it_is(tables: Tables, out: Path) -> None:
    first = cubes.snapshot(out / "towns")
    add(tables, out, "villages")
    assert cubes.snapshot(out / "towns") == first
    manifest = read_manifest(out)
    assert manifest.studies == ("towns", "villages")
    assert {each.path for each in manifest.files} == set(cubes.snapshot(out)) - {MANIFEST}
    catalog = Graph().parse(out / "catalog.ttl")
    studies = {iris.study(cubes.BASE, each) for each in manifest.studies}
    assert set(catalog.objects(iris.catalog(cubes.BASE), DCAT.dataset)) == studies
    reports = Graph().parse(out / "report.ttl").subjects(RDF.type, SH.ValidationReport)
    assert len([each for each in reports if str(each).endswith("/report")]) == 2
    assert alone(out)


def test_the_order_of_publication_does_not_matter(tables: Tables, out: Path, tmp_path: Path) -> None:
    add(tables, out, "villages")
    other = tmp_path / "other"
    add(tables, other, "villages")
    add(tables, other, "towns")
    assert cubes.snapshot(other) == cubes.snapshot(out)
    add(tables, out, "towns")
    assert cubes.snapshot(other) == cubes.snapshot(out)


def test_a_study_whose_id_begins_like_another_one_is_told_apart(tables: Tables, out: Path) -> None:
    add(tables, out, "towns-2")
    add(tables, out, "towns")
    assert read_manifest(out).studies == ("towns", "towns-2")
    assert (out / "towns-2/towns-2.ttl").exists()


def test_a_study_with_another_base_is_refused(tables: Tables, out: Path) -> None:
    before = cubes.snapshot(out)
    elsewhere = "https://elsewhere.example/"
    with pytest.raises(PublishedError, match=r"holds towns below https://example\.org/.*publish into another folder"):
        publish(cubes.cube(tables, "villages", elsewhere), cubes.report("villages", elsewhere), out)
    assert cubes.snapshot(out) == before
    publish(cubes.cube(tables, "towns", elsewhere), cubes.report("towns", elsewhere), out)
    assert read_manifest(out).base == elsewhere


@pytest.mark.parametrize("change", ["edited", "removed", "linked"])
def test_a_study_that_was_changed_by_hand_is_not_carried_over_in_silence(tables: Tables, out: Path, change: str) -> None:
    file = out / "towns/use.csv"
    if change == "edited":
        file.write_bytes(file.read_bytes().replace(b"w0", b"w1"))
    else:
        file.rename(out / "elsewhere.csv")
    if change == "linked":
        file.symlink_to(out / "elsewhere.csv")
    before = cubes.snapshot(out)
    with pytest.raises(PublishedError, match=r"towns/use\.csv' is missing or was changed"):
        add(tables, out, "villages")
    assert cubes.snapshot(out) == before
    add(tables, out, "towns")
    assert file.is_file()


def test_a_study_of_which_something_is_missing_is_not_carried_over(tables: Tables, out: Path) -> None:
    manifest = json.loads((out / MANIFEST).read_text())
    manifest["files"] = [each for each in manifest["files"] if each["path"] != "towns/catalog.nt"]
    (out / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(PublishedError, match="holds of the study 'towns' is not whole"):
        add(tables, out, "villages")


def test_files_that_are_no_longer_made_disappear(tables: Tables, out: Path) -> None:
    publish(cubes.without_table(cubes.cube(tables)), cubes.report(), out)
    assert not (out / "towns/use.csv").exists()
    assert read_manifest(out).file("towns/use.csv") is None


# What kgsm did not make


def test_a_folder_that_kgsm_did_not_make_is_not_touched(tables: Tables, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters/to-my-aunt.txt").write_text("Dear aunt")
    with pytest.raises(PublishedError, match="is not empty and kgsm did not make it"):
        add(tables, tmp_path / "letters", "towns")
    assert cubes.snapshot(tmp_path) == {"letters/to-my-aunt.txt": b"Dear aunt"}


def test_an_empty_folder_is_filled(tables: Tables, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    add(tables, tmp_path / "empty", "towns")
    assert read_manifest(tmp_path / "empty").studies == ("towns",)


def test_a_manifest_that_is_none_is_not_overwritten(tables: Tables, out: Path) -> None:
    (out / MANIFEST).write_text("{}")
    with pytest.raises(PublishedError, match="is not a manifest of kgsm"):
        add(tables, out, "towns")
    assert (out / MANIFEST).read_text() == "{}"


def test_foreign_files_in_a_published_folder_stay(tables: Tables, out: Path) -> None:
    (out / ".git/objects").mkdir(parents=True)
    (out / ".git/HEAD").write_text("ref")
    (out / "towns/notes.txt").write_text("mine")
    (out / "empty").mkdir()
    (out / "link").symlink_to("towns/notes.txt")
    (out / "folder-link").symlink_to("towns")
    add(tables, out, "towns")
    add(tables, out, "villages")
    assert (out / ".git/HEAD").read_text() == "ref"
    assert (out / ".git/objects").is_dir()
    assert (out / "towns/notes.txt").read_text() == "mine"
    assert (out / "empty").is_dir()
    assert (out / "link").readlink() == Path("towns/notes.txt")
    assert (out / "folder-link").readlink() == Path("towns")
    assert not any("notes" in each.path or "git" in each.path for each in read_manifest(out).files)


def test_a_foreign_file_with_the_name_of_one_of_ours_is_not_overwritten(tables: Tables, out: Path) -> None:
    (out / "villages").mkdir()
    (out / "villages/use.csv").write_text("mine")
    with pytest.raises(PublishedError, match=r"villages/use\.csv' was not made by kgsm"):
        add(tables, out, "villages")
    assert (out / "villages/use.csv").read_text() == "mine"
    assert read_manifest(out).studies == ("towns",)


def test_what_is_neither_file_nor_folder_is_named(tables: Tables, out: Path) -> None:
    os.mkfifo(out / "pipe")
    with pytest.raises(PublishedError, match="is neither a file nor a folder"):
        add(tables, out, "towns")
    assert (out / "pipe").exists()


# Places that may not be replaced


def test_a_symbolic_link_is_refused_and_its_target_named(tables: Tables, out: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(out)
    before = cubes.snapshot(out)
    with pytest.raises(PublishedError, match=f"is a symbolic link.*'{out}'"):
        add(tables, link, "towns")
    assert link.readlink() == out
    assert cubes.snapshot(out) == before


def test_the_working_folder_is_refused(tables: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    for name in (".", "..", str(tmp_path), "/"):
        with pytest.raises(PublishedError, match="is the folder you are working in, or above it"):
            add(tables, Path(name), "towns")
    add(tables, Path("published"), "towns")
    assert (tmp_path / "here/published" / MANIFEST).exists()


def test_a_file_is_refused(tables: Tables, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(PublishedError, match="is a file"):
        add(tables, tmp_path / "file", "towns")
    with pytest.raises(PublishedError, match="was not published"):
        add(tables, tmp_path / "file/published", "towns")
    assert (tmp_path / "file").read_text() == "mine"


def test_a_mount_point_is_refused(tables: Tables) -> None:
    with pytest.raises(PublishedError, match="is a mount point"):
        add(tables, Path("/proc"), "towns")


def test_the_folder_keeps_its_mode(tables: Tables, out: Path) -> None:
    out.chmod(0o2750)
    add(tables, out, "towns")
    assert stat.S_IMODE(out.stat().st_mode) == 0o2750


PROGRAM = """
import os, resource, sys
from pathlib import Path
from kgsm.problems import KgsmError
from kgsm.publish import publish
from tests import cubes

out = Path(sys.argv[1])
with cubes.tables(5000) as tables:
    cube, report = cubes.cube(tables), cubes.report()
    {before}
    try:
        publish(cube, report, out)
    except KgsmError as error:
        print(type(error).__name__, error)
    {after}
"""


def run(out: Path, before: str, after: str = "pass") -> str:
    """Publish in another process between `before` and `after`; return the error's name and text, empty where there is none."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(before=before, after=after), str(out)],
        env={**os.environ, "PYTHONPATH": PYTHONPATH},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize("size", [100, 50_000, 2_000_000])
def test_a_full_disk_leaves_the_former_content_whole(out: Path, size: int) -> None:
    before = cubes.snapshot(out)
    # A process whose files may not grow beyond a size is told EFBIG where a full disk says ENOSPC.
    said = run(out, f"resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, resource.RLIM_INFINITY))",
               "resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))")  # fmt: skip
    assert said.startswith(f"PublishedError '{out}' was not published: ")
    assert "too large" in said
    assert said.endswith(" What was there is as it was.\n")
    assert cubes.snapshot(out) == before
    assert alone(out)


def test_a_folder_without_write_permission_is_named(out: Path, tmp_path: Path) -> None:
    before = cubes.snapshot(out)
    if os.geteuid() == 0:
        # Root may write everywhere, so the process becomes nobody, once all modules are there.
        for folder in (tmp_path, *tmp_path.parents):
            if not folder.stat().st_mode & 0o001:
                folder.chmod(folder.stat().st_mode | 0o001)
        said = run(out, f"publish(cube, report, Path('{tmp_path}/first')); os.seteuid(65534)", "os.seteuid(0)")
    else:
        out.parent.chmod(0o555)
        said = run(out, "pass")
        out.parent.chmod(0o755)
    assert said.startswith(f"PublishedError '{out}' was not published: ")
    assert "Permission denied" in said
    assert cubes.snapshot(out) == before
    assert alone(out)


# One at a time, nothing left behind


def test_the_second_of_two_publications_at_once_is_refused(tables: Tables, out: Path) -> None:
    before = cubes.snapshot(out)
    lock = out.with_name(".published.kgsm-lock")
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(PublishedError, match="Another process is publishing into the same folder"):
            add(tables, out, "villages")
        assert lock.exists()
    assert cubes.snapshot(out) == before
    add(tables, out, "villages")
    assert alone(out)


def test_of_many_publications_at_once_each_is_whole_or_refused(out: Path) -> None:
    command = [sys.executable, str(TESTS / "cubes.py"), str(out), "2000", "Anmerkung"]
    environment = {**os.environ, "PYTHONPATH": PYTHONPATH}
    running = [
        subprocess.Popen([*command, f"study-{number}"], env=environment, stderr=subprocess.PIPE, text=True)
        for number in range(4)
    ]
    errors = [each.communicate()[1].strip().splitlines()[-1:] for each in running]
    done = [f"study-{number}" for number, error in enumerate(errors) if not error]
    assert done
    assert all("Another process is publishing" in error[0] for error in errors if error)
    assert read_manifest(out).studies == (*done, "towns")
    assert {each.path for each in read_manifest(out).files} == set(cubes.snapshot(out)) - {MANIFEST}
    assert alone(out)


def test_what_a_killed_process_left_is_removed(tables: Tables, out: Path) -> None:
    left = out.with_name(".published.kgsm-staging")
    (left / "content/towns").mkdir(parents=True)
    (left / "content/towns/towns.nt").write_text("half")
    (left / "made-by-kgsm").touch()
    out.with_name(".published.kgsm-lock").touch()
    add(tables, out, "towns")
    assert alone(out)


@pytest.mark.parametrize("kind", ["folder", "file", "link"])
def test_what_lies_in_the_way_and_is_not_ours_is_named(tables: Tables, out: Path, kind: str) -> None:
    left = out.with_name(".published.kgsm-staging")
    if kind == "folder":
        left.mkdir()
        (left / "photo.jpg").touch()
    elif kind == "file":
        left.write_text("mine")
    else:
        left.symlink_to(out)
    with pytest.raises(PublishedError, match="is in the way, and kgsm did not make it"):
        add(tables, out, "towns")
    assert left.exists()
    assert read_manifest(out).studies == ("towns",)


# The exchange


def test_two_folders_are_exchanged_in_one_step(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    swap.exchange(tmp_path / "one", tmp_path / "other")
    assert (tmp_path / "one/other").exists()
    assert (tmp_path / "other/one").exists()


def test_an_exchange_that_fails_says_why(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    with pytest.raises(FileNotFoundError) as raised:
        swap.exchange(tmp_path / "one", tmp_path / "nowhere")
    assert raised.value.errno == errno.ENOENT
    assert raised.value.filename == str(tmp_path / "one")


def test_two_renames_do_where_the_file_system_cannot_exchange(tmp_path: Path) -> None:
    for name in ("finished", "out"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    swap.in_two_steps(tmp_path / "finished", tmp_path / "out", tmp_path / "former")
    assert (tmp_path / "out/finished").exists()
    assert (tmp_path / "former/out").exists()


def test_the_first_of_two_renames_is_undone_where_the_second_fails(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/old").touch()
    with pytest.raises(FileNotFoundError):
        swap.in_two_steps(tmp_path / "nowhere", tmp_path / "out", tmp_path / "former")
    assert (tmp_path / "out/old").exists()
    assert not (tmp_path / "former").exists()


def test_the_former_content_is_put_back_after_a_kill_between_the_two_renames(out: Path) -> None:
    before = cubes.snapshot(out)
    left = out.with_name(".published.kgsm-staging")
    left.mkdir()
    (left / "made-by-kgsm").touch()
    shutil.copytree(out, left / "content")
    out.rename(left / "former")
    clean_up(out)
    assert cubes.snapshot(out) == before
    assert alone(out)


# Killed processes


@pytest.mark.parametrize("how", ["exchange", *(pytest.param(each, marks=pytest.mark.slow) for each in ("two-steps", "delays"))])
def test_a_publication_killed_at_any_point_leaves_the_old_content_or_the_new(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, how: str
) -> None:
    done = subprocess.run(
        [sys.executable, str(TESTS / "crashes.py"), how, str(tmp_path)],
        # Hundreds are killed, and each leaves its tables behind.
        env={**os.environ, "PYTHONPATH": PYTHONPATH, "TMPDIR": str(tmp_path_factory.mktemp("room"))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    saw = json.loads(done.stdout)
    # Where folders cannot be exchanged, there is one moment without a folder; nothing is lost in it.
    assert saw.pop("nothing", 0) == (1 if how == "two-steps" else 0)
    assert saw.pop("next fails") == 0
    assert saw.pop("killed") >= (5 if how == "delays" else 25)  # on a busy machine a delay may end too late
    assert saw.pop("ended") >= 1
    assert set(saw) == {"Erste Fassung", "Zweite Fassung"}
