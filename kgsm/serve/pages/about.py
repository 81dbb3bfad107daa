"""The site and its studies → the pages about them: what this is, method, changes, and what the law wants said."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Final

from kgsm.namespaces import DCAT, DCTERMS, KGSM, RDF, VCARD
from kgsm.serve import wording
from kgsm.serve.facts import Facts, Words
from kgsm.serve.pages.findings import Finding, findings
from kgsm.serve.pages.history import Change
from kgsm.serve.pages.history import changes as history
from kgsm.serve.pages.parts import Frame, Row, Value, address, frame, link, row, rows
from kgsm.serve.strings import STRINGS
from kgsm.serve.visit import Visit
from kgsm.sparql import prologue
from kgsm.text import Text

STATUSES: Final = (400, 401, 404, 405, 406, 408, 410, 412, 413, 414, 415, 416, 422, 429, 500, 502, 503, 504)
STUDIES: Final = (
    prologue("dcat", "dcterms", "kgsm", "rdf", "vcard")
    + """
SELECT ?s ?p ?o WHERE {
  {
    ?s a dcat:Dataset ; ?p ?o
    FILTER(?p IN (
      rdf:type, dcterms:title, kgsm:method, kgsm:sample, dcat:version, dcterms:issued, dcterms:modified, dcat:contactPoint
    ))
  }
  UNION { ?study a dcat:Dataset ; dcat:contactPoint ?s . ?s ?p ?o }
}
"""
)
CONTRADICTED: Final = (
    prologue("kgsm")
    + """
SELECT DISTINCT ?finding WHERE { ?finding kgsm:statement ?statement } ORDER BY STR(?finding) LIMIT 100
"""
)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands below it."""

    id: str
    title: Words
    paragraphs: tuple[Words, ...]
    rows: tuple[Row, ...] = ()
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class AboutPage:
    """The page about these pages."""

    template: ClassVar[str] = "about.html"
    frame: Frame
    sections: tuple[Section, ...]
    statuses: tuple[int, ...] = STATUSES


@dataclass(frozen=True, slots=True)
class TextPage:
    """A page of sections. `findings` are a list at its end, `feed` is the address of the news of what it tells."""

    template: ClassVar[str] = "text.html"
    frame: Frame
    title: str
    lead: str
    sections: tuple[Section, ...]
    findings: tuple[Finding, ...] = ()
    feed: str = ""


def about(visit: Visit) -> AboutPage:
    """Return the page about these pages."""
    facts = visit.facts(STUDIES)
    operator = visit.site.operator
    contacts = dict.fromkeys(row(visit, "contact", *_contacts(visit, facts, study)) for study in _studies(facts))
    section = Section(
        "contact",
        visit.words("menu.contact"),
        (visit.words("about.report-error"),),
        rows(row(visit, "operator", operator.name), _mail(visit, operator.email), *contacts),
    )
    return AboutPage(frame(visit, visit.say("about.title")), (section,))


def method(visit: Visit) -> TextPage:
    """Return the page on how figures were read and checked, and where sources contradict each other."""
    facts = visit.facts(STUDIES)
    found = [each["finding"].value for each in visit.ask(CONTRADICTED)]
    sections = []
    for study in _studies(facts):
        sample = f"sample.{facts.value(study, KGSM.sample)}"
        paragraphs = [facts.words(study, KGSM.method)]
        told = row(visit, "study.sample", visit.say(sample) if sample in STRINGS else "")
        name = facts.label(study)
        sections.append(Section(anchor(study), name, tuple(each for each in paragraphs if each), rows(told)))
    title = visit.say("method.title")
    return TextPage(frame(visit, title), title, visit.say("method.lead"), tuple(sections), findings(visit, found))


def changes(visit: Visit) -> TextPage:
    """Return the page on versions, and on what was changed in single figures."""
    facts = visit.facts(STUDIES)
    told = history(visit)
    sections = tuple(
        Section(
            anchor(study),
            facts.label(study),
            (),
            rows(
                row(visit, "version", facts.value(study, DCAT.version)),
                row(visit, "issued", wording.day(facts.value(study, DCTERMS.issued), visit.language)),
                row(visit, "modified", wording.day(facts.value(study, DCTERMS.modified), visit.language)),
            ),
            tuple(each for each in told if each.study == study),
        )
        for study in _studies(facts)
    )
    title = visit.say("changes.title")
    feed = visit.at(f"/feed.atom?lang={visit.language}")
    return TextPage(frame(visit, title), title, visit.say("changes.lead"), sections, feed=feed)


