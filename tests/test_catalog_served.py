"""The catalog as harvesters, search engines and feed readers get it: HEAD and GET, pages, profiles, what never goes out."""

import json
import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pyshacl
import pytest
from flask.testing import FlaskClient
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import SH
from rdflib.term import Node

from kgsm import home
from kgsm.manifest import MANIFEST, Manifest, PublishedFile, dump
from kgsm.namespaces import ADMS, ATOM, DCAT, DCTERMS, HYDRA, SITEMAP, SPDX, VOID, XSD
from kgsm.publish.drafts import sha256
from kgsm.serve import pages_of_catalog, records, sitemap
from kgsm.sparql import Store
from tests.published_fixture import BASE, STUDY, write_published
from tests.serving import client_of
from tests.test_catalog_shapes import OFFICIAL, merged
from tests.test_catalog_shapes import records as make_records

# rdflib 7.6 warns of its own code when it reads JSON-LD.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

PARSERS = {
    "text/turtle": "turtle",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
    "application/n-triples": "nt",
}
MANY = "https://example.org/data/"
NUMBER = 5


@pytest.fixture(scope="module")
def first() -> FlaskClient:
    """Serve published/, the first study."""
    return client_of(home.published())


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """Serve a folder with five studies, of which two fit on a page."""
    return client_of(written(tmp_path_factory.mktemp("several"), NUMBER))


@pytest.fixture
def _two_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "PAGE", 2)
    monkeypatch.setattr(pages_of_catalog, "PAGE", 2)


def written(folder: Path, number: int) -> Path:
    """Write a folder that holds a catalog and nothing else."""
    from_studies = list(make_records(number))
    node = URIRef(f"{MANY}catalog")
    whole = Graph(bind_namespaces="none")
    names = []
    for record in from_studies:
        whole += record
        name = str(record.value(None, RDF.type, DCAT.Dataset)).removeprefix(MANY)
        names.append(name)
        (folder / name).mkdir()
        record.serialize(folder / name / "catalog.nt", format="nt", encoding="utf-8")
    whole.add((node, RDF.type, DCAT.Catalog))
    for study in list(whole.subjects(RDF.type, DCAT.Dataset)):
        whole.add((node, DCAT.dataset, study))
    for publisher in sorted(whole.objects(None, DCTERMS.publisher), key=str)[:1]:
        whole.add((node, DCTERMS.publisher, publisher))
    whole.serialize(folder / "catalog.nt", format="nt", encoding="utf-8")
    paths = ["catalog.nt", *(f"{name}/catalog.nt" for name in names)]
    files = tuple(
        PublishedFile(
            path,
            (folder / path).stat().st_size,
            sha256(folder / path),
            "application/n-triples",
            1,
            f"{MANY}catalog" if path == "catalog.nt" else None,
        )
        for path in paths
    )
    (folder / MANIFEST).write_text(dump(Manifest(MANY, tuple(names), files)), encoding="utf-8")
    return folder


def parsed(response: object) -> Graph:
    assert response.status_code == 200  # type: ignore[attr-defined]
    return Graph().parse(data=response.data, format=PARSERS[response.mimetype])  # type: ignore[attr-defined]


def reached(graph: Graph, start: Node) -> set[Node]:
    """Return what GovData stores, and deletes, as one dataset: everything that links lead to."""
    found: set[Node] = set()
    new = {start}
    while new:
        found |= new
        new = {each for node in new for each in graph.objects(node) if not isinstance(each, Literal)} - found
    return found


# What ckanext-dcat does (harvesters/base.py): HEAD, then GET, no Accept; the type of the first page decides on the parser.


@pytest.mark.parametrize("headers", [{}, {"Accept": "*/*"}, {"Accept": "text/turtle, text/html"}])
def test_a_harvester_that_asks_for_nothing_gets_rdf(first: FlaskClient, headers: dict[str, str]) -> None:
    head, get = first.head("/catalog", headers=headers), first.get("/catalog", headers=headers)
    assert (head.status_code, head.data, head.headers["Content-Length"]) == (200, b"", get.headers["Content-Length"])
    assert get.mimetype == "text/turtle"
    assert "Accept" in get.headers["Vary"]
    assert (URIRef("https://w3id.org/kgsm/catalog"), RDF.type, DCAT.Catalog) in parsed(get)


def test_a_browser_gets_the_page(first: FlaskClient) -> None:
    assert first.get("/catalog", headers={"Accept": "text/html,*/*;q=0.8"}).mimetype == "text/html"


