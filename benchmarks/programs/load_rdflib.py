"""rdflib: N-Triples → a graph in memory. Usage: load_rdflib DATA.nt."""

import json
import sys
import time

from rdflib import Graph

STARTUP = time.process_time()


def main(data: str) -> None:
    """Load, and print how many triples there are."""
    graph = Graph(bind_namespaces="none").parse(data, format="nt")
    print(json.dumps({"startup": STARTUP, "triples": len(graph)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