def imprint(visit: Visit) -> TextPage:
    """Return who runs this copy of the site."""
    operator = visit.site.operator
    told = rows(
        row(visit, "operator", operator.name),
        row(visit, "operator.address", operator.address),
        _mail(visit, operator.email),
        row(visit, "operator.phone", operator.phone),
    )
    texts = _texts(visit, operator.imprint)
    missing = () if operator.name and operator.address else (visit.words("operator.missing"),)
    title = visit.say("menu.imprint")
    section = Section("operator", visit.words("operator"), (*missing, *texts), told)
    return TextPage(frame(visit, title), title, "", (section,))


def privacy(visit: Visit) -> TextPage:
    """Return what happens to what a reader's browser sends."""
    operator = visit.site.operator
    days = operator.log_days
    log = visit.words("privacy.log.days", days=days) if days is not None else visit.words("privacy.log.unknown")
    missing = () if operator.name else (visit.words("operator.missing"),)
    sections = (
        Section(
            "software",
            visit.words("privacy.software"),
            (visit.words("static.privacy" if visit.site.static else "privacy.software.text"),),
        ),
        Section("log", visit.words("privacy.log"), (log,)),
        Section(
            "operator",
            visit.words("operator"),
            (*missing, *_texts(visit, operator.privacy)),
            rows(row(visit, "operator", operator.name), _mail(visit, operator.email)),
        ),
    )
    title = visit.say("menu.privacy")
    return TextPage(frame(visit, title), title, "", sections)


def accessibility(visit: Visit) -> TextPage:
    """Return the statement on accessibility: its mandatory parts, and which of them the operator has not filled in."""
    operator = visit.site.operator
    status = visit.words(f"accessibility.{operator.status}") if operator.status else visit.words("accessibility.unknown")
    tested = wording.day(operator.tested.isoformat(), visit.language) if operator.tested else ""
    feedback = operator.feedback or operator.email
    unfilled = visit.words("operator.unfilled")

    def part(key: str, text: Text) -> Section:
        return Section(key, visit.words(f"accessibility.{key}"), _texts(visit, text) or (unfilled,))

    sections = (
        Section("status", visit.words("accessibility.status"), (status,)),
        part("exceptions", operator.exceptions),
        Section(
            "method",
            visit.words("accessibility.method"),
            _texts(visit, operator.method) or (unfilled,),
            rows(row(visit, "accessibility.tested", tested)),
        ),
        Section("software", visit.words("accessibility.software"), (visit.words("accessibility.software.text"),)),
        Section(
            "report",
            visit.words("menu.barrier"),
            (visit.words("accessibility.report"),) if feedback else (unfilled,),
            rows(_mail(visit, feedback)),
        ),
        part("enforcement", operator.enforcement),
    )
    title = visit.say("accessibility.title")
    return TextPage(frame(visit, title), title, "", sections)


def _studies(facts: Facts) -> list[str]:
    return facts.subjects(RDF.type, DCAT.Dataset)


def _contacts(visit: Visit, facts: Facts, study: str) -> Iterable[Value]:
    for contact in facts.iris(study, DCAT.contactPoint):
        yield link(visit, facts, contact)
        yield from (address(visit, each) for each in facts.iris(contact, VCARD.hasEmail))


def _mail(visit: Visit, mail: str) -> Row | None:
    href = f"mailto:{mail}" if "@" in mail else visit.site.href(mail)
    return row(visit, "operator.email", Value(Words(mail), href)) if mail else None


def _texts(visit: Visit, text: Text) -> tuple[Words, ...]:
    said = text.in_language(visit.language)
    return tuple(Words(each) for each in said.split("\n\n") if each.strip())


def anchor(iri: str) -> str:
    """Return the id under which a page of all studies has a study."""
    return f"study-{iri.rstrip('/').rpartition('/')[2]}"
