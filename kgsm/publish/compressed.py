"""A long text → the same in gzip and zstd beside it, for those who take the folder from a server that is not ours.

Own distributions, since size and digest are those of one file; dcat:compressFormat says what is around it (DCAT 3, 6.8.17).
"""

import gzip
import hashlib
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Final

from rdflib import Graph, Literal, URIRef

from kgsm.cube import Cube, Distribution
from kgsm.manifest import PublishedFile
from kgsm.meter import Meter, Unit
from kgsm.namespaces import DCAT, DCTERMS, IANA, RDF
from kgsm.problems import KgsmError
from kgsm.publish.drafts import published

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LONG: Final = 10_000_000  # bytes; below, nobody waits
# By suffix: the media types of RFC 6713 and RFC 8878.
CODINGS: Final = {"gz": "application/gzip", "zst": "application/zstd"}
_NAMES: Final = {"gz": "gzip", "zst": "zstd"}
_ALREADY_SMALL: Final = frozenset({"parquet", "xlsx", "zip"})
_GZIP_LEVEL: Final = 4
_ZSTD_LEVEL: Final = 3
_PIECE: Final = 1 << 20


def write_compressed(cube: Cube, files: Iterable[PublishedFile], folder: Path) -> Iterator[PublishedFile]:
    """Write the variants of each long text among the distributions below `folder`, and yield them.

    Raises KgsmError where one of them, read back, holds other bytes.
    """
    texts = {each.path for each in cube.distributions if each.form not in _ALREADY_SMALL}
    long = [each for each in files if each.path in texts and each.size >= LONG]
    meter = next((each.tables.meter for each in cube.observations), Meter())
    meter.expect(sum(each.size for each in long) * len(CODINGS), Unit.BYTES)
    for each in long:
        for suffix, media_type in CODINGS.items():
            _write(folder / each.path, folder / f"{each.path}.{suffix}", suffix, meter)
            _require_same(folder / f"{each.path}.{suffix}", suffix, each)
            yield published(folder, f"{each.path}.{suffix}", media_type)


def variants(distribution: Distribution, paths: Iterable[str]) -> Iterator[Distribution]:
    """Yield those variants of a distribution that were written."""
    known = set(paths)
    for suffix, media_type in CODINGS.items():
        path = f"{distribution.path}.{suffix}"
        if path in known:
            iri = URIRef(f"{distribution.iri}.{suffix}")
            yield Distribution(iri, path, suffix, media_type, distribution.dataset)


def describe_variant(record: Graph, original: Distribution, variant: Distribution) -> None:
    """Add to a catalog record what is said of the original: format and media type stay those of the content."""
    for predicate, value in list(record.predicate_objects(original.iri)):
        told = variant.iri if value == original.iri else value
        if predicate == DCTERMS.title and isinstance(value, Literal):
            told = Literal(f"{value}, {_NAMES[variant.form]}", lang=value.language)
        record.add((variant.iri, predicate, told))
    for study in list(record.subjects(DCAT.distribution, original.iri)):
        record.add((study, DCAT.distribution, variant.iri))
    coding = IANA[variant.media_type]
    record.add((variant.iri, DCAT.compressFormat, coding))
    record.add((coding, RDF.type, DCTERMS.MediaType))


def _write(source: Path, target: Path, suffix: str, meter: Meter) -> None:
    with source.open("rb") as text, target.open("xb") as raw, _sink(raw, suffix) as sink:
        while piece := text.read(_PIECE):
            sink.write(piece)
            meter.add(len(piece))


def _sink(raw: IO[bytes], suffix: str) -> gzip.GzipFile | zstd.ZstdFile:
    if suffix == "gz":  # no name and no time in its header: the same text gives the same bytes
        return gzip.GzipFile("", "wb", _GZIP_LEVEL, raw, mtime=0)
    return zstd.ZstdFile(raw, "wb", level=_ZSTD_LEVEL)


def _require_same(path: Path, suffix: str, file: PublishedFile) -> None:
    digest = hashlib.sha256()
    with gzip.open(path, "rb") if suffix == "gz" else zstd.ZstdFile(path, "rb") as text:
        while piece := text.read(_PIECE):
            digest.update(piece)
    if digest.hexdigest() != file.sha256:
        raise KgsmError(f"{path.name}, read back, is not {file.path}. Nothing was published.")
