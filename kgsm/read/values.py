"""A piece of text -> an IRI, a date, a name; what is said when it is none."""

import re
from datetime import date
from typing import Final

from rdflib import URIRef

from kgsm.namespaces import PREFIXES
from kgsm.problems import Place, Problem, did_you_mean, problem
from kgsm.text import Text

NOTHING: Final = Text(de="", en="")
# Where an IRI that is needed is missing or wrong: the rest of the study is read all the same, and not published.
STAND_IN_BASE: Final = "https://example.org/"

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_WEB: Final = re.compile(r"https?://[^/?#]+", re.IGNORECASE)
# What no IRI may contain (RFC 3987, 2.2; SPARQL 1.1, IRIREF).
_REFUSED: Final = re.compile(r'[\x00-\x20<>"{}|\\^`\x7f-\xa0]')
_ISO_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def iri_of(text: str, place: Place, problems: list[Problem]) -> URIRef | None:
    """Return the absolute IRI that `text` is; else add `wrong-iri` and return None."""
    refused = _REFUSED.search(text)
    if refused is not None:
        character = repr(refused.group())
        why = Text(de=f"Das Zeichen {character} darf darin nicht stehen.", en=f"The character {character} may not stand in it.")
    elif not _SCHEME.match(text):
        why = Text(
            de="Sie beginnt nicht mit https:// (oder einem anderen Schema).",
            en="It does not begin with https:// (or another scheme).",
        )
    elif text.lower().startswith(("http:", "https:")) and not _WEB.match(text):
        why = Text(de="Nach dem Schema fehlt //server.", en="There is no //host after the scheme.")
    else:
        return URIRef(text)
    problems.append(problem(place, "wrong-iri", found=text, why=why))
    return None


def term_of(text: str, place: Place, problems: list[Problem]) -> URIRef | None:
    """Return the IRI that `text` is, written whole or as `prefix:name` with one of our prefixes."""
    prefix, colon, name = text.partition(":")
    if colon and not name.startswith("//") and prefix.lower() not in ("urn", "tag", "http", "https", "mailto"):
        if prefix in PREFIXES:
            return iri_of(PREFIXES[prefix] + name, place, problems)
        hint = did_you_mean(prefix, PREFIXES)
        why = Text(de=f"Das Präfix '{prefix}' ist nicht bekannt.{hint.de}", en=f"The prefix '{prefix}' is not known.{hint.en}")
        problems.append(problem(place, "wrong-iri", found=text, why=why))
        return None
    return iri_of(text, place, problems)


def date_of(text: str, place: Place, problems: list[Problem]) -> date | None:
    """Return the date that `text` is, written as 2014-01-31; else add `wrong-datatype` and return None."""
    if _ISO_DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass  # 2014-02-30: told below
    right = Text(de="kein Datum (2014-01-31)", en="not a date (2014-01-31)")
    problems.append(problem(place, "wrong-datatype", found=text, right=right, hint=NOTHING))
    return None
