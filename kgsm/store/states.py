"""A store → a folder in the layout of a published one, a file for each named graph, on the disk before anyone is led to it."""

import hashlib
import os
from pathlib import Path

from pyoxigraph import NamedNode, Store

from kgsm.manifest import MANIFEST, Manifest, PublishedFile, dump
from kgsm.sparql import N_TRIPLES
from kgsm.store.written import flush


def write_state(store: Store, base: str, folder: Path) -> None:
    """Write the named graphs of a store into a folder, sorted: the same graphs give the same bytes."""
    names = sorted(each.value for each in store.named_graphs() if isinstance(each, NamedNode))
    files = tuple(_written(store, name, folder / f"graph-{number}.nt") for number, name in enumerate(names, 1))
    manifest = folder / MANIFEST
    manifest.write_text(dump(Manifest(base, (), tuple(each for each in files if each.triples))), encoding="utf-8")
    for path in (manifest, folder):
        flush(path)


def _written(store: Store, graph: str, path: Path) -> PublishedFile:
    lines = sorted(f"{each.triple} .\n" for each in store.quads_for_pattern(None, None, None, NamedNode(graph)))
    content = "".join(lines).encode()
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return PublishedFile(path.name, len(content), hashlib.sha256(content).hexdigest(), N_TRIPLES, len(lines), graph)
