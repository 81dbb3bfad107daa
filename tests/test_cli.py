"""The command line: lazy verbs, exit codes, streams, languages, completion."""

import json
import os
import pty
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from importlib import import_module
from io import StringIO
from pathlib import Path

import click
import pytest
from rdflib import Graph, Literal
from rdflib.namespace import SH

import kgsm
from kgsm.cli.group import VERBS
from kgsm.cli.problems import json_lines, lines, summary
from kgsm.cli.progress import Progress, far
from kgsm.cli.verb import verb
from kgsm.meter import Meter, Unit
from kgsm.namespaces import KGSM
from kgsm.new import new
from kgsm.problems import KgsmError, Place, Problem, Severity
from kgsm.text import Text
from tests.html_check import Page
from tests.started import Finished, started
from tests.study_folder import StudyFolder


def run(*words: object, cwd: Path | None = None, **environment: str) -> Finished:
    """Run kgsm without a terminal."""
    return started(words, cwd=cwd, environment={**os.environ, **environment})


def run_cold(*words: object, cwd: Path | None = None, more: Mapping[str, str] | None = None) -> Finished:
    """Run kgsm as a person does, without a terminal."""
    path = os.pathsep.join(filter(None, (str(Path(kgsm.__file__).parent.parent), os.environ.get("PYTHONPATH"))))
    variables = {**os.environ, "PYTHONPATH": path, **(more or {})}
    command = [sys.executable, "-m", "kgsm", *map(str, words)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", cwd=cwd, env=variables, check=False, timeout=120)


def on_a_terminal(*words: object, **environment: str) -> str:
    """Run kgsm with a terminal as its standard output and return what it shows there."""
    main, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "kgsm", *map(str, words)], stdout=terminal, stderr=terminal, env={**os.environ, **environment}
    )
    os.close(terminal)
    shown = b""
    try:
        while piece := os.read(main, 65536):
            shown += piece
    except OSError:  # Linux says so when the other end is closed
        pass
    os.close(main)
    process.wait(timeout=60)
    return shown.decode("utf-8")


@pytest.fixture
def study(tmp_path: Path) -> Path:
    folder = tmp_path / "study"
    new(folder)
    return folder


def edit(file: Path, old: str, new_text: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new_text, 1), encoding="utf-8")


# What is imported


def module_of(verb: str) -> str:
    return f"kgsm.cli.{verb.replace('-', '_')}"


def loaded_by(*words: str) -> set[str]:
    """Return the modules that a fresh interpreter has loaded after `kgsm WORDS`, those of the interpreter itself left out."""
    code = (
        "import sys; before = set(sys.modules)\n"
        "from kgsm.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "print(*sorted(set(sys.modules) - before), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, encoding="utf-8", check=True, timeout=60)
    return set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_import_click_and_the_standard_library_alone(option: str) -> None:
    packages = {name.partition(".")[0] for name in loaded_by(option)} - set(sys.stdlib_module_names)
    assert packages == {"click", "kgsm"}


def test_a_verb_imports_no_other_verb() -> None:
    for name in VERBS:
        modules = loaded_by(name, "--help")
        assert {module_of(each) for each in VERBS} & modules == {module_of(name)}
    assert not {"flask", "granian", "SPARQLWrapper"} & loaded_by("check", "--help")
    assert not {"duckdb", "pyshacl"} & loaded_by("query", "--help")
    assert "pyshacl" not in loaded_by("serve", "--help")


def test_every_verb_has_its_line_its_help_and_the_options_of_all() -> None:
    overview = run_cold("--help").stdout
    for name, line in VERBS.items():
        command = import_module(module_of(name)).command
        assert isinstance(command, click.Command)
        assert name in overview
        assert line in overview
        text = run(name, "--help").stdout
        assert text.startswith(f"Usage: kgsm {name}")
        assert {"--lang", "--debug"} <= set(text.split())


def test_the_public_api_is_what_it_says() -> None:
    assert dir(kgsm) == sorted(kgsm.__all__)
    for name in kgsm.__all__:
        assert getattr(kgsm, name) is not None
    import_module("kgsm.publish.swap")  # a package of the API's name does not hide the function
    import_module("kgsm.new")
    assert callable(kgsm.publish)
    assert callable(kgsm.new)
    with pytest.raises(AttributeError, match="no attribute 'publsh'"):
        kgsm.publsh  # noqa: B018


# Wrong usage


def test_a_misspelt_verb_is_told_with_the_right_one() -> None:
    done = run_cold("pubish")
    assert done.returncode == 2
    assert "There is no verb 'pubish'. Did you mean 'publish'?" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    "words", [("check",), ("check", "no-such-folder"), ("publish", "--nope"), ("serve", "--port", "x"), ()]
)
def test_wrong_usage_exits_with_two(words: tuple[str, ...]) -> None:
    done = run(*words)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_options_can_be_set_in_the_environment(tmp_path: Path) -> None:
    assert run("check", tmp_path, KGSM_LANG="de").stdout.startswith("study.toml: Hier gibt es keine study.toml.")
    assert run("check", tmp_path, KGSM_JSON="1").stdout.startswith("{")


