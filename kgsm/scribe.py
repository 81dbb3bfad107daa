"""published/, a state and a change → the next state, checked: the process that does it, with nothing but files.

It reads the change on stdin and says on stdout what became of it, in JSON. It opens no connection (seccomp, where there is).
"""

import json
import os
import sys
from pathlib import Path
from typing import IO, Final

from kgsm import iris
from kgsm.manifest import PublishedFile, read_manifest
from kgsm.problems import KgsmError, QueryError
from kgsm.report import Report
from kgsm.scratch import scratch
from kgsm.sparql import Change, Deed
from kgsm.store.changes import change
from kgsm.store.confine import cut_off, limit_memory
from kgsm.store.embedded import open_store
from kgsm.store.parts import parts_of
from kgsm.store.states import former, write_state
from kgsm.validate.state import check_state

_TOLD: Final = 20


def main(memory: str, published: str, source: str, made: str) -> dict[str, object]:
    """Make the change of stdin on the state in `source`, and write the next one into the folder `made`.

    `memory` is how many bytes that may take beside the data.
    """
    published, source, made = (str(Path(each).resolve()) for each in (published, source, made))
    asked = _asked(sys.stdin.buffer)
    cut_off()
    base = read_manifest(Path(published)).base
    embedded = open_store(Path(source))
    with scratch("kgsm-scribe-") as room:
        before = former(parts_of(Path(source), room))
    limit_memory(int(memory))
    try:
        done = change(embedded.store, asked, str(iris.written(base)))
    except QueryError as error:
        return {"error": str(error), "status": error.status}
    except UnicodeDecodeError as error:
        return {"error": f"The update is not UTF-8: {error}.", "status": 400}
    write_state(embedded.store, before, done.forms, base, Path(made))
    try:
        report = _examined(Path(published), Path(made))
    except KgsmError as error:
        return {"error": str(error), "status": 503}
    problems = [str(each) for each in report.violations]
    if problems:
        return {"problems": problems[:_TOLD], "report": report.graph.serialize(format="json-ld")}
    return {"created": done.created}


def _examined(published: Path, state: Path) -> Report:
    """Return what is wrong with a written state, by the shapes of the published folder: those in the state may be anyone's."""
    shapes = [each for each in read_manifest(published).graphs() if _holds_shapes(each)]
    names = {each.graph for each in shapes}
    os.chdir(state)  # so that no report says where on this machine a state is
    written = {Path(each.path): each.graph or "" for each in read_manifest(state).graphs() if each.graph not in names}
    return check_state(written, [published / each.path for each in shapes])


def _holds_shapes(file: PublishedFile) -> bool:
    return (file.graph or "").rpartition("/")[2] == "shapes"


def _asked(stream: IO[bytes]) -> Change:
    head = json.loads(stream.readline())
    content = tuple((media_type, stream.read(length)) for media_type, length in head["content"])
    return Change(Deed(head["deed"]), content, head["graph"], tuple(head["using"]), tuple(head["using_named"]))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:])))
