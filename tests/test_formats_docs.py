"""docs/formats.md: its Python runs, and it names every file that is published."""

import re
from pathlib import Path

import duckdb
import pytest

from kgsm.manifest import read_manifest

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs/formats.md").read_text("utf-8")
STUDY = "kommunen-social-media"
SNIPPETS = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
OTHERS = {"catalog.nt", "codes.ttl", "report.nt", "report.ttl", "shapes.jsonld", "shapes.nt", "shapes.ttl"}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda each: str(each).splitlines()[0])
def test_a_snippet_runs(snippet: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT / "published" / STUDY)
    duckdb.set_default_connection(duckdb.connect())  # other tests may have left a result open
    exec(compile(snippet, "docs/formats.md", "exec"), {})  # noqa: S102 - the document's own code


def test_every_file_of_a_study_is_named() -> None:
    named = set(re.findall(r"`([^`]+)`", TEXT)) | {f"STUDY{each}" for each in re.findall(r"`(\.\w+)`", TEXT)}
    for file in read_manifest(ROOT / "published").files:
        study, _, name = file.path.partition("/")
        if study == STUDY and name not in OTHERS:
            if "/" in name:
                assert f"DATASET/{name.rpartition('/')[2]}" in named
                continue
            pattern = "STUDY" + name.removeprefix(STUDY) if name.startswith(STUDY) else name
            suffixes = {pattern, f"DATASET.{name.partition(chr(46))[2]}"}
            assert suffixes & named, name
