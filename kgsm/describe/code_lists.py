"""`CodeList` → skos:ConceptScheme with its concepts (Data Cube 8.2, SKOS)."""

from rdflib import Literal, URIRef

from kgsm import iris
from kgsm.describe.graphs import Description
from kgsm.namespaces import DCAT, DCTERMS, RDF, SKOS, XSD
from kgsm.study import CodeList, Concept


def describe_code_list(description: Description, code_list: CodeList) -> None:
    """Add a code list of the study and its concepts. Generic ones are described in ontology/ and left alone."""
    if code_list.generic:
        return
    scheme = code_list.iri
    description.place(scheme, code_list.place)
    description.add(scheme, RDF.type, SKOS.ConceptScheme)
    description.add_text(scheme, SKOS.prefLabel, code_list.title)
    description.add_text(scheme, DCTERMS.title, code_list.title)
    description.add_text(scheme, SKOS.definition, code_list.definition)
    by_code = {each.code: each.iri for each in code_list.concepts}
    for concept in code_list.concepts:
        _concept(description, scheme, concept, by_code)


def _concept(description: Description, scheme: URIRef, concept: Concept, by_code: dict[str, URIRef]) -> None:
    description.place(concept.iri, concept.place)
    description.add(concept.iri, RDF.type, SKOS.Concept)
    description.add(concept.iri, SKOS.inScheme, scheme)
    description.add(concept.iri, SKOS.notation, Literal(concept.code))
    description.add_text(concept.iri, SKOS.prefLabel, concept.label)
    description.add_text(concept.iri, SKOS.definition, concept.definition)
    description.add_text(concept.iri, SKOS.note, concept.note)
    broader = by_code.get(concept.broader) if concept.broader else None
    if broader is None:
        description.add(concept.iri, SKOS.topConceptOf, scheme)
        description.add(scheme, SKOS.hasTopConcept, concept.iri)
    else:
        description.add(concept.iri, SKOS.broader, broader)
        description.add(broader, SKOS.narrower, concept.iri)
    for match in concept.matches:
        description.add(concept.iri, SKOS[match.relation], match.target)
    if concept.start or concept.end:
        period = iris.period(concept.iri)
        description.place(period, concept.place)
        description.add(concept.iri, DCTERMS.temporal, period)
        description.add(period, RDF.type, DCTERMS.PeriodOfTime)
        for predicate, day in ((DCAT.startDate, concept.start), (DCAT.endDate, concept.end)):
            if day is not None:
                description.add(period, predicate, Literal(day.isoformat(), datatype=XSD.date))