# new


def test_new_makes_a_folder_and_tells_what_comes_next(tmp_path: Path) -> None:
    done = run_cold("new", "my-study", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout == ""
    assert "kgsm publish my-study" in done.stderr
    assert {each.name for each in (tmp_path / "my-study").iterdir()} == {
        "codes", "evidence.csv", "source.txt", "sources.csv", "study.toml", "tables",
    }  # fmt: skip
    assert all(os.access(each, os.W_OK) for each in (tmp_path / "my-study").rglob("*"))


def test_new_leaves_a_folder_alone_that_has_something_in_it(study: Path) -> None:
    (study / "study.toml").write_text("mine", encoding="utf-8")
    done = run_cold("new", study)
    assert done.returncode == 3
    assert "is not empty; nothing was written" in done.stderr
    assert (study / "study.toml").read_text(encoding="utf-8") == "mine"


def test_new_takes_an_empty_folder_and_refuses_a_name_that_no_iri_can_hold(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert run("new", "empty", cwd=tmp_path).returncode == 0
    done = run("new", "my study", cwd=tmp_path)
    assert done.returncode == 1
    assert "my study: 'my study' cannot be part of an IRI." in done.stdout
    assert not (tmp_path / "my study").exists()


# check


def test_check_is_content_with_the_example(study: Path) -> None:
    done = run_cold("check", study)
    heading, *kinds = done.stdout.splitlines()
    assert heading == "Remarks (18), which stop no publishing and stand in the report:"
    assert [each.partition(":")[0] for each in kinds] == ["11 × one-source-figure (warning)", "7 × missing-match (warning)"]
    assert (done.stderr, done.returncode) == (f"{study}: no problem and 18 remarks.\n", 0)


def test_remarks_fail_where_warnings_are_asked_to_and_each_is_told_then(study: Path) -> None:
    done = run("check", study, "--fail-on", "warning", "--lang", "de")
    assert done.returncode == 1
    assert "evidence.csv:2: Nur eine Quelle (S1) belegt die Zahl 'F20-02'. [one-source-figure]" in done.stdout.splitlines()
    assert len(done.stdout.splitlines()) == 1 + 2 + 18


def test_remarks_are_in_every_form_with_what_their_codes_mean(study: Path) -> None:
    whole, log, annotations, page = (
        run("check", study, "--format", form).stdout for form in ("json", "sarif", "github", "html")
    )
    assert json.loads(whole)["counts"] == {"violation": 0, "warning": 18, "info": 0}
    (run_of,) = json.loads(log)["runs"]
    assert {each["level"] for each in run_of["results"]} == {"warning"}
    rules = {each["id"]: each for each in run_of["tool"]["driver"]["rules"]}
    assert set(rules) == {"one-source-figure", "missing-match"}
    assert "**How to fix it:** Add a row of `evidence.csv`" in rules["one-source-figure"]["help"]["markdown"]
    assert annotations.count("::warning file=") == 18
    read = Page(re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL))
    assert {each.removeprefix("#") for each in read.links()} == set(read.ids()) == set(rules)


def test_a_code_is_explained_where_it_is_asked_for() -> None:
    told = run("check", "--explain", "one-source-figure").stdout.splitlines()
    assert [each.partition(":")[0] for each in told[1:]] == ["Why it matters", "How to fix it", "Before", "After"]
    done = run("check", "--explain", "one-source-figur")
    assert (done.returncode, "Did you mean 'one-source-figure'?" in done.stderr) == (2, True)


def test_check_tells_three_faults_of_three_files_once_each(study: Path) -> None:
    edit(study / "study.toml", 'version = "1.0.0"', 'version = "1.0.0"\nversoin = "1"')
    edit(study / "tables" / "transport.csv", "2024,walk,share,15,", "2024,walk,share,15;0,")
    edit(
        study / "codes" / "mode.csv",
        "active,aus eigener Kraft,by one's own power,,",
        "active,aus eigener Kraft,by one's own power,walk,",
    )
    done = run_cold("check", study)
    places = [line.partition(": ")[0] for line in done.stdout.splitlines()]
    assert places == ["codes/mode.csv:2:broader", "study.toml:27:versoin", "tables/transport.csv:4:value"]
    assert done.stderr == f"{study}: 3 problems.\n"
    assert done.returncode == 1


def test_check_speaks_german_and_json(study: Path) -> None:
    edit(study / "tables" / "transport.csv", "2024,walk,", "2024,wlak,")
    german = run("check", study, "--lang", "de")
    assert "Der Code 'wlak' steht nicht in der Codeliste 'Verkehrsmittel'. Ist 'walk' gemeint? [unknown-code]" in german.stdout
    assert german.stderr.endswith(": 1 Problem.\n")
    (line,) = run("check", study, "--json").stdout.splitlines()
    told = json.loads(line)
    assert (told["file"], told["row"], told["column"], told["code"]) == ("tables/transport.csv", 4, "mode", "unknown-code")
    assert told["severity"] == "violation"
    assert set(told["message"]) == {"de", "en"}


def test_check_tells_machines_in_the_forms_that_they_read(study: Path) -> None:
    edit(study / "tables" / "transport.csv", "2024,walk,", "2024,wlak,")
    told = {form: run("check", study, "--format", form) for form in ("json", "jsonl", "sarif", "github", "ttl", "html")}
    assert {each.returncode for each in told.values()} == {1}
    whole = json.loads(told["json"].stdout)
    assert whole["counts"] == {"violation": 1, "warning": 0, "info": 0}
    assert whole["summary"][0]["places"] == ["tables/transport.csv:4:mode"]
    assert whole["problems"] == [json.loads(told["jsonl"].stdout)]
    (result,) = json.loads(told["sarif"].stdout)["runs"][0]["results"]
    assert (result["ruleId"], result["level"]) == ("unknown-code", "error")
    place = result["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": f"{study}/tables/transport.csv"}, "region": {"startLine": 4}}
    assert told["github"].stdout.startswith(
        f"::error file={study}/tables/transport.csv,line=4,title=unknown-code::mode: The code"
    )
    report = Graph().parse(data=told["ttl"].stdout, format="turtle")
    assert (None, SH.conforms, Literal(False)) in report  # noqa: FBT003 - an RDF literal
    assert "tables/transport.csv:4:mode" in told["html"].stdout
    assert "<script" not in told["html"].stdout


