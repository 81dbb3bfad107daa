"""docs/api.md: its curl and its Python run against a server, and what it says of formats and limits is so."""

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import duckdb
import pytest

from kgsm.limits import Limits
from kgsm.serve.cube.formats import JSON_STAT, ROWS
from kgsm.serve.cube.made import WORKBOOK_ROWS
from tests.serving import served

ROOT: Final = Path(__file__).parent.parent
TEXT: Final = (ROOT / "docs/api.md").read_text("utf-8")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(ROOT / "published") as address:
        yield address


def blocks(language: str, address: str) -> list[str]:
    found = re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)
    assert found
    return [each.replace("http://127.0.0.1:8000", address) for each in found]


def test_each_line_of_curl_is_answered(address: str) -> None:
    for line in "".join(blocks("sh", address)).splitlines():
        done = subprocess.run([*shlex.split(line), "--fail"], check=True, capture_output=True)
        assert len(done.stdout) > 500


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_its_python_runs(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    duckdb.set_default_connection(duckdb.connect())  # other tests may have left a result open
    names: dict[str, Any] = {}
    for snippet in blocks("python", address):
        exec(compile(snippet, "docs/api.md", "exec"), names)  # noqa: S102 - the document's own code
    assert set(names["shares"]["quantity"]) == {"share"}
    assert set(names["shares"]["wave"]) == {"2013", "2016"}
    assert names["shares"]["value"].dtype == "float64"


def test_formats_and_limits_are_those_of_the_server() -> None:
    listed = TEXT.partition("## Formats")[2].strip().partition("\n")[0]
    assert set(re.findall(r"`([\w.-]+)`", listed)) == {*(each.suffix[1:] for each in ROWS), JSON_STAT.name}
    assert f"at most {WORKBOOK_ROWS:,} rows" in TEXT
    assert f"{Limits().transfers // 2} long answers at once" in TEXT
    assert f"for {Limits().patience} seconds" in TEXT
