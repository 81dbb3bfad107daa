"""kgsm check FILE: RDF of anyone is held against IC-0 to IC-21, and what could not be checked never conforms."""

import json
from pathlib import Path

import pytest

import kgsm
from tests.started import Finished, started

ROOT = Path(kgsm.__file__).parent.parent
PUBLISHED = ROOT / "published" / "kommunen-social-media" / "kommunen-social-media.ttl"


def check(*words: object) -> Finished:
    return started(("check", *words))


@pytest.mark.parametrize("form", ["ttl", "jsonld", "nt"])
def test_the_published_study_breaks_no_integrity_constraint(form: str) -> None:
    done = check(PUBLISHED.with_suffix(f".{form}"))
    assert (done.returncode, done.stdout) == (0, "")


def test_a_doubled_observation_is_told_by_its_constraint_at_its_line(tmp_path: Path) -> None:
    text = PUBLISHED.read_text(encoding="utf-8")
    observation = "<use/observation/2013/yes/internal-or-external/share>"
    _, _, rest = text.partition(f"\n{observation} a qb:Observation")
    copy = f"\n<use/observation/again> a qb:Observation{rest.partition(' .')[0]} .\n"
    file = tmp_path / "doubled.ttl"
    file.write_text(text + copy, encoding="utf-8")
    done = check(file, "--format", "jsonl")
    assert done.returncode == 1
    (told,) = map(json.loads, done.stdout.splitlines())
    assert told["code"] == "ic-12"
    assert told["message"]["en"].startswith("IC-12: ")
    assert "IC-12: " in check(file, "--lang", "de").stdout


def test_a_report_names_the_files_that_were_checked(tmp_path: Path) -> None:
    first, second = tmp_path / "first.ttl", tmp_path / "second.ttl"
    first.touch()
    second.touch()
    assert json.loads(check(first, second, "--format", "json").stdout)["checked"] == [first.as_posix(), second.as_posix()]
    assert f"<h1>Check of {first.as_posix()} {second.as_posix()}</h1>" in check(first, second, "--format", "html").stdout


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("empty.ttl", "", "[no-cube]"),
        ("cut.ttl", PUBLISHED.read_text(encoding="utf-8")[:9000], "[broken-rdf]"),
        (
            "text.nt",
            '<http://x/o> <http://purl.org/linked-data/cube#dataSet> "http://x/d" .\n',
            'The value of qb:dataSet is a text ("http://x/d") instead of an IRI; what hangs on it was not checked.',
        ),
        ("space.nt", "<http://x/a b> <http://x/p> <http://x/o> .\n", "[broken-rdf]"),
        ("remote.jsonld", '{"@context": "http://127.0.0.1:9/context.jsonld", "@id": "x"}', "[remote-context]"),
        ("table.csv", "a,b\n", "[unknown-format]"),
    ],
)
def test_what_cannot_be_checked_is_a_problem_and_no_traceback(tmp_path: Path, name: str, content: str, told: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    done = check(tmp_path / name)
    assert done.returncode == 1
    assert told in done.stdout
    assert "Traceback" not in done.stderr


def test_a_folder_and_files_are_not_checked_together() -> None:
    assert check(ROOT / "studies" / "kommunen-social-media", PUBLISHED).returncode == 2


def test_sarif_has_a_uri_the_line_and_the_column(tmp_path: Path) -> None:
    folder = tmp_path / "50 % of it"
    folder.mkdir()
    (folder / "cut.ttl").write_text("<http://example.org/a> <http://example.org/b>\n<http://example.org/c", encoding="utf-8")
    log = json.loads(check(folder / "cut.ttl", "--format", "sarif").stdout)
    ((rule,), (result,)) = log["runs"][0]["tool"]["driver"]["rules"], log["runs"][0]["results"]
    assert (log["version"], result["ruleId"], result["level"]) == ("2.1.0", rule["id"], "error")
    (location,) = result["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"].endswith("/50%20%25%20of%20it/cut.ttl")
    assert location["physicalLocation"]["region"] == {"startLine": 2, "startColumn": 1}
    assert "logicalLocations" not in location
