"""A remote SPARQL 1.1 endpoint → the same answers as the embedded store gives."""

import http.client
import io
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Final, cast
from urllib.parse import urlencode

from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, Store, parse_query_results

from kgsm.problems import QueryError
from kgsm.sparql import JSON, N_QUADS, N_TRIPLES, TRIG, TURTLE, XML, Answer, Query, bind
from kgsm.store.engines import Kind, kind_of, mended
from kgsm.store.refusal import checked
from kgsm.store.wellformed import WellFormed
from kgsm.store.wire import Wire

_PIECE: Final = 65536
_IN_MEMORY: Final = 1_000_000
_ROWS: Final = frozenset({"SELECT", "ASK"})
# Not every store writes these. N-Triples are N-Quads (RDF 1.1 N-Quads, 1) and, being Turtle, TriG (RDF 1.1 TriG, 1).
_AS_TRIPLES: Final = frozenset({TRIG, N_QUADS})
_HOLDS: Final = "SELECT ?g WHERE { VALUES ?g { $graphs } GRAPH ?g { ?s ?p ?o } } LIMIT 1"
_NOTHING: Final = "SELECT ?g WHERE { } LIMIT 1"
_SOME: Final = 3  # graphs that are looked for to find out whether a store holds a release
_FORM: Final = "application/x-www-form-urlencoded"


def open_remote(endpoint: str, graphs: Sequence[str] = (), wire: Wire | None = None) -> "Remote":
    """Return a store that asks the SPARQL endpoint at `endpoint`, over `wire`.

    Where the endpoint has `graphs`, a query without FROM sees their union, whatever its own default graph holds; where it has
    none of them its default graph counts. Nothing is asked before the first query. Raises QueryError where `endpoint` is not
    an HTTP address.
    """
    if not endpoint.startswith(("http://", "https://")):
        raise QueryError(f"'{endpoint}' is not the address of an endpoint: it must begin with http:// or https://.")
    return Remote(endpoint, tuple(graphs), wire or Wire())


@dataclass(frozen=True, slots=True)
class _Known:
    """What was found out about an endpoint: who it is, and the graphs of the release that it holds."""

    kind: Kind
    graphs: tuple[str, ...]


class Remote:
    """A SPARQL endpoint, asked by POST."""

    def __init__(self, endpoint: str, graphs: tuple[str, ...], wire: Wire) -> None:
        self._endpoint, self._graphs, self._wire = endpoint, graphs, wire
        self._lock = threading.Lock()
        self._found: _Known | None = None

    def answer(self, query: Query, rows: str | None = JSON, graph: str | None = TURTLE) -> Answer:
        """Answer `query`, see kgsm.sparql.Store.answer. Graphs stream, and rows, where the store writes them as others do."""
        found = checked(query)
        media_type = rows if found.form in _ROWS else graph
        if media_type is None:
            raise QueryError("This form of query has no answer in the media type that was asked for.", 406)
        known = self._known()
        if not found.dataset and not query.default_graphs and not query.named_graphs:
            query = Query(query.text, known.graphs, known.graphs)
        if found.form in _ROWS and (found.form == "ASK" or known.kind is Kind.VIRTUOSO):
            return _rewritten(self._asked(query, XML), media_type, ask=found.form == "ASK")
        response = self._asked(query, N_TRIPLES if media_type in _AS_TRIPLES else media_type)
        answered = response.headers.get_content_type()
        if "/" not in answered or (media_type in _AS_TRIPLES and answered == N_TRIPLES):
            answered = media_type
        return Answer(answered, _pieces(response))

    def version(self, query: Query) -> str | None:  # noqa: ARG002 - whatever is asked, it may change
        """Return None: a remote store may change at any time."""
        return None

    def close(self) -> None:
        """Do nothing: no connection outlives its answer."""

    def _known(self) -> _Known:
        with self._lock:
            if self._found is None:
                text = bind(_HOLDS, graphs=self._graphs[:_SOME]) if self._graphs else _NOTHING
                with self._asked(Query(text), XML) as response:
                    holds = b"<result>" in response.read(_IN_MEMORY)
                    kind = kind_of(response.headers.get("Server", ""))
                found = _Known(kind, self._graphs if holds and self._graphs else ())
                if not holds and self._graphs:
                    return found  # they may be pushed at any time
                self._found = found
            return self._found

    def _asked(self, query: Query, accept: str) -> http.client.HTTPResponse:
        parameters = [("query", query.text)]
        parameters += [("default-graph-uri", each) for each in query.default_graphs]
        parameters += [("named-graph-uri", each) for each in query.named_graphs]
        headers = {"Content-Type": _FORM, "Accept": accept}
        try:
            return self._wire.send("POST", self._endpoint, urlencode(parameters).encode(), headers)
        except QueryError as error:
            if error.status == http.HTTPStatus.NOT_FOUND:  # the endpoint is, not what was asked of it
                raise QueryError(str(error), 502) from None
            raise


