"""A file and nodes of its graph → the line on which each node begins a statement.

Parsers do not say where a triple stands. The lines are found by the words that name a node in its file: a good guess, which
is left out where there is none.
"""

import re
from collections.abc import Iterator, Mapping, Set
from pathlib import Path
from typing import Final

_PREFIX: Final = re.compile(r"^\s*@?prefix\s+([^\s:]*):\s*<([^>]*)>", re.IGNORECASE)
_BASE: Final = re.compile(r"^\s*@?base\s+<([^>]*)>", re.IGNORECASE)
# What a line of Turtle, N-Triples or a kin begins with, and what names a node in RDF/XML and JSON-LD.
_SUBJECT: Final = re.compile(r"^\s*(<[^>]*>|[^\s<>\"'#@]*:[^\s;,\"'<>]*)")
_NAMED: Final = re.compile(r"\b(?:about|resource|ID)=[\"']([^\"']*)[\"']|\"@id\"\s*:\s*\"([^\"]*)\"")


def lines_of(path: Path, nodes: Set[str]) -> dict[str, int]:
    """Return the line, counted from 1, of each of the `nodes` (N-Triples form) that is found in the file as a subject."""
    wanted = {each for each in nodes if each.startswith("<")}
    found: dict[str, int] = {}
    if not wanted:
        return found
    prefixes: dict[str, str] = {}
    with path.open(encoding="utf-8-sig", errors="replace") as source:
        for row, line in enumerate(source, start=1):
            declared = _PREFIX.match(line) or _BASE.match(line)
            if declared is not None:
                prefixes[declared[1] if declared.lastindex == 2 else "@base"] = declared[declared.lastindex or 1]
                continue
            for node in _names(line, prefixes):
                if node in wanted:
                    found.setdefault(node, row)
    return found


def _names(line: str, prefixes: Mapping[str, str]) -> Iterator[str]:
    """Yield the nodes that a line names as a subject."""
    subject = _SUBJECT.match(line)
    if subject is not None:
        word = subject[1]
        if word.startswith("<"):
            yield word
            yield f"<{prefixes.get('@base', '')}{word[1:]}"
        else:
            prefix, _, local = word.partition(":")
            yield f"<{prefixes.get(prefix, '')}{local.rstrip('.').replace(chr(92), '')}>"
    for match in _NAMED.finditer(line):
        iri = match[1] or match[2] or ""
        yield f"<{iri}>"
        yield f"<{prefixes.get('@base', '')}{iri}>"
