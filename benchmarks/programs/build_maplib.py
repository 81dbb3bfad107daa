"""maplib: the table of `benchmarks.generate` → N-Triples, by an OTTR template. Usage: build_maplib TABLE.csv OUT.nt."""

import json
import sys
import time

import polars as pl
from maplib import Model

STARTUP = time.process_time()
BASE = "https://example.org/register/"
TEMPLATE = """\
@prefix : <https://example.org/template#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix ottr: <http://ns.ottr.xyz/0.4/> .
@prefix qb: <http://purl.org/linked-data/cube#> .
@prefix p: <https://example.org/register/property/> .
@prefix a: <http://purl.org/linked-data/sdmx/2009/attribute#> .
@prefix m: <http://purl.org/linked-data/sdmx/2009/measure#> .
@prefix k: <https://w3id.org/kgsm/ns#> .
:Observation [ ottr:IRI ?this, ottr:IRI ?district, xsd:gYear ?year, ottr:IRI ?sex, ottr:IRI ?age, xsd:integer ?value,
               ottr:IRI ?status ] :: {
  ottr:Triple(?this, rdf:type, qb:Observation) ,
  ottr:Triple(?this, qb:dataSet, <https://example.org/register/people>) ,
  ottr:Triple(?this, p:district, ?district) ,
  ottr:Triple(?this, p:year, ?year) ,
  ottr:Triple(?this, p:sex, ?sex) ,
  ottr:Triple(?this, p:age, ?age) ,
  ottr:Triple(?this, m:obsValue, ?value) ,
  ottr:Triple(?this, a:unitMeasure, <http://qudt.org/vocab/unit/NUM>) ,
  ottr:Triple(?this, k:exactness, <https://w3id.org/kgsm/code/exactness/exact>) ,
  ottr:Triple(?this, k:origin, <https://w3id.org/kgsm/code/origin/reported>) ,
  ottr:Triple(?this, a:obsStatus, ?status)
} .
"""


def main(table: str, out: str) -> None:
    """Read the columns, map them, write the graph."""
    rows = pl.read_csv(table, infer_schema=False)
    columns = rows.select(
        this=pl.format(f"{BASE}people/observation/{{}}/{{}}/{{}}/{{}}", "district", "year", "sex", "age"),
        district=pl.format(f"{BASE}code/district/{{}}", "district"),
        year=pl.col("year"),
        sex=pl.format(f"{BASE}code/sex/{{}}", "sex"),
        age=pl.format(f"{BASE}code/age/{{}}", "age"),
        value=pl.col("value").cast(pl.Int64),
        status=pl.format("http://purl.org/linked-data/sdmx/2009/code#obsStatus-{}", "status"),
    )
    model = Model()
    model.add_template(TEMPLATE)
    model.map("https://example.org/template#Observation", columns)
    model.write(out, format="ntriples")
    print(json.dumps({"startup": STARTUP}))


if __name__ == "__main__":
    main(*sys.argv[1:])
