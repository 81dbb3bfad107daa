"""IC-1 and IC-11 to IC-17 as queries: what observations have to say, and that none says it twice.

They are grouped by dataset, and by the key of their dimensions' values, so that the time grows with the observations alone.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kgsm.validate.integrity.literals import merge_equal
from kgsm.validate.integrity.triples import Triples
from kgsm.validate.integrity.vocabulary import TRUE, number

_MEASURE_TYPE: Final = number("qb:measureType")

# The components of each dataset, by each of its structures.
_PART: Final = """
    CREATE TABLE part AS
    SELECT DISTINCT d.s AS dataset, d.o AS structure, k.o AS specification, c.o AS property,
        c.o IN (SELECT s FROM "a qb:DimensionProperty") AS is_dimension,
        c.o IN (SELECT s FROM "a qb:MeasureProperty") AS is_measure
    FROM "qb:structure" d JOIN "qb:component" k ON k.s = d.o JOIN "qb:componentProperty" c ON c.s = k.o"""
# Where each observation lies in its dataset. Equal values have the same code.
_LOCATED: Final = """
    CREATE TABLE located AS
    SELECT DISTINCT m.o AS dataset, m.s AS observation, t.p AS dimension, coalesce(equal.code, t.o) AS code
    FROM "qb:dataSet" m
    JOIN (SELECT DISTINCT dataset, property FROM part WHERE is_dimension) d ON d.dataset = m.o
    JOIN triple t ON t.s = m.s AND t.p = d.property
    LEFT JOIN equal ON equal.literal = t.o"""
# Structures with a measure dimension.
_BY_MEASURE: Final = f"""
    CREATE TABLE by_measure AS SELECT DISTINCT dataset, structure FROM part WHERE property = {_MEASURE_TYPE}"""

_ONE_DATASET: Final = f"""
    SELECT i.s, {number("qb:dataSet")}, NULL, NULL, i.s, count(d.o)
    FROM "a qb:Observation" i LEFT JOIN "qb:dataSet" d ON d.s = i.s GROUP BY i.s HAVING count(d.o) <> 1"""

_LACKS: Final = """
    SELECT w.dataset, w.property, m.s, NULL, m.s, NULL
    FROM (SELECT DISTINCT dataset, property FROM {wanted}) w
    JOIN "qb:dataSet" m ON m.o = w.dataset
    ANTI JOIN triple t ON t.s = m.s AND t.p = w.property"""
_REQUIRED: Final = f"""
    part
    WHERE specification IN (
        SELECT r.s FROM "qb:componentRequired" r
        JOIN term ON term.id = r.o AND term.text IN {TRUE}
    )"""
_MEASURES: Final = "part ANTI JOIN by_measure USING (dataset, structure) WHERE is_measure"

# One value after the other, in one order: two observations with equal lists have the same values.
_KEY: Final = "list(code ORDER BY dimension, code) AS codes, list(dimension ORDER BY dimension, code) AS dimensions"
# Blank nodes have labels that change with each run; their numbers do not.
_ORDER: Final = "CASE WHEN starts_with(text, '_:') THEN format('_:{:020d}', id) ELSE text END"
# A hash of each key leaves few observations whose keys have to be compared.
_DUPLICATES: Final = f"""
    WITH hashed AS (
        SELECT dataset, observation, bit_xor(hash(hash(dimension, code))) AS digest FROM located GROUP BY dataset, observation
    ),
    suspect AS (
        SELECT h.dataset, h.observation FROM hashed h
        SEMI JOIN (SELECT dataset, digest FROM hashed GROUP BY dataset, digest HAVING count(*) > 1) d
        ON d.dataset = h.dataset AND d.digest = h.digest
    ),
    key AS (
        SELECT dataset, observation, {_KEY}, count(DISTINCT dimension) AS found
        FROM located SEMI JOIN suspect USING (dataset, observation) GROUP BY dataset, observation
    ),
    whole AS (
        SELECT k.* FROM key k
        JOIN (SELECT dataset, count(DISTINCT property) AS n FROM part WHERE is_dimension GROUP BY dataset) d
        ON d.dataset = k.dataset AND d.n = k.found
    ),
    twice AS (
        SELECT dataset, unnest(list(observation)) AS observation, min(observation) AS same FROM whole
        GROUP BY dataset, dimensions, codes HAVING count(*) > 1
    )
    SELECT dataset, NULL, max_by(id, {_ORDER}), min_by(id, {_ORDER}), max_by(id, {_ORDER}), count(*)
    FROM twice JOIN term ON term.id = observation GROUP BY dataset, same"""

_NO_VALUE: Final = f"""
    SELECT DISTINCT m.o, CASE WHEN starts_with(term.text, '<') THEN y.o ELSE {_MEASURE_TYPE} END, m.s, y.o, m.s, NULL
    FROM (SELECT DISTINCT dataset FROM by_measure) b
    JOIN "qb:dataSet" m ON m.o = b.dataset
    JOIN "qb:measureType" y ON y.s = m.s
    JOIN term ON term.id = y.o
    ANTI JOIN triple t ON t.s = m.s AND t.p = y.o"""
_OTHER_MEASURE: Final = """
    SELECT m.o, t.p, m.s, min(y.o), m.s, NULL
    FROM by_measure b
    JOIN part p ON p.dataset = b.dataset AND p.structure = b.structure AND p.is_measure
    JOIN "qb:dataSet" m ON m.o = b.dataset
    JOIN triple t ON t.s = m.s AND t.p = p.property
    JOIN "qb:measureType" y ON y.s = m.s AND y.o <> t.p
    GROUP BY m.o, t.p, m.s"""

# The measure dimension has one code in the key of a point, whatever its measures.
_INCOMPLETE_POINTS: Final = f"""
    WITH spot AS (
        SELECT DISTINCT p.dataset, p.structure, l.observation, l.dimension,
            CASE WHEN l.dimension = {_MEASURE_TYPE} THEN 0 ELSE l.code END AS code
        FROM by_measure b
        JOIN part p ON p.dataset = b.dataset AND p.structure = b.structure AND p.is_dimension
        JOIN located l ON l.dataset = p.dataset AND l.dimension = p.property
    ),
    key AS (
        SELECT dataset, structure, observation, {_KEY}, count(DISTINCT dimension) AS found
        FROM spot GROUP BY dataset, structure, observation
    ),
    measured AS (
        SELECT k.dataset, k.structure, k.dimensions, k.codes, k.observation, y.o AS measure
        FROM key k
        JOIN (
            SELECT dataset, structure, count(DISTINCT property) AS n FROM part
            WHERE is_dimension GROUP BY dataset, structure
        ) d ON d.dataset = k.dataset AND d.structure = k.structure AND d.n = k.found
        JOIN "qb:measureType" y ON y.s = k.observation
    ),
    point AS (
        SELECT dataset, structure, dimensions, codes, list(DISTINCT measure) AS measures, list(observation) AS observations
        FROM measured GROUP BY dataset, structure, dimensions, codes
    ),
    lacking AS (
        SELECT point.dataset, min(p.property) AS measure, min(point.observations) AS observations
        FROM point
        JOIN (SELECT DISTINCT dataset, structure, property FROM part WHERE is_measure) p
        ON p.dataset = point.dataset AND p.structure = point.structure AND NOT list_contains(point.measures, p.property)
        GROUP BY point.dataset, point.structure, point.dimensions, point.codes
    ),
    witness AS (SELECT dataset, measure, observations[1] AS point, unnest(observations) AS observation FROM lacking)
    SELECT DISTINCT dataset, {_MEASURE_TYPE}, min_by(id, {_ORDER}), min(measure), min_by(id, {_ORDER}), NULL
    FROM witness JOIN term ON term.id = observation GROUP BY dataset, measure, point"""

QUERIES: Final[Mapping[int, str]] = MappingProxyType(
    {
        1: _ONE_DATASET,
        11: _LACKS.format(wanted="part WHERE is_dimension"),
        12: _DUPLICATES,
        13: _LACKS.format(wanted=_REQUIRED),
        14: _LACKS.format(wanted=_MEASURES),
        15: _NO_VALUE,
        16: _OTHER_MEASURE,
        17: _INCOMPLETE_POINTS,
    }
)


def prepare(triples: Triples) -> None:
    """Make the tables that the queries of this module and of `codes` ask."""
    triples.connection.execute(_PART)
    merge_equal(triples)
    triples.connection.execute(_LOCATED)
    triples.connection.execute(_BY_MEASURE)
