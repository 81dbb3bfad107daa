"""Files that are missing, broken, foreign or hostile: each is told, and hides no fault elsewhere."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kgsm.read
from kgsm.messages import MESSAGES
from kgsm.read import read_folder
from tests.study_folder import StudyFolder

LENDING = "tables/lending.csv"
FILES = ["study.toml", "sources.csv", "evidence.csv", "codes/lending.csv", "codes/wave.csv", LENDING, "tables/use.csv"]
HERE = Path(__file__).parent


@pytest.fixture
def folder(tmp_path: Path) -> StudyFolder:
    return StudyFolder.copied_to(tmp_path)


def test_an_empty_folder_is_no_study(tmp_path: Path) -> None:
    assert StudyFolder(tmp_path).told() == ["study.toml [no-study]"]


@pytest.mark.parametrize("name", ["nowhere", "file", "no\0where", "a" * 300])
def test_what_is_no_folder_is_no_study(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("x")
    assert StudyFolder(tmp_path / name).told() == ["study.toml [no-study]"]


@pytest.mark.parametrize(
    ("file", "place"),
    [
        ("sources.csv", "sources.csv"),
        ("evidence.csv", "evidence.csv"),
        ("codes/wave.csv", "study.toml:34:file"),
        (LENDING, "study.toml:81:table"),
    ],
)
def test_a_missing_file_is_told_and_what_refers_to_it_is_not(folder: StudyFolder, file: str, place: str) -> None:
    assert folder.remove(file).told() == [f"{place} [missing-file]"]


@pytest.mark.parametrize("file", FILES)
def test_a_file_in_utf_16_is_told(folder: StudyFolder, file: str) -> None:
    assert folder.put(file, folder.text(file).encode("utf-16")).told() == [f"{file}:1 [wrong-encoding]"]


@pytest.mark.parametrize("file", FILES)
def test_a_file_in_utf_16_without_a_mark_is_told(folder: StudyFolder, file: str) -> None:
    assert folder.put(file, folder.text(file).encode("utf-16-le")).told() == [f"{file}:1 [wrong-encoding]"]


@pytest.mark.parametrize("file", FILES)
def test_a_workbook_with_the_name_of_a_csv_file_is_told(folder: StudyFolder, file: str) -> None:
    assert folder.put(file, b"PK\x03\x04" + bytes(100)).told() == [f"{file}:1 [wrong-encoding]"]


def test_a_file_in_latin_1_is_told_with_the_row_and_the_letter(folder: StudyFolder) -> None:
    folder.edit(LENDING, "gut", "größer").put(LENDING, folder.text(LENDING).encode("latin-1"))
    [problem] = folder.problems()
    # The line break inside the quotation marks of row 3 does not count.
    assert problem.line("de") == (
        "tables/lending.csv:4: Die Datei ist nicht UTF-8 (Byte 0xF6; in Windows-1252 wäre es 'ö'). "
        "In Excel: Speichern unter, „CSV UTF-8“. [wrong-encoding]"
    )


def test_a_wrong_byte_in_the_middle_of_a_large_file_is_found(folder: StudyFolder) -> None:
    rows = [b"20%02d;visits;%d\n" % (number % 100, number) for number in range(200_000)]
    rows[150_000] = rows[150_000][:-1] + b"\xff\n"
    folder.put("tables/use.csv", b"year;measure;value\n" + b"".join(rows))
    assert folder.told() == ["tables/use.csv:150002 [wrong-encoding]"]


def test_a_file_that_ends_in_the_middle_of_a_character_is_told(folder: StudyFolder) -> None:
    assert folder.put("codes/area.csv", "code,label_de,label_en\ntown,ü".encode()[:-1]).told() == [
        "codes/area.csv:2 [wrong-encoding]"
    ]


@pytest.mark.parametrize("file", [LENDING, "codes/lending.csv", "sources.csv", "evidence.csv"])
@pytest.mark.parametrize("content", ["", "header", "header\n\n"])
def test_a_file_without_rows_is_told(folder: StudyFolder, file: str, content: str) -> None:
    header = folder.text(file).split("\n")[0]
    assert folder.put(file, content.replace("header", header)).told() == [f"{file} [empty-table]"]


@pytest.mark.parametrize("file", [LENDING, "codes/lending.csv", "sources.csv", "evidence.csv"])
def test_a_file_with_tabs_is_told(folder: StudyFolder, file: str) -> None:
    assert folder.put(file, folder.text(file).replace(",", "\t")).told() == [f"{file}:1 [broken-csv]"]


def test_a_link_out_of_the_folder_is_not_followed(folder: StudyFolder, tmp_path: Path) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_text(folder.text(LENDING))
    folder.remove(LENDING)
    (folder.path / LENDING).symlink_to(outside)
    assert folder.told() == ["study.toml:81:table [outside-folder]"]


def test_study_toml_itself_may_not_lie_outside(folder: StudyFolder, tmp_path: Path) -> None:
    (tmp_path / "outside.toml").write_text(folder.text("study.toml"))
    folder.remove("study.toml")
    (folder.path / "study.toml").symlink_to(tmp_path / "outside.toml")
    assert folder.told() == ["study.toml [outside-folder]"]


def test_a_link_to_itself_is_no_file(folder: StudyFolder) -> None:
    folder.remove(LENDING)
    (folder.path / LENDING).symlink_to(folder.path / LENDING)
    assert folder.told() == ["study.toml:81:table [missing-file]"]


def test_a_missing_file_is_looked_for_beside_it(folder: StudyFolder) -> None:
    [problem] = folder.edit("study.toml", '"tables/lending.csv"', '"tables/lendings.csv"').problems()
    assert str(problem).endswith("It is the table of the dataset. Did you mean 'lending'? [missing-file]")


def test_a_missing_file_is_not_taken_for_another_one_of_the_same_kind(folder: StudyFolder) -> None:
    [problem] = folder.edit("study.toml", '"tables/lending.csv"', '"tables/age.csv"').problems()
    assert str(problem).endswith("It is the table of the dataset. [missing-file]")
    folder.put("source.txt", "The text of a source.").remove("sources.csv")
    assert next(str(each) for each in folder.problems() if each.code == "missing-file").endswith(
        "It says where the figures come from. [missing-file]"
    )


def test_a_control_character_of_a_cell_is_not_told_as_it_is(folder: StudyFolder) -> None:
    problems = folder.edit("evidence.csv", "80,10,12", "8\x1b0,10,12").problems()
    assert [each.code for each in problems] == ["wrong-span", "control-character"]
    assert all(each.line(language).isprintable() for each in problems for language in ("de", "en"))


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        (
            'title = "x',
            "study.toml:1: The TOML file cannot be read: Unterminated string, at the end of the file. [broken-toml]",
        ),
        ("a = 1\nb == 2\n", "study.toml:2: The TOML file cannot be read: Invalid value, column 4. [broken-toml]"),
        ("a = 1\na = 2\n", "study.toml:2: The TOML file cannot be read: Cannot overwrite a value, column 6. [broken-toml]"),
        ("a = " + "[" * 5000, "study.toml: The TOML file cannot be read: arrays or tables nest too deeply. [broken-toml]"),
    ],
)
def test_broken_toml_is_told_with_line_and_column(folder: StudyFolder, toml: str, message: str) -> None:
    assert [str(each) for each in folder.put("study.toml", toml).problems()] == [message]


def test_a_number_of_ten_thousand_digits_is_no_traceback(folder: StudyFolder) -> None:
    assert [each.code for each in folder.put("study.toml", f"a = {'9' * 10_000}").problems()] == ["broken-toml"]


def test_toml_with_a_byte_order_mark_and_windows_line_ends_is_read(folder: StudyFolder) -> None:
    text = folder.text("study.toml").replace("\n", "\r\n").replace('"1.0.0"', "1")
    assert folder.put("study.toml", b"\xef\xbb\xbf" + text.encode()).told() == ["study.toml:9:version [wrong-type]"]


def test_three_faults_in_three_files_are_told_in_one_run_each_once(folder: StudyFolder) -> None:
    folder.put(LENDING, folder.text(LENDING).encode("utf-16"))
    folder.edit("codes/wave.csv", "2024,2024,2024", "2024,2024").edit("sources.csv", "Meldung,de", "Meldung,")
    assert folder.told() == [
        "codes/wave.csv:3 [too-few-columns]",
        "sources.csv:3:language [missing-value]",
        "tables/lending.csv:1 [wrong-encoding]",
    ]


def test_a_mistyped_column_is_read_as_the_one_that_was_meant(folder: StudyFolder) -> None:
    study, problems = read_folder(folder.edit(LENDING, "figure,wave", "Figure,waves").path)
    assert study is not None
    with study.tables as tables:
        assert [each.code for each in problems] == ["unknown-column", "unknown-column"]
        assert tables.connection.execute("SELECT figure, wave FROM lending").fetchall()[0] == ("A1", "2020")


def test_where_a_code_list_cannot_be_read_its_codes_are_not_called_unknown(folder: StudyFolder) -> None:
    folder.edit("study.toml", "wave = 2020 }", "wave = 1999 }").remove("codes/wave.csv")
    assert folder.told() == ["study.toml:34:file [missing-file]"]


def test_where_the_table_cannot_be_read_its_figures_are_not_called_unknown(folder: StudyFolder) -> None:
    assert folder.edit(LENDING, "A1,2020,yes", "A1,2020,y,es").told() == ["tables/lending.csv:2 [too-many-columns]"]


def test_files_that_nothing_leads_to_are_not_told_beside_faults_of_study_toml(folder: StudyFolder) -> None:
    assert folder.edit("study.toml", "[dataset.use]", "[dataset.source]").told() == ["study.toml:95:source [reserved-name]"]


def test_a_study_whose_datasets_all_have_a_source_needs_no_evidence(folder: StudyFolder) -> None:
    folder.edit("study.toml", 'answers = "single"', 'answers = "single"\nsource = "S1"').remove("evidence.csv")
    assert folder.told() == []


# Random input


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(file=st.sampled_from(FILES), content=st.binary(max_size=300))
def test_random_bytes_in_any_file_give_problems_and_no_traceback(tmp_path: Path, file: str, content: bytes) -> None:
    assert StudyFolder.copied_to(tmp_path).put(file, content).problems()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(file=st.sampled_from(FILES), content=st.binary(min_size=1, max_size=8), at=st.integers(0, 5000))
def test_random_bytes_within_any_file_give_no_traceback(tmp_path: Path, file: str, content: bytes, at: int) -> None:
    folder = StudyFolder.copied_to(tmp_path)
    old = folder.text(file).encode()
    at %= len(old)
    for each in folder.put(file, old[:at] + content + old[at + 1 :]).problems():
        assert each.line("de").isprintable()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(file=st.sampled_from(FILES[1:]), cell=st.text(max_size=30), at=st.integers(0, 200))
def test_a_random_cell_gives_no_traceback(tmp_path: Path, file: str, cell: str, at: int) -> None:
    folder = StudyFolder.copied_to(tmp_path)
    pieces = re.split("([,;\n])", folder.text(file))
    pieces[2 * at % len(pieces) // 2 * 2] = '"' + cell.replace('"', '""') + '"'
    for each in folder.put(file, "".join(pieces).encode("utf-8", "surrogatepass")).problems():
        assert each.line("en").isprintable()


def test_every_code_that_the_reader_emits_has_a_broken_study_in_the_tests() -> None:
    sources = "".join(each.read_text("utf-8") for each in sorted(Path(kgsm.read.__file__).parent.glob("*.py")))
    names = ("test_catalog_pitfalls.py", "test_changes.py", "test_sentences.py")
    files = [*HERE.glob("test_read*.py"), *(HERE / each for each in names)]
    tests = "".join(each.read_text("utf-8") for each in files)
    emitted = {code for code in MESSAGES if f'"{code}"' in sources}
    assert [code for code in sorted(emitted) if f"[{code}]" not in tests and f'"{code}"' not in tests] == []
