"""What is known about a study or a dataset → a schema.org Dataset as JSON-LD, as Google Dataset Search asks for it.

https://developers.google.com/search/docs/appearance/structured-data/dataset: name and a description of 50 to 5000 characters
are required; the page is about one dataset.
"""

import json
from collections.abc import Mapping
from typing import Final

from markupsafe import Markup

from kgsm.authority import COUNTRIES
from kgsm.namespaces import DCAT, DCTERMS, FOAF, IANA, KGSM, SCHEMA
from kgsm.serve.description import known_about
from kgsm.serve.facts import Facts, local_name
from kgsm.serve.visit import Visit
from kgsm.sparql import prologue

Json = Mapping[str, object]

_SHORTEST: Final = 50
_LONGEST: Final = 5000
_CONTEXT: Final = str(SCHEMA).rstrip("/")
DISTRIBUTIONS: Final = (
    prologue("dcat", "dcterms")
    + """
SELECT ?s ?p ?o WHERE {
  VALUES ?p { dcat:downloadURL dcat:mediaType dcat:byteSize dcterms:title dcterms:license }
  $this dcat:distribution ?s . ?s ?p ?o
}
"""
)
DATASETS: Final = (
    prologue("dcterms", "qb")
    + """
SELECT ?s ?p ?o WHERE { VALUES ?p { dcterms:title } ?s a qb:DataSet ; dcterms:isPartOf $this ; ?p ?o }
"""
)
MEASURED: Final = (
    prologue("qb", "rdfs", "skos")
    + """
SELECT ?s ?p ?o WHERE {
  VALUES ?p { rdfs:label skos:prefLabel }
  $this qb:structure/qb:component ?part . ?part qb:measure|qb:dimension ?s . ?s ?p ?o
}
"""
)
HOMEPAGES: Final = (
    prologue("dcterms", "foaf")
    + "SELECT ?s ?p ?o WHERE { VALUES ?p { foaf:homepage } $this dcterms:publisher|dcterms:creator ?s . ?s ?p ?o }"
)


def of_study(visit: Visit, iri: str) -> Markup:
    """Return the script element of the page of a study."""
    facts = known_about(visit.site, iri, visit.language)
    datasets = visit.known(DATASETS, this=iri)
    parts = sorted({subject for subject, _ in datasets.objects})
    about = _about(visit, iri, facts, iri) | {
        "description": _description(facts, (iri, str(DCTERMS.description)), (iri, str(KGSM.method))),
        "variableMeasured": [datasets.label(each).text for each in parts],
        "hasPart": [{"@type": "Dataset", "@id": each, "url": each, "name": datasets.label(each).text} for each in parts],
    }
    return _script(about)


def of_dataset(visit: Visit, iri: str) -> Markup:
    """Return the script element of the page of a dataset: what it says itself, and what its study says for it."""
    facts = known_about(visit.site, iri, visit.language)
    study = next(iter(facts.iris(iri, DCTERMS.isPartOf)), "")
    if not study:
        return Markup("")
    whole = known_about(visit.site, study, visit.language)
    variables = visit.known(MEASURED, this=iri)
    own = _description(facts, (iri, str(KGSM.question)), (iri, str(DCTERMS.description)), (iri, str(KGSM.note)))
    theirs = _description(whole, (study, str(DCTERMS.description)))
    about = _about(visit, iri, whole, study) | {
        "name": facts.label(iri).text,
        "description": (own if len(own) >= _SHORTEST else f"{own} {theirs}".strip())[:_LONGEST],
        "identifier": iri,
        "variableMeasured": [variables.label(each).text for each in sorted({subject for subject, _ in variables.objects})],
        "isPartOf": {"@type": "Dataset", "@id": study, "url": study, "name": whole.label(study).text},
    }
    return _script(about)


def _about(visit: Visit, iri: str, facts: Facts, study: str) -> dict[str, object]:
    """Return what a dataset shares with its study; `iri` decides which files are its own."""
    files = visit.known(DISTRIBUTIONS, this=study)
    homepages = visit.known(HOMEPAGES, this=study)
    publishers = [_organisation(facts, homepages, each) for each in facts.iris(study, DCTERMS.publisher)]
    creators = [_organisation(facts, homepages, each) for each in facts.iris(study, DCTERMS.creator)] or publishers
    licences = sorted(
        {term.value for (_, known), terms in files.objects.items() if known == str(DCTERMS.license) for term in terms}
    )
    catalog = f"{visit.site.manifest.base}catalog"
    return {
        "@context": _CONTEXT,
        "@type": "Dataset",
        "@id": iri,
        "url": iri,
        "name": facts.label(iri).text,
        "inLanguage": visit.language,
        "identifier": facts.value(study, DCTERMS.identifier) or study,
        "license": licences[0] if len(licences) == 1 else licences,
        "creator": creators,
        "publisher": publishers[:1],
        "keywords": sorted(term.value for term in facts.terms(study, DCAT.keyword) if term.language in {"", visit.language}),
        "version": facts.value(study, DCAT.version),
        "datePublished": facts.value(study, DCTERMS.issued),
        "dateModified": facts.value(study, DCTERMS.modified),
        "temporalCoverage": _period(facts, study),
        "spatialCoverage": [_place(each, visit.language) for each in facts.iris(study, DCTERMS.spatial)],
        "measurementTechnique": _description(facts, (study, str(KGSM.method))),
        "isAccessibleForFree": True,
        "includedInDataCatalog": {"@type": "DataCatalog", "@id": catalog, "url": catalog},
        "distribution": [_download(files, each) for each in _own_files(files, iri, study)],
    }


def _own_files(files: Facts, iri: str, study: str) -> list[str]:
    found = sorted(subject for subject, known in files.objects if known == str(DCAT.downloadURL))
    return found if iri == study else [each for each in found if each.startswith(f"{iri}.")]


def _download(files: Facts, iri: str) -> Json:
    media_type = files.value(iri, DCAT.mediaType).removeprefix(str(IANA))
    size = files.value(iri, DCAT.byteSize)
    return _without_gaps(
        {
            "@type": "DataDownload",
            "contentUrl": files.value(iri, DCAT.downloadURL),
            "encodingFormat": media_type,
            "name": files.label(iri).text,
            "contentSize": f"{size} B" if size else "",
        }
    )


def _organisation(facts: Facts, homepages: Facts, iri: str) -> Json:
    url = homepages.value(iri, FOAF.homepage)
    return _without_gaps({"@type": "Organization", "@id": iri, "name": facts.label(iri).text, "url": url})


def _place(iri: str, language: str) -> Json:
    name = COUNTRIES.get(local_name(iri))
    return {"@type": "Place", "name": name.in_language(language) if name else local_name(iri), "sameAs": iri}


def _period(facts: Facts, study: str) -> str:
    period = facts.value(study, DCTERMS.temporal)
    start, end = facts.value(period, DCAT.startDate), facts.value(period, DCAT.endDate)
    return f"{start or '..'}/{end or '..'}" if start or end else ""


def _description(facts: Facts, *wanted: tuple[str, str]) -> str:
    found = (facts.words(subject, known) for subject, known in wanted)
    return " ".join(each.text for each in found if each)[:_LONGEST]


def _without_gaps(content: Json) -> Json:
    return {key: value for key, value in content.items() if value not in ("", [], None)}


def _script(about: Json) -> Markup:
    """Return the element. No text of the data can end it: JSON may write these characters as escapes."""
    text = json.dumps(_without_gaps(about), ensure_ascii=False, indent=1)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(f'<script type="application/ld+json">\n{text}\n</script>')  # noqa: S704 - escaped as JSON above
