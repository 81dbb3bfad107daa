"""Published folder -> a folder of files that shows the same site on a host that runs no program."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from kgsm.manifest import Manifest, read_manifest
from kgsm.problems import PublishedError
from kgsm.publish.former import keep_foreign
from kgsm.publish.staging import clean_up, locked, put_in_place, staging, target, translated
from kgsm.serve import create_app
from kgsm.serve.operator import read_operator
from kgsm.serve.twin import Address, Twin, listed, parse_address, write_twin
from kgsm.store import open_store
from kgsm.text import Text

_ASKING: Final = Text(de="fragt die Seite nach Adresse {count}", en="asking the site for address {count}")


def _unseen(_: Text) -> None:
    """Show nobody what is being done."""


def export_site(
    published: Path | str,
    out: Path | str,
    address: Address | str,
    site: Path | str | None = None,
    on_stage: Callable[[Text], None] = _unseen,
) -> Twin:
    """Write the site of a published folder into `out` as files, whole or not at all; what kgsm did not make there stays.

    `address` is where the copy will be seen, `site` a site.toml that says who runs it. Raises AddressError where a copy cannot
    stand there, PublishedError where `published` or `out` cannot be used; then `out` is as it was.
    """
    where = address if isinstance(address, Address) else parse_address(address)
    folder, place = Path(published).resolve(), Path(out).resolve()
    if place.is_relative_to(folder) or folder.is_relative_to(place):
        raise PublishedError(f"'{out}' and the published folder '{published}' lie in each other. Name a folder elsewhere.")
    read_manifest(folder)
    operator = read_operator(Path(site)) if site else None
    with translated(Path(out)):
        place = target(Path(out))
        with locked(place):
            clean_up(place)
            former = listed(place)
            app = create_app(folder, open_store(folder), operator=operator, static=True)
            try:
                with staging(place) as content:
                    twin = write_twin(app, where, content, lambda count: on_stage(_counted(count)))
                    keep_foreign(Manifest(where.url, (), former), place, content)
                    put_in_place(content, place)
            finally:
                app.extensions["kgsm"].close()
    return twin


def _counted(count: int) -> Text:
    return Text(de=_ASKING.de.format(count=count), en=_ASKING.en.format(count=count))
