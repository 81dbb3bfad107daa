"""What is stored → the names that the editor of the page /sparql suggests: prefixes, properties, classes, datasets, codes.

One JSON in both languages; the server gives it under PATH, a static copy as a file of that name.
"""

import json
from collections.abc import Mapping
from typing import Final

from kgsm.namespaces import PREFIXES, SKOS, VOCABULARY
from kgsm.serve.facts import LABELS, Facts
from kgsm.serve.negotiate import LANGUAGES
from kgsm.serve.pages.findings import names
from kgsm.serve.visit import Visit
from kgsm.sparql import is_iri, prologue

PATH: Final = "/sparql/completions.json"
COUNTED: Final = (
    50_000_000  # bytes of N-Triples; where there are more, what is used most is not counted, since it takes too long
)
_USED: Final = 400  # properties, and as many classes
_MOST: Final = 2_000  # datasets, code lists and codes
# The vocabulary's graph has the labels of borrowed terms, too.
_DECLARED: Final = (
    prologue("owl", "qb", "rdf", "rdfs")
    + """
SELECT DISTINCT ?s WHERE {
  {
    VALUES ?kind {
      rdf:Property owl:ObjectProperty owl:DatatypeProperty rdfs:Class owl:Class
      qb:DimensionProperty qb:MeasureProperty qb:AttributeProperty
    }
    ?s a ?kind
  } UNION { GRAPH $vocabulary { ?s rdfs:label ?label } }
}
ORDER BY ?s
LIMIT $most"""
)
_CODED: Final = (
    prologue("qb", "skos")
    + """
SELECT DISTINCT ?s WHERE {
  VALUES ?kind { qb:DataSet skos:ConceptScheme skos:Concept }
  ?s a ?kind
}
ORDER BY ?s
LIMIT $most"""
)


def completions(visit: Visit) -> bytes:
    """Return the JSON `{"prefixes": {prefix: namespace}, "terms": [[iri, label in German, label in English, code], …]}`.

    Properties come first, then classes, each with the most used first (where there is much, those that are declared, by IRI),
    then datasets, code lists and codes by IRI. It is kept until what is stored changes. Raises QueryError where the store does
    not answer.
    """
    return visit.site.memory.kept(PATH, lambda: _made(visit))


def _made(visit: Visit) -> bytes:
    iris = dict.fromkeys(_declared(visit) if _is_long(visit) else _used(visit))
    iris |= dict.fromkeys(_found(visit, _CODED, most=_MOST))
    wanted = [each for each in iris if is_iri(each)]
    found = names(visit, wanted)
    content = {
        "prefixes": {name: str(space) for name, space in PREFIXES.items()},
        "terms": [_term(found, each) for each in wanted],
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _is_long(visit: Visit) -> bool:
    return sum(each.size for each in visit.site.manifest.graphs()) > COUNTED


def _used(visit: Visit) -> list[str]:
    counts = visit.site.statistics.counts()
    return [*_most_used(counts.properties), *_most_used(counts.classes)]


def _declared(visit: Visit) -> list[str]:
    return _found(visit, _DECLARED, vocabulary=str(VOCABULARY), most=2 * _USED)


def _found(visit: Visit, query: str, **values: str | int) -> list[str]:
    return [row["s"].value for row in visit.ask(query, **values) if row["s"].is_iri]


def _most_used(counts: Mapping[str, int]) -> list[str]:
    return sorted(counts, key=lambda each: (-counts[each], each))[:_USED]


def _term(found: Facts, iri: str) -> list[str]:
    labels = [Facts(language, found.objects).words(iri, *map(str, LABELS)) for language in LANGUAGES]
    return [iri, *(each.text if each else "" for each in labels), found.value(iri, str(SKOS.notation)) or ""]