def _pieces(response: http.client.HTTPResponse) -> Iterator[bytes]:
    with response:
        try:
            while piece := response.read(_PIECE):
                yield piece
        except (OSError, http.client.HTTPException) as error:
            raise QueryError(f"The store's answer broke off: {error}.", 502) from error
    if response.length:  # read(n) does not say that the end is missing
        raise QueryError("The store's answer broke off before its end.", 502)


def _rewritten(response: http.client.HTTPResponse, media_type: str, *, ask: bool) -> Answer:
    """Return a result in XML as one in another format, in the standard's words; a long one by way of a file."""
    spool = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed when it has been read
    sink = cast("IO[bytes]", WellFormed(cast("IO[bytes]", spool)) if media_type == XML else spool)
    try:
        wrong = _write(response, QueryResultsFormat.from_media_type(media_type), sink, ask=ask)
    except QueryError:
        spool.close()
        raise
    if wrong:
        spool.close()
        raise QueryError(f"The store's answer is not a SPARQL result: {wrong}.", 502)
    size = spool.tell()
    spool.seek(0)
    return Answer(media_type, _read(spool), size)


def _write(response: http.client.HTTPResponse, form: QueryResultsFormat | None, sink: IO[bytes], *, ask: bool) -> str:
    """Write a result into `sink`, and return what is wrong with it, if anything."""
    result = None
    try:
        with response:
            result = parse_query_results(io.BufferedReader(_Mended(response)), QueryResultsFormat.XML)
            if ask:
                # A store without booleans (Virtuoso) gives one row, which holds 1 or 0.
                yes = bool(result) if isinstance(result, QueryBoolean) else [str(each[0].value) for each in result] == ["1"]
                result = None
                said = Store().query(f"ASK {{ FILTER({str(yes).lower()}) }}")
                if isinstance(said, QueryBoolean):
                    said.serialize(sink, format=form)
            elif isinstance(result, QuerySolutions):
                result.serialize(sink, format=form)
    except (SyntaxError, ValueError, OSError, http.client.HTTPException) as error:
        return str(error)
    finally:
        del result  # a traceback would take it to another thread, where it must not end
    return ""


class _Mended(io.RawIOBase):
    """A result in XML as it should have been, a piece at a time."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self._response = response
        self._waiting, self._ready = b"", b""

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        """Fill `buffer` with what comes next."""
        while not self._ready:
            piece = self._response.read(_PIECE)
            whole = self._waiting + piece
            # A tag at the end may be cut in two: it waits for the next piece.
            cut = len(whole) if not piece else max(whole.rfind(b"<"), 0)
            self._ready, self._waiting = mended(whole[:cut]), whole[cut:]
            if not piece:
                break
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count


def _read(spool: "tempfile.SpooledTemporaryFile[bytes]") -> Iterator[bytes]:
    with spool:
        while piece := spool.read(_PIECE):
            yield piece
