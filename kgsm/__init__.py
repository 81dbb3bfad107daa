"""kgsm publishes statistical findings as linked open data: the public Python API.

    import kgsm

    kgsm.check("my-study")                    # every problem of a study folder
    kgsm.publish("my-study", "published")     # the files that readers and programs get; StudyError where there are problems
    app = kgsm.create_app("published")        # a WSGI application with pages, endpoint and catalog
    kgsm.export_site("published", "public", "https://example.org/")    # the same pages as files, for any web space
    store = kgsm.open_store("published")      # something that answers SPARQL
    study = kgsm.read_study("my-study")       # what a study folder says, as frozen dataclasses

Each name is imported when it is first used, so `import kgsm` costs nothing.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from kgsm.app import create_app
    from kgsm.conductor import check, publish
    from kgsm.export import export_site
    from kgsm.new import new
    from kgsm.problems import KgsmError, Place, Problem, PublishedError, QueryError, Severity, StudyError
    from kgsm.read import read_study
    from kgsm.store import open_store

__version__: Final = "0.1.0"

__all__ = [
    "KgsmError", "Place", "Problem", "PublishedError", "QueryError", "Severity", "StudyError", "__version__",
    "check", "create_app", "export_site", "new", "open_store", "publish", "read_study",
]  # fmt: skip

_MODULES: Final = {
    "KgsmError": "kgsm.problems",
    "Place": "kgsm.problems",
    "Problem": "kgsm.problems",
    "PublishedError": "kgsm.problems",
    "QueryError": "kgsm.problems",
    "Severity": "kgsm.problems",
    "StudyError": "kgsm.problems",
    "check": "kgsm.conductor",
    "create_app": "kgsm.app",
    "export_site": "kgsm.export",
    "new": "kgsm.new",
    "open_store": "kgsm.store",
    "publish": "kgsm.conductor",
    "read_study": "kgsm.read",
}


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module 'kgsm' has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)


class _Api(ModuleType):
    def __setattr__(self, name: str, value: object) -> None:
        # Importing the package kgsm.publish would bind it here; the API's `publish` is the function. The same for others.
        if not (name in _MODULES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Api
