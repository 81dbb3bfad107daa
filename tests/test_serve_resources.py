"""Every IRI has an address here: formats, links, conditional requests, files, and what is not there."""

import hashlib
import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from rdflib import RDF, Graph, URIRef
from werkzeug.test import TestResponse

from kgsm.namespaces import KGSM, OA, PREFIXES, QB, SKOS
from kgsm.serve import create_app
from kgsm.sparql import Store
from tests.published_fixture import BASE, HOME, STUDY, USE_CSV, write_published
from tests.serving import client_of

# rdflib 7.6 warns of its own code when it reads JSON-LD.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

OBSERVATION = "/muster/use/observation/2013/yes/share"
PARSERS = {
    "text/turtle": "turtle",
    "application/ld+json": "json-ld",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
}
SUFFIXES = {
    ".ttl": "text/turtle",
    ".jsonld": "application/ld+json",
    ".nt": "application/n-triples",
    ".rdf": "application/rdf+xml",
}


def triples(response: TestResponse) -> Graph:
    return Graph().parse(data=response.data, format=PARSERS[response.mimetype or ""])


def links(response: TestResponse) -> list[str]:
    return response.headers.getlist("Link")


def test_every_subject_of_every_graph_has_an_address(client: FlaskClient, published: Path) -> None:
    subjects = set()
    for file in published.rglob("*.nt"):
        subjects |= {str(each).partition("#")[0] for each in Graph().parse(file, format="nt").subjects()}
    own = [each for each in subjects if each.startswith((BASE, HOME))]
    assert len(own) > 40
    for iri in own:
        path = "/" + iri.removeprefix(BASE).removeprefix(HOME)
        assert client.get(path, headers={"Accept": "text/html"}).status_code == 200, iri
        response = client.get(path, headers={"Accept": "text/turtle"})
        assert response.status_code == 200, iri
        if (published / path[1:]).is_file():  # a distribution: its address gives the file itself
            continue
        assert any(str(subject).partition("#")[0] == iri for subject in triples(response).subjects()), iri


@pytest.mark.parametrize("media_type", PARSERS)
def test_accept_suffix_and_parameter_give_the_same_document(client: FlaskClient, media_type: str) -> None:
    suffix = next(each for each, kind in SUFFIXES.items() if kind == media_type)
    by_accept = client.get(OBSERVATION, headers={"Accept": media_type})
    by_suffix = client.get(OBSERVATION + suffix, headers={"Accept": "text/html"})
    by_parameter = client.get(f"{OBSERVATION}?format={suffix[1:]}", headers={"Accept": "text/html"})
    assert by_accept.mimetype == by_suffix.mimetype == by_parameter.mimetype == media_type
    assert by_accept.data == by_suffix.data == by_parameter.data
    assert by_accept.headers["Content-Location"] == OBSERVATION + suffix
    assert set(triples(by_accept)) == set(triples(client.get(OBSERVATION + ".nt")))


def test_the_description_of_an_observation_goes_down_to_the_characters(client: FlaskClient) -> None:
    graph = triples(client.get(OBSERVATION + ".ttl"))
    observation = URIRef(STUDY + OBSERVATION.removeprefix("/muster"))
    assert (observation, RDF.type, QB.Observation) in graph
    evidence = graph.value(observation, KGSM.evidence)
    target = graph.value(evidence, OA.hasTarget)
    assert str(graph.value(graph.value(target, OA.hasSelector), OA.start)) == "332"
    assert str(graph.value(graph.value(target, KGSM.sentence), OA.end)) == "426"
    labels = {str(each) for each in graph.objects(URIRef(STUDY + "/code/wave/2013"), SKOS.prefLabel)}
    assert labels == {"Sommer 2013", "summer 2013"}


def test_the_description_of_a_code_list_has_its_codes(client: FlaskClient) -> None:
    graph = triples(client.get("/muster/code/use.jsonld"))
    codes = {str(each) for each in graph.objects(None, SKOS.notation)}
    assert codes == {"yes", "yes-internal", "no"}


