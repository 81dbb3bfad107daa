"""What portals ask of a study's record (DCAT-AP.de 3.0, CKAN, GovData) → typed values, and a remedy for each fault."""

import ipaddress
import re
from typing import Final
from urllib.parse import urlsplit

from rdflib import URIRef

from kgsm.authority import LICENCES, PLACES, THEMES, is_of_licence_list, listed_licence
from kgsm.namespaces import CONTRIBUTOR, EU, LICENCE
from kgsm.problems import Severity, did_you_mean, problem
from kgsm.read.keys import Keys
from kgsm.read.values import listed
from kgsm.text import Text

_KEYWORD: Final = re.compile(r"[\w .-]{2,100}")
_CONTRIBUTOR: Final = re.compile(r"[A-Za-z0-9]+")
_INTERNAL: Final = (".local", ".localhost", ".internal", ".intern", ".intranet", ".lan", ".corp", ".home.arpa")


def read_keywords(top: Keys) -> tuple[Text, ...]:
    """Return the keywords. CKAN, which most portals run, refuses the whole dataset for any other character in one of them."""
    words = top.texts("keywords")
    right = Text(
        de="ein Schlagwort aus 2 bis 100 Buchstaben, Ziffern, Leerzeichen, '-', '_' und '.'; mehrere sind mehrere Einträge",
        en="a keyword of 2 to 100 letters, digits, spaces, '-', '_' and '.'; several are several entries",
    )
    for index, each in enumerate(words):
        for language, written in (("de", each.de), ("en", each.en)):
            if written and not _KEYWORD.fullmatch(written):
                top.tell("keywords", "wrong-type", index, language, found=written, right=right)
    return words


def read_licence(top: Keys) -> URIRef | None:
    """Return the licence; one that DCAT-AP.de lists must be written as it is listed, or no portal knows it."""
    licence = top.iri("licence")
    if licence is None:
        return None
    listed = listed_licence(licence)
    if listed == str(licence):
        return licence
    if listed is not None:
        hint = Text(de=f" Richtig ist '{listed}'.", en=f" Write '{listed}'.")
        top.tell("licence", "wrong-licence", found=licence, hint=hint)
    elif is_of_licence_list(licence):
        top.tell("licence", "wrong-licence", found=licence, hint=did_you_mean(licence, [LICENCE[each] for each in LICENCES]))
    return licence


def read_themes(top: Keys) -> tuple[URIRef, ...]:
    """Return the EU data themes; who writes a theme's name instead of its code is told the code."""
    names = {each: (label.de.casefold(), label.en.casefold()) for each, label in THEMES.items()}
    themes = []
    for index, written in enumerate(top.strings("themes")):
        if written in THEMES:
            themes.append(EU[f"data-theme/{written}"])
        elif written:
            meant = [code for code, labels in names.items() if any(written.casefold() in label for label in labels)]
            hint = did_you_mean(meant[0], meant) if meant else did_you_mean(written, THEMES)
            top.tell("themes", "wrong-choice", index, found=written, right=listed(THEMES), hint=hint)
    return tuple(themes)


def read_places(top: Keys) -> tuple[URIRef, ...]:
    """Return the places, with a warning for each that is of no list that portals know (DCAT-AP.de 3.0, spatial)."""
    places = top.iris("spatial")
    for index, each in enumerate(top.strings("spatial")):
        if URIRef(each) in places and not PLACES.fullmatch(each):
            top.problems.append(problem(top.place("spatial", index), "unusual-place", Severity.WARNING, found=each))
    return places


def read_contributor(top: Keys) -> URIRef | None:
    """Return the contributor's id that GovData issued; where a German authority has none yet, tell what that means."""
    contributor = top.iri("contributor_id")
    if contributor is None:
        if "political_level" in top and "contributor_id" not in top:
            top.problems.append(problem(top.place("political_level"), "no-contributor", Severity.INFO))
        return None
    name = contributor.removeprefix(str(CONTRIBUTOR))
    if name == str(contributor) or not _CONTRIBUTOR.fullmatch(name):
        right = Text(
            de=f"eine Adresse {CONTRIBUTOR}…, wie GovData sie vergeben hat",
            en=f"an address {CONTRIBUTOR}… as GovData issued it",
        )
        top.tell("contributor_id", "wrong-type", found=contributor, right=right)
        return None
    return contributor


def tell_internal_base(top: Keys, base: str) -> None:
    """Add a warning where the base names a host that only this network knows: portals keep the addresses, and reach nothing."""
    try:
        host = urlsplit(base).hostname or ""
    except ValueError:  # an address in brackets that is none: told as a wrong base
        return
    if base and _is_internal(host):
        top.problems.append(problem(top.place("base"), "internal-base", Severity.WARNING, found=host))


def _is_internal(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith(_INTERNAL)


def tell_version_in_id(top: Keys, study_id: str, version: str) -> None:
    """Add a warning where the id names the version: the next one would delete the dataset at every portal and add another."""
    if len(version) > 1 and "." in version and version in study_id:
        top.problems.append(problem(top.place("id"), "version-in-id", Severity.WARNING, found=study_id, right=version))
