"""A request that writes → a change, made or refused (SPARQL 1.1 Protocol, 2.2; Graph Store HTTP Protocol, 5.3 to 5.6).

Whoever writes shows a token, in the header `Authorization: Bearer …` and nowhere else (RFC 6750): an address ends up in logs.
"""

import hmac
import json
import uuid
from collections.abc import Callable
from functools import partial
from typing import Final
from urllib.parse import parse_qsl, quote

from flask import Request, Response, request
from werkzeug.datastructures import ETags, MultiDict
from werkzeug.http import parse_options_header

from kgsm import iris
from kgsm.problems import QueryError
from kgsm.serve import replies
from kgsm.serve.graph_store import EXISTS, WHOLE
from kgsm.serve.site import Site
from kgsm.serve.visit import Visit
from kgsm.sparql import TURTLE, Change, Deed, InvalidError, Query, Writer, is_iri, select

FORM: Final = "application/x-www-form-urlencoded"
UPDATE: Final = "application/sparql-update"
_MULTIPART: Final = "multipart/form-data"
_FIELDS: Final = 1000
METHODS: Final = ("PUT", "POST", "DELETE")


class Desk:
    """Where changes are handed in: who may, and what becomes of them."""

    def __init__(self, writer: Writer, token: str) -> None:
        self._writer = writer
        self._token = token.encode()

    def __repr__(self) -> str:
        return "Desk()"  # no token in a traceback

    def admits(self, asked: Request) -> bool:
        """Return whether a request shows the token, in a time that says nothing about how much of it is right."""
        scheme, _, shown = (asked.headers.get("Authorization") or "").partition(" ")
        right = hmac.compare_digest(shown.strip().encode("utf-8", "replace"), self._token)
        return right and scheme.lower() == "bearer"

    def write(self, change: Change, condition: Callable[[], None] | None = None) -> bool:
        """Make a change, see kgsm.sparql.Writer.write."""
        return self._writer.write(change, condition)


def is_update(asked: Request) -> bool:
    """Return whether a request to the endpoint is an update, and no query."""
    if asked.method != "POST":
        return False
    media_type, _ = parse_options_header(asked.content_type)
    return media_type == UPDATE or (media_type == FORM and any(name == "update" for name, _ in _pairs(asked.get_data())))


def update(site: Site, desk: Desk) -> Response:
    """Answer an update."""
    visit = replies.call_of(site, request)
    if not desk.admits(request):
        return _stranger(visit)
    media_type, options = parse_options_header(request.content_type)
    if options.get("charset", "utf-8").lower() not in {"utf-8", "utf8"}:
        return replies.failed(visit, 415)
    parameters: MultiDict[str, str] = MultiDict(_pairs(request.query_string))
    body = request.get_data()
    if media_type == FORM:
        parameters.update(MultiDict(_pairs(body)))
        if "query" in parameters:
            return replies.failed(visit, 400, "A request is a query or an update, not both.")
        texts = [each.encode("utf-8", "surrogateescape") for each in parameters.getlist("update")]
    else:
        texts = [body]
    if len(texts) != 1:
        return replies.failed(visit, 400, "The request has more than one update (SPARQL 1.1 Protocol, 2.2.1).")
    using, named = (tuple(parameters.getlist(f"using-{each}graph-uri")) for each in ("", "named-"))
    return _made(visit, desk, Change(Deed.UPDATE, ((UPDATE, texts[0]),), using=using, using_named=named))


