"""A request for /catalog → the catalog as portals harvest it: pages, profiles, and RDF for whoever does not ask for HTML.

ckanext-dcat sends HEAD, then GET, without Accept, and follows hydra:next of a typed node; GovData reads pages alone
(docs/catalog.md). The links between pages carry the format, so that every page comes in that of the first.
"""

from typing import Final

from flask import Response, request

from kgsm import iris
from kgsm.serve import replies, resources
from kgsm.serve.negotiate import GRAPHS, HTML, Format, acceptable, by_suffix, language, named
from kgsm.serve.pages_of_catalog import PATH, address, neighbours
from kgsm.serve.profiles import DEFAULT, PROFILES, Profile, profile_named
from kgsm.serve.records import CATALOG
from kgsm.serve.site import Site

PATHS: Final = frozenset({PATH, *(f"{PATH}{each.suffix}" for each in GRAPHS)})
_WHOLE: Final = "all"


def reply(site: Site, path: str) -> Response:
    """Answer a request for the catalog or, where HTML is asked for or there is no such format, leave it to `resources`."""
    form = _form(path)
    if form is None or form is HTML or language(request.args, None) is None or CATALOG not in site.files:
        return resources.reply(site, path)
    visit = replies.call_of(site, request)
    profile = profile_named(request.args.get("profile"))
    if profile is None:
        known = ", ".join(PROFILES)
        detail = visit.say("error.unknown-profile", found=request.args["profile"][:80], known=known)
        return replies.failed(visit, 406, detail, more={"profiles": list(PROFILES)})
    pages = site.pages
    if not pages.records.datasets():
        # An error deletes nothing at a portal; a well-formed empty catalog deletes everything.
        return replies.failed(visit, 503, visit.say("error.empty-catalog"))
    asked, last = request.args.get("page"), pages.records.pages()
    number = _number(asked, last)
    if number == 0:
        return replies.failed(visit, 404, visit.say("error.unknown-page", found=(asked or "")[:40]))
    response = _answer(site, number, profile, form)
    return _with_links(site, response, number, (profile, form)) if response.status_code < 400 else response


def _form(path: str) -> Format | None:
    """Return the format asked for: by suffix, by ?format=, by Accept. Who likes RDF and HTML alike gets RDF."""
    _, form = by_suffix(path, (*GRAPHS, HTML))
    if form is not None:
        return form
    offers = (*GRAPHS, HTML)
    if asked := request.args.getlist("format"):
        return named(asked, offers)
    return acceptable(request.headers.get("Accept"), offers)


def _number(asked: str | None, last: int) -> int | None:
    """Return the number of the page asked for, None for the whole catalog, 0 where there is no such page."""
    if asked is None:
        return None if last == 1 else 1
    if asked == _WHOLE:
        return None
    digits = asked.isascii() and asked.isdigit() and len(asked) < 10
    return int(asked) if digits and 1 <= int(asked) <= last else 0


def _answer(site: Site, number: int | None, profile: Profile, form: Format) -> Response:
    file = site.files.get(f"{PATH}{form.suffix}")
    if number is None and profile is DEFAULT and file:
        return replies.file(site, file, site.pages.records.changed())
    return replies.document(site.pages.page(number, profile, form), form, site.pages.records.changed())


def _with_links(site: Site, response: Response, number: int | None, shown: tuple[Profile, Format]) -> Response:
    """Add what else there is: profiles (RFC 6906; Content Negotiation by Profile, 7.1), formats, pages."""
    profile, form = shown
    root = request.root_path.rstrip("/") + "/"
    links = [(iri, 'rel="profile"') for iri in profile.iris]
    for other in PROFILES.values():
        if other is not profile:
            kind = f'rel="alternate"; type="{form.media_type}"; profile="{other.iris[0]}"'
            links.append((address(root, number, other, form), kind))
    others = (each for each in GRAPHS if each is not form)
    links += [(address(root, number, profile, each), f'rel="alternate"; type="{each.media_type}"') for each in others]
    links.append((f"{root}{PATH}{HTML.suffix}", f'rel="alternate"; type="{HTML.media_type}"'))
    if number is not None:
        beside = neighbours(number, site.pages.records.pages())
        links += [(address(root, page, profile, form), f'rel="{name}"') for name, page in beside.items()]
    links.append((str(iris.catalog(site.manifest.base)), 'rel="canonical"'))
    replies.add_links(response, links)
    response.headers["Content-Profile"] = ", ".join(f"<{each}>" for each in profile.iris)
    response.headers["Content-Location"] = address(root, number, profile, form)
    return response
