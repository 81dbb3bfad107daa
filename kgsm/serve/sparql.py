"""A request to the endpoint → an answer, a page with the answer, or a reason why not (SPARQL 1.1 Protocol, 2.1)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from flask import Request, Response, request
from pyoxigraph import Triple
from werkzeug.datastructures import MultiDict
from werkzeug.http import parse_options_header

from kgsm import sparql
from kgsm.graphs import serialised
from kgsm.problems import QueryError
from kgsm.serve import replies, void
from kgsm.serve.answers import answer_of, answered
from kgsm.serve.capabilities import service_description
from kgsm.serve.facts import Words
from kgsm.serve.negotiate import ANSWERED_GRAPHS, HTML, JSON_ROWS, ROWS, TURTLE, Format, acceptable, language, named
from kgsm.serve.pages import sparql as pages
from kgsm.serve.pages.parts import Value
from kgsm.serve.site import Site
from kgsm.serve.visit import Visit
from kgsm.sparql import Answer, Query

FORM: Final = "application/x-www-form-urlencoded"
DIRECT: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
_NO_UPDATES: Final = "This endpoint takes no updates."
_FIELDS: Final = 1000
_PAGE_SIZE: Final = 20_000_000  # bytes of a result that a page is made of


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks: the query, None where there is none, and the values of ?format=."""

    query: Query | None
    formats: tuple[str, ...]


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


def reply(site: Site) -> Response:
    """Answer a request to the endpoint."""
    visit = replies.visit_of(site, request)
    try:
        asked = _asked(request)
    except ProtocolError as error:
        return replies.failed(visit, error.status, str(error))
    if language(request.args, None) is None:
        return replies.failed(visit, 400, visit.say("error.unknown-language", found=request.args["lang"][:40]))
    if asked.query is None:
        return _described(visit, asked)
    wanted = _wanted(asked.formats)
    if not wanted.page and wanted.rows is None and wanted.graph is None:
        return _not_in_that_format(visit, asked, (*ROWS, *ANSWERED_GRAPHS))
    if wanted.page:
        return _shown(visit, asked.query)
    return _answered(visit, asked, asked.query, wanted)


def _asked(asked: Request) -> Asked:
    """Return what a request asks. Raises ProtocolError where the protocol does not allow it."""
    parameters = _parameters(asked.query_string)
    if asked.method != "POST":
        queries = parameters.getlist("query")
    else:
        media_type, options = parse_options_header(asked.content_type)
        if options.get("charset", "utf-8").lower().replace("_", "-") not in {"utf-8", "utf8"}:
            raise ProtocolError(415)
        body = asked.get_data()
        if media_type == FORM:
            parameters.update(_parameters(body))
            queries = parameters.getlist("query")
        elif media_type == DIRECT:
            queries = [_utf8(body)]
        else:
            raise ProtocolError(415, _NO_UPDATES if media_type == UPDATE else "")
    if "update" in parameters:
        raise ProtocolError(400, _NO_UPDATES)
    if len(queries) > 1:
        raise ProtocolError(400, "The request has more than one query (SPARQL 1.1 Protocol, 2.1.1).")
    if not queries and asked.method == "POST":
        raise ProtocolError(400, "The request has no query.")
    default, named_ = (tuple(parameters.getlist(name)) for name in ("default-graph-uri", "named-graph-uri"))
    return Asked(Query(queries[0], default, named_) if queries else None, tuple(parameters.getlist("format")))


def _parameters(encoded: bytes) -> MultiDict[str, str]:
    try:
        pairs = parse_qsl(encoded.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=_FIELDS)
    except (UnicodeDecodeError, ValueError) as error:
        raise ProtocolError(400, f"The parameters are not UTF-8, or too many: {error}.") from error
    return MultiDict(pairs)


