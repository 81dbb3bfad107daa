"""SPARQL query -> result: asks any SPARQL 1.1 endpoint over HTTP."""

import ast
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, Final, TypeAlias
from urllib.error import HTTPError, URLError

from rdflib import BNode, Literal, URIRef
from SPARQLWrapper import GET, JSON, POST, TURTLE, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import (
    EndPointInternalError,
    EndPointNotFound,
    QueryBadFormed,
    SPARQLWrapperException,
    Unauthorized,
    URITooLong,
)

from kgsm.namespaces import PREFIXES
from kgsm.problems import QueryError

Term: TypeAlias = URIRef | BNode | Literal

_LONGEST_GET: Final = 6000  # characters of a query that proxies and servers let pass in an address
_DECLARATION: Final = re.compile(r"\bPREFIX\s+([\w.-]*):\s*<([^<>\s]*)>", re.IGNORECASE)
_PREFIXED_NAME: Final = re.compile(r"(?<![\w.:<-])([A-Za-z][\w.-]*):")
# IRIs, comments and prefixed names come before the form of a query; strings do not (SPARQL 1.1, rule 4 Prologue).
_FORM: Final = re.compile(
    r"<[^<>\s]*>|\#[^\n]*|[\w.-]*:[\w.-]*"
    r"|\b(SELECT|ASK|CONSTRUCT|DESCRIBE|INSERT|DELETE|WITH|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD)\b",
    re.IGNORECASE,
)
_STATUS: Final = {
    QueryBadFormed: 400,
    Unauthorized: 401,
    EndPointNotFound: 404,
    URITooLong: 414,
    EndPointInternalError: 500,
}


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to SELECT, a term or None for each column of each row; that of ASK is one row with the column `answer`."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]


def query(endpoint: str, text: str, timeout: int = 60) -> Result | str:
    """Ask `endpoint` and return a `Result` (SELECT, ASK) or Turtle (CONSTRUCT, DESCRIBE).

    `timeout` is in seconds. Known prefixes that `text` uses and does not declare are declared for it.
    Raises QueryError where the endpoint is not reached, refuses the query, or answers with something else.
    """
    if not endpoint.startswith(("http://", "https://")):  # urllib would open files, too
        raise QueryError(f"'{endpoint}' is not the address of an endpoint: it begins with http:// or https://.")
    wrapper = _wrapper(endpoint, text, timeout)
    try:
        response = wrapper.query().response
        media_type, body = response.headers.get_content_type(), response.read()
    except SPARQLWrapperException as error:
        status = _STATUS.get(type(error))
        raise QueryError(f"{endpoint} answers {_reason(status, _body(error))}", status) from error
    except HTTPError as error:
        raise QueryError(f"{endpoint} answers {_reason(error.code, error.read())}", error.code) from error
    except TimeoutError as error:
        raise QueryError(f"{endpoint} has not answered within {timeout} seconds; --timeout waits longer.") from error
    except (OSError, HTTPException) as error:
        reason = error.reason if isinstance(error, URLError) else error
        raise QueryError(f"{endpoint} cannot be reached: {reason}. Is it running? 'kgsm serve' starts one.") from error
    return _answer(endpoint, media_type, body)


def prefixes_of(text: str) -> dict[str, str]:
    """Return the prefixes that the query `text` declares, with the known ones beside them."""
    return PREFIXES | dict(_DECLARATION.findall(text))


def _wrapper(endpoint: str, text: str, timeout: int) -> Any:
    """Return the request, ready to be sent; QueryError where `text` is an update."""
    form = next((found[1].upper() for found in _FORM.finditer(text) if found[1]), "SELECT")
    if form not in {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}:
        raise QueryError("This is an update; kgsm query only asks.", 400)
    wrapper = SPARQLWrapper(endpoint, agent="kgsm")
    # Not setQuery: it looks for the form with a pattern that takes exponential time on many prefixes in one line.
    wrapper.queryString, wrapper.queryType = _with_prefixes(text), form
    wrapper.setReturnFormat(TURTLE if form in {"CONSTRUCT", "DESCRIBE"} else JSON)
    wrapper.setOnlyConneg(True)  # the format is asked for in Accept alone
    wrapper.setMethod(POST if len(text) > _LONGEST_GET else GET)
    wrapper.setTimeout(timeout)
    return wrapper


def _with_prefixes(text: str) -> str:
    """Return `text` with declarations of the known prefixes it uses and does not declare, all on its first line."""
    declared = {name for name, _ in _DECLARATION.findall(text)}
    missing = sorted((set(_PREFIXED_NAME.findall(text)) & PREFIXES.keys()) - declared)
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in missing) + text


def _answer(endpoint: str, media_type: str, body: bytes) -> Result | str:
    if media_type == "text/turtle":
        return body.decode("utf-8")
    if media_type in {"application/sparql-results+json", "application/json"}:
        try:
            return _result(json.loads(body))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise QueryError(f"{endpoint} answers with JSON that is no SPARQL result: {error!r}.") from error
    raise QueryError(f"{endpoint} answers with {media_type}, which is no SPARQL result. Is this the endpoint's address?")


def _result(answer: Mapping[str, Any]) -> Result:
    """SPARQL 1.1 Query Results JSON Format, 3 and 4 -> `Result`."""
    if "boolean" in answer:
        return Result(("answer",), ((Literal(bool(answer["boolean"])),),))
    columns = tuple(str(each) for each in answer["head"]["vars"])
    rows = answer["results"]["bindings"]
    return Result(columns, tuple(tuple(_term(row.get(column)) for column in columns) for row in rows))


def _term(binding: Mapping[str, Any] | None) -> Term | None:
    if binding is None:
        return None
    kind, value = binding["type"], binding["value"]
    if kind == "uri":
        return URIRef(value)
    if kind == "bnode":
        return BNode(value)
    if kind == "triple":  # SPARQL 1.2: shown, not taken apart
        return Literal(json.dumps(value, ensure_ascii=False))
    datatype = binding.get("datatype")
    # What the endpoint wrote stays as it is: 54.10 is not 54.1.
    return Literal(value, lang=binding.get("xml:lang"), datatype=URIRef(datatype) if datatype else None, normalize=False)


def _body(error: SPARQLWrapperException) -> bytes:
    """Return the body of the endpoint's answer, which SPARQLWrapper only keeps as a Python literal in its message."""
    _, _, written = str(error).partition("\n\nResponse:\n")
    try:
        body = ast.literal_eval(written)
    except (ValueError, SyntaxError):
        return b""
    return body if isinstance(body, bytes) else b""


def _reason(status: int | None, body: bytes) -> str:
    """Return the status with what the endpoint said: the `detail` of problem details (RFC 9457), else its first line."""
    text = body.decode("utf-8", "replace").strip()
    try:
        details = json.loads(text)
        text = str(details.get("detail") or details.get("title") or "")
    except (ValueError, AttributeError):
        text = "" if text.startswith("<") else text.split("\n")[0]
    return f"{status}{': ' if text else '.'}{text[:300]}"
