"""Store + published/ → HTTP: pages for people, formats for programs, the SPARQL endpoint."""

from kgsm.serve.app import create_app

__all__ = ["create_app"]
