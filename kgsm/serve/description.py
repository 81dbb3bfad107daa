"""An IRI → what is known about it: its triples, its fragments, and the names of what it points to.

One pattern in plain SPARQL 1.1, not DESCRIBE, whose answer each engine chooses for itself.
"""

from typing import Final

from pyoxigraph import RdfFormat, Triple, parse

from kgsm.graphs import serialised
from kgsm.problems import QueryError
from kgsm.serve.facts import Facts
from kgsm.serve.negotiate import Format
from kgsm.serve.site import Site
from kgsm.sparql import N_TRIPLES, Query, bind, prologue, select

# A fragment of a resource (evidence of an observation, a period of a wave) is found along at most three links from it. Members
# of a code list and parts of a study belong to it though the link leads the other way.
# Properties are filtered, not listed as VALUES: Oxigraph joins those first, and reads every label of the store for it.
_PATTERN: Final = """
WHERE {
  { VALUES ?s { $this } ?s ?p ?o }
  UNION { $this ?a ?s . FILTER(STRSTARTS(STR(?s), CONCAT(STR($this), "#"))) ?s ?p ?o }
  UNION {
    $this ?a ?x . FILTER(STRSTARTS(STR(?x), CONCAT(STR($this), "#")))
    ?x ?b ?s . FILTER(STRSTARTS(STR(?s), CONCAT(STR($this), "#")))
    ?s ?p ?o
  }
  UNION {
    $this ?a ?x . FILTER(STRSTARTS(STR(?x), CONCAT(STR($this), "#")))
    ?x ?b ?y . FILTER(STRSTARTS(STR(?y), CONCAT(STR($this), "#")))
    ?y ?c ?s . FILTER(STRSTARTS(STR(?s), CONCAT(STR($this), "#")))
    ?s ?p ?o
  }
  UNION {
    FILTER(?p IN (skos:prefLabel, rdfs:label, dcterms:title, foaf:name, vcard:fn))
    $this ?a ?s . ?s ?p ?o
  }
  UNION {
    FILTER(?p IN (skos:prefLabel, rdfs:label, dcterms:title, foaf:name, vcard:fn))
    $this ?a ?x . FILTER(STRSTARTS(STR(?x), CONCAT(STR($this), "#")))
    ?x ?b ?s . ?s ?p ?o
  }
  UNION {
    FILTER(?p IN (rdf:type, skos:inScheme, skos:notation, skos:prefLabel, skos:broader))
    ?s skos:inScheme $this ; ?p ?o
  }
  UNION {
    FILTER(?p IN (rdf:type, dcterms:isPartOf, dcterms:title))
    ?s dcterms:isPartOf $this ; ?p ?o
  }
}
"""
_PREFIXES: Final = prologue("dcterms", "foaf", "rdf", "rdfs", "skos", "vcard")
DESCRIPTION: Final = f"{_PREFIXES}CONSTRUCT {{ ?s ?p ?o }} {_PATTERN}"
FACTS: Final = f"{_PREFIXES}SELECT DISTINCT ?s ?p ?o {_PATTERN}"
EXISTS: Final = "SELECT ?p WHERE { $this ?p ?o } LIMIT 1"


def exists(site: Site, iri: str) -> bool:
    """Return whether anything is said about `iri`."""
    return bool(select(site.store, EXISTS, this=iri))


def facts_about(site: Site, iri: str, language: str) -> Facts:
    """Return what the description of `iri` says, for a reader of `language`."""
    return Facts.of(select(site.store, FACTS, this=iri), language)


def known_about(site: Site, iri: str, language: str) -> Facts:
    """Return the same, kept: for studies and datasets, which several pages need."""
    return Facts(language, site.memory.kept((FACTS, iri), lambda: facts_about(site, iri, language).objects))


def described(site: Site, iri: str, form: Format) -> bytes:
    """Return the description of `iri` in an RDF format: itself first, then the others by IRI, the same bytes each time."""
    answer = site.store.answer(Query(bind(DESCRIPTION, this=iri), own=True), rows=None, graph=N_TRIPLES)
    try:
        parsed = {Triple(each.subject, each.predicate, each.object) for each in parse(answer.read(), RdfFormat.N_TRIPLES)}
    except SyntaxError as error:
        raise QueryError("The store's answer is not N-Triples.", 502) from error
    triples = sorted(parsed, key=lambda each: (str(each.subject) != f"<{iri}>", str(each)))
    try:
        return serialised(triples, form.media_type)
    except ValueError as error:
        raise QueryError(f"{form.title} cannot say this: {error}. Another format can.", 406) from error
