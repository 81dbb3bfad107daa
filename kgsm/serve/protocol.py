"""A request to the endpoint, without any framework → what it asks, and in which formats (SPARQL 1.1 Protocol, 2.1)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl, unquote_to_bytes

from werkzeug.datastructures import MultiDict
from werkzeug.http import parse_options_header

from kgsm.serve.negotiate import ANSWERED_GRAPHS, HTML, ROWS, Format, acceptable, named
from kgsm.sparql import Query

FORM: Final = "application/x-www-form-urlencoded"
DIRECT: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
_NO_UPDATES: Final = "This endpoint takes no updates."
_FIELDS: Final = 1000
_QUERY: Final = b"query="


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks: the query, None where there is none, and the values of ?format= and ?lang=."""

    query: Query | None
    formats: tuple[str, ...]
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """The formats of the answer: a page, or one for rows and one for graphs, None where none is acceptable."""

    page: bool
    rows: Format | None
    graph: Format | None


class ProtocolError(Exception):
    """A request that the protocol does not know; `status` says why."""

    def __init__(self, status: int, sentence: str = "") -> None:
        self.status = status
        super().__init__(sentence)


def asked_by(method: str, query_string: bytes, content_type: str, body: Callable[[], bytes]) -> Asked:
    """Return what a request asks. Raises ProtocolError where the protocol does not allow it."""
    if method != "POST" and query_string.startswith(_QUERY) and b"&" not in query_string:  # what most ask, without detours
        return Asked(Query(_text(query_string[len(_QUERY) :])), ())
    parameters = _parameters(query_string)
    if method != "POST":
        queries = parameters.getlist("query")
    else:
        media_type, options = parse_options_header(content_type)
        if options.get("charset", "utf-8").lower().replace("_", "-") not in {"utf-8", "utf8"}:
            raise ProtocolError(415)
        if media_type == FORM:
            parameters.update(_parameters(body()))
            queries = parameters.getlist("query")
        elif media_type == DIRECT:
            queries = [_utf8(body())]
        else:
            raise ProtocolError(415, _NO_UPDATES if media_type == UPDATE else "")
    if "update" in parameters:
        raise ProtocolError(400, _NO_UPDATES)
    if len(queries) > 1:
        raise ProtocolError(400, "The request has more than one query (SPARQL 1.1 Protocol, 2.1.1).")
    if not queries and method == "POST":
        raise ProtocolError(400, "The request has no query.")
    default, named_, formats, languages = (
        tuple(parameters.getlist(name)) for name in ("default-graph-uri", "named-graph-uri", "format", "lang")
    )
    return Asked(Query(queries[0], default, named_) if queries else None, formats, languages)


def _parameters(encoded: bytes) -> MultiDict[str, str]:
    try:
        pairs = parse_qsl(encoded.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=_FIELDS)
    except (UnicodeDecodeError, ValueError) as error:
        raise ProtocolError(400, f"The parameters are not UTF-8, or too many: {error}.") from error
    return MultiDict(pairs)


def _text(encoded: bytes) -> str:
    """Return the value of a parameter (URL Standard, 5.1)."""
    try:
        return unquote_to_bytes(encoded.replace(b"+", b" ")).decode("utf-8")
    except UnicodeDecodeError as error:
        raise ProtocolError(400, f"The parameters are not UTF-8, or too many: {error}.") from error


def _utf8(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ProtocolError(400, f"The query is not UTF-8: {error}.") from error


@lru_cache(maxsize=1024)
def wanted_by(formats: tuple[str, ...], accept: str | None) -> Wanted:
    """Return the formats of an answer. Programs that accept anything get JSON and Turtle; browsers name HTML and get a page."""
    if formats:
        return Wanted(named(formats, (HTML,)) is HTML, named(formats, ROWS), named(formats, ANSWERED_GRAPHS))
    page = acceptable(accept, (*ROWS, *ANSWERED_GRAPHS, HTML)) is HTML
    return Wanted(page, acceptable(accept, ROWS), acceptable(accept, ANSWERED_GRAPHS))