def test_json_ld_reads_like_json(client: FlaskClient) -> None:
    document = json.loads(client.get(OBSERVATION, headers={"Accept": "application/json"}).data)
    assert document["@context"]["qb"] == PREFIXES["qb"]
    observation = document["@graph"][0]
    assert observation["@id"] == STUDY + OBSERVATION.removeprefix("/muster")
    assert observation["sdmx-measure:obsValue"] == 54
    assert observation["kgsm:origin"] == {"@id": "origin:reported"}


def test_the_same_description_has_the_same_bytes_in_another_process(published: Path, client: FlaskClient) -> None:
    other = client_of(published)
    for suffix in SUFFIXES:
        assert other.get(OBSERVATION + suffix).data == client.get(OBSERVATION + suffix).data


def test_a_response_links_its_formats_its_languages_and_its_iri(client: FlaskClient) -> None:
    page = client.get(OBSERVATION, headers={"Accept": "text/html"})
    assert f'<{OBSERVATION}.ttl>; rel="alternate"; type="text/turtle"' in links(page)
    assert f'<{OBSERVATION}?lang=en>; rel="alternate"; hreflang="en"' in links(page)
    assert page.headers["Content-Location"] == OBSERVATION + ".html?lang=de"
    turtle = client.get(OBSERVATION + ".ttl")
    assert f'<{OBSERVATION}.html>; rel="alternate"; type="text/html"' in links(turtle)
    for each in (page, turtle):
        assert f'<{STUDY}{OBSERVATION.removeprefix("/muster")}>; rel="canonical"' in links(each)
        assert {"Accept", "Accept-Language"} <= set(each.headers["Vary"].replace(" ", "").split(","))


def test_what_has_not_changed_is_not_sent_again(client: FlaskClient) -> None:
    for path in (OBSERVATION, OBSERVATION + ".ttl", "/muster/use.csv", "/", "/static/kgsm.css"):
        first = client.get(path)
        again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert "Accept-Language" in again.headers["Vary"]
        assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    tags = {client.get(OBSERVATION, headers={"Accept-Language": each}).headers["ETag"] for each in ("de", "en")}
    assert len(tags) == 2


def test_head_answers_like_get_without_the_body(client: FlaskClient) -> None:
    for path in (OBSERVATION, OBSERVATION + ".ttl", "/muster/use.csv", "/catalog", "/sparql", "/", "/nothing"):
        get, head = client.get(path), client.head(path)
        assert head.status_code == get.status_code
        assert head.data == b""
        assert head.headers["Content-Type"] == get.headers["Content-Type"]
        assert head.headers.get("Content-Length") == str(len(get.data))


def test_options_tells_browsers_of_other_sites_what_they_may(client: FlaskClient) -> None:
    for path in ("/sparql", OBSERVATION):
        response = client.options(path, headers={"Origin": "https://other.example", "Access-Control-Request-Method": "GET"})
        assert response.status_code == 200
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "Content-Type" in response.headers["Access-Control-Allow-Headers"]


def test_every_response_carries_the_policy(client: FlaskClient) -> None:
    for path in ("/", OBSERVATION, OBSERVATION + ".ttl", "/muster/use.csv", "/nothing", "/static/kgsm.css", "/health"):
        headers = client.get(path).headers
        policy = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        assert headers["Content-Security-Policy"] == policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert "Set-Cookie" not in headers


def test_a_format_that_is_not_there_is_406_with_those_that_are(client: FlaskClient) -> None:
    for response in (client.get(OBSERVATION, headers={"Accept": "image/png"}), client.get(OBSERVATION + "?format=xlsx")):
        assert response.status_code == 406
        assert response.mimetype == "application/problem+json"
        problem = json.loads(response.data)
        assert f"{OBSERVATION}.jsonld" in problem["suggestions"]
        assert problem["status"] == 406
    page = client.get(OBSERVATION + "?format=xlsx", headers={"Accept": "text/html"})
    assert page.status_code == 406
    assert f'href="{OBSERVATION}.jsonld"' in page.text
    assert client.get("/muster/code/use.csv").status_code == 404  # only datasets have a table


