"""A query → the response with its answer: validators (RFC 9110, 8.8), limits, and a place at the turnstile."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from flask import Response, request
from werkzeug.http import parse_etags

from kgsm.limits import Limits
from kgsm.serve.negotiate import ANSWERED_GRAPHS, ROWS, Format
from kgsm.serve.site import Site
from kgsm.serve.turnstile import client_at
from kgsm.sparql import Answer, Query

Headers = list[tuple[str, str]]

# Whatever asks the endpoint can read what it may ask.
_TIME: Final = "SPARQL-Time-Limit"
_ANSWER: Final = "SPARQL-Answer-Limit"
_ROWS: Final = "SPARQL-Row-Limit"
_REQUEST: Final = "SPARQL-Request-Limit"
LIMIT_HEADERS: Final = (_TIME, _ANSWER, _ROWS, _REQUEST)
_CONTENT_TYPES: Final = {each.media_type: each.content_type for each in (*ROWS, *ANSWERED_GRAPHS)}


@dataclass(frozen=True, slots=True)
class Reply:
    """A response as a WSGI server takes it; Flask has no part in it."""

    status: int
    headers: Headers
    body: Iterable[bytes] = ()


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks a query: the address, and the If-None-Match of the request."""

    address: str
    condition: str = ""


def limit_headers(limits: Limits) -> Headers:
    """Return what a query may take: seconds, bytes of an answer, rows of an answer, bytes of a request."""
    return [
        (_TIME, f"{limits.seconds:g}"),
        (_ANSWER, str(limits.size)),
        (_ROWS, str(limits.rows)),
        (_REQUEST, str(limits.request)),
    ]


def answer_of(site: Site, query: Query, rows: Format | None, graph: Format | None, address: str) -> Answer:
    """Return the store's answer for the client who asks. Raises QueryError, 429 where it asks too much at once."""
    media_types = rows.media_type if rows else None, graph.media_type if graph else None
    if site.near and (light := site.near.answer(query, *media_types)):  # it is over before it could be counted
        return light
    client = client_at(address)
    site.turnstile.enter(client)
    left = partial(site.turnstile.leave, client)
    try:
        answer = site.store.answer(replace(query, client=client), *media_types)
    except BaseException:
        left()
        raise
    if answer.size is None:  # a long one is under way until it has arrived
        return Answer(answer.media_type, _Passing(answer.body, left))
    left()
    return answer


def with_limits(response: Response, limits: Limits) -> Response:
    """Return a response that says what a query may take."""
    response.headers.extend(limit_headers(limits))
    return response


def answered(site: Site, query: Query, rows: Format | None, graph: Format | None) -> Response:
    """Return the response with the answer to `query` for the request that Flask has, see `replied`."""
    asker = Asker(request.remote_addr or "", request.headers.get("If-None-Match", ""))
    found = replied(site, query, rows, graph, asker)
    return Response(found.body, found.status, found.headers)


def replied(site: Site, query: Query, rows: Format | None, graph: Format | None, asker: Asker) -> Reply:
    """Return the response with the answer to `query`, 304 where the client has one of this release. Raises QueryError.

    The ETag is strong: the digests of release and query, the formats, and the digest of the bytes, because rows without ORDER
    BY may come in another order next time. Whatever those bytes were, they are still the answer as long as the rest is the
    same: nothing has to be evaluated to say so. An answer that leaves before it is whole has a weak one, without the bytes.
    """
    key = _key(site, query, rows, graph)
    known = _known(key, asker.condition) if key and asker.condition else None
    if known:
        return Reply(304, [("ETag", known)])
    answer = answer_of(site, query, rows, graph, asker.address)
    headers = [("Content-Type", _CONTENT_TYPES.get(answer.media_type, answer.media_type))]
    if answer.size is not None:
        headers.append(("Content-Length", str(answer.size)))
    if key is None:
        headers.append(("Cache-Control", "no-store"))
    elif answer.digest:
        headers.append(("ETag", f'"{key}.{answer.digest[:16]}"'))
    else:
        headers.append(("ETag", f'W/"{key}."'))
    return Reply(200, headers, answer.body)


def _known(key: str, condition: str) -> str | None:
    """Return the entity tag of an answer that the client has and that is still the answer."""
    tags = parse_etags(condition)
    for each in tags.as_set(include_weak=True):
        if each.startswith(f"{key}."):
            return f'W/"{each}"' if tags.is_weak(each) else f'"{each}"'
    return None


def _key(site: Site, query: Query, rows: Format | None, graph: Format | None) -> str | None:
    version = site.store.version(query)
    return None if version is None else "-".join((version[:32], *(each.name if each else "none" for each in (rows, graph))))


class _Passing:
    """A long answer on its way; the client has left when it is gone or broken off."""

    def __init__(self, body: Iterable[bytes], left: Callable[[], None]) -> None:
        self._body = body
        self._left: Callable[[], None] | None = left

    def __iter__(self) -> Iterator[bytes]:
        yield from self._body

    def close(self) -> None:
        """Close the body, once."""
        left, self._left = self._left, None
        if left:
            left()
            close = getattr(self._body, "close", None)
            if close:
                close()

    def __del__(self) -> None:
        self.close()