@pytest.mark.parametrize("query", ["", "?page=1", "?page=all"])
def test_every_format_is_the_same_catalog(first: FlaskClient, query: str) -> None:
    graphs = [parsed(first.get(f"/catalog{suffix}{query}")) for suffix in (".ttl", ".rdf", ".jsonld", ".nt")]
    for graph in graphs:
        for page in list(graph.subjects(RDF.type, HYDRA.PartialCollectionView)):  # each format leads to its own pages
            graph.remove((page, None, None))
            graph.remove((None, None, page))
    assert all(isomorphic(one, other) for one, other in pairwise(graphs))
    assert len(graphs[0]) > 1000


def test_no_json_ld_asks_for_another_document(first: FlaskClient) -> None:
    for query in ("", "?page=1"):
        context = json.loads(first.get(f"/catalog.jsonld{query}").data)["@context"]
        assert isinstance(context, dict)
        assert not any(isinstance(each, list) for each in context.values())


@pytest.mark.parametrize("address", ["/catalog", "/catalog.rdf", "/catalog?page=1", "/catalog?profile=dcat-ap-ch"])
def test_who_has_the_catalog_is_not_sent_it_again(first: FlaskClient, address: str) -> None:
    answer = first.get(address)
    assert first.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    since = {"If-Modified-Since": answer.headers["Last-Modified"]}
    assert first.get(address, headers=since).status_code == 304
    assert first.get(address, headers={"If-Modified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"}).status_code == 200
    assert first.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


# Pages


@pytest.mark.usefixtures("_two_a_page")
@pytest.mark.parametrize(
    ("start", "link"), [("/catalog", HYDRA.next), ("/catalog.rdf", HYDRA.nextPage), ("/catalog.jsonld", HYDRA.next)]
)
def test_a_harvester_finds_every_dataset_once(several: FlaskClient, start: str, link: URIRef) -> None:
    address, seen, types = start, list[Node](), set[str | None]()
    for _ in range(NUMBER):
        answer = several.get(address)
        graph = parsed(answer)
        types.add(answer.mimetype)
        seen += sorted(graph.subjects(RDF.type, DCAT.Dataset), key=str)
        typed = {
            each for kind in (HYDRA.PagedCollection, HYDRA.PartialCollectionView) for each in graph.subjects(RDF.type, kind)
        }
        following = {str(each) for page in typed for each in graph.objects(page, link)}
        if not following:
            break
        (address,) = following
        assert address.startswith(MANY)  # the configured base, whatever host was asked
        address = "/" + address.removeprefix(MANY)
    else:
        pytest.fail("the last page leads to a next one")
    assert seen == sorted(set(seen), key=str)
    assert (len(seen), len(types)) == (NUMBER, 1)


@pytest.mark.usefixtures("_two_a_page")
def test_each_page_stands_alone_and_each_dataset_is_an_island(several: FlaskClient) -> None:
    for number in (1, 2, 3):
        page = parsed(several.get(f"/catalog.ttl?page={number}"))
        (catalog,) = page.subjects(RDF.type, DCAT.Catalog)
        studies = set(page.subjects(RDF.type, DCAT.Dataset))
        assert set(page.objects(catalog, DCAT.dataset)) == studies
        for study in studies:
            island = reached(page, study)
            assert studies & island == {study}
            assert catalog not in island
            for each in island & set(page.subjects()):
                assert (each, RDF.type, None) in page, each
        for each in page.objects(catalog, DCTERMS.publisher):
            assert (each, RDF.type, None) in page


@pytest.mark.usefixtures("_two_a_page")
@pytest.mark.parametrize("number", ["0", "4", "-1", "x", "1e1", "٣", "9" * 30])
def test_a_page_that_there_is_not_is_told(several: FlaskClient, number: str) -> None:
    answer = several.get("/catalog", query_string={"page": number})
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


@pytest.mark.usefixtures("_two_a_page")
def test_the_links_of_a_page_stand_in_the_header_too(several: FlaskClient) -> None:
    links = several.get("/catalog?page=2").headers.getlist("Link")
    found = {match[2]: match[1] for each in links if (match := re.search(r'<([^>]*)>; rel="(\w+)"$', each))}
    assert found["previous"] == "/catalog.ttl?page=1"
    assert found["next"] == "/catalog.ttl?page=3"


def test_an_empty_catalog_is_an_error_and_deletes_nothing(tmp_path: Path) -> None:
    client = client_of(written(tmp_path, 0))
    for method in ("GET", "HEAD"):
        answer = client.open("/catalog", method=method)
        assert answer.status_code == 503
        assert answer.headers["Retry-After"]


