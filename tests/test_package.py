"""The wheel and the sdist: what they hold, and that the wheel works where no checkout is."""

import os
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from email.parser import Parser
from pathlib import Path

import pytest
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

import kgsm

ROOT = Path(kgsm.__file__).parent.parent
LEFT_BEHIND = {".pyc", ".pyo"}
FRONTEND = "kgsm/serve/frontend/package-lock.json"


def files_below(folder: str) -> set[str]:
    """Return the files of a folder of the checkout, without what Python, npm and editors leave behind."""
    found = (path.relative_to(ROOT) for path in (ROOT / folder).rglob("*") if path.is_file() and path.suffix not in LEFT_BEHIND)
    return {path.as_posix() for path in found if "node_modules" not in path.parts}


@pytest.fixture(scope="module", autouse=True)
def _as_it_is() -> Iterator[None]:
    """Build archives of what is there: what Node makes is tested in tests/test_bundle.py."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KGSM_BUILD_ASSETS", "skip")
        yield


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    (path,) = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    return zipfile.ZipFile(path)


@pytest.fixture(scope="module")
def installed(wheel: zipfile.ZipFile, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the wheel's files, as an installer lays them."""
    folder = tmp_path_factory.mktemp("installed")
    wheel.extractall(folder)
    return folder


def run(installed: Path, cwd: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run kgsm from the wheel's files, somewhere else, with nothing of the checkout in reach."""
    code = "import kgsm.__main__ as command; print(command.__file__); command.main()"
    return subprocess.run(
        [sys.executable, "-P", "-c", code, *words], cwd=cwd, env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True, encoding="utf-8", check=True, timeout=120,
    )  # fmt: skip


def test_the_wheel_holds_the_whole_package_and_what_it_reads(wheel: zipfile.ZipFile) -> None:
    bundled = {f"kgsm/_bundled/{name}" for folder in ("ontology", "shapes", "published") for name in files_below(folder)}
    bundled.add("kgsm/_bundled/docs/problems.md")
    inside = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert inside == (files_below("kgsm") - files_below("kgsm/serve/frontend")) | bundled
    assert {"kgsm/template/study.toml", "kgsm/py.typed", "kgsm/_bundled/published/manifest.json"} <= inside
    assert any(name.endswith(".schema.json") for name in inside)
    assert any(name.startswith("kgsm/serve/templates/") for name in inside)


def test_no_bundle_is_in_the_wheel_without_the_licences_of_its_parts(wheel: zipfile.ZipFile) -> None:
    built = {name for name in wheel.namelist() if name.startswith("kgsm/serve/static/dist/")}
    assert not built or "kgsm/serve/static/dist/THIRD_PARTY_LICENSES.txt" in built


def test_the_metadata_of_the_wheel_is_right(wheel: zipfile.ZipFile) -> None:
    folder = f"kgsm-{kgsm.__version__}.dist-info"
    metadata = Parser().parsestr(wheel.read(f"{folder}/METADATA").decode("utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert metadata["Version"] == project["version"] == kgsm.__version__
    assert metadata["License-Expression"] == "MIT"
    assert f"version: {kgsm.__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert b"kgsm = kgsm.__main__:main" in wheel.read(f"{folder}/entry_points.txt")
    assert f"{folder}/licenses/LICENSE" in wheel.namelist()


def test_the_source_archive_can_be_tested_and_built(tmp_path: Path) -> None:
    (path,) = SdistBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    subprocess.run(["tar", "-xzf", path], cwd=tmp_path, check=True)
    (folder,) = (each for each in tmp_path.iterdir() if each.is_dir())
    for name in (
        "Makefile",
        "README.md",
        "tests/test_package.py",
        "studies",
        "ontology",
        "shapes",
        "published",
        "docs",
        FRONTEND,
    ):
        assert (folder / name).exists(), name
    assert not (folder / "kgsm/serve/frontend/node_modules").exists()
    assert WheelBuilder(str(folder)).config.packages == ["kgsm"]


def test_the_wheel_works_without_the_checkout(installed: Path, tmp_path: Path) -> None:
    version = run(installed, tmp_path, "--version").stdout.splitlines()
    assert version == [str(installed / "kgsm" / "__main__.py"), f"kgsm {kgsm.__version__}"]
    run(installed, tmp_path, "new", "my-study")
    assert "Why it matters: " in run(installed, tmp_path, "check", "--explain", "unknown-code").stdout
    run(installed, tmp_path, "publish", "my-study")
    assert (tmp_path / "published" / "my-study" / "my-study.ttl").is_file()


@pytest.mark.slow
def test_the_wheel_installs_into_a_fresh_environment(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    # As `pip install .` does; the only test that needs a network.
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    subprocess.run([tmp_path / "venv/bin/pip", "install", "--quiet", str(wheel.filename)], check=True)
    done = subprocess.run([tmp_path / "venv/bin/kgsm", "--version"], cwd=tmp_path, capture_output=True, check=True)
    assert done.stdout == f"kgsm {kgsm.__version__}\n".encode()
    subprocess.run([tmp_path / "venv/bin/kgsm", "new", "my-study"], cwd=tmp_path, check=True)
    subprocess.run([tmp_path / "venv/bin/kgsm", "publish", "my-study"], cwd=tmp_path, check=True)
