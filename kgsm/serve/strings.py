"""Every sentence of the interface, in German and English, by key. What is in braces is filled in."""

from typing import Final

from kgsm.text import Text

LANGUAGE_NAMES: Final = {"de": "Deutsch", "en": "English"}

STRINGS: Final[dict[str, Text]] = {
    # Frame
    "skip": Text(de="Zum Inhalt springen", en="Skip to content"),
    "menu": Text(de="Hauptmenü", en="Main menu"),
    "menu.results": Text(de="Ergebnisse", en="Results"),
    "menu.home": Text(de="Datensätze", en="Datasets"),
    "menu.imprint": Text(de="Impressum", en="Legal notice"),
    "menu.privacy": Text(de="Datenschutz", en="Privacy"),
    "menu.accessibility": Text(de="Barrierefreiheit", en="Accessibility"),
    "menu.barrier": Text(de="Barriere melden", en="Report a barrier"),
    "menu.contact": Text(de="Kontakt", en="Contact"),
    "menu.changes": Text(de="Änderungen", en="Changes"),
    "search": Text(de="Suche", en="Search"),
    "search.go": Text(de="Suchen", en="Search"),
    "search.hint": Text(de="Befunde, Begriffe, Datensätze", en="Findings, concepts, datasets"),
    "search.title": Text(de="Alle Ergebnisse nach Thema", en="All results by theme"),
    "search.title.of": Text(de="Suche: {question}", en="Search: {question}"),
    "search.count": Text(de="{count} Treffer", en="{count} hits"),
    "search.count.one": Text(de="1 Treffer", en="1 hit"),
    "search.none": Text(de="Dazu ist hier nichts zu finden.", en="Nothing is found here for this."),
    "search.proposal": Text(de="Meinten Sie:", en="Did you mean:"),
    "search.themes": Text(de="Alle Ergebnisse nach Thema", en="All results by theme"),
    "search.empty": Text(
        de="Hier sind noch keine Befunde in Worten veröffentlicht.", en="No findings in words have been published here yet."
    ),
    "search.contact": Text(de="Fehlt hier etwas?", en="Is something missing here?"),
    "sort.finding": Text(de="Befund", en="Finding"),
    "sort.dataset": Text(de="Datensatz", en="Dataset"),
    "sort.concept": Text(de="Begriff", en="Concept"),
    "sort.code_list": Text(de="Codeliste", en="Code list"),
    "sort.page": Text(de="Seite", en="Page"),
    "menu.codes": Text(de="Codelisten", en="Code lists"),
    "menu.sparql": Text(de="SPARQL", en="SPARQL"),
    "menu.downloads": Text(de="Downloads", en="Downloads"),
    "menu.catalog": Text(de="Katalog", en="Catalogue"),
    "menu.vocabulary": Text(de="Vokabular", en="Vocabulary"),
    "menu.about": Text(de="Über", en="About"),
    "languages": Text(de="Sprache", en="Language"),
    "where": Text(de="Wo Sie sind", en="Where you are"),
    "formats": Text(de="Diese Seite für Programme", en="This page for programs"),
    "iri": Text(de="Dauerhafte Adresse (IRI)", en="Permanent address (IRI)"),
    "footer.release": Text(de="Stand der Veröffentlichung {digest}", en="Release {digest}"),
    "footer.software": Text(de="kgsm {version}", en="kgsm {version}"),
    # Words that several pages use
    "key-facts": Text(de="Auf einen Blick", en="Key facts"),
    "study": Text(de="Studie", en="Study"),
    "studies": Text(de="Studien", en="Studies"),
    "dataset": Text(de="Datensatz", en="Dataset"),
    "datasets": Text(de="Datensätze", en="Datasets"),
    "findings": Text(de="Befunde", en="Findings"),
    "finding": Text(de="Befund", en="Finding"),
    "title": Text(de="Titel", en="Title"),
    "question": Text(de="Frage", en="Question"),
    "value": Text(de="Wert", en="Value"),
    "unit.point": Text(de="{number} Prozentpunkt", en="{number} percentage point"),
    "unit.points": Text(de="{number} Prozentpunkte", en="{number} percentage points"),
    "base": Text(de="Basis", en="Base"),
    "base.size": Text(de="n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{size}", en="n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{size}"),
    "base.of": Text(de="{count} von {size}", en="{count} of {size}"),
    "base.is": Text(de="Basis: {base}", en="base: {base}"),
    "base.status": Text(de="Angabe der Basis", en="How the base is known"),
    "exactness": Text(de="Genauigkeit", en="Exactness"),
    "origin": Text(de="Herkunft", en="Origin"),
    "status": Text(de="Status", en="Status"),
    "figure": Text(de="Kennung", en="Figure"),
    "note": Text(de="Anmerkung", en="Note"),
    "licence": Text(de="Lizenz", en="Licence"),
    "publisher": Text(de="Herausgeber der Daten", en="Publisher of the data"),
    "creators": Text(de="Urheber der Erhebungen", en="Makers of the surveys"),
    "homepage": Text(de="Website", en="Website"),
    "contact": Text(de="Kontakt", en="Contact"),
    "version": Text(de="Version", en="Version"),
    "issued": Text(de="Veröffentlicht", en="Published"),
    "modified": Text(de="Geändert", en="Changed"),
    "period": Text(de="Zeitraum", en="Period"),
    "period.both": Text(de="{start} bis {end}", en="{start} to {end}"),
    "period.from": Text(de="ab {start}", en="from {start}"),
    "period.until": Text(de="bis {end}", en="until {end}"),
    "keywords": Text(de="Schlagwörter", en="Keywords"),
    "code": Text(de="Code", en="Code"),
    "label": Text(de="Bezeichnung", en="Label"),
    "language": Text(de="Sprache", en="Language"),
    "source": Text(de="Quelle", en="Source"),
    "sources": Text(de="Quellen", en="Sources"),
    "type": Text(de="Art", en="Kind"),
    "downloads": Text(de="Herunterladen", en="Downloads"),
    "missing": Text(de="kein Wert", en="no value"),
    # Home
    "home.title": Text(de="Jede Zahl mit ihrer Fundstelle", en="Every number with its source"),
    "home.lead": Text(
        de="Ergebnisse von Umfragen als verlinkte offene Daten: mit Frage, Basis, Genauigkeit und der Stelle der Quelle, an der die Zahl steht.",
        en="Results of surveys as linked open data: with question, base, exactness and the place in the source where the number stands.",
    ),
    "home.none": Text(de="Hier ist noch keine Studie veröffentlicht.", en="No study has been published here yet."),
    "home.doors": Text(de="Wohin möchten Sie?", en="Where to?"),
    "home.search": Text(de="Was möchten Sie nachschlagen?", en="What would you like to look up?"),
    "home.highlights": Text(de="Befunde", en="Findings"),
    "home.newsrooms": Text(de="Für Redaktionen", en="For newsrooms"),
    "home.newsrooms.text": Text(
        de="Jede Zahl hat eine Seite: der Befund als Satz, von wem er gilt, wo er steht, und die Angabe zum Zitieren.",
        en="Every number has a page: the finding as a sentence, of whom it is true, where it stands, and how to cite it.",
    ),
    "home.offices": Text(de="Für Verwaltungen", en="For public offices"),
    "home.offices.text": Text(
        de="Der Katalog nach DCAT-AP.de mit der Adresse zum Abholen; mit kgsm lassen sich eigene Befunde ebenso veröffentlichen.",
        en="The DCAT-AP.de catalogue with the address to harvest; kgsm publishes findings of your own in the same way.",
    ),
    "home.developers": Text(de="Für Entwickler", en="For developers"),
    "home.developers.text": Text(
        de="Ein SPARQL-Endpunkt, ganze Dateien, und jede Adresse in Turtle, JSON-LD und mehr; zum Anfang diese Zeile:",
        en="A SPARQL endpoint, whole files, and every address in Turtle, JSON-LD and more; to begin with, this line:",
    ),
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
        de="Die Prüfung hat nichts gefunden, was der Veröffentlichung im Weg steht, und merkt dies an:",
        en="The check has found nothing that stands in the way of publication, and remarks this:",
    ),
    "catalog.report": Text(de="Prüfbericht (SHACL)", en="Validation report (SHACL)"),
    # Study
    "study.method": Text(
        de="Wie die Zahlen zustande kamen und was sie nicht zeigen", en="How the figures came about and what they do not show"
    ),
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
        de="Die einzelnen Befunde werden gerade geladen. Bis dahin fehlen sie auf den Seiten, in der Suche und am SPARQL-Endpunkt; "
        "die Dateien sind vollständig.",
        en="The single findings are being loaded. Until then they are missing on the pages, in the search and at the SPARQL "
        "endpoint; the files are complete.",
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
    # About
    "about.title": Text(de="Über diese Seiten", en="About these pages"),
    "about.what": Text(
        de="Diese Seiten zeigen statistische Befunde als verlinkte offene Daten. Jeder Befund ist eine Beobachtung in einem RDF Data Cube und sagt, von wem er gilt, wie genau er ist und wo er steht.",
        en="These pages show statistical findings as linked open data. Each finding is an observation in an RDF Data Cube and says of whom it is true, how exact it is and where it stands.",
    ),
    "about.reading": Text(de="Wie eine Zahl zu lesen ist", en="How to read a figure"),
    "about.reading.base": Text(
        de="Die Basis sagt, wer zusammen 100 % ist. Ist sie nicht angegeben, steht das da; geraten wird nichts.",
        en="The base says who together are 100%. Where it is not given, that is said; nothing is guessed.",
    ),
    "about.reading.exactness": Text(
        de="Die Genauigkeit sagt, ob die Quelle gerundet, geschätzt oder ein Zahlwort benutzt hat.",
        en="The exactness says whether the source rounded, estimated or used a word for a number.",
    ),
    "about.reading.origin": Text(
        de="Berichtete Zahlen stehen in einer Quelle. Berechnete tragen ihre Formel und führen zu den Zahlen, aus denen sie folgen.",
        en="Reported figures stand in a source. Computed ones carry their formula and lead to the figures they follow from.",
    ),
    "about.reading.evidence": Text(
        de="Der Beleg nennt Quelle, Stelle und, wo bekannt, die Zeichen im Text. Sätze der Quellen werden nicht wiedergegeben.",
        en="The evidence names source, place and, where known, the characters of the text. Sentences of the sources are not reproduced.",
    ),
    "about.programs": Text(de="Für Programme", en="For programs"),
    "about.programs.text": Text(
        de="Jede Adresse antwortet auch in Turtle, JSON-LD, N-Triples und RDF/XML: nach der Kopfzeile Accept, mit ?format= oder mit der Endung .ttl, .jsonld, .nt, .rdf.",
        en="Every address also answers in Turtle, JSON-LD, N-Triples and RDF/XML: by the header Accept, with ?format= or with the suffix .ttl, .jsonld, .nt, .rdf.",
    ),
    "api.title": Text(de="Zeilen per Adresse, ohne SPARQL", en="Rows by address, without SPARQL"),
    "api.lead": Text(
        de="Jeder Datensatz gibt die Zeilen heraus, nach denen eine Adresse fragt: gefiltert nach Codes, in zehn Formaten, ohne Anmeldung.",
        en="Each dataset gives the rows that an address asks for: filtered by codes, in ten formats, without registration.",
    ),
    "api.address": Text(de="Woraus die Adresse besteht", en="What the address is made of"),
    "api.address.text": Text(
        de="Studie, Datensatz und Format, dahinter Dimensionen mit Codes. Mehrere Codes trennt ein Komma, mehrere Dimensionen ein &. Was es nicht gibt, wird mit Status 400 abgelehnt; die Antwort nennt, was es gibt.",
        en="Study, dataset and format, then dimensions with codes. A comma separates several codes, & several dimensions. What there is not is refused with status 400; the answer names what there is.",
    ),
    "api.pattern": Text(de="Muster", en="Pattern"),
    "api.example": Text(de="Beispiel", en="Example"),
    "api.formats": Text(de="Formate", en="Formats"),
    "api.openapi": Text(de="OpenAPI 3.1", en="OpenAPI 3.1"),
    "api.openapi.text": Text(
        de="Dieses Dokument beschreibt alle Adressen so, dass Programme daraus Aufrufe und Formulare machen können.",
        en="This document describes all addresses, so that programs can make calls and forms of it.",
    ),
    "api.structures": Text(de="Was gefragt werden kann", en="What can be asked"),
    "api.structures.text": Text(
        de="Die Struktur eines Datensatzes nennt seine Dimensionen und Codes, mit Bezeichnungen auf Deutsch und Englisch.",
        en="The structure of a dataset names its dimensions and codes, with labels in German and English.",
    ),
    "api.structure": Text(de="Datensätze", en="Datasets"),
    "about.report-error": Text(
        de="Eine Zahl ist falsch, eine Quelle fehlt? Nennen Sie die Adresse der Seite oder die Kennung der Zahl, die Stelle der Quelle und was dort steht.",
        en="Is a figure wrong, or a source missing? Name the address of the page or the id of the figure, the place in the source, and what it says there.",
    ),
    "method.title": Text(de="Methode", en="Method"),
    "method.lead": Text(
        de="Wie die Zahlen jeder Studie zustande kamen, gelesen und geprüft wurden, und was sie nicht zeigen.",
        en="How the figures of each study came about, were read and checked, and what they do not show.",
    ),
    "method.contradictions": Text(de="Wo Quellen einander widersprechen", en="Where sources contradict each other"),
    "method.contradictions.why": Text(
        de="Zu diesen Befunden nennt mindestens eine Quelle einen anderen Wert; die Seite des Befunds sagt, welche.",
        en="For these findings at least one source gives another value; the page of the finding says which.",
    ),
    "change.gone": Text(de="zurückgezogen.", en="withdrawn."),
    "change.successor": Text(de="An seiner Stelle:", en="In its place:"),
    "change.values": Text(de="bisher {former}, jetzt {present}", en="before {former}, now {present}"),
    "observation.changes": Text(de="Verlauf dieser Zahl", en="History of this figure"),
    "changes.title": Text(de="Versionen", en="Versions"),
    "changes.lead": Text(
        de="Wann jede Studie veröffentlicht und zuletzt geändert wurde, und welche Zahlen seither berichtigt oder zurückgezogen wurden. Dieselbe Studie ergibt immer dieselben Bytes: Was sich geändert hat, zeigt ein Vergleich der Dateien zweier Versionen.",
        en="When each study was published and last changed, and which figures have been corrected or withdrawn since. The same study always gives the same bytes: a comparison of the files of two versions shows what has changed.",
    ),
    "operator": Text(de="Betreiber dieser Seiten", en="Operator of these pages"),
    "operator.address": Text(de="Anschrift", en="Postal address"),
    "operator.email": Text(de="E-Mail oder Formular", en="E-mail or form"),
    "operator.phone": Text(de="Telefon", en="Telephone"),
    "operator.missing": Text(
        de="Wer diese Kopie betreibt, ist hier nicht vollständig eingetragen. Das ist Sache des Betreibers (--site).",
        en="Who runs this copy has not been filled in here completely. That is up to the operator (--site).",
    ),
    "operator.unfilled": Text(de="Vom Betreiber nicht ausgefüllt.", en="Not filled in by the operator."),
    "privacy.software": Text(de="Was die Software tut", en="What the software does"),
    "privacy.software.text": Text(
        de="Diese Seiten setzen keine Cookies, laden nichts von anderen Servern, und zählen keine Besuche. Antworten hält der Server im Arbeitsspeicher, ohne zu vermerken, wer gefragt hat. Die Adresse eines Rechners hält der Server nur, solange er dessen Abfrage beantwortet, um gleichzeitige Abfragen zu begrenzen.",
        en="These pages set no cookies, load nothing from other servers, and count no visits. The server keeps answers in memory, without noting who asked. It keeps a computer's address only while it answers its query, to limit queries at the same time.",
    ),
    "privacy.log": Text(de="Protokoll des Servers", en="The server's log"),
    "privacy.log.days": Text(de="Das Protokoll wird nach {days} Tagen gelöscht.", en="The log is deleted after {days} days."),
    "privacy.log.unknown": Text(
        de="Ob und wie lange Zugriffe protokolliert werden, hat der Betreiber nicht angegeben.",
        en="The operator has not said whether and how long accesses are logged.",
    ),
    "accessibility.title": Text(de="Erklärung zur Barrierefreiheit", en="Accessibility statement"),
    "accessibility.status": Text(de="Stand der Vereinbarkeit", en="Conformance status"),
    "accessibility.full": Text(
        de="Diese Seiten sind mit den Anforderungen vollständig vereinbar.", en="These pages conform fully to the requirements."
    ),
    "accessibility.partial": Text(
        de="Diese Seiten sind mit den Anforderungen teilweise vereinbar.", en="These pages conform to the requirements in part."
    ),
    "accessibility.none": Text(
        de="Diese Seiten sind mit den Anforderungen nicht vereinbar.", en="These pages do not conform to the requirements."
    ),
    "accessibility.unknown": Text(
        de="Der Betreiber hat den Stand nicht angegeben; diese Seite ist deshalb noch keine gültige Erklärung.",
        en="The operator has not stated the status; this page is therefore no valid statement yet.",
    ),
    "accessibility.exceptions": Text(de="Nicht barrierefreie Inhalte und Gründe", en="Content that is not accessible, and why"),
    "accessibility.method": Text(de="Wie geprüft wurde", en="How it was assessed"),
    "accessibility.tested": Text(de="Geprüft am", en="Assessed on"),
    "accessibility.software": Text(de="Wie die Software gebaut ist", en="How the software is built"),
    "accessibility.software.text": Text(
        de="kgsm zielt auf WCAG 2.2, Stufe AA: Alles geht ohne JavaScript und mit der Tastatur, jede Grafik steht auch als Zahl im Text, Schrift und Zeichen haben genug Kontrast, hell und dunkel. Das ist ein Ziel und keine Prüfung dieser Kopie.",
        en="kgsm aims at WCAG 2.2, level AA: everything works without JavaScript and by keyboard, every graphic also stands as a number in the text, text and marks have enough contrast, light and dark. This is an aim and no assessment of this copy.",
    ),
    "accessibility.report": Text(de="Melden Sie Barrieren an diese Adresse:", en="Report barriers to this address:"),
    "accessibility.enforcement": Text(de="Durchsetzungsstelle", en="Enforcement body"),
    "about.errors": Text(de="Fehlermeldungen", en="Error messages"),
    "about.errors.text": Text(
        de="Programme erhalten Fehler als application/problem+json (RFC 9457); ihr type führt auf einen dieser Absätze.",
        en="Programs get errors as application/problem+json (RFC 9457); their type leads to one of these paragraphs.",
    ),
    "about.data": Text(de="Daten und Rechte", en="Data and rights"),
    "about.data.text": Text(
        de="Jede Studie nennt ihre Lizenz und ihre Herausgeber. Diese Seiten setzen keine Cookies und laden nichts von anderen Servern.",
        en="Each study names its licence and its publishers. These pages set no cookies and load nothing from other servers.",
    ),
    # Any other resource
    "resource.parts": Text(de="Was dazugehört", en="What belongs to it"),
    # Errors
    "error.400": Text(de="Die Anfrage ist nicht richtig", en="The request is not right"),
    "error.401": Text(de="Schreiben darf, wer das Kennwort hat", en="Writing needs the token"),
    "error.404": Text(de="Hier ist nichts", en="There is nothing here"),
    "error.405": Text(de="Diese Methode geht hier nicht", en="This method does not work here"),
    "error.406": Text(de="In diesem Format gibt es das nicht", en="This does not exist in that format"),
    "error.successor": Text(de="An seiner Stelle", en="In its place"),
    "error.410": Text(de="Das gibt es nicht mehr", en="This is gone"),
    "error.412": Text(de="Inzwischen ist es anders", en="It is different by now"),
    "error.413": Text(de="Die Anfrage ist zu groß", en="The request is too large"),
    "error.414": Text(de="Die Adresse ist zu lang", en="The address is too long"),
    "error.415": Text(de="Diese Art von Anfrage wird nicht verstanden", en="This kind of request is not understood"),
    "error.416": Text(de="Diesen Teil der Datei gibt es nicht", en="There is no such part of the file"),
    "error.408": Text(de="Die Anfrage kam nicht vollständig an", en="The request did not arrive in time"),
    "error.422": Text(de="Das widerspricht den Regeln für diese Daten", en="This does not conform to the shapes of these data"),
    "error.429": Text(de="Zu viele Abfragen auf einmal", en="Too many queries at once"),
    "error.500": Text(de="Hier ist ein Fehler passiert", en="Something went wrong here"),
    "error.502": Text(de="Der Speicher der Daten antwortet nicht", en="The store of the data does not answer"),
    "error.503": Text(de="Das dauert gerade zu lange", en="This takes too long at the moment"),
    "error.504": Text(de="Ein anderer Server antwortet nicht", en="Another server does not answer"),
    "error.do.401": Text(de="Es steht in der Kopfzeile Authorization.", en="It stands in the header Authorization."),
    "error.do.410": Text(
        de="Es wurde zurückgezogen. Was an seiner Stelle steht, ist unten genannt, wenn es das gibt.",
        en="It was withdrawn. What stands in its place is named below, if there is anything.",
    ),
    "error.do.412": Text(de="Laden Sie es neu.", en="Load it again."),
    "error.do.422": Text(de="Der Bericht sagt, wo.", en="The report says where."),
    "error.do.504": Text(de="Bitte versuchen Sie es später noch einmal.", en="Please try again later."),
    "error.do.400": Text(
        de="Prüfen Sie die Angaben in der Adresse oder in der Abfrage.", en="Check what the address or the query says."
    ),
    "error.do.404": Text(
        de="Die Suche oben und die Übersicht der Studien helfen weiter.", en="The search above and the list of studies help."
    ),
    "error.do.405": Text(de="Lesen geht mit GET und HEAD.", en="GET and HEAD read."),
    "error.do.406": Text(de="Wählen Sie eines der Formate.", en="Choose one of the formats."),
    "error.do.413": Text(de="Schicken Sie eine kürzere Abfrage.", en="Send a shorter query."),
    "error.do.414": Text(de="Schicken Sie lange Abfragen mit POST.", en="Send long queries by POST."),
    "error.do.415": Text(
        de="Abfragen kommen als Formular (application/x-www-form-urlencoded) oder als application/sparql-query in UTF-8.",
        en="Queries come as a form (application/x-www-form-urlencoded) or as application/sparql-query in UTF-8.",
    ),
    "error.do.416": Text(de="Laden Sie die ganze Datei.", en="Load the whole file."),
    "error.do.408": Text(de="Schicken Sie die Anfrage noch einmal.", en="Send the request again."),
    "error.do.429": Text(
        de="Warten Sie, bis Ihre anderen Abfragen beantwortet sind.", en="Wait until your other queries are answered."
    ),
    "error.do.500": Text(
        de="Bitte versuchen Sie es später noch einmal; der Fehler steht im Protokoll des Servers.",
        en="Please try again later; the error is in the server's log.",
    ),
    "error.do.502": Text(de="Bitte versuchen Sie es später noch einmal.", en="Please try again later."),
    "error.do.503": Text(
        de="Bitte versuchen Sie es später oder mit einer einfacheren Abfrage.",
        en="Please try again later, or with a simpler query.",
    ),
    "error.unknown-language": Text(
        de="Die Sprache '{found}' gibt es hier nicht. Möglich: de, en.",
        en="There is no language '{found}' here. Possible: de, en.",
    ),
    # A copy of the pages for a host that runs no program
    "static.search": Text(
        de="Ohne JavaScript kann diese Kopie nicht suchen. Hier stehen alle Ergebnisse nach Thema.",
        en="Without JavaScript this copy cannot search. Here are all results by theme.",
    ),
    "static.filter": Text(
        de="Eine Auswahl gibt es in dieser Kopie nicht; alle Zeilen stehen in den Dateien unten.",
        en="This copy has no selection; all rows are in the files below.",
    ),
    "static.query.why": Text(
        de="Die Abfrage hinter der Tabelle, mit ihrem Ergebnis.", en="The query behind the table, with its result."
    ),
    "static.code.why": Text(de="So lesen Programme die Tabelle.", en="How programs read the table."),
    "static.developers": Text(
        de="Ganze Dateien, jede Adresse in Turtle, JSON-LD und mehr, und beantwortete SPARQL-Abfragen.",
        en="Whole files, every address in Turtle, JSON-LD and more, and SPARQL queries with their answers.",
    ),
    "static.programs": Text(
        de="Zu jeder dauerhaften Adresse (IRI) gibt es Dateien in Turtle, JSON-LD, N-Triples und RDF/XML: mit der Endung .ttl, .jsonld, .nt, .rdf.",
        en="For every permanent address (IRI) there are files in Turtle, JSON-LD, N-Triples and RDF/XML: with the suffix .ttl, .jsonld, .nt, .rdf.",
    ),
    "static.harvest": Text(
        de="Dies ist die dauerhafte Adresse des Katalogs. Wo sie Programmen nicht mit Turtle antwortet, holen diese eine der Dateien:",
        en="This is the permanent address of the catalogue. Where it does not answer programs in Turtle, they take one of the files:",
    ),
    "static.privacy": Text(
        de="Diese Seiten setzen keine Cookies, laden nichts von anderen Servern, und zählen keine Besuche. Gesucht wird in Ihrem Browser; die gesuchten Wörter stehen aber in der Adresse, die der Server zu sehen bekommt.",
        en="These pages set no cookies, load nothing from other servers, and count no visits. Your browser does the searching; yet the words that are sought stand in the address, which the server gets to see.",
    ),
    "static.sparql": Text(
        de="Dies ist eine Kopie ohne Server: Die Fragen hier sind beantwortet, neue Abfragen nimmt sie nicht an. Wer selbst fragen will, lädt die ganze Studie in ein Programm für SPARQL.",
        en="This is a copy without a server: the questions here are answered, and it takes no new queries. Who wants to ask loads the whole study into a program for SPARQL.",
    ),
    "static.in-page": Text(
        de="Dies ist eine Kopie ohne Server: Die Fragen hier sind beantwortet, und eigene Abfragen beantwortet Ihr Browser selbst. Bei der ersten lädt er dafür {size}; die Abfrage verlässt Ihren Rechner nicht.",
        en="This is a copy without a server: the questions here are answered, and your browser answers queries of your own by itself. For the first one it loads {size}; the query does not leave your computer.",
    ),
    "sparql.loading": Text(de="Lädt: {done} von {total} MB", en="Loading: {done} of {total} MB"),
    "sparql.running": Text(de="Die Abfrage läuft.", en="The query is running."),
    "sparql.too-long": Text(de="Nach {seconds} Sekunden abgebrochen.", en="Stopped after {seconds} seconds."),
    "sparql.too-many": Text(
        de="Das Ergebnis hat zu viele Zeilen für diese Seite. LIMIT begrenzt sie.",
        en="The result has too many rows for this page. LIMIT bounds them.",
    ),
    "sparql.not-here": Text(
        de="Dieser Browser kann hier keine Abfragen beantworten, oder die Daten sind nicht zu laden.",
        en="This browser cannot answer queries here, or the data cannot be loaded.",
    ),
    "feed.subscribe": Text(de="Neue Veröffentlichungen abonnieren (Atom)", en="Subscribe to new releases (Atom)"),
    "feed": Text(de="Veröffentlichungen", en="Releases"),
    "error.unknown-format": Text(de="Das Format '{found}' gibt es hier nicht.", en="There is no format '{found}' here."),
    "error.unknown-page": Text(de="Die Seite '{found}' gibt es nicht.", en="There is no page '{found}'."),
    "error.unknown-profile": Text(
        de="Das Profil '{found}' gibt es hier nicht. Bekannt sind: {known}.",
        en="There is no profile '{found}' here. Known are: {known}.",
    ),
    "error.empty-catalog": Text(
        de="Der Katalog führt noch keine Studie auf; was Portale schon kennen, sollen sie behalten.",
        en="The catalog lists no study yet; what portals know already they shall keep.",
    ),
    "cube.structure": Text(de="Dimensionen und Codes dieses Datensatzes", en="Dimensions and codes of this dataset"),
    "cube.too-many-rows": Text(
        de="Eine Excel-Mappe auf Anfrage fasst {most} Zeilen, hier sind es {found}. Fragen Sie nach weniger, oder nehmen Sie CSV oder Parquet.",
        en="A workbook on request holds {most} rows; here are {found}. Ask for less, or take CSV or Parquet.",
    ),
    "error.unknown-code": Text(
        de="„{name}“ kennt den Code '{found}' nicht. Möglich: {possible}.",
        en="'{name}' has no code '{found}'. Possible: {possible}.",
    ),
    "error.suggestions": Text(de="Vielleicht meinen Sie", en="Perhaps you mean"),
}


def say(key: str, language: str, **values: object) -> str:
    """Return the sentence `key` in a language, its braces filled."""
    return STRINGS[key].in_language(language).format(**values)
