"""Tables of any length: rows keep the numbers they have in the file, whichever way they are read."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kgsm.read.table_file
from kgsm.problems import Place, Problem, Severity
from kgsm.read import read_folder
from kgsm.read.columns import Columns
from kgsm.read.csv_file import encoding_problem, has_controls, is_clean
from kgsm.read.csv_records import open_csv
from kgsm.read.keys import Keys
from kgsm.read.setting import Setting
from kgsm.read.table_file import load_table
from kgsm.read.toml_file import TomlFile
from kgsm.study import Dataset, Study
from kgsm.tables import Tables
from kgsm.text import Text
from tests.study_folder import StudyFolder

USE = "tables/use.csv"
ROWS = 400_000


@contextmanager
def read(folder: StudyFolder) -> Iterator[tuple[Study, list[str]]]:
    study, problems = read_folder(folder.path)
    assert study is not None
    with study.tables:
        yield study, [f"{each.place} [{each.code}]" for each in problems]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> StudyFolder:
    """Return a study whose second table has `ROWS` rows, some of which are several lines long."""
    folder = StudyFolder.copied_to(tmp_path_factory.mktemp("large"))
    notes = ('"one\nline"', "", '"a ""word"""', "plain")
    rows = (f"{number};visits;{number * 7 % 1000};{notes[number % 4]};x\n" for number in range(2, ROWS + 2))
    return folder.put(USE, "year;measure;value;note_de;note_en\n" + "".join(rows))


def test_rows_of_a_large_file_keep_their_order_and_their_numbers(large: StudyFolder) -> None:
    with read(large) as (study, told):
        assert told == []
        query = 'SELECT count(*), count(*) FILTER (_row = year::BIGINT), min(_row), max(_row) FROM "use"'
        assert study.tables.connection.execute(query).fetchall() == [(ROWS, ROWS, 2, ROWS + 1)]


def test_a_fault_at_the_end_of_a_large_file_is_told_with_its_row_and_hides_no_other_row(large: StudyFolder) -> None:
    sound = large.text(USE)
    try:
        with read(large.put(USE, sound + "\n1;visits\n7;visits;1;=1;x\n")) as (study, told):
            assert told == [f"{USE}:{ROWS + 3} [too-few-columns]", f"{USE}:{ROWS + 4}:note_de [formula-cell]"]
            query = 'SELECT count(*), count(*) FILTER (_row = year::BIGINT) FROM "use"'
            assert study.tables.connection.execute(query).fetchall() == [(ROWS + 1, ROWS)]
    finally:
        large.put(USE, sound)


def test_of_very_many_faults_of_one_kind_a_hundred_are_told_and_the_others_counted(tmp_path: Path) -> None:
    folder = StudyFolder.copied_to(tmp_path).put(USE, "year;measure;value\n" + "2020;visits\n" * 250)
    *faults, more = sorted(folder.problems(), key=lambda each: each.severity is Severity.INFO)
    assert [str(each.place) for each in faults] == [f"{USE}:{row}" for row in range(2, 102)]
    assert str(more) == f"{USE}: 150 more places in this file have the same fault [too-few-columns]. [more-of-the-same]"


