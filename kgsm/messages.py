"""Every problem code with its sentence in German and English: what was found, and what would be right.

Sentences are filled by `kgsm.problems.problem`. Codes are stable: they are never renamed, and never used for a second
meaning. The README's table and the broken studies in tests/ are compared with this one.
"""

from typing import Final

MESSAGES: Final[dict[str, dict[str, str]]] = {
    # The folder and its files
    "no-study": {
        "de": "Hier gibt es keine study.toml. Ein Studienordner enthält study.toml, sources.csv, tables/ und codes/; „kgsm new ORDNER“ legt einen an.",
        "en": "There is no study.toml here. A study folder holds study.toml, sources.csv, tables/ and codes/; 'kgsm new FOLDER' makes one.",
    },
    "missing-file": {
        "de": "Die Datei '{found}' fehlt. {why}",
        "en": "The file '{found}' is missing. {why}",
    },
    "outside-folder": {
        "de": "'{found}' führt aus dem Studienordner hinaus. Pfade sind relativ und bleiben in ihm.",
        "en": "'{found}' leads out of the study folder. Paths are relative and stay inside it.",
    },
    "wrong-encoding": {
        "de": "Die Datei ist nicht UTF-8 ({found}). {how}",
        "en": "The file is not UTF-8 ({found}). {how}",
    },
    "broken-toml": {
        "de": "Die TOML-Datei lässt sich nicht lesen: {found}.",
        "en": "The TOML file cannot be read: {found}.",
    },
    "broken-csv": {
        "de": "Diese Zeile lässt sich nicht als CSV lesen: {found}.",
        "en": "This row cannot be read as CSV: {found}.",
    },
    "unreadable-table": {
        "de": "Die Datei lässt sich nicht lesen: {found}.",
        "en": "The file cannot be read: {found}.",
    },
    "unsupported-type": {
        "de": "Die Spalte '{found}' hat den Typ {type}, für den es in CSV keine Zelle gibt. Es gehen {right}.",
        "en": "The column '{found}' has the type {type}, which is no cell of CSV. What works: {right}.",
    },
    "changed-file": {
        "de": "Die Datei hat sich geändert, während sie gelesen wurde. Derselbe Befehl liest sie neu, wenn niemand mehr in sie schreibt.",
        "en": "The file changed while it was being read. The same command reads it anew, once nobody writes to it any more.",
    },
    "too-many-columns": {
        "de": "Die Zeile hat {found} Zellen, die Kopfzeile {right}. Steht ein Trennzeichen in einem Text ohne Anführungszeichen?",
        "en": "The row has {found} cells, the header {right}. Is there a separator in a text without quotation marks?",
    },
    "too-few-columns": {
        "de": "Die Zeile hat {found} Zellen, die Kopfzeile {right}. Leere Zellen brauchen ihr Trennzeichen.",
        "en": "The row has {found} cells, the header {right}. Empty cells need their separator.",
    },
    "cell-too-long": {
        "de": "Hier stehen {found} Zeichen; {right} sind erlaubt.",
        "en": "There are {found} characters here; {right} are allowed.",
    },
    "control-character": {
        "de": "Hier steht ein Steuerzeichen ({found}). Erlaubt sind Tabulator und Zeilenende.",
        "en": "There is a control character here ({found}). Allowed are tab and line end.",
    },
    "formula-cell": {
        "de": "'{found}' würde in einem Tabellenprogramm als Formel ausgeführt. Kein Text beginnt mit =, +, - oder @.",
        "en": "'{found}' would run as a formula in a spreadsheet. No text starts with =, +, - or @.",
    },
    "empty-table": {
        "de": "Die Tabelle hat keine Zeile unter der Kopfzeile.",
        "en": "The table has no row below its header.",
    },
    "more-of-the-same": {
        "de": "Weitere {found} Stellen dieser Datei haben denselben Fehler [{right}].",
        "en": "{found} more places in this file have the same fault [{right}].",
    },
    "unused-file": {
        "de": "Kein Schlüssel in study.toml führt zu dieser Datei, also wird sie nicht gelesen. {why}",
        "en": "No key of study.toml leads to this file, so it is not read. {why}",
    },
    # study.toml
    "unknown-key": {
        "de": "Den Schlüssel '{found}' gibt es hier nicht.{hint}",
        "en": "There is no key '{found}' here.{hint}",
    },
    "missing-key": {
        "de": "Der Schlüssel '{found}' fehlt. {why}",
        "en": "The key '{found}' is missing. {why}",
    },
    "wrong-type": {
        "de": "'{found}' passt hier nicht. Richtig ist {right}.",
        "en": "'{found}' is not right here: it must be {right}.",
    },
    "wrong-licence": {
        "de": "'{found}' steht so nicht in der Lizenzliste von DCAT-AP.de; Portale erkennen die Lizenz dann nicht.{hint}",
        "en": "'{found}' is not written as in DCAT-AP.de's list of licences; portals do not know the licence then.{hint}",
    },
    "no-contributor": {
        "de": 'Eine contributor_id ist nicht angegeben. Nur GovData vergibt sie (info@govdata.de); ohne sie ist der Katalog im Übrigen gültig, und GovData ergänzt sie beim Abholen. Mit contributor_id = "" ist das zur Kenntnis genommen.',
        "en": 'No contributor_id is given. Only GovData issues it (info@govdata.de); without it the catalog is valid all the same, and GovData adds it when it harvests. contributor_id = "" takes note of it.',
    },
    "unusual-place": {
        "de": "'{found}' steht in keiner Ortsliste, die Portale kennen. Nennen Sie das Land der EU-Liste (http://publications.europa.eu/resource/authority/country/DEU) und den Ort bei GeoNames (https://sws.geonames.org/…/).",
        "en": "'{found}' is in no list of places that portals know. Name the country of the EU table (http://publications.europa.eu/resource/authority/country/DEU) and the place at GeoNames (https://sws.geonames.org/…/).",
    },
    "internal-base": {
        "de": "Den Namen '{found}' kennt nur Ihr eigenes Netz. Portale übernehmen diese Adressen und erreichen dann nichts; nehmen Sie den öffentlichen Namen.",
        "en": "Only your own network knows the name '{found}'. Portals take over these addresses and reach nothing; take the public name.",
    },
    "version-in-id": {
        "de": "Die id '{found}' nennt die Version {right}. Mit der nächsten Version hieße die Studie anders, und Portale löschten sie und legten sie neu an. Die Version steht nur in 'version'.",
        "en": "The id '{found}' names the version {right}. The next version would be called otherwise, and portals would delete the study and add it anew. The version stands in 'version' alone.",
    },
    "duplicate-study": {
        "de": "Diese Studie hat dieselbe Kennung wie '{right}': {found}. Für Portale wären beide ein und derselbe Datensatz. Geben Sie einer von beiden eine andere 'id'.",
        "en": "This study has the same identifier as '{right}': {found}. To portals both would be one dataset. Give one of them another 'id'.",
    },
    "wrong-choice": {
        "de": "'{found}' steht nicht zur Wahl. Möglich: {right}.{hint}",
        "en": "'{found}' is not one of the choices. Possible: {right}.{hint}",
    },
    "missing-language": {
        "de": "Der Text fehlt auf {right}. Jeder Titel, jede Frage, jede Anmerkung steht auf Deutsch und Englisch.",
        "en": "The text is missing in {right}. Every title, question and note stands in German and English.",
    },
    "wrong-iri": {
        "de": "'{found}' ist keine IRI: {why}",
        "en": "'{found}' is not an IRI: {why}",
    },
    "wrong-base": {
        "de": "Die Basis-IRI '{found}' muss mit http:// oder https:// beginnen und mit / enden, ohne ? und #.",
        "en": "The base IRI '{found}' must begin with http:// or https:// and end with /, without ? and #.",
    },
    "wrong-name": {
        "de": "'{found}' kann nicht Teil einer IRI sein. Erlaubt: Buchstaben ohne Umlaute, Ziffern, '-', '_', '.'; am Anfang Buchstabe oder Ziffer.",
        "en": "'{found}' cannot be part of an IRI. Allowed: letters A to Z, digits, '-', '_', '.'; a letter or digit first.",
    },
    "reserved-name": {
        "de": "'{found}' ist vergeben: {why}",
        "en": "'{found}' is taken: {why}",
    },
    "unknown-component": {
        "de": "Die Komponente '{found}' ist nirgends beschrieben.{hint}",
        "en": "The component '{found}' is described nowhere.{hint}",
    },
    "unknown-code-list": {
        "de": "Die Codeliste '{found}' gibt es nicht.{hint}",
        "en": "There is no code list '{found}'.{hint}",
    },
    "no-dimension": {
        "de": "Der Datensatz hat keine Dimension. Mindestens eine unterscheidet seine Beobachtungen.",
        "en": "The dataset has no dimension. At least one tells its observations apart.",
    },
    "no-measure": {
        "de": "Der Datensatz hat kein Maß. Mindestens eines trägt seine Werte.",
        "en": "The dataset has no measure. At least one carries its values.",
    },
    "codes-and-type": {
        "de": "Eine Komponente hat 'codes' oder 'type', nicht beides.",
        "en": "A component has 'codes' or 'type', not both.",
    },
    "interval-refused": {
        "de": "Ein Konfidenzintervall ('{found}') setzt eine Zufallsstichprobe voraus; diese Studie ist als '{right}' beschrieben.",
        "en": "A confidence interval ('{found}') needs a probability sample; this study is described as '{right}'.",
    },
    # Columns and rows
    "unknown-column": {
        "de": "Die Spalte '{found}' gehört zu keiner Komponente.{hint}",
        "en": "The column '{found}' belongs to no component.{hint}",
    },
    "missing-column": {
        "de": "Die Spalte '{found}' fehlt. {why}",
        "en": "The column '{found}' is missing. {why}",
    },
    "duplicate-column": {
        "de": "Die Spalte '{found}' kommt zweimal vor.",
        "en": "The column '{found}' occurs twice.",
    },
    "column-and-constant": {
        "de": "'{found}' ist in diesem Datensatz eine Konstante (constants) und zugleich eine Spalte. Eines von beiden ist zu streichen.",
        "en": "'{found}' is a constant of this dataset (constants) and a column as well. One of the two is to go.",
    },
    "missing-value": {
        "de": "Hier fehlt ein Wert. {why}",
        "en": "A value is missing here. {why}",
    },
    "base-not-stated": {
        "de": "Keine Quelle sagt, wovon dieser Anteil ein Anteil ist (base_status '{found}').",
        "en": "No source says what this share is a share of (base_status '{found}').",
    },
    "no-sentence": {
        "de": "Keine Satzvorlage des Datensatzes sagt diese Zeile; statt eines Satzes zeigen die Seiten ihre Werte. {why}",
        "en": "No sentence template of the dataset says this row; instead of a sentence the pages show its values. {why}",
    },
    "parts-sum-nearly": {
        "de": "Die Teile ({parts}) ergeben {found} statt 100; das kann am Runden liegen.",
        "en": "The parts ({parts}) sum to {found} instead of 100, as rounding may have it.",
    },
    "one-source-figure": {
        "de": "Nur eine Quelle ({found}) belegt die Zahl '{figure}'.",
        "en": "One source alone ({found}) supports the figure '{figure}'.",
    },
    "missing-match": {
        "de": "{found} von {right} Codes der Liste '{list}' führen zu keinem Begriff anderer Listen (exact_match, close_match …).",
        "en": "{found} of {right} codes of the list '{list}' lead to no concept of other lists (exact_match, close_match …).",
    },
    "no-reason": {
        "de": "Der Wert fehlt (Status M), und keine Anmerkung sagt, warum. note_de und note_en nennen den Grund.",
        "en": "The value is missing (status M), and no note says why. note_de and note_en give the reason.",
    },
    "value-of-missing": {
        "de": "Der Status ist M (fehlt), und doch steht hier '{found}'. Bekannte Werte haben einen anderen Status, fehlende keine Zahl.",
        "en": "The status is M (missing), yet here stands '{found}'. Known values have another status, missing ones no number.",
    },
    "formula-of-reported": {
        "de": "Eine Formel haben nur berechnete Zahlen; hier ist origin '{found}' statt 'computed'.",
        "en": "Only computed figures have a formula; here the origin is '{found}' instead of 'computed'.",
    },
    "wrong-datatype": {
        "de": "'{found}' ist {right}.{hint}",
        "en": "'{found}' is {right}.{hint}",
    },
    "unknown-code": {
        "de": "Der Code '{found}' steht nicht in der Codeliste '{right}'.{hint}",
        "en": "The code '{found}' is not in the code list '{right}'.{hint}",
    },
    "duplicate-row": {
        "de": "Diese Zeile hat dieselben Dimensionswerte wie Zeile {right}: {found}.",
        "en": "This row has the same dimension values as row {right}: {found}.",
    },
    "duplicate-figure": {
        "de": "Die Kennung '{found}' steht schon in {right}.",
        "en": "The figure id '{found}' already stands in {right}.",
    },
    "incomplete-measures": {
        "de": "An diesem Punkt fehlt eine Beobachtung für das Maß '{found}' (Data Cube, IC-17). Datensätze mit Lücken nehmen die Dimension 'quantity' statt mehrerer Maße.",
        "en": "At this point an observation for the measure '{found}' is missing (Data Cube, IC-17). Datasets with gaps use the dimension 'quantity' instead of several measures.",
    },
    # Code lists and sources
    "duplicate-code": {
        "de": "'{found}' kommt schon in Zeile {right} vor.",
        "en": "'{found}' already occurs in row {right}.",
    },
    "similar-code": {
        "de": "'{found}' unterscheidet sich nur in der Groß- und Kleinschreibung von '{right}' (Zeile {row}).",
        "en": "'{found}' differs from '{right}' (row {row}) only in upper and lower case.",
    },
    "cyclic-code-list": {
        "de": "Die Oberbegriffe bilden einen Kreis: {found}.",
        "en": "The broader concepts form a circle: {found}.",
    },
    "unknown-source": {
        "de": "Die Quelle '{found}' steht nicht in sources.csv.{hint}",
        "en": "The source '{found}' is not in sources.csv.{hint}",
    },
    "cyclic-copy": {
        "de": "Diese Quellen gelten im Kreis als Kopien voneinander: {found}.",
        "en": "These sources are copies of each other in a circle: {found}.",
    },
    "quote-not-allowed": {
        "de": "Ein Zitat aus der Quelle '{found}' darf nicht veröffentlicht werden: In sources.csv steht nicht quotable = yes.",
        "en": "A quotation from the source '{found}' may not be published: sources.csv does not say quotable = yes.",
    },
    "unknown-figure": {
        "de": "Keine Zeile einer Tabelle trägt die Kennung '{found}'.{hint}",
        "en": "No row of a table has the figure id '{found}'.{hint}",
    },
    "unknown-dataset": {
        "de": "Den Datensatz '{found}' gibt es nicht.{hint}",
        "en": "There is no dataset '{found}'.{hint}",
    },
    "not-withdrawn": {
        "de": "'{found}' gilt hier als zurückgezogen, wird aber veröffentlicht. Zu streichen ist die Zeile der Tabelle oder diese.",
        "en": "'{found}' is said to be withdrawn, yet it is published. Either the row of the table is to go, or this one.",
    },
    "no-evidence": {
        "de": "Diese berichtete Zahl hat keinen Beleg. Zu ergänzen: eine Zeile in evidence.csv mit der Kennung '{found}'.",
        "en": "This reported figure has no evidence. To be added: a row of evidence.csv with the figure id '{found}'.",
    },
    # Checks of the model
    "share-above-100": {
        "de": "Ein Anteil von {found} % ist größer als das Ganze.",
        "en": "A share of {found}% is larger than the whole.",
    },
    "negative-value": {
        "de": "{found} ist kleiner als 0. Anteile und Anzahlen sind es nie.",
        "en": "{found} is below 0. Shares and counts never are.",
    },
    "wrong-base-size": {
        "de": "Eine Basis von {found} ist keine. Ist ihre Größe nicht bekannt, bleibt die Zelle leer.",
        "en": "A base of {found} is none. Where its size is not known, the cell stays empty.",
    },
    "count-above-base": {
        "de": "{found} von {right} ist mehr als alle.",
        "en": "{found} of {right} is more than all.",
    },
    "base-above-respondents": {
        "de": "Die Basis {found} ist größer als die Zahl der Antwortenden ({right}).",
        "en": "The base {found} is larger than the number of respondents ({right}).",
    },
    "share-does-not-follow": {
        "de": "{count} von {base} sind gerundet {right} %, nicht {found} % (Anzahl in Zeile {row}).",
        "en": "{count} of {base} is {right}% when rounded, not {found}% (count in row {row}).",
    },
    "answers-above-100": {
        "de": 'Die Anteile der Antworten ({parts}) ergeben {found} %, obwohl jede Einheit nur eine Antwort gibt. Waren mehrere möglich, heißt es in study.toml answers = "multiple".',
        "en": 'The shares of the answers ({parts}) sum to {found}%, although each unit gives one answer only. If several were possible, study.toml says answers = "multiple".',
    },
    "parts-do-not-sum": {
        "de": "Die Teile ({parts}) ergeben {found} statt {right}.",
        "en": "The parts ({parts}) sum to {found} instead of {right}.",
    },
    "wrong-sentence": {
        "de": "Der Satz lässt sich ab '{found}' nicht lesen. In geschweiften Klammern steht ein Name, oder ein Name, die Einzahl und die Mehrzahl, jeweils durch einen senkrechten Strich getrennt.",
        "en": "The sentence cannot be read from '{found}' on. In braces stands a name, or a name, the singular and the plural, separated by vertical bars.",
    },
    "wrong-formula": {
        "de": "Die Formel lässt sich nicht lesen: {found}. Erlaubt sind [Kennung], Zahlen, + - * / und Klammern.",
        "en": "The formula cannot be read: {found}. Allowed are [figure id], numbers, + - * / and parentheses.",
    },
    "formula-does-not-follow": {
        "de": "Aus der Formel folgt {right}, in der Tabelle steht {found}.",
        "en": "The formula gives {right}, the table says {found}.",
    },
    "formula-divides-by-zero": {
        "de": "Die Formel teilt durch 0.",
        "en": "The formula divides by 0.",
    },
    "formula-without-value": {
        "de": "Die Formel braucht die Zahl '{found}', aber deren Wert fehlt (Status M).",
        "en": "The formula needs the figure '{found}', but its value is missing (status M).",
    },
    "cyclic-formula": {
        "de": "Die Formeln verweisen im Kreis aufeinander: {found}.",
        "en": "The formulas refer to each other in a circle: {found}.",
    },
    # Evidence
    "no-digest": {
        "de": "Zur Quelle '{found}' nennt die Studie keine Prüfsumme. Ob die Datei derselbe Text ist, lässt sich nicht sagen.",
        "en": "The study gives no digest for the source '{found}'. Whether the file is the same text cannot be told.",
    },
    "no-span": {
        "de": "Zu dieser Zahl nennt die Studie keine Zeichenposition. {why}",
        "en": "The study gives no character span for this figure. {why}",
    },
    "no-such-evidence": {
        "de": "Aus der Quelle '{found}' stammt keine Zahl der Studie.",
        "en": "No figure of the study comes from the source '{found}'.",
    },
    "wrong-span": {
        "de": "Die Zeichenposition {found} ist nicht möglich: {why}",
        "en": "The character span {found} is not possible: {why}",
    },
    "source-differs": {
        "de": "Die Datei ist nicht der Text, aus dem die Zahlen stammen: SHA-256 {found} statt {right}. {why}",
        "en": "The file is not the text that the figures come from: SHA-256 {found} instead of {right}. {why}",
    },
    "token-not-found": {
        "de": "An den Zeichen {span} steht '{found}', erwartet war '{right}'. {why}",
        "en": "At characters {span} stands '{found}' where '{right}' was expected. {why}",
    },
    "sentence-differs": {
        "de": "Der Satz an den Zeichen {span} hat eine andere Prüfsumme ({found} statt {right}). {why}",
        "en": "The sentence at characters {span} has another digest ({found} instead of {right}). {why}",
    },
    "span-outside-text": {
        "de": "Die Zeichen {span} liegen außerhalb des Textes ({found} Zeichen). {why}",
        "en": "Characters {span} lie outside the text ({found} characters). {why}",
    },
    # RDF files
    "unknown-format": {
        "de": "Das Format '{found}' wird nicht gelesen. Dateien mit RDF enden auf {right}.",
        "en": "The format '{found}' is not read. Files with RDF end with {right}.",
    },
    "unreadable-file": {
        "de": "Die Datei lässt sich nicht lesen: {found}.",
        "en": "The file cannot be read: {found}.",
    },
    "broken-rdf": {
        "de": "Die Datei lässt sich nicht als {right} lesen: {found}.",
        "en": "The file cannot be read as {right}: {found}.",
    },
    "remote-context": {
        "de": "Der JSON-LD-Kontext '{found}' steht anderswo und wird nicht geholt. Er gehört in die Datei.",
        "en": "The JSON-LD context '{found}' is elsewhere and is not fetched. It belongs into the file.",
    },
    "no-cube": {
        "de": "Hier gibt es keinen Würfel zu prüfen: {found} Tripel, darunter kein Datensatz, keine Struktur, keine Beobachtung (qb:).",
        "en": "There is no cube here to check: {found} triples, among them no dataset, no structure, no observation (qb:).",
    },
    "no-observation": {
        "de": "Hier gibt es keine Beobachtung; was von Beobachtungen verlangt ist, blieb ungeprüft.",
        "en": "There is no observation here; what is asked of observations was not checked.",
    },
    "text-for-node": {
        "de": "Der Wert von {right} ist ein Text ({found}) statt eines IRI; was daran hängt, blieb ungeprüft.",
        "en": "The value of {right} is a text ({found}) instead of an IRI; what hangs on it was not checked.",
    },
    # Integrity constraints of the RDF Data Cube vocabulary
    "ic-0": {
        "de": "IC-0: {value} gehört nicht zum lexikalischen Raum seines Datentyps ({path} von {focus}).",
        "en": "IC-0: {value} is not in the lexical space of its datatype ({path} of {focus}).",
    },
    "ic-1": {
        "de": "IC-1: Die Beobachtung {focus} gehört zu {times} Datensätzen statt zu genau einem (qb:dataSet).",
        "en": "IC-1: The observation {focus} belongs to {times} datasets instead of exactly one (qb:dataSet).",
    },
    "ic-2": {
        "de": "IC-2: Der Datensatz {focus} hat {times} Strukturen statt genau einer (qb:structure).",
        "en": "IC-2: The dataset {focus} has {times} structures instead of exactly one (qb:structure).",
    },
    "ic-3": {
        "de": "IC-3: Die Struktur {focus} hat kein Maß (qb:measure).",
        "en": "IC-3: The structure {focus} has no measure (qb:measure).",
    },
    "ic-4": {
        "de": "IC-4: Die Dimension {focus} hat keinen Wertebereich (rdfs:range).",
        "en": "IC-4: The dimension {focus} has no range (rdfs:range).",
    },
    "ic-5": {
        "de": "IC-5: Die Dimension {focus} hat den Wertebereich skos:Concept, nennt aber keine Codeliste (qb:codeList).",
        "en": "IC-5: The dimension {focus} has the range skos:Concept but names no code list (qb:codeList).",
    },
    "ic-6": {
        "de": "IC-6: {other} ist als entbehrlich angegeben (qb:componentRequired false), aber kein Attribut.",
        "en": "IC-6: {other} is said to be optional (qb:componentRequired false) but is no attribute.",
    },
    "ic-7": {
        "de": "IC-7: Der Slice-Schlüssel {focus} ist in keiner Struktur angegeben (qb:sliceKey).",
        "en": "IC-7: The slice key {focus} is declared by no structure (qb:sliceKey).",
    },
    "ic-8": {
        "de": "IC-8: Der Slice-Schlüssel {focus} legt {value} fest, eine Komponente, die seine Struktur {other} nicht hat.",
        "en": "IC-8: The slice key {focus} fixes {value}, a component that its structure {other} does not have.",
    },
    "ic-9": {
        "de": "IC-9: Der Slice {focus} hat {times} Schlüssel statt genau einem (qb:sliceStructure).",
        "en": "IC-9: The slice {focus} has {times} keys instead of exactly one (qb:sliceStructure).",
    },
    "ic-10": {
        "de": "IC-10: Der Slice {focus} hat keinen Wert für {path}, den sein Schlüssel {other} festlegt.",
        "en": "IC-10: The slice {focus} has no value of {path}, which its key {other} fixes.",
    },
    "ic-11": {
        "de": "IC-11: Die Beobachtung {value} hat keinen Wert der Dimension {path}.",
        "en": "IC-11: The observation {value} has no value of the dimension {path}.",
    },
    "ic-12": {
        "de": "IC-12: Die Beobachtung {value} hat in allen Dimensionen dieselben Werte wie {other} ({times} solche im Datensatz {focus}).",
        "en": "IC-12: The observation {value} has the same values in all dimensions as {other} ({times} such in the dataset {focus}).",
    },
    "ic-13": {
        "de": "IC-13: Die Beobachtung {value} hat keinen Wert für {path}, den die Struktur verlangt (qb:componentRequired).",
        "en": "IC-13: The observation {value} has no value of {path}, which the structure requires (qb:componentRequired).",
    },
    "ic-14": {
        "de": "IC-14: Die Beobachtung {value} hat keinen Wert des Maßes {path}.",
        "en": "IC-14: The observation {value} has no value of the measure {path}.",
    },
    "ic-15": {
        "de": "IC-15: Die Beobachtung {value} hat keinen Wert des Maßes {other}, das ihr qb:measureType nennt.",
        "en": "IC-15: The observation {value} has no value of the measure {other}, which its qb:measureType names.",
    },
    "ic-16": {
        "de": "IC-16: Die Beobachtung {value} hat neben {other}, das ihr qb:measureType nennt, noch das Maß {path}.",
        "en": "IC-16: The observation {value} has the measure {path} beside {other}, which its qb:measureType names.",
    },
    "ic-17": {
        "de": "IC-17: Am Punkt der Beobachtung {value} fehlt im Datensatz {focus} die Beobachtung zum Maß {other}.",
        "en": "IC-17: At the point of the observation {value}, the dataset {focus} lacks the observation of the measure {other}.",
    },
    "ic-18": {
        "de": "IC-18: Der Slice {other} des Datensatzes {focus} enthält die Beobachtung {value}, die nicht zu diesem gehört.",
        "en": "IC-18: The slice {other} of the dataset {focus} contains the observation {value}, which does not belong to it.",
    },
    "ic-19": {
        "de": "IC-19: Der Code {value} steht nicht in der Codeliste {other} der Dimension {path}.",
        "en": "IC-19: The code {value} is not in the code list {other} of the dimension {path}.",
    },
    "ic-20": {
        "de": "IC-20: Zum Code {value} der Dimension {path} führt in der Hierarchie {other} kein Weg von einer Wurzel.",
        "en": "IC-20: No path leads from a root of the hierarchy {other} to the code {value} of the dimension {path}.",
    },
    "ic-21": {
        "de": "IC-21: Zum Code {value} der Dimension {path} führt in der umgekehrt angegebenen Hierarchie {other} kein Weg von einer Wurzel.",
        "en": "IC-21: No path leads from a root of the hierarchy {other}, given by its inverse, to the code {value} of the dimension {path}.",
    },
}
