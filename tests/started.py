"""Words on a command line → `kgsm WORDS` in a process of its own, and what it printed.

Most tests ask what a verb says and how it exits, not how Python imports: their processes are forked from one that has imported
the verbs already, and are otherwise like any other, with arguments, folder, environment, streams and exit code of their own. That
takes a tenth of a second instead of one. Imports, interruptions, terminals, and one run of each exit code, are tested by
`python -m kgsm`.
"""

import io
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from kgsm.cli import main

Finished = subprocess.CompletedProcess[str]

_TIMEOUT: Final = 120
_VERBS: Final = ("check", "publish", "evidence", "serve", "catalog")
_FORKING: Final = multiprocessing.get_context("forkserver")
# A test's process would import what runs the tests anew, and kgsm has nothing of it.
_FORKING.set_forkserver_preload([f"kgsm.cli.{each}" for each in _VERBS] + ["pytest", __name__])


def started(words: Sequence[object], *, cwd: Path | None = None, environment: Mapping[str, str] | None = None) -> Finished:
    """Run `kgsm WORDS` and return its exit code and what it printed. PYTHON… and LC_… of the environment come too late."""
    said = [str(each) for each in words]
    variables = dict(os.environ if environment is None else environment)
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        process = _FORKING.Process(target=_become, args=(said, str(cwd or Path.cwd()), variables, (str(out), str(err))))
        process.start()
        process.join(_TIMEOUT)
        code = process.exitcode
        if code is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(said, _TIMEOUT)
        process.close()
        return subprocess.CompletedProcess(said, code, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8"))


def _become(words: list[str], cwd: str, environment: dict[str, str], streams: tuple[str, str]) -> None:
    """Turn this process into `kgsm WORDS`."""
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    for number, path in enumerate((os.devnull, *streams)):
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        os.dup2(file, number)
        os.close(file)
    sys.stdin = io.TextIOWrapper(io.FileIO(0, closefd=False))
    sys.stdout = io.TextIOWrapper(io.BufferedWriter(io.FileIO(1, "w", closefd=False)))
    sys.stderr = io.TextIOWrapper(
        io.BufferedWriter(io.FileIO(2, "w", closefd=False)), errors="backslashreplace", line_buffering=True
    )
    sys.argv = ["kgsm", *words]
    main()
