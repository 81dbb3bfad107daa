"""A site → an Atom feed (RFC 4287): an entry for the current version of each study, and one for each change of a figure.

An entry's id has the version, so that a reader who follows the feed gets every release once, and no clock is asked.
"""

from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from kgsm import iris
from kgsm.namespaces import ADMS, ATOM, DCAT, DCTERMS, RDF
from kgsm.serve.facts import Facts
from kgsm.serve.pages.history import Change, changes
from kgsm.serve.visit import Visit
from kgsm.sparql import prologue

NAME: Final = "feed.atom"
MEDIA_TYPE: Final = "application/atom+xml"
RELEASES: Final = (
    prologue("adms", "dcat", "dcterms", "foaf", "rdf")
    + """
SELECT ?s ?p ?o WHERE {
  { VALUES ?p { rdf:type dcterms:title dcterms:description dcterms:issued dcterms:modified dcterms:publisher dcat:version
                adms:versionNotes }
    ?s a dcat:Dataset ; ?p ?o }
  UNION { VALUES ?p { foaf:name } ?study a dcat:Dataset ; dcterms:publisher ?s . ?s ?p ?o }
  UNION { VALUES ?p { dcterms:title } ?s a dcat:Catalog ; ?p ?o }
}
"""
)


def feed(visit: Visit) -> bytes:
    """Return the feed in the reader's language, the newest release first."""
    facts = visit.facts(RELEASES)
    base = visit.site.manifest.base
    studies = facts.subjects(RDF.type, DCAT.Dataset)
    dated = [(facts.value(each, DCTERMS.modified), each) for each in studies]
    known = sorted(((day, each) for day, each in dated if day), key=lambda pair: pair[1])
    known.sort(key=lambda pair: pair[0], reverse=True)
    top = Element("feed", {"xmlns": str(ATOM), "xml:lang": visit.language})
    address = f"{base}{NAME}"
    _text(top, "id", address)
    _text(top, "title", facts.label(str(iris.catalog(base))).text)
    # Of nothing there is no newest: RFC 4287 asks for a time all the same, and that of no release is the earliest.
    changed = changes(visit)
    days = sorted([day for day, _ in known] + [each.day for each in changed if each.day])
    _text(top, "updated", _time(days[-1] if days else "1970-01-01"))
    SubElement(top, "link", rel="self", href=f"{address}?lang={visit.language}", type=MEDIA_TYPE)
    SubElement(top, "link", rel="alternate", href=base, type="text/html")
    for _, study in known:
        _entry(top, facts, study)
    for each in changed:
        _change(top, visit, facts, each)
    indent(top)
    written: bytes = tostring(top, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _entry(top: Element, facts: Facts, study: str) -> None:
    version = facts.value(study, DCAT.version)
    entry = SubElement(top, "entry")
    _text(entry, "id", str(iris.fragment(study, f"release-{version}")))
    _text(entry, "title", f"{facts.label(study).text} {version}".strip())
    _text(entry, "updated", _time(facts.value(study, DCTERMS.modified)))
    if issued := facts.value(study, DCTERMS.issued):
        _text(entry, "published", _time(issued))
    SubElement(entry, "link", rel="alternate", href=study, type="text/html")
    author = SubElement(entry, "author")
    publisher = next(iter(facts.iris(study, DCTERMS.publisher)), "")
    _text(author, "name", facts.label(publisher).text if publisher else study)
    words = facts.words(study, ADMS.versionNotes) or facts.words(study, DCTERMS.description)
    if words:
        _text(entry, "summary", words.text)


def _change(top: Element, visit: Visit, facts: Facts, change: Change) -> None:
    entry = SubElement(top, "entry")
    _text(entry, "id", change.iri)
    gone = f": {visit.say('change.gone')}" if change.gone else ""
    _text(entry, "title", f"{change.about.words.text}{gone}")
    _text(entry, "updated", _time(change.day))
    SubElement(entry, "link", rel="alternate", href=change.iri, type="text/html")
    author = SubElement(entry, "author")
    publisher = next(iter(facts.iris(change.study, DCTERMS.publisher)), "")
    _text(author, "name", facts.label(publisher).text if publisher else change.study)
    values = visit.say("change.values", former=change.former or "–", present=change.present or "–")
    said = [values if change.former or change.present else "", change.reason.text if change.reason else ""]
    _text(entry, "summary", ". ".join(filter(None, said)))


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text


def _time(day: str) -> str:
    return f"{day[:10]}T00:00:00Z"
