"""A file and nodes of its graph → the line on which each node begins a statement.

Parsers do not say where a triple stands. The lines are found by the words that name a node in its file: a good guess, which
is left out where there is none.
"""

import re
from collections.abc import Iterable, Iterator, Set
from pathlib import Path
from typing import Final

_DECLARATION: Final = re.compile(r"\s*@?(?:prefix\s+([^\s:]*:)|base)\s*<([^>]*)>", re.IGNORECASE)
# What a line of Turtle or a kin begins with: an IRI or a prefixed name.
_SUBJECT: Final = re.compile(r"\s*(<[^>]*>|[^\s<>\"'#@]*:[^\s;,\"'<>]*)")
# What names a node in RDF/XML and in JSON-LD.
_NAMED: Final = re.compile(r"\b(about|resource|ID)=[\"']([^\"']*)[\"']|\"@id\"\s*:\s*\"([^\"]*)\"")
_LINES_BEGIN_WITH_SUBJECTS: Final = frozenset({".ttl", ".trig", ".nt", ".nq"})


def lines_of(path: Path, nodes: Set[str]) -> dict[str, int]:
    """Return the line, counted from 1, of each of the `nodes` (N-Triples form) that is found in the file as a subject."""
    wanted = {each for each in nodes if each.startswith("<")}
    found: dict[str, int] = {}
    perhaps: dict[str, int] = {}
    if not wanted:
        return found
    with path.open(encoding="utf-8-sig", errors="replace") as source:
        names = _subjects(source) if path.suffix.lower() in _LINES_BEGIN_WITH_SUBJECTS else _named(source)
        for row, node, is_subject in names:
            if node in wanted:
                (found if is_subject else perhaps).setdefault(node, row)
    return {**perhaps, **found}


def _subjects(source: Iterable[str]) -> Iterator[tuple[int, str, bool]]:
    """Yield what each line of Turtle may begin with, prefixes and base put in, and whether a statement begins there."""
    prefixes: dict[str, str] = {}
    base, begins = "", True
    for row, line in enumerate(source, start=1):
        declared = _DECLARATION.match(line) if "<" in line else None
        if declared is not None and declared[1] is None:
            base, begins = declared[2], True
        elif declared is not None:
            prefixes[declared[1]], begins = declared[2], True
        elif (subject := _SUBJECT.match(line)) is not None:
            word = subject[1]
            if word.startswith("<"):
                yield row, word, begins
                yield row, f"<{base}{word[1:]}", begins
            else:
                prefix, colon, local = word.partition(":")
                yield row, f"<{prefixes.get(prefix + colon, '')}{local.rstrip('.').replace(chr(92), '')}>", begins
        end = line.rstrip()[-1:]
        begins = end in (".", "{", "}") if end else begins


def _named(source: Iterable[str]) -> Iterator[tuple[int, str, bool]]:
    for row, line in enumerate(source, start=1):
        for match in _NAMED.finditer(line):
            # rdf:resource, and an "@id" that is a value, only refer.
            yield row, f"<{match[2] or match[3] or ''}>", match[1] != "resource"
