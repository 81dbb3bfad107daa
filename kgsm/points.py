"""A dataset's structure → the SPARQL of the two claims that compare observations: IC-12 and IC-17, one GROUP BY each.

SHACL core cannot make them. `describe` writes the queries into the shapes of a study, `validate` knows them again and asks the
same of the columns. The forms of the Recommendation compare every pair: minutes for a thousand observations.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from rdflib import URIRef

from kgsm.namespaces import DCTERMS, QB, XSD
from kgsm.study import Dataset, Kind, Role

_NUMBERS: Final = (Kind.INTEGER, Kind.DECIMAL, Kind.NUMBER)

# A subquery passes on what is bound beforehand, so $this is in its groups (SHACL 5.2.1). Nothing needs a prefix.
_KEY: Final = """
SELECT DISTINCT $this ?value WHERE {{
  {{ SELECT $this {names} WHERE {{ {grouped} }} GROUP BY $this {names} HAVING (COUNT(?value) > 1) }}
  {joined}
}}"""
_MEASURES: Final = """
SELECT DISTINCT $this ?value WHERE {{
  {{ SELECT $this {names} WHERE {{ {grouped} }} GROUP BY $this {names} HAVING (COUNT(DISTINCT ?measure) < {count}) }}
  {joined}
}}"""


class _Part(NamedTuple):
    """A dimension of the key; the values of a numeric one are compared as numbers."""

    iri: URIRef
    numeric: bool


def key_query(dataset: Dataset) -> str:
    """Return the query for observations and gaps that have the dimension values of another one (Data Cube, IC-12)."""
    parts = [_Part(each.component.iri, each.component.kind in _NUMBERS) for each in dataset.key()]
    if len(dataset.of_role(Role.MEASURE)) > 1:
        parts.append(_Part(QB.measureType, numeric=False))
    member = f"?value <{QB.dataSet}>|<{DCTERMS.isPartOf}> $this ."
    return _KEY.format(names=_names(parts), grouped=_grouped(member, parts), joined=_joined(member, parts))


def measures_query(dataset: Dataset) -> str:
    """Return the query for observations at a point that lacks one for some measure (Data Cube, IC-17)."""
    measures = [each.component.iri for each in dataset.of_role(Role.MEASURE)]
    parts = [_Part(each.component.iri, each.component.kind in _NUMBERS) for each in dataset.key()]
    chosen = ", ".join(f"<{each}>" for each in measures)
    member = f"?value <{QB.dataSet}> $this . ?value <{QB.measureType}> ?measure . FILTER (?measure IN ({chosen}))"
    return _MEASURES.format(
        names=_names(parts), grouped=_grouped(member, parts), joined=_joined(member, parts), count=len(measures)
    )


def _names(parts: Sequence[_Part]) -> str:
    return " ".join(f"?key{number}" for number, _ in enumerate(parts))


def _grouped(member: str, parts: Sequence[_Part]) -> str:
    patterns = [f"?value <{part.iri}> ?{'cell' if part.numeric else 'key'}{number} ." for number, part in enumerate(parts)]
    binds = [f"BIND ({_number(number)} AS ?key{number})" for number, part in enumerate(parts) if part.numeric]
    return " ".join([member, *patterns, *binds])


def _joined(member: str, parts: Sequence[_Part]) -> str:
    patterns = [f"?value <{part.iri}> ?{'cell' if part.numeric else 'key'}{number} ." for number, part in enumerate(parts)]
    filters = [f"FILTER ({_number(number)} = ?key{number})" for number, part in enumerate(parts) if part.numeric]
    return " ".join([member, *patterns, *filters])


def _number(number: int) -> str:
    # 5, 05 and 5.0 are one value (IC-12 compares values); what is no number stays what it is.
    return f"COALESCE(<{XSD.double}>(?cell{number}), ?cell{number})"
