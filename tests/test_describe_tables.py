"""Tables made from hostile cells: nothing runs as a formula, no number becomes another, every line is read back as written."""

import csv
import json
from pathlib import Path

import pytest

from kgsm.cube import ObservationStream
from kgsm.describe import describe, forms
from tests.small_study import COLUMNS, small_study

Row = list[str | None]
HOSTILE = [
    "=1+1",
    "+49 421",
    "-1",
    "@SUM(A1)",
    '=HYPERLINK("https://x";"y")',
    'a;b,"c"',
    "two\nlines",
    "\tindented",
    "'quoted'",
]


def row(use: str, **cells: str) -> Row:
    base = {"wave": "2013", "use": use, "amount": "54", "exactness": "exact"}
    return [(base | cells).get(each) for each in COLUMNS]


def written(stream: ObservationStream, form: str, folder: Path, separator: str) -> list[dict[str, str]]:
    stream.write(form, folder / form)
    text = stream.headers[form] + "\n" + (folder / form).read_text("utf-8")
    return list(csv.DictReader(text.removeprefix("\ufeff").splitlines(keepends=True), delimiter=separator))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_runs_as_a_formula_in_german_excel(text: str, tmp_path: Path) -> None:
    with small_study([row("yes", words=text, amount="-5.5")]) as study:
        (found,) = written(describe(study).observations[0], "excel.csv", tmp_path, ";")
    assert found["words"] in {text, f"'{text}"}
    assert found["words"][0] not in "=+-@\t\r"
    assert found["amount"] == "-5,5"


@pytest.mark.parametrize("text", HOSTILE)
def test_the_tidy_csv_and_sdmx_csv_hold_a_text_as_it_is(text: str, tmp_path: Path) -> None:
    with small_study([row("yes", words=text)]) as study:
        stream = describe(study).observations[0]
        assert written(stream, "csv", tmp_path, ",")[0]["words"] == text
        assert written(stream, "sdmx.csv", tmp_path, ",")[0]["WORDS"] == text


@pytest.mark.parametrize(
    ("amount", "size", "types"),
    [
        ("54.09", "318", ("DOUBLE", "BIGINT")),
        ("123456789012345", "123456789012345678", ("DOUBLE", "BIGINT")),
        ("1234567890123456", "1234567890123456789", ("VARCHAR", "VARCHAR")),
    ],
)
def test_a_number_that_would_become_another_one_stays_text(amount: str, size: str, types: tuple[str, str]) -> None:
    with small_study([row("yes", amount=amount, size=size)]) as study:
        rows = describe(study).observations[0].rows
        kinds = dict(study.tables.connection.execute(f"SELECT column_name, column_type FROM (DESCRIBE {rows})").fetchall())
    assert (kinds["amount"], kinds["size"]) == types


@pytest.mark.parametrize(
    ("printed", "number"),
    [("007", 7), ("+5", 5), (".5", 0.5), ("-.50", -0.5), ("-0", 0), ("100", 100), ("00.10", 0.1)],
)
def test_jsonstat_writes_every_number_as_json_does(printed: str, number: float) -> None:
    with small_study([row("yes", amount=printed)]) as study:
        text, stream = "", describe(study).observations[0]
        for section in stream.documents["json"]:
            text += section.head
            if section.query is not None:
                text += b"".join(stream.lines(section.query)).decode().removesuffix("\n").replace("\n", ",")
    assert list(json.loads(text)["value"].values()) == [number]


def test_a_dataset_longer_than_a_sheet_has_no_workbook_and_the_readme_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "XLSX_ROWS", 1)
    with small_study([row("yes"), row("no")]) as study:
        cube = describe(study)
    assert {each.form for each in cube.distributions if each.dataset} == {"csv", "excel.csv", "parquet", "json", "sdmx.csv"}
    readme = next(each.make() for each in cube.side_files if each.path == "small/README.txt")
    assert "There is no use.xlsx" in readme
    assert "use.xlsx gibt es nicht" in readme


def test_a_study_of_very_many_rows_leaves_out_the_forms_that_no_program_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "MOST_IN_EVERY_FORM", 1)
    with small_study([row("yes"), row("no")]) as study:
        cube = describe(study)
    assert {each.form for each in cube.distributions} == {"ttl", "nt", "csv", "parquet", "json", "sdmx.csv"}
    readme = next(each.make() for each in cube.side_files if each.path == "small/README.txt")
    assert "There are no jsonld, nq, trig, rdf, excel.csv, xlsx, zip: the study has 2 rows" in readme
