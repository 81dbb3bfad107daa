"""The layers of ARCHITECTURE.md, enforced: who may import whom, and that every module says what it is."""

import ast
from collections.abc import Iterator
from pathlib import Path

import kgsm

PACKAGE = Path(kgsm.__file__).parent
LAYERS = {
    0: {
        "assembly",
        "authority",
        "counts",
        "graphs",
        "home",
        "iris",
        "limits",
        "manifest",
        "messages",
        "meter",
        "namespaces",
        "problems",
        "scratch",
        "sparql",
        "sql",
        "text",
        "turtle",
        "workbook",
    },
    1: {"columns", "consequences", "cube", "formula", "points", "quality", "report", "scans", "sentence", "study", "tables"},
    2: {"describe", "evidence", "new", "publish", "query", "read", "serve", "spark", "store", "validate"},
    3: {"__init__", "__main__", "app", "cli", "conductor", "export", "scribe"},
}
FROM_PUBLISHED_ALONE = {"query", "serve", "store"}  # know no study folder: layer 0 and nothing else
ONE_HOME = {
    "click": {"cli"},
    "flask": {"app", "cli", "serve"},
    "pyshacl": {"validate"},
    "pyspark": {"spark"},
    "SPARQLWrapper": {"query", "store"},
}


def modules() -> Iterator[tuple[str, Path, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).parts[0].removesuffix(".py"), path, ast.parse(path.read_text("utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: imports are absolute"
            yield from (f"{node.module}.{each.name}" for each in node.names)


def may_import(part: str, other: str) -> bool:
    layer_of = {name: layer for layer, names in LAYERS.items() for name in names}
    ceiling = 0 if part in FROM_PUBLISHED_ALONE else min(layer_of[part], 1)
    return part == other or layer_of[part] == 3 or layer_of[other] <= ceiling


def test_every_module_has_a_layer_and_imports_from_below() -> None:
    for part, path, tree in modules():
        for name in imported(tree):
            package, _, rest = name.partition(".")
            if package == "kgsm":
                assert may_import(part, rest.split(".")[0]), f"{path} imports {name}"
            assert part in ONE_HOME.get(package, {part}), f"{path} imports {package}"


def test_no_import_hides_in_a_function() -> None:
    for _, path, tree in modules():
        functions = [each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]
        hidden = [node for each in functions for node in ast.walk(each) if isinstance(node, ast.Import | ast.ImportFrom)]
        assert not hidden, f"{path}:{hidden[0].lineno}"


def test_the_first_line_of_every_module_says_what_it_does() -> None:
    for _, path, tree in modules():
        first = (ast.get_docstring(tree) or "").split("\n")[0]
        assert first.endswith((".", ":")), f"{path}: {first!r}"


def test_modules_are_named_after_their_topic() -> None:
    kinds = {"base", "common", "helper", "helpers", "manager", "misc", "models", "util", "utils"}
    assert [str(path) for _, path, _ in modules() if kinds & set(path.with_suffix("").parts[-2:])] == []
