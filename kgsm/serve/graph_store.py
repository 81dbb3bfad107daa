"""A request for a graph → the graph (SPARQL 1.1 Graph Store HTTP Protocol, 4.2 and 5.2: read, named in the query string)."""

from typing import Final

from flask import Response, request

from kgsm.problems import QueryError
from kgsm.serve import replies
from kgsm.serve.answers import answered, with_limits
from kgsm.serve.negotiate import ANSWERED_GRAPHS, Format, acceptable, named
from kgsm.serve.site import Site
from kgsm.serve.visit import Visit
from kgsm.sparql import Query, is_iri, select

WHOLE: Final = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
EXISTS: Final = "SELECT ?s WHERE { GRAPH $graph { ?s ?p ?o } } LIMIT 1"


def reply(site: Site) -> Response:
    """Answer a request to the graph store."""
    visit = replies.call_of(site, request)
    graphs, default = request.args.getlist("graph"), "default" in request.args
    if len(graphs) + default != 1:
        return replies.failed(visit, 400, visit.say("graphs.one"))
    if graphs and not is_iri(graphs[0]):  # Graph Store HTTP Protocol, 4.2: an absolute IRI
        return replies.failed(visit, 400, visit.say("graphs.iri", found=graphs[0][:80]))
    form = _form()
    if form is None:
        return replies.failed(visit, 406)
    try:
        return with_limits(_graph(visit, graphs[0] if graphs else None, form), site.limits)
    except QueryError as error:
        return replies.failed(visit, error.status or 500, str(error))


def _form() -> Format | None:
    if asked := request.args.getlist("format"):
        return named(asked, ANSWERED_GRAPHS)
    return acceptable(request.headers.get("Accept"), ANSWERED_GRAPHS)


def _graph(visit: Visit, graph: str | None, form: Format) -> Response:
    site = visit.site
    if graph is None:
        return answered(site, Query(WHOLE), None, form)
    site.require_whole()
    if not select(site.store, EXISTS, graph=graph):
        return replies.failed(visit, 404, visit.say("graphs.none", found=graph[:200]))
    return answered(site, Query(WHOLE, default_graphs=(graph,)), None, form)
