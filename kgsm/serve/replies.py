"""Bytes, files and errors → HTTP responses: validators, alternates, and what every response carries."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any, Final
from urllib.parse import quote

from flask import Request, Response, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wsgi import FileWrapper

from kgsm.manifest import PublishedFile
from kgsm.serve import bundle
from kgsm.serve.answers import LIMIT_HEADERS
from kgsm.serve.facts import Words
from kgsm.serve.negotiate import CSV, HTML, LANGUAGES, PROBLEM, SVG, Format, acceptable, language, named
from kgsm.serve.pages.about import STATUSES
from kgsm.serve.pages.embed import EmbedPage
from kgsm.serve.pages.error import error as error_page
from kgsm.serve.pages.parts import Value, translation
from kgsm.serve.pages.render import Page, rendered
from kgsm.serve.site import Site
from kgsm.serve.strings import say
from kgsm.serve.visit import Visit

# default-src covers neither of the other three (CSP 3). frame-ancestors keeps other sites from framing the pages.
_POLICY: Final = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
_FRAMED: Final = _POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
EVERYWHERE: Final = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    # Published data is for programs on any page: fetch() in a browser may read it.
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": ", ".join(
        (
            "Link",
            "ETag",
            "Location",
            "Content-Location",
            "Content-Profile",
            "Allow",
            "Retry-After",
            "Accept-Ranges",
            "Content-Range",
            "Content-Encoding",
            "Content-Disposition",
            "WWW-Authenticate",
            *LIMIT_HEADERS,
        )
    ),
}
VARY: Final = ("Accept", "Accept-Language", "Accept-Encoding")
_LAST: Final = re.compile(r"bytes=-([0-9]{1,18})")
_RETRY_AFTER: Final = "10"  # seconds
_PREFLIGHT: Final = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-Match, If-None-Match, If-Range, Range",
    "Access-Control-Max-Age": "86400",
}


def dressed(response: Response) -> Response:
    """Return a response with what every response carries."""
    for name, value in EVERYWHERE.items():
        response.headers.setdefault(name, value)
    response.headers.add(
        "Link", f'<{request.root_path}/openapi.json>; rel="service-desc"; type="application/vnd.oai.openapi+json"'
    )
    if request.method == "OPTIONS":
        response.headers.update(_PREFLIGHT)
    response.vary.update(VARY)
    response.headers.setdefault("Cache-Control", "no-cache")
    if response.status_code in {200, 304} and bundle.is_named_by_digest(request.path):
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"  # RFC 8246
    if response.status_code in {429, 503}:
        response.headers.setdefault("Retry-After", _RETRY_AFTER)
    return response


def page(visit: Visit, shown: Page, status: int = 200) -> Response:
    """Return a page as HTML, with the links to its alternates and translations as headers too."""
    response = _reply(rendered(shown).encode(), HTML, status)
    response.headers["Content-Language"] = visit.language
    if isinstance(shown, EmbedPage):
        response.headers["Content-Security-Policy"] = _FRAMED
    links = [(each.href, f'rel="alternate"; type="{each.media_type}"') for each in shown.frame.alternates]
    links += [(translation(visit, each).href, f'rel="alternate"; hreflang="{each}"') for each in LANGUAGES]
    if shown.frame.iri:
        links.append((shown.frame.iri, 'rel="canonical"'))
    add_links(response, links)
    return response


def picture(visit: Visit, shown: Page) -> Response:
    """Return a page that is a picture."""
    response = _reply(rendered(shown).encode(), SVG, 200)
    response.headers["Content-Language"] = visit.language
    add_links(response, [(shown.frame.iri, 'rel="canonical"')])
    return response


def document(body: bytes, form: Format, changed: datetime | None = None) -> Response:
    """Return a document in a format that is not HTML; `changed` is when it last did."""
    return _reply(body, form, 200, changed)


def add_links(response: Response, links: Iterable[tuple[str, str]]) -> None:
    """Add Link headers (RFC 8288). What could end the angle brackets or the header is percent-encoded by then."""
    for target, parameters in links:
        response.headers.add("Link", f"<{_quoted(target)}>; {parameters}")


def _quoted(target: str) -> str:
    return quote(target, safe="/:?#[]@!$&'()*+,;=%~")


def _reply(body: bytes, form: Format, status: int, changed: datetime | None = None) -> Response:
    response = Response(body, status, content_type=form.content_type)
    if status == 200:
        if changed is not None:
            response.last_modified = changed
        response.set_etag(hashlib.sha256(body).hexdigest()[:32])
        response.make_conditional(request)
    return problem(412) if response.status_code == 412 else response


def file(site: Site, found: PublishedFile, changed: datetime | None = None) -> Response:
    """Return a published file, whole or in part, if it changed since the client's copy; `changed` is when it last did.

    A file that is not as the manifest says belongs to another release: 503 until the server is started again.
    """
    handle = site.shelf.open(found)
    if handle is None:
        return problem(503)
    form = found.media_type
    response = Response(FileWrapper(handle), content_type=f"{form}; charset=utf-8" if form.startswith("text/") else form)
    response.direct_passthrough = True
    response.call_on_close(handle.close)
    response.content_length = found.size
    response.set_etag(found.sha256)
    if changed is not None:
        response.last_modified = changed
    if form == CSV.media_type:
        name = "-".join(PurePosixPath(found.path).parts)
        response.headers.set("Content-Disposition", "attachment", filename=name)
    try:
        response.make_conditional(_with_end(request.environ, found.size), accept_ranges=True, complete_length=found.size)
    except RequestedRangeNotSatisfiable:
        response.close()
        raise
    if response.status_code == 412:
        response.close()
        return problem(412)
    return response


def _with_end(environ: dict[str, Any], size: int) -> dict[str, Any]:
    """Return a request for no more than there is: the last bytes of a shorter file are all of it (RFC 9110, 14.1.2)."""
    found = _LAST.fullmatch(environ.get("HTTP_RANGE", ""))
    return environ | {"HTTP_RANGE": f"bytes=-{size}"} if found and size and int(found[1]) > size else environ


def visit_of(site: Site, asked: Request) -> Visit:
    """Return the visit that a request makes, in German where it asks for a language that there is not."""
    rest = "&".join(part for part in asked.query_string.decode("ascii", "replace").split("&") if not part.startswith("lang="))
    chosen = language(asked.args, asked.headers.get("Accept-Language")) or LANGUAGES[0]
    return Visit(site, chosen, asked.root_path.rstrip("/"), asked.path, rest)


def call_of(site: Site, asked: Request) -> Visit:
    """Return the visit that a request makes where programs come: those that name no language are told in English."""
    visit = visit_of(site, asked)
    return visit if named(asked.args.getlist("format"), (HTML,)) else told(visit)


def told(visit: Visit) -> Visit:
    """Return the visit in whose language an error is told: English for programs that name none."""
    return visit if _is_browser(request) else replace(visit, language=_told(request))


def in_no_language(visit: Visit) -> Response:
    """Return the error of a request for a language that there is not."""
    visit = told(visit)
    return failed(visit, 400, visit.say("error.unknown-language", found=request.args["lang"][:40]))


def not_in_that_format(visit: Visit, offers: Iterable[tuple[Format, str]]) -> Response:
    """Return the error of a request for a format that there is not, with those that there are and the paths that have them."""
    visit = told(visit)
    formats = [Value(Words(each.title), visit.at(path)) for each, path in offers]
    asked = ", ".join(request.args.getlist("format"))[:80]
    return failed(visit, 406, visit.say("error.unknown-format", found=asked) if asked else "", formats)


def failed(
    visit: Visit, status: int, detail: str = "", suggestions: Sequence[Value] = (), more: Mapping[str, object] | None = None
) -> Response:
    """Return an error: a page for people, application/problem+json (RFC 9457) for everything else."""
    if _is_browser(request):
        return page(visit, error_page(visit, status, detail, suggestions), status)
    links = [each.href for each in suggestions]
    return problem(status, detail, {**({"suggestions": links} if links else {}), **(more or {})}, visit.language)


def _told(asked: Request) -> str:
    header = asked.headers.get("Accept-Language")
    return language(asked.args, header, "en") or language({}, header, "en") or "en"


def _is_browser(asked: Request) -> bool:
    return acceptable(asked.headers.get("Accept"), (PROBLEM, HTML)) is HTML


def problem(status: int, detail: str = "", more: Mapping[str, object] | None = None, wanted: str = "") -> Response:
    """Return an error for a program, in the language of `detail`. It is English unless the program asks for German."""
    wanted = wanted or _told(request)
    known = f"error.{status}" if status in STATUSES else "error.400" if status < 500 else "error.500"
    content = {
        "type": f"{request.root_path}/about#{known.replace('.', '-')}",
        "title": say(known, wanted),
        "status": status,
        "detail": detail or say(known.replace("error.", "error.do."), wanted),
        "instance": request.path,
        **(more or {}),
    }
    body = json.dumps(content, ensure_ascii=False, indent=2).encode("utf-8", "replace") + b"\n"
    return Response(body, status, content_type=PROBLEM.content_type)