def graph(site: Site, desk: Desk) -> Response:
    """Answer a request that writes a graph."""
    visit = replies.call_of(site, request)
    if not desk.admits(request):
        return _stranger(visit)
    names, default = request.args.getlist("graph"), "default" in request.args
    minted = request.method == "POST" and not names and not default
    if not minted and len(names) + default != 1:
        return replies.failed(visit, 400, visit.say("graphs.one"))
    if names and not is_iri(names[0]):
        return replies.failed(visit, 400, visit.say("graphs.iri", found=names[0][:80]))
    name = str(iris.minted_graph(site.manifest.base, uuid.uuid4().hex)) if minted else next(iter(names), None)
    try:
        content = () if request.method == "DELETE" else _content(request)
    except QueryError as error:
        return replies.failed(visit, error.status or 400, str(error))
    condition = None if minted else partial(_keep_to, site, name, request.if_match, request.if_none_match)
    response = _made(visit, desk, Change(Deed(request.method.lower()), content, name), condition)
    if minted and response.status_code == 201 and name:
        response.headers["Location"] = f"{request.root_path}/sparql/graphs?graph={quote(name, safe='')}"
    return response


def _content(asked: Request) -> tuple[tuple[str, bytes], ...]:
    """Return the parts of a graph. Without a type they are Turtle: RDF, says the protocol, and Turtle reads N-Triples, too.

    Raises QueryError: 415 where a part is not in UTF-8, 400 where one would be lost.
    """
    media_type = _media_type(asked.content_type)
    if media_type != _MULTIPART:
        return ((media_type or TURTLE, asked.get_data()),)
    if asked.form or not asked.files:
        raise QueryError("Each part is a file: it has a filename, and a Content-Type (Graph Store HTTP Protocol, 5.5).", 400)
    return tuple((_media_type(each.content_type), each.read()) for _, each in asked.files.items(multi=True))


def _media_type(content_type: str | None) -> str:
    media_type, options = parse_options_header(content_type)
    if options.get("charset", "utf-8").lower() not in {"utf-8", "utf8", "us-ascii"}:
        raise QueryError("The formats of RDF are read in UTF-8.", 415)
    return media_type


def _keep_to(site: Site, graph: str | None, match: ETags, none: ETags) -> None:
    """Raise QueryError, 412, where a graph is not the one that If-Match and If-None-Match ask for (RFC 9110, 13.1)."""
    if not match and not none:
        return
    there = graph is None or bool(select(site.store, EXISTS, graph=graph))
    version = site.store.version(Query(WHOLE, default_graphs=() if graph is None else (graph,))) or ""

    def names(tags: ETags, *, weak: bool) -> bool:
        return there and (tags.star_tag or any(each.startswith(f"{version[:32]}-") for each in tags.as_set(include_weak=weak)))

    if (match and not names(match, weak=False)) or (none and names(none, weak=True)):
        raise QueryError("The graph is not what the request takes it for. Nothing was changed.", 412)


def _made(visit: Visit, desk: Desk, change: Change, condition: Callable[[], None] | None = None) -> Response:
    try:
        created = desk.write(change, condition)
    except InvalidError as error:
        more = {"problems": list(error.problems), "report": json.loads(error.report)}
        return replies.problem(error.status or 422, str(error), more)
    except QueryError as error:
        return replies.failed(visit, error.status or 503, str(error))
    response = Response(status=201 if created else 204)
    del response.headers["Content-Type"]  # there is no content
    return response


def _stranger(visit: Visit) -> Response:
    response = replies.failed(visit, 401, "Writing needs the token of this server: Authorization: Bearer TOKEN.")
    response.headers["WWW-Authenticate"] = 'Bearer realm="kgsm"'
    return response


def _pairs(encoded: bytes) -> list[tuple[str, str]]:
    # What is not UTF-8 comes through as it is, to be refused where it is read.
    try:
        return parse_qsl(
            encoded.decode("utf-8", "surrogateescape"), keep_blank_values=True, errors="surrogateescape", max_num_fields=_FIELDS
        )
    except ValueError:
        return []


def unkept(response: Response) -> Response:
    """Return a response that nobody keeps without asking: what is stored may change at any time."""
    response.headers["Cache-Control"] = "no-store"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = f"GET, HEAD, OPTIONS, {', '.join(METHODS)}"
        response.headers["Access-Control-Allow-Headers"] = (
            f"{response.headers.get('Access-Control-Allow-Headers', '')}, Authorization"
        )
    return response
