"""`Site` → the OpenAPI 3.1 document of what programs can ask: rows, structures, files, catalog, endpoint, health."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import quote

from flask import Response, request

from kgsm.assembly import ROWS_FILE
from kgsm.serve import replies
from kgsm.serve.cube.cubes import Cube, Dimension
from kgsm.serve.cube.formats import JSON_STAT, ROWS, content_type
from kgsm.serve.cube.selection import ANY
from kgsm.serve.negotiate import ANSWERED_GRAPHS, GRAPHS, HTML, LANGUAGES, Format
from kgsm.serve.negotiate import ROWS as ANSWERS
from kgsm.serve.site import Site

PATH: Final = "/openapi.json"
OPENAPI: Final = Format("openapi", "OpenAPI", "application/vnd.oai.openapi+json;version=3.1", ".json")
# More datasets than that are told by the general path alone, and more codes than that by structure.json.
_DATASETS: Final = 100
_CODES: Final = 200
_BINARY: Final[dict[str, Any]] = {}  # any bytes (OpenAPI 3.1, 4.8.14.3)
_PROBLEM: Final[dict[str, Any]] = {"$ref": "#/components/responses/Problem"}
_REFUSED: Final = {str(status): _PROBLEM for status in (400, 404, 406, 412, 414, 429, 503)}
_FORMATS: Final = [*(each.suffix[1:] for each in ROWS), JSON_STAT.name]


def reply(site: Site) -> Response:
    """Return the document."""
    body = json.dumps(document(site, request.root_path), ensure_ascii=False, indent=1).encode() + b"\n"
    return replies.document(body, OPENAPI)


def document(site: Site, root: str = "") -> dict[str, Any]:
    """Return the content of the document; `root` is the path that the site lies below."""
    datasets = sorted(path.removesuffix(f"/{ROWS_FILE}") for path in site.files if path.endswith(f"/{ROWS_FILE}"))
    known = [site.cubes.cube(each) for each in datasets[:_DATASETS]]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "kgsm",
            "version": site.digest[:12],
            "description": "Rows of datasets by code, structures, files, the catalog, SPARQL. The version is the release.",
        },
        "servers": [{"url": root or "/"}],
        "paths": {
            **{f"/{_escaped(each.path)}.{{format}}": _rows_of(each) for each in known},
            **{f"/{_escaped(each)}/structure.json": _structure() for each in datasets[:_DATASETS]},
            "/{study}/{dataset}.{format}": _rows_of_any(),
            "/{study}/{file}": _file(),
            "/catalog": _catalog(),
            "/sparql": _sparql(),
            "/health": _get("Tells that the server answers", {"200": _content("the word ok", ["text/plain"])}),
            PATH: _get("This document", {"200": _content("the document", [OPENAPI.media_type], {"type": "object"})}),
        },
        "components": {"responses": {"Problem": _problem()}, "schemas": {"Problem": _problem_schema()}},
    }


def _escaped(path: str) -> str:
    return quote(path, safe="/-._~")


def _rows_of(cube: Cube) -> dict[str, Any]:
    """Return the path item of one dataset, whose dimensions and codes are known."""
    parameters = [_parameter(each) for each in cube.dimensions]
    return _get(f"Rows of {cube.path}", _found(), [_format_parameter(), *parameters, *_LANGUAGE])


def _parameter(dimension: Dimension) -> dict[str, Any]:
    code: dict[str, Any] = {"type": "string", "minLength": 1}
    if not dimension.more and len(dimension.codes) <= _CODES:
        code = {"enum": [*dimension.codes, ANY]}
    return {
        "name": dimension.parameter,
        "in": "query",
        "description": f"{dimension.label.get('en', '')}: any of these codes; {ANY} is any.",
        "style": "form",
        "explode": True,
        "schema": {"type": "array", "minItems": 1, "items": code},
    }


def _rows_of_any() -> dict[str, Any]:
    """Return the path item of all datasets; structure.json tells their dimensions and codes."""
    free = {
        "name": "filter",
        "in": "query",
        "description": "A parameter for each dimension that structure.json tells, repeated or with commas for any of several.",
        "style": "form",
        "explode": True,
        "schema": {"type": "object", "additionalProperties": {"type": "string"}},
    }
    return _get("Rows of a dataset", _found(), [_in_path("study"), _in_path("dataset"), _format_parameter(), free])


def _structure() -> dict[str, Any]:
    schema = {"type": "object", "required": ["dataset", "dimensions", "measures", "attributes", "links", "languages"]}
    found = {"200": _content("dimensions with codes, measures, attributes, links", ["application/json"], schema)}
    return _get("The structure of a dataset", {**found, **_KEPT, "503": _PROBLEM})


def _file() -> dict[str, Any]:
    responses = {"200": _content("the file", ["*/*"]), "206": _content("a part of it", ["*/*"]), **_KEPT, **_REFUSED}
    responses |= {"416": _PROBLEM, "308": {"description": "the address without its last slash"}}
    return _get(
        "A published file, or the description of what has that address", responses, [_in_path("study"), _in_path("file")]
    )


def _catalog() -> dict[str, Any]:
    types = [each.content_type for each in (HTML, *GRAPHS)]
    responses = {"200": _content("the catalog (DCAT-AP)", types), **_KEPT, **_REFUSED}
    return _get("The catalog of all studies", responses, [_format_of((HTML, *GRAPHS)), *_LANGUAGE])


def _sparql() -> dict[str, Any]:
    forms = (*ANSWERS, *ANSWERED_GRAPHS, HTML)
    statuses = (400, 406, 408, 413, 414, 415, 429, 500, 503)
    responses = {"200": _content("the answer", [each.content_type for each in forms]), **_KEPT}
    # The page with the query is the answer to browsers, where something is wrong, too.
    responses |= {str(status): _PROBLEM for status in statuses}
    query = {"name": "query", "in": "query", "description": "a SPARQL 1.1 query", "schema": {"type": "string"}}
    item = _get(
        "A SPARQL query; without one, the description of the endpoint", responses, [query, _format_of(forms), *_LANGUAGE]
    )
    text = {"type": "string"}
    form = {"type": "object", "required": ["query"], "properties": {"query": text}}
    item["post"] = {
        "summary": "A SPARQL query of any length",
        "requestBody": {
            "required": True,
            "content": {
                "application/sparql-query": {"schema": text},
                "application/x-www-form-urlencoded": {"schema": form},
            },
        },
        "responses": responses,
    }
    return item


def _get(summary: str, responses: Mapping[str, Any], parameters: Iterable[Mapping[str, Any]] = ()) -> dict[str, Any]:
    return {"get": {"summary": summary, "parameters": list(parameters), "responses": dict(responses)}}


def _content(description: str, types: Iterable[str], schema: Mapping[str, Any] = _BINARY) -> dict[str, Any]:
    return {"description": description, "content": {each: {"schema": dict(schema)} for each in types}}


def _found() -> dict[str, Any]:
    types = [content_type(each) for each in ROWS]
    return {"200": _content("the rows", dict.fromkeys(types)), **_KEPT, **_REFUSED}


def _in_path(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", "pattern": "^[A-Za-z0-9._-]+$"}}


def _format_parameter() -> dict[str, Any]:
    return {"name": "format", "in": "path", "required": True, "schema": {"enum": _FORMATS}}


def _format_of(forms: Iterable[Format]) -> dict[str, Any]:
    names = list(dict.fromkeys(each.name for each in forms))
    return {"name": "format", "in": "query", "description": "instead of Accept", "schema": {"enum": names}}


def _problem() -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    content = {"application/problem+json": {"schema": schema}, HTML.content_type: {}}
    return {"description": "What is wrong (RFC 9457), as a page for browsers", "content": content}


def _problem_schema() -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "type": "object",
        "required": ["type", "title", "status", "detail", "instance"],
        "properties": {
            "type": text,
            "title": text,
            "status": {"type": "integer"},
            "detail": text,
            "instance": text,
            "known": {"type": "array", "items": text, "description": "the dimensions, or the codes, that there are"},
            "didYouMean": text,
            "dimension": text,
        },
    }


_KEPT: Final = {"304": {"description": "the client's copy is still good"}}
_LANGUAGE: Final = (
    {"name": "lang", "in": "query", "description": "language of pages and sentences", "schema": {"enum": list(LANGUAGES)}},
)
