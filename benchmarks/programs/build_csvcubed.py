"""csvcubed: the table of `benchmarks.generate` → CSV on the Web of a data cube, no triples. Usage: build_csvcubed TABLE.csv OUT."""

import json
import shutil
import sys
import tempfile
import time
from pathlib import Path

from csvcubed.cli.entrypoint import entry_point

STARTUP = time.process_time()
CONFIGURATION = {
    "$schema": "https://purl.org/csv-cubed/qube-config/v1.5",
    "title": "An invented register",
    "description": "Invented numbers of people.",
    "columns": {
        "district": {"type": "dimension", "label": "District"},
        "year": {"type": "dimension", "label": "Year"},
        "sex": {"type": "dimension", "label": "Sex"},
        "age": {"type": "dimension", "label": "Age"},
        "value": {"type": "observations", "data_type": "integer", "measure": {"label": "People"}, "unit": {"label": "Number"}},
        "status": {"type": "attribute", "label": "Status", "values": True},
    },
}


def main(table: str, out: str) -> None:
    """Build the cube in a folder and move its main file to OUT."""
    with tempfile.TemporaryDirectory() as folder:
        configuration, built = Path(folder) / "cube.json", Path(folder) / "out"
        configuration.write_text(json.dumps(CONFIGURATION), encoding="utf-8")
        arguments = ["build", table, "-c", str(configuration), "-o", str(built), "--log-level", "crit"]
        entry_point(arguments, standalone_mode=False)
        shutil.move(next(each for each in built.glob("*.csv") if each.stem.startswith("an-invented")), out)
    print(json.dumps({"startup": STARTUP}))


if __name__ == "__main__":
    main(*sys.argv[1:])
