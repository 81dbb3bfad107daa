"""A store and the forms that its literals had → a folder in the layout of a published one, a file for each named graph.

Oxigraph keeps values: "5"^^xsd:nonNegativeInteger comes back as an xsd:integer, and "1.50" as 1.5. Shapes ask for types and
forms, so a state keeps what was written: each triple that was there before as it stood, each new one as the change says it.
"""

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from kgsm.manifest import MANIFEST, Manifest, PublishedFile, dump
from kgsm.sparql import N_TRIPLES
from kgsm.store.parts import Part
from kgsm.store.written import flush

# What was written: a literal, and the predicate that it stood behind, None where that is not known.
Form = tuple[NamedNode | None, Literal]


@dataclass(frozen=True, slots=True)
class Former:
    """A state as it was: by graph, each triple as the store has it with the form that it had in the file."""

    triples: Mapping[str, Mapping[Triple, Triple]]

    def forms(self) -> Iterable[Form]:
        """Yield the literals and their predicates."""
        for each in self.triples.values():
            yield from ((triple.predicate, triple.object) for triple in each.values() if isinstance(triple.object, Literal))


def former(parts: Iterable[Part]) -> Former:
    """Return the state in the files of `parts`."""
    read = {part.graph: [quad.triple for quad in parse(path=str(part.path), format=RdfFormat.N_TRIPLES)] for part in parts}
    values = _values(each.object for triples in read.values() for each in triples if isinstance(each.object, Literal))
    return Former({graph: {_valued(each, values): each for each in triples} for graph, triples in read.items()})


def write_state(store: Store, before: Former, forms: Iterable[Form], base: str, folder: Path) -> None:
    """Write the named graphs of a store into a folder, sorted, on the disk before this returns; `forms` are the change's."""
    new, old = _by_value(forms), _by_value(before.forms())
    names = sorted(each.value for each in store.named_graphs() if isinstance(each, NamedNode))
    files = []
    for number, name in enumerate(names, 1):
        was, triples = (
            before.triples.get(name, {}),
            (each.triple for each in store.quads_for_pattern(None, None, None, NamedNode(name))),
        )
        lines = sorted(f"{_said(each, was, new, old)} .\n" for each in triples)
        files.append(_written(lines, name, folder / f"graph-{number}.nt"))
    manifest = folder / MANIFEST
    manifest.write_text(dump(Manifest(base, (), tuple(each for each in files if each.triples))), encoding="utf-8")
    for path in (manifest, folder):
        flush(path)


def _said(triple: Triple, was: Mapping[Triple, Triple], new: Mapping[object, Literal], old: Mapping[object, Literal]) -> Triple:
    """Return a triple with the form that its object was written in last."""
    form = new.get((triple.predicate, triple.object))
    if form is None and triple in was:
        return was[triple]
    form = form or new.get((None, triple.object)) or old.get((triple.predicate, triple.object))
    return triple if form is None else Triple(triple.subject, triple.predicate, form)


def _by_value(forms: Iterable[Form]) -> dict[object, Literal]:
    told = list(forms)
    values = _values(each for _, each in told)
    return {(predicate, values.get(each, each)): each for predicate, each in told}


def _valued(triple: Triple, values: Mapping[Literal, Literal]) -> Triple:
    value = values.get(triple.object) if isinstance(triple.object, Literal) else None
    return triple if value is None else Triple(triple.subject, triple.predicate, value)


def _values(literals: Iterable[Literal]) -> dict[Literal, Literal]:
    """Return what a store makes of literals."""
    told, scratch, about = list(dict.fromkeys(literals)), Store(), NamedNode("urn:x:value")
    scratch.extend(Quad(NamedNode(f"urn:x:{number}"), about, each) for number, each in enumerate(told))
    found = {quad.subject.value: quad.object for quad in scratch if isinstance(quad.subject, NamedNode)}
    values = {each: found[f"urn:x:{number}"] for number, each in enumerate(told)}
    return {each: value for each, value in values.items() if isinstance(value, Literal)}


def _written(lines: list[str], graph: str, path: Path) -> PublishedFile:
    content = "".join(lines).encode()
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return PublishedFile(path.name, len(content), hashlib.sha256(content).hexdigest(), N_TRIPLES, len(lines), graph)
