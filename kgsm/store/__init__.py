"""published/ → something that answers SPARQL: embedded (Oxigraph), or any remote SPARQL 1.1 store."""

from kgsm.store.embedded import open_store
from kgsm.store.remote import open_remote

__all__ = ["open_remote", "open_store"]
