"""published/ → something that answers SPARQL: embedded (Oxigraph), or any remote SPARQL 1.1 store."""

from kgsm.store.embedded import open_store
from kgsm.store.pool import Limits, open_pool
from kgsm.store.remote import open_remote

__all__ = ["Limits", "open_pool", "open_remote", "open_store"]
