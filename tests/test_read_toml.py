"""The lines of study.toml, and its schema: what an editor is told is what the reader accepts."""

import json
from pathlib import Path
from typing import Any

import pytest

import kgsm.read
from kgsm import iris
from kgsm.authority import FREQUENCIES, POLITICAL_LEVELS, PUBLISHER_TYPES, THEMES
from kgsm.problems import Problem
from kgsm.read.agents import AGENT_KEYS, CONTACT_KEYS, CREATOR_KEYS, PUBLISHER_KEYS
from kgsm.read.code_lists import CODE_COLUMNS, CODE_LIST_KEYS
from kgsm.read.components import BUILT_IN, COMPONENT_KEYS, MEASURE_KEYS, TYPES, columns_of
from kgsm.read.datasets import DATASET_KEYS, PARTITION_KEYS
from kgsm.read.evidence import EVIDENCE_COLUMNS
from kgsm.read.sentences import SENTENCE_KEYS
from kgsm.read.sources import SOURCE_COLUMNS
from kgsm.read.study_file import REQUIRED_KEYS, STUDY_KEYS
from kgsm.read.toml_file import KeyPath, read_toml
from kgsm.study import Answers, Role, Sample

SCHEMA: dict[str, Any] = json.loads((Path(kgsm.read.__file__).parent / "study.schema.json").read_text("utf-8"))
DOCS = (Path(__file__).resolve().parents[1] / "docs" / "study-folder.md").read_text("utf-8")

TEXT = '''\
# a comment with = and [brackets]
a = 1 # another
"b c".d = """
[not a table]
x = "no key" \\""" still
"""
e = [
  "one", # [
  { f = """
two""", g = [3,
    4] },
]

[h]
i = \'\'\'
[k]\'\'\'
'j.j' = { de = "x", "en" = 'y' }
[h.l]
m = 1979-05-27 07:32:00
[[n]]
o = 1
[n.p]
q = 2
[[n]]
o = 3
[[n.r]]
s = 4
[[n.r]]
s = 5
'''
LINES: dict[KeyPath, int] = {
    ("a",): 2,
    ("b c", "d"): 3,
    ("e",): 7,
    ("e", 0): 8,
    ("e", 1, "f"): 9,
    ("e", 1, "g"): 10,
    ("e", 1, "g", 1): 11,
    ("h",): 14,
    ("h", "i"): 15,
    ("h", "j.j", "en"): 17,
    ("h", "l", "m"): 19,
    ("n", 0, "o"): 21,
    ("n", 0, "p", "q"): 23,
    ("n", 1): 24,
    ("n", 1, "o"): 25,
    ("n", 1, "r", 0, "s"): 27,
    ("n", 1, "r", 1, "s"): 29,
    ("n", 1, "r", 1, "not there"): 28,
    ("not there",): 1,
}


def test_the_line_of_every_key_is_known(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text(TEXT, "utf-8")
    problems: list[Problem] = []
    file = read_toml(path, "x.toml", problems)
    assert file is not None
    assert {each: file.line(each) for each in LINES} == LINES


def keys(definition: dict[str, Any]) -> tuple[str, ...]:
    return tuple(definition["properties"])


def test_the_schema_has_the_keys_that_the_reader_accepts() -> None:
    definitions = SCHEMA["$defs"]
    assert set(keys(SCHEMA)) == set(STUDY_KEYS)
    assert keys(definitions["agent"]) == AGENT_KEYS
    assert keys(definitions["publisher"]) == PUBLISHER_KEYS
    assert keys(definitions["contact"]) == CONTACT_KEYS
    assert keys(definitions["creator"]) == CREATOR_KEYS
    assert keys(definitions["codeList"]) == CODE_LIST_KEYS
    assert keys(definitions["dimension"]) == keys(definitions["attribute"]) == COMPONENT_KEYS
    assert keys(definitions["measure"]) == MEASURE_KEYS
    assert keys(definitions["dataset"]) == DATASET_KEYS
    assert keys(definitions["partition"]) == PARTITION_KEYS
    assert keys(definitions["sentence"]) == SENTENCE_KEYS


def test_the_schema_has_the_choices_that_the_reader_accepts() -> None:
    top, dataset = SCHEMA["properties"], SCHEMA["$defs"]["dataset"]["properties"]
    assert top["sample"]["enum"] == list(Sample)
    assert tuple(top["themes"]["items"]["enum"]) == tuple(THEMES)
    assert tuple(top["political_level"]["enum"]) == POLITICAL_LEVELS
    assert tuple(top["frequency"]["enum"]) == FREQUENCIES
    assert SCHEMA["$defs"]["publisher"]["properties"]["type"]["enum"] == list(PUBLISHER_TYPES)
    assert dataset["answers"]["enum"] == list(Answers)
    for role in Role:
        assert tuple(SCHEMA["$defs"][role]["properties"]["type"]["enum"]) == TYPES[role]


def test_the_schema_requires_what_the_reader_requires() -> None:
    assert set(SCHEMA["required"]) == {*REQUIRED_KEYS, "dataset"}
    assert SCHEMA["$defs"]["name"]["pattern"] == f"^{iris.NAME.pattern}$"


def objects(schema: dict[str, Any]) -> list[dict[str, Any]]:
    inner = [each for value in schema.values() for each in (value if isinstance(value, list) else [value])]
    found = [each for each in inner if isinstance(each, dict)]
    return [schema, *(deeper for each in found for deeper in objects(each))]


def test_the_schema_is_closed_and_explains_every_key() -> None:
    for each in objects(SCHEMA):
        if each.get("type") == "object" and "properties" in each:
            assert each["additionalProperties"] is False
            for name, key in each["properties"].items():
                assert key.get("description"), name


@pytest.mark.parametrize("name", [*STUDY_KEYS, *CREATOR_KEYS, *CODE_LIST_KEYS, *COMPONENT_KEYS, *DATASET_KEYS, *PARTITION_KEYS])
def test_the_reference_explains_every_key(name: str) -> None:
    tables = {"publisher", "contact", "creator", "code", "dimension", "measure", "attribute", "dataset", "partition"}
    assert f"| `{name}` |" in DOCS or (name in tables and (f"[{name}" in DOCS or f".{name}]]" in DOCS))


def test_the_reference_explains_every_column() -> None:
    columns = [*CODE_COLUMNS.names(), *SOURCE_COLUMNS.names(), *EVIDENCE_COLUMNS.names()]
    columns += [name for each in BUILT_IN for name in columns_of(each)]
    assert [name for name in columns if f"`{name}`" not in DOCS] == []
