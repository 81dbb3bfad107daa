"""kgsm: a published folder → its store on disk, as `kgsm serve` has it built. Usage: load_kgsm_disk PUBLISHED DEPOT."""

import json
import sys
import time
from pathlib import Path

from kgsm.store.depot import Depot, release_of
from kgsm.store.loader import build

STARTUP = time.process_time()


def main(published: str, depot: str) -> None:
    """Build the store of what is published now."""
    folder = Path(published)
    build(Depot(Path(depot), folder), release_of(folder))
    print(json.dumps({"startup": STARTUP}))


if __name__ == "__main__":
    main(*sys.argv[1:])
