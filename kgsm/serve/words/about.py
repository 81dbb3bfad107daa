"""Sentences of the interface: who, why and how: about, method, changes, legal pages. What is in braces is filled in."""

from typing import Final

from kgsm.text import Text

ABOUT: Final[dict[str, Text]] = {
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
    "change.former": Text(de="bisher {former}", en="before {former}"),
    "change.present": Text(de="jetzt {present}", en="now {present}"),
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
}