def test_what_reading_found_stands_in_the_report_too(study: Path) -> None:
    edit(study / "study.toml", "version", "versoin")
    report = Graph().parse(data=run("check", study, "--format", "ttl").stdout, format="turtle")
    assert (None, SH.conforms, Literal(False)) in report  # noqa: FBT003 - an RDF literal
    assert {str(each) for each in report.objects(None, KGSM.problemCode)} == {"unknown-key"}
    nothing = Graph().parse(data=run("check", study / "tables", "--format", "ttl").stdout, format="turtle")
    assert (None, SH.conforms, Literal(False)) in nothing  # noqa: FBT003 - an RDF literal


def test_many_problems_begin_with_what_there_is_how_often_and_where_first(study: Path) -> None:
    table = study / "tables" / "transport.csv"
    header, *rows = table.read_text(encoding="utf-8").splitlines()
    wrong = [row.replace(",reported,", ",rumoured,").replace(",computed,", ",guessed,") for row in rows]
    table.write_text("\n".join([header, *wrong * 2]), encoding="utf-8")
    first, *_ = run("check", study).stdout.splitlines()
    assert re.fullmatch(r"\d+ × [a-z-]+ \(problem\): tables/\S+, tables/\S+, tables/\S+ and \d+ more", first)


def test_a_warning_fails_where_it_is_asked_to(study: Path) -> None:
    edit(
        study / "tables" / "transport.csv",
        "Die Quelle nennt für das Auto keinen Anteil.,The source gives no share for the car.",
        ",",
    )
    assert run("check", study).returncode == 0
    done = run("check", study, "--fail-on", "warning")
    assert done.returncode == 1
    assert "[no-reason]" in done.stdout


