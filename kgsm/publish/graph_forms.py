"""`Job` → the whole study as Turtle, JSON-LD, N-Triples, N-Quads, TriG or RDF/XML.

Metadata by our writers, observations by DuckDB, joined as bytes. RDF/XML has no form that SQL could write line by line: it is
made from the N-Triples, triple by triple.
"""

import re
from collections.abc import Iterable
from typing import IO, Final

import pyoxigraph

from kgsm.cube import Distribution
from kgsm.namespaces import PREFIXES
from kgsm.problems import KgsmError
from kgsm.publish.job import Job, append, append_joined, scratch
from kgsm.publish.jsonld import closing, nodes, opening
from kgsm.publish.outline import ntriples
from kgsm.publish.turtle import Names, blocks, header

_PIECE: Final = 1 << 20
_XML_PREFIX: Final = re.compile(rb' xmlns:([\w.-]+)="[^"]*"')


def write_turtle(job: Job, distribution: Distribution) -> None:
    """Write the study as Turtle."""
    with job.path(distribution).open("xb") as file:
        _write_blocks(job, file, "", "")


def write_trig(job: Job, distribution: Distribution) -> None:
    """Write the study as TriG: the same blocks, in the graph that has the study's IRI."""
    with job.path(distribution).open("xb") as file:
        _write_blocks(job, file, f"<{job.study}> {{\n\n", "}\n")


def turtle_header(job: Job) -> bytes:
    """Return the prefixes of the study's Turtle and the blank line after them."""
    names = _names(job)
    return f"{header(names, set(names.prefixes))}\n".encode()


def _names(job: Job) -> Names:
    # All prefixes: nobody has looked which ones the observations use.
    return Names({**PREFIXES, "property": f"{job.start}property/"}, job.start)


def _write_blocks(job: Job, file: IO[bytes], before: str, after: str) -> None:
    names = _names(job)
    file.write(turtle_header(job))
    file.write(f"{before}{blocks(job.cube.graph, names)}\n".encode())
    for stream in job.cube.observations:
        append(stream, stream.queries["ttl"], file)
    file.write(after.encode())


def write_ntriples(job: Job, distribution: Distribution) -> None:
    """Write the study as N-Triples."""
    with job.path(distribution).open("xb") as file:
        file.writelines(line + b"\n" for line in ntriples(job.cube.graph))
        for stream in job.cube.observations:
            append(stream, stream.queries["nt"], file)


def write_nquads(job: Job, distribution: Distribution) -> None:
    """Write the study as N-Quads, in the graph that has the study's IRI."""
    end = f" <{job.study}> .\n".encode()
    with job.path(distribution).open("xb") as file:
        file.writelines(line.removesuffix(b" .") + end for line in ntriples(job.cube.graph))
        for stream in job.cube.observations:
            append(stream, stream.queries["nq"], file)


def write_jsonld(job: Job, distribution: Distribution) -> None:
    """Write the study as JSON-LD, which a reader can stream."""
    with job.path(distribution).open("xb") as file:
        file.write(context_head(job).encode())
        described = nodes(job.cube.graph, job.cube.context)
        file.write(",\n".join(described).encode())
        separator = b",\n" if described else b""
        for stream in job.cube.observations:
            separator = append_joined(stream, stream.queries["jsonld"], file, separator)
        file.write(context_tail().encode())


def context_head(job: Job) -> str:
    """Return the study's JSON-LD up to its first node object."""
    return opening(job.cube.context)


def context_tail() -> str:
    """Return the study's JSON-LD after its last node object."""
    return closing()


def write_rdfxml(job: Job, distribution: Distribution) -> None:
    """Write the study as RDF/XML, from its N-Triples. Raises KgsmError where RDF/XML has no name for a property."""
    source = next((each for each in job.cube.distributions if each.form == "nt"), None)
    if source is None:
        raise KgsmError(f"{distribution.path} is made from N-Triples, and there are none.")
    path = scratch(job)
    try:
        triples: Iterable[pyoxigraph.Quad] = pyoxigraph.parse(path=job.path(source), format=pyoxigraph.RdfFormat.N_TRIPLES)
        prefixes = {prefix: iri for prefix, iri in PREFIXES.items() if prefix != "rdf"} | {"property": f"{job.start}property/"}
        pyoxigraph.serialize((each.triple for each in triples), path, pyoxigraph.RdfFormat.RDF_XML, prefixes=prefixes)
        with path.open("rb") as written, job.path(distribution).open("xb") as file:
            file.write(_sorted_head(written))
            while piece := written.read(_PIECE):
                file.write(piece)
    except ValueError as error:
        raise KgsmError(f"{distribution.path} cannot be written as RDF/XML: {error}. Nothing was published.") from error
    finally:
        path.unlink(missing_ok=True)


def _sorted_head(written: IO[bytes]) -> bytes:
    """Read up to the end of the root's start tag and return it with its prefixes sorted: Oxigraph has them in any order."""
    declaration, root = written.readline(), written.readline()
    found = sorted(match[0] for match in _XML_PREFIX.finditer(root))
    start, end = root[: root.index(b" xmlns:")], root[root.index(b">") :]
    return declaration + start + b"".join(found) + end
