"""A fault in a study folder -> one problem, whatever else it breaks: reading, shapes and checks together."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import kgsm

Change = Callable[[Path], object]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(kgsm.__file__).parent.parent)}
LANES = "lanes,60,rounded,O24-01\n"


def put(file: str, old: str, new: str) -> Change:
    """Replace the first `old` in a file of the study."""

    def change(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text, f"{file} has no {old!r}"
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def write(file: str, content: bytes) -> Change:
    return lambda folder: (folder / file).write_bytes(content)


def encode(file: str, encoding: str) -> Change:
    return lambda folder: (folder / file).write_bytes((folder / file).read_bytes().decode("utf-8").encode(encoding, "replace"))


def remove(file: str) -> Change:
    return lambda folder: (folder / file).unlink()


def make_a_folder_of(file: str) -> Change:
    return both(remove(file), lambda folder: (folder / file).mkdir())


def both(*changes: Change) -> Change:
    return lambda folder: [change(folder) for change in changes]


# What is changed in the example, and the one problem that it makes.
FAULTS: dict[str, tuple[Change, str]] = {
    "a missing study.toml": (remove("study.toml"), "study.toml [no-study]"),
    "a missing table": (remove("tables/transport.csv"), "study.toml:NN:table [missing-file]"),
    "a missing code list": (remove("codes/mode.csv"), "study.toml:NN:file [missing-file]"),
    "missing sources": (remove("sources.csv"), "sources.csv [missing-file]"),
    "missing evidence": (remove("evidence.csv"), "evidence.csv [missing-file]"),
    "a table in Latin-1": (encode("tables/transport.csv", "latin-1"), "tables/transport.csv:3 [wrong-encoding]"),
    "a table in UTF-16": (encode("tables/transport.csv", "utf-16"), "tables/transport.csv:1 [wrong-encoding]"),
    "a picture": (write("tables/obstacles.csv", b"\x89PNG\r\n\x1a\n\0\0" * 99), "tables/obstacles.csv:1 [wrong-encoding]"),
    "a folder for a table": (make_a_folder_of("tables/obstacles.csv"), "study.toml:NN:table [missing-file]"),
    "a header alone": (
        write("tables/obstacles.csv", b"obstacle,value,exactness,figure\n"),
        "tables/obstacles.csv [empty-table]",
    ),
    "a cell too many": (put("tables/obstacles.csv", "O24-02", "O24-02,more"), "tables/obstacles.csv:3 [too-many-columns]"),
    "an open quotation mark": (put("tables/obstacles.csv", "lanes", '"lanes'), "tables/obstacles.csv:2 [broken-csv]"),
    "TOML that is none": (put("study.toml", 'sample = "', "sample = "), "study.toml:NN [broken-toml]"),
    "a base without a slash": (
        put("study.toml", '"https://example.org/"', '"https://example.org"'),
        "study.toml:NN:base [wrong-base]",
    ),
    "a licence with a space": (put("study.toml", "licenses/cc-by", "licenses/cc by"), "study.toml:NN:licence [wrong-iri]"),
    "a misspelt key": (put("study.toml", "version =", "verison ="), "study.toml:NN:verison [unknown-key]"),
    "a missing key": (put("study.toml", 'version = "1.0.0"', ""), "study.toml:1:version [missing-key]"),
    "an unknown component": (
        put("study.toml", '"wave", "mode"', '"wave", "mod"'),
        "study.toml:NN:dimensions [unknown-component]",
    ),
    "a row twice": (put("tables/obstacles.csv", LANES, LANES + LANES), "tables/obstacles.csv:3 [duplicate-row]"),
    # Their evidence falls together, too, but nothing is wrong with it.
    "two figures with one key": (
        put("tables/transport.csv", "2024,walk,share", "2024,bicycle,share"),
        "tables/transport.csv:5 [duplicate-row]",
    ),
    "an unknown code": (put("tables/transport.csv", "2024,bus,", "2024,buss,"), "tables/transport.csv:7:mode [unknown-code]"),
    "a missing value": (
        put("tables/transport.csv", "walk,share,15,", "walk,share,,"),
        "tables/transport.csv:4:value [missing-value]",
    ),
    "a wrong date": (
        put("tables/bicycle-counts.csv", "bridge,2024-05-15", "bridge,2024-05-32"),
        "tables/bicycle-counts.csv:4:day [wrong-datatype]",
    ),
    "a circle of codes": (
        put("codes/mode.csv", "by one's own power,", "by one's own power,walk"),
        "codes/mode.csv:2:broader [cyclic-code-list]",
    ),
    "a thousands point in the number of respondents": (
        put("tables/fieldwork.csv", "count,500,", "count,1.500,"),
        "tables/fieldwork.csv:4:value [wrong-datatype]",
    ),
    "a source whose quotability is unclear": (
        put("sources.csv", ",yes,463d", ",maybe,463d"),
        "sources.csv:2:quotable [wrong-choice]",
    ),
    "a source with a cell of megabytes": (
        put("sources.csv", "ganz; der Text liegt als source.txt bei", "x" * 1_000_000),
        "sources.csv:2:read_de [cell-too-long]",
    ),
    "a dimension whose name is none": (
        both(
            put("study.toml", "[dimension.obstacle]", '[dimension."Hürde"]\ncodes = "obstacle"'),
            put("study.toml", '"wave", "obstacle"', '"wave", "Hürde"'),
            put("tables/obstacles.csv", "obstacle,", "Hürde,"),
        ),
        "study.toml:NN:Hürde [wrong-name]",
    ),
    "a code list whose name is none": (
        put("study.toml", "[code.mode]", '[code."mo de"]\nfile = "codes/mode.csv"'),
        "study.toml:NN:mo de [wrong-name]",
    ),
    "a formula for every row": (
        put("study.toml", 'device = "loop"', 'device = "=1+1"'),
        "study.toml:NN:constants.device [formula-cell]",
    ),
    "an unknown figure": (put("evidence.csv", "O24-01,S1", "O24-11,S1"), "evidence.csv:NN:figure [unknown-figure]"),
    "an unknown source": (put("evidence.csv", "O24-01,S1", "O24-01,S7"), "evidence.csv:NN:source [unknown-source]"),
    "a digest that is none": (put("sources.csv", ",yes,463d", ",yes,zzzz"), "sources.csv:2:sha256 [wrong-datatype]"),
    "parts that are more than the whole": (
        put("tables/transport.csv", "car,share,40,", "car,share,49,"),
        "tables/transport.csv:8:value [parts-do-not-sum]",
    ),
    "a formula that gives something else": (
        put("tables/transport.csv", "change,5,", "change,6,"),
        "tables/transport.csv:10:value [formula-does-not-follow]",
    ),
    "a measure that is missing": (
        put("tables/bicycle-counts.csv", "station,2024-05-14,speed,14.2,http://qudt.org/vocab/unit/KiloM-PER-HR,dry\n", ""),
        "tables/bicycle-counts.csv:6:measure [incomplete-measures]",
    ),
}

# Faults in different places that nothing else follows from: all of them in one study.
PLAIN: tuple[tuple[Change, str], ...] = (
    (put("tables/obstacles.csv", "rain", "ra\0in"), "tables/obstacles.csv:3:obstacle [control-character]"),
    (
        put("tables/transport.csv", "Dieselbe Frage wie 2024.", "x" * 10_000_000),
        "tables/transport.csv:2:comparability_de [cell-too-long]",
    ),
    (
        put("tables/transport.csv", "Dieselbe Frage wie 2020.", "=cmd|' /C calc'!A0"),
        "tables/transport.csv:5:comparability_de [formula-cell]",
    ),
    (put("study.toml", "tables/bicycle-counts.csv", "../x.csv"), "study.toml:NN:table [outside-folder]"),
    (put("study.toml", ', en = "Answers"', ""), "study.toml:NN:title.en [missing-language]"),
    (put("study.toml", 'en = "Device"', 'en = "Confidence interval"'), "study.toml:NN [interval-refused]"),
    (put("tables/fieldwork.csv", ",41.7,", ',"41,7",'), "tables/fieldwork.csv:5:value [wrong-datatype]"),
    (put("tables/transport.csv", "2024,bus,", "2024,Bus,"), "tables/transport.csv:7:mode [unknown-code]"),
    (put("codes/obstacle.csv", "rain,Regen", "lanes,x,y\nrain,Regen"), "codes/obstacle.csv:3:code [duplicate-code]"),
    (put("codes/obstacle.csv", "rain,Regen,rain", "rain,Regen,"), "codes/obstacle.csv:4:label_en [missing-language]"),
    (put("evidence.csv", ",409,412,", ",412,409,"), "evidence.csv:2:end [wrong-span]"),
    (put("tables/obstacles.csv", "lanes,60", "lanes,160"), "tables/obstacles.csv:2:value [share-above-100]"),
    (put("tables/transport.csv", "count,125", "count,129"), "tables/transport.csv:5:value [share-does-not-follow]"),
    (
        put("tables/transport.csv", "2024,500,stated,rounded,reported,A,M24-01", "2024,501,stated,rounded,reported,A,M24-01"),
        "tables/transport.csv:4:base_size [base-above-respondents]",
    ),
    (put("tables/transport.csv", "+ [M24-02]", "+"), "tables/transport.csv:9:formula [wrong-formula]"),
)


def told(folder: Path) -> list[str]:
    """Return the places and codes of the problems of a study; lines of study.toml and evidence.csv are not compared."""
    problems = (f"{each.place} [{each.code}]" for each in kgsm.check(folder))
    return [re.sub(r"^(study\.toml|evidence\.csv):\d\d+", r"\1:NN", each) for each in problems]


@pytest.fixture
def study(tmp_path: Path) -> Path:
    kgsm.new(tmp_path / "study")
    return tmp_path / "study"


@pytest.mark.parametrize("name", FAULTS)
def test_one_fault_is_one_problem(name: str, study: Path) -> None:
    change, expected = FAULTS[name]
    change(study)
    assert told(study) == [expected]


def test_many_faults_are_told_in_one_run_each_once(study: Path) -> None:
    both(*(change for change, _ in PLAIN))(study)
    assert sorted(told(study)) == sorted(expected for _, expected in PLAIN)


def test_semicolons_of_a_german_spreadsheet_are_no_fault(study: Path) -> None:
    file = study / "tables" / "obstacles.csv"
    file.write_text("\ufeff" + file.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")
    assert told(study) == []


def test_three_faults_are_told_in_one_run_each_once(study: Path) -> None:
    names = ("a misspelt key", "a circle of codes", "a missing value")
    both(*(FAULTS[name][0] for name in names))(study)
    assert sorted(told(study)) == sorted(FAULTS[name][1] for name in names)


def test_faults_of_three_tables_are_told_with_a_missing_file(study: Path) -> None:
    names = ("a missing code list", "a wrong date", "a row twice", "an unknown source")
    both(*(FAULTS[name][0] for name in names))(study)
    assert sorted(told(study)) == sorted(FAULTS[name][1] for name in names)


def test_a_missing_value_without_a_reason_is_a_warning_and_can_be_published(tmp_path: Path) -> None:
    kgsm.new(tmp_path / "study")
    reason = "Die Quelle nennt für das Auto keinen Anteil.,The source gives no share for the car."
    put("tables/transport.csv", reason, ",")(tmp_path / "study")
    (told,) = kgsm.publish(tmp_path / "study", tmp_path / "published")
    assert str(told.place) == "tables/transport.csv:3:status"
    assert (told.code, told.severity.value) == ("no-reason", "warning")


@pytest.mark.skipif(os.name != "posix", reason="ulimit is a command of POSIX shells")
def test_a_full_disk_is_told_in_a_sentence_and_changes_nothing(tmp_path: Path) -> None:
    kgsm.new(tmp_path / "study")
    command = f"ulimit -f 8; trap '' XFSZ; exec {sys.executable} -m kgsm publish study"
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False, env=ENVIRONMENT)
    assert done.returncode == 3
    assert "There is no room for the tables in " in done.stderr
    assert not (tmp_path / "published").exists()
