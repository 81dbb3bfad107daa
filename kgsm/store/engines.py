"""A remote store's address and name → how this one is spoken to: where each has its graphs, and what it says otherwise.

The one place where stores differ. Each quirk was met on the version that is named, and is played in tests/test_push.py.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

from kgsm.problems import QueryError
from kgsm.store.wire import Wire

# Virtuoso 7.2.5: ASK comes as a row with `__ASK_RETVAL`, texts of JSON are "typed-literal", CSV leaves types out of its quotes.
# So its rows are asked for in XML and written anew. Blank nodes are named so there; in XML, < of a text is always escaped.
_ODD_BLANK: Final = b"<bnode>nodeID://"
_BLANK: Final = b"<bnode>"


# Without it Virtuoso 7.2.5 may commit row by row, and readers see some graphs moved and others not yet.
_TRANSACTION: Final = "DEFINE sql:log-enable 1"


class Kind(StrEnum):
    """A store that we know, by the word in its Server header."""

    OXIGRAPH = "Oxigraph"
    VIRTUOSO = "Virtuoso"
    FUSEKI = "Fuseki"
    OTHER = "another store"


@dataclass(frozen=True, slots=True)
class Engine:
    """A store and its addresses. `graphs` takes a graph's IRI behind it; `update` takes forms with the key `field`.

    `whole` stands before an update whose operations are to be seen all at once.
    """

    kind: Kind
    query: str
    graphs: str
    update: str
    field: str = "update"
    whole: str = ""

    @property
    def merges_literals(self) -> bool:
        """Whether it takes different literals for one: Virtuoso 7.2.5 stores true and "01" as the integer 1."""
        return self.kind is Kind.VIRTUOSO

    def graph(self, iri: str) -> str:
        """Return the address of a graph (Graph Store HTTP Protocol, 4.2)."""
        return f"{self.graphs}{quote(iri, safe='')}"


def kind_of(server: str) -> Kind:
    """Return which store a Server header names."""
    return next((each for each in Kind if each.value in server), Kind.OTHER)


def mended(piece: bytes) -> bytes:
    """Return a part of a result in XML with blank nodes as others name them."""
    return piece.replace(_ODD_BLANK, _BLANK)


def engine_at(endpoint: str, wire: Wire, graphs: str = "", update: str = "") -> Engine:
    """Return the engine behind a query endpoint, asked for its name; `graphs` and `update` are addresses that were told.

    Raises QueryError where it does not answer, and where its other addresses are neither known nor told.
    """
    with wire.send("POST", endpoint, b"query=ASK%20%7B%7D", _FORM) as response:
        kind = kind_of(response.headers.get("Server", ""))
    known = _addresses(kind, endpoint, with_credentials=bool(wire.credentials))
    if not (graphs or known[0]) or not (update or known[1]):
        raise QueryError(
            f"{endpoint} does not say what store it is: --graph-store and --update tell where graphs and updates go."
        )
    addresses = (_with_graph(graphs) if graphs else known[0], update or known[1])
    if kind is Kind.VIRTUOSO:  # 7.2.5 takes updates under both keys; its documents name this one
        return Engine(kind, endpoint, *addresses, field="query", whole=_TRANSACTION)
    return Engine(kind, endpoint, *addresses)


_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/sparql-results+json"}


def _with_graph(address: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}graph="


def _addresses(kind: Kind, endpoint: str, *, with_credentials: bool) -> tuple[str, str]:
    """Return where a store has its graphs and takes updates, as seen from its query endpoint."""
    if kind is Kind.OXIGRAPH:
        return _beside(endpoint, "store?graph="), _beside(endpoint, "update")
    if kind is Kind.VIRTUOSO:
        auth = "-auth" if with_credentials else ""
        return _beside(endpoint, f"sparql-graph-crud{auth}?graph-uri="), _beside(endpoint, f"sparql{auth}")
    if kind is Kind.FUSEKI:
        return _beside(endpoint, "data?graph="), _beside(endpoint, "update")
    return "", ""


def _beside(endpoint: str, name: str) -> str:
    parts = urlsplit(endpoint)
    path, _, query = name.partition("?")
    return urlunsplit((parts.scheme, parts.netloc, f"{parts.path.rpartition('/')[0]}/{path}", query, ""))
