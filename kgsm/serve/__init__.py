"""Store + published/ → HTTP: pages for people, formats for programs, the SPARQL endpoint."""

from kgsm.serve.app import create_app
from kgsm.serve.writing import Desk

__all__ = ["Desk", "create_app"]
