"""What pages are made of: texts that may be links, rows of key facts, the frame around everything."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Final
from urllib.parse import urlencode, urlsplit

from kgsm.namespaces import DCAT, DCTERMS, RDF
from kgsm.serve import wording
from kgsm.serve.facts import Facts, Words, words
from kgsm.serve.negotiate import HTML, LANGUAGES, Format
from kgsm.serve.strings import LANGUAGE_NAMES
from kgsm.serve.visit import Visit
from kgsm.sparql import Term, prologue

_LONGEST: Final = 8_000  # bytes of an address that everyone should take (RFC 9110, 4.1)
_MENU: Final = (
    ("/search", "menu.results"),
    ("/", "menu.home"),
    ("/code", "menu.codes"),
    ("/sparql", "menu.sparql"),
    ("/download", "menu.downloads"),
    ("/about", "menu.about"),
)
_FOOTER: Final = (
    ("/about/imprint", "menu.imprint"),
    ("/about/privacy", "menu.privacy"),
    ("/about/accessibility", "menu.accessibility"),
    ("/about/accessibility#report", "menu.barrier"),
    ("/about#contact", "menu.contact"),
    ("/about/changes", "menu.changes"),
    ("/catalog", "menu.catalog"),
    ("/ns", "menu.vocabulary"),
)
EDITIONS: Final = (
    prologue("dcat", "dcterms", "rdf")
    + """
SELECT ?s ?p ?o WHERE { ?s a dcat:Dataset ; ?p ?o FILTER(?p IN (rdf:type, dcat:version, dcterms:modified)) }
"""
)


@dataclass(frozen=True, slots=True)
class Value:
    """A text, and where it leads. `href` is empty where it leads nowhere; `code` is whether it is for machines."""

    words: Words
    href: str = ""
    code: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A term and its values in a list of key facts."""

    name: Words
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same resource in another format, or in another language where `language` is set."""

    title: str
    href: str
    media_type: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class MenuItem:
    """An entry of the menu."""

    title: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the content of every page.

    `iri` is what the page is about, empty where it is about nothing that has an IRI. `search` is what stands in the search box.
    `edition` says which version and date of the data the page shows, empty where nobody was asked. `release` is the start of
    the digest of all that is published, `version` that of kgsm.
    `loading` is whether findings are not there yet, see kgsm.serve.site.Site.
    `static` is whether the page is to work where no program answers.
    """

    language: str
    title: str
    root: str
    iri: str
    alternates: tuple[Alternate, ...]
    translations: tuple[Alternate, ...]
    menu: tuple[MenuItem, ...]
    footer: tuple[MenuItem, ...]
    search: str
    release: str
    version: str
    edition: str = ""
    loading: bool = False
    static: bool = False


def frame(visit: Visit, title: str, iri: str = "", formats: Sequence[Format] = (), search: str = "") -> Frame:
    """Return the frame of a page. `formats` are those that its resource has beside HTML."""
    return replace(bare(visit, title, iri, formats, search), edition=edition(visit, iri))


def bare(visit: Visit, title: str, iri: str = "", formats: Sequence[Format] = (), search: str = "") -> Frame:
    """Return the frame of a page that asks the store nothing, as it may be gone."""
    menu, footer = (
        tuple(MenuItem(visit.say(key), visit.at(path), path == visit.path) for path, key in items) for items in (_MENU, _FOOTER)
    )
    return Frame(
        language=visit.language,
        title=title,
        root=visit.root,
        iri=iri,
        alternates=tuple(
            Alternate(each.title, visit.at(visit.path + each.suffix), each.media_type) for each in formats if each is not HTML
        ),
        translations=tuple(translation(visit, language) for language in LANGUAGES),
        menu=menu,
        footer=footer,
        search=search,
        release=visit.site.digest[:12],
        version=software(),
        loading=visit.site.loading is not None,
        static=visit.site.static,
    )


