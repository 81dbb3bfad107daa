"""morph-kgc: the table of `benchmarks.generate` → N-Triples, by an RML mapping. Usage: build_morph TABLE.csv OUT.nt."""

import json
import resource
import runpy
import sys
import tempfile
import time
from pathlib import Path

import morph_kgc  # noqa: F401 - its time is start-up

STARTUP = time.process_time()
CONFIGURATION = """\
[CONFIGURATION]
output_file = {out}
output_format = N-TRIPLES
number_of_processes = 2
logging_level = ERROR
[TABLE]
mappings = {mapping}
"""
MAPPING = """\
@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix qb: <http://purl.org/linked-data/cube#> .
@prefix p: <https://example.org/register/property/> .
@prefix a: <http://purl.org/linked-data/sdmx/2009/attribute#> .
@prefix m: <http://purl.org/linked-data/sdmx/2009/measure#> .
@prefix k: <https://w3id.org/kgsm/ns#> .
<https://example.org/map> a rr:TriplesMap ;
    rml:logicalSource [ rml:source "{table}" ; rml:referenceFormulation ql:CSV ] ;
    rr:subjectMap [
        rr:template "https://example.org/register/people/observation/{{district}}/{{year}}/{{sex}}/{{age}}" ;
        rr:class qb:Observation ] ;
    rr:predicateObjectMap [ rr:predicate qb:dataSet ; rr:object <https://example.org/register/people> ] ,
        [ rr:predicate p:district ; rr:objectMap [ rr:template "https://example.org/register/code/district/{{district}}" ] ] ,
        [ rr:predicate p:year ; rr:objectMap [ rml:reference "year" ; rr:datatype xsd:gYear ] ] ,
        [ rr:predicate p:sex ; rr:objectMap [ rr:template "https://example.org/register/code/sex/{{sex}}" ] ] ,
        [ rr:predicate p:age ; rr:objectMap [ rr:template "https://example.org/register/code/age/{{age}}" ] ] ,
        [ rr:predicate m:obsValue ; rr:objectMap [ rml:reference "value" ; rr:datatype xsd:integer ] ] ,
        [ rr:predicate a:unitMeasure ; rr:object <http://qudt.org/vocab/unit/NUM> ] ,
        [ rr:predicate k:exactness ; rr:object <https://w3id.org/kgsm/code/exactness/exact> ] ,
        [ rr:predicate k:origin ; rr:object <https://w3id.org/kgsm/code/origin/reported> ] ,
        [ rr:predicate a:obsStatus ;
          rr:objectMap [ rr:template "http://purl.org/linked-data/sdmx/2009/code#obsStatus-{{status}}" ] ] .
"""


def main(table: str, out: str) -> None:
    """Write the mapping and run the command of morph-kgc."""
    with tempfile.TemporaryDirectory() as folder:
        mapping, configuration = Path(folder) / "mapping.ttl", Path(folder) / "configuration.ini"
        mapping.write_text(MAPPING.format(table=table), encoding="utf-8")
        configuration.write_text(CONFIGURATION.format(out=out, mapping=mapping), encoding="utf-8")
        sys.argv = ["morph_kgc", str(configuration)]
        runpy.run_module("morph_kgc", run_name="__main__")
    # Its worker processes are waited for by it, and count; they begin as copies, whose imports are done.
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps({"startup": STARTUP, "children": children.ru_utime + children.ru_stime}))


if __name__ == "__main__":
    main(*sys.argv[1:])
