"""An address and a title → the HTML that shows it in a frame on another site, with a plain link where frames are not shown."""

from collections.abc import Iterable
from html import escape
from typing import Final
from urllib.parse import urlencode

from kgsm.serve.visit import Visit

_ROW: Final = 42  # CSS pixels, about
_AROUND: Final = 260
_HIGHEST: Final = 640


def framed(visit: Visit, host: str, title: str, pairs: Iterable[tuple[str, str]] = (), rows: int = 0) -> str:
    """Return the lines to copy. `pairs` are what is chosen of a dataset, `rows` how many of its rows are shown.

    A host of files shows the whole page whatever a query says, and refuses frames: there they are empty.
    """
    if visit.site.static:
        return ""
    chosen = list(pairs)
    address = f"{host}{visit.at(visit.path)}"
    source = f"{address}?{urlencode([*chosen, ('lang', visit.language), ('embed', 1)])}"
    link = f"{address}?{urlencode([*chosen, ('lang', visit.language)])}"
    height = min(_HIGHEST, _AROUND + _ROW * rows)
    return (
        f'<iframe src="{escape(source)}" title="{escape(title)}" loading="lazy" width="100%" height="{height}"></iframe>\n'
        f'<p><a href="{escape(link)}">{escape(title)}</a></p>'
    )
