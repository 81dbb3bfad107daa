"""A vocabulary (owl:Ontology) → one printable document of its terms, each with an anchor; the same for shapes."""

from dataclasses import dataclass
from typing import ClassVar, Final

from pyoxigraph import Literal, NamedNode

from kgsm.namespaces import DCTERMS, KGSM, OWL, PREFIXES, RDF, RDFS, SH, SKOS, VANN
from kgsm.serve.description import known_about
from kgsm.serve.facts import Facts, Words, local_name
from kgsm.serve.negotiate import GRAPHS
from kgsm.serve.pages.findings import names
from kgsm.serve.pages.parts import Frame, Value, frame, link, row, rows
from kgsm.serve.pages.parts import Row as FactRow
from kgsm.serve.visit import Visit
from kgsm.sparql import Row, Term, is_iri, prologue

TERMS: Final = (
    prologue("rdfs")
    + """
SELECT ?s ?p ?o WHERE { ?s rdfs:isDefinedBy $this ; ?p ?o }
"""
)
SHAPES: Final = (
    prologue("rdf", "rdfs", "sh", "kgsm", "dcterms", "skos")
    + """
SELECT ?s ?p ?o WHERE {
  VALUES ?kind { sh:NodeShape sh:PropertyShape }
  FILTER(?p IN (
    rdf:type, rdfs:label, rdfs:comment, sh:name, sh:description, sh:message, sh:severity, sh:targetClass,
    sh:targetSubjectsOf, sh:targetObjectsOf, kgsm:problemCode, rdfs:seeAlso
  ))
  ?s a ?kind ; ?p ?o .
  FILTER(STRSTARTS(STR(?s), CONCAT(STR($this), "#")))
}
"""
)
# One triple each, of the data that are served: nothing is sorted for it.
USED: Final = "SELECT ?s ?o WHERE { ?s $term ?o } LIMIT 1"
INSTANCE: Final = prologue("rdf") + "SELECT ?s WHERE { ?s rdf:type $term } LIMIT 1"
_CLASSES: Final = frozenset({str(RDFS.Class), str(OWL.Class)})
_PROPERTIES: Final = frozenset(
    {str(RDF.Property), str(OWL.ObjectProperty), str(OWL.DatatypeProperty), str(OWL.AnnotationProperty)}
)


@dataclass(frozen=True, slots=True)
class DefinedTerm:
    """A term or a shape. `id` is its anchor, `name` how it is written, `turtle` a triple of the data with it, empty without."""

    id: str
    name: str
    label: Words
    comment: Words | None
    rows: tuple[FactRow, ...]
    example: Words | None
    turtle: str


@dataclass(frozen=True, slots=True)
class Group:
    """Terms of one kind under a heading."""

    id: str
    title: str
    terms: tuple[DefinedTerm, ...]


@dataclass(frozen=True, slots=True)
class VocabularyPage:
    """The page of a vocabulary or of the shapes."""

    template: ClassVar[str] = "vocabulary.html"
    frame: Frame
    title: Words
    description: Words | None
    prefix: str
    rows: tuple[FactRow, ...]
    removed: str
    groups: tuple[Group, ...]
    none: str


def vocabulary(visit: Visit, iri: str) -> VocabularyPage:
    """Return the page of a vocabulary."""
    facts, terms = known_about(visit.site, iri, visit.language), visit.known(TERMS, this=iri)
    things = {each.value for found in terms.objects.values() for each in found if each.is_iri and is_iri(each.value)}
    labels = names(visit, things)
    prefix = facts.value(iri, VANN.preferredNamespacePrefix) or _prefix(f"{iri}#")
    own = sorted(each for each in {subject for subject, _ in terms.objects} if each.startswith(f"{iri}#"))
    classes = [each for each in own if not _CLASSES.isdisjoint(terms.types(each))]
    properties = [each for each in own if each not in classes and not _PROPERTIES.isdisjoint(terms.types(each))]
    others = [each for each in own if each not in classes and each not in properties]
    groups = (("classes", classes), ("properties", properties), ("others", others))
    return VocabularyPage(
        frame=frame(visit, facts.label(iri).text, iri, GRAPHS),
        title=facts.words(iri, DCTERMS.title) or facts.label(iri),
        description=facts.words(iri, DCTERMS.description, RDFS.comment),
        prefix=f"@prefix {prefix}: <{facts.value(iri, VANN.preferredNamespaceUri) or iri + '#'}> ." if prefix else "",
        rows=rows(row(visit, "version", facts.value(iri, OWL.versionInfo))),
        removed=_removed(visit, [each for each in own if terms.value(each, OWL.deprecated) in {"true", "1"}]),
        groups=tuple(
            Group(
                f"-{key}", visit.say(f"vocabulary.{key}"), tuple(_term(visit, each, prefix, terms, labels) for each in members)
            )
            for key, members in groups
            if members
        ),
        none=visit.say("vocabulary.none"),
    )


