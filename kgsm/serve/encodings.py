"""Bytes → fewer bytes, in the coding that a client takes (RFC 9110, 8.4.1 and 12.5.3)."""

import gzip
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, Final

import brotli
from werkzeug.http import parse_accept_header

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

# At equal quality the first one that a client takes. Levels: about as fast as a network, each.
CODINGS: Final = ("zstd", "br", "gzip")
WORTH_IT: Final = 1000  # bytes; below, what is added eats what is saved
_LEVEL: Final = {"zstd": 3, "br": 4, "gzip": 6}
_GZIP: Final = 16 + zlib.MAX_WBITS  # zlib's way to say: with gzip's header


@lru_cache(maxsize=1024)
def chosen(header: str) -> str | None:
    """Return the coding that an Accept-Encoding header likes best, None where it likes none of ours better than none."""
    if not header:
        return None
    accepted = parse_accept_header(header)
    best = max(CODINGS, key=lambda coding: float(accepted[coding]))  # max keeps the first of equals
    liking = float(accepted[best])
    identity = next((float(quality) for value, quality in accepted if value == "identity"), 0.0)
    return best if liking > 0 and liking >= identity else None


def is_worth_it(media_type: str) -> bool:
    """Return whether bytes of a media type become fewer."""
    return media_type.startswith("text/") or any(each in media_type for each in ("json", "xml", "n-", "trig", "svg"))


def encoded(body: bytes, coding: str) -> bytes:
    """Return `body` in a coding."""
    if coding == "gzip":
        return gzip.compress(body, _LEVEL[coding], mtime=0)
    if coding == "br":
        return bytes(brotli.compress(body, quality=_LEVEL[coding]))
    return bytes(zstd.compress(body, _LEVEL[coding]))


def encoding(body: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """Yield a long body in a coding, as it comes. Raises what `body` raises; then what came has no end that a reader takes."""
    add, end = _compressor(coding)
    for piece in body:
        if less := add(piece):
            yield less
    yield end()


def _compressor(coding: str) -> tuple[Callable[[bytes], bytes], Callable[[], bytes]]:
    made: Any
    if coding == "br":
        made = brotli.Compressor(quality=_LEVEL[coding])
        return made.process, made.finish
    made = zstd.ZstdCompressor(_LEVEL[coding]) if coding == "zstd" else zlib.compressobj(_LEVEL[coding], zlib.DEFLATED, _GZIP)
    return made.compress, made.flush
