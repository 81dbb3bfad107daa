"""A finding or a dataset → how it is cited: a sentence, a reference as text, BibTeX and CSL-JSON, the link."""

import json
import re
from dataclasses import dataclass
from typing import Final

from kgsm.namespaces import DCAT, DCATDE, DCTERMS, FOAF
from kgsm.serve.facts import Facts
from kgsm.serve.visit import Visit
from kgsm.sparql import prologue

STUDY: Final = (
    prologue("dcat", "dcterms", "foaf", "rdfs")
    + """
SELECT ?s ?p ?o WHERE {
  FILTER(?p IN (
    rdfs:label, dcterms:title, dcterms:isPartOf, dcterms:publisher, dcterms:modified, dcat:version, foaf:name
  ))
  { VALUES ?s { $dataset } ?s ?p ?o }
  UNION { $dataset dcterms:isPartOf ?s . ?s ?p ?o }
  UNION { $dataset dcterms:isPartOf/dcterms:publisher ?s . ?s ?p ?o }
}
"""
)
ATTRIBUTION: Final = (
    prologue("dcat", "dcatde")
    + """
SELECT DISTINCT ?s ?p ?o WHERE {
  VALUES ?s { $study } FILTER(?p IN (dcatde:licenseAttributionByText))
  ?s dcat:distribution ?file . ?file ?p ?o
}
"""
)
_BIBTEX: Final = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


@dataclass(frozen=True, slots=True)
class Citation:
    """How something is cited. `sentence` is empty where the data say none."""

    sentence: str
    reference: str
    bibtex: str
    csl: str
    link: str


def citation(visit: Visit, iri: str, dataset: str, sentence: str) -> Citation:
    """Return how a finding of a dataset, or the dataset itself, is cited; `sentence` is what a finding says, else empty."""
    facts = visit.known(STUDY, dataset=dataset) if dataset else Facts(visit.language, {})
    study = next((each for each, prop in facts.objects if prop == str(DCTERMS.publisher)), "")
    attribution = visit.known(ATTRIBUTION, study=study).words(study, DCATDE.licenseAttributionByText) if study else None
    title = " – ".join(facts.label(each).text for each in (study, dataset) if each) or iri
    publisher = next((name.text for each in facts.iris(study, DCTERMS.publisher) if (name := facts.words(each, FOAF.name))), "")
    date = facts.value(study, DCTERMS.modified)
    version = facts.value(study, DCAT.version)
    end = "" if title.endswith(("?", "!", ".")) else "."
    head = " ".join(each for each in (publisher, f"({date[:4]})" if date else "") if each)
    release = visit.say("cite.version", version=version)
    reference = f"{f'{head}: ' if head else ''}{title}{end} {f'{release} ' if version else ''}{iri}"
    said = attribution.text if attribution else publisher
    return Citation(
        sentence=visit.say("cite.sentence", sentence=sentence, source=said, iri=iri) if sentence else "",
        reference=reference,
        bibtex=_bibtex(iri, {"author": publisher, "title": title, "year": date[:4], "version": version, "note": sentence}),
        csl=_csl(iri, visit.language, {"title": title, "publisher": publisher, "version": version, "note": sentence}, date),
        link=iri,
    )


def _bibtex(iri: str, fields: dict[str, str]) -> str:
    key = re.sub(r"[^A-Za-z0-9]+", "-", iri.partition("://")[2]).strip("-")[-60:].strip("-")
    lines = [
        f"  {name} = {{{'{' if name == 'author' else ''}{_escaped(text)}{'}' if name == 'author' else ''}}},"
        for name, text in fields.items()
        if text
    ]
    return "\n".join([f"@misc{{{key},", *lines, f"  url = {{{iri}}}", "}"])


def _escaped(text: str) -> str:
    """Return a text as BibTeX reads it: the ten characters that TeX takes for itself, and line ends."""
    plain = " ".join(text.split())
    return re.sub(r"[\\{}$&#%_~^]", lambda match: _BIBTEX.get(match[0], "\\" + match[0]), plain)


def _csl(iri: str, language: str, fields: dict[str, str], date: str) -> str:
    """Return the reference as CSL-JSON (Citation Style Language 1.0.2, type dataset)."""
    author = [{"literal": fields["publisher"]}] if fields["publisher"] else []
    parts = [int(each) for each in date.split("-") if each.isdigit()]
    item: dict[str, object] = {"id": iri, "type": "dataset", "author": author, **fields, "URL": iri, "language": language}
    if parts:
        item["issued"] = {"date-parts": [parts]}
    return json.dumps([{key: value for key, value in item.items() if value}], ensure_ascii=False, indent=2)
