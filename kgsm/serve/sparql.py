"""A request to the endpoint → an answer, a page with the answer, or a reason why not (SPARQL 1.1 Protocol, 2.1)."""

import json
from collections.abc import Sequence
from typing import Final

from flask import Response, request
from pyoxigraph import Triple

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
from kgsm.serve.protocol import Asked, ProtocolError, Wanted, asked_by, wanted_by
from kgsm.serve.site import Site
from kgsm.serve.visit import Visit
from kgsm.sparql import Answer, Query

FAILED: Final = "kgsm.failed"  # in the environ: why a query that was evaluated already has no answer
_PAGE_SIZE: Final = 20_000_000  # bytes of a result that a page is made of


def reply(site: Site) -> Response:
    """Answer a request to the endpoint."""
    visit = replies.call_of(site, request)
    try:
        asked = asked_by(request.method, request.query_string, request.content_type or "", request.get_data)
    except ProtocolError as error:
        return replies.failed(visit, error.status, str(error))
    if language(request.args, None) is None:
        return replies.in_no_language(visit)
    if asked.query is None:
        return _described(visit, asked)
    wanted = wanted_by(asked.formats, request.headers.get("Accept"))
    if not wanted.page and wanted.rows is None and wanted.graph is None:
        return _not_in_that_format(visit, asked, (*ROWS, *ANSWERED_GRAPHS))
    if wanted.page:
        return _shown(visit, asked.query)
    return _answered(visit, asked, asked.query, wanted)


def _answered(visit: Visit, asked: Asked, query: Query, wanted: Wanted) -> Response:
    try:
        if failed := request.environ.get(FAILED):
            raise failed
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
        answer = answer_of(visit.site, query, JSON_ROWS, TURTLE, request.remote_addr or "")
        outcome = _outcome(visit, query, answer)
    except QueryError as error:
        failure = pages.failure(visit, query, error)
        return replies.page(visit, pages.sparql(visit, host, query, failure=failure), error.status or 500)
    response = replies.page(visit, pages.sparql(visit, host, query, outcome))
    if visit.site.store.version(query) is None:
        response.headers["Cache-Control"] = "no-store"
    return response


def _outcome(visit: Visit, query: Query, answer: Answer) -> pages.Outcome:
    body = _bounded(answer)
    if body is None:
        return pages.too_large(visit, query, answer.media_type)
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


def _bounded(answer: Answer) -> bytes | None:
    """Return an answer that a page can be made of, None where it is too large for one."""
    found = bytearray()
    for piece in answer.body:
        found += piece
        if len(found) > _PAGE_SIZE:
            close = getattr(answer.body, "close", None)
            if close:
                close()
            return None
    return bytes(found)


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
        return _not_in_that_format(replies.call_of(site, request), Asked(None, asked), ANSWERED_GRAPHS)
    return _document(site, form, void.description(site))


def _document(site: Site, form: Format, more: Sequence[Triple] = ()) -> Response:
    address = f"{request.host_url.rstrip('/')}{request.root_path}/sparql"
    triples = [*service_description(site, address), *more]
    return replies.document(serialised(triples, form.media_type), form)


def _not_in_that_format(visit: Visit, asked: Asked, offers: Sequence[Format]) -> Response:
    detail = visit.say("error.unknown-format", found=", ".join(asked.formats)[:80]) if asked.formats else ""
    formats = [Value(Words(each.title), pages.address_of(visit, asked.query, each)) for each in offers]
    return replies.failed(visit, 406, detail, formats)
