"""kgsm: a study folder → the N-Triples of its observations. Usage: build_kgsm FOLDER OUT.nt, or - to count the bytes.

The folder is read and every cell checked, as `kgsm publish` does; what is left out is the check by shapes, the other forms, and
reading back what was written. The bytes are only counted where a file of them would fill a disk.
"""

import json
import sys
import time
from pathlib import Path

from kgsm.describe import describe
from kgsm.read import read_study

STARTUP = time.process_time()


def main(folder: str, out: str) -> None:
    """Write or count the lines, and print what each part took."""
    study = read_study(Path(folder))
    read = time.process_time()
    size = 0
    with study.tables:
        streams = describe(study).observations
        described = time.process_time()
        for stream in streams:
            if out == "-":
                size += sum(len(piece) for piece in stream.lines(stream.queries["nt"]))
            else:
                stream.write("nt", Path(out))
                size += Path(out).stat().st_size
    done = time.process_time()
    spent = {"read": read - STARTUP, "describe": described - read, "write": done - described}
    print(json.dumps({"startup": STARTUP, "bytes": size, **spent}))


if __name__ == "__main__":
    main(*sys.argv[1:])
