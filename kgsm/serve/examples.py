"""Queries to begin with: on the page of the endpoint, in its description (sh:SPARQLExecutable), and in docs/serving.md."""

from typing import Final

from kgsm.sparql import prologue

# Their titles are in kgsm/serve/words/queries.py, by the same keys.
EXAMPLES: Final[dict[str, str]] = {
    "example.shares": prologue("kgsm", "oa", "quantity", "sdmx-measure")
    + """
SELECT ?finding ?share ?base ?exactness ?source ?start ?end WHERE {
  ?finding kgsm:quantity quantity:share ; sdmx-measure:obsValue ?share ; kgsm:exactness ?exactness .
  OPTIONAL { ?finding kgsm:base ?base }
  OPTIONAL {
    ?finding kgsm:evidence/oa:hasTarget ?target .
    ?target oa:hasSource ?source .
    OPTIONAL { ?target oa:hasSelector ?token . ?token oa:start ?start ; oa:end ?end }
  }
}
ORDER BY ?finding ?source""",
    "example.datasets": prologue("dcterms", "kgsm", "qb")
    + """
SELECT ?dataset ?question WHERE {
  ?dataset a qb:DataSet ; kgsm:question ?question .
  FILTER(LANG(?question) = "de")
}
ORDER BY ?dataset""",
    "example.disagreement": prologue("kgsm", "oa", "sdmx-measure")
    + """
SELECT ?finding ?value ?source ?stated WHERE {
  ?finding kgsm:statement ?statement ; sdmx-measure:obsValue ?value .
  ?statement kgsm:statedValue ?stated ; oa:hasTarget ?target .
  ?target oa:hasSource ?source .
}
ORDER BY ?finding""",
    "example.computed": prologue("kgsm", "prov", "sdmx-measure")
    + """
SELECT ?finding ?value ?formula ?input WHERE {
  ?finding kgsm:formula ?formula ; sdmx-measure:obsValue ?value .
  OPTIONAL { ?finding prov:wasDerivedFrom ?input }
}
ORDER BY ?finding ?input""",
    "example.findings": prologue("qb", "rdfs")
    + """
SELECT ?finding ?sentence WHERE {
  ?finding a qb:Observation ; rdfs:label ?sentence .
  FILTER(LANG(?sentence) = "de")
}
ORDER BY ?finding
LIMIT 100""",
    "example.not-stated": prologue("base-status", "kgsm", "sdmx-measure")
    + """
SELECT ?finding ?value ?note WHERE {
  ?finding kgsm:baseStatus base-status:not-stated ; sdmx-measure:obsValue ?value .
  OPTIONAL { ?finding kgsm:note ?note . FILTER(LANG(?note) = "de") }
}
ORDER BY ?finding
LIMIT 100""",
    "example.sources": prologue("kgsm", "oa")
    + """
SELECT ?source (COUNT(DISTINCT ?finding) AS ?findings) WHERE {
  ?finding kgsm:evidence/oa:hasTarget/oa:hasSource ?source .
}
GROUP BY ?source
ORDER BY DESC(?findings) ?source""",
    "example.area": prologue("kgsm", "qb", "sdmx-dimension", "sdmx-measure", "skos")
    + """
SELECT ?area ?dataset ?value ?unit WHERE {
  ?finding qb:dataSet ?dataset ; sdmx-dimension:refArea ?area ; sdmx-measure:obsValue ?value .
  OPTIONAL { ?finding kgsm:quantity/skos:notation ?unit }
}
ORDER BY ?area ?dataset ?value
LIMIT 100""",
    "example.graphs": """SELECT ?graph (COUNT(*) AS ?triples) WHERE {
  GRAPH ?graph { ?s ?p ?o }
}
GROUP BY ?graph
ORDER BY ?graph""",
    "example.structure": prologue("qb", "rdfs")
    + """
SELECT ?dataset ?role ?component ?list WHERE {
  ?dataset a qb:DataSet ; qb:structure/qb:component ?specification .
  VALUES ?role { qb:dimension qb:measure qb:attribute }
  ?specification ?role ?component .
  OPTIONAL { ?component qb:codeList ?list }
}
ORDER BY ?dataset ?role ?component""",
    "example.files": prologue("dcat", "dcterms", "spdx")
    + """
SELECT ?study ?file ?format ?bytes ?sha256 WHERE {
  ?study a dcat:Dataset ; dcat:distribution ?distribution .
  ?distribution dcat:downloadURL ?file .
  OPTIONAL { ?distribution dcat:mediaType ?format }
  OPTIONAL { ?distribution dcat:byteSize ?bytes }
  OPTIONAL { ?distribution spdx:checksum/spdx:checksumValue ?sha256 }
}
ORDER BY ?study ?file""",
    "example.classes": """SELECT ?class (COUNT(?thing) AS ?things) WHERE {
  ?thing a ?class
}
GROUP BY ?class
ORDER BY DESC(?things) ?class""",
}
