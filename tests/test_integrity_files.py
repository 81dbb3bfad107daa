"""RDF files that cannot be checked: each is told with its place, and none of them conforms."""

import socket
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import Literal

from kgsm import home
from kgsm.namespaces import QB, SH
from kgsm.problems import KgsmError, Problem
from kgsm.validate.integrity import check_graph, triples
from kgsm.validate.integrity.reading import FORMATS

RDF_XML = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://example.org/">\n'
ENTITIES = "".join(f'<!ENTITY a{each} "{f"&a{each - 1};" * 10}">' for each in range(1, 10))
BOMB = (
    f'<?xml version="1.0"?>\n<!DOCTYPE r [<!ENTITY a0 "aaaaaaaaaa">{ENTITIES}]>\n{RDF_XML}<e:a><e:b>&a9;</e:b></e:a></rdf:RDF>'
)

# File name, its content, the place after the name, the code, a word of the sentence.
BROKEN: dict[str, tuple[str, str | bytes, str, str, str]] = {
    "an IRI with a space in Turtle": ("a.ttl", "@prefix ex: <http://example.org/> .\nex:a ex:b <http://example.org/a b> .", ":2:11", "broken-rdf", "' '"),
    "an IRI with a space in N-Triples": ("a.nt", "\n<http://example.org/a b> <http://example.org/b> 'c' .", ":2:1", "broken-rdf", "' '"),
    "an IRI with a space in RDF/XML": ("a.rdf", RDF_XML + '<rdf:Description rdf:about="http://example.org/a b"/>\n</rdf:RDF>', ":2", "broken-rdf", "' '"),
    "an IRI with a space in JSON-LD": ("a.jsonld", f'{{\n"@id": "http://example.org/a b",\n"@type": "{QB.Observation}"}}', ":2", "broken-rdf", "' '"),
    "a datatype with a space in JSON-LD": ("a.jsonld", '{"@id":"http://example.org/a","http://example.org/p":{"@value":"x","@type":"http://e/ b"}}', ":1", "broken-rdf", "http://e/ b"),
    "a language that is none in JSON-LD": ("a.jsonld", '{"@id":"http://example.org/a","http://example.org/p":{"@value":"x","@language":"d e"}}', ":1", "broken-rdf", "language"),
    "Turtle cut in the middle of a text": ("a.ttl", '@prefix ex: <http://example.org/> .\nex:a ex:b "x', ":2:11", "broken-rdf", "end of file"),
    "Turtle cut in the middle of a statement": ("a.ttl", "@prefix ex: <http://example.org/> .\nex:a ex:b ex:c ; ex:d", ":2:22", "broken-rdf", "end"),
    "RDF/XML cut between two elements": ("a.rdf", RDF_XML + '<rdf:Description rdf:about="http://example.org/a"/>\n', ":3:1", "broken-rdf", "no element found"),
    "JSON-LD cut": ("a.jsonld", '{"@id": "http://example.org/a",\n', ":2:1", "broken-rdf", "JSON-LD"),
    "a bomb of entities": ("a.rdf", BOMB, ":", "broken-rdf", "amplification"),
    "a language that is none": ("a.ttl", '<http://example.org/a> <http://example.org/b> "x"@de-toolongsubtag .', ":1:", "broken-rdf", "subtag"),
    "Latin-1": ("a.ttl", b'<http://example.org/a> <http://example.org/b> "\xfc" .', ":1:", "broken-rdf", "UTF-8"),
    "UTF-16": ("a.ttl", '<http://example.org/a> <http://example.org/b> "ü" .'.encode("utf-16"), ":1:1", "broken-rdf", "UTF-8"),
    "a literal without end": ("a.ttl", f'<http://example.org/a> <http://example.org/b> "{"x" * 20_000_000}" .', "", "broken-rdf", "buffer"),
    "a context from elsewhere": ("a.jsonld", '{"@id": "http://example.org/a",\n"@context": "https://example.org/context"}', ":2", "remote-context", "https://example.org/context"),
    "a context from elsewhere among others": ("a.jsonld", '{\n"@context": [\n"context.jsonld", {"a": "http://example.org/a"}]}', ":3", "remote-context", "context.jsonld"),
    "an imported context": ("a.jsonld", '{"@context": {"@version": 1.1, "@import": "https://example.org/c"}}', ":1", "remote-context", "https://example.org/c"),
    "a format that nobody knows": ("a.docx", "x", "", "unknown-format", ".docx"),
    "no suffix": ("README", "x", "", "unknown-format", "README"),
}  # fmt: skip


