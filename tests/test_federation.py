"""docs/federation.md: our data joined with those of a second endpoint, which holds invented records in the portals' shape."""

import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.error import URLError

import pyoxigraph as ox
import pytest

from kgsm.namespaces import EUROPE_ENDPOINT, GOVDATA_ENDPOINT, WIKIDATA_ENDPOINT
from kgsm.serve.federated import FEDERATED
from tests.serving import served

ROOT: Final = Path(__file__).parent.parent
PUBLISHED: Final = ROOT / "published"
TEXT: Final = (ROOT / "docs/federation.md").read_text("utf-8")
OXIGRAPH: Final = str(Path(sys.executable).with_name("oxigraph"))
OURS: Final = "http://127.0.0.1:8000/sparql"
OTHERS: Final = (GOVDATA_ENDPOINT, EUROPE_ENDPOINT, WIKIDATA_ENDPOINT)
# What GovData, data.europa.eu and Wikidata would say, in their shape; all of it is invented, but for the terms.
THEIRS: Final = """
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX theme: <http://publications.europa.eu/resource/authority/data-theme/>
PREFIX wd: <http://www.wikidata.org/entity/>
PREFIX wdt: <http://www.wikidata.org/prop/direct/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
<https://portal.example/1> a dcat:Dataset ; dcat:theme theme:GOVE ; dcterms:title "Social Media der Stadt Muster"@de .
<https://portal.example/2> a dcat:Dataset ; dcat:theme theme:TRAN ; dcterms:title "Social Media der Busse"@de .
<https://portal.example/3> a dcat:Dataset ; dcat:theme theme:GOVE ; dcterms:title "Haushalt der Stadt Muster"@de .
<https://europe.example/catalogue> a dcat:Catalog ; dcat:dataset <https://europe.example/4>, <https://europe.example/5> .
<https://europe.example/4> a dcat:Dataset ; dcterms:identifier "https://w3id.org/kgsm/kommunen-social-media" .
<https://europe.example/5> a dcat:Dataset ; dcterms:identifier "https://elsewhere.example/study" .
wd:Q355 wdt:P571 "2001-01-01T00:00:00Z"^^xsd:dateTime .
wd:Q918 wdt:P571 "2003-01-01T00:00:00Z"^^xsd:dateTime .
wd:Q1 wdt:P571 "1999-01-01T00:00:00Z"^^xsd:dateTime .
"""
FOUND: Final = {
    "federated.govdata": {"https://portal.example/1"},
    "federated.europe": {"https://europe.example/4"},
    "federated.wikidata": {"http://www.wikidata.org/entity/Q355", "http://www.wikidata.org/entity/Q918"},
}
THEIR_NAME: Final = {"federated.govdata": "other", "federated.europe": "record", "federated.wikidata": "item"}


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run an Oxigraph server over the invented data and yield the address of its endpoint."""
    place = tmp_path_factory.mktemp("theirs")
    (place / "theirs.ttl").write_text(THEIRS, "utf-8")
    subprocess.run(
        [OXIGRAPH, "load", "--location", place / "store", "--file", place / "theirs.ttl"], check=True, capture_output=True
    )
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [OXIGRAPH, "serve-read-only", "--location", str(place / "store"), "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(f"http://127.0.0.1:{port}/")
            yield f"http://127.0.0.1:{port}/query"
        finally:
            server.terminate()


def wait_for(address: str) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(address).close()
        except URLError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"{address} never answered")


@pytest.fixture(scope="module")
def ours() -> Iterator[str]:
    with served(PUBLISHED) as address:
        yield f"{address}/sparql"


def addressed(text: str, ours: str, theirs: str) -> str:
    """Return a text of the document with the addresses of this test in place of the real ones."""
    for each in OTHERS:
        assert str(each) in TEXT
        text = text.replace(str(each), theirs)
    return text.replace(OURS, ours)


def test_a_program_joins_both_sides(ours: str, theirs: str, capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {}
    for snippet in re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL):
        exec(compile(addressed(snippet, ours, theirs), "docs/federation.md", "exec"), names)  # noqa: S102 - the document's own code
    assert capsys.readouterr().out == "Facebook 2001\nTwitter 2003\n"
    assert {row["other"] for row in names["others"]} == FOUND["federated.govdata"]
    assert {row["record"] for row in names["records"]} == FOUND["federated.europe"]


@pytest.mark.parametrize("key", FEDERATED)
def test_an_engine_over_our_files_calls_the_other_endpoint(key: str, theirs: str) -> None:
    store = ox.Store()
    for path in ("catalog.nt", "kommunen-social-media/kommunen-social-media.nt"):
        store.bulk_load(path=str(PUBLISHED / path), format=ox.RdfFormat.N_TRIPLES)
    rows = list(store.query(addressed(FEDERATED[key], OURS, theirs)))  # type: ignore[arg-type]
    assert {row[THEIR_NAME[key]].value for row in rows} == FOUND[key]


def test_the_other_endpoint_calls_ours(ours: str, theirs: str) -> None:
    names: dict[str, Any] = {}
    exec(re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)[0], names)  # noqa: S102 - the document's own code
    query = f"""
    PREFIX dcat: <http://www.w3.org/ns/dcat#>
    PREFIX dcterms: <http://purl.org/dc/terms/>
    PREFIX qb: <http://purl.org/linked-data/cube#>
    SELECT ?record ?dataset WHERE {{
      ?record dcterms:identifier ?identifier .
      SERVICE <{ours}> {{ ?study dcterms:identifier ?identifier . ?dataset a qb:DataSet ; dcterms:isPartOf ?study }}
    }}"""
    rows = names["ask"](theirs, query)
    assert {row["record"] for row in rows} == {"https://europe.example/4"}
    assert "https://w3id.org/kgsm/kommunen-social-media/use" in {row["dataset"] for row in rows}


def test_the_document_has_the_queries_of_the_description() -> None:
    assert [each.strip() for each in re.findall(r"```sparql\n(.*?)```", TEXT, re.DOTALL)] == [
        each.strip() for each in FEDERATED.values()
    ]
