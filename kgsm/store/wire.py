"""A request to a remote store → its response: with credentials, within a time, and never to where it redirects.

Credentials are `user:password`, for Basic and Digest as the store asks, or a bearer token. They are in no address and no log.
"""

import base64
import http.client
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from kgsm.problems import QueryError

AGENT: Final = "kgsm (https://w3id.org/kgsm/)"
SECONDS: Final = 60.0
_SHOWN: Final = 1000
_LONG: Final = 50_000
_BUSY: Final = frozenset({429, 503, 504})


@dataclass(frozen=True, slots=True)
class Wire:
    """How a remote store is spoken to. `seconds` is how long it may be silent."""

    credentials: str = field(default="", repr=False)
    seconds: float = SECONDS

    def send(
        self, method: str, address: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> http.client.HTTPResponse:
        """Return the response, open, its body unread.

        Raises QueryError with the status that fits: 400 and 404 as they come, 401 and 403 as 502 with what is missing, 503
        where the store is busy or silent for too long, 502 for everything else.
        """
        if not address.startswith(("http://", "https://")):
            raise QueryError(f"'{address}' is not the address of an endpoint: it must begin with http:// or https://.")
        request = urllib.request.Request(address, body, {"User-Agent": AGENT, **(headers or {})}, method=method)  # noqa: S310 - checked above
        opener = self._opener(request)
        try:
            response: http.client.HTTPResponse = opener.open(request, timeout=self.seconds)
        except urllib.error.HTTPError as error:
            with error:
                raise _refused(address, error) from None  # the request in it holds the credentials
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise QueryError(f"{address} does not answer: {error}.", 503 if _is_late(error) else 502) from error
        return response

    def _opener(self, request: urllib.request.Request) -> urllib.request.OpenerDirector:
        """Return what opens a request with the credentials. A long one shows them at once."""
        user, colon, password = self.credentials.partition(":")
        if not colon:
            if user:
                request.add_unredirected_header("Authorization", f"Bearer {user}")
            return urllib.request.build_opener(_NoRedirect)
        known = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        known.add_password(None, request.full_url, user, password)
        basic, digest = urllib.request.HTTPBasicAuthHandler(known), urllib.request.HTTPDigestAuthHandler(known)
        if isinstance(request.data, bytes) and len(request.data) > _LONG:
            # Who answers 401 need not read the body first (Virtuoso hangs up): the challenge is asked for without one.
            scheme, _, challenge = self._challenge(request).partition(" ")
            if scheme.lower() == "digest":
                options = urllib.request.parse_keqv_list(urllib.request.parse_http_list(challenge))
                request.add_unredirected_header("Authorization", f"Digest {digest.get_authorization(request, options)}")
            elif scheme.lower() == "basic":
                told = base64.b64encode(self.credentials.encode()).decode("ascii")
                request.add_unredirected_header("Authorization", f"Basic {told}")
        return urllib.request.build_opener(_NoRedirect, basic, digest)

    def _challenge(self, request: urllib.request.Request) -> str:
        """Return what a store asks of those who write, empty where it asks nothing."""
        # Adding no triples changes nothing, wherever it is let in without a name.
        headers = {"User-Agent": AGENT, "Content-Type": "application/n-triples"}
        bare = urllib.request.Request(request.full_url, b"", headers, method="POST")  # noqa: S310 - checked before
        try:
            urllib.request.build_opener(_NoRedirect).open(bare, timeout=self.seconds).close()
        except urllib.error.HTTPError as error:
            with error:
                return error.headers.get("WWW-Authenticate", "") if error.code == http.HTTPStatus.UNAUTHORIZED else ""
        except (OSError, http.client.HTTPException):
            pass
        return ""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Follow nothing: a store's address is the one that was given."""


def _is_late(error: Exception) -> bool:
    # urllib wraps what happens while it connects, and nothing that happens later.
    return isinstance(error, TimeoutError) or isinstance(getattr(error, "reason", None), TimeoutError)


def _refused(address: str, error: urllib.error.HTTPError) -> QueryError:
    try:
        body = error.read(_SHOWN)
        # urllib gives up by itself where credentials are refused again: that error has no body (a text before Python 3.11.4).
        said = body.decode("utf-8", "replace").strip() if isinstance(body, bytes) else ""
    except (OSError, http.client.HTTPException):
        said = ""
    if error.code == http.HTTPStatus.BAD_REQUEST:
        return QueryError(said or f"{address} refused the request.", 400)
    if error.code in {401, 403}:
        return QueryError(f"{address} answered {error.code}: the credentials are missing, or wrong.", 502)
    if error.code == http.HTTPStatus.NOT_FOUND:
        return QueryError(f"{address} answered 404 {error.reason}.", 404)
    return QueryError(f"{address} answered {error.code} {error.reason}. {said}".strip(), 503 if error.code in _BUSY else 502)
