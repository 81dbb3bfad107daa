"""Queries that join our data with another endpoint's, by SERVICE: for a client, or a server, that follows it.

They are in the description of the endpoint (sh:SPARQLExecutable) and in docs/federation.md, which also asks both sides from a
program. A public endpoint follows SERVICE only where its operator lists the other side.
"""

from typing import Final

from kgsm.namespaces import EUROPE_ENDPOINT, GOVDATA_ENDPOINT, WDT, WIKIDATA_ENDPOINT
from kgsm.sparql import prologue

# Their titles are in kgsm/serve/words/queries.py, by the same keys.
FEDERATED: Final[dict[str, str]] = {
    "federated.govdata": prologue("dcat", "dcterms")
    + f"""
SELECT ?study ?other ?title WHERE {{
  ?study a dcat:Dataset ; dcat:theme ?theme .
  SERVICE <{GOVDATA_ENDPOINT}> {{
    ?other a dcat:Dataset ; dcat:theme ?theme ; dcterms:title ?title .
    FILTER(CONTAINS(LCASE(STR(?title)), "social media"))
  }}
}}
ORDER BY ?title""",
    "federated.europe": prologue("dcat", "dcterms")
    + f"""
SELECT ?study ?record ?catalogue WHERE {{
  ?study a dcat:Dataset ; dcterms:identifier ?identifier .
  SERVICE <{EUROPE_ENDPOINT}> {{
    ?record a dcat:Dataset ; dcterms:identifier ?identifier .
    ?catalogue dcat:dataset ?record
  }}
}}
ORDER BY ?record""",
    "federated.wikidata": prologue("skos")
    + f"""PREFIX wdt: <{WDT}>

SELECT ?concept ?name ?item ?founded WHERE {{
  ?concept skos:exactMatch|skos:closeMatch ?item ; skos:prefLabel ?name .
  FILTER(LANG(?name) = "de")
  SERVICE <{WIKIDATA_ENDPOINT}> {{ ?item wdt:P571 ?founded }}
}}
ORDER BY ?founded""",
}