def test_pages_about_nothing_in_the_data_have_formats_too_and_refuse_others(client: FlaskClient) -> None:
    for path in ("/", "/about/method", "/download", "/search"):
        assert client.get(f"{path}?format=html").status_code == 200
        assert client.get(f"{path}?format=ttl").status_code == 406
    page = client.get("/search?q=muster&format=csv&lang=en", headers={"Accept": "text/html"})
    assert page.status_code == 406
    assert 'href="/search?q=muster&amp;format=json"' in page.text


def test_harvesters_get_turtle_at_the_catalog_and_browsers_a_page(client: FlaskClient, published: Path) -> None:
    for headers in ({}, {"Accept": "*/*"}, {"Accept": "text/turtle"}):
        response = client.get("/catalog", headers=headers)
        assert response.headers["Content-Type"] == "text/turtle; charset=utf-8"
        assert response.data == (published / "catalog.ttl").read_bytes()
    assert client.get("/catalog", headers={"Accept": "text/html,*/*;q=0.8"}).mimetype == "text/html"
    rdf_xml = client.get("/catalog.rdf")
    assert set(triples(rdf_xml)) == set(Graph().parse(published / "catalog.ttl"))


def test_documents_that_are_published_are_served_as_they_are(client: FlaskClient, published: Path) -> None:
    for path in ("ns.ttl", "ns.jsonld", "ns.nt", "shapes.ttl", "code.nt"):
        assert client.get(f"/{path}").data == (published / path).read_bytes()
    assert client.get("/ns", headers={"Accept": "text/turtle"}).data == (published / "ns.ttl").read_bytes()
    assert client.get("/code", headers={"Accept": "application/ld+json"}).data == (published / "code.jsonld").read_bytes()


# Files


def test_a_table_is_a_download_with_a_name(client: FlaskClient) -> None:
    response = client.get("/muster/use.csv")
    assert response.text.replace("\r\n", "\n") == USE_CSV
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == "attachment; filename=muster-use.csv"
    assert response.headers["ETag"] == f'"{hashlib.sha256(response.data).hexdigest()}"'
    assert "Last-Modified" not in response.headers
    assert client.get("/muster/use", headers={"Accept": "text/csv"}).data == response.data


def test_a_part_of_a_file_can_be_asked_for(client: FlaskClient, published: Path) -> None:
    whole = (published / "muster/muster.nt").read_bytes()
    for asked, expected in (("0-9", whole[:10]), ("10-", whole[10:]), ("-5", whole[-5:])):
        response = client.get("/muster/muster.nt", headers={"Range": f"bytes={asked}"})
        assert response.status_code == 206
        assert response.data == expected
        assert response.headers["Content-Range"].endswith(f"/{len(whole)}")
    assert client.get("/muster/muster.nt", headers={"Range": f"bytes={len(whole)}-"}).status_code == 416
    stale = client.get("/muster/muster.nt", headers={"Range": "bytes=0-9", "If-Range": '"old"'})
    assert (stale.status_code, stale.data) == (200, whole)


