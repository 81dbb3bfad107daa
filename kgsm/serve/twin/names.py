"""An address on the running site → the name of the file that answers it on a host that runs no program.

    /study/use                         study/use/index.html, study/use/index.en.html    a folder's index answers its IRI
    /study.html                        study.html, study.en.html
    /study/use.ttl                     study/use.ttl
    /feed.atom?lang=en                 feed.en.atom
    /study/use?page=2                  study/use/~page-2.html
    /study/use.csv?quantity=share      study/use~quantity-share.csv
    /sparql?query=…&format=csv         sparql/~1f00c29a40b5.csv                         a digest, where words would be too long

The first language needs no mark. No name in an IRI begins with, or holds, a tilde (kgsm.iris.NAME), so these meet no others.
"""

import hashlib
import re
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import unquote, urlencode

from kgsm.problems import PublishedError
from kgsm.serve.negotiate import ANSWERED_GRAPHS, HTML, LANGUAGES, ROWS
from kgsm.serve.twin.address import Link

_WORDS: Final = re.compile(r"[A-Za-z0-9._-]{1,60}")
_SUFFIXES: Final = {each.media_type: each.suffix for each in (*ROWS, *ANSWERED_GRAPHS)}


def name_of(link: Link, media_type: str) -> str:
    """Return the file for what answers `link`, relative to the copy, with forward slashes.

    Raises PublishedError where the path is none that a folder can hold.
    """
    path = unquote(link.path).removeprefix("/")
    parts = path.rstrip("/").split("/") if path.rstrip("/") else []
    if any(each in {"", ".", ".."} or "\0" in each or "\\" in each for each in parts):
        raise PublishedError(f"No file can have the name of '{link.path}'. Nothing was exported.")
    mark = "" if link.language in {"", LANGUAGES[0]} else f".{link.language}"
    stem = "/".join(parts)
    if media_type == HTML.media_type:
        if stem.endswith(HTML.suffix) and not link.query:
            return f"{stem.removesuffix(HTML.suffix)}{mark}{HTML.suffix}"
        return "/".join([*parts, f"{_asked(link) or 'index'}{mark}{HTML.suffix}"])
    suffix = PurePosixPath(path).suffix
    if suffix:
        return f"{stem.removesuffix(suffix)}{_asked(link)}{mark}{suffix}"
    if not link.query:
        return f"{stem}{mark}"
    ending = _SUFFIXES.get(media_type, "")
    return "/".join([*parts, f"{_asked(link)}{mark}{ending}"])


def _asked(link: Link) -> str:
    """Return the parameters as a part of a name: in words, or as a digest of those that say more than the format."""
    if not link.query:
        return ""
    words = "_".join(f"{name}-{value}" for name, value in link.query)
    if _WORDS.fullmatch(words):
        return f"~{words}"
    said = urlencode([each for each in link.query if each[0] != "format"])
    return f"~{hashlib.sha256(said.encode()).hexdigest()[:12]}"
