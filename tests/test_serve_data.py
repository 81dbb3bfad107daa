"""`kgsm serve --data`: files that kgsm did not make, as endpoint, graphs and IRIs; and the options that limit queries."""

import json
from pathlib import Path
from urllib.parse import quote

import pytest
from rdflib import RDF, Graph, URIRef

from kgsm.manifest import read_manifest
from kgsm.namespaces import KGSM, SD
from kgsm.problems import PublishedError
from kgsm.sparql import select
from kgsm.store import lay_out, open_store
from tests.serving import client_of
from tests.test_serve_server import get, served

BASE = "http://things.example/"
TURTLE = '@prefix : <http://things.example/> . :a :knows :b, [ :name "blank" ] . :a <#part> "1.50" .'
TRIG = '@prefix : <http://things.example/> . :a :name "A"@en . :g { :a :age 3 . _:x :in _:y } _:h { :a :hidden true }'
JSON_LD = '{"@context": {"name": "http://things.example/name"}, "@id": "http://things.example/c", "name": "C", "@graph": [{"@id": "http://things.example/d", "name": "D"}]}'
FILES = {
    "one.ttl": TURTLE,
    "two.trig": TRIG,
    "three.nq": '<http://things.example/a> <http://things.example/name> "A"@en <http://things.example/g> .\n# done\n',
    "four.jsonld": JSON_LD,
    "five.nt": '<http://things.example/a> <http://things.example/n> "dot . in it" . # so\n_:a <http://things.example/n> _:b .\n',
}


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return [tmp_path / name for name in FILES]


def test_graphs_keep_their_names_and_files_give_one_to_what_is_in_none(files: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    lay_out(files, BASE, out)
    store = open_store(out)
    counted = {
        row["g"].value: int(row["n"].value)
        for row in select(store, "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    }
    blank = next(each for each in counted if each.startswith(f"{BASE}two.trig#"))
    assert counted == {
        f"{BASE}one.ttl": 4, f"{BASE}two.trig": 1, f"{BASE}g": 3, blank: 1, f"{BASE}c": 1, f"{BASE}four.jsonld": 1, f"{BASE}five.nt": 2,
    }  # fmt: skip
    assert {each.graph for each in read_manifest(out).graphs()} == set(counted)
    # One triple is in two graphs, and once in their union; blank nodes are the same in a graph and in the union.
    assert select(store, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[0]["n"].value == "12"
    assert (
        len(select(store, "SELECT * { ?s <http://things.example/knows> ?b . GRAPH ?g { ?b <http://things.example/name> ?n } }"))
        == 1
    )
    assert select(store, f"SELECT ?o {{ <{BASE}a> <{BASE}one.ttl#part> ?o }}")[0]["o"].value == "1.50"


def test_the_site_over_foreign_files_answers_as_any_other(files: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    lay_out(files, BASE, out)
    client = client_of(out)
    graph = Graph().parse(data=client.get("/a", headers={"Accept": "text/turtle"}).data, format="turtle")
    assert len(list(graph.objects(URIRef(f"{BASE}a"), URIRef(f"{BASE}knows")))) == 2
    assert client.get(f"/sparql/graphs?graph={quote(BASE)}g").status_code == 200
    description = Graph().parse(data=client.get("/sparql").data, format="turtle")
    assert len(set(description.subjects(RDF.type, SD.NamedGraph))) == 7
    for path in ("/", "/a", "/sparql", "/about", "/download"):
        assert client.get(path, headers={"Accept": "text/html"}).status_code == 200


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("a.docx", "", "suffix of no RDF format"),
        ("a.ttl", "<x:a> <x:b", "cannot be read"),
        ("a.jsonld", '{"@context": "http://127.0.0.1:9/context", "@id": "x:a", "n": 1}', "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str, text: str, reason: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(PublishedError, match=reason) as caught:
        lay_out([tmp_path / name], BASE, tmp_path)
    assert name in str(caught.value)
    with pytest.raises(PublishedError, match="ends with /"):
        lay_out([], "http://things.example", tmp_path)


def test_the_command_serves_files_under_a_base_with_the_limits_that_it_was_given(files: list[Path]) -> None:
    limits = ["--time-limit", "7", "--answer-limit", "3", "--request-limit", "2", "--queries", "3", "--client-queries", "5"]
    limits += ["--row-limit", "6", "--workers", "2"]
    options = [part for each in files[:2] for part in ("--data", str(each))]
    with served(None, *options, "--base-iri", BASE, *limits) as (_, port):
        status, headers, body = get(port, "/sparql", Accept="text/turtle")
        assert (status, headers["sparql-time-limit"], headers["sparql-answer-limit"]) == (200, "7", "3000000")
        graph = Graph().parse(data=body, format="turtle")
        assert {str(each) for each in graph.objects(None, KGSM.timeLimit)} == {"PT7S"}
        assert {str(each) for each in graph.objects(None, KGSM.clientLimit)} == {"5"}, "over all processes"
        assert {str(each) for each in graph.objects(None, KGSM.queryLimit)} == {"6"}, "three in each of two processes"
        assert {str(each) for each in graph.objects(None, KGSM.rowLimit)} == {headers["sparql-row-limit"]} == {"6"}
        assert get(port, "/sparql?query=" + quote("SELECT * { ?s ?p ?o . ?a ?b ?c }"))[0] == 503
        found = json.loads(get(port, "/sparql?query=" + quote(f"ASK {{ <{BASE}a> <{BASE}knows> <{BASE}b> }}"))[2])
        assert found["boolean"] is True
        assert get(port, "/a", Accept="text/turtle")[0] == 200
