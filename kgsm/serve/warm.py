"""An application that has just been made → one whose first readers need not wait for what all pages share."""

from typing import Final

from flask import Flask

from kgsm.problems import KgsmError
from kgsm.serve.pages.render import compile_templates
from kgsm.serve.site import Site
from kgsm.sparql import prologue, select

_PAGES: Final = ("/", "/search", "/download", "/catalog")
_MOST: Final = 30  # datasets, in the order of their IRIs
DATASETS: Final = (
    prologue("qb") + "SELECT DISTINCT ?dataset WHERE { ?dataset a qb:DataSet } ORDER BY STR(?dataset) LIMIT $limit"
)


def warm(app: Flask) -> None:
    """Make the pages that many begin with, once, and forget them: what is kept is the index of the search, counts and names.

    A site that cannot be asked is left as it is; its readers will be told.
    """
    compile_templates()
    site: Site = app.extensions["kgsm"]
    try:
        found = [site.path(each["dataset"].value) for each in select(site.store, DATASETS, limit=_MOST)]
        for path in (*_PAGES, *filter(None, found)):
            with app.test_request_context(path, headers={"Accept": "text/html"}):
                app.full_dispatch_request().close()
    except (KgsmError, OSError, ValueError):  # the release was closed meanwhile, or its store is gone
        return
