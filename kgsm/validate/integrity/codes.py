"""IC-19 to IC-21 as queries: the codes that observations use are in the lists of their dimensions.

Each code of a dimension is looked up once, however many observations use it. The table `reached` is normal_form's.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kgsm.validate.integrity.triples import Triples

# Each code of a dimension, with the list it should be in and one observation that uses it.
_USED: Final = """
    CREATE TABLE used AS
    SELECT m.o AS dataset, t.p AS dimension, l.o AS list, t.o AS code, min(t.s) AS observation
    FROM (SELECT DISTINCT dataset, property FROM part WHERE is_dimension) d
    JOIN "qb:codeList" l ON l.s = d.property
    JOIN "qb:dataSet" m ON m.o = d.dataset
    JOIN triple t ON t.s = m.s AND t.p = d.property
    GROUP BY m.o, t.p, l.o, t.o"""

_IN_LIST: Final = """
    WITH RECURSIVE collected(list, code) AS (
        SELECT s, o FROM "skos:member" WHERE s IN (SELECT list FROM used)
        UNION
        SELECT c.list, m.o FROM collected c JOIN "skos:member" m ON m.s = c.code
    ),
    missing AS (
        SELECT u.* FROM used u JOIN "a skos:ConceptScheme" i ON i.s = u.list
        ANTI JOIN (SELECT x.s, x.o FROM "skos:inScheme" x JOIN "a skos:Concept" c ON c.s = x.s) x
        ON x.s = u.code AND x.o = u.list
        UNION ALL
        SELECT u.* FROM used u JOIN "a skos:Collection" i ON i.s = u.list
        ANTI JOIN (SELECT x.list, x.code FROM collected x JOIN "a skos:Concept" c ON c.s = x.code) x
        ON x.code = u.code AND x.list = u.list
    )
    SELECT dataset, dimension, code, min(list), min(observation), NULL FROM missing GROUP BY dataset, dimension, code"""

_REACHED: Final = """
    SELECT u.dataset, u.dimension, u.code, min(u.list), min(u.observation), NULL
    FROM used u
    JOIN "qb:parentChildProperty" p ON p.s = u.list
    JOIN term ON term.id = p.o AND {kind}
    ANTI JOIN reached r ON r.list = u.list AND r.property = p.o AND r.code = u.code
    GROUP BY u.dataset, u.dimension, u.code"""

QUERIES: Final[Mapping[int, str]] = MappingProxyType(
    {
        19: _IN_LIST,
        20: _REACHED.format(kind="starts_with(term.text, '<')"),
        21: _REACHED.format(kind="""starts_with(term.text, '_:') AND p.o IN (SELECT s FROM "owl:inverseOf")"""),
    }
)


def prepare(triples: Triples) -> None:
    """Make the table that the queries of this module ask."""
    triples.connection.execute(_USED)
