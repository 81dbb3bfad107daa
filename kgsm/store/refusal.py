"""What no store of ours evaluates, and the sentence that says so."""

from kgsm.problems import QueryError
from kgsm.sparql import Query
from kgsm.store.outline import Outline, outline

SERVICE_IS_OFF = (
    "SERVICE is switched off here: this endpoint sends no request to other servers (kgsm serve --allow-service IRI would let "
    "it). Query both endpoints from your own program, or call this one with SERVICE from yours."
)
TOO_DEEP = "The query nests its brackets, or repeats an operator, more often than a query may."


def checked(query: Query) -> Outline:
    """Return the outline of a query that may be evaluated. Raises QueryError, 400, where it calls SERVICE or is too deep."""
    found = outline(query.text)
    if found.service:
        raise QueryError(SERVICE_IS_OFF, 400)
    if found.deep:
        raise QueryError(TOO_DEEP, 400)
    return found