def test_nothing_but_kgsm_speaks_of_a_code_that_is_no_part_of_an_iri(tmp_path: Path) -> None:
    study = tmp_path / "study"
    kgsm.new(study)
    for file in ("codes/obstacle.csv", "tables/obstacles.csv"):
        text = (study / file).read_text(encoding="utf-8")
        (study / file).write_text(text.replace("lanes,", "bicycle lanes,", 1), encoding="utf-8")
    assert run("check", study).stderr == f"{study}: 1 problem.\n"


def test_an_empty_folder_is_no_study(tmp_path: Path) -> None:
    done = run("check", tmp_path)
    assert done.stdout.startswith("study.toml: There is no study.toml here.")
    assert done.returncode == 1


# publish


def test_publish_writes_the_example_and_says_what_there_is(study: Path, tmp_path: Path) -> None:
    done = run_cold("publish", study, "--out", tmp_path / "published")
    assert done.returncode == 0
    assert done.stdout == ""
    assert "no problem." in done.stderr
    assert (tmp_path / "published" / "manifest.json").is_file()


def test_publish_writes_nothing_where_there_is_a_problem(study: Path, tmp_path: Path) -> None:
    edit(study / "tables" / "transport.csv", "2024,walk,share,15", "2024,walk,share,115")
    done = run("publish", study, "--out", tmp_path / "published")
    assert done.returncode == 1
    assert "[share-above-100]" in done.stdout
    assert done.stderr.endswith("Nothing was published.\n")
    assert not (tmp_path / "published").exists()


