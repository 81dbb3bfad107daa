"""A path below the site → what has that address: a published file, or the description of an IRI in the format asked for."""

import difflib
from collections.abc import Callable, Sequence
from http.client import NOT_FOUND
from pathlib import PurePosixPath
from typing import Final

from flask import Response, current_app, redirect, request
from pyoxigraph import RdfFormat, Triple, parse

from kgsm.graphs import serialised
from kgsm.namespaces import CODES, DCAT, KGSM, OWL, QB, SHAPES_DOCUMENT, SKOS
from kgsm.problems import PublishedError
from kgsm.serve import replies
from kgsm.serve.cube import replies as cube
from kgsm.serve.cube.formats import TABLES
from kgsm.serve.description import described, exists
from kgsm.serve.facts import Words
from kgsm.serve.negotiate import GRAPHS, HTML, N_TRIPLES, PAGE, SVG, TURTLE, Format, acceptable, by_suffix, language, named
from kgsm.serve.pages import embed
from kgsm.serve.pages.catalog import catalog
from kgsm.serve.pages.code_lists import code_list, code_lists
from kgsm.serve.pages.concept import concept
from kgsm.serve.pages.dataset import dataset
from kgsm.serve.pages.findings import names
from kgsm.serve.pages.history import changes, is_gone
from kgsm.serve.pages.observation import observation
from kgsm.serve.pages.parts import Value
from kgsm.serve.pages.picture import picture
from kgsm.serve.pages.render import Page
from kgsm.serve.pages.resource import resource
from kgsm.serve.pages.source import source
from kgsm.serve.pages.study import study
from kgsm.serve.pages.vocabulary import shapes, vocabulary
from kgsm.serve.site import Site
from kgsm.serve.visit import RefusalError, Visit
from kgsm.sparql import prologue


def _finding(visit: Visit, iri: str) -> Page:
    page = observation(visit, iri, request.host_url.rstrip("/"))
    return embed.of_finding(visit, page) if _is_framed() else page


def _dataset(visit: Visit, iri: str) -> Page:
    page = dataset(visit, iri, request.host_url.rstrip("/"), request.args.to_dict(flat=False))
    return embed.of_dataset(visit, page) if _is_framed() else page


def _is_framed() -> bool:
    return request.args.get(embed.EMBED) == "1"


def _numbered(make: Callable[[Visit, str, str], Page]) -> Callable[[Visit, str], Page]:
    """Return what makes a page of which there may be several: the one that ?page= names."""
    return lambda visit, iri: make(visit, iri, request.args.get("page", "1"))


# The first class that a resource has decides on its page.
_PAGES: Final[tuple[tuple[str, Callable[[Visit, str], Page]], ...]] = (
    (str(QB.Observation), _finding),
    (str(KGSM.MissingValue), _finding),
    (str(SKOS.Concept), _numbered(concept)),
    (str(SKOS.ConceptScheme), _numbered(code_list)),
    (str(KGSM.Source), source),
    (str(DCAT.Catalog), catalog),
    (str(DCAT.Dataset), study),
    (str(OWL.Ontology), vocabulary),
)
CODE_LISTS: Final = "code"  # the page of all code lists is about no single resource
_SHAPES: Final = str(SHAPES_DOCUMENT)
TYPES: Final = prologue("rdf") + "SELECT ?type WHERE { $this rdf:type ?type }"
NAMED: Final = (
    prologue("dcat", "kgsm", "qb", "skos")
    + """
SELECT DISTINCT ?thing WHERE {
  VALUES ?kind { dcat:Catalog dcat:Dataset qb:DataSet skos:ConceptScheme skos:Concept kgsm:Source }
  ?thing a ?kind
}
ORDER BY STR(?thing) LIMIT 1000
"""
)


