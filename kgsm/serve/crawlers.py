"""A request of a search engine, a feed reader or a finder of weaknesses → sitemap, robots.txt, feed, security.txt."""

from datetime import UTC, datetime
from typing import Final

from flask import Response, request

from kgsm.serve import replies
from kgsm.serve.feed import MEDIA_TYPE, feed
from kgsm.serve.negotiate import Format, language
from kgsm.serve.security import security
from kgsm.serve.site import Site
from kgsm.serve.sitemap import NAME, robots, sitemap

_XML: Final = Format("xml", "XML", "application/xml", ".xml")
_TEXT: Final = Format("txt", "Text", "text/plain", ".txt")
_ATOM: Final = Format("atom", "Atom", MEDIA_TYPE, ".atom")


def robots_file(site: Site) -> Response:
    """Answer a request for robots.txt."""
    return replies.document(robots(f"{site.manifest.base}{NAME}.xml").encode(), _TEXT)


def sitemap_file(site: Site, number: int | None) -> Response:
    """Answer a request for the sitemap, or for a part of it."""
    body = sitemap(site, number)
    return replies.failed(replies.call_of(site, request), 404) if body is None else replies.document(body, _XML)


def feed_file(site: Site) -> Response:
    """Answer a request for the feed of releases, in the language of ?lang= or of the reader."""
    visit = replies.visit_of(site, request)
    if language(request.args, None) is None:
        return replies.in_no_language(visit)
    response = replies.document(feed(visit), _ATOM)
    response.headers["Content-Language"] = visit.language
    return response


def security_file(site: Site) -> Response:
    """Answer a request for security.txt. It is made at each request, since it says until when it holds."""
    text = security(site, datetime.now(UTC))
    if text is None:
        return replies.failed(replies.call_of(site, request), 404)
    response = replies.document(text.encode(), _TEXT)
    response.headers["Cache-Control"] = "no-store"  # what is kept would grow old
    return response
