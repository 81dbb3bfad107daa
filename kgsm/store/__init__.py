"""published/ → something that answers SPARQL: embedded (Oxigraph), or any remote SPARQL 1.1 store."""

from kgsm.store.bounded import Bounded
from kgsm.store.builder import Builder
from kgsm.store.cached import Cached
from kgsm.store.depot import Depot, counts_of, open_depot
from kgsm.store.describing import Describing
from kgsm.store.embedded import open_store
from kgsm.store.federated import Federated
from kgsm.store.files import lay_out
from kgsm.store.near import open_near
from kgsm.store.parts import graphs_of
from kgsm.store.pool import open_pool
from kgsm.store.push import push
from kgsm.store.remote import open_remote
from kgsm.store.shelved import Shelved
from kgsm.store.written import Written

__all__ = [
    "Bounded", "Builder", "Cached", "Depot", "Describing", "Federated", "Shelved", "Written", "counts_of", "graphs_of",
    "lay_out", "open_depot", "open_near", "open_pool", "open_remote", "open_store", "push",
]  # fmt: skip
