"""The controlled vocabularies that portals expect, as small tables: which values there are, and what they are called.

Facts of the EU authority tables (Publications Office), of DCAT-AP.de (GovData) and of opendata.swiss, so that everything can be
checked without a network. What a table does not have is reported, never guessed.
"""

import re
from typing import Final

from kgsm.namespaces import LICENCE
from kgsm.text import Text

_LICENCES: Final = str(LICENCE)

# EU authority table data-theme.
THEMES: Final[dict[str, Text]] = {
    "AGRI": Text(
        de="Landwirtschaft, Fischerei, Forstwirtschaft und Nahrungsmittel", en="Agriculture, fisheries, forestry and food"
    ),
    "ECON": Text(de="Wirtschaft und Finanzen", en="Economy and finance"),
    "EDUC": Text(de="Bildung, Kultur und Sport", en="Education, culture and sport"),
    "ENER": Text(de="Energie", en="Energy"),
    "ENVI": Text(de="Umwelt", en="Environment"),
    "GOVE": Text(de="Regierung und öffentlicher Sektor", en="Government and public sector"),
    "HEAL": Text(de="Gesundheit", en="Health"),
    "INTR": Text(de="Internationale Themen", en="International issues"),
    "JUST": Text(de="Justiz, Rechtssystem und öffentliche Sicherheit", en="Justice, legal system and public safety"),
    "OP_DATPRO": Text(de="Vorläufige Daten", en="Provisional data"),
    "REGI": Text(de="Regionen und Städte", en="Regions and cities"),
    "SOCI": Text(de="Bevölkerung und Gesellschaft", en="Population and society"),
    "TECH": Text(de="Wissenschaft und Technologie", en="Science and technology"),
    "TRAN": Text(de="Verkehr", en="Transport"),
}

# EU authority table frequency.
FREQUENCIES: Final = (
    "ANNUAL", "ANNUAL_2", "ANNUAL_3", "BIENNIAL", "BIMONTHLY", "BIWEEKLY", "CONT", "DAILY", "DAILY_2", "DECENNIAL", "HOURLY",
    "IRREG", "MONTHLY", "MONTHLY_2", "MONTHLY_3", "NEVER", "OTHER", "QUADRENNIAL", "QUARTERLY", "QUINQUENNIAL", "TRIENNIAL",
    "UNKNOWN", "UPDATE_CONT", "WEEKLY", "WEEKLY_2", "WEEKLY_3",
)  # fmt: skip

# EU authority table language, for the languages that a study can have.
LANGUAGES: Final = {"de": "DEU", "en": "ENG"}

# EU authority table country, for the countries that speak German; their names stand on pages.
COUNTRIES: Final[dict[str, Text]] = {
    "AUT": Text(de="Österreich", en="Austria"),
    "CHE": Text(de="Schweiz", en="Switzerland"),
    "DEU": Text(de="Deutschland", en="Germany"),
    "LIE": Text(de="Liechtenstein", en="Liechtenstein"),
    "LUX": Text(de="Luxemburg", en="Luxembourg"),
}

# EU authority table access-right.
ACCESS_RIGHTS: Final = ("CONFIDENTIAL", "NON_PUBLIC", "PUBLIC", "RESTRICTED", "SENSITIVE")

# DCAT-AP.de, political geocoding levels.
POLITICAL_LEVELS: Final = ("international", "european", "federal", "state", "administrativeDistrict", "municipality")

# The licences of DCAT-AP.de, below http://dcat-ap.de/def/licenses/: exactly so, without a slash at the end. The value is the
# code of the same licence in the EU authority table, by which data.europa.eu recognises it; empty where there is none here.
LICENCES: Final[dict[str, str]] = {
    "apache": "",
    "bsd": "",
    "cc-by": "",
    "cc-by-de/3.0": "",
    "cc-by-nc": "",
    "cc-by-nc-de/3.0": "",
    "cc-by-nc/4.0": "CC_BYNC_4_0",
    "cc-by-nd": "",
    "cc-by-nd/3.0": "",
    "cc-by-nd/4.0": "CC_BYND_4_0",
    "cc-by-sa": "",
    "cc-by-sa-de/3.0": "",
    "cc-by-sa/4.0": "CC_BYSA_4_0",
    "cc-by/4.0": "CC_BY_4_0",
    "cc-zero": "CC0",
    "ccpdm/1.0": "",
    "dl-by-de/1.0": "",
    "dl-by-de/2.0": "DLDE_BY_2_0",
    "dl-by-nc-de/1.0": "",
    "dl-zero-de/2.0": "DLDE_ZERO_2_0",
    "geoNutz/20131001": "",
    "geonutz/20130319": "",
    "gfdl": "",
    "gpl/3.0": "",
    "mozilla": "",
    "odbl": "",
    "odby": "",
    "odcpddl": "",
    "officialWork": "",
    "other-closed": "",
    "other-commercial": "",
    "other-freeware": "",
    "other-open": "",
    "other-opensource": "",
}
# What else people write for the licences of open data: patterns of the address without scheme, `www.` and last slash.
_ALIASES: Final[dict[str, str]] = {
    r"creativecommons\.org/licenses/by/4\.0(/(deed|legalcode).*)?": "cc-by/4.0",
    r"creativecommons\.org/licenses/by-sa/4\.0(/(deed|legalcode).*)?": "cc-by-sa/4.0",
    r"creativecommons\.org/publicdomain/zero/1\.0(/(deed|legalcode).*)?": "cc-zero",
    r"govdata\.de/dl-de/by-2-0": "dl-by-de/2.0",
    r"govdata\.de/dl-de/zero-2-0": "dl-zero-de/2.0",
    r"publications\.europa\.eu/resource/authority/licence/CC_BY_4_0": "cc-by/4.0",
    r"publications\.europa\.eu/resource/authority/licence/CC0": "cc-zero",
}

