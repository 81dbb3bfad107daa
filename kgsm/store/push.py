"""published/ → a remote store: graph by graph beside what is there, then all at once in its place.

Each graph goes into a staging graph first, and is counted. What has arrived is written down in the store, so that a push which
was interrupted goes on where it stopped. At the end one update moves all graphs to their places, takes away
what the former release had and this one has not, and writes down what there is: readers see the old release or the new one.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from kgsm import iris
from kgsm.manifest import read_manifest
from kgsm.namespaces import DCTERMS
from kgsm.problems import QueryError
from kgsm.scratch import scratch
from kgsm.sparql import N_TRIPLES, select
from kgsm.store.engines import Engine
from kgsm.store.parts import Part, parts_of
from kgsm.store.remote import open_remote
from kgsm.store.wire import Wire
from kgsm.text import Text

_STAGING: Final = "?staged="
PIECE: Final = 4_000_000  # bytes of one request: what every store takes
_COUNT: Final = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH $graph { ?s ?p ?o } }"
_RECORD: Final = f"SELECT ?graph ?digest WHERE {{ GRAPH $record {{ ?graph <{DCTERMS.identifier}> ?digest }} }}"
_UPDATE: Final = "application/x-www-form-urlencoded"
_SENDING: Final = Text(
    de="sendet {graph} ({number} von {count}, {done:.0f} %)", en="sending {graph} ({number} of {count}, {done:.0f} %)"
)
_SWAPPING: Final = Text(de="tauscht {count} Graphen aus", en="swapping {count} graphs")


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push did: graphs `sent`, `resumed` (there since an earlier attempt), `unchanged` and `removed`.

    `merged` are triples fewer than sent, where the store takes different literals for one.
    """

    sent: int
    resumed: int
    unchanged: int
    removed: int
    merged: int


class _Target:
    """A remote store to write to."""

    def __init__(self, engine: Engine, wire: Wire) -> None:
        self.engine = engine
        self._wire = wire
        self._store = open_remote(engine.query, (), wire)

    def record(self, graph: str) -> dict[str, str]:
        """Return which graphs are written down, each with the digest of what is in it."""
        return {row["graph"].value: row["digest"].value for row in select(self._store, _RECORD, record=graph)}

    def count(self, graph: str) -> int:
        """Return how many triples a graph has."""
        return int(select(self._store, _COUNT, graph=graph)[0]["n"].value)

    def send(self, method: str, graph: str, body: bytes) -> None:
        """Put or add to a graph."""
        self._wire.send(method, self.engine.graph(graph), body, {"Content-Type": N_TRIPLES}).close()

    def update(self, *operations: str) -> None:
        """Make an update: all operations in one request."""
        text = "\n".join((self.engine.whole, " ;\n".join(operations))).strip()
        body = urlencode({self.engine.field: text}).encode()
        self._wire.send("POST", self.engine.update, body, {"Content-Type": _UPDATE}).close()


def push(published: Path, engine: Engine, wire: Wire, on_stage: Callable[[Text], None]) -> Pushed:
    """Push a published folder into a store. Raises PublishedError where the folder, QueryError where the store fails."""
    record = str(iris.pushed(read_manifest(published).base))
    target = _Target(engine, wire)
    with scratch("kgsm-push-") as room:
        parts = parts_of(published, room)
        known = target.record(record)
        fresh = [each for each in parts if known.get(each.graph) != each.digest]
        resumed = [each for each in fresh if known.get(_staged(each)) == each.digest]
        merged = 0
        for number, part in enumerate(fresh, 1):
            if part not in resumed:
                told: dict[str, object] = {"graph": part.graph, "number": number, "count": len(fresh)}
                merged += _stage(target, part, partial(_tell, on_stage, told))
                target.update(_note(record, {_staged(part): part.digest}))
        gone = sorted(each for each in known if each not in {part.graph for part in parts} and not _is_staging(each))
        left = sorted(each for each in known if _is_staging(each) and each not in {_staged(part) for part in fresh})
        if fresh or gone or left:
            on_stage(_filled(_SWAPPING, {"count": len(fresh)}))
            target.update(*_swap(record, parts, fresh, (*gone, *left)))
    return Pushed(len(fresh) - len(resumed), len(resumed), len(parts) - len(fresh), len(gone), merged)


def _tell(on_stage: Callable[[Text], None], told: dict[str, object], done: float) -> None:
    on_stage(_filled(_SENDING, {**told, "done": done}))


def _stage(target: _Target, part: Part, tell: Callable[[float], None]) -> int:
    """Send a part into its staging graph, and return how many triples fewer are there than were sent."""
    graph, sent, whole = _staged(part), 0, part.path.stat().st_size
    for number, piece in enumerate(_pieces(part)):
        tell(100 * sent / whole)
        target.send("POST" if number else "PUT", graph, piece)  # PUT replaces what an interrupted push has left
        sent += len(piece)
    fewer = part.triples - target.count(graph)
    if fewer and not (target.engine.merges_literals and 0 < fewer < part.triples):
        raise QueryError(f"{part.graph}: {part.triples} triples were sent, and {part.triples - fewer} are there.", 502)
    return fewer


def _pieces(part: Part) -> Iterator[bytes]:
    """Yield the lines of a part in requests of a size; all in one where there are blank nodes: a label is one request's."""
    with part.path.open("rb") as lines:
        if part.blank:
            yield lines.read()
            return
        while piece := lines.readlines(PIECE):
            yield b"".join(piece)


def _swap(record: str, parts: tuple[Part, ...], fresh: list[Part], gone: tuple[str, ...]) -> Iterator[str]:
    for part in fresh:
        yield f"MOVE GRAPH <{_staged(part)}> TO GRAPH <{part.graph}>"
    for graph in gone:
        yield f"DROP SILENT GRAPH <{graph}>"
    yield f"DROP SILENT GRAPH <{record}>"
    yield _note(record, {each.graph: each.digest for each in parts})


def _note(record: str, digests: Mapping[str, str]) -> str:
    lines = " . ".join(f'<{graph}> <{DCTERMS.identifier}> "{digest}"' for graph, digest in digests.items())
    return f"INSERT DATA {{ GRAPH <{record}> {{ {lines} }} }}"


def _staged(part: Part) -> str:
    """Return the staging graph of what a part holds: another content has another one."""
    return f"{part.graph}{_STAGING}{part.digest[:16]}"


def _is_staging(graph: str) -> bool:
    return _STAGING in graph


def _filled(text: Text, values: Mapping[str, object]) -> Text:
    return Text(de=text.de.format(**values), en=text.en.format(**values))