def shapes(visit: Visit, iri: str) -> VocabularyPage:
    """Return the page of the shapes."""
    facts, found = known_about(visit.site, iri, visit.language), visit.known(SHAPES, this=iri)
    labels = names(visit, {each for subject, _ in found.objects for each in found.iris(subject, SH.targetClass)})
    members = tuple(_shape(visit, each, found, labels) for each in sorted({subject for subject, _ in found.objects}))
    return VocabularyPage(
        frame=frame(visit, facts.label(iri).text, iri, GRAPHS),
        title=facts.words(iri, DCTERMS.title, RDFS.label) or Words("Shapes"),
        description=facts.words(iri, DCTERMS.description, RDFS.comment),
        prefix=f"@prefix shapes: <{iri}#> .",
        rows=rows(row(visit, "version", facts.value(iri, OWL.versionInfo))),
        removed="",
        groups=(Group("-shapes", "Shapes", members),) if members else (),
        none=visit.say("shapes.none"),
    )


def _term(visit: Visit, iri: str, prefix: str, terms: Facts, labels: Facts) -> DefinedTerm:
    name = local_name(iri)

    def named(*properties: str) -> tuple[Value, ...]:
        return tuple(_name(visit, labels, each) for prop in properties for each in terms.iris(iri, prop))

    return DefinedTerm(
        id=name,
        name=f"{prefix}:{name}" if prefix else name,
        label=terms.label(iri),
        comment=terms.words(iri, RDFS.comment, SKOS.definition),
        rows=rows(
            row(visit, "vocabulary.super", *named(RDFS.subPropertyOf, RDFS.subClassOf)),
            row(visit, "vocabulary.domain", *named(RDFS.domain)),
            row(visit, "vocabulary.range", *named(RDFS.range)),
        ),
        example=terms.words(iri, SKOS.example),
        turtle=visit.site.memory.kept(
            (USED, iri), lambda: _turtle(visit, iri, is_class=not _CLASSES.isdisjoint(terms.types(iri)))
        ),
    )


def _removed(visit: Visit, terms: list[str]) -> str:
    """Return which terms are no longer to be used. No server sees the fragment of an address, so the page has to say it."""
    named = ", ".join(local_name(each) for each in terms)
    return visit.say("vocabulary.removed", terms=named) if terms else visit.say("vocabulary.none-removed")


def _turtle(visit: Visit, iri: str, *, is_class: bool) -> str:
    """Return a triple of the data that uses a term, in Turtle whose prefixes are ours; empty where there is none."""
    found: list[Row] = visit.ask(INSTANCE if is_class else USED, term=iri)
    if not found:
        return ""
    subject, verb = _compact(found[0]["s"].value), "a" if is_class else _compact(iri)
    return f"{subject} {verb} {_compact(iri) if is_class else _written(found[0]['o'])} ."


def _written(term: Term) -> str:
    if term.is_iri:
        return _compact(term.value)
    if term.language:
        return str(Literal(term.value, language=term.language))
    text = str(Literal(term.value))
    return f"{text}^^{_compact(term.datatype)}" if term.datatype and not term.datatype.endswith("#string") else text


def _compact(iri: str) -> str:
    for prefix, namespace in PREFIXES.items():
        name = iri.removeprefix(str(namespace))
        if name != iri and name.isascii() and name.replace("-", "").isalnum():
            return f"{prefix}:{name}"
    return str(NamedNode(iri))


def _prefix(namespace: str) -> str:
    return next((prefix for prefix, known in PREFIXES.items() if known == namespace), "")


def _name(visit: Visit, labels: Facts, iri: str) -> Value:
    return link(visit, labels, iri)


def _shape(visit: Visit, iri: str, facts: Facts, labels: Facts) -> DefinedTerm:
    targets = tuple(link(visit, labels, each) for each in facts.iris(iri, SH.targetClass))
    severity = facts.value(iri, SH.severity)
    return DefinedTerm(
        id=local_name(iri),
        name=f"shapes:{local_name(iri)}",
        label=facts.words(iri, RDFS.label, SH.name) or Words(local_name(iri)),
        comment=facts.words(iri, RDFS.comment, SH.description),
        rows=rows(
            row(visit, "shapes.message", facts.words(iri, SH.message)),
            row(visit, "shapes.target", *targets),
            row(visit, "shapes.severity", local_name(severity) if severity else ""),
            row(visit, "shapes.code", facts.value(iri, KGSM.problemCode)),
        ),
        example=None,
        turtle="",
    )
