"""A graph of triples → its normal form: the three updates of shapes/normalize-*.ru, over columns (Data Cube, 10.1)."""

from collections.abc import Iterable, Iterator, Mapping
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

# What is walked step by step is walked in Python: a query would ask all triples again for each step, and lists are long.
_CELLS: Final = 'SELECT s, o FROM "{}" WHERE EXISTS (SELECT 1 FROM "skos:memberList")'
_MEMBERS: Final = """
    SELECT unnest($collections::BIGINT[]), {member}, unnest($members::BIGINT[])"""
# A parent-child property is an IRI, or a blank node that is the inverse of one.
_STEPS: Final = """
    WITH walk AS (
        SELECT DISTINCT p.o AS property, i.o AS inverse
        FROM "qb:parentChildProperty" p
        JOIN term ON term.id = p.o
        LEFT JOIN "owl:inverseOf" i ON i.s = p.o AND starts_with(term.text, '_:')
    )
    SELECT w.property, t.s, t.o FROM walk w JOIN triple t ON t.p = w.property
    UNION
    SELECT w.property, t.o, t.s FROM walk w JOIN triple t ON t.p = w.inverse"""
_ROOTS: Final = """
    SELECT p.s, p.o, list(r.o) FROM "qb:parentChildProperty" p JOIN "qb:hierarchyRoot" r ON r.s = p.s GROUP BY p.s, p.o"""
_REACHED: Final = """
    CREATE TABLE reached AS
    SELECT unnest($lists::BIGINT[]) AS list, unnest($properties::BIGINT[]) AS property, unnest($codes::BIGINT[]) AS code"""


def normalize(triples: Triples) -> None:
    """Add what follows from the triples of a graph: closure, push down, and the table `reached` (list, property, code)."""
    for query in _closure():
        _add(triples, query)
    _add_members(triples)
    _add(triples, _FROM_DATASET.format(dataset=number("qb:DataSet")))
    _add(triples, _FROM_SLICE.format(slice=number("qb:Slice")))
    triples.connection.execute(_NO_SUBJECTS)
    _reach(triples)


def _add(triples: Triples, query: str, values: Mapping[str, object] | None = None) -> None:
    new = f"SELECT DISTINCT n.* FROM ({query}) n(s, p, o) ANTI JOIN triple USING (s, p, o)"
    triples.connection.execute(f"INSERT INTO triple {new}", values)


def _add_members(triples: Triples) -> None:
    """Add the members of ordered collections (SKOS, S36)."""
    firsts, rests = (_by_subject(triples.rows(_CELLS.format(name))) for name in ("rdf:first", "rdf:rest"))
    collections: list[int] = []
    members: list[int] = []
    for collection, start in triples.rows('SELECT s, o FROM "skos:memberList"'):
        for cell in _walked([start], rests):
            members += firsts.get(cell, ())
            collections += [collection] * len(firsts.get(cell, ()))
    _add(triples, _MEMBERS.format(member=number("skos:member")), {"collections": collections, "members": members})


def _reach(triples: Triples) -> None:
    """Make the table of the codes that each hierarchical list reaches from its roots by its own property."""
    steps: dict[int, dict[int, list[int]]] = {}
    for walk, above, below in triples.rows(_STEPS):
        steps.setdefault(walk, {}).setdefault(above, []).append(below)
    found: dict[str, list[int]] = {"lists": [], "properties": [], "codes": []}
    for code_list, walk, roots in triples.rows(_ROOTS):
        codes = _walked(roots, steps.get(walk, {}))
        found["codes"] += codes
        found["lists"] += [code_list] * len(codes)
        found["properties"] += [walk] * len(codes)
    triples.connection.execute(_REACHED, found)


def _by_subject(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    objects: dict[int, list[int]] = {}
    for subject, value in pairs:
        objects.setdefault(subject, []).append(value)
    return objects


def _walked(starts: Iterable[int], steps: Mapping[int, Iterable[int]]) -> list[int]:
    """Return what zero or more steps lead to, each node once: there may be circles."""
    found = dict.fromkeys(starts)
    waiting = list(found)
    while waiting:
        for node in steps.get(waiting.pop(), ()):
            if node not in found:
                found[node] = None
                waiting.append(node)
    return list(found)


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
