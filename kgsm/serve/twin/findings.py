"""The search index of a site → JSON that a browser searches by itself (static/findings.js), in one language.

What the comparison of words goes by comes along, so that script and server cannot drift apart in it.
"""

import json
from collections.abc import Callable
from typing import Final

from kgsm.serve import folding, search
from kgsm.serve.pages.search import in_language
from kgsm.serve.strings import STRINGS

_SENTENCES: Final = ("search.title.of", "search.count", "search.count.one", "search.none", "search.proposal", "search.themes")
_LONGEST: Final = 300  # characters of a detail


def findings(index: search.Index, language: str, href: Callable[[str], str]) -> bytes:
    """Return the index: entries in the order of the site's own, with title, detail and words; and how they are compared.

    `href` says where the thing with an IRI, or the page at a path, is; empty where nowhere.
    """
    told = {
        "entries": [_entry(each, language, href) for each in index.entries],
        "silent": sorted(search.SILENT),
        "howMany": [list(each) for each in search.HOW_MANY],
        "counted": search.COUNTED,
        "shown": search.SHOWN,
        "worst": search.WORST,
        "said": search.SAID,
        "like": folding.LIKE,
        "spellings": [list(each) for each in folding.SPELLINGS],
        "say": {key: STRINGS[key].in_language(language) for key in _SENTENCES},
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"


def _entry(entry: search.Entry, language: str, href: Callable[[str], str]) -> dict[str, object]:
    title, own = in_language(entry.titles, language)
    return {
        "kind": STRINGS[f"sort.{entry.sort.name.lower()}"].in_language(language),
        "href": href(entry.iri),
        "title": title or entry.iri,
        "language": own if own != language else "",
        "detail": in_language(entry.details, language)[0][:_LONGEST],
        "weights": dict(sorted(entry.weights.items())),
    }
