"""A query as it comes from the server → its answer, without Flask, which takes longer than most queries do.

What needs a page or a sentence (a browser, a mistake, another language) is left to Flask.
"""

from collections.abc import Callable
from typing import IO, Any, Final, cast

from kgsm.problems import QueryError
from kgsm.serve.answers import Asker, Headers, Reply, limit_headers, replied
from kgsm.serve.protocol import Asked, ProtocolError, asked_by, wanted_by
from kgsm.serve.replies import EVERYWHERE, VARY
from kgsm.serve.site import Site
from kgsm.serve.sparql import FAILED

Environ = dict[str, Any]
Express = Callable[[Environ], Reply | None]

_PATHS: Final = frozenset({"/sparql", "/sparql/"})
_METHODS: Final = frozenset({"GET", "HEAD", "POST"})
_LONGEST: Final = 60_000


def express(site: Site) -> Express:
    """Return what answers the queries among requests, and returns None for everything else."""
    always: Headers = [*EVERYWHERE.items(), ("Vary", ", ".join(VARY)), *limit_headers(site.limits)]

    def answer(environ: Environ) -> Reply | None:
        if environ["PATH_INFO"] not in _PATHS or environ["REQUEST_METHOD"] not in _METHODS:
            return None
        asked = _asked(environ)
        if asked is None or asked.query is None or asked.languages:
            return None
        wanted = wanted_by(asked.formats, environ.get("HTTP_ACCEPT"))
        if wanted.page or (wanted.rows is None and wanted.graph is None):
            return None
        asker = Asker(environ.get("REMOTE_ADDR", ""), environ.get("HTTP_IF_NONE_MATCH", ""))
        try:
            found = replied(site, asked.query, wanted.rows, wanted.graph, asker)
        except QueryError as error:
            environ[FAILED] = error
            return None
        headers = [*found.headers, *always]
        if not any(name == "Cache-Control" for name, _ in found.headers):
            headers.append(("Cache-Control", "no-cache"))
        return Reply(found.status, headers, found.body)

    return answer


def _asked(environ: Environ) -> Asked | None:
    """Return what a request asks, None where Flask has to say what is wrong with it."""
    query_string = environ.get("QUERY_STRING", "")
    if len(query_string) > _LONGEST:
        return None
    source = cast("IO[bytes]", environ["wsgi.input"])
    try:
        return asked_by(environ["REQUEST_METHOD"], query_string.encode("latin-1"), environ.get("CONTENT_TYPE", ""), source.read)
    except ProtocolError:
        return None
    finally:
        if environ["REQUEST_METHOD"] == "POST":
            source.seek(0)  # the body is in memory by now, see kgsm/serve/front.py
