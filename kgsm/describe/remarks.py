"""`Study` → what its files say in words: method, sources, licence and how to cite, for readers that have no graph."""

import json
from collections.abc import Iterable
from functools import partial
from typing import Final

from kgsm.cube import Distribution, Remark, SideFile
from kgsm.describe.forms import FORMS
from kgsm.study import Dataset, Study
from kgsm.text import Text

_LABEL: Final = {
    "title": Text("Titel", "Title"),
    "dataset": Text("Datensatz", "Dataset"),
    "question": Text("Frage", "Question"),
    "description": Text("Beschreibung", "Description"),
    "note": Text("Anmerkung", "Note"),
    "method": Text("Methode", "Method"),
    "publisher": Text("Herausgeber", "Publisher"),
    "licence": Text("Lizenz", "Licence"),
    "attribution": Text("Namensnennung", "Attribution"),
    "citation": Text("Zitierweise", "How to cite"),
    "version": Text("Version", "Version"),
    "modified": Text("Stand", "Last modified"),
    "address": Text("Adresse", "Address"),
    "source": Text("Quelle", "Source"),
}

LICENCE_FILE: Final = "LICENCE.txt"


def remarks(study: Study, dataset: Dataset | None = None) -> tuple[Remark, ...]:
    """Return the remarks on a dataset, or on the whole study: texts that are empty are left out."""
    about_dataset = [("dataset", dataset.title), ("question", dataset.question)] if dataset else []
    described: Dataset | Study = dataset or study
    pairs = [
        ("title", study.title),
        *about_dataset,
        ("description", described.description),
        ("note", dataset.note if dataset else Text("", "")),
        ("method", study.method),
        ("publisher", study.publisher.name),
        ("licence", _same(study.licence)),
        ("attribution", study.attribution),
        ("citation", citation(study, dataset)),
        ("version", _same(study.version)),
        ("modified", _same(study.modified.isoformat())),
        ("address", _same(described.iri)),
        *(("source", _same(f"{each.id}: {each.citation or each.title}")) for each in study.sources),
    ]
    return tuple(Remark(_LABEL[key], text) for key, text in pairs if text)


def citation(study: Study, dataset: Dataset | None = None) -> Text:
    """Return how the study, or a dataset of it, is cited: publisher, year, title, version, address."""
    iri, part = (dataset.iri, dataset.title) if dataset else (study.iri, Text("", ""))

    def sentence(language: str) -> str:
        title = (
            f"{study.title.in_language(language)} – {part.in_language(language)}" if part else study.title.in_language(language)
        )
        end = "" if title.endswith(("?", "!", ".")) else "."
        publisher = study.publisher.name.in_language(language)
        return f"{publisher} ({study.modified.year}): {title}{end} Version {study.version}. {iri}"

    return Text(sentence("de"), sentence("en"))


def reading_matter(study: Study, files: Iterable[Distribution], left_out: Iterable[Text]) -> tuple[SideFile, ...]:
    """Return README.txt, LICENCE.txt and CITATION.cff of a study; `left_out` says which files there are not, and why."""
    return (
        SideFile(f"{study.id}/README.txt", "text/plain", partial(_readme, study, tuple(files), tuple(left_out))),
        SideFile(f"{study.id}/{LICENCE_FILE}", "text/plain", partial(_licence, study)),
        SideFile(f"{study.id}/CITATION.cff", "application/yaml", partial(_citation_file, study)),
    )


def _readme(study: Study, files: tuple[Distribution, ...], left_out: tuple[Text, ...]) -> str:
    return "\n\n\n".join(_readme_in(study, files, left_out, language) for language in ("de", "en")) + "\n"


def _readme_in(study: Study, files: tuple[Distribution, ...], left_out: tuple[Text, ...], language: str) -> str:
    told = [
        f"{each.label.in_language(language)}: {each.text.in_language(language).replace(chr(10), ' ')}"
        for each in remarks(study)
    ]
    title = study.title.in_language(language)
    listed = [f"{each.path.partition('/')[2]}: {FORMS[each.form].content.in_language(language)}" for each in files]
    heading = Text("Dateien", "Files").in_language(language)
    missing = [each.in_language(language) for each in left_out]
    return "\n".join([title, "=" * len(title), "", *told, "", heading, "-" * len(heading), "", *listed, *missing])


def _licence(study: Study) -> str:
    return (
        f"Lizenz / Licence: {study.licence}\n"
        f"Namensnennung: {study.attribution.in_language('de')}\n"
        f"Attribution: {study.attribution.in_language('en')}\n"
    )


def _citation_file(study: Study) -> str:
    """Return the study's CITATION.cff (Citation File Format 1.2.0). A JSON string is a YAML string as well."""
    lines = {
        "cff-version": "1.2.0",
        "type": "dataset",
        "message": citation(study).in_language("en"),
        "title": study.title.in_language("en"),
        "abstract": study.description.in_language("en"),
        "version": study.version,
        "date-released": study.modified.isoformat(),
        "url": str(study.iri),
        "license-url": str(study.licence),
    }
    text = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in lines.items() if value)
    return text + f"authors:\n  - name: {json.dumps(study.publisher.name.in_language('en'), ensure_ascii=False)}\n"


def _same(text: str) -> Text:
    return Text(text, text)