def test_a_folder_that_changed_under_the_server_is_an_error(tmp_path: Path) -> None:
    client = client_of(written(tmp_path, 2))
    with (tmp_path / "minimal-001/catalog.nt").open("a", encoding="utf-8") as file:
        file.write(f'<{MANY}x> <{DCTERMS.title}> "x" .\n')
    assert client.get("/catalog?page=1").status_code == 503


def test_a_catalog_of_another_maker_without_records_is_paged_too(client: FlaskClient) -> None:
    graph = parsed(client.get("/catalog?page=1"))
    assert set(graph.subjects(RDF.type, DCAT.Dataset)) == {URIRef(STUDY)}
    assert (URIRef(f"{BASE}muster/use.csv"), RDF.type, DCAT.Distribution) in graph


# Profiles


def test_the_profiles_are_offered(first: FlaskClient) -> None:
    answer = first.get("/catalog")
    links = " ".join(answer.headers.getlist("Link"))
    assert 'rel="profile"' in links
    assert "/catalog.ttl?profile=dcat-ap-ch" in links
    assert "dcatde/3.0" in answer.headers["Content-Profile"]
    assert "dcatde/2.0" in first.get("/catalog?profile=dcat-ap-de-2.0").headers["Content-Profile"]


def test_an_unknown_profile_names_the_known_ones(first: FlaskClient) -> None:
    answer = first.get("/catalog?profile=dcat-us")
    assert answer.status_code == 406
    assert answer.json is not None
    assert answer.json["profiles"] == ["dcat-ap-de-3.0", "dcat-ap-de-2.0", "dcat-ap-ch"]


def test_version_2_has_its_own_values(first: FlaskClient) -> None:
    graph = parsed(first.get("/catalog?profile=dcat-ap-de-2.0"))
    sizes = list(graph.objects(None, DCAT.byteSize))
    assert sizes
    assert {each.datatype for each in sizes if isinstance(each, Literal)} == {XSD.decimal}
    assert set(graph.objects(None, ADMS.status)) == {URIRef("http://purl.org/adms/status/Completed")}
    assert (None, SPDX.checksum, None) not in graph
    assert not set(graph.subjects(RDF.type, SPDX.Checksum))


@pytest.mark.skipif(not OFFICIAL.is_dir(), reason="the official shapes are not beside the project")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_version_2_keeps_the_official_shapes_but_for_the_contributor(first: FlaskClient) -> None:
    graph = parsed(first.get("/catalog?profile=dcat-ap-de-2.0"))
    names = [
        f"dcat-ap-de-2.0/dcat-ap-{each}.ttl"
        for each in ("spec-german-messages", "spec-german-additions", "de-deprecated", "konventionen")
    ]
    rules = merged(OFFICIAL / "dcat-ap-2.1.1/dcat-ap_2.1.1_shacl_shapes.ttl", *(OFFICIAL / each for each in names))
    data = graph + merged(OFFICIAL / "vocab/scheme-membership.ttl")
    _, report, text = pyshacl.validate(data, shacl_graph=rules, inference="none", advanced=False)
    assert isinstance(report, Graph), text
    found = {str(report.value(each, SH.resultMessage)) for each in report.subjects(SH.resultSeverity, SH.Violation)}
    # The first study has no contributor's id: conventions 12 and 13 ask for one, and only GovData issues it.
    assert {each for each in found if "contributorID" not in each} == set()
    assert len(found) == 1


