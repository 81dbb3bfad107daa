"""Turtle files of 10,000 to 1,000,000 observations with 0.1 % faults -> the cost of `kgsm check FILE`, beside Oxigraph's loading.

The check reads the file itself: parsing, normalizing and all 22 constraints are in its figure. CPU seconds, since cores are shared.
"""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeVar

from pyoxigraph import RdfFormat, Store

from kgsm.validate.integrity import check_graph

_T = TypeVar("_T")

SIZES: Final = (10_000, 100_000, 1_000_000)
_HEAD: Final = """\
@prefix ex: <http://example.org/> .
@prefix qb: <http://purl.org/linked-data/cube#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:set a qb:DataSet ; qb:structure ex:structure .
ex:structure a qb:DataStructureDefinition ;
    qb:component [ qb:dimension ex:town ] , [ qb:dimension ex:sex ] , [ qb:dimension ex:age ] , [ qb:dimension ex:year ] ,
        [ qb:measure ex:number ] , [ qb:measure ex:share ] , [ qb:attribute ex:status ; qb:componentRequired true ] .
ex:town rdfs:range skos:Concept ; qb:codeList ex:towns .
ex:sex rdfs:range skos:Concept ; qb:codeList ex:sexes .
ex:age rdfs:range xsd:integer .
ex:year rdfs:range xsd:gYear .
ex:towns a skos:ConceptScheme .
ex:sexes a skos:ConceptScheme .
ex:f a skos:Concept ; skos:inScheme ex:sexes .
ex:m a skos:Concept ; skos:inScheme ex:sexes .
"""
# A row in a thousand is wrong, in one of so many ways: what stands, and what stands instead.
_FAULTS: Final = (
    ("ex:age ", "ex:aged "),
    ("ex:town ex:t", "ex:town ex:x"),
    ("ex:number ", "ex:numbers "),
    ("ex:status ", "ex:remark "),
    ("^^xsd:gYear", "^^xsd:date"),
    ("qb:dataSet ex:set ;", ""),
)


def main(arguments: Sequence[str] = ()) -> None:
    """Print the table, of the sizes in `arguments` where there are any."""
    sizes = [int(each) for each in arguments] or SIZES
    print(f"{'observations':>12} {'MB':>6} {'loading CPU s':>14} {'check CPU s':>12} {'ratio':>6}  problems told")
    for size in sizes:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "cube.ttl"
            with path.open("w", encoding="utf-8") as file:
                file.writelines(lines(size))
            _, loading = timed(lambda path=path: Store().load(path=str(path), format=RdfFormat.TURTLE))
            report, check = timed(lambda path=path: check_graph([path]))
            told = Counter(each.code for each in report.problems)
            megabytes = path.stat().st_size / 1e6
            print(
                f"{size:>12,} {megabytes:>6.0f} {loading:>14.2f} {check:>12.2f} {check / loading:>6.2f}  {dict(told)}",
                flush=True,
            )


def lines(size: int) -> Iterator[str]:
    """Yield a cube of so many observations in Turtle."""
    yield _HEAD
    for town in range(size // 4000 + 1):
        yield f"ex:t{town} a skos:Concept ; skos:inScheme ex:towns .\n"
    for row in range(size):
        year, rest = 2000 + row % 20, row // 20
        line = (
            f"ex:o{row} a qb:Observation ; qb:dataSet ex:set ; ex:town ex:t{rest // 200} ; ex:sex ex:{'fm'[rest % 2]} ;"
            f' ex:age {rest // 2 % 100} ; ex:year "{year}"^^xsd:gYear ; ex:number {row * 7} ; ex:share {row % 1000 / 10} ;'
            ' ex:status "A" .\n'
        )
        yield line.replace(*_FAULTS[row // 1000 % len(_FAULTS)]) if row % 1000 == 999 else line


def timed(work: Callable[[], _T]) -> tuple[_T, float]:
    """Return what `work` returns, and the CPU seconds that it takes."""
    start = time.process_time()
    done = work()
    return done, time.process_time() - start


if __name__ == "__main__":
    main(sys.argv[1:])
