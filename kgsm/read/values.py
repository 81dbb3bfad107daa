"""A piece of text → an IRI, a date, a name; and what is said where it is none."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from rdflib import URIRef

from kgsm import iris
from kgsm.namespaces import PREFIXES
from kgsm.problems import Place, Problem, did_you_mean, problem, shown
from kgsm.text import Text

NOTHING: Final = Text(de="", en="")
LANGUAGE_NAMES: Final = {"de": Text(de="Deutsch", en="German"), "en": Text(de="Englisch", en="English")}
# Where an IRI that is needed is missing or wrong: the rest of the study is read all the same, and not published.
STAND_IN_BASE: Final = "https://example.org/"

# A name stands in file names too, which most systems limit to 255 bytes.
_LONGEST_NAME: Final = 100
_SUFFIX: Final = re.compile(r"\.(csv|excel|html|json|jsonld|nq|nt|parquet|rdf|sdmx|trig|ttl|xlsx|xml|zip)", re.IGNORECASE)
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_WEB: Final = re.compile(r"https?://[^/?#]+", re.IGNORECASE)
# What no IRI may contain (RFC 3987, 2.2; SPARQL 1.1, IRIREF).
_REFUSED: Final = re.compile(r'[\x00-\x20<>"{}|\\^`\x7f-\xa0]')
_SCHEMES: Final = frozenset({"doi", "http", "https", "mailto", "tag", "urn"})
_ISO_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def name_problem(written: str, place: Place) -> Problem | None:
    """Return what keeps a name or code from being a segment of an IRI and of a file name, None where it can be one."""
    if not iris.NAME.fullmatch(written):
        return problem(place, "wrong-name", found=written)
    if len(written) > _LONGEST_NAME:
        return problem(place, "cell-too-long", found=len(written), right=_LONGEST_NAME)
    suffix = _SUFFIX.fullmatch(written[written.rfind(".") :]) if "." in written else None
    if suffix is not None:
        ending = suffix.group()
        why = Text(de=f"Auf {ending} enden die Adressen von Dateien.", en=f"The addresses of files end in {ending}.")
        return problem(place, "reserved-name", found=written, why=why)
    return None


def usable_name(written: str, place: Place, problems: list[Problem]) -> str:
    """Return `written`; where it cannot be a name add the problem and return what stands in for it."""
    fault = name_problem(written, place)
    if fault is None:
        return written
    problems.append(fault)
    usable = "".join(character if iris.NAME.fullmatch(character) else "x" for character in written[:_LONGEST_NAME])
    return usable or "x"


def iri_of(text: str, place: Place, problems: list[Problem]) -> URIRef | None:
    """Return the absolute IRI that `text` is; else add `wrong-iri` and return None."""
    refused = _REFUSED.search(text)
    if refused is not None:
        code = f"U+{ord(refused.group()):04X}"
        name = {" ": Text(de="Ein Leerzeichen", en="A space")}.get(
            refused.group(),
            Text(de=f"Das Zeichen {shown(refused.group())} ({code})", en=f"The character {shown(refused.group())} ({code})"),
        )
        why = Text(de=f"{name.de} darf darin nicht stehen.", en=f"{name.en} may not stand in it.")
    elif not _SCHEME.match(text):
        why = Text(
            de="Sie beginnt nicht mit https:// oder einem anderen Schema.",
            en="It does not begin with https:// or another scheme.",
        )
    elif text.lower().startswith(("http:", "https:")) and not _WEB.match(text):
        why = Text(de="Nach dem Schema fehlt der Name des Servers.", en="The name of the server is missing after the scheme.")
    else:
        return URIRef(text)
    problems.append(problem(place, "wrong-iri", found=text, why=why))
    return None


def term_of(text: str, place: Place, problems: list[Problem]) -> URIRef | None:
    """Return the IRI that `text` is, written whole or as `prefix:name` with one of our prefixes."""
    prefix, colon, name = text.partition(":")
    if not colon or name.startswith("//") or prefix.lower() in _SCHEMES:
        return iri_of(text, place, problems)
    if prefix in PREFIXES:
        return iri_of(PREFIXES[prefix] + name, place, problems)
    hint = did_you_mean(prefix, PREFIXES)
    why = Text(
        de=f"Das Präfix '{shown(prefix)}' ist nicht bekannt.{hint.de}",
        en=f"The prefix '{shown(prefix)}' is not known.{hint.en}",
    )
    problems.append(problem(place, "wrong-iri", found=text, why=why))
    return None


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


def listed(names: Iterable[str]) -> Text:
    """Return `names` as a list in a sentence, the same in each language."""
    words = ", ".join(shown(each) for each in names)
    return Text(de=words, en=words)