@pytest.mark.parametrize(
    "path",
    [
        "/../secret", "/muster/../../secret", "/%2e%2e/secret", "/muster/%2e%2e/%2e%2e/secret", "/..%2fsecret",
        "/muster/..\\..\\secret", "//etc/passwd", "/etc/passwd", "/muster/use.csv%00", "/%00", "/manifest.json/../../secret",
        "/static/../app.py", "/static/%2e%2e/app.py", "/link.txt", "/unlisted.txt", "/muster/use.csv/", "/<script>", "/a b",
        "/%ff%fe", "/" + "a/" * 3000, "/" + "x" * 20000,
    ],
)  # fmt: skip
def test_nothing_outside_the_manifest_is_served(path: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("not for you")
    folder = write_published(tmp_path / "published")
    (folder / "unlisted.txt").write_text("not for you")
    (folder / "link.txt").symlink_to(tmp_path / "secret")
    response = client_of(folder).get(path)
    assert response.status_code in {308, 400, 404}
    assert b"not for you" not in response.data
    assert b"root:" not in response.data


def test_a_manifest_that_leads_outside_is_refused(tmp_path: Path, store: Store) -> None:
    (tmp_path / "secret").write_text("secret")
    folder = write_published(tmp_path / "published")
    (folder / "link.txt").symlink_to(tmp_path / "secret")
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"].append({"path": "link.txt", "bytes": 6, "sha256": "0" * 64, "mediaType": "text/plain"})
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(Exception, match="leads out"):
        create_app(folder, store)


def test_a_file_of_another_release_is_not_served(tmp_path: Path) -> None:
    folder = write_published(tmp_path)
    client = client_of(folder)
    (folder / "muster/use.csv").write_text("another release")
    assert client.get("/muster/use.csv").status_code == 503
    (folder / "muster/use.csv").unlink()
    assert client.get("/muster/use.csv").status_code == 503


# What is not there


def test_what_is_not_there_proposes_what_is_near(client: FlaskClient) -> None:
    page = client.get("/muster/code/use/yess", headers={"Accept": "text/html", "Accept-Language": "en"})
    assert page.status_code == 404
    assert 'href="/muster/code/use/yes"' in page.text
    problem = json.loads(client.get("/muster/use/observation/2099/yes/share").data)
    assert "/muster/use" in problem["suggestions"]
    assert problem["type"] == "/about#error-404"
    assert problem["instance"] == "/muster/use/observation/2099/yes/share"
    assert 'id="error-404"' in client.get("/about").text


def test_a_slash_too_many_leads_to_the_right_address(client: FlaskClient) -> None:
    response = client.get("/muster/use/?lang=en")
    assert (response.status_code, response.headers["Location"]) == (308, "/muster/use?lang=en")
    assert client.get("/nothing/").status_code == 404
    for path, right in (
        ("/about/?lang=en", "/about?lang=en"),
        ("/search/?q=a", "/search?q=a"),
        ("/about/method//", "/about/method"),
    ):
        response = client.get(path)
        assert (response.status_code, response.headers["Location"]) == (308, right)


def test_a_language_that_is_not_there_is_told(client: FlaskClient) -> None:
    for path in ("/", "/muster/use", "/sparql", "/download"):
        response = client.get(f"{path}?lang=fr", headers={"Accept": "text/html"})
        assert response.status_code == 400
        assert "de, en" in response.text


def test_an_address_that_is_too_long_is_told(client: FlaskClient) -> None:
    response = client.get("/muster/use?x=" + "y" * 100_000)
    assert response.status_code == 414
    assert len(client.get("/search?q=" + "y" * 60_000, headers={"Accept": "text/html"}).data) < 10_000  # it is not told again
    assert client.post("/muster/use").status_code == 405
    assert client.post("/muster/use").headers["Allow"]


def test_programs_get_errors_in_english_unless_they_ask_for_german(client: FlaskClient) -> None:
    assert json.loads(client.get("/nothing").data)["title"] == "There is nothing here"
    assert json.loads(client.get("/nothing", headers={"Accept-Language": "de"}).data)["title"] == "Hier ist nichts"


def test_a_site_below_a_path_links_below_it(client: FlaskClient) -> None:
    response = client.get(OBSERVATION, base_url="http://host.example/data", headers={"Accept": "text/html"})
    assert 'href="/data/muster/use"' in response.text
    assert 'href="/data/static/kgsm.css"' in response.text
    assert f'</data{OBSERVATION}.ttl>; rel="alternate"; type="text/turtle"' in links(response)


@pytest.mark.parametrize(
    "address",
    [
        "/muster/use?format=none", "/muster/use?format=jsonstat&wave=1&wave=1", "/catalog?page=x&format=ttl",
        "/catalog?profile=none&format=ttl", "/sparql?query=ASK%20{}&format=none", "/about?lang=fr", "/muster/use?lang=fr", "/feed.atom?lang=fr", "/nothing",
    ],
)  # fmt: skip
def test_a_problem_is_told_in_one_language_english_unless_another_one_is_asked_for(client: FlaskClient, address: str) -> None:
    told = {each: client.get(address, headers={"Accept-Language": each} if each else {}) for each in ("", "en", "de")}
    texts = {each: json.loads(found.data) for each, found in told.items()}
    sentences = {each: (found["title"], found["detail"]) for each, found in texts.items()}
    assert {found.mimetype for found in told.values()} == {"application/problem+json"}
    assert sentences[""] == sentences["en"]
    assert sentences["de"][0] != sentences["en"][0]
    assert sentences["de"][1] != sentences["en"][1]
