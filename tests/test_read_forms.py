"""Tables in gzip, zstd and Parquet: the same study as from CSV, or a problem that says what is wrong with the file."""

import gzip
import os
import re
import threading
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from backports import zstd
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kgsm import conductor
from kgsm.meter import Meter
from kgsm.problems import StudyError
from kgsm.read import inflated, read_folder, setting
from kgsm.read.parquet_file import ParquetFile, numbered_rows, open_parquet
from kgsm.read.unchanged import State, state_of
from tests.study_folder import MINIMAL, StudyFolder

CSV = "tables/lending.csv"
TEXT = (MINIMAL / CSV).read_bytes()
PACK: dict[str, Callable[[bytes], bytes]] = {"gz": gzip.compress, "zst": zstd.compress}


def with_table(folder: Path, name: str, content: bytes) -> StudyFolder:
    """Return the minimal study with `content` as its table `name` instead of lending.csv."""
    study = StudyFolder.copied_to(folder).remove(CSV)
    return study.put(f"tables/{name}", content).edit("study.toml", CSV, f"tables/{name}")


def rows_of(study: StudyFolder) -> list[tuple[object, ...]]:
    found, problems = read_folder(study.path)
    assert found is not None
    with found.tables as tables:
        assert problems == ()
        return tables.connection.execute("SELECT * FROM lending ORDER BY _row").fetchall()


def parquet(folder: Path, select: str = "*") -> bytes:
    """Return the table as Parquet, each column as DuckDB takes it from the CSV file, by a SELECT list over it."""
    path = folder / "made.parquet"
    with duckdb.connect() as connection:
        rows = f"read_csv('{MINIMAL / CSV}', all_varchar = true)"
        connection.execute(f"COPY (SELECT {select} FROM {rows}) TO '{path}' (FORMAT parquet)")
    return path.read_bytes()


TYPED = "* REPLACE (wave::INTEGER AS wave, value::DECIMAL(9, 1) AS value, base_size::BIGINT AS base_size)"


@pytest.mark.parametrize("form", PACK)
def test_a_compressed_table_is_the_same_study(form: str, tmp_path: Path) -> None:
    study = with_table(tmp_path, f"lending.csv.{form}", PACK[form](TEXT))
    assert rows_of(study) == rows_of(StudyFolder.copied_to(tmp_path / "plain"))
    assert not [*Path(os.environ.get("TMPDIR", "/tmp")).glob("kgsm-tables-*/inflated.csv")]  # noqa: S108


def test_a_parquet_table_of_texts_is_the_same_study(tmp_path: Path) -> None:
    study = with_table(tmp_path, "lending.parquet", parquet(tmp_path))
    assert rows_of(study) == rows_of(StudyFolder.copied_to(tmp_path / "plain"))


def test_typed_columns_become_the_text_of_csv(tmp_path: Path) -> None:
    study = with_table(tmp_path, "lending.parquet", parquet(tmp_path, TYPED))
    assert [(row[0], row[2], row[5], row[7]) for row in rows_of(study)] == [
        (2, "2020", "80.0", "120"),
        (3, "2020", "40.0", "120"),
        (4, "2020", "66.7", "120"),
        (5, "2024", "-5.0", None),
    ]


def test_without_a_key_the_table_is_found_by_its_name(tmp_path: Path) -> None:
    study = StudyFolder.copied_to(tmp_path)
    study.edit("study.toml", f'table = "{CSV}"\n', "").remove(CSV).put(f"{CSV}.zst", zstd.compress(TEXT))
    assert len(rows_of(study)) == 4
    study.put("tables/lending.parquet", parquet(tmp_path))
    assert study.told() == ["tables/lending.parquet [unused-file]"]


@pytest.mark.slow
def test_compressed_csv_is_published_byte_for_byte_as_csv_is(tmp_path: Path) -> None:
    plain, packed = tmp_path / "plain", tmp_path / "packed"
    conductor.publish(MINIMAL, plain)
    conductor.publish(with_table(tmp_path, "lending.csv.gz", gzip.compress(TEXT)).path, packed)
    for path in sorted(each for each in plain.rglob("*") if each.is_file()):
        assert (packed / path.relative_to(plain)).read_bytes() == path.read_bytes(), path


