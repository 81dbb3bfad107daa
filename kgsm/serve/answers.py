"""A query → the response with its answer: validators (RFC 9110, 8.8), limits, and a place at the turnstile."""

from typing import Final

from flask import Response, request

from kgsm.limits import Limits
from kgsm.serve.negotiate import ANSWERED_GRAPHS, ROWS, Format
from kgsm.serve.site import Site
from kgsm.sparql import Answer, Query

# Whatever asks the endpoint can read what it may ask.
_TIME: Final = "SPARQL-Time-Limit"
_ANSWER: Final = "SPARQL-Answer-Limit"
_REQUEST: Final = "SPARQL-Request-Limit"
LIMIT_HEADERS: Final = (_TIME, _ANSWER, _REQUEST)


def with_limits(response: Response, limits: Limits) -> Response:
    """Return a response that says what a query may take: seconds, bytes of an answer, bytes of a request."""
    response.headers[_TIME] = f"{limits.seconds:g}"
    response.headers[_ANSWER] = str(limits.size)
    response.headers[_REQUEST] = str(limits.request)
    return response


def answer_of(site: Site, query: Query, rows: Format | None, graph: Format | None) -> Answer:
    """Return the store's answer for the client who asks. Raises QueryError, 429 where it asks too much at once."""
    with site.turnstile.passing(request.remote_addr or ""):
        return site.store.answer(query, rows.media_type if rows else None, graph.media_type if graph else None)


def answered(site: Site, query: Query, rows: Format | None, graph: Format | None) -> Response:
    """Return the response with the answer to `query`, 304 where the client has one of this release. Raises QueryError.

    The ETag is strong: the digests of release and query, the formats, and the digest of the bytes, because rows without ORDER
    BY may come in another order next time. Whatever those bytes were, they are still the answer as long as the rest is the
    same: nothing has to be evaluated to say so.
    """
    key = _key(site, query, rows, graph)
    tags = request.if_none_match.as_set(include_weak=True) if key else ()
    known = next((each for each in tags if each.startswith(f"{key}.")), None)
    if known:
        response = Response(status=304)
        response.set_etag(known)
        return response
    answer = answer_of(site, query, rows, graph)
    form = next((each for each in (*ROWS, *ANSWERED_GRAPHS) if each.media_type == answer.media_type), None)
    response = Response(answer.body, content_type=form.content_type if form else answer.media_type)
    if answer.size is not None:
        response.content_length = answer.size
    if key and answer.digest:
        response.set_etag(f"{key}.{answer.digest[:16]}")
    elif key is None:
        response.headers["Cache-Control"] = "no-store"
    return response


def _key(site: Site, query: Query, rows: Format | None, graph: Format | None) -> str | None:
    version = site.store.version(query)
    return None if version is None else "-".join((version[:32], *(each.name if each else "none" for each in (rows, graph))))
