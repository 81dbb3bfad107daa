"""The README is true: its commands run, its query answers, its table of problem codes is complete, its links lead somewhere."""

import csv
import io
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from rdflib import Graph, Literal

import kgsm
from kgsm import home
from kgsm.messages import MESSAGES
from kgsm.namespaces import KGSM, SH

ROOT = Path(kgsm.__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
HOST = "127.0.0.1:8000"  # what the README says; tests serve on a free port


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def block_with(words: str) -> str:
    (found,) = (each for language in ("sh", "python") for each in blocks(language) if words in each)
    return found


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


@contextmanager
def serving(*words: str, cwd: Path, port: int) -> Iterator[None]:
    """Run `kgsm serve` until it says that it is up; stop it at the end as Ctrl-C does."""
    command = [sys.executable, "-m", "kgsm", "serve", *words, "--port", str(port)]
    process = subprocess.Popen(command, cwd=cwd, env=environment(), stderr=subprocess.PIPE, encoding="utf-8")
    try:
        assert process.stderr is not None
        said = process.stderr.readline()
        assert f"is served on http://127.0.0.1:{port}" in said
        yield
    finally:
        process.terminate()
        process.communicate(timeout=30)


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Serve the committed published folder, as `make serve` does."""
    number = free_port()
    with serving("published", cwd=ROOT, port=number):
        yield number


@pytest.fixture(scope="module")
def commands(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the command `kgsm` of this environment."""
    folder = tmp_path_factory.mktemp("bin")
    (folder / "kgsm").write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m kgsm "$@"\n', encoding="utf-8")
    (folder / "kgsm").chmod(0o755)
    return folder


def shell(text: str, commands: Path, port: int, cwd: Path = ROOT) -> str:
    """Run a command of the README in sh and return what it prints."""
    text = text.replace(".venv/bin/kgsm", "kgsm").replace(HOST, f"127.0.0.1:{port}")
    path = f"{commands}{os.pathsep}{os.environ['PATH']}"
    variables = environment(PATH=path, KGSM_ENDPOINT=f"http://127.0.0.1:{port}/sparql")
    done = subprocess.run(
        ["sh", "-ec", text], cwd=cwd, env=variables, capture_output=True, encoding="utf-8", check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_query_of_the_readme_is_the_one_in_docs() -> None:
    assert blocks("sparql") == [(ROOT / "docs" / "shares-2013.rq").read_text(encoding="utf-8")]


def test_the_first_query_answers_as_a_table(commands: Path, port: int) -> None:
    header, _, *rows = shell(block_with("kgsm query"), commands, port).splitlines()
    assert header.split() == ["figure", "share", "base", "exactness", "source", "start", "end"]
    assert any(re.fullmatch(r"F13-07 +54 +\S.*rounded +S00 +332 +336", row) for row in rows)


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not there")
def test_the_first_query_answers_curl_with_the_nine_spans_of_the_article(commands: Path, port: int) -> None:
    rows = list(csv.DictReader(io.StringIO(shell(block_with("curl"), commands, port))))
    spans = {(row["figure"], row["share"], row["start"], row["end"]) for row in rows if row["source"] == "S00" and row["start"]}
    assert spans == {
        ("F13-07", "54", "332", "336"),
        ("F13-14", "56", "676", "680"),
        ("F13-15", "48", "906", "910"),
        ("F13-16", "38", "938", "942"),
        ("F13-17", "27", "1000", "1004"),
        ("F13-18", "20", "1327", "1331"),
        ("F13-19", "27", "1349", "1353"),
        ("F13-20", "42", "1618", "1622"),
        ("F13-21", "23", "1685", "1689"),
    }


def test_the_first_query_answers_sparqlwrapper(port: int) -> None:
    code = block_with("SPARQLWrapper").replace(HOST, f"127.0.0.1:{port}")
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=True, timeout=120
    )
    assert any(line.startswith("F13-07; 54; ") for line in done.stdout.splitlines())


def test_publishing_a_study_of_ones_own_takes_the_lines_of_the_readme(commands: Path, tmp_path: Path) -> None:
    *lines, last = block_with("kgsm new").splitlines()
    for line in lines:
        shell(line, commands, port=1, cwd=tmp_path)
    serve = shlex.split(last, comments=True)
    assert serve == ["kgsm", "serve", "my-published"]
    number = free_port()
    with serving(*serve[2:], cwd=tmp_path, port=number):
        answer = shell("kgsm query --csv 'SELECT (COUNT(*) AS ?n) WHERE { ?o a qb:Observation }'", commands, number)
    assert answer == "n\n22\n"


def test_the_python_api_of_the_readme_works(tmp_path: Path) -> None:
    kgsm.new(tmp_path / "my-study")
    assert kgsm.check(tmp_path / "my-study") == ()
    kgsm.publish(tmp_path / "my-study", tmp_path / "my-published")
    client = kgsm.create_app(tmp_path / "my-published").test_client()
    assert client.get("/my-study/transport", headers={"Accept": "text/turtle"}).status_code == 200
    for name in set(re.findall(r"`kgsm\.(\w+)[(`]", README)):
        assert name in kgsm.__all__


def test_make_knows_the_two_commands() -> None:
    for line in "".join(blocks("sh")).splitlines():
        if line.startswith("make "):
            target = line.split()[1]
            subprocess.run(["make", "--dry-run", target], cwd=ROOT, capture_output=True, check=True)


def codes_and_sentences() -> dict[str, str]:
    """Return every problem code that the source or a shape can emit, with its English sentence."""
    shapes = Graph()
    for file in sorted(home.shapes().glob("*.ttl")):
        shapes.parse(file, format="turtle")
    found = {
        str(code): str(message)
        for shape, code in shapes.subject_objects(KGSM.problemCode)
        for message in shapes.objects(shape, SH.message)
        if isinstance(message, Literal) and message.language == "en"
    }
    found |= {code: texts["en"] for code, texts in MESSAGES.items()}
    return {code: _without_values(text) for code, text in sorted(found.items())}


def _without_values(text: str) -> str:
    """Return a sentence with … for what is found in a study, and without what a problem adds where it can."""
    return re.sub(r"\{\w+\}", "…", re.sub(r" ?\{(hint|why)\}", "", text)).replace("|", "&#124;")


def table_of_codes() -> str:
    return "".join(f"| `{code}` | {text} |\n" for code, text in codes_and_sentences().items())


TABLE = re.compile(r"(?<=^\| --- \| --- \|\n)(?:^\| `.*\n)+(?=\n<!-- end of problem codes -->)", re.MULTILINE)


def test_the_table_of_problem_codes_is_complete() -> None:
    (table,) = TABLE.findall(README)
    assert table == table_of_codes(), "python -m tests.test_readme writes it anew"


def test_every_link_in_the_documents_leads_to_a_file() -> None:
    for document in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")):
        for target in re.findall(r"\]\(([^)#\s]+)", document.read_text(encoding="utf-8")):
            assert target.startswith(("http://", "https://")) or (document.parent / target).exists(), f"{document}: {target}"


def test_the_architecture_fits_on_a_few_pages_and_names_every_module() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 160
    modules = {path.stem for path in (ROOT / "kgsm").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    missing = {name for name in modules - {"__main__"} if not re.search(rf"`{name}(\.py|/)?`", text)}
    assert missing == set()


if __name__ == "__main__":
    (ROOT / "README.md").write_text(TABLE.sub(lambda _: table_of_codes(), README), encoding="utf-8")
