"""rdflib-endpoint over N-Triples. Usage: serve_rdflib DATA.nt PORT."""

import sys

import uvicorn
from rdflib import Dataset
from rdflib_endpoint import SparqlEndpoint


def main(data: str, port: str) -> None:
    """Load and serve."""
    dataset = Dataset(default_union=True)
    dataset.parse(data, format="nt")
    uvicorn.run(SparqlEndpoint(graph=dataset, path="/sparql"), host="127.0.0.1", port=int(port), log_level="error")


if __name__ == "__main__":
    main(*sys.argv[1:])
