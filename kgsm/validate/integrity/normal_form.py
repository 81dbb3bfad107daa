"""A graph of triples → its normal form: the three updates of shapes/normalize-*.ru, over columns (Data Cube, 10.1)."""

from collections.abc import Iterator
from typing import Final

from kgsm.namespaces import SDMX_DIMENSION
from kgsm.tables import literal
from kgsm.validate.integrity.triples import Triples
from kgsm.validate.integrity.vocabulary import number

_TYPE: Final = number("rdf:type")
_PROPERTY: Final = number("qb:componentProperty")
_MEASURE_TYPE: Final = number("qb:measureType")

# What belongs to a sub-class belongs to the class, for the classes that the constraints ask for.
_CLASSES: Final = (
    *("qb:AttributeProperty", "qb:DataSet", "qb:DataStructureDefinition", "qb:DimensionProperty", "qb:HierarchicalCodeList"),
    *("qb:MeasureProperty", "qb:Observation", "qb:Slice", "qb:SliceKey"),
    *("skos:Collection", "skos:Concept", "skos:ConceptScheme"),
)
_NARROWER: Final = """
    WITH RECURSIVE narrower(class, wider) AS (
        SELECT s, o FROM "rdfs:subClassOf"
        UNION
        SELECT n.class, w.o FROM narrower n JOIN "rdfs:subClassOf" w ON w.s = n.wider
    )
    SELECT t.s, {type}, n.wider FROM "rdf:type" t JOIN narrower n ON n.class = t.o WHERE n.wider IN ({classes})"""

# Each property with the classes of its subject and of its object that follow (a `?` where none does).
_ENDS: Final = (
    ("qb:dataSet", "qb:Observation", "qb:DataSet"),
    ("qb:observation", "?", "qb:Observation"),
    ("qb:slice", "qb:DataSet", "qb:Slice"),
    ("qb:structure", "qb:DataSet", "qb:DataStructureDefinition"),
    ("qb:component", "qb:DataStructureDefinition", "?"),
    ("qb:sliceKey", "qb:DataStructureDefinition", "qb:SliceKey"),
    ("qb:sliceStructure", "qb:Slice", "qb:SliceKey"),
    ("qb:dimension", "?", "qb:DimensionProperty"),
    ("qb:measureDimension", "?", "qb:DimensionProperty"),
    ("qb:measure", "?", "qb:MeasureProperty"),
    ("qb:attribute", "?", "qb:AttributeProperty"),
    ("qb:hierarchyRoot", "qb:HierarchicalCodeList", "?"),
    ("qb:parentChildProperty", "qb:HierarchicalCodeList", "?"),
    ("skos:memberList", "skos:Collection", "?"),
)
_ROLES: Final = ("qb:dimension", "qb:measureDimension", "qb:measure", "qb:attribute")

# What the vocabularies of reused dimensions say, and nobody repeats.
_MEASURE_DIMENSION: Final = """
    SELECT {measure_type}, {type}, {dimension} FROM "qb:componentProperty" WHERE o = {measure_type}
    UNION ALL
    SELECT {measure_type}, {range}, {measure} FROM "qb:componentProperty" WHERE o = {measure_type}"""
_SDMX: Final = """
    FROM "qb:componentProperty" c JOIN term ON term.id = c.o WHERE starts_with(term.text, {sdmx})"""
_MEMBERS: Final = """
    WITH RECURSIVE rest(collection, node) AS (
        SELECT s, o FROM "skos:memberList"
        UNION
        SELECT r.collection, n.o FROM rest r JOIN "rdf:rest" n ON n.s = r.node
    )
    SELECT r.collection, {member}, f.o FROM rest r JOIN "rdf:first" f ON f.s = r.node"""

_FROM_DATASET: Final = """
    SELECT m.s, v.p, v.o
    FROM "qb:componentAttachment" a
    JOIN "qb:componentProperty" c ON c.s = a.s
    JOIN "qb:component" k ON k.o = a.s
    JOIN "qb:structure" d ON d.o = k.s
    JOIN triple v ON v.s = d.s AND v.p = c.o
    JOIN "qb:dataSet" m ON m.o = d.s
    WHERE a.o = {dataset}"""
