"""The rows and shapes of benchmarks/validate.py as files. Usage: check_files ROWS DATA.nt SHAPES.ttl."""

import sys

from benchmarks.validate import PLAN, fill, usual
from kgsm.validate.nodes import graph_of, quiet
from kgsm.validate.rows import all_rows
from kgsm.validate.terms import terms_of
from tests.builders import survey


def main(rows: str, data: str, shapes: str) -> None:
    """Write both."""
    with survey(PLAN) as study, quiet():
        fill(study, int(rows))
        usual(study).serialize(shapes, format="turtle", encoding="utf-8")
        graph_of(all_rows(study)[0], terms_of(all_rows(study)[0]))[0].serialize(data, format="nt", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