def reply(site: Site, path: str) -> Response:
    """Answer a request for `path`, which has no slash at its beginning."""
    if (rows := cube.reply(site, path)) is not None:
        return rows
    if path in site.files:
        return replies.file(site, site.files[path])
    if (shown := _picture(site, path)) is not None:
        return shown
    stem, form = path, None
    iri = _iri(site, path)
    if iri is None:
        stem, form = by_suffix(path, PAGE)
        iri = _iri(site, stem) if form else None
    if iri is None:
        return _nothing(site, path)
    visit = _visit(site, stem)
    if language(request.args, None) is None:
        return replies.in_no_language(visit)
    if is_gone(visit, iri):
        return _withdrawn(visit, iri)
    offers = _offers(site, stem)
    form = form or _chosen(offers, catalog_first=iri == f"{site.manifest.base}catalog")
    if form is None or form not in offers:
        return replies.not_in_that_format(visit, [(each, f"{visit.path}{each.suffix}") for each in offers])
    return _with_links(visit, _represented(site, visit, iri, form), iri, offers, form)


def _picture(site: Site, path: str) -> Response | None:
    """Answer with the picture of a dataset's bars, None where `path` is not that of one."""
    stem = path.removesuffix(SVG.suffix)
    iri = _iri(site, stem) if stem != path else None
    visit = _visit(site, stem)
    if iri is None or str(QB.DataSet) not in {row["type"].value for row in visit.ask(TYPES, this=iri)}:
        return None
    if language(request.args, None) is None:
        return replies.in_no_language(visit)
    try:
        page = dataset(visit, iri, request.host_url.rstrip("/"), request.args.to_dict(flat=False))
        return replies.picture(visit, picture(visit, page))
    except RefusalError as refusal:
        return replies.failed(visit, refusal.status, refusal.detail)


def _iri(site: Site, path: str) -> str | None:
    """Return the IRI that lives at `path`, None where nothing does."""
    if path == CODE_LISTS:
        return str(CODES)
    return next((iri for iri in site.iris(path) if exists(site, iri)), None)


def _visit(site: Site, path: str) -> Visit:
    visit = replies.visit_of(site, request)
    return Visit(site, visit.language, visit.root, f"/{path}", visit.query)


def _offers(site: Site, path: str) -> tuple[Format, ...]:
    if path == CODE_LISTS:
        return (HTML, *(each for each in GRAPHS if f"{path}{each.suffix}" in site.files))
    # ?format=json and application/json mean JSON-stat at a dataset, as its suffix .json does: it comes before JSON-LD.
    tables = tuple(each for each in TABLES if f"{path}{each.suffix}" in site.files)
    return (HTML, *tables, *GRAPHS) if tables else PAGE


def _chosen(offers: Sequence[Format], *, catalog_first: bool) -> Format | None:
    """Return the format that ?format= names, else the one that Accept likes.

    Harvesters send no Accept, or */*, and cannot read HTML: at the catalog's address Turtle comes first.
    """
    if asked := request.args.getlist("format"):
        return named(asked, offers)
    ranked = sorted(offers, key=lambda each: each is HTML) if catalog_first else offers
    return acceptable(request.headers.get("Accept"), ranked)


def _represented(site: Site, visit: Visit, iri: str, form: Format) -> Response:
    path = visit.path.removeprefix("/")
    if form is not HTML:
        if file := site.files.get(f"{path}{form.suffix}"):
            return replies.file(site, file)
        converted = _converted(site, path, form)
        if converted is None and _has_findings(site, path):
            site.require_whole()
        return replies.document(converted or described(site, iri, form), form)
    try:
        return replies.page(visit, _page(visit, iri))
    except RefusalError as refusal:
        if refusal.status == NOT_FOUND:
            site.require_whole()  # it may be there
        return replies.failed(visit, refusal.status, refusal.detail)


def _has_findings(site: Site, path: str) -> bool:
    """Return whether what is said of a path may name findings, or be about one: of a study, a dataset and what is below it."""
    return path in site.manifest.studies or any(str(each) in site.cubes for each in (path, *PurePosixPath(path).parents))


