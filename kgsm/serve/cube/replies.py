"""A request for rows of a dataset → its response: the published file where all rows are wanted, else a stream of some."""

import hashlib
import re
from contextlib import ExitStack
from importlib.metadata import version
from itertools import chain, islice
from typing import IO, Final
from urllib.parse import quote

import duckdb
from flask import Response, request
from werkzeug.wsgi import FileWrapper

from kgsm.assembly import STRUCTURE_FILE
from kgsm.serve import replies
from kgsm.serve.cube.cubes import Cube
from kgsm.serve.cube.formats import JSON_STAT, PARQUET, ROWS, SUFFIXES, TABLES, XLSX, content_type
from kgsm.serve.cube.made import WORKBOOK_ROWS, parquet, workbook
from kgsm.serve.cube.rows import jsonstat, lines, size_of_jsonstat, size_of_lines
from kgsm.serve.cube.selection import Fault, Selection, asked, select
from kgsm.serve.cube.streams import Stream
from kgsm.serve.facts import Words
from kgsm.serve.negotiate import HTML, Format, acceptable, language, named
from kgsm.serve.pages.parts import Value
from kgsm.serve.site import Site
from kgsm.serve.visit import Visit

_BUFFER: Final = 1_000_000  # bytes; an answer below is sent whole, with its length
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST_NAME: Final = 120
# Another version may write other bytes.
_VERSIONS: Final = f"{duckdb.__version__} {version('XlsxWriter')}"


def reply(site: Site, path: str) -> Response | None:
    """Answer a request for rows of a dataset; None where it is for something else: a page, a description, a whole file."""
    own, form = _parts(site, path)
    if own is None:
        return None
    arguments = asked({name: request.args.getlist(name) for name in request.args})
    # A table without a file of its own, since it was too long for one, is made of all rows.
    if not arguments and (form not in TABLES or path in site.files):
        return None
    cube = site.cubes.cube(own)
    form = form or _chosen(cube)
    if form is HTML:
        return None
    visit = replies.visit_of(site, request)
    if language(request.args, None) is None:
        return replies.in_no_language(visit)
    selection = select(site.cubes, cube, arguments)
    if isinstance(selection, Fault):
        return _refused(visit, cube, selection)
    if form is None or not _is_made(cube, form):
        return _not_made(visit, selection)
    return _rows(site, visit, selection, form)


def _chosen(cube: Cube) -> Format | None:
    """Return the format of the dataset's own address: that of ?format=, else the one that Accept likes."""
    offers = (HTML, *(each for each in ROWS if _is_made(cube, each)))
    values = request.args.getlist("format")
    return named(values, offers) if values else acceptable(request.headers.get("Accept"), offers)


def _refused(visit: Visit, cube: Cube, fault: Fault) -> Response:
    link = Value(Words(visit.say("cube.structure")), visit.at(f"/{cube.path}/{STRUCTURE_FILE}"))
    visit = replies.told(visit)
    return replies.failed(visit, 400, fault.message.in_language(visit.language), (link,), fault.content())


def _not_made(visit: Visit, selection: Selection) -> Response:
    made = [each for each in ROWS if _is_made(selection.cube, each)]
    visit = replies.told(visit)
    return replies.failed(visit, 406, suggestions=[Value(Words(each.title), _address(visit, selection, each)) for each in made])


def _address(visit: Visit, selection: Selection, form: Format) -> str:
    return visit.at(f"/{quote(selection.cube.path)}{form.suffix}" + (f"?{selection.query}" if selection.query else ""))


def _rows(site: Site, visit: Visit, selection: Selection, form: Format) -> Response:
    whole = None if selection.codes else _whole(site, selection.cube.path, form)
    response = whole or _conditional(site, selection, form) or _evaluated(site, selection, form)
    if response.status_code < 400:
        response.headers["Content-Location"] = _address(visit, selection, form)
        structure = visit.at(f"/{selection.cube.path}/{STRUCTURE_FILE}")
        replies.add_links(response, [(structure, 'rel="describedby"; type="application/json"')])
    return response