def _utf8(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ProtocolError(400, f"The query is not UTF-8: {error}.") from error


def _wanted(formats: Sequence[str]) -> Wanted:
    """Return the formats of an answer. Programs that accept anything get JSON and Turtle; browsers name HTML and get a page."""
    if formats:
        return Wanted(named(formats, (HTML,)) is HTML, named(formats, ROWS), named(formats, ANSWERED_GRAPHS))
    accept = request.headers.get("Accept")
    page = acceptable(accept, (*ROWS, *ANSWERED_GRAPHS, HTML)) is HTML
    return Wanted(page, acceptable(accept, ROWS), acceptable(accept, ANSWERED_GRAPHS))


def _answered(visit: Visit, asked: Asked, query: Query, wanted: Wanted) -> Response:
    try:
        return answered(visit.site, query, wanted.rows, wanted.graph)
    except QueryError as error:
        if error.status == 406:
            return _not_in_that_format(visit, asked, (*ROWS, *ANSWERED_GRAPHS))
        place: dict[str, object] = {} if error.line is None else {"line": error.line, "column": error.column}
        return replies.failed(visit, error.status or 500, str(error), more=place)


def _shown(visit: Visit, query: Query) -> Response:
    """Return the page with the answer to a query, or with the reason why there is none."""
    host = request.host_url.rstrip("/")
    try:
        answer = answer_of(visit.site, query, JSON_ROWS, TURTLE)
        outcome = _outcome(visit, query, answer)
    except QueryError as error:
        failure = pages.failure(visit, query, error)
        return replies.page(visit, pages.sparql(visit, host, query, failure=failure), error.status or 500)
    response = replies.page(visit, pages.sparql(visit, host, query, outcome))
    if visit.site.store.version(query) is None:
        response.headers["Cache-Control"] = "no-store"
    return response


def _outcome(visit: Visit, query: Query, answer: Answer) -> pages.Outcome:
    if (answer.size or 0) > _PAGE_SIZE:
        return pages.too_large(visit, query, answer.media_type)
    body = answer.read()
    if answer.media_type == TURTLE.media_type:
        return pages.graph(visit, query, body.decode("utf-8", "replace"))
    try:
        found = json.loads(body)
        if "boolean" in found:
            return pages.answer(visit, query, yes=bool(found["boolean"]))
        variables = [str(each) for each in found["head"]["vars"]]
    except (ValueError, KeyError, TypeError) as error:
        raise QueryError("The store's answer is not a SPARQL result in JSON.", 502) from error
    return pages.table(visit, query, variables, list(sparql.solutions(body)))


def _described(visit: Visit, asked: Asked) -> Response:
    """Return the description of the endpoint; for browsers, the page to write a query on."""
    offers = (*ANSWERED_GRAPHS, HTML)
    form = named(asked.formats, offers) if asked.formats else acceptable(request.headers.get("Accept"), offers)
    if form is None:
        return _not_in_that_format(visit, asked, offers)
    if form is HTML:
        return replies.page(visit, pages.sparql(visit, request.host_url.rstrip("/"), None))
    return _document(visit.site, form)


def description(site: Site) -> Response:
    """Return the description of the endpoint and of the data behind it, which is no page."""
    asked = tuple(request.args.getlist("format"))
    form = named(asked, ANSWERED_GRAPHS) if asked else acceptable(request.headers.get("Accept"), ANSWERED_GRAPHS)
    if form is None:
        return _not_in_that_format(replies.visit_of(site, request), Asked(None, asked), ANSWERED_GRAPHS)
    return _document(site, form, void.description(site))


def _document(site: Site, form: Format, more: Sequence[Triple] = ()) -> Response:
    address = f"{request.host_url.rstrip('/')}{request.root_path}/sparql"
    triples = [*service_description(site, address), *more]
    return replies.document(serialised(triples, form.media_type), form)


def _not_in_that_format(visit: Visit, asked: Asked, offers: Sequence[Format]) -> Response:
    detail = visit.say("error.unknown-format", found=", ".join(asked.formats)[:80]) if asked.formats else ""
    formats = [Value(Words(each.title), pages.address_of(visit, asked.query, each)) for each in offers]
    return replies.failed(visit, 406, detail, formats)
