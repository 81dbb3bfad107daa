"""Records → the bytes of the catalog's pages, linked by Hydra, in each profile and format; those made are kept."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from pyoxigraph import Literal, NamedNode, Triple

from kgsm import iris
from kgsm.graphs import serialised
from kgsm.namespaces import HYDRA, RDF, XSD
from kgsm.serve.negotiate import Format
from kgsm.serve.profiles import DEFAULT, Profile
from kgsm.serve.records import PAGE, Records, hydra_links

PATH: Final = "catalog"
_ROOM: Final = 64_000_000  # bytes of pages that are kept: making one of 100 records takes seconds


class Pages:
    """The pages that were made, by number, profile and format. What is published does not change while a server runs."""

    def __init__(self, records: Records) -> None:
        self.records = records
        self._made: OrderedDict[tuple[int | None, str, str], bytes] = OrderedDict()
        self._lock = threading.Lock()

    def page(self, number: int | None, profile: Profile, form: Format) -> bytes:
        """Return a page, or the whole catalog, in a profile and a format."""
        key = (number, profile.name, form.name)
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                return self._made[key]
            body = self._make(number, profile, form)
            self._made[key] = body
            while sum(map(len, self._made.values())) > _ROOM and len(self._made) > 1:
                self._made.popitem(last=False)
            return body

    def _make(self, number: int | None, profile: Profile, form: Format) -> bytes:
        triples = list(profile.view(self.records.page(number)))
        if number is not None:
            triples += self._paging(number, profile, form)
        return serialised(sorted(triples, key=str), form.media_type)

    def _paging(self, number: int, profile: Profile, form: Format) -> list[Triple]:
        """Return the node of a page, typed and named in the old and in the new way of Hydra, with absolute addresses."""
        base = self.records.base
        node, catalog = NamedNode(address(base, number, profile, form)), NamedNode(str(iris.catalog(base)))
        numbers = neighbours(number, self.records.pages())
        counts = {"totalItems": len(self.records.datasets()), "itemsPerPage": PAGE}
        found = [
            Triple(node, _node(RDF.type), _node(HYDRA.PartialCollectionView)),
            Triple(node, _node(RDF.type), _node(HYDRA.PagedCollection)),
            Triple(catalog, _node(HYDRA.view), node),
        ]
        found += [
            Triple(node, _node(HYDRA[name]), Literal(str(count), datatype=_node(XSD.integer))) for name, count in counts.items()
        ]
        for new, old, page in hydra_links(numbers):
            target = NamedNode(address(base, page, profile, form))
            found += [Triple(node, _node(HYDRA[new]), target), Triple(node, _node(HYDRA[old]), target)]
        return found


def neighbours(number: int, last: int) -> Mapping[str, int]:
    """Return the pages that a page leads to. The last one has no next: a harvester would go round for ever."""
    beside = {"previous": number - 1, "next": number + 1}
    return {"first": 1, "last": last, **{name: page for name, page in beside.items() if 1 <= page <= last}}


def address(base: str, number: int | None, profile: Profile, form: Format) -> str:
    """Return the absolute address of a page, below the configured base, whatever host was asked."""
    values = {
        **({"page": str(number)} if number is not None else {}),
        **({"profile": profile.name} if profile is not DEFAULT else {}),
    }
    return f"{base}{PATH}{form.suffix}" + (f"?{urlencode(values)}" if values else "")


def _node(iri: str) -> NamedNode:
    return NamedNode(str(iri))
