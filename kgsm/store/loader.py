"""A process that builds the store of a release on disk from published/: a piece at a time, and in bounded memory.

It is started by whoever serves the folder, inherits the lock on the place that it builds in, and ends when who started it does.
Whatever ends it, the store is in its place whole, or not there.
"""

import os
import shutil
import signal
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from pyoxigraph import Store

from kgsm.counts import counted, dumped
from kgsm.manifest import read_manifest, require_graphs
from kgsm.problems import PublishedError
from kgsm.store.confine import cut_off
from kgsm.store.depot import COUNTS, STORE, Depot, release_of
from kgsm.store.embedded import Embedded
from kgsm.store.filling import fill
from kgsm.store.told import LOADING, OPTIMISING, PROGRESS, Told, sentence

# Oxigraph sorts what one call brings in memory, a batch for each of its threads: this much takes 0.7 GB, with its nine indexes.
_TRIPLES: Final = 250_000
_CORES: Final = 4
_NICENESS: Final = 10
_BEAT: Final = 0.5


def main(published: str, folder: str, release: str) -> None:
    """Build the store of `release` in the depot `folder`, or say in its file why that failed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the one who started us decides
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    _be_modest()
    depot = Depot(Path(folder), Path(published))
    cut_off()
    try:
        build(depot, release)
    except (PublishedError, OSError, RuntimeError) as error:  # the last is what the engine says of its files
        shutil.rmtree(depot.building(release), ignore_errors=True)
        with suppress(OSError):  # there is room again
            depot.failed(release).write_text(sentence(error), encoding="utf-8")
        sys.exit(1)


def _be_modest() -> None:
    """Leave the machine to those who are served meanwhile. Oxigraph takes a thread for each core that it may run on."""
    with suppress(OSError):
        os.nice(_NICENESS)
    if sys.platform == "linux":
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:_CORES])


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_BEAT)
    os.kill(os.getpid(), signal.SIGKILL)  # what it leaves is recognised


def build(depot: Depot, release: str) -> None:
    """Build the store of a release and put it in its place. Only who is `alone` in the depot may.

    Raises PublishedError where what is published is not that release or not good, OSError where the disk is not.
    """
    manifest = read_manifest(depot.published)
    made = depot.building(release)
    if made.exists():  # by a process that was killed; we have its lock
        shutil.rmtree(made)
    made.mkdir(parents=True)
    told = Told(made / PROGRESS, sum(each.size for each in manifest.graphs()), time.time())
    told.tell(stage=LOADING)
    require_graphs(depot.published, manifest)
    store = Store(str(made / STORE))
    fill(store, depot.published, manifest, told.tell, _TRIPLES)
    if release_of(depot.published) != release:
        raise PublishedError(f"{depot.published} was published anew meanwhile.")
    told.tell(stage=OPTIMISING)
    store.optimize()
    store.flush()
    (made / COUNTS).write_text(dumped(counted(Embedded(store, release, manifest.base))), encoding="utf-8")
    del store  # closes its files
    (made / PROGRESS).unlink(missing_ok=True)
    depot.put(release, manifest.base)
    depot.failed(release).unlink(missing_ok=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
