"""The OpenAPI document is true: requests made from it by a machine are answered as it says, and none with 500."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import jsonschema_rs
import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    positive_data_acceptance,
    response_schema_conformance,
    status_code_conformance,
)

from kgsm.manifest import read_manifest
from kgsm.serve import create_app
from kgsm.store import open_store

# schemathesis 4.32 warns of its own imports.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

PUBLISHED: Final = Path(__file__).parent.parent / "published"
AS_TOLD: Final = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
ROWS: Final = "/kommunen-social-media/use.{format}"


@pytest.fixture(scope="module")
def app() -> Flask:
    return create_app(PUBLISHED, open_store(PUBLISHED))


@pytest.fixture(scope="module")
def document(app: Flask) -> dict[str, Any]:
    return dict(json.loads(app.test_client().get("/openapi.json").data))


def operations(app: Flask) -> Iterator[Any]:
    """Yield the operations of the document, of the datasets one."""
    for each in schemathesis.openapi.from_wsgi("/openapi.json", app).get_all_operations():
        operation: Any = each.ok()  # type: ignore[union-attr]
        if not operation.path.startswith("/kommunen-social-media/") or operation.path in {
            ROWS,
            ROWS.replace(".{format}", "/structure.json"),
        }:
            yield operation


def ask(operation: Any, mode: GenerationMode, examples: int, checks: list[Any]) -> None:
    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(mode))
    def once(case: Any) -> None:
        # In process nothing unpacks gzip.
        case.call_and_validate(headers={"Accept-Encoding": "identity"}, checks=checks)

    once()


def run(app: Flask, mode: GenerationMode, examples: int) -> set[str]:
    """Ask what the document says that can be asked, or what is near it, and return the operations."""
    seen = set()
    for operation in operations(app):
        if mode is GenerationMode.NEGATIVE and not (operation.query or operation.path_parameters):
            continue
        valid = mode is GenerationMode.POSITIVE and operation.path == ROWS
        ask(operation, mode, examples, [*AS_TOLD, positive_data_acceptance] if valid else AS_TOLD)
        seen.add(f"{operation.method.upper()} {operation.path}")
    return seen


def test_requests_by_the_document_are_answered_as_it_says(app: Flask) -> None:
    seen = run(app, GenerationMode.POSITIVE, 8)
    assert {"GET /sparql", "POST /sparql", "GET /catalog", f"GET {ROWS}", "GET /health"} <= seen
    run(app, GenerationMode.NEGATIVE, 5)


@pytest.mark.slow
def test_many_requests_by_the_document_are_answered_as_it_says(app: Flask) -> None:
    run(app, GenerationMode.POSITIVE, 300)
    run(app, GenerationMode.NEGATIVE, 300)


def test_the_document_names_every_dataset_with_its_dimensions_and_codes(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    structures = [each.path for each in read_manifest(PUBLISHED).files if each.path.endswith("/structure.json")]
    assert structures
    for path in structures:
        assert f"/{path}" in document["paths"]
        content = json.loads((PUBLISHED / path).read_text("utf-8"))
        item = document["paths"][f"/{path.removesuffix('/structure.json')}.{{format}}"]["get"]
        known = {each["name"]: each["schema"]["items"]["enum"] for each in item["parameters"] if each["schema"].get("items")}
        assert known == {each["parameter"]: [*(code["code"] for code in each["codes"]), "*"] for each in content["dimensions"]}


def test_the_document_is_openapi_31_and_linked_from_everywhere(app: Flask, document: dict[str, Any]) -> None:
    for item in document["paths"].values():
        for operation in item.values():
            for parameter in operation.get("parameters", ()):
                jsonschema_rs.meta.validate(parameter["schema"])
    client = app.test_client()
    for path in ("/", "/catalog", "/sparql", "/kommunen-social-media/use", "/kommunen-social-media/use.csv?wave=2013"):
        links = client.get(path).headers.getlist("Link")
        assert any(each.startswith("</openapi.json>") and 'rel="service-desc"' in each for each in links), path