def test_a_folder_that_cannot_be_written_is_told_in_one_sentence(study: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = run("publish", study, "--out", tmp_path / "file" / "published")
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


# evidence


def test_evidence_shows_each_figure_with_its_sentence(study: Path) -> None:
    done = run_cold("evidence", study, "--source", f"S1={study / 'source.txt'}")
    assert done.returncode == 0
    assert "ok   F24-02  500         500 haben geantwortet." in done.stdout
    assert "NOT" not in done.stdout
    assert done.stderr.endswith("no problem and 1 remark.\n")  # one figure has a locator in words only


def test_evidence_says_which_figure_another_text_does_not_have(study: Path, tmp_path: Path) -> None:
    text = (study / "source.txt").read_text(encoding="utf-8")
    (tmp_path / "mine.txt").write_text(text.replace("25 %", "26 %"), encoding="utf-8")
    done = run("evidence", study, "--source", f"S1={tmp_path / 'mine.txt'}")
    assert done.returncode == 1
    assert "NOT  M24-02" in done.stdout
    assert "ok   M24-05" in done.stdout
    assert {"[source-differs]", "[token-not-found]", "[sentence-differs]"} <= set(done.stdout.split())


def test_evidence_needs_a_source_and_a_file_that_are_there(study: Path) -> None:
    assert run("evidence", study, "--source", "S1").returncode == 2
    unknown = run("evidence", study, "--source", f"S9={study / 'source.txt'}")
    assert unknown.returncode == 1
    assert "[unknown-source]" in unknown.stdout
    assert run("evidence", study, "--source", "S1=no-such-file").returncode == 3


# serve


def test_serve_says_where_nothing_is_published_and_where_a_port_is_taken(study: Path, tmp_path: Path) -> None:
    nothing = run_cold("serve", tmp_path)
    assert nothing.returncode == 3
    assert "is not a published folder" in nothing.stderr
    run("publish", study, "--out", tmp_path / "published")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("serve", tmp_path / "published", "--port", port, "--lang", "de")
    assert done.returncode == 3
    assert f"127.0.0.1:{port} ist nicht frei" in done.stderr
    assert f"--port {port + 1}" in done.stderr


def test_serve_says_once_that_a_store_is_no_address(tmp_path: Path) -> None:
    done = run("serve", tmp_path, "--store", "disk")
    assert done.returncode == 3
    assert done.stderr == "kgsm serve: 'disk' is not the address of an endpoint: it must begin with http:// or https://.\n"


def test_serve_refuses_a_folder_that_somebody_has_changed(study: Path, tmp_path: Path) -> None:
    run("publish", study, "--out", tmp_path / "published")
    graph = tmp_path / "published" / "study" / "study.nt"
    graph.write_bytes(graph.read_bytes().replace(b"Musterhausen", b"Mustersausen", 1))
    changed = run("serve", tmp_path / "published")
    assert changed.returncode == 3
    assert changed.stderr == f"kgsm serve: {graph} is not the file that the manifest describes. Publish again.\n"
    graph.unlink()
    assert "study.nt cannot be read: No such file or directory. Publish again." in run("serve", tmp_path / "published").stderr


def test_serve_stops_at_an_interruption_without_a_word(study: Path, tmp_path: Path) -> None:
    run("publish", study, "--out", tmp_path / "published")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    command = [sys.executable, "-m", "kgsm", "serve", str(tmp_path / "published"), "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stderr is not None
        assert f"is served on http://127.0.0.1:{port} (Ctrl-C stops)." in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        assert process.stderr.read() == ""
        assert process.wait(timeout=60) == 0


# Faults, interruptions, terminals


@verb("Fail in an unexpected way.")
def failing(language: str) -> None:  # noqa: ARG001
    raise ZeroDivisionError("a fault of kgsm")


@verb("Fail on purpose.")
def refusing(language: str) -> None:  # noqa: ARG001
    raise KgsmError("This cannot be.")


def test_an_unexpected_fault_is_one_sentence_and_with_debug_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    assert failing.main([], standalone_mode=False) == 3
    plain = capsys.readouterr().err
    assert "This should not have happened: ZeroDivisionError: a fault of kgsm." in plain
    assert len(plain.splitlines()) == 1
    assert failing.main(["--debug", "--lang", "de"], standalone_mode=False) == 3
    told = capsys.readouterr().err
    assert "Das hätte nicht geschehen dürfen" in told
    assert "Traceback (most recent call last)" in told
    assert refusing.main([], standalone_mode=False) == 3


def test_an_interruption_exits_with_130() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        process = subprocess.Popen(
            [sys.executable, "-m", "kgsm", "query", f"http://127.0.0.1:{port}/sparql", "ASK {}"], stderr=subprocess.PIPE
        )
        connection, _ = silent.accept()  # now it waits for an answer
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
        connection.close()
    assert process.returncode == 130
    assert b"Interrupted.\n" in told
    assert b"Traceback" not in told


def test_colour_is_for_terminals_that_want_it(tmp_path: Path) -> None:
    assert "\x1b[" in on_a_terminal("check", tmp_path, NO_COLOR="")
    assert "\x1b[" not in on_a_terminal("check", tmp_path, NO_COLOR="1")
    assert "\x1b[" not in run("check", tmp_path, NO_COLOR="").stdout


class Screen(StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_progress_line_shows_the_stage_and_is_gone_at_the_end() -> None:
    screen = Screen()
    with Progress("de", screen, wait=0.0) as progress:
        progress(Text(de="prüft", en="validating"))
        while "prüft" not in screen.getvalue():
            time.sleep(0.01)
    assert re.search(r"\rkgsm: prüft … \d+ s", screen.getvalue())
    assert screen.getvalue().rsplit("\r", 2)[1].strip() == ""
    assert screen.getvalue().endswith("\r")


def test_a_progress_line_tells_the_share_the_speed_and_what_is_left() -> None:
    meter = Meter()
    assert far(meter, "de") == ""
    meter.expect(10_000_000, Unit.ROWS)
    meter.add(2_500_000)
    assert far(meter, "de") == ", 25 % von 10 M Zeilen"  # too early to know how fast
    meter.began -= 5
    assert re.fullmatch(r", 25 % of 10 M rows, (500|49\d) k rows/s, left: 15 s", far(meter, "en"))
    with meter.query(lambda: 40.0):
        meter.began -= 120
        assert far(meter, "de") == ", 40 %, noch 3 min"
    assert far(meter, "de") == ""
    meter.expect(1_200_000_000, Unit.BYTES)
    assert far(meter, "de") == ", 0 % von 1,2 GB"


def test_a_quiet_progress_writes_nothing_on_a_terminal() -> None:
    screen = Screen()
    with Progress("en", screen, wait=0.0, quiet=True) as progress:
        progress(Text(de="prüft", en="validating"))
        time.sleep(0.05)
    assert screen.getvalue() == ""


def test_a_quiet_check_says_problems_only(tmp_path: Path) -> None:
    study = StudyFolder.copied_to(tmp_path).edit("tables/lending.csv", ",80,", ",8x,")
    done = run("check", study.path, "--quiet")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("tables/lending.csv:2:value: ")


def test_there_is_no_progress_line_in_a_log() -> None:
    log = StringIO()
    with Progress("en", log, wait=0.0) as progress:
        progress(Text(de="prüft", en="validating"))
        time.sleep(0.05)
    assert log.getvalue() == ""


def test_problems_are_counted_in_words() -> None:
    bad = Problem(Place("a.csv", 2, "b"), "x", Text(de="Schlecht.", en="Bad."))
    mild = Problem(Place("a.csv", 3), "y", Text(de="Mild.", en="Mild."), Severity.WARNING)
    assert [summary(each, "en") for each in ((), (bad,), (bad, bad, mild), (mild, mild))] == [
        "no problem", "1 problem", "2 problems and 1 remark", "no problem and 2 remarks",
    ]  # fmt: skip
    assert summary((bad, bad, mild, mild), "de") == "2 Probleme und 2 Hinweise"
    assert [click.unstyle(line) for line in lines((bad, mild), "de")] == ["a.csv:2:b: Schlecht. [x]", "a.csv:3: Mild. [y]"]
    assert [json.loads(line)["column"] for line in json_lines((bad, mild))] == ["b", None]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_and_completes_verbs_without_importing_them(shell: str) -> None:
    assert "_KGSM_COMPLETE" in run_cold("completion", shell).stdout
    asked = {"_KGSM_COMPLETE": f"{shell}_complete", "COMP_WORDS": "kgsm pu", "COMP_CWORD": "pu" if shell == "fish" else "1"}
    assert "publish" in run_cold(more=asked).stdout