def test_of_very_many_wrong_cells_a_hundred_are_told_and_the_others_counted(tmp_path: Path) -> None:
    rows = "".join(f"{year};visits;1;=1;=1\n" for year in range(1000, 1250))
    folder = StudyFolder.copied_to(tmp_path).put(USE, "year;measure;value;note_de;note_en\n" + rows)
    problems = folder.problems()
    assert len(problems) == 202
    assert [str(each) for each in problems if each.code == "more-of-the-same"] == [
        f"{USE}:note_{language}: 150 more places in this file have the same fault [formula-cell]. [more-of-the-same]"
        for language in ("de", "en")
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_any_line_end_and_either_separator_are_read(tmp_path: Path, end: str, delimiter: str) -> None:
    text = end.join(
        delimiter.join(row) for row in (["year", "measure", "value"], ["2020", "visits", "5"], ["2021", "hours", "6"])
    )
    with read(StudyFolder.copied_to(tmp_path).put(USE, text)) as (study, told):
        assert told == []
        rows = study.tables.connection.execute('SELECT _row, year FROM "use"').fetchall()
        assert rows == [(2, "2020"), (3, "2021")]


def test_a_row_whose_last_cell_is_one_too_many_and_empty_is_told(tmp_path: Path) -> None:
    # 46,0 in a file with commas: every cell behind it has moved by one.
    folder = StudyFolder.copied_to(tmp_path).put(USE, "year,measure,value,form\n2020,visits,46,0,\n2021,visits,45,\n")
    folder.edit("study.toml", 'measures = ["visits", "hours"]', 'measures = ["visits", "hours"]\nattributes = ["form"]')
    assert folder.told() == [f"{USE}:2 [too-many-columns]"]


def test_empty_columns_behind_the_last_one_are_forgiven_where_the_header_has_them_too(tmp_path: Path) -> None:
    folder = StudyFolder.copied_to(tmp_path).put(
        USE, "year,measure,value,,\n2020,visits,46,,\n2021,visits,45\n2022,visits,1,,x\n"
    )
    with read(folder) as (study, told):
        assert told == [f"{USE}:4 [too-many-columns]"]
        assert study.tables.connection.execute('SELECT value FROM "use"').fetchall() == [("46",), ("45",)]


def test_a_header_in_quotation_marks_with_a_line_break_is_no_column(tmp_path: Path) -> None:
    folder = StudyFolder.copied_to(tmp_path).put(USE, '"year";"measure";"val\nue"\n2020;visits;1\n')
    with read(folder) as (study, told):
        assert told == [f"{USE}:1:val\\nue [unknown-column]"]
        assert study.tables.connection.execute('SELECT _row, value FROM "use"').fetchall() == [(2, "1")]


# The fast way and the careful way through a file


def _loaded(folder: Path, dataset: Dataset, content: bytes) -> tuple[list[tuple[object, ...]], list[Problem]]:
    """Return the rows and the problems of a table with three columns."""
    path = folder / "table.csv"
    path.write_bytes(content)
    problems: list[Problem] = []
    top = Keys(TomlFile("study.toml", {}, {}), (), (), problems)
    setting = Setting(folder, dataset.iri, top, problems)
    table = open_csv(path, "table.csv")
    if isinstance(table, Problem):
        return [], [table]
    with Tables() as tables:
        load_table(setting, tables, dataset, table, Columns(("a", "b", "c"), (), frozenset({"a", "b", "c"})))
        return tables.connection.execute("SELECT _row, a, b, c FROM t ORDER BY _row").fetchall(), problems


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dataset]:
    with read(StudyFolder.copied_to(tmp_path_factory.mktemp("dataset"))) as (study, _):
        yield replace(study.datasets[0], id="t", table="table.csv")


PIECES = st.sampled_from(
    ['"', '""', ",", "\n", "\r\n", "\r", "x", " ", "ü", ",,", '",', ',"', '"\n', "1,2,3\n", "\u00a0", "\x00"]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.lists(PIECES, max_size=25).map("".join))
def test_both_ways_through_a_file_read_and_tell_the_same(
    tmp_path: Path, dataset: Dataset, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    content = f"a,b,c\n{body}".encode()
    fast = _loaded(tmp_path, dataset, content)
    with monkeypatch.context() as patch:
        patch.setattr(kgsm.read.table_file, "is_clean", lambda *_: False)
        careful = _loaded(tmp_path, dataset, content)
    assert fast == careful


# A carriage return alone is what Python 3.11 writes without quotation marks.
CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufeff\r"), max_size=8)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=8), end=st.sampled_from(["\n", "\r\n"]))
def test_what_a_csv_writer_wrote_is_read_as_it_was(
    tmp_path: Path, dataset: Dataset, rows: list[tuple[str, str, str]], end: str
) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator=end).writerows([("a", "b", "c"), *rows])
    found, _ = _loaded(tmp_path, dataset, written.getvalue().encode())
    trimmed = [(number, *(cell.strip(" \t\r\n\u00a0") or None for cell in row)) for number, row in enumerate(rows, start=2)]
    assert found == [row for row in trimmed if any(row[1:])]


