"""A study (dcat:Dataset) → its page: what it is, its datasets, code lists, sources and files."""

from dataclasses import dataclass
from typing import ClassVar, Final

from markupsafe import Markup

from kgsm.namespaces import DC, DCAT, DCTERMS, KGSM, QB, RDF, SKOS
from kgsm.serve import schema_org, wording
from kgsm.serve.description import known_about
from kgsm.serve.facts import Facts, Words, words
from kgsm.serve.folding import in_alphabet
from kgsm.serve.negotiate import GRAPHS
from kgsm.serve.pages.downloads import File, files, of_dataset
from kgsm.serve.pages.parts import Frame, Row, Value, frame, licences, link, links, period, row, rows
from kgsm.serve.pages.remarks import Remark, remarks
from kgsm.serve.pages.respondents import respondents
from kgsm.serve.strings import STRINGS
from kgsm.serve.visit import Visit
from kgsm.sparql import prologue

DATASETS: Final = (
    prologue("dcterms", "kgsm", "qb", "rdf", "rdfs")
    + """
SELECT ?s ?p ?o WHERE {
  FILTER(?p IN (rdf:type, dcterms:title, rdfs:label, kgsm:question))
  ?s a qb:DataSet ; dcterms:isPartOf $this ; ?p ?o
}
"""
)
COUNTS: Final = (
    prologue("dcterms", "qb")
    + """
SELECT ?dataset (COUNT(?finding) AS ?findings) WHERE {
  ?dataset a qb:DataSet ; dcterms:isPartOf $this .
  ?finding qb:dataSet ?dataset
}
GROUP BY ?dataset
"""
)
# What a study has without saying so: its code lists and its sources lie below its IRI.
PARTS: Final = (
    prologue("dc", "dcterms", "kgsm", "rdf", "skos")
    + """
SELECT ?s ?p ?o WHERE {
  VALUES ?kind { skos:ConceptScheme kgsm:Source }
  FILTER(?p IN (rdf:type, skos:prefLabel, dcterms:title, dcterms:identifier, dcterms:issued, dc:publisher))
  ?s a ?kind . FILTER(STRSTARTS(STR(?s), CONCAT(STR($this), "/")))
  ?s ?p ?o
}
"""
)
LICENCES: Final = (
    prologue("dcat", "dcterms")
    + """
SELECT ?s ?p ?o WHERE {
  { VALUES ?s { $this } FILTER(?p IN (dcat:distribution)) ?s ?p ?o }
  UNION { FILTER(?p IN (dcterms:license)) $this dcat:distribution ?s . ?s ?p ?o }
}
"""
)


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset in the list of a study."""

    link: Value
    question: Words | None
    findings: str


@dataclass(frozen=True, slots=True)
class Source:
    """A source in the list of a study."""

    id: str
    link: Value
    publisher: Words | None
    date: str


@dataclass(frozen=True, slots=True)
class StudyPage:
    """The page of a study."""

    template: ClassVar[str] = "study.html"
    frame: Frame
    structured: Markup
    title: Words
    description: Words | None
    method: Words | None
    rows: tuple[Row, ...]
    datasets: tuple[Dataset, ...]
    code_lists: tuple[Value, ...]
    sources: tuple[Source, ...]
    files: tuple[File, ...]
    remarks: tuple[Remark, ...]


def study(visit: Visit, iri: str) -> StudyPage:
    """Return the page of a study."""
    facts = known_about(visit.site, iri, visit.language)
    parts = visit.known(PARTS, this=iri)
    folder = iri.removeprefix(visit.site.manifest.base) + "/"
    datasets = _datasets(visit, iri)
    return StudyPage(
        frame=frame(visit, facts.label(iri).text, iri, GRAPHS),
        structured=visit.site.memory.kept((schema_org, iri, visit.language), lambda: schema_org.of_study(visit, iri)),
        title=facts.label(iri),
        description=facts.words(iri, DCTERMS.description),
        method=facts.words(iri, KGSM.method),
        rows=_rows(visit, facts, iri),
        datasets=datasets,
        code_lists=tuple(
            sorted(
                (link(visit, parts, each) for each in parts.subjects(RDF.type, SKOS.ConceptScheme)),
                key=lambda each: in_alphabet(each.words.text),
            )
        ),
        sources=tuple(_source(visit, parts, each) for each in parts.subjects(RDF.type, KGSM.Source)),
        files=_whole(visit, folder, datasets),
        remarks=remarks(visit, iri),
    )


def _whole(visit: Visit, folder: str, datasets: tuple[Dataset, ...]) -> tuple[File, ...]:
    """Return the files of the whole study: those of a dataset stand on its own page."""
    own = {file.path for each in datasets for file in of_dataset(visit, each.link.href.removeprefix(f"{visit.root}/"))}
    return tuple(each for each in files(visit, folder) if each.path not in own)


def _rows(visit: Visit, facts: Facts, iri: str) -> tuple[Row, ...]:
    sample = f"sample.{facts.value(iri, KGSM.sample)}"
    contacts = facts.iris(iri, DCAT.contactPoint)
    return rows(
        row(visit, "period", period(visit, facts, iri)),
        *(() if visit.site.loading else respondents(visit, facts, iri)),
        row(visit, "study.sample", visit.say(sample) if sample in STRINGS else ""),
        row(visit, "publisher", *links(visit, facts, iri, DCTERMS.publisher)),
        row(visit, "creators", *links(visit, facts, iri, DCTERMS.creator)),
        row(visit, "contact", *(link(visit, facts, each) for each in contacts)),
        row(visit, "licence", *licences(visit, visit.known(LICENCES, this=iri), iri)),
        row(visit, "version", facts.value(iri, DCAT.version)),
        row(visit, "issued", wording.day(facts.value(iri, DCTERMS.issued), visit.language)),
        row(visit, "modified", wording.day(facts.value(iri, DCTERMS.modified), visit.language)),
        row(visit, "keywords", *_keywords(visit, facts, iri)),
    )


def _keywords(visit: Visit, facts: Facts, iri: str) -> tuple[Words, ...]:
    found = sorted(
        (words(term, visit.language) for term in facts.terms(iri, DCAT.keyword)), key=lambda each: in_alphabet(each.text)
    )
    own = [each.text for each in found if each.language is None]
    return (Words(", ".join(own)),) if own else tuple(found)


def _datasets(visit: Visit, iri: str) -> tuple[Dataset, ...]:
    facts = visit.known(DATASETS, this=iri)
    counted = visit.site.memory.kept((COUNTS, iri), lambda: visit.ask(COUNTS, this=iri))
    counts = {each["dataset"].value: each["findings"].value for each in counted if "dataset" in each}
    found = [
        Dataset(
            link(visit, facts, each),
            facts.words(each, KGSM.question),
            "" if visit.site.loading else wording.number(counts.get(each, "0"), visit.language),
        )
        for each in facts.subjects(RDF.type, QB.DataSet)
    ]
    return tuple(sorted(found, key=lambda each: in_alphabet(each.link.words.text)))


def _source(visit: Visit, facts: Facts, iri: str) -> Source:
    return Source(
        id=facts.value(iri, DCTERMS.identifier),
        link=link(visit, facts, iri),
        publisher=facts.words(iri, DC.publisher),
        date=wording.day(facts.value(iri, DCTERMS.issued), visit.language),
    )