def edition(visit: Visit, iri: str) -> str:
    """Return version and date of the study that `iri` belongs to; where it belongs to none the latest date of all."""
    facts = visit.known(EDITIONS)
    studies = facts.subjects(RDF.type, DCAT.Dataset)
    study = next((each for each in studies if f"{iri}/".startswith(f"{each}/")), "")
    days = [facts.value(each, DCTERMS.modified) for each in ([study] if study else studies)]
    number, latest = facts.value(study, DCAT.version), max(days, default="")
    shown = [
        visit.say("edition.version", version=number) if number else "",
        visit.say("edition.date", date=wording.day(latest, visit.language)) if latest else "",
    ]
    return ", ".join(filter(None, shown))


def translation(visit: Visit, language: str) -> Alternate:
    """Return the same page in `language`; without its query where no link should be as long: a page tells it three times."""
    asked = visit.query if len(visit.query) <= _LONGEST else ""
    query = "&".join(part for part in (asked, urlencode({"lang": language})) if part)
    return Alternate(LANGUAGE_NAMES[language], f"{visit.at(visit.path)}?{query}", language=language)


@cache
def software() -> str:
    """Return the version of kgsm, empty where it runs without having been installed."""
    try:
        return version("kgsm")
    except PackageNotFoundError:
        return ""


def row(visit: Visit, key: str, *values: Value | Words | str | None) -> Row | None:
    """Return a row of key facts, its name from the interface; None where no value is left."""
    shown = tuple(each for each in map(_value, values) if each.words)
    return Row(visit.words(key), shown) if shown else None


def rows(*candidates: Row | None) -> tuple[Row, ...]:
    """Return the rows that there are."""
    return tuple(each for each in candidates if each is not None)


def _value(value: Value | Words | str | None) -> Value:
    if isinstance(value, Value):
        return value
    return Value(value if isinstance(value, Words) else Words(value or ""))


def link(visit: Visit, facts: Facts, iri: str) -> Value:
    """Return the name of a resource as a link to it."""
    return Value(facts.label(iri), visit.href(iri))


def links(visit: Visit, facts: Facts, subject: str, *properties: str) -> tuple[Value, ...]:
    """Return the resources that `subject` points to, as links."""
    return tuple(link(visit, facts, iri) for iri in facts.iris(subject, *properties))


def address(visit: Visit, iri: str) -> Value:
    """Return an address elsewhere, shown as its host and path; without a link where it is not one to follow."""
    parts = urlsplit(iri)
    part = f"#{parts.fragment}" if parts.fragment else ""
    return Value(Words(f"{parts.netloc}{parts.path}".rstrip("/") + part or iri), visit.href(iri))


def literal(visit: Visit, term: Term) -> Value:
    """Return any term as a person reads it: numbers and dates in the reader's language."""
    if term.is_iri:
        return address(visit, term.value)
    kind = term.datatype.rpartition("#")[2]
    if kind in {"integer", "decimal", "nonNegativeInteger"}:
        return Value(Words(wording.number(term.value, visit.language)))
    if kind in {"date", "gYearMonth", "gYear"}:
        return Value(Words(wording.day(term.value, visit.language)))
    return Value(words(term, visit.language))


def period(visit: Visit, facts: Facts, owner: str) -> str:
    """Return the period of time of a study or a wave in words, empty where it has none."""
    node = facts.value(owner, DCTERMS.temporal)
    days = [facts.value(node, each) for each in (DCAT.startDate, DCAT.endDate)]
    start, end = (wording.day(each, visit.language) if each else "" for each in days)
    if start and end:
        return visit.say("period.both", start=start, end=end)
    return visit.say("period.from", start=start) if start else visit.say("period.until", end=end) if end else ""


def licences(visit: Visit, facts: Facts, study: str) -> tuple[Value, ...]:
    """Return the licences of a study's distributions, each once."""
    found = {each for file in facts.iris(study, DCAT.distribution) for each in facts.iris(file, DCTERMS.license)}
    return tuple(licence(visit, each) for each in sorted(found))


def licence(visit: Visit, iri: str) -> Value:
    """Return a licence as a link. What licences are called stands in their addresses: `…/licenses/cc-by/4.0`."""
    _, found, name = iri.rstrip("/").partition("/licenses/")
    if not found:
        return address(visit, iri)
    words = name.replace("/", " ").upper()
    return Value(Words(words if words.startswith(("CC", "DL")) else f"CC {words}"), visit.href(iri))