BROKEN = {
    "half of a gzip file": ("lending.csv.gz", gzip.compress(TEXT)[:-30], "tables/lending.csv.gz [unreadable-table]"),
    "a gzip file with another checksum": ("lending.csv.gz", gzip.compress(TEXT)[:-8] + bytes(8), "tables/lending.csv.gz [unreadable-table]"),
    "plain text called gzip": ("lending.csv.gz", TEXT, "tables/lending.csv.gz [unreadable-table]"),
    "an empty file called gzip": ("lending.csv.gz", b"", "tables/lending.csv.gz [empty-table]"),
    "half of a zstd file": ("lending.csv.zst", zstd.compress(TEXT)[:-30], "tables/lending.csv.zst [unreadable-table]"),
    "plain text called zstd": ("lending.csv.zst", TEXT, "tables/lending.csv.zst [unreadable-table]"),
    "gzip called CSV": ("l.csv", gzip.compress(TEXT), "tables/l.csv:1 [wrong-encoding]"),
    "zstd called CSV": ("l.csv", zstd.compress(TEXT), "tables/l.csv:1 [wrong-encoding]"),
    "Latin-1 in gzip": ("lending.csv.gz", gzip.compress(TEXT.replace(b"Zwei", b"\xfcber")), "tables/lending.csv.gz:3 [wrong-encoding]"),
    "a short row in zstd": ("lending.csv.zst", zstd.compress(TEXT + b"A5,2024\n"), "tables/lending.csv.zst:6 [too-few-columns]"),
    "plain text called Parquet": ("lending.parquet", TEXT, "tables/lending.parquet [unreadable-table]"),
}  # fmt: skip


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_file_is_told_once_by_its_name_in_the_study(fault: str, tmp_path: Path) -> None:
    name, content, told = BROKEN[fault]
    assert with_table(tmp_path, name, content).told() == [told]


@pytest.mark.parametrize("cut", [slice(0, -20), slice(0, 300), slice(20, None)])
def test_a_parquet_file_that_is_cut_off_is_unreadable(cut: slice, tmp_path: Path) -> None:
    study = with_table(tmp_path, "lending.parquet", parquet(tmp_path)[cut])
    assert study.told() == ["tables/lending.parquet [unreadable-table]"]


def test_a_parquet_file_damaged_in_the_middle_is_unreadable(tmp_path: Path) -> None:
    content = parquet(tmp_path)
    problems = with_table(tmp_path, "lending.parquet", content[:40] + bytes(600) + content[640:]).problems()
    assert [f"{each.place} [{each.code}]" for each in problems] == ["tables/lending.parquet [unreadable-table]"]
    assert str(tmp_path) not in problems[0].message.en


def test_columns_without_a_text_are_named_and_a_wrong_cell_has_its_row(tmp_path: Path) -> None:
    nested = parquet(tmp_path, "* REPLACE ([value] AS value, {'a': 1} AS note_de, now() AS wave)")
    told = with_table(tmp_path, "lending.parquet", nested).told()
    assert told == [f"tables/lending.parquet:1:{each} [unsupported-type]" for each in ("note_de", "value", "wave")]
    wrong = parquet(tmp_path, "* REPLACE (CASE figure WHEN 'A3' THEN '=1' ELSE note_de END AS note_de, 'x' AS note_en)")
    assert with_table(tmp_path, "lending.parquet", wrong).told() == ["tables/lending.parquet:4:note_de [formula-cell]"]
    control = parquet(tmp_path, "* REPLACE (CASE figure WHEN 'A3' THEN chr(7) || 'b' ELSE form END AS form)")
    assert with_table(tmp_path, "lending.parquet", control).told() == ["tables/lending.parquet:4:form [control-character]"]


def test_a_column_with_a_name_that_duckdb_gives_is_one_like_others(tmp_path: Path) -> None:
    told = with_table(tmp_path, "lending.parquet", parquet(tmp_path, "*, 'x' AS File_Row_Number")).told()
    assert told == ["tables/lending.parquet:1:File_Row_Number [unknown-column]"]
    wrong = parquet(tmp_path, "* REPLACE (CASE figure WHEN 'A3' THEN '=1' ELSE note_de END AS note_de), 'x' AS file_row_number")
    assert "tables/lending.parquet:4:note_de [formula-cell]" in with_table(tmp_path, "lending.parquet", wrong).told()


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(decimals=[None], double=2.5e-05)
@example(decimals=[None], double=-1.25e20)
@example(decimals=[None], double=9007199254740993e3)
@example(decimals=[None], double=5e-324)
@given(
    decimals=st.lists(st.decimals(-999, 999, places=2) | st.none(), min_size=1, max_size=5),
    double=st.floats(width=32) | st.floats(),
)
def test_a_number_in_parquet_is_the_number_in_text(tmp_path: Path, decimals: list[object], double: float) -> None:
    path = tmp_path / "numbers.parquet"
    kinds = {"f": pa.float64(), "g": pa.float32()}
    columns = {"d": pa.array(decimals, pa.decimal128(9, 2))}
    columns |= {name: pa.array([double] * len(decimals), kind) for name, kind in kinds.items()}
    pq.write_table(pa.table(columns), path)
    with duckdb.connect() as connection:
        file = open_parquet(connection, path, "numbers.parquet")
        assert isinstance(file, ParquetFile)
        found = connection.execute(numbered_rows(file)).fetchall()
    assert [row[:2] for row in found] == [
        (number, None if each is None else str(each)) for number, each in enumerate(decimals, start=2)
    ]
    assert all(double != double or float(row[2]) == double for row in found)
    assert pa.array([float(row[3]) for row in found], pa.float32()).equals(columns["g"]) or double != double
    # Digits and a point, as the table of a dataset has them; what is no number is left for the check to tell.
    plain = re.compile("-?[0-9]+([.][0-9]*[1-9])?|-?inf|-?nan")
    assert all(plain.fullmatch(text) for row in found for text in row[2:])


