"""What no store of ours evaluates, and the sentence that says so."""

from kgsm.problems import QueryError
from kgsm.sparql import Query
from kgsm.store.outline import Outline, outline

SERVICE_IS_OFF = (
    "SERVICE is switched off here: this endpoint sends no request to other servers. Query both endpoints from your own "
    "program, or call this one with SERVICE from yours."
)


def checked(query: Query) -> Outline:
    """Return the outline of a query that may be evaluated. Raises QueryError, 400, where it calls SERVICE."""
    found = outline(query.text)
    if found.service:
        raise QueryError(SERVICE_IS_OFF, 400)
    return found