def problems_of(path: Path, content: str | bytes) -> tuple[Problem, ...]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    report = check_graph([path])
    (conforms,) = report.graph.objects(None, SH.conforms)
    assert conforms == Literal(lexical_or_value=not report.problems)
    return report.problems


@pytest.mark.parametrize("what", BROKEN)
def test_a_file_that_cannot_be_read_says_where_and_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    monkeypatch.setattr(socket, "socket", None)  # whoever asks the network fails
    name, content, place, code, word = BROKEN[what]
    (found,) = problems_of(tmp_path / name, content)
    assert str(found.place).removeprefix(str(tmp_path / name)).startswith(place)
    assert found.code == code
    assert word in found.message.en
    assert word in found.message.de


def test_a_file_that_is_not_there_or_is_a_folder_is_told(tmp_path: Path) -> None:
    found = check_graph([tmp_path / "none.ttl", tmp_path]).problems
    assert [each.code for each in found] == ["unreadable-file", "unknown-format"]
    (tmp_path / "folder.ttl").mkdir()
    assert [each.code for each in check_graph([tmp_path / "folder.ttl"]).problems] == ["unreadable-file"]


def test_one_broken_file_of_several_keeps_the_graph_from_being_checked(tmp_path: Path) -> None:
    whole = home.shapes() / "examples" / "integrity" / "IC-1.invalid.ttl"
    broken, other = tmp_path / "broken.ttl", tmp_path / "other.ttl"
    broken.write_text("<", encoding="utf-8")
    other.write_text("ex:a", encoding="utf-8")
    found = check_graph([whole, broken, other]).problems
    assert [(each.place.file, each.code) for each in found] == [(str(each), "broken-rdf") for each in (broken, other)]


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_is_read(tmp_path: Path, suffix: str) -> None:
    source = home.shapes() / "examples" / "integrity" / "IC-12.invalid.ttl"
    form = FORMATS[suffix]
    quads = pyoxigraph.parse(path=str(source), format=pyoxigraph.RdfFormat.TURTLE)
    content = pyoxigraph.serialize(quads if form.supports_datasets else [each.triple for each in quads], format=form)
    assert content is not None
    assert [each.code for each in problems_of(tmp_path / f"cube{suffix}", content)] == ["ic-12"]


def test_a_byte_order_mark_and_relative_iris_do_no_harm(tmp_path: Path) -> None:
    text = "\ufeff@prefix qb: <http://purl.org/linked-data/cube#> .\n<#set> qb:structure <#structure> .\n<> a qb:Observation ."
    found = problems_of(tmp_path / "cube.ttl", text)
    assert {each.code for each in found} == {"ic-1", "ic-3"}


def test_a_key_of_json_ld_without_a_meaning_is_left_out_as_the_standard_says(tmp_path: Path) -> None:
    (found,) = problems_of(tmp_path / "cube.jsonld", '{"@id": "http://example.org/a", "remark": "draft"}')
    assert found.code == "no-cube"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), suffix=st.sampled_from(list(FORMATS)))
def test_a_damaged_file_gives_no_traceback(tmp_path: Path, data: st.DataObject, suffix: str) -> None:
    example = data.draw(st.sampled_from(sorted((home.shapes() / "examples" / "integrity").glob("*.ttl"))))
    form = FORMATS[suffix]
    quads = list(pyoxigraph.parse(path=str(example), format=pyoxigraph.RdfFormat.TURTLE))
    whole = pyoxigraph.serialize(quads if form.supports_datasets else [each.triple for each in quads], format=form) or b""
    # A fraction, for blank nodes have labels of many lengths.
    at = int(data.draw(st.floats(0, 1, exclude_max=True)) * len(whole))
    damaged = whole[:at] + data.draw(st.binary(max_size=3)) + whole[at + data.draw(st.integers(0, 40)) :]
    for content in (whole[:at], damaged):
        assert all(each.line("de").isprintable() for each in problems_of(tmp_path / f"cube{suffix}", content))


def test_a_check_without_memory_says_that_it_was_not_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(triples, "_MEMORY", "1MB")
    path = tmp_path / "cube.nt"
    lines = (f"<http://example.org/{each}> <{QB.dataSet}> <http://example.org/set> .\n" for each in range(30_000))
    path.write_text("".join(lines), encoding="utf-8")
    with pytest.raises(KgsmError, match="could not be made"):
        check_graph([path])