# EU authority table file-type: formats that data.europa.eu counts as readable by machines and as belonging to nobody. Only
# those that kgsm writes.
OPEN_FILE_TYPES: Final = frozenset(
    {"CSV", "JSON", "JSON_LD", "RDF_N_QUADS", "RDF_N_TRIPLES", "RDF_TRIG", "RDF_TURTLE", "RDF_XML", "SDMX"}
)
MACHINE_READABLE_FILE_TYPES: Final = OPEN_FILE_TYPES | {"XLSX"}

# ADMS, publisher types that DCAT-AP allows for an authority.
PUBLISHER_TYPES: Final[dict[str, Text]] = {
    "LocalAuthority": Text(de="kommunale Behörde", en="local authority"),
    "RegionalAuthority": Text(de="regionale Behörde", en="regional authority"),
    "NationalAuthority": Text(de="nationale Behörde", en="national authority"),
    "SupraNationalAuthority": Text(de="überstaatliche Behörde", en="supranational authority"),
}

# ISO 3166-1 alpha-3, which the EU table country is made of, Kosovo, and countries that are no more but have figures. A misspelt
# code looks right to everybody but a portal.
_COUNTRY: Final = (
    "ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR BHS BIH "
    "BLM BLR BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL COM CPV CRI CUB "
    "CUW CXR CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK FRA FRO FSM GAB GBR GEO "
    "GGY GHA GIB GIN GLP GMB GNB GNQ GRC GRD GRL GTM GUF GUM GUY HKG HMD HND HRV HTI HUN IDN IMN IND IOT IRL IRN "
    "IRQ ISL ISR ITA JAM JEY JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA "
    "MAC MAF MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL NER "
    "NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN PCN PER PHL PLW PNG POL PRI PRK PRT PRY PSE PYF QAT REU ROU "
    "RUS RWA SAU SDN SEN SGP SGS SHN SJM SLB SLE SLV SMR SOM SPM SRB SSD STP SUR SVK SVN SWE SWZ SXM SYC SYR TCA "
    "TCD TGO THA TJK TKL TKM TLS TON TTO TUN TUR TUV TWN TZA UGA UKR UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT "
    "WLF WSM YEM ZAF ZMB ZWE XKX 1A0 CSK DDR SCG SUN YUG"
).replace(" ", "|")

# What a place may be, so that CKAN, GovData and data.europa.eu know it.
PLACES: Final = re.compile(
    rf"http://publications\.europa\.eu/resource/authority/(country/({_COUNTRY})|(continent|place|atu)/[A-Z0-9_]+)"
    r"|https?://sws\.geonames\.org/[0-9]+/?"
    r"|http://dcat-ap\.de/def/politicalGeocoding/[A-Za-z]+/[A-Za-z0-9]+"
    r"|http://data\.europa\.eu/nuts/code/[A-Z0-9]+"
)


def eu_licence(iri: str) -> str:
    """Return the code in the EU table of the licence with a DCAT-AP.de IRI, empty where there is none."""
    return LICENCES.get(iri.removeprefix(_LICENCES), "") if iri.startswith(_LICENCES) else ""


def listed_licence(iri: str) -> str | None:
    """Return the IRI in DCAT-AP.de's list that somebody means who writes `iri`; None where there is none.

    `iri` itself where it is listed already. Other addresses of the same licences are known, and a wrong scheme, a `www.` and a
    slash at the end are forgiven.
    """
    bare = re.sub(r"^https?://(www\.)?", "", iri).rstrip("/")
    start = _LICENCES.removeprefix("http://")
    if bare.startswith(start):
        name = next((each for each in LICENCES if each.casefold() == bare.removeprefix(start).casefold()), None)
        exact = bare.removeprefix(start) in LICENCES
        return _LICENCES + (bare.removeprefix(start) if exact else name) if name else None
    found = (name for pattern, name in _ALIASES.items() if re.fullmatch(pattern, bare))
    return next((_LICENCES + name for name in found), None)


def is_of_licence_list(iri: str) -> bool:
    """Return whether `iri` claims to be of DCAT-AP.de's list."""
    return bool(re.match(r"https?://(www\.)?dcat-ap\.de/def/licenses/", iri))
