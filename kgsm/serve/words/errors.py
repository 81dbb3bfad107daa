"""Sentences of the interface: what went wrong, what else there is, and the copy of the pages as files. What is in braces is filled in."""

from typing import Final

from kgsm.text import Text

ERRORS: Final[dict[str, Text]] = {
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