def test_a_bomb_stops_at_its_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inflated, "_ALWAYS", 1 << 20)
    monkeypatch.setattr(inflated, "_PIECE", 1 << 16)
    for form, pack in PACK.items():
        target = tmp_path / "plain"
        packed = tmp_path / f"x.csv.{form}"
        packed.write_bytes(pack(bytes(1 << 24)))
        found = inflated.inflate(packed, "tables/x", target, Meter())
        most = max(1 << 20, 500 * packed.stat().st_size)
        assert (found is not None) == (most < 1 << 24)
        assert target.stat().st_size <= most


@pytest.mark.parametrize("nothing", [b"\0", b"a", b"\n", b",\r\n"])
def test_unpacking_stops_where_there_is_nothing_but_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nothing: bytes
) -> None:
    monkeypatch.setattr(inflated, "_MOST_OF_NOTHING", 1 << 20)
    monkeypatch.setattr(inflated, "_PIECE", 1 << 16)
    for form, pack in PACK.items():
        target, packed = tmp_path / "plain", tmp_path / f"x.csv.{form}"
        packed.write_bytes(pack(b"a,b\n1,2\n" + nothing * (1 << 22)))
        told = inflated.inflate(packed, "tables/x", target, Meter())
        assert told is not None
        # Of blank lines it is not told where the first one is.
        assert "from line 3 on" in told.line("en") or (nothing.endswith(b"\n") and "from line " in told.line("en"))
        assert target.stat().st_size <= 1 << 21
        packed.write_bytes(pack(b"a,b\n1,2\n" + nothing * (1 << 18) + b"\n1,2\n"))
        assert inflated.inflate(packed, "tables/x", target, Meter()) is None


def test_a_file_that_changes_while_it_is_read_is_a_problem_and_nothing_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = StudyFolder.copied_to(tmp_path)
    first = state_of

    def look(path: Path) -> State | None:
        state = first(path)
        if path.name == "use.csv" and not written:
            # Somebody writes after the first look: another thread, as another process would be.
            thread = threading.Thread(target=lambda: path.write_bytes(path.read_bytes() + b"2021,visits,1,,\n"))
            time.sleep(0.02)  # longer than a tick of the file system's clock
            thread.start()
            thread.join()
            written.append(path)
        return state

    written: list[Path] = []
    monkeypatch.setattr(setting, "state_of", look)
    with pytest.raises(StudyError) as told:
        conductor.publish(study.path, tmp_path / "out")
    assert [f"{each.place} [{each.code}]" for each in told.value.problems if each.code == "changed-file"] == [
        "tables/use.csv [changed-file]"
    ]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("make", "why"), [(os.mkfifo, "There is a pipe or a device, no file."), (os.mkdir, "There is a folder.")]
)
def test_what_is_no_file_is_not_opened_and_told(make: Callable[[Path], None], why: str, tmp_path: Path) -> None:
    study = StudyFolder.copied_to(tmp_path).remove(CSV)
    make(study.path / CSV)
    [found] = study.problems()
    assert (found.code, found.message.en) == ("missing-file", f"The file '{CSV}' is missing. {why}")


def test_a_link_within_the_folder_is_the_file_it_leads_to(tmp_path: Path) -> None:
    study = StudyFolder.copied_to(tmp_path)
    (study.path / CSV).rename(study.path / "data.csv")
    (study.path / CSV).symlink_to("../data.csv")
    assert len(rows_of(study)) == 4


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told_with_the_reason(tmp_path: Path) -> None:
    study = StudyFolder.copied_to(tmp_path)
    (study.path / CSV).chmod(0)
    [found] = study.problems()
    assert found.message.en == f"The file '{CSV}' is missing. Permission denied."
