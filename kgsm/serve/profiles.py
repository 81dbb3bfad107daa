"""The triples of a catalog → the same catalog as another profile wants it: DCAT-AP.de 2.0, opendata.swiss.

DCAT-AP.de 3.0 and DCAT-AP 3.0 agree, and what is published keeps both. Some values of DCAT-AP.de 2.0 contradict them, and
opendata.swiss has licences and identifiers of its own.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from kgsm.namespaces import (
    ADMS,
    ADMS_STATUS,
    COMMONS,
    DCAT,
    DCAT_AP_3,
    DCAT_AP_CH,
    DCAT_AP_DE_2,
    DCAT_AP_DE_3,
    DCTERMS,
    EU,
    LICENCE,
    RDF,
    SKOS,
    SPDX,
    SWISS_TERMS,
    XSD,
)

Triples = Sequence[Triple]


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile: its value of ?profile=, the addresses of what it conforms to, and what makes the view."""

    name: str
    iris: tuple[str, ...]
    view: Callable[[Triples], Triples]


def _node(iri: str) -> NamedNode:
    return NamedNode(str(iri))


_TYPE: Final = _node(RDF.type)
_DATASET: Final = _node(DCAT.Dataset)
_DISTRIBUTION: Final = _node(DCAT.Distribution)
_BYTE_SIZE: Final = _node(DCAT.byteSize)
_CHECKSUM: Final = _node(SPDX.checksum)
_IDENTIFIER: Final = _node(DCTERMS.identifier)
_LICENSE: Final = _node(DCTERMS.license)
_RIGHTS: Final = _node(DCTERMS.rights)
_PUBLISHER: Final = _node(DCTERMS.publisher)
_COMPLETED: Final = _node(EU["distribution-status/COMPLETED"])
_OLD_COMPLETED: Final = _node(ADMS_STATUS.Completed)
_STATUS: Final = _node(ADMS.status)
# opendata.swiss: dcterms:license holds the terms of use; a Creative Commons licence stands beside it in dcterms:rights.
_SWISS: Final = {
    _node(LICENCE[name]): (_node(SWISS_TERMS[terms]), _node(COMMONS[right]) if right else None)
    for name, terms, right in (
        ("cc-by/4.0", "terms_by", "licenses/by/4.0/"),
        ("cc-by-sa/4.0", "terms_by", "licenses/by-sa/4.0/"),
        ("cc-zero", "terms_open", "publicdomain/zero/1.0/"),
        ("dl-by-de/2.0", "terms_by", ""),
        ("dl-zero-de/2.0", "terms_open", ""),
    )
}


def _as_published(triples: Triples) -> Triples:
    return triples


def _german_2(triples: Triples) -> Triples:
    """Return the catalog in DCAT-AP.de 2.0: sizes are xsd:decimal, the status is ADMS's own.

    Checksums are left out: 2.0 has a list of algorithms of its own, and the property is optional.
    """
    sums = {each.object for each in triples if each.predicate == _CHECKSUM} | {_node(SPDX.checksumAlgorithm_sha256)}
    found = []
    values = {_OLD_COMPLETED for each in triples if each.object == _COMPLETED}
    for each in triples:
        if each.predicate == _CHECKSUM or each.subject in sums:
            continue
        value = each.object
        if each.predicate == _BYTE_SIZE and isinstance(value, Literal):
            value = Literal(value.value, datatype=_node(XSD.decimal))
        elif value == _COMPLETED and each.predicate == _STATUS:
            value = _OLD_COMPLETED
        subject = _OLD_COMPLETED if each.subject == _COMPLETED else each.subject
        found.append(Triple(subject, each.predicate, value))
    # Its list is not among those that validators load: the value says itself where it belongs.
    found += [Triple(_OLD_COMPLETED, _node(SKOS.inScheme), _node(ADMS_STATUS["1.0"]))] if _OLD_COMPLETED in values else []
    return found


def _swiss(triples: Triples) -> Triples:
    """Return the catalog for opendata.swiss: terms of use as licences, identifiers of the form `slug@organisation`.

    The organisation is the publisher's identifier; where it has none the dataset's identifier stays as it is.
    """
    slugs = _slugs(triples)
    distributions = {each.subject for each in triples if each.predicate == _TYPE and each.object == _DISTRIBUTION}
    licensed = {
        each.subject: _SWISS[each.object]
        for each in triples
        if each.predicate == _LICENSE and isinstance(each.object, NamedNode) and each.object in _SWISS
    }
    found: list[Triple] = []
    for each in triples:
        subject, predicate = each.subject, each.predicate
        terms, right = licensed.get(subject, (None, None))
        if subject in _SWISS:  # what the catalog says of a licence that this view does not name
            continue
        if predicate == _LICENSE and terms is not None:
            found += [Triple(subject, _LICENSE, terms), Triple(terms, _TYPE, _node(DCTERMS.LicenseDocument))]
        elif predicate == _RIGHTS and right is not None and subject in distributions:
            found += [Triple(subject, _RIGHTS, right), Triple(right, _TYPE, _node(DCTERMS.RightsStatement))]
        elif predicate == _IDENTIFIER and subject in slugs:
            found.append(Triple(subject, _IDENTIFIER, Literal(slugs[subject])))
        else:
            found.append(each)
    return list(dict.fromkeys(found))


def _slugs(triples: Triples) -> dict[object, str]:
    """Return the new identifier of each dataset whose publisher has one."""
    datasets = {each.subject for each in triples if each.predicate == _TYPE and each.object == _DATASET}
    names: dict[object, str] = {
        each.subject: each.object.value
        for each in triples
        if each.predicate == _IDENTIFIER and isinstance(each.object, Literal)
    }
    return {
        each.subject: f"{each.subject.value.rpartition('/')[2]}@{names[each.object]}"
        for each in triples
        if each.predicate == _PUBLISHER
        and each.subject in datasets
        and isinstance(each.subject, NamedNode)
        and each.object in names
    }


# The first is the one without ?profile=.
_ALL: Final = (
    Profile("dcat-ap-de-3.0", (str(DCAT_AP_DE_3), str(DCAT_AP_3)), _as_published),
    Profile("dcat-ap-de-2.0", (str(DCAT_AP_DE_2),), _german_2),
    Profile("dcat-ap-ch", (str(DCAT_AP_CH),), _swiss),
)
PROFILES: Final[Mapping[str, Profile]] = {each.name: each for each in _ALL}
DEFAULT: Final = _ALL[0]


def profile_named(asked: str | None) -> Profile | None:
    """Return the profile that ?profile= asks for by its name or address, the first one where it asks for none."""
    if asked is None:
        return DEFAULT
    return next((each for each in _ALL if asked == each.name or asked in each.iris), None)