# The bytes of a file


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=40), chunk=st.integers(1, 9))
def test_the_wrong_byte_is_found_whatever_the_length_of_the_chunks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, chunk: int
) -> None:
    content = b"xx" + content
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with monkeypatch.context() as patch:
        patch.setattr(kgsm.read.csv_file, "_CHUNK", chunk)
        problem = encoding_problem(path, "x.csv", Text("", ""))
    wrong = _first_wrong_byte(content)
    if wrong is None:
        assert problem is None
        return
    outside_quotes = b"".join(content[:wrong].split(b'"')[::2])
    assert problem is not None
    assert problem.place == Place("x.csv", 1 + outside_quotes.count(b"\n"))
    assert f"0x{content[wrong]:02X}" in problem.message.en


def _first_wrong_byte(content: bytes) -> int | None:
    try:
        content.decode()
    except UnicodeDecodeError as error:
        return error.start
    return None


TEXTS = st.lists(st.sampled_from(["\n", "\r", "\r\n", ",", "x", '"', '""', " ", "\x07", "\x85"]), max_size=14).map("".join)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS, chunk=st.integers(1, 4))
def test_a_file_is_judged_the_same_whatever_the_length_of_the_chunks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, chunk: int
) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(text.encode())
    whole = (has_controls(path), is_clean(path, ",", 2))
    with monkeypatch.context() as patch:
        patch.setattr(kgsm.read.csv_file, "_CHUNK", chunk)
        pieces = (has_controls(path), is_clean(path, ",", 2))
    assert pieces == whole
    assert whole[0] == ("\x07" in text or "\x85" in text)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("a,b\n1,2\n", True),
        ('a,b\r\n"1,\n""x""",2\r\n\r\n', True),
        ('\ufeff"a",b\n1,""', True),
        ("a,b\n1,2,\n", False),
        ("a,b\n1,2,\n1\n", True),  # two cells a record on average: DuckDB refuses the last one
        ("a,b\n\n1,2\n", False),
        ("a,b\r1,2\r", False),
        ('a,b\n"1" ,2\n', False),
        ('a,b\n"1", "2"\n', False),
        ('a,b\n1,x"y"\n', False),
        ('a,b\n1,"2\n', False),
    ],
)
def test_a_file_is_clean_that_every_reader_reads_alike(tmp_path: Path, text: str, clean: bool) -> None:  # noqa: FBT001
    path = tmp_path / "x.csv"
    path.write_bytes(text.encode())
    assert is_clean(path, ",", 2) == clean


def test_of_very_many_figures_without_evidence_a_hundred_are_told_and_the_others_counted(tmp_path: Path) -> None:
    rows = "".join(f"{year};visits;1;G{year}\n" for year in range(1000, 1250))
    folder = StudyFolder.copied_to(tmp_path).put(USE, "year;measure;value;figure\n" + rows)
    problems = folder.edit("study.toml", 'source = "S1"', "").problems()
    assert len(problems) == 101
    assert (
        str(problems[0]) == f"{USE}:figure: 150 more places in this file have the same fault [no-evidence]. [more-of-the-same]"
    )
    assert str(problems[1].place) == f"{USE}:2:figure"


def test_a_line_of_17_megabytes_is_told(tmp_path: Path) -> None:
    text = f"year;measure;value\n2020;visits;{'1' * 17_000_000}\n2021;visits;1;\n"
    told = StudyFolder.copied_to(tmp_path).put(USE, text).told()
    assert told == [f"{USE}:2:value [cell-too-long]", f"{USE}:3 [too-many-columns]"]