_FROM_SLICE: Final = """
    SELECT m.o, v.p, v.o
    FROM "qb:componentProperty" c
    JOIN "qb:component" k ON k.o = c.s
    JOIN "qb:structure" d ON d.o = k.s
    JOIN "qb:slice" i ON i.s = d.s
    JOIN triple v ON v.s = i.o AND v.p = c.o
    JOIN "qb:observation" m ON m.s = i.o
    WHERE c.o IN (SELECT s FROM "a qb:DimensionProperty")
       OR c.s IN (SELECT s FROM "qb:componentAttachment" WHERE o = {slice})"""

# A literal cannot be the subject of a triple (RDF 1.1 Concepts, 3.1), so it has no class either.
_NO_SUBJECTS: Final = """
    DELETE FROM triple WHERE s IN (SELECT id FROM term WHERE starts_with(text, '"'))"""

# The codes that each hierarchical list reaches from its roots by its own property, which is an IRI or the inverse of one.
_REACHED: Final = """
    CREATE TABLE reached AS
    WITH RECURSIVE
    walk AS (
        SELECT p.s AS list, p.o AS property, i.o AS inverse
        FROM "qb:parentChildProperty" p
        JOIN term ON term.id = p.o
        LEFT JOIN "owl:inverseOf" i ON i.s = p.o AND starts_with(term.text, '_:')
    ),
    step AS (
        SELECT w.list, w.property, t.s AS above, t.o AS below FROM walk w JOIN triple t ON t.p = w.property
        UNION
        SELECT w.list, w.property, t.o, t.s FROM walk w JOIN triple t ON t.p = w.inverse
    ),
    reach(list, property, code) AS (
        SELECT w.list, w.property, r.o FROM walk w JOIN "qb:hierarchyRoot" r ON r.s = w.list
        UNION
        SELECT r.list, r.property, n.below
        FROM reach r JOIN step n ON n.list = r.list AND n.property = r.property AND n.above = r.code
    )
    SELECT list, property, code FROM reach"""


def normalize(triples: Triples) -> None:
    """Add what follows from the triples of a graph: closure, push down, and the table `reached` (list, property, code)."""
    for query in (
        *_closure(),
        _FROM_DATASET.format(dataset=number("qb:DataSet")),
        _FROM_SLICE.format(slice=number("qb:Slice")),
    ):
        triples.connection.execute(
            f"INSERT INTO triple SELECT DISTINCT n.* FROM ({query}) n(s, p, o) ANTI JOIN triple USING (s, p, o)"
        )
    triples.connection.execute(_NO_SUBJECTS)
    triples.connection.execute(_REACHED)


def _closure() -> Iterator[str]:
    """Yield queries for the triples of phase 1, in an order in which none needs what a later one adds."""
    yield _NARROWER.format(type=_TYPE, classes=", ".join(str(number(each)) for each in _CLASSES))
    yield f'SELECT s, {_TYPE}, {number("skos:Collection")} FROM "a skos:OrderedCollection"'
    for name, subject, value in _ENDS:
        for end, kind in (("s", subject), ("o", value)):
            if kind != "?":
                # Most graphs say it: then there is nothing to add.
                yield f'SELECT {end}, {_TYPE}, {number(kind)} FROM "{name}" WHERE {end} NOT IN (SELECT s FROM "a {kind}")'
    for name in _ROLES:
        yield f'SELECT s, {_PROPERTY}, o FROM "{name}"'
    measure_type = {"measure_type": _MEASURE_TYPE, "type": _TYPE, "range": number("rdfs:range")}
    ends = {"dimension": number("qb:DimensionProperty"), "measure": number("qb:MeasureProperty")}
    yield _MEASURE_DIMENSION.format(**measure_type, **ends)
    sdmx = _SDMX.format(sdmx=literal(f"<{SDMX_DIMENSION}"))
    yield f"SELECT c.o, {_TYPE}, {number('qb:DimensionProperty')} {sdmx}"
    yield f'SELECT c.o, {number("rdfs:range")}, {number("rdfs:Resource")} {sdmx} AND c.o NOT IN (SELECT s FROM "rdfs:range")'
    yield _MEMBERS.format(member=number("skos:member"))
