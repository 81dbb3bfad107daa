"""pySHACL over a graph of observations. Usage: check_pyshacl DATA.nt SHAPES.ttl. Loading is start-up, not work.

It runs in pySHACL's own environment, which has no kgsm to import from.
"""

import json
import sys
import time
from typing import Any

import pyshacl
import rdflib
from rdflib import SH, Graph
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result


class Prepared(Graph):
    """A graph that parses each query once: pySHACL asks a shape's query of each focus node, and rdflib parses slowly."""

    def __init__(self, data: Graph) -> None:
        super().__init__(store=data.store, identifier=data.identifier, bind_namespaces="none")
        self._queries: dict[str, Query] = {}

    def query(self, query_object: str | Query, *args: Any, **options: Any) -> Result:
        """Answer a query, see Graph.query."""
        if isinstance(query_object, str):
            if query_object not in self._queries:
                self._queries[query_object] = prepareQuery(query_object)
            query_object = self._queries[query_object]
        return super().query(query_object, *args, **options)


def main(data: str, shapes: str) -> None:
    """Validate, and print how many results there are."""
    rdflib.NORMALIZE_LITERALS = False  # cells that are no numbers are to be found, not mended
    graph = Graph(bind_namespaces="none").parse(data, format="nt")
    asked = Graph(bind_namespaces="none").parse(shapes, format="turtle")
    startup = time.process_time()
    _, report, _ = pyshacl.validate(Prepared(graph), shacl_graph=asked, inference="none", inplace=True)
    print(json.dumps({"startup": startup, "results": len(list(report.objects(None, SH.result)))}))


if __name__ == "__main__":
    main(*sys.argv[1:])
