"""kgsm's compiled check of so many rows with faults. Usage: check_kgsm ROWS.

Filling the table is not counted: the check finds the columns there, as pySHACL its graph.
"""

import json
import sys
import time

from benchmarks.validate import compiled


def main(rows: str) -> None:
    """Check, and print how many results there are; all but the check itself is start-up."""
    said = compiled(int(rows))
    print(json.dumps({"startup": time.process_time() - said["cpu"], "results": said["results"]}))


if __name__ == "__main__":
    main(*sys.argv[1:])
