"""The cube API: `/{study}/{dataset}.{format}?dimension=code` → some rows of a dataset, without SPARQL."""
