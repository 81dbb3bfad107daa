"""`Source` and `Evidence` → the place in the source that each number opens (Web Annotation, findings model 0.3)."""

import re

from rdflib import Literal, URIRef

from kgsm import iris
from kgsm.describe.graphs import Description
from kgsm.namespaces import DC, DCTERMS, EXACTNESS, FOAF, KGSM, OA, RDF, XSD
from kgsm.study import Evidence, Source, Span, Study

_DATATYPE_OF_LENGTH = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}
_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?[0-9]*\.[0-9]+")


def describe_source(description: Description, study: Study, source: Source) -> None:
    """Add a source: what it is, its rights, and the digest of the text that was read."""
    node = source.iri
    description.place(node, source.place)
    description.add(node, RDF.type, KGSM.Source, FOAF.Document)
    description.add(node, DCTERMS.identifier, Literal(source.id))
    description.add(node, DCTERMS.title, Literal(source.title, lang=source.language))
    description.add(node, DCTERMS.language, Literal(source.language))
    for predicate, words in (
        (DC.creator, source.author),
        (DC.publisher, source.publisher),
        (DCTERMS.bibliographicCitation, source.citation),
    ):
        description.add(node, predicate, Literal(words) if words else None)
    if source.published:
        description.add(
            node, DCTERMS.issued, Literal(source.published, datatype=_DATATYPE_OF_LENGTH.get(len(source.published)))
        )
    description.add(node, FOAF.page, source.url)
    description.add_text(node, KGSM.read, source.read)
    description.add_text(node, DCTERMS.rights, source.rights)
    description.add_text(node, KGSM.note, source.note)
    description.add(node, KGSM.copyOf, iris.source(study.iri, source.copy_of) if source.copy_of else None)
    description.add(node, KGSM.quotable, Literal(source.quotable))
    description.add(node, KGSM.sourceDigest, Literal(source.digest) if source.digest else None)
    description.add(node, KGSM.textLength, Literal(source.length) if source.length is not None else None)


def describe_evidence(description: Description, study: Study, evidence: Evidence) -> None:
    """Add what a source says about a figure: an annotation whose target is the place in the source."""
    node = evidence.iri
    target = iris.of_evidence(node, "target")
    description.add(node, RDF.type, KGSM.Statement if evidence.differs else KGSM.Evidence, OA.Annotation)
    description.add(node, OA.motivatedBy, OA.linking)
    description.add(node, OA.hasBody, evidence.observation)
    description.add(node, OA.hasTarget, target)
    description.add(node, DCTERMS.identifier, Literal(evidence.id) if evidence.id else None)
    description.add_text(node, KGSM.locator, evidence.locator)
    description.add_text(node, KGSM.note, evidence.note)
    description.add(node, KGSM.token, Literal(evidence.token) if evidence.token else None)
    description.add(node, KGSM.sentenceDigest, Literal(evidence.sentence_digest) if evidence.sentence_digest else None)
    description.add(node, KGSM.statedValue, _number_or_words(evidence.stated) if evidence.stated else None)
    description.add(node, KGSM.exactness, EXACTNESS[evidence.exactness] if evidence.exactness else None)
    description.add(target, RDF.type, OA.SpecificResource)
    description.add(target, OA.hasSource, iris.source(study.iri, evidence.source))
    if evidence.span is not None:
        description.add(target, OA.hasSelector, _selector(description, evidence, "token", evidence.span))
    if evidence.sentence is not None:
        description.add(target, KGSM.sentence, _selector(description, evidence, "sentence", evidence.sentence))
    if evidence.quote:
        quote = iris.of_evidence(node, "quote")
        description.add(target, KGSM.sentence, quote)
        description.add(quote, RDF.type, OA.TextQuoteSelector)
        description.add(quote, OA.exact, Literal(evidence.quote))
        description.place(quote, evidence.place)
    for each in (node, target):
        description.place(each, evidence.place)


def _selector(description: Description, evidence: Evidence, aspect: str, span: Span) -> URIRef:
    # Web Annotation 4.2.5: start is the position of the first character, end that after the last, counted from 0.
    selector = iris.of_evidence(evidence.iri, aspect)
    description.place(selector, evidence.place)
    description.add(selector, RDF.type, OA.TextPositionSelector)
    description.add(selector, OA.start, Literal(str(span.start), datatype=XSD.nonNegativeInteger))
    description.add(selector, OA.end, Literal(str(span.end), datatype=XSD.nonNegativeInteger))
    return selector


def _number_or_words(stated: str) -> Literal:
    if _INTEGER.fullmatch(stated):
        return Literal(stated, datatype=XSD.integer)
    if _DECIMAL.fullmatch(stated):
        return Literal(stated, datatype=XSD.decimal)
    return Literal(stated)
