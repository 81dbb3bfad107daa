"""A remote SPARQL 1.1 endpoint → the same answers as the embedded store gives."""

import ast
import urllib.error
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from typing import Final

import SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, SPARQLWrapperException

from kgsm.problems import QueryError
from kgsm.sparql import JSON, TURTLE, Answer, Query
from kgsm.store.refusal import checked

AGENT: Final = "kgsm (https://w3id.org/kgsm/)"
SECONDS: Final = 60
_PIECE: Final = 65536
_ROWS: Final = frozenset({"SELECT", "ASK"})


def open_remote(endpoint: str, graphs: Sequence[str] = ()) -> "Remote":
    """Return a store that asks the SPARQL endpoint at `endpoint`.

    Where `graphs` are given, a query without FROM sees their union, whatever the endpoint's own default graph holds.
    Nothing is asked before the first query. Raises QueryError where `endpoint` is not an HTTP address.
    """
    if not endpoint.startswith(("http://", "https://")):
        raise QueryError(f"'{endpoint}' is not the address of an endpoint: it must begin with http:// or https://.")
    return Remote(endpoint, tuple(graphs))


@dataclass(frozen=True, slots=True)
class Remote:
    """A SPARQL endpoint, asked through SPARQLWrapper by POST."""

    endpoint: str
    graphs: tuple[str, ...]

    def answer(self, query: Query, rows: str | None = JSON, graph: str | None = TURTLE) -> Answer:
        """Answer `query`, see kgsm.sparql.Store.answer."""
        found = checked(query)
        media_type = rows if found.form in _ROWS else graph
        if media_type is None:
            raise QueryError("This form of query has no answer in the media type that was asked for.", 406)
        if not found.dataset and not query.default_graphs and not query.named_graphs:
            query = Query(query.text, self.graphs, self.graphs)
        response = _response(_request(self.endpoint, query, found.form or "SELECT", media_type))
        answered = response.headers.get_content_type()
        return Answer(answered if "/" in answered else media_type, _pieces(response))

    def version(self, query: Query) -> str | None:  # noqa: ARG002 - whatever is asked, it may change
        """Return None: a remote store may change at any time."""
        return None

    def close(self) -> None:
        """Do nothing: no connection outlives its answer."""


def _request(endpoint: str, query: Query, form: str, media_type: str) -> SPARQLWrapper.SPARQLWrapper:
    wrapper = SPARQLWrapper.SPARQLWrapper(endpoint, agent=AGENT)
    # Not setQuery: it looks for the form with a pattern that a hostile query keeps busy for hours.
    wrapper.queryString = query.text
    wrapper.queryType = form
    wrapper.setMethod(SPARQLWrapper.POST)
    wrapper.setReturnFormat(SPARQLWrapper.JSON if form in _ROWS else SPARQLWrapper.TURTLE)  # the header below decides
    wrapper.setOnlyConneg(True)
    wrapper.setTimeout(SECONDS)
    wrapper.addCustomHttpHeader("Accept", media_type)
    for iri in query.default_graphs:
        wrapper.addParameter("default-graph-uri", iri)
    for iri in query.named_graphs:
        wrapper.addParameter("named-graph-uri", iri)
    return wrapper


def _response(wrapper: SPARQLWrapper.SPARQLWrapper) -> HTTPResponse:
    try:
        response: HTTPResponse = wrapper.query().response
    except SPARQLWrapperException as error:
        raise QueryError(_sentence(error), 400 if isinstance(error, QueryBadFormed) else 502) from error
    except urllib.error.HTTPError as error:
        with error:
            raise QueryError(f"{wrapper.endpoint} answered {error.code} {error.reason}.", _status(error.code)) from error
    except (OSError, HTTPException, ValueError) as error:
        raise QueryError(f"{wrapper.endpoint} does not answer: {error}.", 502) from error
    return response


def _status(code: int) -> int:
    return 503 if code in {429, 503, 504} else 502


def _sentence(error: SPARQLWrapperException) -> str:
    """Return what the endpoint said, which SPARQLWrapper keeps as the text of a bytes literal behind its own words."""
    own, _, said = str(error).partition("Response:\n")
    try:
        body = ast.literal_eval(said)
    except (ValueError, SyntaxError):
        body = b""
    text = body.decode("utf-8", "replace") if isinstance(body, bytes) else ""
    return (text or own).strip()[:1000]


def _pieces(response: HTTPResponse) -> Iterator[bytes]:
    with response:
        try:
            while piece := response.read(_PIECE):
                yield piece
        except (OSError, HTTPException) as error:
            raise QueryError(f"The store's answer broke off: {error}.", 502) from error
