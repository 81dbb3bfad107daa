"""What is stored → the names that the editor of the page /sparql suggests: prefixes, properties, classes, datasets, codes.

One JSON in both languages; the server gives it under PATH, a static copy as a file of that name.
"""

import json
from collections.abc import Mapping
from typing import Final

from kgsm.namespaces import PREFIXES, SKOS
from kgsm.serve.facts import LABELS, Facts
from kgsm.serve.negotiate import LANGUAGES
from kgsm.serve.pages.findings import names
from kgsm.serve.visit import Visit
from kgsm.sparql import is_iri, prologue

PATH: Final = "/sparql/completions.json"
_USED: Final = 400  # properties, and as many classes
_MOST: Final = 2_000  # datasets, code lists and codes
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

    Properties come first, then classes, each with the most used first, then datasets, code lists and codes by IRI. It is kept
    until what is stored changes. Raises QueryError where the store does not answer.
    """
    return visit.site.memory.kept(PATH, lambda: _made(visit))


def _made(visit: Visit) -> bytes:
    counts = visit.site.statistics.counts()
    iris = dict.fromkeys((*_most_used(counts.properties), *_most_used(counts.classes)))
    iris |= dict.fromkeys(row["s"].value for row in visit.ask(_CODED, most=_MOST) if row["s"].is_iri)
    wanted = [each for each in iris if is_iri(each)]
    found = names(visit, wanted)
    content = {
        "prefixes": {name: str(space) for name, space in PREFIXES.items()},
        "terms": [_term(found, each) for each in wanted],
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _most_used(counts: Mapping[str, int]) -> list[str]:
    return sorted(counts, key=lambda each: (-counts[each], each))[:_USED]


def _term(found: Facts, iri: str) -> list[str]:
    labels = [Facts(language, found.objects).words(iri, *map(str, LABELS)) for language in LANGUAGES]
    return [iri, *(each.text if each else "" for each in labels), found.value(iri, str(SKOS.notation)) or ""]