def _parts(site: Site, path: str) -> tuple[str | None, Format | None]:
    """Return the path of the dataset that `path` is about, None where it is about none, and the form that its suffix names."""
    for suffix, form in SUFFIXES:
        if path.endswith(suffix) and path.removesuffix(suffix) in site.cubes:
            return path.removesuffix(suffix), form
    return path if path in site.cubes else None, None


def _is_made(cube: Cube, form: Format) -> bool:
    if form in {PARQUET, XLSX}:
        return cube.typed is not None
    return form is JSON_STAT or form.suffix[1:] in cube.assembly.forms


def _whole(site: Site, path: str, form: Format) -> Response | None:
    file = site.files.get(f"{path}{form.suffix}")
    return replies.file(site, file) if file else None


def _tag(site: Site, selection: Selection, form: Format) -> str:
    """Return the validator: the release, the selection in its one spelling, the form."""
    parts = (site.digest, selection.cube.path, selection.query, form.name, _VERSIONS)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _conditional(site: Site, selection: Selection, form: Format) -> Response | None:
    """Return what can be answered without a look at the rows: 304, 412, and any HEAD."""
    response = _dressed(Response(content_type=content_type(form)), _tag(site, selection, form), selection, form)
    # Nobody knows how long the answer to GET would be.
    del response.headers["Content-Length"]
    response.automatically_set_content_length = False
    response.make_conditional(request)
    if response.status_code == 412:
        return replies.problem(412)
    return response if request.method == "HEAD" or response.status_code == 304 else None


def _evaluated(site: Site, selection: Selection, form: Format) -> Response:
    held = ExitStack()
    try:
        client = request.remote_addr or ""
        site.turnstile.enter(client)
        held.callback(site.turnstile.leave, client)
        cursor = held.enter_context(site.cubes.cursor())
        if form in {PARQUET, XLSX}:
            with site.cubes.work(cursor):
                file = (parquet if form is PARQUET else workbook)(site.cubes, cursor, selection)
            if isinstance(file, int):
                held.close()
                visit = replies.call_of(site, request)
                sentence = visit.say("cube.too-many-rows", found=file, most=WORKBOOK_ROWS)
                return replies.failed(visit, 400, sentence)
            response = _sent(file)
            held.close()  # the file is whole: nothing else is needed
        else:
            response, stream = _streamed(site, cursor, selection, form)
            if stream:
                stream.when_done(held.pop_all().close)
                held.callback(stream.close)
            else:
                held.close()
    except BaseException:
        held.close()
        raise
    response.content_type = content_type(form)
    response.call_on_close(held.close)
    return _dressed(response, _tag(site, selection, form), selection, form)


def _streamed(
    site: Site, cursor: duckdb.DuckDBPyConnection, selection: Selection, form: Format
) -> tuple[Response, Stream | None]:
    """Return a response of the selected rows: whole where it is short, else as a stream, made as the client takes it.

    Either has its length: what is cut off never looks complete. (Granian ends a body without one as if nothing had happened.)
    """
    with site.cubes.work(cursor):
        if form is JSON_STAT:
            size, pieces = size_of_jsonstat(cursor, selection), jsonstat(cursor, selection)
        else:
            parts = selection.cube.assembly.forms[form.suffix[1:]]
            size, pieces = size_of_lines(cursor, selection, parts), lines(cursor, selection, parts)
        if size <= _BUFFER:
            return Response(b"".join(pieces)), None
        first = list(islice(pieces, 2))  # the head, and the first rows: what is wrong shows before the first byte leaves
    stream = site.cubes.streams.begin(chain(first, pieces))
    response = Response(stream)
    response.content_length = size
    return response, stream


def _sent(file: IO[bytes]) -> Response:
    size = file.seek(0, 2)
    file.seek(0)
    response = Response(FileWrapper(file), direct_passthrough=True)
    response.content_length = size
    response.call_on_close(file.close)
    return response


def _dressed(response: Response, tag: str, selection: Selection, form: Format) -> Response:
    response.set_etag(tag)
    words = [*selection.cube.path.split("/"), *(code for codes in selection.codes.values() for code in codes)]
    name = _UNSAFE.sub("-", "-".join(words))[:_LONGEST_NAME].strip(".-")
    response.headers.set("Content-Disposition", "attachment", filename=f"{name or 'rows'}{form.suffix}")
    return response
