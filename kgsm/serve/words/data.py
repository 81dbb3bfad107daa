"""Sentences of the interface: studies, datasets, findings and their sources. What is in braces is filled in."""

from typing import Final

from kgsm.text import Text

DATA: Final[dict[str, Text]] = {
    # Study
    "study.method": Text(
        de="Wie die Zahlen zustande kamen und was sie nicht zeigen", en="How the figures came about and what they do not show"
    ),
    "study.files.all": Text(de="Die {count} Dateien der ganzen Studie", en="The {count} files of the whole study"),
    "study.files": Text(
        de="Die Dateien einzelner Datensätze stehen auf deren Seiten; alle mit ihren Prüfsummen:",
        en="The files of single datasets stand on their pages; all of them with their digests:",
    ),
    "study.sample": Text(de="Auswahl", en="Sample"),
    "sample.self-selected": Text(de="Selbstauswahl, keine Zufallsstichprobe", en="self-selected, not a random sample"),
    "sample.probability": Text(de="Zufallsstichprobe", en="probability sample"),
    "sample.census": Text(de="Vollerhebung", en="census"),
    "sample.other": Text(de="andere Auswahl", en="other kind of sample"),
    # Dataset
    "dataset.answers": Text(de="Antworten", en="Answers"),
    "answers.single": Text(de="eine Antwort je Einheit", en="one answer each"),
    "answers.multiple": Text(
        de="Mehrfachnennungen: Anteile ergeben zusammen nicht 100 %", en="several answers each: shares do not sum to 100%"
    ),
    "answers.none": Text(de="keine Frage mit Antworten", en="not a question with answers"),
    "crossed.link": Text(de="Zeilen: {down}, Spalten: {across}", en="Rows: {down}, columns: {across}"),
    "crossed.list": Text(de="Ein Befund je Zeile", en="A finding a row"),
    "crossed": Text(de="Anordnung:", en="Arrangement:"),
    "error.crossed": Text(
        de="rows und cols nennen die beiden Dimensionen, in denen sich die Zeilen der Tabelle unterscheiden. Möglich: {possible}.",
        en="rows and cols name the two dimensions in which the rows of the table differ. Possible: {possible}.",
    ),
    "error.not-crossed": Text(
        de="rows und cols gibt es nur, wo alle Zeilen auf einer Seite stehen und sich in genau zwei Dimensionen unterscheiden. Eine engere Auswahl hilft.",
        en="rows and cols are only for rows that are all on one page and differ in exactly two dimensions. A narrower selection helps.",
    ),
    "dataset.hint": Text(de="Jede Zahl führt zu ihrem Beleg.", en="Every number leads to its evidence."),
    "dataset.filter": Text(de="Auswahl", en="Selection"),
    "dataset.show": Text(de="Anzeigen", en="Show"),
    "dataset.all": Text(de="alle", en="all"),
    "dataset.unknown-filter": Text(
        de="Hier gibt es keine Dimension „{found}“; danach ist nicht gefiltert.",
        en="There is no dimension '{found}' here; it has not been filtered by.",
    ),
    "dataset.count": Text(de="{count} Befunde", en="{count} findings"),
    "dataset.count.one": Text(de="1 Befund", en="1 finding"),
    "dataset.count.missing": Text(de="dazu {count} ohne Wert", en="and {count} without a value"),
    "dataset.reading": Text(de="So lesen:", en="How to read it:"),
    "dataset.marks": Text(de="Zeichen der Balken:", en="Marks of the bars:"),
    "dataset.no-match": Text(de="Kein Befund passt zu dieser Auswahl.", en="No finding matches this selection."),
    "dataset.cut": Text(
        de="Die Tabelle ist lang. Zu sehen ist ein Teil, in der Reihenfolge des Speichers; alle Befunde enthalten die Dateien unten.",
        en="The table is long. A part of it is shown, in the order of the store; the files below hold all findings.",
    ),
    "embed.how": Text(de="Auf der eigenen Seite einbetten", en="Embed on your own page"),
    "embed.source": Text(de="Quelle", en="Source"),
    "embed.dataset": Text(de="Zum Datensatz mit Herkunft und Downloads", en="To the dataset with origin and downloads"),
    "embed.finding": Text(de="Zum Befund mit Belegstelle", en="To the finding with its evidence"),
    "dataset.first": Text(de="Anfang", en="First"),
    "dataset.last": Text(de="Ende", en="Last"),
    "dataset.selection": Text(de="Diese Auswahl als", en="This selection as"),
    "dataset.picture": Text(de="Die Balken als Bild (SVG)", en="The bars as a picture (SVG)"),
    "picture.none": Text(
        de="Hier gibt es keine Balken, die ein Bild zeigen könnte.", en="There are no bars here that a picture could show."
    ),
    "dataset.query": Text(de="Abfrage ansehen", en="See the query"),
    "dataset.query.why": Text(
        de="Die Abfrage hinter der Tabelle, am SPARQL-Endpunkt.", en="The query behind the table, at the SPARQL endpoint."
    ),
    "dataset.code": Text(de="Code", en="Code"),
    "dataset.code.why": Text(
        de="So lesen Programme die Tabelle, mit der Auswahl oben.", en="How programs read the table, with the selection above."
    ),
    "respondents": Text(de="Antwortende", en="Respondents"),
    "invited": Text(de="Angeschrieben", en="Invited"),
    "number.about": Text(de="rund {number}", en="about {number}"),
    "dataset.provenance": Text(de="Herkunft", en="Provenance"),
    "dataset.provenance.method": Text(de="wie die Zahlen gelesen wurden", en="how the figures were read"),
    "dataset.remarks": Text(de="Hinweis", en="Remark"),
    "dataset.bar": Text(de="Balken", en="Bar"),
    "bar.base": Text(de="Basis {status}", en="base {status}"),
    "bar.hatched": Text(de="Ende schraffiert: ungefähre Angabe oder Zahlwort", en="hatched end: approximate, or a number word"),
    "bar.outlined": Text(de="Basis nicht angegeben", en="base not stated"),
    "bar.outlined.legend": Text(de="nur umrandet: Basis nicht angegeben", en="outline only: base not stated"),
    "dataset.loading": Text(
        de="Die Tabelle ist zu sehen, sobald die Befunde geladen sind; alle Zeilen enthalten schon jetzt die Dateien unten.",
        en="The table is shown as soon as the findings are loaded; the files below hold all rows already.",
    ),
    "loading": Text(
        de="Die einzelnen Befunde werden gerade geladen. Bis dahin fehlen ihre eigenen Seiten, die Suche nach ihnen und der "
        "SPARQL-Endpunkt; die Tabellen der Datensätze und die Dateien sind vollständig.",
        en="The single findings are being loaded. Until then their own pages, the search for them and the SPARQL endpoint are "
        "missing; the tables of the datasets and the files are complete.",
    ),
    "dataset.empty": Text(de="Dieser Datensatz hat keine Befunde.", en="This dataset has no findings."),
    "dataset.structure": Text(de="Aufbau", en="Structure"),
    "dataset.slices": Text(de="Ausschnitte", en="Slices"),
    "dataset.source": Text(de="Quelle der ganzen Tabelle", en="Source of the whole table"),
    "dataset.pages": Text(de="Seiten der Tabelle", en="Pages of the table"),
    "dataset.page": Text(de="Seite {page} von {pages}", en="Page {page} of {pages}"),
    "previous": Text(de="Zurück", en="Previous"),
    "next": Text(de="Weiter", en="Next"),
    "component": Text(de="Spalte", en="Column"),
    "role": Text(de="Rolle", en="Role"),
    "role.dimension": Text(de="Dimension", en="dimension"),
    "role.measure": Text(de="Maß", en="measure"),
    "role.attribute": Text(de="Attribut", en="attribute"),
    "code-list": Text(de="Codeliste", en="Code list"),
    "property": Text(de="Eigenschaft", en="Property"),
    # Observation
    "observation.missing.why": Text(de="Zu diesem Punkt ist kein Wert bekannt.", en="No value is known for this point."),
    "observation.answer": Text(de="Was die Zahl sagt", en="What the figure says"),
    "observation.evidence": Text(de="Belegstelle", en="Evidence"),
    "observation.evidences": Text(de="Belegstellen", en="Evidence"),
    "observation.evidence.none": Text(
        de="Zu dieser Zahl ist keine Belegstelle verzeichnet.", en="No evidence is recorded for this figure."
    ),
    "observation.evidence.computed": Text(
        de="Diese Zahl steht in keiner Quelle: Sie ist berechnet, siehe Formel.",
        en="This figure stands in no source: it is computed, see the formula.",
    ),
    "observation.statement": Text(de="Andere Angabe", en="Other statement"),
    "observation.statement.why": Text(
        de="Diese Quelle nennt für denselben Sachverhalt einen anderen Wert.",
        en="This source gives another value for the same fact.",
    ),
    "observation.statements": Text(de="Andere Angaben", en="Other statements"),
    "observation.statements.why": Text(
        de="Diese Quellen nennen für denselben Sachverhalt einen anderen Wert.",
        en="These sources give another value for the same fact.",
    ),
    "observation.formula": Text(de="Formel", en="Formula"),
    "observation.inputs": Text(de="Berechnet aus", en="Computed from"),
    "observation.uses": Text(de="Daraus berechnet", en="Computed from it"),
    "observation.comparability": Text(de="Vergleichbarkeit", en="Comparability"),
    "observation.agreement": Text(de="Übereinstimmung der Quellen", en="Agreement of the sources"),
    "observation.neighbours": Text(de="Andere Befunde dieses Datensatzes", en="Other findings of this dataset"),
    "check": Text(de="Selbst prüfen", en="Check it yourself"),
    "check.why": Text(
        de="Der Satz der Quelle steht hier nicht, denn die Rechte daran liegen bei anderen. Mit einer eigenen Kopie des Textes lässt sich die Zahl nachprüfen:",
        en="The source's sentence is not given here, since others hold the rights in it. With a copy of the text of your own you can check the figure:",
    ),
    "check.normalise": Text(
        de="Den Text als UTF-8 speichern, in Normalform C, Zeilenenden als LF, ohne Byte-Order-Mark.",
        en="Save the text as UTF-8, in normal form C, line ends as LF, without a byte order mark.",
    ),
    "check.compare": Text(
        de="Seinen SHA-256 mit dem obigen vergleichen. Ist er gleich, sind die genannten Zeichen der Satz und die Zahl, gezählt ab 0 in Unicode-Codepunkten, ohne das letzte.",
        en="Compare its SHA-256 with the one above. If it is the same, the characters named are the sentence and the number, counted from 0 in Unicode code points, end exclusive.",
    ),
    "check.otherwise": Text(
        de="Ist er anders, liegt ein anderer Abdruck vor: zur genannten Stelle gehen und den SHA-256 des Satzes vergleichen.",
        en="If it differs you have another print: go to the place named and compare the SHA-256 of the sentence.",
    ),
    "check.otherwise.place": Text(
        de="Ist er anders, liegt ein anderer Abdruck vor: zur genannten Stelle gehen und die Zahl dort lesen.",
        en="If it differs you have another print: go to the place named and read the number there.",
    ),
    "check.script": Text(de="Dasselbe als Python-Skript:", en="The same as a Python script:"),
    "check.run": Text(de="Aufruf: python pruefen.py {source}.txt", en="Run it: python check.py {source}.txt"),
    "check.all": Text(
        de="Wer den Studienordner hat, prüft alle Zahlen dieser Quelle auf einmal:",
        en="Who has the study folder checks all figures of this source at once:",
    ),
    "cite": Text(de="Zitieren", en="Cite"),
    "cite.version": Text(de="Version {version}.", en="Version {version}."),
    "cite.sentence": Text(de="{sentence} (Quelle: {source}, {iri})", en="{sentence} (Source: {source}, {iri})"),
    "cite.as-sentence": Text(de="Als Satz mit Quelle", en="As a sentence with its source"),
    "cite.as-reference": Text(de="Als Literaturangabe", en="As a reference"),
    "cite.as-link": Text(de="Als Link", en="As a link"),
    "copy": Text(de="Kopieren", en="Copy"),
    "copied": Text(de="Kopiert", en="Copied"),
    "evidence.locator": Text(de="Stelle", en="Place"),
    "evidence.token": Text(de="Zahl, wie gedruckt", en="Number as printed"),
    "evidence.span": Text(de="Zeichen der Zahl", en="Characters of the number"),
    "evidence.sentence": Text(de="Zeichen des Satzes", en="Characters of the sentence"),
    "evidence.span.value": Text(
        de="{start} bis {end} (ab 0 gezählt, ohne das letzte)", en="{start} to {end} (counted from 0, end exclusive)"
    ),
    "evidence.no-span": Text(de="nur die Fundstelle, keine Zeichenposition", en="the place only, no character position"),
    "evidence.sentence-digest": Text(de="SHA-256 des Satzes", en="SHA-256 of the sentence"),
    "evidence.source-digest": Text(de="SHA-256 des Textes", en="SHA-256 of the text"),
    "evidence.stated": Text(de="Angabe", en="Stated value"),
    # Sources
    "source.id": Text(de="Kennung", en="Id"),
    "source.author": Text(de="Verfasser", en="Author"),
    "source.publisher": Text(de="Herausgeber", en="Publisher"),
    "source.citation": Text(de="Angabe zum Zitieren", en="Citation"),
    "source.date": Text(de="Erschienen", en="Published"),
    "source.address": Text(de="Adresse", en="Address"),
    "source.read": Text(de="Gelesen", en="Read"),
    "source.rights": Text(de="Rechte", en="Rights"),
    "source.copy-of": Text(de="Abdruck von", en="Print of"),
    "source.copies": Text(de="Abdrucke dieses Textes", en="Prints of this text"),
    "source.copies.why": Text(
        de="Übereinstimmung von Abdrucken ist keine Bestätigung.", en="Agreement of copies is not confirmation."
    ),
    "source.length": Text(de="Zeichen", en="Characters"),
    "source.findings": Text(de="Zahlen aus dieser Quelle", en="Figures from this source"),
    "source.findings.none": Text(de="Keine Zahl führt auf diese Quelle.", en="No figure leads to this source."),
}
