"""Published folder and store → a Flask application."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from kgsm.counts import Counts
from kgsm.limits import Limits
from kgsm.problems import KgsmError, LoadingError, QueryError
from kgsm.serve import catalog, completions, crawlers, graph_store, replies, resources, security, sparql, writing
from kgsm.serve.answers import with_limits
from kgsm.serve.cube import openapi
from kgsm.serve.express import Environ, express
from kgsm.serve.front import REFUSED, Front
from kgsm.serve.negotiate import HTML, JSON, Format, acceptable, language, named
from kgsm.serve.operator import Operator
from kgsm.serve.packed import Packed
from kgsm.serve.pages.about import about, accessibility, changes, imprint, method, privacy
from kgsm.serve.pages.api import api
from kgsm.serve.pages.downloads import downloads
from kgsm.serve.pages.home import home
from kgsm.serve.pages.render import Page
from kgsm.serve.pages.search import as_json, search
from kgsm.serve.site import Site, open_site
from kgsm.serve.statistics import Statistics
from kgsm.serve.visit import Visit
from kgsm.serve.writing import Desk
from kgsm.sparql import Near, Store

_TEXTS: Final[dict[str, Callable[[Visit], Page]]] = {
    "/about/api": api,
    "/about/method": method,
    "/about/changes": changes,
    "/about/imprint": imprint,
    "/about/privacy": privacy,
    "/about/accessibility": accessibility,
}
ADDRESS_LIMIT: Final = 60_000  # bytes of a query string; longer queries come by POST


def create_app(
    published: Path, store: Store, limits: Limits | None = None, desk: Desk | None = None, *,
    federated: bool = False, scratch: Path | None = None, operator: Operator | None = None, near: Near | None = None,
    static: bool = False, loading: Callable[[], LoadingError] | None = None, counts: Counts | None = None,
) -> Flask:  # fmt: skip
    """Return the web site and SPARQL endpoint over a published folder, whose data `store` holds.

    `limits` are those that the endpoint announces and, where it is not the store's affair, keeps. `desk` takes changes; without
    one nothing can be written. `federated` is whether the store calls other endpoints for SERVICE. `scratch` is a folder for
    what is compressed once, and shared by the processes that serve the same. `operator` is who runs the site. `near` answers
    light queries before the store is asked. `static` makes pages that become files for a host that runs no program
    (kgsm/serve/twin). `loading` says why there is no SPARQL yet, where `store` holds nothing but what describes. `counts` are
    those of the store, where they are known.

    Raises PublishedError where the folder cannot be used.
    """
    opened = open_site(published, store, limits or Limits(), operator or Operator(), scratch)
    site = replace(opened, writable=desk is not None, federated=federated, near=near, static=static, loading=loading)
    if loading or counts:
        site = replace(site, statistics=Statistics(store, counts or Counts()))
    app = Flask("kgsm.serve")
    app.extensions["kgsm"] = site
    app.config["MAX_CONTENT_LENGTH"] = site.limits.request
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    _route(app, site, desk)
    _catch(app, site)

    @app.before_request
    def _() -> Response | None:
        if refused := request.environ.get(REFUSED):
            return replies.failed(replies.call_of(site, request), refused)
        if len(request.query_string) > ADDRESS_LIMIT:
            return replies.failed(replies.call_of(site, request), 414)
        return None

    if desk:
        app.after_request(writing.unkept)  # named before `dressed`, it runs behind it
    app.after_request(replies.dressed)
    if loading:

        @app.after_request  # named behind `dressed`, it runs before
        def _(response: Response) -> Response:
            if response.status_code == 503:
                response.headers["Retry-After"] = str(loading().after)
            return response

    # What can be written is never kept, and Flask says so (writing.unkept).
    app.wsgi_app = Front(app.wsgi_app, _nothing if desk else express(site), site.limits, Packed(scratch))  # type: ignore[method-assign]
    return app


def _nothing(_: Environ) -> None:
    """Leave every request to Flask."""


def _route(app: Flask, site: Site, desk: Desk | None) -> None:
    @app.get("/")
    def _home() -> Response:
        return _page(site, lambda visit: home(visit, request.host_url.rstrip("/")))

    @app.get("/about")
    def _about() -> Response:
        return _page(site, about)

    for path, make in _TEXTS.items():
        app.add_url_rule(path, path, partial(_page, site, make))

    @app.get("/download")
    def _download() -> Response:
        return _page(site, lambda visit: downloads(visit, request.host_url.rstrip("/")))

    @app.get("/search")
    def _search() -> Response:
        question = request.args.get("q", "")
        wanted = named(request.args.getlist("format"), (HTML, JSON))
        if (wanted or acceptable(request.headers.get("Accept"), (HTML, JSON))) is JSON:
            site.require_whole()
            visit = replies.visit_of(site, request)
            return replies.document(json.dumps(as_json(visit, question), ensure_ascii=False, indent=1).encode(), JSON)
        return _page(site, lambda visit: search(visit, question), (HTML, JSON))

    @app.get("/health")
    def _health() -> Response:
        missing = f"sparql: {site.loading()}\n" if site.loading else ""
        return Response(f"ok\n{missing}", content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})

    # A redirect would lose the body of a POST, so the slash is no matter.
    @app.route("/sparql", methods=["GET", "POST"])
    @app.route("/sparql/", methods=["GET", "POST"])
    def _sparql() -> Response:
        if desk and writing.is_update(request):
            return writing.update(site, desk)
        return with_limits(sparql.reply(site), site.limits)

    @app.get(openapi.PATH)
    def _openapi() -> Response:
        return openapi.reply(site)

    @app.get(completions.PATH)
    def _completions() -> Response:
        return replies.document(completions.completions(replies.visit_of(site, request)), JSON)

    @app.get("/sparql/graphs")
    def _graphs() -> Response:
        return graph_store.reply(site)

    if desk:

        @app.route("/sparql/graphs", methods=writing.METHODS)
        def _written() -> Response:
            return writing.graph(site, desk)

    @app.get("/.well-known/void")
    def _void() -> Response:
        return sparql.description(site)

    @app.get(security.PATH)
    def _security() -> Response:
        return crawlers.security_file(site)

    @app.get("/robots.txt")
    def _robots() -> Response:
        return crawlers.robots_file(site)

    @app.get("/sitemap.xml", defaults={"number": None})
    @app.get("/sitemap-<int:number>.xml")
    def _sitemap(number: int | None) -> Response:
        return crawlers.sitemap_file(site, number)

    @app.get("/feed.atom")
    def _feed() -> Response:
        return crawlers.feed_file(site)

    @app.get("/<path:path>")
    def _resource(path: str) -> Response:
        return catalog.reply(site, path) if path in catalog.PATHS else resources.reply(site, path)


def _page(site: Site, make: Callable[[Visit], Page], offers: Sequence[Format] = (HTML,)) -> Response:
    visit = replies.visit_of(site, request)
    if language(request.args, None) is None:
        return replies.in_no_language(visit)
    asked = request.args.getlist("format")
    if asked and named(asked, offers) is None:
        rest = [(key, value) for key, value in request.args.items(multi=True) if key not in {"format", "lang"}]
        others = [(each, f"{visit.path}?{urlencode([*rest, ('format', each.name)])}") for each in offers]
        return replies.not_in_that_format(visit, others)
    return replies.page(visit, make(visit))


def _catch(app: Flask, site: Site) -> None:
    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Response:
        response = replies.failed(replies.call_of(site, request), error.code or 500)
        allow = error.get_response().headers.get("Allow")
        if allow:
            response.headers["Allow"] = allow
        return response

    @app.errorhandler(KgsmError)
    def _kgsm(error: KgsmError) -> Response:
        status = error.status if isinstance(error, QueryError) and error.status else 503
        if status >= 500 and not isinstance(error, LoadingError):
            app.logger.error("%s", error)
        detail = str(error) if isinstance(error, LoadingError) else ""
        return replies.failed(replies.call_of(site, request), status, detail)
