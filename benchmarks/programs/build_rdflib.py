"""rdflib: the table of `benchmarks.generate` → N-Triples. Usage: build_rdflib TABLE.csv OUT.nt."""

import csv
import json
import sys
import time

from rdflib import RDF, XSD, Graph, Literal, Namespace, URIRef

STARTUP = time.process_time()
BASE = "https://example.org/register/"
QB = Namespace("http://purl.org/linked-data/cube#")
PROPERTY = Namespace(f"{BASE}property/")
CODE = Namespace(f"{BASE}code/")
MEASURE = Namespace("http://purl.org/linked-data/sdmx/2009/measure#")
ATTRIBUTE = Namespace("http://purl.org/linked-data/sdmx/2009/attribute#")
SDMX_CODE = Namespace("http://purl.org/linked-data/sdmx/2009/code#")
KGSM = Namespace("https://w3id.org/kgsm/ns#")
KGSM_CODE = Namespace("https://w3id.org/kgsm/code/")


def main(table: str, out: str) -> None:
    """Build the graph and write it."""
    graph = Graph(bind_namespaces="none")
    with open(table, encoding="utf-8", newline="") as file:  # noqa: PTH123
        for row in csv.DictReader(file):
            place = "/".join((row["district"], row["year"], row["sex"], row["age"]))
            this = URIRef(f"{BASE}people/observation/{place}")
            graph.add((this, RDF.type, QB.Observation))
            graph.add((this, QB.dataSet, URIRef(f"{BASE}people")))
            graph.add((this, PROPERTY.district, CODE[f"district/{row['district']}"]))
            graph.add((this, PROPERTY.year, Literal(row["year"], datatype=XSD.gYear)))
            graph.add((this, PROPERTY.sex, CODE[f"sex/{row['sex']}"]))
            graph.add((this, PROPERTY.age, CODE[f"age/{row['age']}"]))
            graph.add((this, MEASURE.obsValue, Literal(row["value"], datatype=XSD.integer)))
            graph.add((this, ATTRIBUTE.unitMeasure, URIRef("http://qudt.org/vocab/unit/NUM")))
            graph.add((this, KGSM.exactness, KGSM_CODE["exactness/exact"]))
            graph.add((this, KGSM.origin, KGSM_CODE["origin/reported"]))
            graph.add((this, ATTRIBUTE.obsStatus, SDMX_CODE[f"obsStatus-{row['status']}"]))
    graph.serialize(out, format="nt", encoding="utf-8")
    print(json.dumps({"startup": STARTUP}))


if __name__ == "__main__":
    main(*sys.argv[1:])
