"""The terms that the integrity constraints speak of, and the numbers that they have in every table of triples."""

from typing import Final

from kgsm.namespaces import PREFIXES, XSD

PROPERTIES: Final = (
    *("qb:attribute", "qb:codeList", "qb:component", "qb:componentAttachment", "qb:componentProperty", "qb:componentRequired"),
    *("qb:dataSet", "qb:dimension", "qb:hierarchyRoot", "qb:measure", "qb:measureDimension", "qb:measureType"),
    *("qb:observation", "qb:parentChildProperty", "qb:slice", "qb:sliceKey", "qb:sliceStructure", "qb:structure"),
    *("owl:inverseOf", "rdf:first", "rdf:rest", "rdf:type", "rdfs:range", "rdfs:subClassOf"),
    *("skos:inScheme", "skos:member", "skos:memberList"),
)
CLASSES: Final = (
    *("qb:AttributeProperty", "qb:DataSet", "qb:DataStructureDefinition", "qb:DimensionProperty", "qb:HierarchicalCodeList"),
    *("qb:MeasureProperty", "qb:Observation", "qb:Slice", "qb:SliceKey"),
    *("skos:Collection", "skos:Concept", "skos:ConceptScheme", "skos:OrderedCollection"),
)
# A term of ours has its place in this tuple, counted from 1, as its number.
TERMS: Final = (*PROPERTIES, *CLASSES, "rdf:nil", "rdfs:Resource")

# The lexical forms of the two truth values, as N-Triples in an SQL list.
TRUE: Final = f"""('"true"^^<{XSD.boolean}>', '"1"^^<{XSD.boolean}>')"""
FALSE: Final = f"""('"false"^^<{XSD.boolean}>', '"0"^^<{XSD.boolean}>')"""


def number(name: str) -> int:
    """Return the number of a term, given as `prefix:local`."""
    return TERMS.index(name) + 1


def ntriples(name: str) -> str:
    """Return the N-Triples form of a term, given as `prefix:local`."""
    prefix, _, local = name.partition(":")
    return f"<{PREFIXES[prefix]}{local}>"
