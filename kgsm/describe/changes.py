"""`Change` → what is said of a figure that was corrected, and of an address that is gone."""

from rdflib import Literal

from kgsm.describe.graphs import Description
from kgsm.namespaces import DCTERMS, KGSM, RDF, XSD
from kgsm.study import Change, Study


def describe_change(description: Description, study: Study, change: Change) -> None:
    """Add a change; what is gone is a kgsm:Withdrawn, and names what replaces it (DCMI Terms, isReplacedBy)."""
    description.place(change.iri, change.place)
    description.add(change.iri, RDF.type, KGSM.Change)
    description.add(change.iri, DCTERMS.isPartOf, study.iri)
    description.add(change.iri, DCTERMS.date, Literal(change.day.isoformat(), datatype=XSD.date))
    description.add(change.iri, KGSM.changed, change.about)
    for predicate, value in ((KGSM.formerValue, change.former), (KGSM.presentValue, change.present)):
        description.add(change.iri, predicate, Literal(value) if value else None)
    description.add_text(change.iri, DCTERMS.description, change.reason)
    if change.withdrawn:
        description.place(change.about, change.place)
        description.add(change.about, RDF.type, KGSM.Withdrawn)
        description.add(change.about, DCTERMS.isReplacedBy, change.successor)
