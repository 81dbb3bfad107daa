"""kgsm: a published folder → the store in memory that `kgsm serve` answers from. Usage: load_kgsm PUBLISHED.

Each triple is loaded into the graph of its study and into the default graph, and the catalog and vocabularies with them.
"""

import json
import sys
import time
from pathlib import Path

from kgsm.store import open_store

STARTUP = time.process_time()


def main(published: str) -> None:
    """Load."""
    store = open_store(Path(published))
    print(json.dumps({"startup": STARTUP, "quads": len(store.store)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
