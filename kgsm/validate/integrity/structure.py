"""IC-2 to IC-10 and IC-18 as queries: what structures, components, slice keys and slices have to say."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kgsm.validate.integrity.vocabulary import FALSE, number

# Each query gives (focus, path, value, other, culprit, times): the nodes of the SHACL result, another node that the message
# names, the node that is at fault, and a number.
_EXACTLY_ONE: Final = """
    SELECT i.s, {path}, NULL, NULL, i.s, count(v.o)
    FROM "a {kind}" i LEFT JOIN "{property}" v ON v.s = i.s GROUP BY i.s HAVING count(v.o) <> 1"""

_HAS_MEASURE: Final = """
    SELECT s, NULL, NULL, NULL, s, NULL
    FROM "a qb:DataStructureDefinition"
    WHERE s NOT IN (
        SELECT k.s FROM "qb:component" k JOIN "qb:componentProperty" c ON c.s = k.o JOIN "a qb:MeasureProperty" m ON m.s = c.o
    )"""
_HAS_RANGE: Final = f"""
    SELECT s, {number("rdfs:range")}, NULL, NULL, s, NULL
    FROM "a qb:DimensionProperty" WHERE s NOT IN (SELECT s FROM "rdfs:range")"""
_HAS_CODE_LIST: Final = f"""
    SELECT s, NULL, s, NULL, s, NULL
    FROM "a qb:DimensionProperty"
    WHERE s IN (SELECT s FROM "rdfs:range" WHERE o = {number("skos:Concept")}) AND s NOT IN (SELECT s FROM "qb:codeList")"""
# Values are compared, not terms: "0" is false, too.
_OPTIONAL: Final = f"""
    SELECT r.s, NULL, r.s, min(c.o), min(c.o), NULL
    FROM "qb:componentRequired" r
    JOIN term ON term.id = r.o AND term.text IN {FALSE}
    JOIN "qb:componentProperty" c ON c.s = r.s
    WHERE r.s IN (SELECT o FROM "qb:component") AND c.o NOT IN (SELECT s FROM "a qb:AttributeProperty")
    GROUP BY r.s"""
_KEY_DECLARED: Final = """
    SELECT s, NULL, NULL, NULL, s, NULL
    FROM "a qb:SliceKey"
    WHERE s NOT IN (SELECT k.o FROM "qb:sliceKey" k JOIN "a qb:DataStructureDefinition" d ON d.s = k.s)"""
_KEY_CONSISTENT: Final = f"""
    SELECT c.s, {number("qb:componentProperty")}, c.o, min(k.s), c.s, NULL
    FROM "a qb:SliceKey" i
    JOIN "qb:componentProperty" c ON c.s = i.s
    JOIN "qb:sliceKey" k ON k.o = c.s
    ANTI JOIN (
        SELECT p.s AS structure, q.o AS property FROM "qb:component" p JOIN "qb:componentProperty" q ON q.s = p.o
    ) has ON has.structure = k.s AND has.property = c.o
    GROUP BY c.s, c.o"""
_SLICE_COMPLETE: Final = """
    SELECT x.s, c.o, x.s, min(x.o), x.s, NULL
    FROM "qb:sliceStructure" x JOIN "qb:componentProperty" c ON c.s = x.o
    ANTI JOIN triple v ON v.s = x.s AND v.p = c.o
    GROUP BY x.s, c.o"""
_SLICE_LINKS: Final = f"""
    SELECT x.s, {number("qb:dataSet")}, m.o, min(x.o), m.o, NULL
    FROM "qb:slice" x JOIN "qb:observation" m ON m.s = x.o
    ANTI JOIN "qb:dataSet" d ON d.s = m.o AND d.o = x.s
    GROUP BY x.s, m.o"""

QUERIES: Final[Mapping[int, str]] = MappingProxyType(
    {
        2: _EXACTLY_ONE.format(kind="qb:DataSet", property="qb:structure", path=number("qb:structure")),
        3: _HAS_MEASURE,
        4: _HAS_RANGE,
        5: _HAS_CODE_LIST,
        6: _OPTIONAL,
        7: _KEY_DECLARED,
        8: _KEY_CONSISTENT,
        9: _EXACTLY_ONE.format(kind="qb:Slice", property="qb:sliceStructure", path=number("qb:sliceStructure")),
        10: _SLICE_COMPLETE,
        18: _SLICE_LINKS,
    }
)