def _converted(site: Site, path: str, form: Format) -> bytes | None:
    """Return a published document (catalog, vocabulary, shapes) in a format that no file has, None where there is none.

    N-Triples name blank nodes, so that the answer is the same each time; Turtle's are new ones whenever it is read.
    """
    file = site.files.get(f"{path}{N_TRIPLES.suffix}") or site.files.get(f"{path}{TURTLE.suffix}")
    source = RdfFormat.from_media_type(file.media_type) if file else None
    if file is None or source is None:
        return None
    handle = site.shelf.open(file)
    if handle is None:
        raise PublishedError(f"{file.path} is not as the manifest says.")
    try:
        with handle:
            text = handle.read()
        triples = [Triple(each.subject, each.predicate, each.object) for each in parse(text, source)]
    except (OSError, SyntaxError) as error:
        raise PublishedError(f"{file.path} cannot be read: {error}.") from error
    return serialised(sorted(triples, key=str), form.media_type)


def _page(visit: Visit, iri: str) -> Page:
    if iri == str(CODES):
        return code_lists(visit, tuple(each for each in _offers(visit.site, CODE_LISTS) if each is not HTML))
    if iri == _SHAPES:
        return shapes(visit, iri)
    types = {row["type"].value for row in visit.ask(TYPES, this=iri)}
    if str(QB.DataSet) in types:
        return _dataset(visit, iri)
    make = next((make for kind, make in _PAGES if kind in types), resource)
    return make(visit, iri)


def _with_links(visit: Visit, response: Response, iri: str, offers: Sequence[Format], form: Format) -> Response:
    if response.status_code >= 400:
        return response
    if form is not HTML:
        others = ((visit.at(f"{visit.path}{each.suffix}"), each.media_type) for each in offers if each is not form)
        replies.add_links(response, ((href, f'rel="alternate"; type="{kind}"') for href, kind in others))
        replies.add_links(response, [(iri, 'rel="canonical"')])
    where = f"{visit.path}{form.suffix}" + (f"?lang={visit.language}" if form is HTML else "")
    response.headers["Content-Location"] = visit.at(where)
    return response


def _withdrawn(visit: Visit, iri: str) -> Response:
    """Answer that something is gone, why, and what has taken its place (RFC 9110, 15.5.11)."""
    visit = replies.told(visit)
    told = [each for each in changes(visit, iri) if each.gone]
    detail = next((each.reason.text for each in told if each.reason), "")
    return replies.failed(visit, 410, detail, [each.successor for each in told if each.successor])


def _nothing(site: Site, path: str) -> Response:
    """Answer that nothing lives at `path`: by the address without its last slash, or by 404 with what is near."""
    without = path.rstrip("/")
    if without and without != path and (without in site.files or _is_route(without) or _iri(site, without)):
        query = request.query_string.decode("ascii", "replace")
        response = redirect(f"{request.root_path}/{without}" + (f"?{query}" if query else ""), 308)
        return Response(response.get_data(), 308, response.headers)
    if _has_findings(site, path):
        site.require_whole()
    visit = replies.call_of(site, request)
    return replies.failed(visit, 404, suggestions=_near(visit, path))


def _is_route(path: str) -> bool:
    """Return whether a path is the address of a page that is about nothing in the data, as /about is."""
    endpoint, _ = current_app.url_map.bind_to_environ(request.environ).match(f"/{path}", method="GET")
    return bool(endpoint != request.endpoint)


def _near(visit: Visit, path: str) -> tuple[Value, ...]:
    """Return what a reader may have meant: the nearest names, and the nearest thing further up the path."""
    site = visit.site
    known = {site.path(row["thing"].value): row["thing"].value for row in visit.ask(NAMED)}
    paths = [each for each in known if each]
    near = difflib.get_close_matches(f"/{path[:200]}", paths, n=5, cutoff=0.75)
    parts = path.split("/")[:12]
    above = (f"/{'/'.join(parts[:length])}" for length in range(len(parts) - 1, 0, -1))
    near += [each for each in above if each in known and each not in near][:1]
    found = [known[each] for each in near]
    labels = names(visit, found)
    return tuple(Value(Words(f"{labels.label(iri).text} ({site.path(iri)})"), visit.href(iri)) for iri in found)
