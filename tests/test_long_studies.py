"""Studies that are too long to be read back whole: what is written is the same, and what is broken is seen."""

import dataclasses
import gzip
import shutil
import subprocess
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from rdflib import Graph, URIRef

from benchmarks.generate import study_folder
from kgsm import conductor
from kgsm.describe import describe, forms
from kgsm.manifest import PublishedFile
from kgsm.namespaces import DCAT, DCTERMS, IANA, SPDX
from kgsm.problems import KgsmError
from kgsm.publish import compressed, cube_files, rows_file, samples, table_forms
from kgsm.publish.compressed import CODINGS, LONG
from kgsm.publish.job import Job
from kgsm.publish.rows_file import write_rows_files
from kgsm.publish.samples import line_ends, require_readable, require_same_samples
from kgsm.read import read_study
from kgsm.sparql import Store
from tests.serving import client_of

ROWS = 30_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return study_folder(ROWS, tmp_path_factory.mktemp("long") / "register")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return study_folder(200, tmp_path / "register")


@pytest.fixture(scope="module")
def long_study(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    # Published as if 30,000 rows were too many to read back.
    out = tmp_path_factory.mktemp("published") / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(forms, "MOST_IN_EVERY_FORM", ROWS - 1)
        patch.setattr(cube_files, "LONGEST_READ", 1 << 20)
        conductor.publish(folder, out)
    return out / "register"


def test_a_number_of_rows_gives_the_same_study_folder_each_time(folder: Path, tmp_path: Path) -> None:
    again = study_folder(ROWS, tmp_path / "again")
    names = sorted(each.relative_to(folder) for each in folder.rglob("*") if each.is_file())
    assert [(folder / each).read_bytes() for each in names] == [(again / each).read_bytes() for each in names]


def test_a_long_study_is_published_in_the_forms_that_stream(long_study: Path) -> None:
    assert {each.name for each in long_study.glob("register.*") if each.suffix not in {".gz", ".zst"}} == {
        "register.ttl",
        "register.nt",
        "register.sdmx.json",
    }
    assert (long_study / "people.parquet").exists()
    assert not (long_study / "people.xlsx").exists()


def test_every_line_of_a_long_study_is_counted(long_study: Path) -> None:
    lines = (long_study / "register.nt").read_bytes().splitlines()
    assert line_ends(long_study / "register.nt") == len(lines) == len(set(lines))
    assert sum(b"/people/observation/" in line and line.endswith(b"#Observation> .") for line in lines) == ROWS


@pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler")
def test_the_floor_of_the_benchmark_writes_what_kgsm_writes(folder: Path, tmp_path: Path) -> None:
    source = Path(__file__).parent.parent / "benchmarks" / "floor.c"
    subprocess.run(["cc", "-O2", "-o", tmp_path / "floor", source], check=True)
    subprocess.run([tmp_path / "floor", folder / "tables" / "people.csv", tmp_path / "floor.nt"], check=True)
    study = read_study(folder)
    with study.tables:
        describe(study).observations[0].write("nt", tmp_path / "kgsm.nt")
    assert (tmp_path / "floor.nt").read_bytes() == (tmp_path / "kgsm.nt").read_bytes()


@pytest.mark.parametrize("form", ["ttl", "nt"])
def test_a_broken_part_anywhere_in_a_long_file_is_seen(form: str, long_study: Path, tmp_path: Path) -> None:
    path = tmp_path / f"register.{form}"
    whole = (long_study / path.name).read_bytes()
    path.write_bytes(whole)
    require_readable(path, form)
    # One character in a thousand subjects.
    boundary = samples._BOUNDARY[form]
    subjects = whole.split(boundary)
    path.write_bytes(boundary.join(b'"' + each if number % 1000 == 999 else each for number, each in enumerate(subjects)))
    with pytest.raises(KgsmError, match="cannot be read back"):
        require_readable(path, form)


def test_a_long_part_without_any_end_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(samples, "_LONGEST_PART", 4 * samples._BLOCK)
    path = tmp_path / "zeros.nt"
    path.write_bytes(b'<https://example.org/a> <https://example.org/b> "c" .\n' + bytes(10 * samples._BLOCK))
    with pytest.raises(KgsmError, match="part without an end"):
        require_readable(path, "nt")


def test_a_subject_longer_than_a_block_is_read_over(tmp_path: Path) -> None:
    codes = ",\n    ".join(f"<https://example.org/code/{number}>" for number in range(50_000))
    subjects = [f"<https://example.org/{name}> <https://example.org/has>\n    {codes} .\n\n" for name in "ab"]
    path = tmp_path / "codes.ttl"
    path.write_text("@prefix a: <https://example.org/> .\n\n" + "".join(subjects), encoding="ascii")
    assert path.stat().st_size > 10 * samples._BLOCK
    require_readable(path, "ttl")


def test_few_rows_of_very_long_texts_are_read_back_in_every_form(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # 250,000 observations of 5 kB each are more than is read back whole, and not too many for JSON-LD.
    monkeypatch.setattr(cube_files, "LONGEST_READ", 1000)
    conductor.publish(small, tmp_path / "out")
    assert (tmp_path / "out" / "register" / "register.jsonld").stat().st_size > 1000


def test_a_form_that_says_something_else_is_seen(folder: Path) -> None:
    study = read_study(folder)
    header = b"@prefix kgsm: <https://w3id.org/kgsm/ns#> .\n"
    with study.tables:
        stream = describe(study).observations[0]
        other = stream.queries["nt"].replace("code/age/", "code/sex/")
        changed = dataclasses.replace(stream, queries={**stream.queries, "nt": other, "ttl": _as_turtle(stream.queries["nt"])})
        same = dataclasses.replace(stream, queries={**stream.queries, "ttl": _as_turtle(stream.queries["nt"])})
        require_same_samples(same, header)
        with pytest.raises(KgsmError, match="does not hold the same graph"):
            require_same_samples(changed, header)


def test_an_observation_that_states_something_twice_is_seen(folder: Path) -> None:
    study = read_study(folder)
    with study.tables:
        stream = describe(study).observations[0]
        twice = f"SELECT line || chr(10) || line AS line FROM ({stream.queries['nt']})"
        with pytest.raises(KgsmError, match="twice"):
            require_same_samples(dataclasses.replace(stream, queries={**stream.queries, "nt": twice}), b"")


def _as_turtle(ntriples: str) -> str:
    """Return a SELECT of the same triples: N-Triples are Turtle."""
    return f"SELECT line FROM ({ntriples})"


def test_what_is_long_lies_there_in_gzip_and_zstd_too(long_study: Path) -> None:
    found = {each.name for each in long_study.iterdir() if each.suffix in {".gz", ".zst"}}
    long = {each.name for each in long_study.iterdir() if each.suffix in {".nt", ".ttl"} and each.stat().st_size >= LONG}
    assert {"register.nt", "register.ttl"} <= long
    assert found == {f"{name}.{suffix}" for name in long for suffix in ("gz", "zst")}
    whole = (long_study / "register.nt").read_bytes()
    assert gzip.decompress((long_study / "register.nt.gz").read_bytes()) == whole
    assert pa.input_stream(long_study / "register.nt.zst", compression="zstd").read() == whole
    table = long_study / "register.nt.gz"
    assert table.read_bytes()[3:8] == bytes(5)  # neither a name nor a time (RFC 1952, 2.3): the same bytes each time


def test_a_compressed_file_is_a_distribution_of_its_own(long_study: Path) -> None:
    record = Graph().parse(long_study / "catalog.nt")
    plain = URIRef("https://example.org/register/register.nt")
    for suffix, media_type in CODINGS.items():
        node = URIRef(f"{plain}.{suffix}")
        assert list(record.objects(node, DCAT.compressFormat)) == [IANA[media_type]]
        for same in (DCTERMS["format"], DCAT.mediaType, DCTERMS.license, DCTERMS.modified):
            assert list(record.objects(node, same)) == list(record.objects(plain, same)) != []
        assert set(record.objects(node, DCAT.accessURL)) == set(record.objects(node, DCAT.downloadURL)) == {node}
        assert int(str(record.value(node, DCAT.byteSize))) == (long_study / f"register.nt.{suffix}").stat().st_size
        assert list(record.subjects(DCAT.distribution, node)) == list(record.subjects(DCAT.distribution, plain))
    (checksum,) = record.objects(plain, SPDX.checksum)
    assert len(list(record.objects(checksum, SPDX.checksumValue))) == 1


def test_a_compressed_file_with_other_bytes_is_not_published(long_study: Path) -> None:
    other = PublishedFile("register.nt", 1, "0" * 64, "application/n-triples")
    for suffix in CODINGS:
        with pytest.raises(KgsmError, match="read back, is not"):
            compressed._require_same(long_study / f"register.ttl.{suffix}", suffix, other)


def test_the_server_gives_compressed_files_as_they_are(long_study: Path, store: Store) -> None:
    client = client_of(long_study.parent, store)  # of other data: nothing is asked of it, and loading takes seconds
    answer = client.get("/register/register.nt.gz", headers={"Accept-Encoding": "gzip, zstd"})
    assert answer.mimetype == "application/gzip"
    assert "Content-Encoding" not in answer.headers
    assert answer.data == (long_study / "register.nt.gz").read_bytes()
    assert client.head("/register/register.ttl.zst").status_code == 200


def test_rows_that_lost_their_order_are_seen(folder: Path, tmp_path: Path) -> None:
    study = read_study(folder)
    with study.tables:
        stream = describe(study).observations[0]
        assert stream.assembly is not None
        for order, right in (("", True), (" DESC", False)):
            path = tmp_path / f"rows{order}.parquet"
            rows = f"SELECT * FROM ({stream.rows_file} ORDER BY t._row{order}) LIMIT {ROWS}"
            stream.tables.connection.execute(f"COPY ({rows}) TO '{path}' (FORMAT parquet)")
            assert rows_file._is_same(stream, stream.assembly, path) == right


def test_cells_that_changed_places_have_another_digest() -> None:
    columns = "row(a, b)"
    rows = ("VALUES ('1', 'x'), ('2', 'y')", "VALUES ('1', 'y'), ('2', 'x')")
    with duckdb.connect() as connection:
        found = [
            connection.execute(table_forms._DIGEST.format(columns=columns, rows=f"FROM ({each}) AS t (a, b)")).fetchone()
            for each in rows
        ]
    assert found[0] != found[1]


@pytest.mark.slow
def test_the_rows_of_a_longer_study_than_one_thread_reads_keep_their_order_in_every_file(tmp_path: Path) -> None:
    conductor.publish(study_folder(300_000, tmp_path / "register"), tmp_path / "out")
    place = tmp_path / "out" / "register"
    query = """
        SELECT count(*), count(*) FILTER (starts_with(r.nt, '<' || t.observation || '>'))
        FROM read_parquet(?, file_row_number = true) AS r JOIN read_parquet(?, file_row_number = true) AS t USING (file_row_number)
    """
    with duckdb.connect() as connection:
        found = connection.execute(query, [str(place / "people" / "rows.parquet"), str(place / "people.parquet")]).fetchone()
    assert found == (300_000, 300_000)
    with (place / "people.csv").open(encoding="utf-8") as lines:
        listed = [line.partition(",")[0] for line in lines][1:]
    with duckdb.connect() as connection:
        columns = connection.execute("SELECT observation FROM read_parquet(?)", [str(place / "people.parquet")]).fetchall()
    assert [each for (each,) in columns] == listed


@pytest.mark.slow
def test_a_rows_file_that_several_threads_could_write_has_the_same_bytes_each_time(tmp_path: Path) -> None:
    study = read_study(study_folder(260_000, tmp_path / "register"))  # three groups of rows, as threads take them
    with study.tables:
        cube = describe(study)
        digests = []
        for number in range(3):
            place = tmp_path / str(number)
            (place / "register").mkdir(parents=True)
            digests += [each.sha256 for each in write_rows_files(Job(cube, f"{study.iri}/", place))]
    assert len(digests) == 3
    assert len(set(digests)) == 1