def test_opendata_swiss_gets_its_licences_and_identifiers(tmp_path: Path) -> None:
    folder = write_published(tmp_path)
    for name in ("catalog.nt",):
        text = (folder / name).read_text("utf-8")
        text += f'<{STUDY}> <{DCTERMS.identifier}> "{STUDY}" .\n<{STUDY}/publisher> <{DCTERMS.identifier}> "amt" .\n'
        (folder / name).write_text(text, encoding="utf-8")
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        for each in manifest["files"]:
            if each["path"] == name:
                each |= {"bytes": (folder / name).stat().st_size, "sha256": sha256(folder / name)}
        (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    graph = parsed(client_of(folder).get("/catalog?profile=dcat-ap-ch"))
    assert list(graph.objects(URIRef(STUDY), DCTERMS.identifier)) == [Literal("muster@amt")]
    terms = Namespace("http://dcat-ap.ch/vocabulary/licenses/")
    assert set(graph.objects(None, DCTERMS.license)) == {terms.terms_by}


# Search engines, feed readers, crawlers of linked data


def test_the_sitemap_leads_to_pages(first: FlaskClient) -> None:
    assert "Sitemap: https://w3id.org/kgsm/sitemap.xml" in first.get("/robots.txt").text
    top = ET.fromstring(first.get("/sitemap.xml").data)  # noqa: S314 - our own
    assert top.tag == f"{{{SITEMAP}}}urlset"
    found = [each.text or "" for each in top.iter(f"{{{SITEMAP}}}loc")]
    assert "https://w3id.org/kgsm/kommunen-social-media/use" in found
    for address in found:
        path = "/" + address.removeprefix("https://w3id.org/kgsm/")
        assert first.get(path, headers={"Accept": "text/html"}).status_code == 200, address
    assert {each.text for each in top.iter(f"{{{SITEMAP}}}lastmod")} == {"2026-11-24"}


def test_a_large_sitemap_has_an_index(monkeypatch: pytest.MonkeyPatch, store: Store, published: Path) -> None:
    whole = len(list(ET.fromstring(client_of(published, store).get("/sitemap.xml").data)))  # noqa: S314
    monkeypatch.setattr(sitemap, "LIMIT", 4)
    client = client_of(published, store)
    index = ET.fromstring(client.get("/sitemap.xml").data)  # noqa: S314
    assert index.tag == f"{{{SITEMAP}}}sitemapindex"
    parts = [str(each.text).removeprefix(BASE) for each in index.iter(f"{{{SITEMAP}}}loc")]
    sizes = [len(list(ET.fromstring(client.get(f"/{each}").data))) for each in parts]  # noqa: S314
    assert (sum(sizes), max(sizes)) == (whole, 4)
    assert client.get(f"/sitemap-{len(parts) + 1}.xml").status_code == 404


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_feed_has_each_release_with_the_dates_of_the_study(first: FlaskClient, language: str) -> None:
    answer = first.get(f"/feed.atom?lang={language}")
    assert answer.mimetype == "application/atom+xml"
    top = ET.fromstring(answer.data)  # noqa: S314 - our own
    name = {"a": str(ATOM)}
    for parent in (top, top.find("a:entry", name)):
        assert parent is not None
        assert all(parent.findtext(f"a:{each}", namespaces=name) for each in ("id", "title", "updated"))
    assert top.findtext("a:entry/a:updated", namespaces=name) == "2026-11-24T00:00:00Z"
    assert (top.findtext("a:entry/a:id", namespaces=name) or "").endswith("#release-1.0.0")
    assert first.get(f"/feed.atom?lang={language}").data == answer.data


def test_void_says_how_much_there_is_of_each_class_and_property(first: FlaskClient) -> None:
    graph = parsed(first.get("/.well-known/void"))
    (dataset,) = graph.subjects(VOID.sparqlEndpoint)
    total = graph.value(dataset, VOID.triples)
    parts = list(graph.objects(dataset, VOID.propertyPartition))
    assert sum(int(str(graph.value(each, VOID.triples))) for each in parts) == int(str(total))
    assert list(graph.objects(dataset, VOID.classPartition))
    dumps = {str(each) for each in graph.objects(dataset, VOID.dataDump)}
    assert "https://w3id.org/kgsm/kommunen-social-media/kommunen-social-media.nt" in dumps
    for each in dumps:
        assert first.head("/" + each.removeprefix("https://w3id.org/kgsm/")).status_code == 200, each
    assert (None, RDF.type, VOID.DatasetDescription) in graph


def linked(answer: object) -> dict[str, object]:
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', answer.text, re.DOTALL)  # type: ignore[attr-defined]
    content = json.loads(found)
    assert isinstance(content, dict)
    return content


@pytest.mark.parametrize("path", ["/kommunen-social-media", "/kommunen-social-media/use"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_page_has_what_google_dataset_search_asks_for(first: FlaskClient, path: str, language: str) -> None:
    about = linked(first.get(f"{path}?lang={language}", headers={"Accept": "text/html"}))
    assert about["@type"] == "Dataset"
    assert 50 <= len(str(about["description"])) <= 5000
    wanted = {"name", "license", "creator", "keywords", "identifier", "temporalCoverage", "spatialCoverage", "variableMeasured"}
    wanted |= {"measurementTechnique", "isAccessibleForFree", "includedInDataCatalog", "distribution", "version", "url"}
    assert wanted <= {name for name, value in about.items() if value}
    downloads = about["distribution"]
    assert isinstance(downloads, list)
    for each in downloads:
        assert each["encodingFormat"]
        assert first.head("/" + each["contentUrl"].removeprefix("https://w3id.org/kgsm/")).status_code == 200


def test_no_text_of_the_data_ends_the_element(client: FlaskClient) -> None:
    for path in ("/muster", "/muster/use", "/muster/empty"):
        answer = client.get(path, headers={"Accept": "text/html"})
        assert linked(answer)["@type"] == "Dataset"
        assert "<script>alert" not in answer.text
