"""What a reader should know and nobody can mend: told in the report, and no problem of the study."""

from pathlib import Path

import pytest

from kgsm.conductor import examine
from kgsm.describe import describe
from kgsm.new import new
from kgsm.problems import Severity
from kgsm.validate import validate
from kgsm.validate.remarks import remarks
from tests.builders import Plan, evidence, partition, survey
from tests.study_folder import StudyFolder

END = 'slice = ["wave"]\n\n[[dataset.lending.partition]]'
SENTENCES = """slice = ["wave"]

[[dataset.lending.sentence]]
where = { quantity = "count" }
text = { de = "{value} von {base_size} Bibliotheken.", en = "{value} of {base_size} libraries." }

[[dataset.lending.sentence]]
where = { unit = "percent" }
text = { de = "{value} der Bibliotheken.", en = "{value} of libraries." }

[[dataset.lending.sentence]]
where = { unit = "percentage-point" }
text = { de = "{value} seitdem.", en = "{value} since." }

[[dataset.lending.partition]]"""
HEAD = "wave,use,quantity,value,base,base_status,figure\n"
PARTED = (partition("use", "yes", "no"),)


def told(plan: Plan, *supports: tuple[str, str]) -> list[tuple[str, str]]:
    found = tuple(evidence(figure, source=source) for figure, source in supports)
    with survey(plan, evidence=found) as study:
        results = [each for each in remarks(study) if each.problem.code != "missing-match"]
    assert {each.problem.severity for each in results} <= {Severity.WARNING}
    return [(each.problem.code, str(each.problem.place).rpartition("/")[2]) for each in results]


@pytest.mark.parametrize(
    ("yes", "no", "expected"),
    [("54", "45", ["parts-sum-nearly"]), ("54", "47", ["parts-sum-nearly"]), ("54", "46", []), ("54", "40", [])],
)
def test_shares_that_sum_to_99_or_101_are_remarked_and_those_that_are_wrong_are_not(
    yes: str, no: str, expected: list[str]
) -> None:
    table = f"{HEAD}2013,yes,share,{yes},users,stated,A\n2013,no,share,{no},users,stated,B"
    assert [code for code, _ in told(Plan(table, partitions=PARTED))] == expected


@pytest.mark.parametrize(
    ("last", "expected"), [(37, "error"), (38, "remark"), (39, "remark"), (40, ""), (42, "remark"), (43, "error")]
)
def test_four_rounded_parts_may_sum_to_98_or_102_and_to_nothing_beyond(tmp_path: Path, last: int, expected: str) -> None:
    study = tmp_path / "study"
    new(study)
    table = study / "tables" / "transport.csv"
    text = table.read_text(encoding="utf-8")
    assert "2024,car,share,40," in text
    table.write_text(text.replace("2024,car,share,40,", f"2024,car,share,{last},"), encoding="utf-8")
    report = examine(study)
    found = {"error": report.violations, "remark": report.remarks}
    told = [kind for kind, some in found.items() if any(each.code.startswith("parts-") for each in some)]
    assert told == [expected] * bool(expected)


def test_a_base_that_is_not_stated_is_remarked_at_its_cell() -> None:
    table = f"{HEAD}2013,yes,share,54,not-stated,not-stated,A\n2013,no,share,46,users,stated,B"
    assert told(Plan(table)) == [("base-not-stated", "use.csv:2:base_status")]


def test_a_figure_with_one_source_is_remarked_and_one_with_two_is_not() -> None:
    table = f"{HEAD}2013,yes,share,54,users,stated,A\n2013,no,share,46,users,stated,B"
    assert [code for code, _ in told(Plan(table), ("A", "S00"), ("B", "S00"), ("B", "S01"))] == ["one-source-figure"]


@pytest.mark.parametrize(
    ("edited", "why", "expected"),
    [
        (("study.toml", 'where = { quantity = "count" }', 'where = { quantity = "share" }'), "None fits", ["2", "3"]),
        (("study.toml", "{value} von {base_size}", "{value} {base_size}"), "", []),
        (("tables/lending.csv", "40,libraries,120", "40,libraries,"), "names a cell that is empty", ["3"]),
    ],
)
def test_a_row_that_no_sentence_says_is_remarked_where_it_stands(
    tmp_path: Path, edited: tuple[str, str, str], why: str, expected: list[str]
) -> None:
    folder = StudyFolder.copied_to(tmp_path).edit("study.toml", END, SENTENCES)
    folder.edit(*edited)
    found = [each for each in examine(folder.path).remarks if each.code == "no-sentence"]
    assert [str(each.place) for each in found] == [f"tables/lending.csv:{row}" for row in expected]
    assert all(why in each.message.en for each in found)


def test_a_gap_needs_no_sentence(tmp_path: Path) -> None:
    folder = StudyFolder.copied_to(tmp_path).edit("study.toml", END, SENTENCES.replace("percentage-point", "count"))
    folder.edit("study.toml", 'constants = { area = "town", status = "A" }', 'constants = { area = "town" }')
    folder.edit("tables/lending.csv", "figure,", "status,figure,")
    for figure in ("A1", "A2", "A3", "A4"):
        folder.edit("tables/lending.csv", f"\n{figure}", f"\nA,{figure}")
    report = examine(folder.path)
    assert ([each.code for each in report.violations], [each.code for each in report.remarks].count("no-sentence")) == ([], 1)
    folder.edit("tables/lending.csv", "A,A4,2024,yes,change,-5,", "M,A4,2024,yes,change,,")
    folder.edit("tables/lending.csv", "short,,,,", "short,unbekannt,unknown,,")
    report = examine(folder.path)
    assert ([each.code for each in report.violations], [each.code for each in report.remarks].count("no-sentence")) == ([], 0)


def test_remarks_are_no_problems() -> None:
    with survey(Plan(f"{HEAD}2013,yes,share,54,not-stated,not-stated,A")) as study:
        report = validate(describe(study), study)
    assert "base-not-stated" not in {each.code for each in report.problems}
    assert "/remarks" in report.graph.serialize(format="nt")
