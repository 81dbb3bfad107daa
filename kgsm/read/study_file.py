"""The top of study.toml → what the study says of itself."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rdflib import URIRef

from kgsm import iris
from kgsm.authority import FREQUENCIES, POLITICAL_LEVELS
from kgsm.namespaces import EU, POLITICAL_LEVEL
from kgsm.problems import did_you_mean
from kgsm.read.agents import read_contact, read_creators, read_publisher
from kgsm.read.catalog_rules import (
    read_contributor,
    read_keywords,
    read_licence,
    read_places,
    read_themes,
    tell_internal_base,
    tell_version_in_id,
)
from kgsm.read.figures import Figures
from kgsm.read.keys import Keys
from kgsm.read.setting import Setting
from kgsm.read.values import LANGUAGE_NAMES, STAND_IN_BASE, iri_of, usable_name
from kgsm.study import Agent, CodeList, Sample
from kgsm.text import Text

STUDY_KEYS: Final = (
    "id", "base", "title", "description", "method", "keywords", "sample", "version", "issued", "modified", "licence",
    "attribution", "changes", "languages", "themes", "spatial", "political_level", "contributor_id", "frequency",
    "respondents", "invited", "highlights", "publisher", "contact", "creator", "code", "dimension", "measure", "attribute",
    "dataset",
)  # fmt: skip
REQUIRED_KEYS: Final = (
    "base", "title", "description", "method", "sample", "version", "issued", "modified", "licence", "attribution", "themes",
    "spatial", "publisher", "contact",
)  # fmt: skip

_BASE: Final = re.compile(r"https?://[^/?#\s]+/([^?#\s]*/)?")
_TAKEN: Final = Text(de="Diese Adresse braucht der Server selbst.", en="The server needs this address itself.")


@dataclass(frozen=True, slots=True)
class About:
    """What the top of study.toml says, but for code lists, components and datasets."""

    title: Text
    description: Text
    method: Text
    keywords: tuple[Text, ...]
    sample: Sample
    version: str
    issued: dt.date
    modified: dt.date
    licence: URIRef
    attribution: Text
    languages: tuple[str, ...]
    themes: tuple[URIRef, ...]
    spatial: tuple[URIRef, ...]
    political_level: URIRef | None
    contributor_id: URIRef | None
    frequency: URIRef | None
    changes: Text
    publisher: Agent
    contact: Agent
    creators: tuple[Agent, ...]


def read_identity(top: Keys, folder_name: str) -> tuple[str, str]:
    """Return the base IRI and the study's id."""
    base = top.string("base")
    if base and iri_of(base, top.place("base"), top.problems) is None:
        base = ""
    if base and not _BASE.fullmatch(base):
        top.tell("base", "wrong-base", found=base)
        base = ""
    tell_internal_base(top, base)
    study_id = usable_name(top.string("id") or folder_name, top.place("id"), top.problems)
    tell_version_in_id(top, study_id, top.string("version"))
    if study_id.casefold() in iris.RESERVED_STUDIES:
        top.tell("id", "reserved-name", found=study_id, why=_TAKEN)
    return base or STAND_IN_BASE, study_id


def read_about(setting: Setting) -> About:
    """Return what the study says of itself."""
    top = setting.top
    top.need(*REQUIRED_KEYS)
    level, frequency = top.code("political_level", POLITICAL_LEVELS), top.code("frequency", FREQUENCIES)
    issued, modified = top.date("issued"), top.date("modified")
    if issued and modified and modified < issued:
        right = Text(
            de=f"ein Tag ab dem der Veröffentlichung ({issued})", en=f"a day from that of the publication on ({issued})"
        )
        top.tell("modified", "wrong-type", found=modified, right=right)
    return About(
        title=top.text("title"),
        description=top.text("description"),
        method=top.text("method"),
        keywords=read_keywords(top),
        sample=top.choice("sample", Sample) or Sample.OTHER,
        version=top.string("version"),
        issued=issued or dt.date.min,
        modified=modified or dt.date.min,
        licence=read_licence(top) or URIRef(STAND_IN_BASE),
        attribution=top.text("attribution"),
        languages=top.codes("languages", LANGUAGE_NAMES) or tuple(LANGUAGE_NAMES),
        themes=read_themes(top),
        spatial=read_places(top),
        political_level=POLITICAL_LEVEL[level] if level else None,
        contributor_id=read_contributor(top),
        frequency=EU[f"frequency/{frequency}"] if frequency else None,
        changes=top.text("changes"),
        publisher=read_publisher(setting),
        contact=read_contact(setting),
        creators=read_creators(setting),
    )


def read_by_wave(setting: Setting, key: str, code_lists: Mapping[str, CodeList]) -> dict[str, str]:
    """Return the figure id that `key` names for each wave: `respondents` and `invited` are such keys."""
    figures = setting.top.cells(key)
    waves = code_lists.get("wave")
    if figures and waves is None:
        setting.top.tell(key, "unknown-code-list", found="wave", hint=did_you_mean("wave", code_lists))
    codes = waves.codes() if waves and "wave" not in setting.lost.code_lists else tuple(figures)
    for wave in figures:
        if wave not in codes:
            setting.top.tell(key, "unknown-code", wave, found=wave, right="wave", hint=did_you_mean(wave, codes))
    return figures


def check_highlights(top: Keys, highlights: Sequence[str], figures: Figures) -> None:
    """Add a problem for each figure that the home page is to show and that is in no table."""
    for index, figure in enumerate(highlights):
        if figure and not figures.has(figure):
            top.tell("highlights", "unknown-figure", index, found=figure, hint=figures.near(figure))


def check_by_wave(top: Keys, key: str, named: Mapping[str, str], figures: Figures) -> None:
    """Add a problem for each figure that `key` names for a wave and that is in no table."""
    for wave, figure in named.items():
        if not figures.has(figure):
            top.tell(key, "unknown-figure", wave, found=figure, hint=figures.near(figure))
