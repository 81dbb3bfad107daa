"""Sentences of the interface: the page of queries, and those that it offers. What is in braces is filled in."""

from typing import Final

from kgsm.text import Text

QUERIES: Final[dict[str, Text]] = {
    # SPARQL
    "sparql.title": Text(de="SPARQL-Abfrage", en="SPARQL query"),
    "sparql.lead": Text(
        de="Eine Frage wählen oder eine eigene Abfrage schreiben. Der Endpunkt nimmt SELECT, ASK, CONSTRUCT und DESCRIBE nach SPARQL 1.1.",
        en="Choose a question or write a query of your own. The endpoint takes SELECT, ASK, CONSTRUCT and DESCRIBE by SPARQL 1.1.",
    ),
    "sparql.examples": Text(de="Beispiele", en="Examples"),
    "gallery.newsrooms": Text(de="Für Redaktionen", en="For newsrooms"),
    "gallery.statistics": Text(de="Für die Statistik", en="For statistics"),
    "gallery.developers": Text(de="Für Entwickler", en="For developers"),
    "sparql.keys": Text(
        de="Die Tabulatortaste verlässt das Feld. Präfixe wie qb: stehen am Anfang der Beispiele.",
        en="The Tab key leaves the field. Prefixes such as qb: stand at the beginning of the examples.",
    ),
    "sparql.editor": Text(de="Abfrage. Die Tabulatortaste verlässt das Feld.", en="Query. The Tab key leaves the field."),
    "sparql.editor.keys": Text(
        de="Strg + Leertaste schlägt Namen vor, Strg + Eingabetaste führt die Abfrage aus.",
        en="Ctrl + Space suggests names, Ctrl + Enter runs the query.",
    ),
    "sparql.suggestions": Text(de="Vorschläge", en="Suggestions"),
    "sparql.limits": Text(
        de="Eine Abfrage hat {seconds} Sekunden, ihre Antwort {size}. Was länger dauert oder größer ist, wird abgebrochen und so gemeldet.",
        en="A query has {seconds} seconds, its answer {size}. What takes longer or is larger is stopped, and reported as such.",
    ),
    "sparql.link": Text(de="Link zu diesem Ergebnis", en="Link to this result"),
    "sparql.no-link": Text(
        de="Diese Abfrage ist zu lang für einen Link; sie geht als Formular an den Endpunkt.",
        en="This query is too long for a link; it goes to the endpoint as a form.",
    ),
    "sparql.code": Text(de="Dieselbe Abfrage im Programm", en="The same query in a program"),
    "sparql.query": Text(de="Abfrage", en="Query"),
    "sparql.format": Text(de="Ergebnis als", en="Result as"),
    "sparql.page": Text(de="Tabelle auf dieser Seite", en="table on this page"),
    "sparql.run": Text(de="Ausführen", en="Run"),
    "sparql.result": Text(de="Ergebnis", en="Result"),
    "sparql.rows.one": Text(de="1 Zeile, vollständig.", en="1 row, complete."),
    "sparql.rows": Text(de="{count} Zeilen, vollständig.", en="{count} rows, complete."),
    "sparql.cut": Text(
        de="{count} Zeilen; hier stehen die ersten {shown}. Vollständig sind CSV und JSON.",
        en="{count} rows; the first {shown} are shown here. CSV and JSON are complete.",
    ),
    "sparql.too-large": Text(
        de="Das Ergebnis ist zu groß für eine Seite. Vollständig ist es in diesen Formaten:",
        en="The result is too large for a page. It is complete in these formats:",
    ),
    "sparql.none": Text(de="Keine Zeile passt auf die Abfrage.", en="No row matches the query."),
    "sparql.yes": Text(de="Ja", en="Yes"),
    "sparql.no": Text(de="Nein", en="No"),
    "sparql.also": Text(de="Dasselbe als", en="The same as"),
    "sparql.error": Text(de="Die Abfrage wurde nicht ausgeführt", en="The query was not run"),
    "sparql.error.place": Text(de="Zeile {line}, Spalte {column}.", en="Line {line}, column {column}."),
    "sparql.error.raw": Text(de="Meldung des Parsers", en="The parser's message"),
    "sparql.error.missing": Text(de="Hier fehlt {found}.", en="{found} is missing here."),
    "sparql.error.prefix": Text(
        de="Das Präfix {prefix}: ist am Anfang der Abfrage nicht erklärt.",
        en="The prefix {prefix}: is not declared at the beginning of the query.",
    ),
    "sparql.error.prefix.known": Text(
        de="Das Präfix {prefix}: ist am Anfang der Abfrage nicht erklärt. Dort fehlt: PREFIX {prefix}: <{namespace}>",
        en="The prefix {prefix}: is not declared at the beginning of the query. There it needs: PREFIX {prefix}: <{namespace}>",
    ),
    "sparql.error.syntax": Text(de="Hier passt die Abfrage nicht zu SPARQL.", en="Here the query is not SPARQL."),
    "sparql.for-programs": Text(de="Für Programme", en="For programs"),
    "sparql.description": Text(
        de="Ohne Abfrage antwortet diese Adresse Programmen mit ihrer Selbstbeschreibung (SPARQL 1.1 Service Description).",
        en="Without a query this address answers programs with its description of itself (SPARQL 1.1 Service Description).",
    ),
    "sparql.graphs.list": Text(de="Graphen ({count})", en="Graphs ({count})"),
    "sparql.graphs": Text(
        de="Ohne FROM wird in allen Graphen zugleich gesucht. Die Graphen sind:",
        en="Without FROM all graphs are searched at once. The graphs are:",
    ),
    "graphs.one": Text(
        de="Ein Graph wird mit ?graph=IRI oder ?default genannt.", en="One graph is named, by ?graph=IRI or ?default."
    ),
    "graphs.iri": Text(de="'{found}' ist keine absolute IRI.", en="'{found}' is not an absolute IRI."),
    "graphs.none": Text(de="Den Graphen '{found}' gibt es nicht.", en="There is no graph '{found}'."),
    "example.shares": Text(
        de="Alle Anteile mit Basis, Genauigkeit, Quelle und Zeichenposition",
        en="All shares with base, exactness, source and character position",
    ),
    "example.datasets": Text(de="Welche Fragen wurden gestellt?", en="Which questions were asked?"),
    "example.disagreement": Text(de="Wo widersprechen sich Quellen?", en="Where do sources disagree?"),
    "example.computed": Text(de="Welche Zahlen sind berechnet, und wie?", en="Which figures are computed, and how?"),
    "example.area": Text(de="Welche Werte gibt es für ein Gebiet?", en="Which values are there for an area?"),
    "federated.govdata": Text(
        de="Was hat GovData zum selben Thema über Social Media? (mit SERVICE)",
        en="What does GovData have on social media, under the same theme? (with SERVICE)",
    ),
    "federated.europe": Text(
        de="Unter welchen Einträgen führt data.europa.eu diese Studien? (mit SERVICE)",
        en="By which records does data.europa.eu list these studies? (with SERVICE)",
    ),
    "federated.wikidata": Text(
        de="Seit wann gibt es die genannten Dienste, laut Wikidata? (mit SERVICE)",
        en="Since when have the services named here existed, says Wikidata? (with SERVICE)",
    ),
    "example.findings": Text(de="Welche Befunde gibt es, in Worten?", en="Which findings are there, in words?"),
    "example.not-stated": Text(
        de="Von welchen Zahlen ist die Basis nicht bekannt?", en="Of which figures is the base not known?"
    ),
    "example.sources": Text(de="Wie viele Zahlen stehen in welcher Quelle?", en="How many figures stand in which source?"),
    "example.graphs": Text(
        de="Welche Graphen gibt es, und wie groß sind sie?", en="Which graphs are there, and how large are they?"
    ),
    "example.structure": Text(
        de="Welche Dimensionen, Maße und Attribute hat jeder Datensatz?",
        en="Which dimensions, measures and attributes does each dataset have?",
    ),
    "example.files": Text(
        de="Welche Dateien gibt es, mit Größe und Prüfsumme?", en="Which files are there, with size and digest?"
    ),
    "example.classes": Text(de="Welche Klassen kommen vor, und wie oft?", en="Which classes occur, and how often?"),
}
