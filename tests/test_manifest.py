"""manifest.json: what is written is read back, and what is not a manifest is refused in a sentence."""

import json
from pathlib import Path

import pytest

from kgsm.manifest import MANIFEST, Manifest, PublishedFile, dump, read_manifest
from kgsm.problems import PublishedError

TURTLE = PublishedFile("a/a.ttl", 12, "0" * 64, "text/turtle", triples=3)
TRIPLES = PublishedFile("a/a.nt", 40, "1" * 64, "application/n-triples", triples=3, graph="https://example.org/a")
TABLE = PublishedFile("a/use.csv", 9, "2" * 64, "text/csv")


def test_a_manifest_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    manifest = Manifest("https://example.org/", ("a", "b"), (TRIPLES, TURTLE, TABLE))
    (tmp_path / MANIFEST).write_text(dump(manifest), encoding="utf-8")
    assert read_manifest(tmp_path) == manifest
    assert manifest.file("a/a.ttl") == TURTLE
    assert manifest.file("a/b.ttl") is None
    assert manifest.graphs() == (TRIPLES,)


def test_the_order_of_files_and_studies_does_not_depend_on_who_asks(tmp_path: Path) -> None:
    one = Manifest("https://example.org/", ("a", "b"), (TRIPLES, TURTLE, TABLE))
    other = Manifest("https://example.org/", ("b", "a"), (TABLE, TURTLE, TRIPLES))
    assert dump(one) == dump(other)
    (tmp_path / MANIFEST).write_text(dump(other), encoding="utf-8")
    assert read_manifest(tmp_path) == one


def test_a_file_that_is_not_rdf_has_neither_triples_nor_graph() -> None:
    entry = json.loads(dump(Manifest("https://example.org/", ("a",), (TABLE,))))["files"][0]
    assert entry == {"path": "a/use.csv", "bytes": 9, "sha256": "2" * 64, "mediaType": "text/csv"}


def test_a_folder_without_a_manifest_is_no_published_folder(tmp_path: Path) -> None:
    with pytest.raises(PublishedError, match="is not a published folder"):
        read_manifest(tmp_path)
    with pytest.raises(PublishedError, match="is not a published folder"):
        read_manifest(tmp_path / "nowhere")


def entry(**changes: object) -> dict[str, object]:
    whole: dict[str, object] = {"path": "a.nt", "bytes": 1, "sha256": "0" * 64, "mediaType": "text/plain", **changes}
    return {key: value for key, value in whole.items() if value is not None}


def manifest_of(*files: object) -> str:
    return json.dumps({"base": "https://example.org/", "studies": ["a"], "files": files})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is not a manifest"),
        ("{", "is not a manifest"),
        ("[" * 100_000, "is not a manifest"),
        ("[]", "the whole is not a JSON object"),
        ("{}", "'studies' is missing"),
        (json.dumps({"studies": [1], "files": [], "base": "b"}), "'studies' is not a list of names"),
        (json.dumps({"studies": ["a/b"], "files": [], "base": "b"}), "'studies' is not a list of names"),
        (json.dumps({"studies": [".."], "files": [], "base": "b"}), "'studies' is not a list of names"),
        (json.dumps({"studies": [], "files": []}), "'base' is missing"),
        (manifest_of("a.nt"), "an entry of 'files' is not a JSON object"),
        (manifest_of(entry(bytes="1")), "'bytes' is missing"),
        (manifest_of(entry(bytes=-1)), "'bytes' is missing"),
        (manifest_of(entry(triples=True)), "'triples' is missing"),
        (manifest_of(entry(sha256=None)), "'sha256' is missing"),
        (manifest_of(entry(), entry()), "a path stands in 'files' twice"),
        (manifest_of(entry(path="../a.nt")), "not a relative path inside"),
        (manifest_of(entry(path="/etc/passwd")), "not a relative path inside"),
        (manifest_of(entry(path="a//b")), "not a relative path inside"),
        (manifest_of(entry(path="a\\..\\b")), "not a relative path inside"),
        (manifest_of(entry(path="")), "not a relative path inside"),
    ],
)
def test_what_is_not_a_manifest_is_refused_in_a_sentence(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(PublishedError, match=says):
        read_manifest(tmp_path)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PublishedError, match="cannot be read"):
        read_manifest(tmp_path)
