"""Sentences of the interface: the catalog, code lists, the vocabulary and downloads. What is in braces is filled in."""

from typing import Final

from kgsm.text import Text

LISTS: Final[dict[str, Text]] = {
    # Catalogue
    "catalog.harvest": Text(de="Adresse zum Abholen", en="Address to harvest"),
    "catalog.harvest.why": Text(
        de="Unter dieser Adresse antwortet der Katalog Programmen mit Turtle; Browser erhalten diese Seite.",
        en="At this address the catalogue answers programs in Turtle; browsers get this page.",
    ),
    "catalog.portals": Text(de="So kommt der Katalog in ein Portal", en="How the catalogue gets into a portal"),
    "catalog.step.check": Text(
        de="Den Prüfbericht ansehen: Jede Veröffentlichung ist gegen die SHACL-Shapes geprüft, und ohne Verstoß wird veröffentlicht.",
        en="Look at the validation report: every publication is checked against the SHACL shapes and published without a violation.",
    ),
    "catalog.step.portal": Text(
        de="Das zuständige Portal fragen: Verwaltungen melden meist beim Portal ihres Landes oder ihrer Kommune, das GovData beliefert.",
        en="Ask the portal in charge: public offices mostly report to the portal of their Land or municipality, which supplies GovData.",
    ),
    "catalog.step.contributor": Text(
        de="Die contributorID klären: GovData vergibt sie an Datenbereitsteller; sie steht dann in study.toml (contributor_id). Ohne sie bleibt das Feld leer, erfunden wird keine.",
        en="Settle the contributorID: GovData assigns it to data providers; it then stands in study.toml (contributor_id). Without one the field stays empty; none is made up.",
    ),
    "catalog.step.address": Text(
        de="Die Adresse oben nennen, mit dem Format Turtle oder RDF/XML nach DCAT-AP.de.",
        en="Give the address above, with the format Turtle or RDF/XML by DCAT-AP.de.",
    ),
    "catalog.step.europe": Text(
        de="Bei data.europa.eu muss nichts gemeldet werden, was in GovData steht: Das europäische Portal holt den nationalen Katalog ab.",
        en="Nothing that is in GovData need be reported to data.europa.eu: the European portal harvests the national catalogue.",
    ),
    "catalog.records": Text(de="Einträge", en="Records"),
    "catalog.checked": Text(de="Geprüft", en="Checked"),
    "catalog.score": Text(de="Güte der Metadaten (MQA)", en="Metadata quality (MQA)"),
    "catalog.score.of": Text(de="{score} von {most} Punkten", en="{score} of {most} points"),
    "study.remarks": Text(de="Was man wissen sollte", en="What one should know"),
    "study.remarks.hint": Text(
        de="Nichts davon ist ein Fehler, den jemand beheben könnte; es begrenzt, was sich mit den Zahlen sagen lässt.",
        en="None of this is a fault that anyone could mend; it limits what can be said with the figures.",
    ),
    # By the shape that finds it (shapes/rules.ttl)
    "remark.BaseIsStated": Text(
        de="Bei {count} Anteilen sagt keine Quelle, worauf sie sich beziehen.",
        en="For {count} shares, no source says what they are shares of.",
    ),
    "remark.BaseIsStated.one": Text(
        de="Bei einem Anteil sagt keine Quelle, worauf er sich bezieht.",
        en="For one share, no source says what it is a share of.",
    ),
    "remark.FigureHasSecondSource": Text(
        de="{count} Zahlen stehen in nur einer Quelle.", en="{count} figures stand in one source only."
    ),
    "remark.FigureHasSecondSource.one": Text(
        de="Eine Zahl steht in nur einer Quelle.", en="One figure stands in one source only."
    ),
    "remark.CodeHasMatch": Text(
        de="{count} Codelisten haben Codes, die zu keiner Liste anderer führen; mit anderen Studien sind sie nicht ohne Weiteres vergleichbar.",
        en="{count} code lists have codes that lead to no list of others; they cannot simply be compared with other studies.",
    ),
    "remark.CodeHasMatch.one": Text(
        de="Eine Codeliste hat Codes, die zu keiner Liste anderer führen; mit anderen Studien sind sie nicht ohne Weiteres vergleichbar.",
        en="One code list has codes that lead to no list of others; they cannot simply be compared with other studies.",
    ),
    "remark.FindingHasSentence": Text(
        de="{count} Befunde haben keinen Satz; ihre Seiten zeigen stattdessen die Werte.",
        en="{count} findings have no sentence; their pages show the values instead.",
    ),
    "remark.FindingHasSentence.one": Text(
        de="Ein Befund hat keinen Satz; seine Seite zeigt stattdessen die Werte.",
        en="One finding has no sentence; its page shows the values instead.",
    ),
    "remark.place": Text(de="{file}, Zeile {line}", en="{file}, line {line}"),
    "remark.rest": Text(de="Alle {count} im Prüfbericht", en="All {count} in the validation report"),
    "catalog.report": Text(de="Prüfbericht (SHACL)", en="Validation report (SHACL)"),
    # Code lists and concepts
    "codes.title": Text(de="Codelisten", en="Code lists"),
    "codes.lead": Text(
        de="Woraus die Tabellen ihre Bezeichnungen nehmen: die allgemeinen Listen und die der Studien.",
        en="Where the tables take their labels from: the generic lists and those of the studies.",
    ),
    "codes.generic": Text(de="Allgemeine Listen", en="Generic lists"),
    "codes.of-studies": Text(de="Listen der Studien", en="Lists of the studies"),
    "code-list.codes": Text(de="Codes", en="Codes"),
    "code-list.none": Text(de="Diese Liste hat keine Codes.", en="This list has no codes."),
    "concept.labels": Text(de="Bezeichnungen", en="Labels"),
    "concept.broader": Text(de="Oberbegriff", en="Broader"),
    "concept.narrower": Text(de="Unterbegriffe", en="Narrower"),
    "concept.related": Text(de="Verwandt", en="Related"),
    "concept.matches": Text(de="Anderswo", en="Elsewhere"),
    "concept.match": Text(de="{relation} bei {host}", en="{relation} at {host}"),
    "match.exactMatch": Text(de="dasselbe", en="the same"),
    "match.closeMatch": Text(de="fast dasselbe", en="nearly the same"),
    "match.broadMatch": Text(de="weiter gefasst", en="broader"),
    "match.narrowMatch": Text(de="enger gefasst", en="narrower"),
    "match.relatedMatch": Text(de="verwandt", en="related"),
    "concept.findings": Text(de="Befunde mit diesem Begriff", en="Findings with this concept"),
    "concept.findings.none": Text(de="Kein Befund nutzt diesen Begriff.", en="No finding uses this concept."),
    "findings.more": Text(
        de="Die ersten {count}; alle nennt eine Abfrage am SPARQL-Endpunkt.",
        en="The first {count}; a query at the SPARQL endpoint gives them all.",
    ),
    "concept.cut": Text(
        de="Ein Teil davon, in keiner bestimmten Reihenfolge; die Datensätze oben zeigen alle.",
        en="A part of them, in no particular order; the datasets above show all.",
    ),
    "concept.definition": Text(de="Definition", en="Definition"),
    "code-list.deprecated": Text(de="nicht mehr verwendet", en="no longer used"),
    # Vocabulary and shapes
    "vocabulary.prefix": Text(de="Präfix", en="Prefix"),
    "vocabulary.classes": Text(de="Klassen", en="Classes"),
    "vocabulary.properties": Text(de="Eigenschaften", en="Properties"),
    "vocabulary.others": Text(de="Weitere Begriffe", en="Other terms"),
    "vocabulary.example": Text(de="Beispiel", en="Example"),
    "vocabulary.domain": Text(de="Von", en="Domain"),
    "vocabulary.range": Text(de="Wert", en="Range"),
    "vocabulary.super": Text(de="Spezialfall von", en="Special case of"),
    "vocabulary.contents": Text(de="Inhalt", en="Contents"),
    "vocabulary.removed": Text(de="Nicht mehr zu verwenden: {terms}.", en="No longer to be used: {terms}."),
    "vocabulary.none-removed": Text(de="Bisher ist kein Begriff entfallen.", en="So far no term has been removed."),
    "vocabulary.none": Text(de="Hier sind keine Begriffe beschrieben.", en="No terms are described here."),
    "shapes.message": Text(de="Meldung", en="Message"),
    "shapes.target": Text(de="Gilt für", en="Applies to"),
    "shapes.code": Text(de="Code des Problems", en="Code of the problem"),
    "shapes.severity": Text(de="Schwere", en="Severity"),
    "shapes.none": Text(de="Hier sind keine Shapes beschrieben.", en="No shapes are described here."),
    # Downloads
    "downloads.title": Text(de="Downloads", en="Downloads"),
    "downloads.lead": Text(
        de="Alle Dateien dieser Veröffentlichung. CSV für Tabellen, Turtle zum Lesen, JSON-LD für das Web, N-Triples zum Laden.",
        en="All files of this publication. CSV for tables, Turtle to read, JSON-LD for the web, N-Triples to load.",
    ),
    "downloads.which": Text(de="Welche Datei brauche ich?", en="Which file do I need?"),
    "downloads.for.spreadsheet": Text(de="Tabellenprogramm", en="Spreadsheet"),
    "downloads.for.spreadsheet.file": Text(
        de=".xlsx; für deutsches Excel auch .excel.csv, mit Semikolon und Dezimalkomma",
        en=".xlsx; for German Excel also .excel.csv, with semicolons and decimal commas",
    ),
    "downloads.for.program": Text(de="Auswertung in R, Python, DuckDB", en="Analysis in R, Python, DuckDB"),
    "downloads.for.program.file": Text(
        de=".csv: eine Zeile je Befund, Komma, Dezimalpunkt; .parquet mit Datentypen",
        en=".csv: one row a finding, commas, decimal points; .parquet with data types",
    ),
    "downloads.for.graph": Text(de="Graph", en="Graph"),
    "downloads.for.graph.file": Text(
        de=".ttl zum Lesen, .nt zum Laden, .jsonld für das Web", en=".ttl to read, .nt to load, .jsonld for the web"
    ),
    "downloads.for.all": Text(de="Alles mit Lizenz und Zitat", en="Everything with licence and citation"),
    "downloads.for.all.file": Text(de="alles.zip", en="alles.zip"),
    "downloads.file": Text(de="Datei", en="File"),
    "downloads.format": Text(de="Format", en="Format"),
    "downloads.size": Text(de="Größe", en="Size"),
    "downloads.triples": Text(de="Tripel", en="Triples"),
    "downloads.digest": Text(de="SHA-256", en="SHA-256"),
    "downloads.general": Text(de="Katalog, Vokabular, Codelisten, Shapes", en="Catalogue, vocabulary, code lists, shapes"),
}
