"""The sentences of derived shapes: a claim about a column → what is wrong where it does not hold, in German and English."""

from enum import StrEnum
from typing import Final

from kgsm.study import Kind
from kgsm.text import Text


class Claim(StrEnum):
    """What a derived shape claims; the last part of its IRI."""

    REQUIRED = "required"
    SINGLE = "single"
    DATATYPE = "datatype"
    IRI = "iri"
    CODE = "code"
    NAME = "name"
    LANGUAGES = "languages"
    GAP = "gap"
    KEY = "key"
    MEASURES = "measures"


CODE_OF: Final[dict[Claim, str]] = {
    Claim.REQUIRED: "missing-value",
    Claim.SINGLE: "several-values",
    Claim.DATATYPE: "wrong-datatype",
    Claim.IRI: "wrong-iri",
    Claim.CODE: "unknown-code",
    Claim.NAME: "wrong-name",
    Claim.LANGUAGES: "missing-language",
    Claim.GAP: "value-of-missing",
    Claim.KEY: "duplicate-row",
    Claim.MEASURES: "incomplete-measures",
}
RIGHT: Final[dict[Kind, Text]] = {
    Kind.INTEGER: Text(de="keine ganze Zahl (xsd:integer)", en="not a whole number (xsd:integer)"),
    Kind.DECIMAL: Text(de="keine Dezimalzahl (xsd:decimal)", en="not a decimal number (xsd:decimal)"),
    Kind.NUMBER: Text(de="keine Zahl (xsd:integer oder xsd:decimal)", en="not a number (xsd:integer or xsd:decimal)"),
    Kind.DATE: Text(de="kein Datum wie 2014-01-31 (xsd:date)", en="not a date like 2014-01-31 (xsd:date)"),
    Kind.YEAR: Text(de="keine Jahreszahl wie 2014 (xsd:gYear)", en="not a year like 2014 (xsd:gYear)"),
    Kind.TEXT: Text(de="kein Text (xsd:string)", en="not a text (xsd:string)"),
}
_SENTENCE: Final[dict[Claim, Text]] = {
    Claim.REQUIRED: Text(de="„{label}“ fehlt.", en="'{label}' is missing."),
    Claim.SINGLE: Text(de="„{label}“ hat mehrere Werte.", en="'{label}' has several values."),
    Claim.DATATYPE: Text(de="„{label}“ ist {right}.", en="'{label}' is {right}."),
    Claim.IRI: Text(de="„{label}“ ist keine IRI.", en="'{label}' is not an IRI."),
    Claim.CODE: Text(de="„{label}“ steht nicht in der Codeliste „{right}“.", en="'{label}' is not in the code list '{right}'."),
    Claim.NAME: Text(
        de="„{label}“ kann nicht Teil einer IRI sein: Erlaubt sind Buchstaben ohne Umlaute, Ziffern, '-', '_' und '.'.",
        en="'{label}' cannot be part of an IRI: allowed are letters A to Z, digits, '-', '_' and '.'.",
    ),
    Claim.LANGUAGES: Text(
        de="„{label}“ steht nicht je einmal auf Deutsch und Englisch.",
        en="'{label}' does not stand once in German and once in English.",
    ),
    Claim.GAP: Text(
        de="„{label}“ hat einen Wert, obwohl der Status M (fehlt) ist.",
        en="'{label}' has a value, although the status is M (missing).",
    ),
    Claim.KEY: Text(
        de="Diese Kombination von Dimensionswerten ({label}) kommt mehrfach vor.",
        en="This combination of dimension values ({label}) occurs more than once.",
    ),
    Claim.MEASURES: Text(
        de="An diesem Punkt fehlt eine Beobachtung für eines der Maße ({label}).",
        en="At this point an observation for one of the measures ({label}) is missing.",
    ),
}


def claim_text(claim: Claim, label: Text, right: Text) -> Text:
    """Return what is wrong where `claim` about what is called `label` does not hold; `right` is a list's title or a kind."""
    sentence = _SENTENCE[claim]
    de, en = (
        sentence.in_language(each).format(label=label.in_language(each), right=right.in_language(each)) for each in ("de", "en")
    )
    return Text(de=de, en=en)
