"""The forms that a study is published in, and the distributions that come of them: one file a form and dataset, or study."""

from dataclasses import dataclass
from typing import Final

from rdflib import URIRef

from kgsm import iris
from kgsm.cube import Distribution
from kgsm.namespaces import CSVW_STANDARD, DATA_CUBE, JSON_STAT
from kgsm.study import Dataset, Study
from kgsm.tables import identifier
from kgsm.text import Text

# A sheet has 1,048,576 rows; the first one is the header.
XLSX_ROWS: Final = 1_048_575
# A longer study is published in the forms that a program reads piece by piece, each graph in one syntax for people (Turtle) and
# one for stores (N-Triples): N-Quads of a million observations are 2 GB that say nothing new.
MOST_IN_EVERY_FORM: Final = 250_000
ARCHIVE: Final = "alles"


@dataclass(frozen=True, slots=True)
class Form:
    """A form of publication: its media type, its code in the EU table file-type, what to call it, what it conforms to."""

    media_type: str
    file_type: str
    content: Text
    conforms_to: URIRef | None = None


# By suffix. The EU table has no code for Parquet: it is the raw stream of octets there.
FORMS: Final[dict[str, Form]] = {
    "ttl": Form("text/turtle", "RDF_TURTLE", Text("RDF Data Cube, Turtle", "RDF Data Cube, Turtle"), DATA_CUBE),
    "jsonld": Form("application/ld+json", "JSON_LD", Text("RDF Data Cube, JSON-LD", "RDF Data Cube, JSON-LD"), DATA_CUBE),
    "nt": Form(
        "application/n-triples", "RDF_N_TRIPLES", Text("RDF Data Cube, N-Triples", "RDF Data Cube, N-Triples"), DATA_CUBE
    ),
    "nq": Form(
        "application/n-quads",
        "RDF_N_QUADS",
        Text("RDF Data Cube, N-Quads mit benanntem Graphen", "RDF Data Cube, N-Quads with a named graph"),
        DATA_CUBE,
    ),
    "trig": Form(
        "application/trig",
        "RDF_TRIG",
        Text("RDF Data Cube, TriG mit benanntem Graphen", "RDF Data Cube, TriG with a named graph"),
        DATA_CUBE,
    ),
    "rdf": Form("application/rdf+xml", "RDF_XML", Text("RDF Data Cube, RDF/XML", "RDF Data Cube, RDF/XML"), DATA_CUBE),
    "csv": Form("text/csv", "CSV", Text("CSV", "CSV"), CSVW_STANDARD),
    "excel.csv": Form("text/csv", "CSV", Text("CSV für deutsches Excel", "CSV for German Excel")),
    "xlsx": Form(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX", Text("Excel-Mappe", "Excel workbook")
    ),
    "parquet": Form("application/vnd.apache.parquet", "OCTET", Text("Parquet", "Parquet")),
    "json": Form("application/json", "JSON", Text("JSON-stat 2.0", "JSON-stat 2.0"), JSON_STAT),
    "sdmx.csv": Form("application/vnd.sdmx.data+csv;version=2.0.0", "SDMX", Text("SDMX-CSV 2.0", "SDMX-CSV 2.0")),
    "zip": Form("application/zip", "ZIP", Text("alle Dateien in einem Archiv", "all files in one archive")),
}
_WHOLE: Final = ("ttl", "jsonld", "nt", "nq", "trig", "rdf")
_OF_LONG_STUDIES: Final = frozenset({"ttl", "nt", "csv", "parquet", "json", "sdmx.csv"})
_TABLES: Final = ("csv", "excel.csv", "xlsx", "parquet", "json", "sdmx.csv")


def distributions(study: Study) -> tuple[Distribution, ...]:
    """Return the files of a study: the whole in RDF syntaxes, tables of each dataset, and an archive of all of them."""
    is_long = _rows(study) > MOST_IN_EVERY_FORM
    whole = [_file(study, study.id, form, None) for form in _WHOLE if form != "rdf" or _has_xml_names(study)]
    tables = [
        _file(study, dataset.id, form, dataset.id)
        for dataset in study.datasets
        for form in _TABLES
        if form != "xlsx" or _fits_a_sheet(study, dataset)
    ]
    every = (*whole, *tables, _file(study, ARCHIVE, "zip", None))
    return tuple(each for each in every if not is_long or each.form in _OF_LONG_STUDIES)


def left_out(study: Study) -> tuple[Text, ...]:
    """Return a sentence for each file that is not made, with the reason."""
    rows = _rows(study)
    if rows > MOST_IN_EVERY_FORM:
        forms = ", ".join(each for each in FORMS if each not in _OF_LONG_STUDIES)
        return (
            Text(
                f"Die Formen {forms} gibt es nicht: Die Studie hat {rows} Zeilen, und ab {MOST_IN_EVERY_FORM} wird sie "
                "nur in Formen veröffentlicht, die ein Programm stückweise liest. Turtle und N-Triples sagen dasselbe.",
                f"There are no {forms}: the study has {rows} rows, and from {MOST_IN_EVERY_FORM} on it is published "
                "only in forms that a program reads piece by piece. Turtle and N-Triples say the same.",
            ),
        )
    long = [each for each in study.datasets if not _fits_a_sheet(study, each)]
    sentences = [
        Text(
            f"{each.id}.xlsx gibt es nicht: Ein Tabellenblatt fasst {XLSX_ROWS} Zeilen, der Datensatz hat mehr.",
            f"There is no {each.id}.xlsx: a sheet holds {XLSX_ROWS} rows, the dataset has more.",
        )
        for each in long
    ]
    if not _has_xml_names(study):
        reason = Text(
            f"{study.id}.rdf gibt es nicht: RDF/XML hat für eine Komponente ohne Buchstaben im Namen keine Schreibweise.",
            f"There is no {study.id}.rdf: RDF/XML cannot write a component whose name has no letter.",
        )
        sentences.append(reason)
    return tuple(sentences)


def _file(study: Study, name: str, form: str, dataset: str | None) -> Distribution:
    iri = iris.distribution(study.iri, f"{name}.{form}")
    return Distribution(iri, f"{study.id}/{name}.{form}", form, FORMS[form].media_type, dataset)


def _has_xml_names(study: Study) -> bool:
    # The end of a property's IRI becomes an element's name, which begins with a letter (Namespaces in XML 1.0, NCName).
    return all(any(letter.isalpha() or letter == "_" for letter in each.name) for each in study.components)


def _fits_a_sheet(study: Study, dataset: Dataset) -> bool:
    return _length(study, dataset) <= XLSX_ROWS


def _rows(study: Study) -> int:
    return sum(_length(study, each) for each in study.datasets)


def _length(study: Study, dataset: Dataset) -> int:
    if dataset.id not in study.tables:
        return 0
    row = study.tables.connection.execute(f"SELECT count(*) FROM {identifier(dataset.id)}").fetchone()
    return int(row[0]) if row else 0
